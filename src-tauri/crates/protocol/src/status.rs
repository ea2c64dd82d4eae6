//! How sync stands, as one value.
//!
//! Window, tray icon, tray menu, tooltip, notification and screen reader all render the same
//! [`SyncStatus`]; none of them decides anything by itself. The engine computes it
//! (`tideboard_sync_core::status`); here is its shape. Its words are those of `tideboard_words`.

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
    /// Changes have waited for long without a connection. A fact of its own: the state tells of what
    /// is more urgent.
    #[serde(default)]
    pub late: bool,
}
