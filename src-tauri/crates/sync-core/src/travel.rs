//! Unsent changes taken to another computer of the same user, under their ids.
//!
//! The server applies an id once, so it is no matter which of the computers sends first, or whether
//! a file is taken in twice.

use crate::{
    edit::refused,
    engine::Engine,
    input::Reply,
    pending::Pending,
    stored::{OpState, QueueRow},
};
use tideboard_protocol::{ApiError, ErrorCode, OpId, limits::QUEUE_FULL};

impl Engine {
    /// Every change that the server has not decided. They are frozen from now on: somebody else may
    /// send them as they are.
    pub(crate) fn on_export(&mut self) -> Vec<QueueRow> {
        let undecided = |pending: &&Pending| match pending.row.state {
            // What cannot be read whole cannot be handed on whole.
            OpState::Acknowledged { .. } | OpState::Unreadable(_) => false,
            OpState::Queued
            | OpState::Sent
            | OpState::Waiting { .. }
            | OpState::Conflict(_)
            | OpState::Parked(_)
            | OpState::Doubtful(_)
            | OpState::Offered
            | OpState::Gated(_) => true,
        };
        let ids: Vec<OpId> = self.queue.iter().filter(undecided).map(Pending::id).collect();
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let is_ours = self.queue.get(id).is_some_and(Pending::is_ours);
            if is_ours {
                self.queue.update(id, |pending| pending.row.frozen = true);
                self.store_state(id);
            }
            rows.extend(self.queue.get(id).map(|pending| pending.row.clone()));
        }
        rows
    }

    pub(crate) fn on_import(
        &mut self,
        mut rows: Vec<QueueRow>,
        ended: u32,
    ) -> Result<Reply, ApiError> {
        self.check_room()?;
        if self.queue.counts().total + rows.len() > QUEUE_FULL {
            return Err(ApiError::new(
                ErrorCode::QueueFull,
                format!("More than {QUEUE_FULL} changes would wait to be sent."),
            ));
        }
        let limits = self.limits();
        let (mut added, mut known) = (0, ended);
        // All or nothing: a file with one bad change is refused before anything came in.
        for row in &mut rows {
            row.op.check(&limits).map_err(refused)?;
        }
        for row in rows {
            if self.queue.get(row.op.op_id).is_some() {
                known += 1;
                continue;
            }
            let board = row.op.board.clone();
            let order = self.queue.next_order();
            self.board_entry(&board);
            let row = QueueRow { order, state: OpState::Queued, frozen: true, ..row };
            self.enqueue(Pending::new(row), None);
            self.subscribe(&board);
            added += 1;
        }
        Ok(Reply::Imported { added, known })
    }
}
