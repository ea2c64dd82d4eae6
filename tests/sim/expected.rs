//! The list of everything that histories show. Over enough worlds, what is demanded and never
//! happened fails a run; so does, at any time, what happened and is not on the list at all.

use crate::{
    coverage::{Greeting, Kind, Stage, Stuck},
    fault::{Falsehood, Fault},
    user::Act,
};
use tideboard_protocol::{
    ErrorCode, RejectCode,
    frame::{Outcome, RetryCode},
    ipc::{HistoryValues, Side},
    settings::ConflictPolicy,
    view::Ending,
};
use tideboard_sync_core::survey::{
    HashState as H, LinkState as L, OpLife as Op, SubscriptionState as S,
};

/// What every run of enough worlds has to show.
pub fn demanded() -> Vec<Kind> {
    let mut all = Vec::new();
    all.extend(OPS.iter().map(|(from, to)| Kind::Op(*from, *to)));
    all.extend(LINKS.iter().map(|(from, to)| Kind::Link(*from, *to)));
    all.extend(SUBSCRIPTIONS.iter().map(|(from, to)| Kind::Subscription(*from, *to)));
    all.extend(HASHES.iter().map(|(from, to)| Kind::Hash(*from, *to)));
    all.extend(OUTCOMES.map(Kind::Outcome));
    all.extend(REJECTIONS.into_iter().filter(|code| is_producible(*code)).map(Kind::Rejected));
    all.extend(RETRIES.map(Kind::PutOff));
    all.extend([Greeting::New, Greeting::Known, Greeting::Renewed].map(Kind::Recognised));
    all.push(Kind::Fenced);
    all.extend(CLOSES.map(Kind::Closed));
    all.extend(STUCK.map(Kind::RemoteWhile));
    all.extend(FAULTS.map(Kind::Fault));
    all.extend(ACTS.map(Kind::Act));
    all
}

/// What may happen, and is too seldom to be demanded: several rare things have to meet.
pub fn rare() -> Vec<Kind> {
    let ops = RARE_OPS.iter().map(|(from, to)| Kind::Op(*from, *to));
    let subscriptions = RARE_SUBSCRIPTIONS.iter().map(|(from, to)| Kind::Subscription(*from, *to));
    let hashes = RARE_HASHES.iter().map(|(from, to)| Kind::Hash(*from, *to));
    ops.chain(subscriptions).chain(hashes).collect()
}

const fn is(life: Op) -> Stage {
    Stage::Is(life)
}

const fn ended(ending: Ending) -> Stage {
    Stage::Ended(ending)
}

/// The life of an own change.
const OPS: &[(Stage, Stage)] = &[
    (Stage::New, is(Op::Resting)),
    (Stage::New, is(Op::Queued)),
    (Stage::New, is(Op::Frozen)),
    (Stage::New, is(Op::Sent)),
    (Stage::New, is(Op::Conflict)),
    (Stage::New, is(Op::Offered)),
    (is(Op::Resting), is(Op::Queued)),
    (is(Op::Resting), is(Op::Sent)),
    (is(Op::Resting), is(Op::Frozen)),
    (is(Op::Resting), is(Op::Conflict)),
    (is(Op::Resting), ended(Ending::RolledBack)),
    (is(Op::Queued), is(Op::Resting)),
    (is(Op::Queued), is(Op::Sent)),
    (is(Op::Queued), is(Op::Frozen)),
    (is(Op::Queued), is(Op::Conflict)),
    (is(Op::Queued), ended(Ending::RolledBack)),
    (is(Op::Queued), ended(Ending::Vanished)),
    (is(Op::Queued), ended(Ending::Superseded)),
    (is(Op::Queued), ended(Ending::KeptRemote)),
    (is(Op::Queued), ended(Ending::Merged)),
    (is(Op::Frozen), is(Op::Sent)),
    (is(Op::Frozen), ended(Ending::Superseded)),
    (is(Op::Sent), is(Op::Frozen)),
    (is(Op::Sent), is(Op::Waiting)),
    (is(Op::Sent), is(Op::Acknowledged)),
    (is(Op::Sent), is(Op::Conflict)),
    (is(Op::Sent), is(Op::Parked)),
    (is(Op::Sent), is(Op::Gated)),
    (is(Op::Sent), ended(Ending::Settled)),
    (is(Op::Sent), ended(Ending::KeptRemote)),
    (is(Op::Sent), ended(Ending::Merged)),
    (is(Op::Waiting), is(Op::Sent)),
    (is(Op::Acknowledged), ended(Ending::Settled)),
    (is(Op::Conflict), ended(Ending::KeptLocal)),
    (is(Op::Conflict), ended(Ending::KeptRemote)),
    (is(Op::Conflict), ended(Ending::Merged)),
    (is(Op::Conflict), ended(Ending::RolledBack)),
    (is(Op::Conflict), ended(Ending::Superseded)),
    (is(Op::Parked), is(Op::Frozen)),
    (is(Op::Parked), is(Op::Sent)),
    (is(Op::Parked), ended(Ending::Reminted)),
    (is(Op::Parked), ended(Ending::RolledBack)),
    (is(Op::Gated), ended(Ending::Reminted)),
    (is(Op::Gated), ended(Ending::RolledBack)),
    (is(Op::Offered), is(Op::Frozen)),
    (is(Op::Offered), is(Op::Sent)),
    (is(Op::Offered), ended(Ending::RolledBack)),
];

const RARE_OPS: &[(Stage, Stage)] = &[
    (is(Op::Resting), ended(Ending::Vanished)),
    (is(Op::Resting), ended(Ending::Superseded)),
    (is(Op::Resting), ended(Ending::KeptRemote)),
    (is(Op::Resting), ended(Ending::Merged)),
    (is(Op::Frozen), ended(Ending::RolledBack)),
    (is(Op::Frozen), ended(Ending::KeptRemote)),
    (is(Op::Waiting), is(Op::Frozen)),
    (is(Op::Waiting), ended(Ending::KeptRemote)),
    (is(Op::Waiting), ended(Ending::RolledBack)),
    (is(Op::Waiting), ended(Ending::Superseded)),
    (is(Op::Conflict), is(Op::Queued)),
    (is(Op::Conflict), is(Op::Frozen)),
    (is(Op::Conflict), is(Op::Sent)),
    (is(Op::Parked), ended(Ending::KeptRemote)),
    (is(Op::Gated), ended(Ending::KeptRemote)),
    (Stage::New, is(Op::Waiting)),
];

/// The connection.
const LINKS: &[(L, L)] = &[
    (L::Off, L::Dialing),
    (L::Dialing, L::Greeting),
    (L::Dialing, L::Waiting),
    (L::Dialing, L::Off),
    (L::Greeting, L::Live),
    (L::Greeting, L::Waiting),
    (L::Greeting, L::Refused),
    (L::Greeting, L::Dialing),
    (L::Greeting, L::Off),
    (L::Live, L::Waiting),
    (L::Live, L::Refused),
    (L::Live, L::Dialing),
    (L::Live, L::Off),
    (L::Waiting, L::Dialing),
    (L::Waiting, L::Off),
    (L::Refused, L::Dialing),
    (L::Refused, L::Off),
];

/// A board and the connection.
const SUBSCRIPTIONS: &[(S, S)] = &[
    (S::Off, S::Requested),
    (S::Requested, S::Chain),
    (S::Requested, S::Live),
    (S::Requested, S::Refused),
    (S::Requested, S::Off),
    (S::Chain, S::Live),
    (S::Chain, S::Off),
    (S::Chain, S::Refused),
    (S::Live, S::Chain),
    (S::Live, S::Requested),
    (S::Live, S::Refused),
    (S::Live, S::Off),
    (S::Refused, S::Requested),
    (S::Refused, S::Off),
];

const RARE_SUBSCRIPTIONS: &[(S, S)] = &[(S::Off, S::Refused), (S::Chain, S::Requested)];

/// A board that comes anew in several parts, and still differs.
const RARE_HASHES: &[(H, H)] = &[(H::Healed, H::Ended)];

/// The comparison of state hashes.
const HASHES: &[(H, H)] = &[
    (H::On, H::Healing),
    (H::Healing, H::Reloading),
    (H::Reloading, H::Healed),
    (H::Reloading, H::On),
    (H::Reloading, H::Ended),
    (H::Healing, H::On),
    (H::Healed, H::On),
    (H::Ended, H::On),
];

const OUTCOMES: [Outcome; 5] =
    [Outcome::Applied, Outcome::Noop, Outcome::Conflict, Outcome::Rejected, Outcome::RetryLater];

const REJECTIONS: [RejectCode; 12] = [
    RejectCode::InvalidOp,
    RejectCode::InvalidPath,
    RejectCode::InvalidValue,
    RejectCode::TypeMismatch,
    RejectCode::TooLarge,
    RejectCode::UnknownBoard,
    RejectCode::UnknownRecord,
    RejectCode::Exists,
    RejectCode::Forbidden,
    RejectCode::SchemaUnknown,
    RejectCode::OpReuse,
    RejectCode::StaleOp,
];

/// Whether a client of this program can come to this: it checks the form of its operations itself.
fn is_producible(code: RejectCode) -> bool {
    match code {
        RejectCode::InvalidOp | RejectCode::InvalidPath | RejectCode::TooLarge => false,
        RejectCode::InvalidValue
        | RejectCode::TypeMismatch
        | RejectCode::UnknownBoard
        | RejectCode::UnknownRecord
        | RejectCode::Exists
        | RejectCode::Forbidden
        | RejectCode::SchemaUnknown
        | RejectCode::OpReuse
        | RejectCode::StaleOp => true,
    }
}

const RETRIES: [RetryCode; 4] =
    [RetryCode::Busy, RetryCode::RateLimited, RetryCode::StorageFull, RetryCode::Blocked];

const CLOSES: [ErrorCode; 9] = [
    ErrorCode::Restarting,
    ErrorCode::SlowConsumer,
    ErrorCode::RateLimited,
    ErrorCode::Silent,
    ErrorCode::Replaced,
    ErrorCode::ProtocolError,
    ErrorCode::Unauthorized,
    ErrorCode::UnsupportedVersion,
    ErrorCode::FrameTooLarge,
];

const STUCK: [Stuck; 5] =
    [Stuck::Conflict, Stuck::Parked, Stuck::Gated, Stuck::Offered, Stuck::Waiting];

const FAULTS: [Fault; 38] = [
    Fault::Cut,
    Fault::HalfOpen,
    Fault::CutOff,
    Fault::Rejoined,
    Fault::Unreachable,
    Fault::WelcomeLost,
    Fault::Late,
    Fault::Killed,
    Fault::PowerFailed,
    Fault::Dies,
    Fault::DiskFails,
    Fault::ShutDown,
    Fault::StorageFull,
    Fault::StorageOk,
    Fault::Copied,
    Fault::ClockJumps,
    Fault::ServerClockJumps,
    Fault::Woke,
    Fault::NetworkUp,
    Fault::ServerCrashed,
    Fault::BackedUp,
    Fault::Restored,
    Fault::PutsOff,
    Fault::Unsure,
    Fault::Collapsed,
    Fault::Purged,
    Fault::ServerCloses,
    Fault::RoleChanges,
    Fault::RightsLost,
    Fault::TokenWithdrawn,
    Fault::Foreign,
    Fault::Homely,
    Fault::Old,
    Fault::Upgraded,
    Fault::Poison,
    Fault::Falsified(Falsehood::Missing),
    Fault::Falsified(Falsehood::Value),
    Fault::Falsified(Falsehood::Unreadable),
];

const ACTS: [Act; 37] = [
    Act::Set,
    Act::Text,
    Act::Add,
    Act::Remove,
    Act::Append,
    Act::Create,
    Act::Delete,
    Act::RestoreRecord,
    Act::Rename,
    Act::CreateBoard,
    Act::DeleteBoard,
    Act::Keep(Side::Mine),
    Act::Keep(Side::Theirs),
    Act::Merge,
    Act::KeepAll(Side::Mine),
    Act::KeepAll(Side::Theirs),
    Act::Discard,
    Act::Retry,
    Act::Undo,
    Act::Redo,
    Act::FromHistory(HistoryValues::Mine),
    Act::FromHistory(HistoryValues::Theirs),
    Act::FromHistory(HistoryValues::Before),
    Act::Export,
    Act::Import,
    Act::Policy(ConflictPolicy::Ask),
    Act::Policy(ConflictPolicy::Mine),
    Act::Policy(ConflictPolicy::Theirs),
    Act::Pause,
    Act::PauseFor,
    Act::Resume,
    Act::SyncNow,
    Act::CloseBoard,
    Act::OpenBoard,
    Act::RenewToken,
    Act::Presence,
    Act::Feed,
];
