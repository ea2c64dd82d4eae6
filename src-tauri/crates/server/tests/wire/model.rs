//! A board in memory: the facts and writes of the deciding rules over plain maps.

use jiff::Timestamp;
use serde_json::Value;
use std::{collections::BTreeMap, convert::Infallible, time::Duration};
use tideboard_protocol::{
    Author, ClientId, Limits, Number, Op, Path, Point, RecordId, Seq, frame::OpResult,
    state_hash::StateHash,
};
use tideboard_server::decide::{
    Applied, BoardState, Decision, Facts, FieldFacts, MarkFacts, RecordFacts, Removal, Right,
    Situation, Write, decide,
};

#[derive(Debug, Clone, Default)]
pub struct Model {
    pub head: Seq,
    pub hash: StateHash,
    exists: bool,
    gone: bool,
    records: BTreeMap<RecordId, Record>,
    writes: BTreeMap<Seq, (Author, Timestamp)>,
}

#[derive(Debug, Clone, Default)]
struct Record {
    kind: String,
    entry: Seq,
    deleted: Option<Removal>,
    fields: BTreeMap<Path, FieldFacts>,
    marks: BTreeMap<Path, MarkFacts>,
    points: BTreeMap<Path, BTreeMap<i64, Number>>,
}

impl Model {
    pub fn state(&self) -> BoardState {
        match (self.exists, self.gone) {
            (false, _) => BoardState::Unknown { floor: Seq::ZERO },
            (true, true) => BoardState::Gone { head: self.head },
            (true, false) => BoardState::Live { head: self.head, hash: self.hash },
        }
    }

    pub fn decide(&self, op: &Op, author: &Author, right: Right, now: Timestamp) -> Decision {
        let situation = Situation {
            author,
            right,
            creates_boards: right == Right::Own,
            board: self.state(),
            now,
            results_kept: Duration::from_secs(400 * 24 * 3600),
            limits: &Limits::default(),
        };
        let Ok(decision) = decide(op, &situation, self);
        decision
    }

    /// Decides and, if it applies, performs.
    pub fn take(&mut self, op: &Op, author: &Author, right: Right, now: Timestamp) -> OpResult {
        let decision = self.decide(op, author, right, now);
        if let Decision::Applied(applied) = &decision {
            self.perform(applied);
        }
        decision.result(op)
    }

    fn perform(&mut self, applied: &Applied) {
        let (seq, change) = (applied.change.seq, &applied.change);
        assert_eq!(seq, self.head.next());
        (self.head, self.hash) = (seq, applied.hash);
        self.writes.insert(seq, (change.by.clone(), change.at));
        for write in &applied.writes {
            let record = self.records.entry(change.record.clone()).or_default();
            match write.clone() {
                Write::CreateBoard => self.exists = true,
                Write::DeleteBoard => self.gone = true,
                Write::CreateRecord { kind } => (record.kind, record.entry) = (kind, seq),
                Write::DeleteRecord => {
                    record.deleted = Some(Removal { seq, by: change.by.client_id });
                }
                Write::RestoreRecord => {
                    (record.entry, record.deleted) = (seq, None);
                    let live = record.fields.values_mut().filter(|field| field.value.is_some());
                    live.for_each(|field| field.seq = seq);
                    record.marks.values_mut().for_each(|mark| mark.seq = seq);
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
                    let points = points.into_iter().map(|point| (point.t_ms, point.value));
                    record.points.entry(path).or_default().extend(points);
                }
                Write::Trim { path, before_ms } => {
                    let series = record.points.entry(path).or_default();
                    series.retain(|t_ms, _| *t_ms >= before_ms);
                }
            }
        }
    }

    /// The hash, computed anew from what is there.
    pub fn hash_of_state(&self) -> StateHash {
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

    pub fn value(&self, record: &str, path: &str) -> Option<Value> {
        self.records.get(&RecordId::new(record).unwrap())?.fields.get(path)?.value.clone()
    }

    pub fn times(&self, record: &str, path: &str) -> Vec<i64> {
        let record = self.records.get(&RecordId::new(record).unwrap());
        let series = record.and_then(|record| record.points.get(path));
        series.map_or(Vec::new(), |series| series.keys().copied().collect())
    }

    fn find<T>(&self, record: &RecordId, pick: impl Fn(&Record) -> Option<T>) -> Option<T> {
        self.records.get(record).and_then(pick)
    }
}

impl Facts for Model {
    type Error = Infallible;

    fn record(&self, record: &RecordId) -> Result<Option<RecordFacts>, Infallible> {
        Ok(self.find(record, |found| {
            let Record { kind, entry, deleted, .. } = found;
            Some(RecordFacts { kind: kind.clone(), entry: *entry, deleted: *deleted })
        }))
    }

    fn field(&self, record: &RecordId, path: &Path) -> Result<Option<FieldFacts>, Infallible> {
        Ok(self.find(record, |found| found.fields.get(path).cloned()))
    }

    fn fields(
        &self,
        record: &RecordId,
        at_or_below: Option<&Path>,
    ) -> Result<Vec<(Path, FieldFacts)>, Infallible> {
        let Some(record) = self.records.get(record) else { return Ok(Vec::new()) };
        let wanted = |path: &Path| at_or_below.is_none_or(|above| path.is_at_or_below(above));
        Ok(record
            .fields
            .iter()
            .filter(|(path, field)| field.value.is_some() && wanted(path))
            .map(|(path, field)| (path.clone(), field.clone()))
            .collect())
    }

    fn mark(&self, record: &RecordId, path: &Path) -> Result<Option<MarkFacts>, Infallible> {
        Ok(self.find(record, |found| found.marks.get(path).copied()))
    }

    fn marks(&self, record: &RecordId) -> Result<Vec<Path>, Infallible> {
        let marks = self.find(record, |found| Some(found.marks.keys().cloned().collect()));
        Ok(marks.unwrap_or_default())
    }

    fn has_points(&self, record: &RecordId, at_or_below: &Path) -> Result<bool, Infallible> {
        let below = |(path, points): (&Path, &BTreeMap<i64, Number>)| {
            path.is_at_or_below(at_or_below) && !points.is_empty()
        };
        Ok(self.find(record, |found| Some(found.points.iter().any(below))).unwrap_or(false))
    }

    fn newest_point(&self, record: &RecordId, path: &Path) -> Result<Option<i64>, Infallible> {
        Ok(self.find(record, |found| found.points.get(path)?.keys().next_back().copied()))
    }

    fn point(
        &self,
        record: &RecordId,
        path: &Path,
        t_ms: i64,
    ) -> Result<Option<Number>, Infallible> {
        Ok(self.find(record, |found| found.points.get(path)?.get(&t_ms).copied()))
    }

    fn points(&self, record: &RecordId) -> Result<BTreeMap<Path, Vec<Point>>, Infallible> {
        let all = self.find(record, |found| {
            let series = found.points.iter().filter(|(_, points)| !points.is_empty());
            Some(
                series
                    .map(|(path, points)| {
                        let points = points.iter();
                        let points = points.map(|(&t_ms, &value)| Point { t_ms, value });
                        (path.clone(), points.collect())
                    })
                    .collect(),
            )
        });
        Ok(all.unwrap_or_default())
    }

    fn moved_elsewhere(
        &self,
        me: ClientId,
        base: Seq,
        limit: usize,
    ) -> Result<Vec<(Path, FieldFacts)>, Infallible> {
        let moved =
            |field: &FieldFacts| field.value.is_some() && field.stamps.moved_since(me, base);
        Ok(self
            .records
            .iter()
            .filter(|(id, record)| !id.is_board() && record.deleted.is_none())
            .flat_map(|(_, record)| &record.fields)
            .filter(|(_, field)| moved(field))
            .map(|(path, field)| (path.clone(), field.clone()))
            .take(limit)
            .collect())
    }

    fn author(&self, seq: Seq) -> Result<(Author, Timestamp), Infallible> {
        Ok(self.writes[&seq].clone())
    }
}
