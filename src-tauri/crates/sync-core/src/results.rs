//! What the server said about own changes.

use crate::{
    board::Subscription,
    engine::Engine,
    input::Changed,
    stored::{Clash, Ending, OpState},
};
use std::time::Duration;
use tideboard_protocol::{
    Op, OpId, OpKind, RejectCode, Rejection, Seq,
    frame::{BoardEntry, OpResult, Outcome, ResultCode, RetryCode, Role},
};

/// Wait before sending again, where the server names none.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// Wait before a refusal that the list of boards contradicts is put to the test.
const GATE_RECHECK: Duration = Duration::from_secs(30);

impl Engine {
    pub(crate) fn on_result(&mut self, result: OpResult) {
        let Some(pending) = self.queue.get(result.op_id) else { return };
        // A result of an earlier connection's push may come twice; the first decided.
        if pending.row.state != OpState::Sent {
            return;
        }
        let id = result.op_id;
        match result.outcome {
            Outcome::Applied | Outcome::Noop => self.on_applied(id, result.seq),
            // The other side's values are not for this user now. To decide without them would
            // write over them unseen: the change asks again once the board may be read.
            Outcome::Conflict if result.conflicts.is_empty() && result.deleted.is_none() => {
                let words =
                    "Somebody else's values are in the way, and may not be seen at present.";
                self.on_rejected(id, Rejection::new(RejectCode::UnknownBoard, words));
            }
            Outcome::Conflict => {
                let clash = Clash {
                    seq: result.seq.unwrap_or_default(),
                    fields: result.conflicts,
                    deleted: result.deleted,
                };
                self.hold(id, OpState::Conflict(clash));
                self.changed(Changed::Conflicts);
                self.decide_alone(id);
            }
            Outcome::Rejected => {
                let code = match result.code {
                    Some(ResultCode::Reject(code)) => code,
                    Some(ResultCode::Retry(_)) | None => RejectCode::InvalidOp,
                };
                let message = result.message.unwrap_or_else(|| "The server refused it.".to_owned());
                self.on_rejected(id, Rejection::new(code, message));
            }
            Outcome::RetryLater => self.on_retry_later(id, result.code, result.retry_after_ms),
        }
    }

    fn on_applied(&mut self, id: OpId, seq: Option<Seq>) {
        let Some(pending) = self.queue.get(id) else { return };
        let op = &pending.row.op;
        let (board, creates_board) = (op.board.clone(), Self::creates_board(op));
        let seq = seq.unwrap_or_default();
        let reached = self.boards.get(&board).is_some_and(|board| match board.subscription {
            // No echo will come.
            Subscription::Refused(_) => !creates_board,
            Subscription::Off
            | Subscription::Requested
            | Subscription::Chain
            | Subscription::Live => board.row.cursor >= seq,
        });
        if reached {
            self.acknowledge(id, seq);
            self.conclude(id, Ending::Settled, Vec::new());
        } else {
            self.acknowledge(id, seq);
            self.store_state(id);
        }
        if creates_board && let Some(entry) = self.boards.get_mut(&board) {
            // Refused or not yet asked for before: now the server knows it.
            entry.subscription = Subscription::Off;
        }
        self.subscribe(&board);
    }

    fn acknowledge(&mut self, id: OpId, seq: Seq) {
        self.queue.update(id, |pending| pending.row.state = OpState::Acknowledged { seq });
    }

    fn on_rejected(&mut self, id: OpId, rejection: Rejection) {
        let state = if rejection.code.is_board_gate() {
            let allowed = self.queue.get(id).is_some_and(|op| self.is_allowed(&op.row.op));
            if allowed {
                // The list and the refusal crossed on their way: one of them is out of date.
                self.gate_recheck = Some(self.now.mono + GATE_RECHECK);
            }
            OpState::Gated(rejection)
        } else {
            OpState::Parked(rejection)
        };
        self.hold(id, state);
    }

    fn hold(&mut self, id: OpId, state: OpState) {
        self.queue.update(id, |pending| pending.row.state = state);
        self.store_state(id);
    }

    /// Not decided and not recorded: it costs the change nothing.
    fn on_retry_later(&mut self, id: OpId, code: Option<ResultCode>, after_ms: Option<u64>) {
        // Something before it in its lane failed; that one decides when the lane goes on.
        let blocked = code == Some(ResultCode::Retry(RetryCode::Blocked));
        let wait = after_ms.map_or(RETRY_AFTER, Duration::from_millis);
        let (mono, wall) = (self.now.mono, self.now.wall);
        self.queue.update(id, |pending| {
            pending.row.state = if blocked {
                OpState::Queued
            } else {
                pending.not_before = Some(mono + wait);
                OpState::Waiting { next_at: wall.checked_add(wait).unwrap_or(wall) }
            };
        });
        self.store_state(id);
    }

    /// The server's list of boards, or a role in it, changed.
    pub(crate) fn on_boards(&mut self, list: Vec<BoardEntry>) {
        for entry in &list {
            let Some(board) = self.boards.get_mut(&entry.id) else { continue };
            board.head = board.head.max(entry.head);
            if board.row.title != entry.title || board.row.role != Some(entry.role) {
                board.row.title.clone_from(&entry.title);
                board.row.role = Some(entry.role);
                let row = board.row.clone();
                self.write(crate::stored::Write::Board(row));
            }
            if let Some(board) = self.boards.get_mut(&entry.id)
                && matches!(board.subscription, Subscription::Refused(_))
            {
                board.subscription = Subscription::Off;
                if board.row.wanted || self.queue.has_ops(&entry.id) {
                    self.subscribe(&entry.id);
                }
            }
        }
        self.listed = Some(list);
        self.open_right_gates();
        self.changed(Changed::Boards);
    }

    /// Whether the server's list gives this user the right that a change needs.
    fn is_allowed(&self, op: &Op) -> bool {
        let deletes_board = op.kind == OpKind::Delete && op.record.is_board();
        let needed = if deletes_board { Role::Owner } else { Role::Editor };
        let mut entries = self.listed.iter().flatten();
        entries.any(|entry| entry.id == op.board && entry.role >= needed)
    }

    /// Opens the gates of changes that the server's list allows.
    pub(crate) fn open_right_gates(&mut self) {
        self.gate_recheck = None;
        self.open_gates(|engine, code, op| {
            matches!(code, RejectCode::Forbidden | RejectCode::UnknownBoard)
                && engine.is_allowed(op)
        });
    }

    /// A server that greets anew may be a newer one.
    pub(crate) fn open_version_gates(&mut self) {
        self.open_gates(|_, code, _| code == RejectCode::SchemaUnknown);
    }

    fn open_gates(&mut self, opens: impl Fn(&Self, RejectCode, &Op) -> bool) {
        if self.queue.counts().refused == 0 {
            return;
        }
        let open: Vec<OpId> = self
            .queue
            .iter()
            .filter(|pending| match &pending.row.state {
                OpState::Gated(rejection) => opens(self, rejection.code, &pending.row.op),
                OpState::Queued
                | OpState::Sent
                | OpState::Waiting { .. }
                | OpState::Acknowledged { .. }
                | OpState::Conflict(_)
                | OpState::Parked(_)
                | OpState::Doubtful(_)
                | OpState::Unreadable(_)
                | OpState::Offered => false,
            })
            .map(|pending| pending.id())
            .collect();
        open.into_iter().for_each(|op| self.remint(op));
    }
}
