//! One own change in memory: its stored row and what only matters while the program runs.

use crate::stored::{OpState, QueueRow};
use std::time::{Duration, Instant};
use tideboard_protocol::{OpId, Rejection};

/// Typing that may go on: sending waits for a rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rest {
    /// When the first unsent keystroke came.
    first: Instant,
    /// When it is sent at the latest.
    pub(crate) until: Instant,
}

impl Rest {
    /// Typing at `now`, continuing `earlier` if there was some.
    pub(crate) fn typed(
        earlier: Option<Self>,
        now: Instant,
        debounce: Duration,
        longest: Duration,
    ) -> Self {
        let first = earlier.map_or(now, |rest| rest.first);
        Self { first, until: (now + debounce).min(first + longest) }
    }
}

/// An own change in memory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pending {
    pub(crate) row: QueueRow,
    /// Sending waits for a rest in typing.
    pub(crate) rest: Option<Rest>,
    /// Not before, after the server asked to wait.
    pub(crate) not_before: Option<Instant>,
}

impl Pending {
    pub(crate) fn new(row: QueueRow) -> Self {
        Self { row, rest: None, not_before: None }
    }

    pub(crate) fn id(&self) -> OpId {
        self.row.op.op_id
    }

    /// Whether it may be changed or taken back without a trace on the server.
    pub(crate) fn is_ours(&self) -> bool {
        !self.row.frozen && matches!(self.row.state, OpState::Queued)
    }

    pub(crate) fn phase(&self) -> Phase<'_> {
        match &self.row.state {
            OpState::Queued => match self.rest.map(|rest| rest.until).max(self.not_before) {
                Some(until) => Phase::NotBefore(until),
                None => Phase::Ready,
            },
            OpState::Waiting { .. } => match self.not_before {
                Some(until) => Phase::NotBefore(until),
                None => Phase::Ready,
            },
            OpState::Sent => Phase::InFlight,
            OpState::Acknowledged { .. } | OpState::Offered => Phase::Decided,
            OpState::Conflict(_) => Phase::Held(None),
            OpState::Parked(rejection)
            | OpState::Doubtful(rejection)
            | OpState::Unreadable(rejection)
            | OpState::Gated(rejection) => Phase::Held(Some(rejection)),
        }
    }
}

/// What keeps an own change from being sent, if anything does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Phase<'a> {
    /// Nothing: it can be sent.
    Ready,
    /// Time.
    NotBefore(Instant),
    /// It is on its way.
    InFlight,
    /// It is decided, and its echo is awaited; or it is only offered.
    Decided,
    /// It waits for the user, or for a gate; a refusal comes with its reason.
    Held(Option<&'a Rejection>),
}
