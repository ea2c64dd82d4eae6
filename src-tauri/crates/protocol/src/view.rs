//! What a view shows: boards, records, the queue and conflicts, as the engine presents them.
//!
//! Every value is complete in itself. A view that missed something attaches again and replaces
//! all it had.

pub mod outline;

use crate::{
    ApiError, Author, BoardId, Cause, OpId, OpKind, Path, Point, RecordId, RejectCode, Seq,
    frame::{Deletion, FieldConflict, Peer, Role},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// State of the one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LinkView {
    /// No server is set, or the user paused.
    Off,
    /// Opening the connection or waiting for the welcome.
    Connecting,
    /// Connected and welcomed.
    Live,
    /// Waits before the next attempt.
    Waiting {
        /// When that is.
        retry_at: Timestamp,
        /// How many attempts failed in a row.
        attempt: u32,
    },
    /// The server refused in a way that waiting does not cure.
    Refused {
        /// Why, and what to do.
        error: ApiError,
    },
}

/// The connection in detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// Its state.
    pub link: LinkView,
    /// Address of the server.
    pub server_url: Option<String>,
    /// Program and version of the server.
    pub server: Option<String>,
    /// Name of the signed-in user.
    pub user: Option<String>,
    /// Round trip of the last ping, in milliseconds.
    pub latency_ms: Option<u32>,
    /// When everything was last in step with the server.
    pub last_synced: Option<Timestamp>,
    /// The last error, with its time.
    pub last_error: Option<(ApiError, Timestamp)>,
    /// End of a pause; `Some(None)` lasts until the user resumes.
    pub paused: Option<Option<Timestamp>>,
    /// While sending: changes acknowledged out of those that waited when sending began. While
    /// catching up: changes received out of those that were missing, by their seqs.
    pub progress: Option<(u32, u32)>,
    /// How often in this run the client came back to something that had happened meanwhile: another
    /// number means that there is a new [`AwayView`].
    #[serde(default)]
    pub digests: u32,
}

/// A board in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardSummary {
    /// The board.
    pub id: BoardId,
    /// Its title.
    pub title: String,
    /// What this user may do.
    pub role: Role,
}

/// Sync state of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordSyncState {
    /// No own change waits.
    Synced,
    /// Own changes wait to be sent.
    Waiting,
    /// Own changes are on their way.
    Sending,
    /// The server refused an own change.
    Refused,
    /// An own change clashes with somebody else's.
    Conflict,
}

/// Sync state of one record, in detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSync {
    /// The state.
    pub state: RecordSyncState,
    /// Own changes not yet acknowledged.
    pub pending: u32,
    /// Paths with own changes not yet acknowledged.
    pub pending_paths: Vec<Path>,
    /// Why it is refused or held.
    pub message: Option<String>,
}

/// A record as the user sees it: confirmed state with own pending changes on top.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: String,
    /// Its fields.
    pub fields: BTreeMap<Path, Value>,
    /// The points of its series; a view gets their [`outline`].
    #[serde(default)]
    pub points: BTreeMap<Path, Vec<Point>>,
    /// How it stands with the server.
    pub sync: RecordSync,
    /// When the newest confirmed change was made.
    pub changed_at: Option<Timestamp>,
    /// By whom.
    pub changed_by: Option<Author>,
}

/// A board with all it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardView {
    /// The board.
    pub id: BoardId,
    /// Its title.
    pub title: String,
    /// What this user may do, as far as known.
    pub role: Option<Role>,
    /// Seq of the confirmed state.
    pub cursor: Seq,
    /// Whether its content was ever received.
    pub loaded: bool,
    /// Its records, without the one that stands for the board itself.
    pub records: Vec<RecordView>,
}

/// How current the open board is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "freshness", rename_all = "snake_case")]
pub enum Freshness {
    /// At the server's head, and the server answered just now.
    Live,
    /// As it was then.
    AsOf {
        /// When it was last known to be current; `None`: never.
        at: Option<Timestamp>,
    },
}

/// State of one own change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum QueueState {
    /// Waits for the connection or its turn.
    Waiting,
    /// On its way.
    Sending,
    /// The server asked to try again.
    Retrying {
        /// When. Its name must differ from the item's own `at`, beside which it is written.
        #[serde(rename = "retry_at")]
        at: Timestamp,
    },
    /// Decided by the server; its echo is awaited.
    Acknowledged,
    /// Waits for an earlier change of the same record.
    Held {
        /// That change.
        by: OpId,
    },
    /// Clashes with somebody else's change.
    Conflict,
    /// Took effect once, but is missing from the server since that was restored from a backup. It
    /// can be sent again, or let go.
    Offered,
    /// Refused by the server; kept here.
    Refused {
        /// To branch on.
        code: RejectCode,
        /// Why, in words.
        message: String,
    },
    /// The board does not take changes at present.
    Gated {
        /// To branch on.
        code: RejectCode,
        /// Why, in words.
        message: String,
    },
}

/// What a change does to one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum FieldEdit {
    /// Writes a value.
    Set {
        /// The field.
        path: Path,
        /// Value before, as it was shown.
        before: Option<Value>,
        /// Value after.
        after: Value,
    },
    /// Removes a field and all below.
    Remove {
        /// The field.
        path: Path,
    },
    /// Adds to a number.
    Increment {
        /// The field.
        path: Path,
        /// How much.
        by: crate::Number,
    },
    /// Adds points to a series.
    Append {
        /// The series.
        path: Path,
        /// How many.
        points: u32,
    },
}

/// One own change in the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueueItem {
    /// The change.
    pub op_id: OpId,
    /// The board.
    pub board: BoardId,
    /// The record.
    pub record: RecordId,
    /// Title of the record, as it is shown.
    pub title: String,
    /// What is done to the record.
    pub kind: OpKind,
    /// What is done to its fields.
    pub edits: Vec<FieldEdit>,
    /// When it was made.
    pub at: Timestamp,
    /// How many edits were joined into it.
    pub joined: u32,
    /// Its state.
    #[serde(flatten)]
    pub state: QueueState,
}

/// The queue, bounded for display.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    /// How many changes wait in all.
    pub total: u32,
    /// The oldest of them, at most [`QUEUE_VIEW_LIMIT`].
    pub ops: Vec<QueueItem>,
}

/// Most changes a [`QueueView`] lists.
pub const QUEUE_VIEW_LIMIT: usize = 200;

/// How an own change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It is part of the confirmed state.
    Settled,
    /// The user rolled it back.
    RolledBack,
    /// Created and deleted before it was ever sent.
    Vanished,
    /// A conflict was decided for the own values; a new operation carries them.
    KeptLocal,
    /// A conflict was decided for the server's values.
    KeptRemote,
    /// A conflict was decided field by field.
    Merged,
    /// Refused, and sent again as a new operation.
    Reminted,
    /// Its clashing fields were decided with an earlier change's conflict.
    Superseded,
}

/// An own change that left the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryItem {
    /// Its key; newer ones are greater.
    pub id: i64,
    /// The change.
    pub op_id: OpId,
    /// The board.
    pub board: BoardId,
    /// The record.
    pub record: RecordId,
    /// Title of the record, as far as it is still known.
    pub title: String,
    /// What was done to the record.
    pub kind: OpKind,
    /// Why it was made.
    pub cause: Cause,
    /// What it did to fields.
    pub edits: Vec<FieldEdit>,
    /// The other side's values, where a conflict was decided.
    pub theirs: Vec<FieldConflict>,
    /// How it ended.
    pub ending: Ending,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// A part of the history, newest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The changes.
    pub items: Vec<HistoryItem>,
    /// There are older ones.
    pub more: bool,
}

/// Most changes of a [`HistoryPage`].
pub const HISTORY_PAGE_LIMIT: u32 = 200;

/// One clashing field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConflictField {
    /// The field.
    pub path: Path,
    /// Value that both started from; `None`: absent.
    pub base: Option<Value>,
    /// Own value, the last of the record's pending changes; `None`: removed.
    pub mine: Option<Value>,
    /// The server's value; `None`: removed.
    pub theirs: Option<Value>,
    /// Who wrote the server's value.
    pub by: Author,
    /// When.
    pub at: Timestamp,
}

/// An own change that clashes with somebody else's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConflictView {
    /// The own change.
    pub op_id: OpId,
    /// The board.
    pub board: BoardId,
    /// The record.
    pub record: RecordId,
    /// Title of the record.
    pub title: String,
    /// Kind of the record.
    pub record_kind: Option<String>,
    /// What the own change does to the record.
    pub kind: OpKind,
    /// When the own change was made.
    pub at: Timestamp,
    /// Name of this device.
    pub device: String,
    /// The clashing fields.
    pub fields: Vec<ConflictField>,
    /// The record was deleted by somebody else.
    pub deleted: Option<Deletion>,
}

/// What somebody else did to a widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwayKind {
    /// It is new.
    Added,
    /// Its content is another.
    Changed,
    /// Only its place or size is another.
    Moved,
    /// It is gone.
    Deleted,
}

/// A widget that somebody else changed while this client was away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AwayChange {
    /// The board.
    pub board: BoardId,
    /// Its title.
    pub board_title: String,
    /// The record.
    pub record: RecordId,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub record_kind: String,
    /// What was done to it.
    pub kind: AwayKind,
    /// How many fields of its content have another value.
    pub fields: u32,
    /// Some of them.
    pub paths: Vec<Path>,
    /// Who changed it last; `None`: this client came after whoever it was.
    pub by: Option<Author>,
    /// When it was last changed.
    pub at: Timestamp,
}

/// What happened while this client was away, once it was back and everything in step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AwayView {
    /// When it left: the connection was lost, or the last run ended.
    pub since: Timestamp,
    /// When it was back.
    pub until: Timestamp,
    /// What others changed, newest first, bounded.
    pub others: Vec<AwayChange>,
    /// Widgets beyond that bound.
    pub more: u32,
    /// Own changes that took effect.
    pub applied: u32,
    /// Own changes that were put together with somebody else's without asking.
    pub merged: u32,
    /// Conflicts that were to be decided then.
    pub conflicts: u32,
    /// Refused changes that were to be decided then.
    pub refused: u32,
}

/// Who else is on a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceView {
    /// The board.
    pub board: BoardId,
    /// Everybody there but this device.
    pub peers: Vec<Peer>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;
    use uuid::Uuid;

    #[test]
    fn a_queued_change_survives_the_way_to_the_window_in_every_state() {
        let message = "no".to_owned();
        let states = [
            QueueState::Waiting,
            QueueState::Sending,
            QueueState::Retrying { at: Timestamp::UNIX_EPOCH },
            QueueState::Acknowledged,
            QueueState::Held { by: OpId(Uuid::nil()) },
            QueueState::Conflict,
            QueueState::Offered,
            QueueState::Refused { code: RejectCode::Exists, message: message.clone() },
            QueueState::Gated { code: RejectCode::Forbidden, message },
        ];
        for state in states {
            let item = QueueItem {
                op_id: OpId(Uuid::nil()),
                board: BoardId::new("b").unwrap(),
                record: RecordId::new("r").unwrap(),
                title: "Rejects".to_owned(),
                kind: OpKind::Patch,
                edits: vec![FieldEdit::Increment {
                    path: Path::new("value").unwrap(),
                    by: Number::new(3.0).unwrap(),
                }],
                at: Timestamp::UNIX_EPOCH,
                joined: 3,
                state,
            };
            let text = serde_json::to_string(&item).unwrap();
            assert_eq!(serde_json::from_str::<QueueItem>(&text).unwrap(), item, "{text}");
        }
    }
}
