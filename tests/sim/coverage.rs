//! Which states and transitions the histories took, held against the list of those that there are.

use crate::{expected, fault::Fault, user::Act};
use std::{collections::BTreeMap, fmt};
use tideboard_decide::session::Recognition;
use tideboard_protocol::{
    ErrorCode, OpId, RejectCode,
    frame::{Outcome, RetryCode, ServerFrame},
    view::Ending,
};
use tideboard_sync_core::{
    Input,
    survey::{HashState, LinkState, OpLife, SubscriptionState, Survey},
};

/// A stage in the life of an own change, its beginning and end included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It was made just now.
    New,
    Is(OpLife),
    Ended(Ending),
}

/// What keeps a lane from going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    Conflict,
    Parked,
    Gated,
    Offered,
    Waiting,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Op(Stage, Stage),
    Link(LinkState, LinkState),
    Subscription(SubscriptionState, SubscriptionState),
    Hash(HashState, HashState),
    /// A result, as the server made it.
    Outcome(Outcome),
    Rejected(RejectCode),
    PutOff(RetryCode),
    /// How a greeting client was taken.
    Recognised(Greeting),
    /// A push of a session that is not its client's newest.
    Fenced,
    /// A close that reached the client.
    Closed(ErrorCode),
    /// A remote change was applied while own changes were stuck.
    RemoteWhile(Stuck),
    Fault(Fault),
    Act(Act),
}

/// [`Recognition`], in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    New,
    Known,
    Renewed,
}

impl From<Recognition> for Greeting {
    fn from(recognition: Recognition) -> Self {
        match recognition {
            Recognition::New => Self::New,
            Recognition::Known => Self::Known,
            Recognition::Renewed => Self::Renewed,
        }
    }
}

/// How often each kind of thing happened, by its name.
#[derive(Debug, Clone, Default)]
pub struct Coverage(BTreeMap<String, u64>);

impl Coverage {
    pub fn note(&mut self, kind: Kind) {
        *self.0.entry(kind.to_string()).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (kind, times) in &other.0 {
            *self.0.entry(kind.clone()).or_default() += times;
        }
    }

    /// What others changed and was taken in while an own change was stuck.
    pub fn note_remote(&mut self, input: &Input, before: &Survey, after: &Survey) {
        let Input::Received(frames) = input else { return };
        let moved = frames.iter().any(|frame| {
            let ServerFrame::Delta(delta) = frame else { return false };
            let at = |survey: &Survey| survey.boards.get(&delta.board).map(|board| board.cursor);
            at(before) != at(after)
        });
        if moved {
            let stuck = before.ops.values().filter_map(|life| is_stuck(*life));
            stuck.for_each(|stuck| self.note(Kind::RemoteWhile(stuck)));
        }
    }

    /// Notes what changed from one survey to the next; `ended` are the changes that left the queue
    /// in between.
    pub fn compare(&mut self, before: &Survey, after: &Survey, ended: &BTreeMap<OpId, Ending>) {
        if before.link != after.link {
            self.note(Kind::Link(before.link, after.link));
        }
        for (id, now) in &after.boards {
            let was = before.boards.get(id);
            let subscription = was.map_or(SubscriptionState::Off, |was| was.subscription);
            if subscription != now.subscription {
                self.note(Kind::Subscription(subscription, now.subscription));
            }
            let hash = was.map_or(HashState::On, |was| was.hash);
            if hash != now.hash {
                self.note(Kind::Hash(hash, now.hash));
            }
        }
        for (id, now) in &after.ops {
            let was = before.ops.get(id).map_or(Stage::New, |was| Stage::Is(*was));
            if was != Stage::Is(*now) {
                self.note(Kind::Op(was, Stage::Is(*now)));
            }
        }
        for (id, was) in before.ops.iter().filter(|(id, _)| !after.ops.contains_key(*id)) {
            if let Some(ending) = ended.get(id) {
                self.note(Kind::Op(Stage::Is(*was), Stage::Ended(*ending)));
            }
        }
    }

    /// Kinds that are demanded and never happened, and kinds that happened and are not listed.
    pub fn gaps(&self) -> (Vec<String>, Vec<String>) {
        let named = |kinds: Vec<Kind>| kinds.iter().map(Kind::to_string).collect::<Vec<_>>();
        let (demanded, rare) = (named(expected::demanded()), named(expected::rare()));
        let never = demanded.iter().filter(|kind| !self.0.contains_key(*kind)).cloned().collect();
        let listed = |kind: &&String| demanded.contains(kind) || rare.contains(kind);
        let strange = self.0.keys().filter(|kind| !listed(kind)).cloned().collect();
        (never, strange)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(kind, times)| writeln!(f, "{times:>12}  {kind}"))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::Is(life) => write!(f, "{life:?}"),
            Self::Ended(ending) => write!(f, "ended as {ending:?}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Op(from, to) => write!(f, "change        {from} → {to}"),
            Self::Link(from, to) => write!(f, "link          {from:?} → {to:?}"),
            Self::Subscription(from, to) => write!(f, "subscription  {from:?} → {to:?}"),
            Self::Hash(from, to) => write!(f, "hash check    {from:?} → {to:?}"),
            Self::Outcome(outcome) => write!(f, "outcome       {outcome:?}"),
            Self::Rejected(code) => write!(f, "rejected      {code:?}"),
            Self::PutOff(code) => write!(f, "put off       {code:?}"),
            Self::Recognised(how) => write!(f, "greeted as    {how:?}"),
            Self::Fenced => f.write_str("fenced        push of an older session"),
            Self::Closed(code) => write!(f, "closed        {code:?}"),
            Self::RemoteWhile(stuck) => write!(f, "remote while  {stuck:?}"),
            Self::Fault(fault) => write!(f, "fault         {fault:?}"),
            Self::Act(act) => write!(f, "user          {act:?}"),
        }
    }
}

/// What an own change in this stage would hold up, if it held anything up.
pub fn is_stuck(life: OpLife) -> Option<Stuck> {
    match life {
        OpLife::Conflict => Some(Stuck::Conflict),
        OpLife::Parked | OpLife::Unreadable => Some(Stuck::Parked),
        OpLife::Gated => Some(Stuck::Gated),
        OpLife::Offered => Some(Stuck::Offered),
        OpLife::Waiting => Some(Stuck::Waiting),
        OpLife::Resting | OpLife::Queued | OpLife::Frozen | OpLife::Sent | OpLife::Acknowledged => {
            None
        }
    }
}
