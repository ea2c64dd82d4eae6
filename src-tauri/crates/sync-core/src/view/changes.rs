//! Own changes as they are shown: those that wait, those of the history, and those to be decided.

use crate::{
    Now,
    engine::Engine,
    overlay::{self, shown_value},
    pending::{Pending, Phase},
    stored::{Before, JournalRow, OpState},
};
use std::collections::HashMap;
use tideboard_protocol::{
    BoardId, Op, OpId, OpKind, RecordId,
    view::{
        ConflictField, ConflictView, FieldEdit, HistoryItem, QUEUE_VIEW_LIMIT, QueueItem,
        QueueState, QueueView,
    },
};

impl Engine {
    /// The queue, oldest first, bounded for display.
    pub fn queue(&self, _now: Now) -> QueueView {
        let total = self.queue.counts().total;
        // A title is read through all that waits in the record's lane, so once for the whole lane.
        let mut titles: HashMap<(&BoardId, &RecordId), String> = HashMap::new();
        let shown = self.queue.iter().take(QUEUE_VIEW_LIMIT).map(|pending| {
            let op = &pending.row.op;
            let title = titles.entry((&op.board, &op.record));
            let title = title.or_insert_with(|| self.record_title(&op.board, &op.record)).clone();
            self.queue_item(pending, title)
        });
        QueueView { total: u32::try_from(total).unwrap_or(u32::MAX), ops: shown.collect() }
    }

    fn queue_item(&self, pending: &Pending, title: String) -> QueueItem {
        let row = &pending.row;
        let op = &row.op;
        QueueItem {
            op_id: op.op_id,
            board: op.board.clone(),
            record: op.record.clone(),
            title,
            kind: op.kind,
            edits: field_edits(op, &row.before),
            at: op.at,
            joined: row.joined,
            state: self.queue_state(pending),
        }
    }

    /// An entry of the history as it is shown.
    pub fn history_item(&self, id: i64, row: &JournalRow) -> HistoryItem {
        let op = &row.op;
        HistoryItem {
            id,
            op_id: op.op_id,
            board: op.board.clone(),
            record: op.record.clone(),
            title: self.record_title(&op.board, &op.record),
            kind: op.kind,
            cause: op.cause,
            edits: field_edits(op, &row.before),
            theirs: row.theirs.clone(),
            ending: row.ending,
            made_at: op.at,
            ended_at: row.at,
        }
    }

    fn queue_state(&self, pending: &Pending) -> QueueState {
        match &pending.row.state {
            OpState::Queued => match self.blocker(pending) {
                Some(by) => QueueState::Held { by },
                None => QueueState::Waiting,
            },
            OpState::Sent => QueueState::Sending,
            OpState::Waiting { next_at } => QueueState::Retrying { at: *next_at },
            OpState::Acknowledged { .. } => QueueState::Acknowledged,
            OpState::Conflict(_) => QueueState::Conflict,
            OpState::Offered => QueueState::Offered,
            OpState::Parked(rejection)
            | OpState::Doubtful(rejection)
            | OpState::Unreadable(rejection) => {
                QueueState::Refused { code: rejection.code, message: rejection.message.clone() }
            }
            OpState::Gated(rejection) => {
                QueueState::Gated { code: rejection.code, message: rejection.message.clone() }
            }
        }
    }

    /// The earlier change that keeps this one back, if one does.
    fn blocker(&self, pending: &Pending) -> Option<OpId> {
        let op = &pending.row.op;
        let key = (op.board.clone(), op.record.clone());
        let head = self.queue.lane(&key)?.head()?;
        if head.id() != pending.id() && matches!(head.phase(), Phase::Held(_)) {
            return Some(head.id());
        }
        if self.queue.is_creating(&op.board) && !op.record.is_board() {
            let board_lane = (op.board.clone(), RecordId::board());
            return Some(self.queue.lane(&board_lane)?.head()?.id());
        }
        None
    }

    /// All conflicts, oldest first.
    pub fn conflicts(&self) -> Vec<ConflictView> {
        if self.queue.counts().conflicts == 0 {
            return Vec::new();
        }
        self.queue.iter().filter_map(|pending| self.conflict(pending)).collect()
    }

    fn conflict(&self, pending: &Pending) -> Option<ConflictView> {
        let OpState::Conflict(clash) = &pending.row.state else { return None };
        let op = &pending.row.op;
        let key = (op.board.clone(), op.record.clone());
        let stored = self.boards.get(&op.board).and_then(|board| board.records.get(&op.record));
        let lane = self.queue.lane(&key);
        let fields = clash
            .fields
            .iter()
            .map(|field| ConflictField {
                path: field.path.clone(),
                base: self.base_of(&key, &field.path).cloned(),
                mine: match op.kind {
                    OpKind::Delete => None,
                    OpKind::Create | OpKind::Patch | OpKind::Restore => {
                        shown_value(stored, lane, &field.path)
                    }
                },
                theirs: field.value.clone(),
                by: field.by.clone(),
                at: field.at,
            })
            .collect();
        Some(ConflictView {
            op_id: op.op_id,
            board: op.board.clone(),
            record: op.record.clone(),
            title: self.record_title(&op.board, &op.record),
            record_kind: overlay::kind(stored, lane).map(str::to_owned),
            kind: op.kind,
            at: op.at,
            device: self.config.device_name.clone(),
            fields,
            deleted: clash.deleted.clone(),
        })
    }
}

/// What an operation does to fields.
fn field_edits(op: &Op, before: &Before) -> Vec<FieldEdit> {
    let set = op.set.iter().map(|(path, after)| FieldEdit::Set {
        path: path.clone(),
        before: before.get(path).cloned().flatten(),
        after: after.clone(),
    });
    let remove = op.remove.iter().map(|path| FieldEdit::Remove { path: path.clone() });
    let inc = op.inc.iter().map(|(path, by)| FieldEdit::Increment { path: path.clone(), by: *by });
    let append = op.append.iter().map(|(path, points)| FieldEdit::Append {
        path: path.clone(),
        points: u32::try_from(points.len()).unwrap_or(u32::MAX),
    });
    set.chain(remove).chain(inc).chain(append).collect()
}
