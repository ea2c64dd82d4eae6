//! Frames on the wire.
//!
//! One text message holds a frame object or an array of them.

mod read;

pub use read::{ClientMessage, FrameError, OpEntry, decode_client, decode_server, read_client};

use crate::{
    Author, BoardId, Change, ClientId, Epoch, ErrorCode, Limits, Op, OpId, Path, RecordId,
    RejectCode, Seq, ServerId, Session, error::Action, json, state_hash::StateHash,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// First frame of a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Versions the client speaks.
    pub protocol: Vec<u32>,
    /// The profile.
    pub client_id: ClientId,
    /// Nonce of the last welcome that was stored.
    pub session: Option<Session>,
    /// The device's name, for people.
    pub name: String,
    /// Program and version.
    pub app: String,
    /// Where no header can be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The server's epoch as last seen.
    pub epoch: Option<Epoch>,
}

/// What somebody does on a board right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    /// Looks at it.
    Viewing,
    /// Edits a record.
    Editing,
    /// Has it open, unattended.
    Away,
}

/// A frame that a client sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Greets; comes first.
    Hello(Hello),
    /// Asks for a board from a cursor on.
    Subscribe {
        /// The board.
        board: BoardId,
        /// Last seq applied; 0 for nothing yet.
        cursor: Seq,
    },
    /// Wants no more of a board.
    Unsubscribe {
        /// The board.
        board: BoardId,
    },
    /// Operations to decide, in order.
    Push {
        /// At most `limits.ops_per_push`.
        ops: Vec<Op>,
    },
    /// A new token for the same user.
    Auth {
        /// The token.
        token: String,
    },
    /// What this user does.
    Presence {
        /// The board.
        board: BoardId,
        /// The record in hand.
        record: Option<RecordId>,
        /// What is done.
        state: PresenceState,
    },
    /// Are you there?
    Ping,
    /// I am.
    Pong,
}

/// Rights on a board, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May read.
    Viewer,
    /// May edit.
    Editor,
    /// May delete the board.
    Owner,
}

/// A board as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardEntry {
    /// The board.
    pub id: BoardId,
    /// Its title.
    pub title: String,
    /// Its newest seq.
    pub head: Seq,
    /// What this user may do.
    pub role: Role,
}

/// The signed-in user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Stable id.
    pub id: String,
    /// Name for people.
    pub name: String,
}

/// Whether the server took the client for the profile it claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// It did.
    Kept,
    /// The profile was copied or is foreign; `client_id` is a fresh one.
    Renewed,
}

/// First frame of a server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// The version spoken.
    #[serde(deserialize_with = "json::version")]
    pub protocol: u32,
    /// Program and version.
    pub server: String,
    /// The server.
    pub server_id: ServerId,
    /// Its data's epoch.
    pub epoch: Epoch,
    /// Nonce to store before the first push.
    pub session: Session,
    /// The client's id from now on.
    pub client_id: ClientId,
    /// Whether that is the id it came with.
    pub identity: Identity,
    /// Who the token belongs to.
    pub user: User,
    /// The server's clock.
    pub server_time: Timestamp,
    /// Interval of pings in milliseconds.
    pub heartbeat_ms: u64,
    /// Bounds in force.
    pub limits: Limits,
    /// The boards this user may see.
    pub boards: Vec<BoardEntry>,
}

/// A contiguous piece of a board's changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    /// The board.
    pub board: BoardId,
    /// Applies to a state at this seq.
    pub from: Seq,
    /// Leads to a state at this seq.
    pub to: Seq,
    /// Drop the board's confirmed state with this delta.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// The chain goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// State hash at `to`; only without `more`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<StateHash>,
    /// Sorted by seq.
    pub changes: Vec<Change>,
    /// Changes that could not be read; filled by [`decode_server`], never sent.
    #[serde(skip)]
    pub unreadable: Vec<UnreadableChange>,
}

/// A change that breaks a rule; the record it belongs to, where that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableChange {
    /// The record, if legible.
    pub record: Option<RecordId>,
    /// What was wrong.
    pub message: String,
}

/// Why a board is not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnsubscribedCode {
    /// Unknown, or not for this user.
    UnknownBoard,
    /// Deleted.
    Gone,
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Took effect at `seq`.
    Applied,
    /// Everything was so already.
    Noop,
    /// Nothing applied; somebody else's values are in the way.
    Conflict,
    /// Nothing applied; it breaks a rule.
    Rejected,
    /// Not decided and not recorded.
    RetryLater,
}

/// Reason of a result: a rejection's or a retry's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ResultCode {
    /// Of `rejected`.
    Reject(RejectCode),
    /// Of `retry_later`.
    Retry(RetryCode),
}

/// Why an operation is to be sent again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryCode {
    /// The server has too much to do.
    Busy,
    /// Too many operations from this client.
    RateLimited,
    /// The server's disk is full.
    StorageFull,
    /// An earlier operation of the record in this push failed.
    Blocked,
}

/// A clashing field with what the server holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldConflict {
    /// The field.
    pub path: Path,
    /// The server's value; absent when it is removed there.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "present")]
    pub value: Option<Value>,
    /// The field is removed on the server.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// Seq of that write.
    pub seq: Seq,
    /// Who wrote it.
    pub by: Author,
    /// When, by the author's clock.
    pub at: Timestamp,
}

/// A deletion that is in the way of an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// Seq of the deletion.
    pub seq: Seq,
    /// Who deleted.
    pub by: Author,
    /// When, by the author's clock.
    pub at: Timestamp,
}

/// The fate of one operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpResult {
    /// The operation.
    pub op_id: OpId,
    /// How it ended.
    pub outcome: Outcome,
    /// Where it took effect, or the head when it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// The clashing fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<FieldConflict>,
    /// The deletion in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Deletion>,
    /// Reason; `None` also for one that this version has no name for.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "read::known_code"
    )]
    pub code: Option<ResultCode>,
    /// Reason in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When to send it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// A recorded result, told again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replay: bool,
}

impl OpResult {
    /// A result with an outcome and nothing else.
    pub fn new(op_id: OpId, outcome: Outcome) -> Self {
        Self {
            op_id,
            outcome,
            seq: None,
            conflicts: Vec::new(),
            deleted: None,
            code: None,
            message: None,
            retry_after_ms: None,
            replay: false,
        }
    }
}

/// Somebody else on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// The device.
    pub client_id: ClientId,
    /// The device's name.
    pub name: String,
    /// The user's id.
    pub user: String,
    /// The record in hand.
    pub record: Option<RecordId>,
    /// What is done.
    pub state: PresenceState,
    /// Since when.
    pub since: Timestamp,
}

/// A frame that a server sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Answers the hello.
    Welcome(Box<Welcome>),
    /// The list of boards, or a role in it, changed.
    Boards {
        /// The whole list.
        boards: Vec<BoardEntry>,
    },
    /// Changes of a board.
    Delta(Delta),
    /// No more of a board.
    Unsubscribed {
        /// The board.
        board: BoardId,
        /// Why.
        code: UnsubscribedCode,
    },
    /// Fates of operations.
    Results {
        /// In the order of the push.
        results: Vec<OpResult>,
    },
    /// Are you there? With head and hash of every subscribed board.
    Ping {
        /// Board → (head, hash), read together.
        #[serde(default)]
        heads: BTreeMap<BoardId, (Seq, StateHash)>,
    },
    /// I am.
    Pong,
    /// Who else is on a board.
    Presence {
        /// The board.
        board: BoardId,
        /// Everybody there.
        peers: Vec<Peer>,
    },
    /// Something is wrong: before a close, or about one ignored frame.
    Error {
        /// Kind.
        code: ErrorCode,
        /// In words.
        message: String,
        /// What to do.
        action: Action,
    },
}

/// A frame as the text of a message.
pub fn encode<F: Serialize>(frame: &F) -> String {
    // Frames hold only strings, numbers in range and maps with string keys: this cannot fail.
    serde_json::to_string(frame).unwrap_or_default()
}

/// Keeps a present `null` apart from an absent member.
mod present {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub fn serialize<S: Serializer>(value: &Option<Value>, to: S) -> Result<S::Ok, S::Error> {
        value.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
        Value::deserialize(from).map(Some)
    }
}
