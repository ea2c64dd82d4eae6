//! Own changes that a restored server lacks.
//!
//! A server that was restored from a backup forgot what came after it. Whatever this client knows
//! to have taken effect in an earlier epoch and cannot find in the board as it is now is offered to
//! the user for sending again, under its id: where the server knows it after all, nothing happens.
//! What the user let go once is not offered a second time.

use crate::{
    engine::Engine,
    input::{Changed, Effect},
    pending::Pending,
    stored::{Ending, JournalRow, OpState, QueueRow, StoredRecord, Write},
};
use std::collections::HashMap;
use tideboard_protocol::{BoardId, OpId, OpKind, Path, RecordId, Seq};

/// A restore raises every seq of a board by 2^32: the bits above tell the epochs apart.
const EPOCH_BITS: u32 = 32;

impl Engine {
    /// Asks for what the journal has about a board.
    pub(crate) fn look_through(&mut self, id: &BoardId) {
        if let Some(board) = self.boards.get_mut(id) {
            board.audit_due = true;
            self.push_effect(Effect::Audit(id.clone()));
        }
    }

    /// `rows` are the journal's of the board, oldest first.
    pub(crate) fn on_audited(&mut self, id: &BoardId, rows: Vec<JournalRow>) {
        let present = self.account.bound.as_ref().map(|bound| bound.epoch);
        let Some(board) = self.boards.get_mut(id) else { return };
        if !std::mem::take(&mut board.audit_due) {
            // The connection was lost meanwhile: the next answer about the board asks anew.
            return;
        }
        let board = &*board;
        let is_gone = board.missing_in.is_some();
        let cursor = board.row.cursor;
        let known = |row: &JournalRow| board.records.get(&row.op.record).filter(|_| !is_gone);
        let ends = LastRows::of(&rows);
        let missing: Vec<JournalRow> = rows
            .iter()
            .enumerate()
            .filter(|(at, row)| ends.is_settled(*at, row))
            .filter(|(_, row)| row.op.board == *id && self.queue.get(row.op.op_id).is_none())
            .filter(|(_, row)| {
                let earlier = |seq: Seq| is_gone || seq.0 >> EPOCH_BITS < cursor.0 >> EPOCH_BITS;
                let record = known(row);
                // What was deleted in the end is not to come back.
                let wanted = record.is_some() || !ends.is_deleted(row);
                row.seq.is_some_and(|seq| wanted && earlier(seq) && is_missing(row, seq, record))
            })
            .map(|(_, row)| row.clone())
            .collect();
        for row in missing {
            let (order, state) = (self.queue.next_order(), OpState::Offered);
            let JournalRow { op, before, .. } = row;
            let row = QueueRow { order, op, before, state, frozen: true, joined: 1 };
            self.enqueue(Pending::new(row), None);
        }
        if !is_gone && let Some(board) = self.boards.get_mut(id) {
            board.row.epoch = present;
            let row = board.row.clone();
            self.write(Write::Board(row));
        }
        self.changed(Changed::Queue);
    }
}

/// How changes and records ended, as far as the journal tells.
struct LastRows {
    /// Place of the last row of each change: one that was offered and let go has another behind
    /// the one that settled it.
    changes: HashMap<OpId, usize>,
    /// Kind of the last change to each record that took effect.
    records: HashMap<RecordId, OpKind>,
}

impl LastRows {
    fn of(rows: &[JournalRow]) -> Self {
        let changes = rows.iter().enumerate().map(|(at, row)| (row.op.op_id, at)).collect();
        let settled = rows.iter().filter(|row| row.ending == Ending::Settled);
        let records = settled.map(|row| (row.op.record.clone(), row.op.kind)).collect();
        Self { changes, records }
    }

    fn is_settled(&self, at: usize, row: &JournalRow) -> bool {
        row.ending == Ending::Settled && self.changes.get(&row.op.op_id) == Some(&at)
    }

    fn is_deleted(&self, row: &JournalRow) -> bool {
        self.records.get(&row.op.record) == Some(&OpKind::Delete)
    }
}

/// Whether a change that took effect at `seq` cannot be found in the record. In doubt it is called
/// missing.
fn is_missing(row: &JournalRow, seq: Seq, record: Option<&StoredRecord>) -> bool {
    let op = &row.op;
    let Some(record) = record else { return op.kind != OpKind::Delete };
    if record.row.deleted.as_ref().is_some_and(|deleted| deleted.seq >= seq) {
        return false;
    }
    let since = record.row.live.as_ref().map(|(_, since)| *since);
    match op.kind {
        OpKind::Create => since.is_none_or(|since| since < seq),
        OpKind::Delete => record.row.is_alive() && since.is_none_or(|since| since < seq),
        OpKind::Restore => !record.row.is_alive(),
        OpKind::Patch => {
            let stamp = |path: &Path| record.fields.get(path).map(|field| field.seq);
            let mut written = op.set.keys().chain(op.inc.keys());
            if written.any(|path| stamp(path).is_some_and(|stamp| stamp >= seq)) {
                return false;
            }
            let differs = op.set.iter().any(|(path, value)| {
                record.fields.get(path).is_none_or(|field| field.value != *value)
            });
            let adds = op.inc.values().any(|by| by.get() != 0.0);
            let stands = op.remove.iter().any(|at| {
                record.fields.keys().chain(record.points.keys()).any(|path| path.is_at_or_below(at))
            });
            let lacks_points = op.append.iter().any(|(path, points)| {
                let series = record.points.get(path).map_or(&[][..], Vec::as_slice);
                let oldest = series.first().map_or(i64::MIN, |point| point.t_ms);
                points.iter().any(|point| point.t_ms >= oldest && !series.contains(point))
            });
            differs || adds || stands || lacks_points
        }
    }
}
