//! A user's own changes: made, sent again, taken back.

use crate::{
    engine::Engine,
    fold::fold,
    overlay::{self, Shown},
    pending::{Pending, Rest},
    queue::LaneKey,
    stored::{Before, Ending, OpState, QueueRow},
    undo::{self, Removed, Step, WayBack},
};
use std::time::Duration;
use tideboard_protocol::{
    ApiError, Cause, ErrorCode, Limits, Op, OpId, OpKind, Path, RejectCode, Rejection, Seq,
    ipc::EditRequest, limits::QUEUE_FULL,
};

impl Engine {
    /// Bounds in force: the server's, or the usual ones while none has spoken.
    pub(crate) fn limits(&self) -> Limits {
        self.link.limits().unwrap_or_default()
    }

    pub(crate) fn on_edit(&mut self, edit: EditRequest) -> Result<OpId, ApiError> {
        let typing = edit.typing;
        let made = self.make(edit, Cause::Edit)?;
        self.rest(made.op, typing);
        self.undo.did(Step::edited(made.op, typing, made.back));
        Ok(made.op)
    }

    /// Makes an operation of an edit, or part of one that waits.
    pub(crate) fn make(&mut self, edit: EditRequest, cause: Cause) -> Result<Made, ApiError> {
        self.check_room()?;
        let op = self.mint(edit, cause)?;
        self.check_against_shown(&op)?;
        let before = self.before(&op);
        let back = undo::ways_back(&op, &before, &self.removed(&op));
        if self.vanishes(&op) {
            return Ok(Made { op: self.vanish(&op), back });
        }
        let key = (op.board.clone(), op.record.clone());
        let id = match self.fold_into_last(&key, &op, &before) {
            Some(id) => id,
            None => self.append_to_lane(&key, op, before),
        };
        self.subscribe(&key.0);
        Ok(Made { op: id, back })
    }

    /// Refuses new changes where there is no room for them.
    pub(crate) fn check_room(&self) -> Result<(), ApiError> {
        if self.storage_full {
            return Err(ApiError::new(
                ErrorCode::StorageFull,
                "The disk of this computer is full. Nothing saved is lost; free some space, then make the change again.",
            ));
        }
        if self.queue.counts().total >= QUEUE_FULL {
            return Err(ApiError::new(
                ErrorCode::QueueFull,
                format!(
                    "{QUEUE_FULL} changes wait to be sent already. Connect to the server first."
                ),
            ));
        }
        Ok(())
    }

    /// Gives an edit its id and its base, and checks its form.
    fn mint(&mut self, edit: EditRequest, cause: Cause) -> Result<Op, ApiError> {
        let base = self.boards.get(&edit.board).map_or(Seq::ZERO, |board| board.row.cursor);
        let mut op = Op {
            op_id: self.entropy.op_id(self.now.wall),
            board: edit.board,
            record: edit.record,
            base: Some(base),
            kind: edit.kind,
            record_kind: edit.record_kind,
            set: edit.set,
            remove: edit.remove,
            inc: edit.inc,
            append: edit.append,
            schema: tideboard_protocol::SCHEMA_VERSION,
            at: self.now.wall,
            cause,
            resend: false,
        };
        let limits = self.limits();
        op.check(&limits).map_err(refused)?;
        if op.is_longer_than(limits.op_bytes) {
            let most = limits.op_bytes;
            return Err(ApiError::new(
                ErrorCode::TooLarge,
                format!("The change is larger than {most} bytes."),
            ));
        }
        Ok(op)
    }

    /// Refuses what cannot succeed by all that is known here.
    fn check_against_shown(&self, op: &Op) -> Result<(), ApiError> {
        let board = self.boards.get(&op.board);
        let record = board.and_then(|board| board.records.get(&op.record));
        let lane = self.queue.lane(&(op.board.clone(), op.record.clone()));
        let alive = overlay::is_alive(record, lane);
        let loaded = board.is_some_and(|board| board.row.loaded);
        match (op.kind, alive) {
            (OpKind::Create, Some(true)) => {
                return Err(ApiError::new(ErrorCode::Exists, "This record exists already."));
            }
            (OpKind::Patch | OpKind::Delete | OpKind::Restore, None) if loaded => {
                return Err(ApiError::new(
                    ErrorCode::UnknownRecord,
                    format!("There is no record {} on this board.", op.record),
                ));
            }
            (OpKind::Patch | OpKind::Delete, Some(false)) => {
                return Err(ApiError::new(
                    ErrorCode::UnknownRecord,
                    "This record was deleted. Restore it first.",
                ));
            }
            (OpKind::Create | OpKind::Patch | OpKind::Delete | OpKind::Restore, _) => {}
        }
        for (path, by) in &op.inc {
            let value = overlay::shown_value(record, lane, path);
            if value.as_ref().is_some_and(|value| !value.is_number()) {
                return Err(ApiError::new(
                    ErrorCode::TypeMismatch,
                    format!("{path} holds no number, so nothing can be added to it."),
                ));
            }
            if overlay::incremented(value.as_ref(), *by).is_none() {
                return Err(ApiError::new(
                    ErrorCode::InvalidValue,
                    format!("{path} would leave the range of numbers."),
                ));
            }
        }
        Ok(())
    }

    /// Values that an operation is about to replace, as they are shown.
    fn before(&self, op: &Op) -> Before {
        let record = self.boards.get(&op.board).and_then(|board| board.records.get(&op.record));
        let lane = self.queue.lane(&(op.board.clone(), op.record.clone()));
        let shown = |path: &Path| (path.clone(), overlay::shown_value(record, lane, path));
        let mut before: Before = op.set.keys().chain(op.inc.keys()).map(shown).collect();
        if !op.remove.is_empty() || op.kind == OpKind::Delete {
            let whole = Shown::new(record, lane);
            let goes = |path: &Path| {
                op.kind == OpKind::Delete || op.remove.iter().any(|at| path.is_at_or_below(at))
            };
            let gone = whole.fields.into_iter().filter(|(path, _)| goes(path));
            before.extend(gone.map(|(path, value)| (path, Some(value))));
        }
        before
    }

    /// What goes with an operation beside the fields.
    fn removed(&self, op: &Op) -> Removed {
        if op.remove.is_empty() && op.kind != OpKind::Delete {
            return Removed::default();
        }
        let record = self.boards.get(&op.board).and_then(|board| board.records.get(&op.record));
        let whole = Shown::new(record, self.queue.lane(&(op.board.clone(), op.record.clone())));
        let goes = |path: &Path| {
            op.kind == OpKind::Delete || op.remove.iter().any(|at| path.is_at_or_below(at))
        };
        Removed {
            kind: whole.kind.filter(|_| op.kind == OpKind::Delete),
            points: whole
                .points
                .into_iter()
                .filter(|(path, _)| goes(path))
                .map(|(path, series)| (path, series.into_owned()))
                .collect(),
        }
    }

    fn fold_into_last(&mut self, key: &LaneKey, op: &Op, before: &Before) -> Option<OpId> {
        let last = self.queue.lane(key)?.ops.back()?;
        let record = self.boards.get(&key.0).and_then(|board| board.records.get(&key.1));
        let foreign = record.map_or(Seq::ZERO, |record| record.row.foreign);
        if !last.is_ours() || Some(foreign) > last.row.op.base {
            return None;
        }
        let op = fold(&last.row.op, op, self.limits().op_bytes)?;
        let id = op.op_id;
        self.queue.update(id, |pending| {
            pending.row.op = op;
            pending.row.joined += 1;
            for (path, value) in before {
                pending.row.before.entry(path.clone()).or_insert_with(|| value.clone());
            }
            pending.not_before = None;
        });
        self.store_op(id);
        Some(id)
    }

    fn append_to_lane(&mut self, key: &LaneKey, op: Op, before: Before) -> OpId {
        self.board_entry(&key.0);
        let id = op.op_id;
        let order = self.queue.next_order();
        let row = QueueRow { order, op, before, state: OpState::Queued, frozen: false, joined: 1 };
        self.enqueue(Pending::new(row), None);
        id
    }

    /// Typing waits for a rest before it is sent; anything else ends the wait.
    fn rest(&mut self, id: OpId, typing: bool) {
        let now = self.now.mono;
        let debounce = Duration::from_millis(self.config.realtime.debounce_ms);
        let longest = Duration::from_millis(self.config.realtime.debounce_max_ms);
        self.queue.update(id, |pending| {
            pending.rest = typing.then(|| Rest::typed(pending.rest, now, debounce, longest));
        });
    }

    /// A deletion of something that was created here and never sent.
    fn vanishes(&self, op: &Op) -> bool {
        let creation = self.queue.lane(&(op.board.clone(), op.record.clone()));
        let first = creation.and_then(|lane| lane.ops.front());
        let created = first.is_some_and(|first| first.row.op.kind == OpKind::Create);
        let is_unseen = |key: &LaneKey| {
            self.queue.lane(key).is_some_and(|lane| lane.ops.iter().all(Pending::is_ours))
        };
        op.kind == OpKind::Delete && created && self.lanes_with(op).iter().all(is_unseen)
    }

    /// The lanes that stand and fall with an operation's record: with a board, all of it.
    fn lanes_with(&self, op: &Op) -> Vec<LaneKey> {
        if op.record.is_board() {
            let records = self.queue.lanes_of_board(&op.board);
            return records.map(|record| (op.board.clone(), record.clone())).collect();
        }
        vec![(op.board.clone(), op.record.clone())]
    }

    fn vanish(&mut self, op: &Op) -> OpId {
        let mut first = None;
        for key in self.lanes_with(op) {
            let lane = self.queue.lane(&key);
            let ids: Vec<OpId> = lane.into_iter().flat_map(|l| &l.ops).map(Pending::id).collect();
            for id in ids {
                first.get_or_insert(id);
                self.conclude(id, Ending::Vanished, Vec::new());
            }
        }
        first.unwrap_or(op.op_id)
    }

    fn existing(&self, op_id: OpId) -> Result<&Pending, ApiError> {
        self.queue.get(op_id).ok_or_else(|| {
            ApiError::new(ErrorCode::UnknownOp, "This change is not waiting any more.")
        })
    }

    pub(crate) fn on_retry(&mut self, op_id: OpId) -> Result<(), ApiError> {
        let pending = self.existing(op_id)?;
        let board = pending.row.op.board.clone();
        match pending.row.state {
            OpState::Parked(_) | OpState::Gated(_) => {
                self.remint(op_id);
                Ok(())
            }
            // It may have taken effect, so it keeps its id.
            OpState::Doubtful(_) | OpState::Offered => {
                self.queue.update(op_id, |pending| pending.row.state = OpState::Queued);
                self.store_state(op_id);
                self.subscribe(&board);
                Ok(())
            }
            OpState::Queued | OpState::Waiting { .. } => {
                self.queue.update(op_id, |pending| {
                    pending.rest = None;
                    pending.not_before = None;
                });
                self.dial_now();
                Ok(())
            }
            OpState::Sent | OpState::Acknowledged { .. } => {
                Err(wrong_state("This change is on its way already."))
            }
            OpState::Conflict(_) => Err(wrong_state("This change waits for your decision.")),
            OpState::Unreadable(_) => Err(wrong_state(
                "This version of Tideboard cannot read the whole change, so it cannot send it. Copy what you need, then roll it back.",
            )),
        }
    }

    /// Puts a change with the same content and a new id in the place of a refused one.
    pub(crate) fn remint(&mut self, op_id: OpId) {
        let Some(key) = self.queue.lane_of(op_id).cloned() else { return };
        let Some(lane) = self.queue.lane(&key) else { return };
        let Some(at) = lane.ops.iter().position(|pending| pending.id() == op_id) else { return };
        let mut row = lane.ops[at].row.clone();
        self.conclude(op_id, Ending::Reminted, Vec::new());
        row.op.op_id = self.entropy.op_id(self.now.wall);
        row.op.resend = false;
        row.frozen = false;
        row.state = OpState::Queued;
        self.enqueue(Pending::new(row), Some(at));
    }

    /// All changes that [`crate::Input::Discard`] rolls back, oldest first.
    pub fn discardable(&self) -> Vec<OpId> {
        self.queue.iter().filter(|it| may_be_dropped(&it.row)).map(Pending::id).collect()
    }

    pub(crate) fn on_discard(&mut self, op_id: OpId) -> Result<(), ApiError> {
        let pending = self.existing(op_id)?;
        if !may_be_dropped(&pending.row) {
            return Err(wrong_state(
                "This change may have reached the server already. Undo it with a new change.",
            ));
        }
        let op = pending.row.op.clone();
        if op.kind != OpKind::Create {
            self.conclude(op_id, Ending::RolledBack, Vec::new());
            self.changed(crate::Changed::Conflicts);
            return Ok(());
        }
        // What builds on a creation goes with it, but for what the server may have by now: an
        // offered creation holds nothing back.
        for key in self.lanes_with(&op) {
            let lane = self.queue.lane(&key);
            let goes = |pending: &&Pending| may_be_dropped(&pending.row);
            let ids: Vec<OpId> =
                lane.into_iter().flat_map(|l| &l.ops).filter(goes).map(Pending::id).collect();
            for id in ids {
                self.conclude(id, Ending::RolledBack, Vec::new());
            }
        }
        self.changed(crate::Changed::Conflicts);
        Ok(())
    }
}

/// An edit that was made.
pub(crate) struct Made {
    /// The operation it became part of.
    pub(crate) op: OpId,
    /// What takes it back.
    pub(crate) back: Vec<WayBack>,
}

/// Whether the user may take a change back without a new one: the server cannot have it.
fn may_be_dropped(row: &QueueRow) -> bool {
    match row.state {
        OpState::Queued => !row.frozen,
        OpState::Conflict(_)
        | OpState::Parked(_)
        | OpState::Doubtful(_)
        | OpState::Unreadable(_)
        | OpState::Gated(_)
        | OpState::Offered => true,
        OpState::Sent | OpState::Waiting { .. } | OpState::Acknowledged { .. } => false,
    }
}

pub(crate) fn wrong_state(message: &str) -> ApiError {
    ApiError::new(ErrorCode::WrongState, message)
}

/// An edit that breaks a rule of form, in the words of the desktop's errors.
pub(crate) fn refused(rejection: Rejection) -> ApiError {
    let code = match rejection.code {
        RejectCode::InvalidOp | RejectCode::OpReuse | RejectCode::StaleOp => ErrorCode::InvalidOp,
        RejectCode::InvalidPath => ErrorCode::InvalidPath,
        RejectCode::InvalidValue => ErrorCode::InvalidValue,
        RejectCode::TypeMismatch => ErrorCode::TypeMismatch,
        RejectCode::TooLarge => ErrorCode::TooLarge,
        RejectCode::UnknownBoard => ErrorCode::UnknownBoard,
        RejectCode::UnknownRecord => ErrorCode::UnknownRecord,
        RejectCode::Exists => ErrorCode::Exists,
        RejectCode::Forbidden => ErrorCode::Forbidden,
        RejectCode::SchemaUnknown => ErrorCode::UnsupportedVersion,
    };
    ApiError::new(code, rejection.message)
}
