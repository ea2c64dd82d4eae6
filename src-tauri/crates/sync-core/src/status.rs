//! How sync stands: one pure function of a few facts.

use jiff::Timestamp;
use std::time::Duration;
use tideboard_protocol::{
    ApiError, ErrorCode,
    status::{Activity, SyncState, SyncStatus, Tone},
};

/// A lost link is said aloud only after this.
pub const BLIP: Duration = Duration::from_secs(5);
/// Being offline turns red when the oldest unsent change is this old.
pub const LATE: Duration = Duration::from_secs(15 * 60);

/// The connection, as far as the status cares.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkFact {
    /// No usable link for this long.
    Down {
        /// How long.
        length: Duration,
        /// Since when.
        since: Timestamp,
        /// Nothing is being tried: no server is set.
        idle: bool,
    },
    /// The token is missing, expired or refused.
    SignIn(ApiError),
    /// Refused for another reason that waiting does not cure.
    Refused(ApiError),
    /// Welcomed.
    Live {
        /// A pong younger than two heartbeats is here.
        fresh: bool,
        /// A board is not at the server's head.
        catching_up: bool,
    },
}

/// Everything the status depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The connection.
    pub link: LinkFact,
    /// The user paused; until when.
    pub paused: Option<Option<Timestamp>>,
    /// Rows in the queue, acknowledged ones included.
    pub queued: u32,
    /// Changes that the server has not acknowledged.
    pub unsent: u32,
    /// Conflicts.
    pub conflicts: u32,
    /// Refused changes.
    pub refused: u32,
    /// Changes that a restored server lacks, offered for sending again.
    pub offered: u32,
    /// Unsent changes wait for the user to look at them.
    pub in_review: bool,
    /// Age of the oldest unsent change.
    pub oldest_unsent: Option<Duration>,
    /// This computer's storage fails.
    pub storage: Option<ApiError>,
    /// A board is known to differ from what the server has, although it is at its head.
    pub differs: Option<ApiError>,
    /// When everything was last in step.
    pub last_synced: Option<Timestamp>,
}

/// How sync stands. The most urgent state that applies wins.
pub fn status(facts: &Facts) -> SyncStatus {
    let none = SyncStatus {
        state: SyncState::Synced,
        tone: Tone::Good,
        unsent: facts.unsent,
        conflicts: facts.conflicts,
        refused: facts.refused,
        activity: None,
        since: None,
        until: None,
        last_synced: facts.last_synced,
        cause: None,
        late: is_late(facts),
    };
    let syncing = |activity| SyncStatus {
        state: SyncState::Syncing,
        tone: Tone::Warn,
        activity: Some(activity),
        ..none.clone()
    };
    let attention = |cause: Option<&ApiError>| SyncStatus {
        state: SyncState::Attention,
        tone: Tone::Bad,
        cause: cause.cloned(),
        ..none.clone()
    };
    if let LinkFact::SignIn(error) = &facts.link {
        let cause = Some(error.clone());
        return SyncStatus { state: SyncState::SignInNeeded, tone: Tone::Bad, cause, ..none };
    }
    if let Some(error) = &facts.storage {
        return attention(Some(error));
    }
    if facts.refused > 0 {
        return attention(None);
    }
    if facts.offered > 0 {
        return attention(Some(&missing(facts.offered)));
    }
    if let LinkFact::Refused(error) = &facts.link {
        return attention(Some(error));
    }
    if facts.conflicts > 0 {
        return SyncStatus { state: SyncState::Conflict, tone: Tone::Warn, ..none };
    }
    if let Some(until) = facts.paused {
        return SyncStatus { state: SyncState::Paused, tone: Tone::Neutral, until, ..none };
    }
    match &facts.link {
        LinkFact::Down { length, idle: false, .. } if *length < BLIP => {
            syncing(Activity::Connecting)
        }
        LinkFact::Down { since, .. } => {
            let tone = if none.late { Tone::Bad } else { Tone::Warn };
            SyncStatus { state: SyncState::Offline, tone, since: Some(*since), ..none }
        }
        LinkFact::Live { .. } if facts.in_review => attention(Some(&overdue(facts.unsent))),
        LinkFact::Live { .. } if facts.queued > 0 => syncing(Activity::Sending),
        LinkFact::Live { catching_up: true, .. } => syncing(Activity::CatchingUp),
        LinkFact::Live { fresh: false, .. } => syncing(Activity::Connecting),
        // Only where it would be green otherwise: it takes nothing else's place.
        LinkFact::Live { fresh: true, catching_up: false } => match &facts.differs {
            Some(error) => attention(Some(error)),
            None => none,
        },
        LinkFact::SignIn(error) | LinkFact::Refused(error) => attention(Some(error)),
    }
}

/// Whether changes have waited for long without a connection, whatever else is the matter. In a
/// pause they wait because the user wants it.
fn is_late(facts: &Facts) -> bool {
    let is_down = match &facts.link {
        LinkFact::Down { length, idle, .. } => *idle || *length >= BLIP,
        LinkFact::SignIn(_) | LinkFact::Refused(_) | LinkFact::Live { .. } => false,
    };
    is_down && facts.paused.is_none() && facts.oldest_unsent.is_some_and(|age| age >= LATE)
}

/// Unsent changes waited so long that the user looks at them before they are sent.
fn overdue(count: u32) -> ApiError {
    let words = match count {
        1 => "1 change waited for a long time. Look at it, then send it.".to_owned(),
        count => format!("{count} changes waited for a long time. Look at them, then send them."),
    };
    ApiError::new(ErrorCode::ReviewNeeded, words)
}

/// Changes that took effect once are missing from the server.
fn missing(count: u32) -> ApiError {
    let words = match count {
        1 => "The server was restored from a backup that lacks a change of yours. Send it again, or let it go.".to_owned(),
        count => format!(
            "The server was restored from a backup that lacks {count} changes of yours. Send them again, or let them go."
        ),
    };
    ApiError::new(ErrorCode::ServerRestored, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(link: LinkFact) -> Facts {
        Facts {
            link,
            paused: None,
            queued: 0,
            unsent: 0,
            conflicts: 0,
            refused: 0,
            offered: 0,
            in_review: false,
            oldest_unsent: None,
            storage: None,
            differs: None,
            last_synced: None,
        }
    }

    const LIVE: LinkFact = LinkFact::Live { fresh: true, catching_up: false };

    #[test]
    fn green_needs_an_empty_queue_the_head_and_a_fresh_pong() {
        assert_eq!(status(&facts(LIVE)).state, SyncState::Synced);
        let not_green = [
            Facts { queued: 1, ..facts(LIVE) },
            facts(LinkFact::Live { fresh: false, catching_up: false }),
            facts(LinkFact::Live { fresh: true, catching_up: true }),
        ];
        for facts in not_green {
            assert_eq!(status(&facts).state, SyncState::Syncing, "{facts:?}");
        }
        let error = ApiError::new(ErrorCode::UnsupportedVersion, "cannot be read");
        let differs = Facts { differs: Some(error), ..facts(LIVE) };
        assert_eq!(status(&differs).state, SyncState::Attention);
    }

    #[test]
    fn the_most_urgent_state_wins() {
        let error = ApiError::new(ErrorCode::Unauthorized, "no");
        let down = LinkFact::Down { length: BLIP, since: Timestamp::UNIX_EPOCH, idle: false };
        let all = Facts {
            paused: Some(None),
            queued: 9,
            unsent: 9,
            conflicts: 1,
            refused: 1,
            storage: Some(ApiError::new(ErrorCode::StorageFull, "full")),
            ..facts(LinkFact::SignIn(error))
        };
        assert_eq!(status(&all).state, SyncState::SignInNeeded);
        let all = Facts { link: down, ..all };
        assert_eq!(status(&all).state, SyncState::Attention);
        let all = Facts { storage: None, ..all };
        assert_eq!(status(&all).state, SyncState::Attention);
        let all = Facts { refused: 0, ..all };
        assert_eq!(status(&all).state, SyncState::Conflict);
        let all = Facts { conflicts: 0, ..all };
        assert_eq!(status(&all).state, SyncState::Paused);
        let all = Facts { paused: None, ..all };
        assert_eq!(status(&all).state, SyncState::Offline);
    }

    #[test]
    fn changes_that_wait_to_be_looked_at_ask_for_it_once_they_could_be_sent() {
        let waiting = Facts { queued: 4, unsent: 4, in_review: true, ..facts(LIVE) };
        let shown = status(&waiting);
        assert_eq!(shown.state, SyncState::Attention);
        assert_eq!(shown.cause.map(|cause| cause.code), Some(ErrorCode::ReviewNeeded));
        let down = LinkFact::Down { length: BLIP, since: Timestamp::UNIX_EPOCH, idle: false };
        assert_eq!(status(&Facts { link: down, ..waiting }).state, SyncState::Offline);
    }

    #[test]
    fn offline_turns_red_when_unsent_changes_grow_old_and_blips_are_no_outage() {
        let down = |length| LinkFact::Down { length, since: Timestamp::UNIX_EPOCH, idle: false };
        let late = Facts { oldest_unsent: Some(LATE), ..facts(down(BLIP)) };
        assert_eq!(status(&late).tone, Tone::Bad);
        assert_eq!(status(&facts(down(BLIP))).tone, Tone::Warn);
        assert_eq!(status(&facts(down(BLIP / 2))).activity, Some(Activity::Connecting));
    }

    #[test]
    fn that_changes_wait_for_long_is_said_beside_every_more_urgent_state() {
        let down = |length| LinkFact::Down { length, since: Timestamp::UNIX_EPOCH, idle: false };
        let late = Facts { unsent: 1, oldest_unsent: Some(LATE), ..facts(down(BLIP)) };
        let shown = |facts: Facts| {
            let status = status(&facts);
            (status.state, status.late)
        };
        assert_eq!(shown(late.clone()), (SyncState::Offline, true));
        let refused = Facts { refused: 1, ..late.clone() };
        assert_eq!(shown(refused), (SyncState::Attention, true));
        let conflict = Facts { conflicts: 1, ..late.clone() };
        assert_eq!(shown(conflict.clone()), (SyncState::Conflict, true));
        let young = Facts { oldest_unsent: Some(LATE / 2), ..conflict.clone() };
        assert_eq!(shown(young), (SyncState::Conflict, false));
        let blip = Facts { link: down(BLIP / 2), ..conflict.clone() };
        assert_eq!(shown(blip), (SyncState::Conflict, false));
        let paused = Facts { paused: Some(None), ..conflict };
        assert_eq!(shown(paused), (SyncState::Conflict, false));
        assert!(!shown(Facts { link: LIVE, ..late }).1);
    }
}
