//! Confirmed state of a board: what the server said, and nothing else.

use crate::{
    fold::insert_point,
    stored::{BoardRow, Bound, FieldRow, RecordRow, StoredRecord, Write},
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};
use tideboard_protocol::{
    Author, BoardId, Change, Epoch, Path, Point, RecordId, Seq,
    frame::{Deletion, Peer, UnsubscribedCode},
    state_hash::StateHash,
};

/// How a board stands with the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subscription {
    /// Not asked for.
    Off,
    /// Asked for; nothing came yet.
    Requested,
    /// The answer is coming, part by part.
    Chain,
    /// In step.
    Live,
    /// The server does not deliver it.
    Refused(UnsubscribedCode),
}

/// Whether the state hash is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashCheck {
    /// Yes.
    On,
    /// It differed; the board is asked for anew at that time.
    Healing {
        /// When.
        at: Instant,
    },
    /// The board was asked for anew. Only its new beginning counts as the answer: a delta of the
    /// earlier subscription that is still on its way would fit, and heal nothing.
    Reloading,
    /// The board came anew; a difference after that ends checking.
    Healed,
    /// It differed after a reset, too: off for this connection.
    Ended,
}

#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) row: BoardRow,
    pub(crate) records: BTreeMap<RecordId, StoredRecord>,
    pub(crate) subscription: Subscription,
    pub(crate) check: HashCheck,
    /// Where the earliest delta begins that this connection may still bring: where it was asked for
    /// the board, and from the answer on the cursor. `None`: it was not asked for the board.
    pub(crate) due_from: Option<Seq>,
    /// Pings in a row that showed a head beyond the cursor.
    pub(crate) behind: u8,
    /// Newest head that a ping or list told.
    pub(crate) head: Seq,
    /// Where the present catch-up began.
    pub(crate) caught_up_from: Seq,
    pub(crate) peers: Vec<Peer>,
    /// Records of which changes could not be read since the last reset; `None`: of nobody knows
    /// which. At most one entry a record.
    pub(crate) quarantine: BTreeSet<Option<RecordId>>,
    /// Epoch in which the server said that it does not know the board, and own changes to it were
    /// looked for, though the board's content is of an earlier one.
    pub(crate) missing_in: Option<Epoch>,
    /// Own changes are being looked for that a restored server may lack; until then nobody knows
    /// whether the board is in step.
    pub(crate) audit_due: bool,
}

impl Board {
    pub(crate) fn new(id: BoardId) -> Self {
        Self::load(
            BoardRow {
                title: id.to_string(),
                id,
                role: None,
                cursor: Seq::ZERO,
                hash: StateHash::default(),
                wanted: false,
                loaded: false,
                fresh_at: None,
                epoch: None,
            },
            BTreeMap::new(),
        )
    }

    pub(crate) fn load(row: BoardRow, records: BTreeMap<RecordId, StoredRecord>) -> Self {
        Self {
            head: row.cursor,
            caught_up_from: row.cursor,
            row,
            records,
            subscription: Subscription::Off,
            check: HashCheck::On,
            due_from: None,
            behind: 0,
            peers: Vec::new(),
            quarantine: BTreeSet::new(),
            missing_in: None,
            audit_due: false,
        }
    }

    /// Whether the newest state that the server told of is here.
    pub(crate) fn is_at_head(&self) -> bool {
        self.subscription == Subscription::Live && self.row.cursor >= self.head
    }

    /// How much of a catch-up is here, and how much there is, in seqs.
    pub(crate) fn progress(&self) -> Option<(u64, u64)> {
        match self.subscription {
            Subscription::Requested | Subscription::Chain => {}
            Subscription::Off | Subscription::Live | Subscription::Refused(_) => return None,
        }
        // A restore of the server's data raises seqs above the 32nd bit: nothing lies between.
        let place = |seq: Seq| seq.0 & u64::from(u32::MAX);
        let from = place(self.caught_up_from);
        let whole = place(self.head).saturating_sub(from);
        let here = place(self.row.cursor).saturating_sub(from).min(whole);
        (whole > 0).then_some((here, whole))
    }

    /// Whether what is shown is known to differ from what the server has: of some records a change
    /// could not be read, or the state hash differs.
    pub(crate) fn differs(&self) -> bool {
        !self.quarantine.is_empty() || self.check != HashCheck::On
    }

    /// Asks for the board; returns the cursor to ask with.
    ///
    /// What an earlier subscription of the same connection sent may still be on its way, and must
    /// not be taken for the answer: it promises nothing for what happened after that subscription.
    /// So the next one begins below all that, which costs one change that comes again.
    pub(crate) fn ask(&mut self, bound: Option<&Bound>) -> Seq {
        let cursor = self.resumes_at(bound);
        let start = match self.due_from {
            None => cursor,
            Some(due) => Seq(cursor.min(due).0.saturating_sub(1)),
        };
        self.caught_up_from = cursor;
        self.due_from = Some(start);
        self.subscription = Subscription::Requested;
        start
    }

    /// Whether it was asked for and nothing came yet.
    pub(crate) fn is_awaited(&self) -> bool {
        self.subscription == Subscription::Requested
    }

    /// Whether a delta that begins there begins the awaited answer.
    pub(crate) fn is_answered_by(&self, from: Seq, reset: bool) -> bool {
        reset || (self.due_from == Some(from) && self.check != HashCheck::Reloading)
    }

    /// Where its next subscription starts: content of an earlier epoch counts for nothing, nor does
    /// content that is being loaded anew.
    fn resumes_at(&self, bound: Option<&Bound>) -> Seq {
        if self.is_of_earlier_epoch(bound) || self.check == HashCheck::Reloading {
            return Seq::ZERO;
        }
        self.row.cursor
    }

    /// Whether its content was received in another epoch of the server's data than the present.
    fn is_of_earlier_epoch(&self, bound: Option<&Bound>) -> bool {
        self.row.epoch.is_some() && self.row.epoch != bound.map(|bound| bound.epoch)
    }

    /// Notes that the server does not know the board; answers whether own changes are to be looked
    /// for, because a restore took the board away.
    pub(crate) fn goes_missing(&mut self, bound: Option<&Bound>) -> bool {
        let present = bound.map(|bound| bound.epoch);
        let is_new = self.is_of_earlier_epoch(bound) && self.missing_in != present;
        if is_new {
            self.missing_in = present;
        }
        is_new
    }

    /// Notes that the board's content of the server's present epoch is here; answers whether it was
    /// here in an earlier epoch, so that own changes may be missing.
    pub(crate) fn enters(&mut self, bound: Option<&Bound>) -> bool {
        let present = bound.map(|bound| bound.epoch);
        match self.row.epoch {
            None => {
                self.row.epoch = present;
                false
            }
            // It stays as it is until the changes were looked through.
            Some(earlier) => present.is_some_and(|present| present != earlier),
        }
    }

    /// Forgets the confirmed state. Until all of the new one is here, a record that is not may still
    /// come.
    pub(crate) fn reset(&mut self, writes: &mut Vec<Write>) {
        self.records.clear();
        self.row.loaded = false;
        self.row.cursor = Seq::ZERO;
        self.row.hash = StateHash::default();
        self.quarantine.clear();
        self.missing_in = None;
        self.caught_up_from = Seq::ZERO;
        writes.push(Write::ClearBoard(self.row.id.clone()));
    }

    /// Applies one change; points older than `points_ms` before the newest of their series go.
    pub(crate) fn apply(
        &mut self,
        change: &Change,
        foreign: bool,
        points_ms: i64,
        writes: &mut Vec<Write>,
    ) {
        let board = self.row.id.clone();
        let id = change.record.clone();
        let record = self.records.entry(id.clone()).or_insert_with(empty_record);
        let hash = &mut self.row.hash;
        if let Some(kind) = &change.record_kind {
            bury(hash, &id, record);
            record.fields.clear();
            record.points.clear();
            record.row.live = Some((kind.clone(), change.seq));
            record.row.deleted = None;
            hash.add_record(&id, kind, change.seq);
            writes.push(Write::Remove { board: board.clone(), record: id.clone(), path: None });
        }
        for path in &change.removed {
            remove_below(hash, &id, record, path);
            let (board, record) = (board.clone(), id.clone());
            writes.push(Write::Remove { board, record, path: Some(path.clone()) });
        }
        let live = record.row.is_alive();
        for (path, value) in &change.set {
            let row = FieldRow { value: value.clone(), seq: change.seq };
            if let Some(old) = record.fields.insert(path.clone(), row.clone())
                && live
            {
                hash.remove_field(&id, path, &old.value, old.seq);
            }
            if live {
                hash.add_field(&id, path, value, change.seq);
            }
            let (board, record) = (board.clone(), id.clone());
            writes.push(Write::Field { board, record, path: path.clone(), row });
        }
        for (path, points) in &change.points {
            let series = record.points.entry(path.clone()).or_default();
            let keep_from_ms = add_points(series, points, points_ms);
            let (board, record, path) = (board.clone(), id.clone(), path.clone());
            let points = points.clone();
            writes.push(Write::Points { board, record, path, points, keep_from_ms });
        }
        if change.deleted {
            // The fields stay as what it was before, for whoever still has a change waiting.
            bury(hash, &id, record);
            let (by, at) = (change.by.clone(), change.at);
            record.row.deleted = Some(Deletion { seq: change.seq, by, at });
        }
        note_change(&mut record.row, change.seq, &change.by, change.at, foreign);
        writes.push(Write::Record { board, record: id, row: record.row.clone() });
    }
}

fn empty_record() -> StoredRecord {
    StoredRecord {
        row: RecordRow { live: None, deleted: None, changed: None, foreign: Seq::ZERO },
        fields: BTreeMap::new(),
        points: BTreeMap::new(),
    }
}

/// Takes a record and its fields out of the hash and out of life.
fn bury(hash: &mut StateHash, id: &RecordId, record: &mut StoredRecord) {
    if !record.row.is_alive() {
        return;
    }
    if let Some((kind, since)) = &record.row.live {
        hash.remove_record(id, kind, *since);
    }
    for (path, field) in &record.fields {
        hash.remove_field(id, path, &field.value, field.seq);
    }
}

fn remove_below(hash: &mut StateHash, id: &RecordId, record: &mut StoredRecord, at: &Path) {
    let live = record.row.is_alive();
    record.fields.retain(|path, field| {
        let goes = path.is_at_or_below(at);
        if goes && live {
            hash.remove_field(id, path, &field.value, field.seq);
        }
        !goes
    });
    record.points.retain(|path, _| !path.is_at_or_below(at));
}

/// Adds points to a series and trims it; returns the oldest time kept.
fn add_points(series: &mut Vec<Point>, points: &[Point], points_ms: i64) -> i64 {
    for point in points {
        insert_point(series, *point);
    }
    let newest = series.last().map_or(0, |point| point.t_ms);
    let keep_from = newest.saturating_sub(points_ms);
    let keep = series.partition_point(|point| point.t_ms < keep_from);
    series.drain(..keep);
    keep_from
}

fn note_change(row: &mut RecordRow, seq: Seq, by: &Author, at: Timestamp, foreign: bool) {
    row.changed = Some((at, by.clone()));
    if foreign {
        row.foreign = seq;
    }
}
