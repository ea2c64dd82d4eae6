//! In which of its states the engine is, named for whoever watches it from outside.
//!
//! The simulator compares a survey before an input with the one after it, and so knows which
//! transitions a history took. No state here says more than its name.

use crate::{
    board::{HashCheck, Subscription},
    engine::Engine,
    link::Link,
    pending::Pending,
    stored::OpState,
};
use std::collections::BTreeMap;
use tideboard_protocol::{BoardId, OpId, Seq};

/// State of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkState {
    /// No server, or paused.
    Off,
    /// The socket is being opened.
    Dialing,
    /// The welcome is awaited.
    Greeting,
    /// Welcomed.
    Live,
    /// Waits before the next attempt.
    Waiting,
    /// Refused in a way that waiting does not cure.
    Refused,
}

/// How a board stands with the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubscriptionState {
    /// Not asked for.
    Off,
    /// Asked for; nothing came yet.
    Requested,
    /// The answer is coming, part by part.
    Chain,
    /// In step.
    Live,
    /// The server does not deliver it.
    Refused,
}

/// Whether a board's state hash is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashState {
    /// Yes.
    On,
    /// It differed; the board is asked for anew soon.
    Healing,
    /// The board was asked for anew, and has not begun to come.
    Reloading,
    /// The board came anew.
    Healed,
    /// It differed after that, too.
    Ended,
}

/// Where an own change stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpLife {
    /// Typing may go on.
    Resting,
    /// Waits for its turn; never sent.
    Queued,
    /// Waits to be sent again, or went to another computer in a file.
    Frozen,
    /// On its way.
    Sent,
    /// The server asked to try again later.
    Waiting,
    /// Decided; its echo is awaited.
    Acknowledged,
    /// Somebody else's values are in the way.
    Conflict,
    /// Refused; waits for the user.
    Parked,
    /// Written by another version of the program and not to be read; kept as it is.
    Unreadable,
    /// Waits before its board's gate.
    Gated,
    /// A restored server lacks it.
    Offered,
}

/// A board's states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardSurvey {
    /// With the connection.
    pub subscription: SubscriptionState,
    /// Of its hash check.
    pub hash: HashState,
    /// Seq of the confirmed state.
    pub cursor: Seq,
    /// Where the awaited answer begins, while it is awaited.
    pub asked_from: Option<Seq>,
}

/// The states of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The connection.
    pub link: LinkState,
    /// Every board.
    pub boards: BTreeMap<BoardId, BoardSurvey>,
    /// Every own change that waits.
    pub ops: BTreeMap<OpId, OpLife>,
}

impl Engine {
    /// The present states.
    pub fn survey(&self) -> Survey {
        let link = match &self.link {
            Link::Off => LinkState::Off,
            Link::Dialing { .. } => LinkState::Dialing,
            Link::Greeting { .. } => LinkState::Greeting,
            Link::Live(_) => LinkState::Live,
            Link::Waiting { .. } => LinkState::Waiting,
            Link::Refused(_) => LinkState::Refused,
        };
        let boards = self.boards.iter().map(|(id, board)| {
            let subscription = match board.subscription {
                Subscription::Off => SubscriptionState::Off,
                Subscription::Requested => SubscriptionState::Requested,
                Subscription::Chain => SubscriptionState::Chain,
                Subscription::Live => SubscriptionState::Live,
                Subscription::Refused(_) => SubscriptionState::Refused,
            };
            let hash = match board.check {
                HashCheck::On => HashState::On,
                HashCheck::Healing { .. } => HashState::Healing,
                HashCheck::Reloading => HashState::Reloading,
                HashCheck::Healed => HashState::Healed,
                HashCheck::Ended => HashState::Ended,
            };
            let awaited = board.subscription == Subscription::Requested;
            let asked_from = board.due_from.filter(|_| awaited);
            (id.clone(), BoardSurvey { subscription, hash, cursor: board.row.cursor, asked_from })
        });
        let ops = self.queue.iter().map(|pending| (pending.id(), life(pending)));
        Survey { link, boards: boards.collect(), ops: ops.collect() }
    }
}

fn life(pending: &Pending) -> OpLife {
    match &pending.row.state {
        OpState::Queued if pending.row.frozen => OpLife::Frozen,
        OpState::Queued if pending.rest.is_some() => OpLife::Resting,
        OpState::Queued => OpLife::Queued,
        OpState::Sent => OpLife::Sent,
        OpState::Waiting { .. } => OpLife::Waiting,
        OpState::Acknowledged { .. } => OpLife::Acknowledged,
        OpState::Conflict(_) => OpLife::Conflict,
        OpState::Parked(_) | OpState::Doubtful(_) => OpLife::Parked,
        OpState::Unreadable(_) => OpLife::Unreadable,
        OpState::Gated(_) => OpLife::Gated,
        OpState::Offered => OpLife::Offered,
    }
}
