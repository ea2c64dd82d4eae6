//! What the shell tells its view: everything once, then what changed.

use super::OpenedBoard;
use crate::{
    ApiError, RecordId,
    settings::Settings,
    status::SyncStatus,
    view::{
        BoardSummary, ConflictView, ConnectionView, Freshness, PresenceView, QueueView, RecordView,
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Something a person must know about the app itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Stable name, so that the same notice is shown once.
    pub id: String,
    /// What and what to do.
    pub error: ApiError,
}

/// Everything a view shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Which attachment this is, by which the view asks for what changes after it.
    pub attachment: u32,
    /// Version of the app.
    pub version: String,
    /// What the user set.
    pub settings: Settings,
    /// Whether a tray icon is there.
    pub tray: bool,
    /// How sync stands.
    pub status: SyncStatus,
    /// The connection.
    pub connection: ConnectionView,
    /// All boards.
    pub boards: Vec<BoardSummary>,
    /// The open board.
    pub open: Option<OpenedBoard>,
    /// Own changes.
    pub queue: QueueView,
    /// Conflicts.
    pub conflicts: Vec<ConflictView>,
    /// Who else is on the open board.
    pub presence: Option<PresenceView>,
    /// What a person must know.
    pub notices: Vec<Notice>,
    /// The app was started to show a board alone.
    #[serde(default)]
    pub kiosk: bool,
}

/// Part of what a view shows, replacing what it had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum ViewEvent {
    /// How sync stands.
    Status(SyncStatus),
    /// The connection.
    Connection(ConnectionView),
    /// All boards.
    Boards(Vec<BoardSummary>),
    /// The open board as a whole.
    Board(Box<OpenedBoard>),
    /// How current the open board is.
    Freshness(Freshness),
    /// One record of the open board.
    Record(Arc<RecordView>),
    /// A record of the open board is gone.
    RecordGone(RecordId),
    /// Own changes.
    Queue(QueueView),
    /// Conflicts.
    Conflicts(Vec<ConflictView>),
    /// Who else is on the open board.
    Presence(PresenceView),
    /// What the user set.
    Settings(Settings),
    /// Whether a tray icon is there.
    Tray(bool),
    /// What a person must know.
    Notices(Vec<Notice>),
    /// The user asked from the tray to see this.
    Navigate(Destination),
}

/// A place in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// The conflicts.
    Conflicts,
    /// The refused changes.
    Refused,
    /// The settings.
    Settings,
}
