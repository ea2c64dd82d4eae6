//! A client's disk: what was committed, and nothing else.
//!
//! It does with [`Write`]s what the real stores do, over plain maps that the invariants may look
//! into at any moment. A copy of it is a copied profile.

use std::collections::{BTreeMap, BTreeSet};
use tideboard_protocol::{BoardId, OpId, Path, Point, RecordId, Seq};
use tideboard_sync_core::stored::{
    Account, BoardRow, Conclusion, JournalRow, QueueRow, RecordRow, Stored, StoredRecord, Write,
};

/// Record of a board.
pub type Key = (BoardId, RecordId);

#[derive(Debug, Clone)]
pub struct Disk {
    pub account: Account,
    pub boards: BTreeMap<BoardId, BoardRow>,
    pub records: BTreeMap<Key, StoredRecord>,
    pub queue: BTreeMap<OpId, QueueRow>,
    pub journal: Vec<JournalRow>,
    /// Changes with a journal row.
    pub ended: BTreeSet<OpId>,
    /// Journal rows never arrive; for testing the tests.
    pub loses_journal: bool,
}

impl Disk {
    pub fn new(account: Account) -> Self {
        Self {
            account,
            boards: BTreeMap::new(),
            records: BTreeMap::new(),
            queue: BTreeMap::new(),
            journal: Vec::new(),
            ended: BTreeSet::new(),
            loses_journal: false,
        }
    }

    /// What an engine starts from.
    pub fn load(&self) -> Stored {
        let mut boards: BTreeMap<_, _> = self
            .boards
            .iter()
            .map(|(id, row)| (id.clone(), (row.clone(), BTreeMap::new())))
            .collect();
        for ((board, record), stored) in &self.records {
            if let Some((_, records)) = boards.get_mut(board) {
                records.insert(record.clone(), stored.clone());
            }
        }
        let mut queue: Vec<QueueRow> = self.queue.values().cloned().collect();
        queue.sort_by_key(|row| row.order);
        Stored { account: self.account.clone(), boards: boards.into_values().collect(), queue }
    }

    /// The changes of a record that wait, in their order.
    pub fn lane<'a>(&'a self, key: &'a Key) -> Vec<&'a QueueRow> {
        let of_lane = |row: &&QueueRow| row.op.board == key.0 && row.op.record == key.1;
        let mut rows: Vec<&QueueRow> = self.queue.values().filter(of_lane).collect();
        rows.sort_by_key(|row| row.order);
        rows
    }

    /// Every record that is confirmed or has a change waiting.
    pub fn keys(&self) -> BTreeSet<Key> {
        let waiting = self.queue.values().map(|row| (row.op.board.clone(), row.op.record.clone()));
        self.records.keys().cloned().chain(waiting).collect()
    }

    pub fn commit(&mut self, writes: &[Write]) {
        writes.iter().for_each(|write| self.apply(write.clone()));
    }

    fn apply(&mut self, write: Write) {
        match write {
            Write::Account(account) => self.account = account,
            Write::Board(row) => drop(self.boards.insert(row.id.clone(), row)),
            Write::ClearBoard(board) => self.records.retain(|(of, _), _| *of != board),
            Write::Record { board, record, row } => self.record(board, record).row = row,
            Write::Field { board, record, path, row } => {
                self.record(board, record).fields.insert(path, row);
            }
            Write::Remove { board, record, path } => {
                let Some(stored) = self.records.get_mut(&(board, record)) else { return };
                let goes = |at: &Path| path.as_ref().is_none_or(|top| at.is_at_or_below(top));
                stored.fields.retain(|at, _| !goes(at));
                stored.points.retain(|at, _| !goes(at));
            }
            Write::Points { board, record, path, points, keep_from_ms } => {
                let series = self.record(board, record).points.entry(path).or_default();
                let mut by_time: BTreeMap<i64, Point> =
                    series.drain(..).chain(points).map(|point| (point.t_ms, point)).collect();
                series.extend(by_time.split_off(&keep_from_ms).into_values());
            }
            Write::Queue(row) => {
                self.queue.retain(|_, known| known.order != row.order);
                self.queue.insert(row.op.op_id, *row);
            }
            Write::Mark { op_id, state, frozen, .. } => {
                if let Some(row) = self.queue.get_mut(&op_id) {
                    (row.state, row.frozen) = (state, frozen);
                }
            }
            Write::Conclude(conclusion) => {
                let Conclusion { op_id, ending, seq, at, theirs, .. } = *conclusion;
                let Some(QueueRow { op, before, .. }) = self.queue.remove(&op_id) else { return };
                self.note(JournalRow { op, before, ending, seq, at, theirs });
            }
            Write::Journal(row) => self.note(*row),
        }
    }

    fn note(&mut self, row: JournalRow) {
        if !self.loses_journal {
            self.ended.insert(row.op.op_id);
            self.journal.push(row);
        }
    }

    fn record(&mut self, board: BoardId, record: RecordId) -> &mut StoredRecord {
        self.records.entry((board, record)).or_insert_with(|| StoredRecord {
            row: RecordRow { live: None, deleted: None, changed: None, foreign: Seq::ZERO },
            fields: BTreeMap::new(),
            points: BTreeMap::new(),
        })
    }
}
