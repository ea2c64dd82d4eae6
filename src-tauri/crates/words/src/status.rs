//! How sync stands, in words: the one source for window, tray, notification and screen reader.

use crate::t;
use jiff::Timestamp;
use tideboard_protocol::status::{Activity, SyncState, SyncStatus};

/// The state in words; `clock` writes a time of day in the reader's time zone.
pub fn status(status: &SyncStatus, clock: impl Fn(Timestamp) -> String) -> String {
    match status.state {
        SyncState::SignInNeeded => kept_here(t!("status-sign-in-needed"), status.unsent),
        SyncState::Attention => match &status.cause {
            Some(cause) => crate::error(cause),
            None => t!("status-refused", count = status.refused),
        },
        SyncState::Conflict => t!("status-conflicts", count = status.conflicts),
        SyncState::Paused => kept_here(
            match status.until {
                Some(until) => t!("status-paused-until", time = clock(until)),
                None => t!("status-paused"),
            },
            status.unsent,
        ),
        SyncState::Offline => kept_here(
            match status.since {
                Some(since) => t!("status-offline-since", time = clock(since)),
                None => t!("status-offline"),
            },
            status.unsent,
        ),
        SyncState::Syncing => match status.activity {
            Some(Activity::Sending) => t!("status-sending", count = status.unsent),
            Some(Activity::CatchingUp) => t!("status-catching-up"),
            Some(Activity::Connecting) | None => kept_here(t!("status-connecting"), status.unsent),
        },
        SyncState::Synced => match status.last_synced {
            Some(at) => t!("status-synced-at", time = clock(at)),
            None => t!("status-synced"),
        },
    }
}

/// Words with the number of changes that are only on this computer, if there are any.
pub fn kept_here(words: String, unsent: u32) -> String {
    match unsent {
        0 => words,
        count => t!("status-kept-here", words = words, count = count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::status::Tone;

    fn of(state: SyncState) -> SyncStatus {
        SyncStatus {
            state,
            tone: Tone::Neutral,
            unsent: 0,
            conflicts: 0,
            refused: 0,
            activity: None,
            since: None,
            until: None,
            last_synced: None,
            cause: None,
            late: false,
        }
    }

    #[test]
    fn words_are_those_of_the_product() {
        let clock = |_| "12:04".to_owned();
        let at = Some(Timestamp::UNIX_EPOCH);
        let cases = [
            (
                SyncStatus { unsent: 4, ..of(SyncState::SignInNeeded) },
                "Sign in to sync · 4 changes kept here",
            ),
            (
                SyncStatus { refused: 1, ..of(SyncState::Attention) },
                "1 change was refused · open to decide",
            ),
            (SyncStatus { conflicts: 2, ..of(SyncState::Conflict) }, "2 conflicts to decide"),
            (
                SyncStatus { until: at, unsent: 1, ..of(SyncState::Paused) },
                "Paused until 12:04 · 1 change kept here",
            ),
            (
                SyncStatus { since: at, unsent: 14, ..of(SyncState::Offline) },
                "Offline since 12:04 · 14 changes kept here",
            ),
            (
                SyncStatus {
                    activity: Some(Activity::Sending),
                    unsent: 14,
                    ..of(SyncState::Syncing)
                },
                "Sending 14 changes…",
            ),
            (SyncStatus { last_synced: at, ..of(SyncState::Synced) }, "Synced · 12:04"),
        ];
        for (given, words) in cases {
            assert_eq!(status(&given, clock), words);
        }
    }
}
