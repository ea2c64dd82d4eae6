//! What goes out: pushes of own changes, lane by lane, oldest first.

use crate::{
    board::Subscription,
    engine::Engine,
    input::{Changed, Effect},
    pending::{Pending, Phase},
    queue::LaneKey,
    stored::OpState,
};
use std::time::Duration;
use tideboard_protocol::{
    BoardId, Op, OpId, OpKind, Rejection, frame::ClientFrame, limits::MAX_OPS_IN_FLIGHT,
    op::RejectCode,
};

impl Engine {
    /// Sends whatever may be sent now. Called after every input; nothing else starts a push.
    pub(crate) fn pump(&mut self) {
        self.acquit();
        if self.in_review && self.queue.counts().unsent() == 0 {
            self.in_review = false;
        }
        if self.in_review {
            if self.link.is_live() {
                self.pump_frozen();
            }
            return;
        }
        let room = self.room_in_flight();
        if self.link.is_live() && room > 0 {
            // Each of these lanes has at least one change to send.
            let ready = self.queue.ready(room);
            self.push_lanes(ready, false);
        }
    }

    /// Whether a change that never left waits so long that the user shall look at it first.
    pub(crate) fn is_overdue(&self) -> bool {
        let Some(limit) = self.review_after else { return false };
        let oldest = self.queue.iter().find(|pending| pending.is_ours());
        oldest.is_some_and(|pending| {
            let age = self.now.wall.duration_since(pending.row.op.at);
            Duration::try_from(age).unwrap_or_default() >= limit
        })
    }

    /// Sends only what may have been sent before.
    pub(crate) fn pump_frozen(&mut self) {
        let ready = self.queue.ready(usize::MAX);
        self.push_lanes(ready, true);
    }

    /// How many more changes may be on their way.
    fn room_in_flight(&self) -> usize {
        let most = if self.sends_one_by_one() { 1 } else { MAX_OPS_IN_FLIGHT };
        most.saturating_sub(self.queue.counts().in_flight)
    }

    pub(crate) fn sends_one_by_one(&self) -> bool {
        !self.suspects.is_empty()
    }

    /// Lets go the suspects that the server could read after all, or that will not be sent any more.
    fn acquit(&mut self) {
        let queue = &self.queue;
        self.suspects.retain(|op| match queue.get(*op).map(Pending::phase) {
            Some(Phase::Ready | Phase::NotBefore(_) | Phase::InFlight) => true,
            Some(Phase::Decided | Phase::Held(_)) | None => false,
        });
    }

    fn push_lanes(&mut self, lanes: Vec<LaneKey>, only_frozen: bool) {
        let Some(limits) = self.link.limits() else { return };
        let mut room = self.room_in_flight();
        // Half a frame leaves room for the frame's own words and for other frames beside it.
        let frame_bytes = limits.frame_bytes / 2;
        let mut ops: Vec<Op> = Vec::new();
        let mut bytes = 0;
        for key in lanes {
            if room == 0 {
                break;
            }
            // A lane's run stays within one push, so that a failure holds what follows.
            let run = self.next_run(&key, room.min(limits.ops_per_push), frame_bytes, only_frozen);
            let run_bytes: usize = run.iter().map(|(_, bytes)| bytes).sum();
            let full =
                ops.len() + run.len() > limits.ops_per_push || bytes + run_bytes > frame_bytes;
            if full && !ops.is_empty() {
                self.push_effect(Effect::Send(ClientFrame::Push { ops: std::mem::take(&mut ops) }));
                bytes = 0;
            }
            bytes += run_bytes;
            room -= run.len();
            for (id, _) in run {
                ops.extend(self.freeze(id));
            }
        }
        if !ops.is_empty() {
            self.push_effect(Effect::Send(ClientFrame::Push { ops }));
        }
    }

    /// The changes of a lane that go out together, with their lengths.
    fn next_run(
        &self,
        key: &LaneKey,
        most: usize,
        most_bytes: usize,
        only_frozen: bool,
    ) -> Vec<(OpId, usize)> {
        let Some(lane) = self.queue.lane(key) else { return Vec::new() };
        let mut bytes = 0;
        lane.ops
            .range(lane.sendable())
            .take_while(|pending| !only_frozen || pending.row.frozen)
            .take(most)
            .map(|pending| (pending.id(), wire_len(&pending.row.op)))
            .take_while(|(_, len)| {
                bytes += len;
                bytes <= most_bytes || bytes == *len
            })
            .collect()
    }

    /// Marks a change as sent, on disk, before its first byte leaves.
    fn freeze(&mut self, id: OpId) -> Option<Op> {
        let mut resend = false;
        let pending = self.queue.update(id, |pending| {
            resend = pending.row.frozen;
            pending.row.frozen = true;
            pending.row.state = OpState::Sent;
        })?;
        // That it may have been sent before is a word about the sending, not about the change.
        let op = Op { resend, ..pending.row.op.clone() };
        self.store_state(id);
        Some(op)
    }

    /// Changes that are on their way.
    pub(crate) fn in_flight_ops(&self) -> Vec<OpId> {
        if self.queue.counts().in_flight == 0 {
            return Vec::new();
        }
        self.queue.iter().filter(|op| op.phase() == Phase::InFlight).map(Pending::id).collect()
    }

    /// Sets a change aside that the server cannot even read. Whether it took effect before the
    /// connection closed is not known, and whoever rolls it back has to know that.
    pub(crate) fn park(&mut self, op: OpId, why: &str) {
        let message = format!(
            "The server closed the connection over this change, which may have taken effect; \
             rolling it back here does not undo it there. Reason given: {why}"
        );
        self.queue.update(op, |pending| {
            pending.row.state = OpState::Doubtful(Rejection::new(RejectCode::InvalidOp, message));
        });
        self.store_state(op);
    }

    /// Asks for every board that is to be kept in step and is not asked for, such as one whose
    /// own creation was taken back because somebody else's came first.
    pub(crate) fn ask_for_boards(&mut self) {
        if !self.link.is_live() {
            return;
        }
        let queue = &self.queue;
        let missing = self.boards.values().filter(|board| {
            board.subscription == Subscription::Off
                && (board.row.wanted || queue.has_ops(&board.row.id))
        });
        let missing: Vec<BoardId> = missing.map(|board| board.row.id.clone()).collect();
        missing.iter().for_each(|board| self.subscribe(board));
    }

    /// Asks for a board, once.
    pub(crate) fn subscribe(&mut self, id: &BoardId) {
        // Before its creation is decided, the server does not know the board.
        let creating = self.queue.is_creating(id);
        if !self.link.is_live() || creating {
            return;
        }
        let board = self.board_entry(id);
        match board.subscription {
            Subscription::Off => {}
            Subscription::Requested
            | Subscription::Chain
            | Subscription::Live
            | Subscription::Refused(_) => return,
        }
        let Some(board) = self.boards.get_mut(id) else { return };
        let cursor = board.ask(self.account.bound.as_ref());
        self.push_effect(Effect::Send(ClientFrame::Subscribe { board: id.clone(), cursor }));
    }

    pub(crate) fn unsubscribe(&mut self, id: &BoardId) {
        let live = self.link.is_live();
        let Some(board) = self.boards.get_mut(id) else { return };
        let told = board.subscription != Subscription::Off;
        board.subscription = Subscription::Off;
        board.peers.clear();
        if told && live {
            self.push_effect(Effect::Send(ClientFrame::Unsubscribe { board: id.clone() }));
        }
        self.changed(Changed::Presence(id.clone()));
    }

    /// Whether this change brings its board into being.
    pub(crate) fn creates_board(op: &Op) -> bool {
        op.kind == OpKind::Create && op.record.is_board()
    }
}

/// Length of an operation on the wire at most, in bytes.
fn wire_len(op: &Op) -> usize {
    op.text_len() + r#","resend":true"#.len()
}
