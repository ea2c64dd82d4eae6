//! A board of the simulated server: the real decisions over plain maps.

use jiff::Timestamp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, convert::Infallible};
use tideboard_decide::{
    Applied, BoardState, Facts, FieldFacts, MarkFacts, RecordFacts, Removal, Write,
};
use tideboard_protocol::{
    Author, BoardId, Change, ClientId, Number, Path, Point, RecordId, Seq, frame::Delta,
    limits::RESTORE_SEQ_STEP, state_hash::StateHash,
};

#[derive(Debug, Clone, Default)]
pub struct Record {
    pub kind: String,
    pub entry: Seq,
    pub deleted: Option<Removal>,
    pub fields: BTreeMap<Path, FieldFacts>,
    pub marks: BTreeMap<Path, MarkFacts>,
    pub points: BTreeMap<Path, BTreeMap<i64, (Number, Seq)>>,
}

#[derive(Debug, Clone)]
pub struct Board {
    pub id: BoardId,
    /// Where it begins, or would begin.
    floor: Seq,
    pub head: Seq,
    pub hash: StateHash,
    pub records: BTreeMap<RecordId, Record>,
    /// Newest tombstone that was cleared away.
    pub horizon: Seq,
    /// It was deleted; its id is spent.
    pub gone: bool,
    /// The state hash after every write: what a replica at that seq must have.
    pub hash_at: BTreeMap<Seq, StateHash>,
    writes: BTreeMap<Seq, (Author, Timestamp)>,
}

/// Where a chain of deltas goes on.
#[derive(Debug, Clone, Copy)]
pub enum Cursor {
    /// As the subscriber claims.
    Claimed(Seq),
    /// At the end of the last part; the horizon was there when the chain began.
    Within { at: Seq, horizon: Seq },
}

impl Board {
    /// One that does not exist yet, and begins at a seq.
    pub fn new(id: BoardId, floor: Seq) -> Self {
        Self {
            id,
            floor,
            head: floor,
            hash: StateHash::default(),
            records: BTreeMap::new(),
            horizon: Seq::ZERO,
            gone: false,
            hash_at: BTreeMap::new(),
            writes: BTreeMap::new(),
        }
    }

    /// Where it begins.
    pub fn floor(&self) -> Seq {
        self.floor
    }

    /// As a transaction finds it.
    pub fn state(&self) -> BoardState {
        match (self.gone, self.head) {
            (_, head) if head == self.floor => BoardState::Unknown { floor: head },
            (true, head) => BoardState::Gone { head },
            (false, head) => BoardState::Live { head, hash: self.hash },
        }
    }

    pub fn is_live(&self) -> bool {
        matches!(self.state(), BoardState::Live { .. })
    }

    pub fn title(&self) -> String {
        let title = Path::new("title").ok().and_then(|path| {
            self.records.get(&RecordId::board())?.fields.get(&path)?.value.clone()
        });
        title.and_then(|title| title.as_str().map(str::to_owned)).unwrap_or(self.id.to_string())
    }

    /// Its seqs go on far above all that were given out before the data was restored, also by the
    /// data that is replaced, whose boards began at `former`.
    pub fn restored(&mut self, former: Seq) {
        let exists = self.head > self.floor;
        let step = former.max(self.floor).0 + RESTORE_SEQ_STEP - self.floor.0;
        self.floor = Seq(self.floor.0 + step);
        self.head = Seq(self.head.0 + step);
        if exists {
            self.hash_at.insert(self.head, self.hash);
        }
    }

    /// Forgets tombstones and deleted records up to a seq.
    pub fn purge(&mut self, up_to: Seq) {
        let mut horizon = self.horizon;
        let mut old = |seq: Seq| {
            let goes = seq <= up_to;
            horizon = if goes { horizon.max(seq) } else { horizon };
            goes
        };
        self.records.retain(|_, record| !record.deleted.is_some_and(|removal| old(removal.seq)));
        for record in self.records.values_mut() {
            record.fields.retain(|_, field| field.value.is_some() || !old(field.seq));
            record.marks.retain(|_, mark| !old(mark.seq));
        }
        self.horizon = horizon;
    }

    /// Everything that a replica must be equal to, in one text.
    pub fn content(&self) -> String {
        let live = self.records.iter().filter(|(_, record)| record.deleted.is_none());
        let records = live.map(|(id, record)| {
            let fields = live_fields(record);
            let points: BTreeMap<_, Vec<_>> = record
                .points
                .iter()
                .filter(|(_, series)| !series.is_empty())
                .map(|(path, series)| (path, series.iter().map(|(t, (v, _))| (t, v)).collect()))
                .collect();
            (id, json!({"kind": record.kind, "since": record.entry, "fields": fields, "points": points}))
        });
        json!(records.collect::<BTreeMap<_, _>>()).to_string()
    }

    /// Makes an applied operation true.
    pub fn apply(&mut self, applied: Applied) {
        let Applied { change, writes, hash } = applied;
        let seq = change.seq;
        assert_eq!(seq, self.head.next(), "seqs are dense");
        self.head = seq;
        self.hash = hash;
        self.hash_at.insert(seq, hash);
        self.writes.insert(seq, (change.by.clone(), change.at));
        let record = self.records.entry(change.record.clone()).or_default();
        for write in writes {
            match write {
                Write::CreateBoard => {}
                Write::DeleteBoard => self.gone = true,
                Write::CreateRecord { kind } => {
                    record.kind = kind;
                    record.entry = seq;
                }
                Write::DeleteRecord => {
                    record.deleted = Some(Removal { seq, by: change.by.client_id });
                }
                Write::RestoreRecord => {
                    record.deleted = None;
                    record.entry = seq;
                    record
                        .fields
                        .values_mut()
                        .filter(|f| f.value.is_some())
                        .for_each(|f| f.seq = seq);
                    record.marks.values_mut().for_each(|mark| mark.seq = seq);
                    let points = record.points.values_mut().flat_map(BTreeMap::values_mut);
                    points.for_each(|point| point.1 = seq);
                }
                Write::Field { path, value, stamps } => {
                    record.fields.insert(path, FieldFacts { value, seq, stamps });
                }
                Write::Mark { path, stamps } => {
                    record.marks.insert(path, MarkFacts { seq, stamps });
                }
                Write::DropPoints { path } => {
                    record.points.retain(|series, _| !series.is_at_or_below(&path));
                }
                Write::Points { path, points } => {
                    let series = record.points.entry(path).or_default();
                    series.extend(points.into_iter().map(|p| (p.t_ms, (p.value, seq))));
                }
                Write::Trim { path, before_ms } => {
                    if let Some(series) = record.points.get_mut(&path) {
                        series.retain(|t, _| *t >= before_ms);
                    }
                }
            }
        }
    }

    /// The next part of a chain, of at most so many changes, and where the chain goes on.
    pub fn part(&self, cursor: Cursor, most: usize) -> (Delta, Option<Cursor>) {
        let (from, reset) = match cursor {
            Cursor::Claimed(at) if at > self.head || at < self.horizon => (Seq::ZERO, true),
            Cursor::Within { at, horizon } if self.horizon > horizon && at < self.horizon => {
                (Seq::ZERO, true)
            }
            Cursor::Claimed(at) | Cursor::Within { at, .. } => (at, at == Seq::ZERO),
        };
        let mut changes = self.changes(from);
        let more = changes.len() > most;
        changes.truncate(most);
        let to = changes.last().map_or(self.head, |last| if more { last.seq } else { self.head });
        let delta = Delta {
            board: self.id.clone(),
            from,
            to,
            reset,
            more,
            hash: (!more).then_some(self.hash),
            changes,
            unreadable: Vec::new(),
        };
        (delta, more.then_some(Cursor::Within { at: to, horizon: self.horizon }))
    }

    /// What is newer than a seq and still current, by rising seq.
    fn changes(&self, from: Seq) -> Vec<Change> {
        let mut changes: BTreeMap<(Seq, &RecordId), Change> = BTreeMap::new();
        for (id, record) in &self.records {
            if let Some(removal) = record.deleted {
                if removal.seq > from {
                    self.change(&mut changes, removal.seq, id).deleted = true;
                }
                continue;
            }
            if record.entry > from {
                let kind = record.kind.clone();
                self.change(&mut changes, record.entry, id).record_kind = Some(kind);
            }
            for (path, mark) in record.marks.iter().filter(|(_, mark)| mark.seq > from) {
                self.change(&mut changes, mark.seq, id).removed.push(path.clone());
            }
            for (path, field) in record.fields.iter().filter(|(_, field)| field.seq > from) {
                if let Some(value) = &field.value {
                    self.change(&mut changes, field.seq, id)
                        .set
                        .insert(path.clone(), value.clone());
                }
            }
            for (path, series) in &record.points {
                for (t_ms, (value, seq)) in series.iter().filter(|(_, (_, seq))| *seq > from) {
                    let change = self.change(&mut changes, *seq, id);
                    let points = change.points.entry(path.clone()).or_default();
                    points.push(Point { t_ms: *t_ms, value: *value });
                }
            }
        }
        changes.into_values().collect()
    }

    fn change<'a, 'b>(
        &self,
        changes: &'b mut BTreeMap<(Seq, &'a RecordId), Change>,
        seq: Seq,
        record: &'a RecordId,
    ) -> &'b mut Change {
        changes.entry((seq, record)).or_insert_with(|| {
            let (by, at) = self.writes[&seq].clone();
            Change {
                record: record.clone(),
                seq,
                record_kind: None,
                removed: Vec::new(),
                set: BTreeMap::new(),
                points: BTreeMap::new(),
                deleted: false,
                by,
                at,
            }
        })
    }

    /// The hash counted anew from the fields, to hold the incremental one against.
    pub fn recounted(&self) -> StateHash {
        let mut hash = StateHash::default();
        for (id, record) in self.records.iter().filter(|(_, record)| record.deleted.is_none()) {
            hash.add_record(id, &record.kind, record.entry);
            for (path, field) in &record.fields {
                if let Some(value) = &field.value {
                    hash.add_field(id, path, value, field.seq);
                }
            }
        }
        hash
    }
}

impl Facts for Board {
    type Error = Infallible;

    fn record(&self, record: &RecordId) -> Result<Option<RecordFacts>, Infallible> {
        Ok(self.records.get(record).map(|record| RecordFacts {
            kind: record.kind.clone(),
            entry: record.entry,
            deleted: record.deleted,
        }))
    }

    fn field(&self, record: &RecordId, path: &Path) -> Result<Option<FieldFacts>, Infallible> {
        Ok(self.records.get(record).and_then(|record| record.fields.get(path)).cloned())
    }

    fn fields(
        &self,
        record: &RecordId,
        at: Option<&Path>,
    ) -> Result<Vec<(Path, FieldFacts)>, Infallible> {
        let fields = self.records.get(record).into_iter().flat_map(|record| &record.fields);
        let inside = |path: &Path| at.is_none_or(|at| path.is_at_or_below(at));
        Ok(fields
            .filter(|(path, field)| field.value.is_some() && inside(path))
            .map(|(path, field)| (path.clone(), field.clone()))
            .collect())
    }

    fn mark(&self, record: &RecordId, path: &Path) -> Result<Option<MarkFacts>, Infallible> {
        Ok(self.records.get(record).and_then(|record| record.marks.get(path)).copied())
    }

    fn marks(&self, record: &RecordId) -> Result<Vec<Path>, Infallible> {
        Ok(self.records.get(record).into_iter().flat_map(|r| r.marks.keys().cloned()).collect())
    }

    fn has_points(&self, record: &RecordId, at: &Path) -> Result<bool, Infallible> {
        let series = self.records.get(record).into_iter().flat_map(|record| &record.points);
        Ok(series.into_iter().any(|(path, points)| path.is_at_or_below(at) && !points.is_empty()))
    }

    fn newest_point(&self, record: &RecordId, path: &Path) -> Result<Option<i64>, Infallible> {
        let series = self.records.get(record).and_then(|record| record.points.get(path));
        Ok(series.and_then(|series| series.keys().next_back().copied()))
    }

    fn point(
        &self,
        record: &RecordId,
        path: &Path,
        t_ms: i64,
    ) -> Result<Option<Number>, Infallible> {
        let series = self.records.get(record).and_then(|record| record.points.get(path));
        Ok(series.and_then(|series| series.get(&t_ms)).map(|(value, _)| *value))
    }

    fn points(&self, record: &RecordId) -> Result<BTreeMap<Path, Vec<Point>>, Infallible> {
        let all = self.records.get(record).into_iter().flat_map(|record| &record.points);
        Ok(all
            .filter(|(_, series)| !series.is_empty())
            .map(|(path, series)| {
                let points = series.iter().map(|(t, (value, _))| Point { t_ms: *t, value: *value });
                (path.clone(), points.collect())
            })
            .collect())
    }

    fn moved_elsewhere(
        &self,
        me: ClientId,
        base: Seq,
        limit: usize,
    ) -> Result<Vec<(Path, FieldFacts)>, Infallible> {
        let live = self.records.iter().filter(|(id, r)| !id.is_board() && r.deleted.is_none());
        Ok(live
            .flat_map(|(_, record)| &record.fields)
            .filter(|(_, field)| field.value.is_some() && field.stamps.moved_since(me, base))
            .take(limit)
            .map(|(path, field)| (path.clone(), field.clone()))
            .collect())
    }

    fn author(&self, seq: Seq) -> Result<(Author, Timestamp), Infallible> {
        Ok(self.writes[&seq].clone())
    }
}

/// Paths of a record that have a value, for comparing replicas.
pub fn live_fields(record: &Record) -> BTreeMap<&Path, (&Value, Seq)> {
    let fields = record.fields.iter();
    fields.filter_map(|(path, field)| Some((path, (field.value.as_ref()?, field.seq)))).collect()
}
