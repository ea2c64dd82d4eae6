//! Own changes that a restored server lacks.
//!
//! A server that was restored from a backup forgot what came after it. Whatever this client knows
//! to have taken effect in an earlier epoch and cannot find in the board as it is now is offered to
//! the user for sending again, under its id: where the server knows it after all, nothing happens.

use crate::{
    engine::Engine,
    input::Changed,
    pending::Pending,
    stored::{JournalRow, OpState, QueueRow, StoredRecord, Write},
};
use tideboard_protocol::{BoardId, OpKind, Path, Seq};

/// A restore raises every seq of a board by 2^32: the bits above tell the epochs apart.
const EPOCH_BITS: u32 = 32;

impl Engine {
    pub(crate) fn on_audited(&mut self, id: &BoardId, rows: Vec<JournalRow>) {
        let Some(board) = self.boards.get(id) else { return };
        let cursor = board.row.cursor;
        let missing: Vec<JournalRow> = rows
            .into_iter()
            .filter(|row| row.op.board == *id && self.queue.get(row.op.op_id).is_none())
            .filter(|row| {
                let earlier = |seq: Seq| seq.0 >> EPOCH_BITS < cursor.0 >> EPOCH_BITS;
                let record = board.records.get(&row.op.record);
                row.seq.is_some_and(|seq| earlier(seq) && is_missing(row, seq, record))
            })
            .collect();
        for row in missing {
            let (order, state) = (self.queue.next_order(), OpState::Offered);
            let JournalRow { op, before, .. } = row;
            let row = QueueRow { order, op, before, state, frozen: true, joined: 1 };
            self.enqueue(Pending::new(row), None);
        }
        let epoch = self.account.bound.as_ref().map(|bound| bound.epoch);
        let Some(board) = self.boards.get_mut(id) else { return };
        board.row.epoch = epoch;
        let row = board.row.clone();
        self.write(Write::Board(row));
        self.changed(Changed::Queue);
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
