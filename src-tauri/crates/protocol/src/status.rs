//! How sync stands, as one value and one set of words.
//!
//! Window, tray icon, tray menu, tooltip, notification and screen reader all render the same
//! [`SyncStatus`]; none of them decides anything by itself. The engine computes it
//! (`tideboard_sync_core::status`); here are its shape and its words.

use crate::ApiError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The seven states, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Token missing, expired or refused.
    SignInNeeded,
    /// A change was refused, or this computer's storage fails.
    Attention,
    /// At least one conflict waits for the user.
    Conflict,
    /// The user paused.
    Paused,
    /// No usable link.
    Offline,
    /// Connecting, sending or catching up.
    Syncing,
    /// Nothing waits, every board is at the server's head, and the server answered just now.
    Synced,
}

impl SyncState {
    /// All states, most urgent first.
    pub const ALL: [Self; 7] = [
        Self::SignInNeeded,
        Self::Attention,
        Self::Conflict,
        Self::Paused,
        Self::Offline,
        Self::Syncing,
        Self::Synced,
    ];

    /// Name as in the serialised form; also names the icons.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignInNeeded => "sign_in_needed",
            Self::Attention => "attention",
            Self::Conflict => "conflict",
            Self::Paused => "paused",
            Self::Offline => "offline",
            Self::Syncing => "syncing",
            Self::Synced => "synced",
        }
    }
}

/// Colour family of a state; never the only carrier of meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Green.
    Good,
    /// Yellow.
    Warn,
    /// Red.
    Bad,
    /// Grey.
    Neutral,
}

/// What a syncing client is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Opening the connection.
    Connecting,
    /// Sending own changes.
    Sending,
    /// Receiving what others changed.
    CatchingUp,
}

/// How sync stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncStatus {
    /// The state.
    pub state: SyncState,
    /// Its colour family.
    pub tone: Tone,
    /// Own changes that the server has not acknowledged.
    pub unsent: u32,
    /// Conflicts that wait for the user.
    pub conflicts: u32,
    /// Changes that the server refused.
    pub refused: u32,
    /// While syncing: with what.
    pub activity: Option<Activity>,
    /// Since when the state holds, where that says something (offline).
    pub since: Option<Timestamp>,
    /// When a pause ends.
    pub until: Option<Timestamp>,
    /// When everything was last known to be in step with the server.
    pub last_synced: Option<Timestamp>,
    /// The error behind the state, if there is one.
    pub cause: Option<ApiError>,
}

impl SyncStatus {
    /// The state in words; `clock` writes a time of day in the reader's time zone.
    pub fn words(&self, clock: impl Fn(Timestamp) -> String) -> String {
        match self.state {
            SyncState::SignInNeeded => self.with_kept("Sign in to sync".to_owned()),
            SyncState::Attention => match &self.cause {
                Some(cause) => cause.message.clone(),
                None => {
                    let verb = if self.refused == 1 { "was" } else { "were" };
                    format!("{} {verb} refused · open to decide", changes(self.refused))
                }
            },
            SyncState::Conflict => match self.conflicts {
                1 => "1 conflict to decide".to_owned(),
                n => format!("{n} conflicts to decide"),
            },
            SyncState::Paused => self.with_kept(match self.until {
                Some(until) => format!("Paused until {}", clock(until)),
                None => "Paused".to_owned(),
            }),
            SyncState::Offline => self.with_kept(match self.since {
                Some(since) => format!("Offline since {}", clock(since)),
                None => "Offline".to_owned(),
            }),
            SyncState::Syncing => match self.activity {
                Some(Activity::Sending) => format!("Sending {}…", changes(self.unsent)),
                Some(Activity::CatchingUp) => "Catching up…".to_owned(),
                Some(Activity::Connecting) | None => self.with_kept("Connecting…".to_owned()),
            },
            SyncState::Synced => match self.last_synced {
                Some(at) => format!("Synced · {}", clock(at)),
                None => "Synced".to_owned(),
            },
        }
    }

    fn with_kept(&self, words: String) -> String {
        match self.unsent {
            0 => words,
            n => format!("{words} · {} kept here", changes(n)),
        }
    }
}

fn changes(n: u32) -> String {
    if n == 1 { "1 change".to_owned() } else { format!("{n} changes") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(state: SyncState) -> SyncStatus {
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
        }
    }

    #[test]
    fn words_are_those_of_the_product() {
        let clock = |_| "12:04".to_owned();
        let at = Some(Timestamp::UNIX_EPOCH);
        let cases = [
            (
                SyncStatus { unsent: 4, ..status(SyncState::SignInNeeded) },
                "Sign in to sync · 4 changes kept here",
            ),
            (
                SyncStatus { refused: 1, ..status(SyncState::Attention) },
                "1 change was refused · open to decide",
            ),
            (SyncStatus { conflicts: 2, ..status(SyncState::Conflict) }, "2 conflicts to decide"),
            (
                SyncStatus { until: at, unsent: 1, ..status(SyncState::Paused) },
                "Paused until 12:04 · 1 change kept here",
            ),
            (
                SyncStatus { since: at, unsent: 14, ..status(SyncState::Offline) },
                "Offline since 12:04 · 14 changes kept here",
            ),
            (
                SyncStatus {
                    activity: Some(Activity::Sending),
                    unsent: 14,
                    ..status(SyncState::Syncing)
                },
                "Sending 14 changes…",
            ),
            (SyncStatus { last_synced: at, ..status(SyncState::Synced) }, "Synced · 12:04"),
        ];
        for (status, words) in cases {
            assert_eq!(status.words(clock), words);
        }
    }
}
