//! Frames on the wire, and how to read them from text that cannot be trusted.
//!
//! One text message holds a frame object or an array of them. Unknown frame types and unknown
//! members are ignored and the last of duplicate keys counts, which is why frames are read through
//! [`Value`] and not by a derived reader alone.

use crate::{
    ApiError, Author, BoardId, Change, ClientId, Epoch, ErrorCode, Limits, Op, OpId, Path,
    RecordId, RejectCode, Seq, ServerId, Session, error::Action, json, op::BadOp, op::ContentHash,
    op::Refused, state_hash::StateHash,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;
use thiserror::Error;

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
    /// Reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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

/// A message that breaks the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameError {
    /// Longer than `limits.frame_bytes`.
    #[error("the message is longer than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Not JSON, or a frame without its members.
    #[error("the message cannot be read: {0}")]
    Malformed(String),
    /// An operation without a readable id.
    #[error("an operation carries no readable op_id")]
    UnreadableOp,
}

impl FrameError {
    /// The error that a connection is closed with.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge { .. } => ErrorCode::FrameTooLarge,
            Self::Malformed(_) | Self::UnreadableOp => ErrorCode::ProtocolError,
        }
    }
}

impl From<FrameError> for ApiError {
    fn from(error: FrameError) -> Self {
        ApiError::new(error.code(), error.to_string())
    }
}

/// One operation out of a push: checked and hashed, or to be answered with a rejection.
pub type OpEntry = Result<(Op, ContentHash), Refused>;

/// A frame as a server reads it.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientMessage {
    /// Any frame but a push.
    Frame(ClientFrame),
    /// A push, each operation judged for itself.
    Push(Vec<OpEntry>),
    /// A type this version does not know; ignored.
    Unknown,
}

/// Reads one text message of a client.
pub fn decode_client(text: &str, limits: &Limits) -> Result<Vec<ClientMessage>, FrameError> {
    check_size(text, limits)?;
    split(text)?.into_iter().map(|frame| client_message(frame, limits)).collect()
}

fn client_message(text: &str, limits: &Limits) -> Result<ClientMessage, FrameError> {
    let members: BTreeMap<String, &RawValue> = parse(text)?;
    let kind: String = members.get("type").map_or(Ok(String::new()), |raw| parse(raw.get()))?;
    match kind.as_str() {
        "push" => {
            let ops = members.get("ops").ok_or_else(|| malformed("a push without ops"))?;
            let ops: Vec<&RawValue> = parse(ops.get())?;
            if ops.len() > limits.ops_per_push {
                let most = limits.ops_per_push;
                return Err(FrameError::Malformed(format!(
                    "a push of more than {most} operations"
                )));
            }
            ops.into_iter()
                .map(|op| op_entry(op.get(), limits))
                .collect::<Result<_, _>>()
                .map(ClientMessage::Push)
        }
        "hello" | "subscribe" | "unsubscribe" | "auth" | "presence" | "ping" | "pong" => {
            tolerant(text).map(ClientMessage::Frame)
        }
        "" => Err(malformed("a frame without type")),
        _ => Ok(ClientMessage::Unknown),
    }
}

fn op_entry(text: &str, limits: &Limits) -> Result<OpEntry, FrameError> {
    match Op::decode(text, limits) {
        Ok(op) => Ok(Ok(op)),
        Err(BadOp::Rejected(refused)) => Ok(Err(refused)),
        Err(BadOp::Unreadable) => Err(FrameError::UnreadableOp),
    }
}

/// Reads one text message of a server; frames of unknown type are left out.
pub fn decode_server(text: &str) -> Result<Vec<ServerFrame>, FrameError> {
    let mut frames = Vec::new();
    for frame in split(text)? {
        match kind_of(frame)?.as_deref() {
            Some("delta") => frames.push(ServerFrame::Delta(delta(frame)?)),
            Some("results") => frames.push(ServerFrame::Results { results: results(frame)? }),
            Some(
                "welcome" | "boards" | "unsubscribed" | "ping" | "pong" | "presence" | "error",
            ) => frames.push(tolerant(frame)?),
            Some(_) => {}
            None => return Err(malformed("a frame without type")),
        }
    }
    Ok(frames)
}

/// A frame's type; `None` where it has none.
fn kind_of(text: &str) -> Result<Option<String>, FrameError> {
    #[derive(Deserialize)]
    struct Typed {
        #[serde(rename = "type")]
        kind: Option<String>,
    }
    if let Ok(Typed { kind }) = serde_json::from_str(text) {
        return Ok(kind);
    }
    let value: Value = parse(text)?;
    Ok(value.get("type").and_then(Value::as_str).map(str::to_owned))
}

fn results(text: &str) -> Result<Vec<OpResult>, FrameError> {
    #[derive(Deserialize)]
    struct Told {
        results: Vec<OpResult>,
    }
    // At once where each member comes once, which is nearly always.
    let told = serde_json::from_str(text).or_else(|_| tolerant::<Told>(text))?;
    Ok(told.results)
}

/// One unreadable change must not take the whole board down: it is set aside by record.
fn delta(text: &str) -> Result<Delta, FrameError> {
    #[derive(Deserialize)]
    struct Told<'a> {
        board: BoardId,
        from: Seq,
        to: Seq,
        #[serde(default)]
        reset: bool,
        #[serde(default)]
        more: bool,
        #[serde(default)]
        hash: Option<StateHash>,
        #[serde(borrow)]
        changes: Vec<&'a RawValue>,
    }
    let Ok(told) = serde_json::from_str::<Told<'_>>(text) else {
        return delta_of(parse(text)?);
    };
    let Told { board, from, to, reset, more, hash, changes } = told;
    let (changes, unreadable) = (changes.into_iter().map(RawValue::get), Vec::new());
    let mut delta = Delta { board, from, to, reset, more, hash, changes: Vec::new(), unreadable };
    for text in changes {
        let change = serde_json::from_str(text).map_err(|error| error.to_string());
        match change.and_then(normalised) {
            Ok(change) => delta.changes.push(change),
            Err(message) => match serde_json::from_str(text) {
                Ok(change) => delta.take(change),
                // It is JSON to the frame's eye, but holds what no reader takes.
                Err(_) => delta.unreadable.push(UnreadableChange { record: None, message }),
            },
        }
    }
    Ok(delta)
}

/// A delta in which something comes twice, or breaks a rule.
fn delta_of(mut value: Value) -> Result<Delta, FrameError> {
    let changes = match value.get_mut("changes").map(Value::take) {
        Some(Value::Array(changes)) => changes,
        _ => return Err(malformed("a delta without changes")),
    };
    value["changes"] = Value::Array(Vec::new());
    let mut delta: Delta = from_value(value)?;
    changes.into_iter().for_each(|change| delta.take(change));
    Ok(delta)
}

impl Delta {
    /// Takes a change in, or notes that it cannot be read.
    fn take(&mut self, change: Value) {
        let record = change.get("record").and_then(Value::as_str).map(str::to_owned);
        let change = serde_json::from_value(change).map_err(|error| error.to_string());
        match change.and_then(normalised) {
            Ok(change) => self.changes.push(change),
            Err(message) => self.unreadable.push(UnreadableChange {
                record: record.and_then(|id| RecordId::new(id).ok()),
                message,
            }),
        }
    }
}

fn normalised(mut change: Change) -> Result<Change, String> {
    for (path, value) in &mut change.set {
        // Size is the server's business; form decides whether the value can be compared at all.
        *value = json::normalise(value.take(), usize::MAX)
            .map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(change)
}

/// A frame as the text of a message.
pub fn encode<F: Serialize>(frame: &F) -> String {
    // Frames hold only strings, numbers in range and maps with string keys: this cannot fail.
    serde_json::to_string(frame).unwrap_or_default()
}

fn check_size(text: &str, limits: &Limits) -> Result<(), FrameError> {
    if text.len() > limits.frame_bytes {
        return Err(FrameError::TooLarge { limit: limits.frame_bytes });
    }
    Ok(())
}

fn split(text: &str) -> Result<Vec<&str>, FrameError> {
    if text.trim_start().starts_with('[') {
        let frames: Vec<&RawValue> = parse(text)?;
        return Ok(frames.into_iter().map(RawValue::get).collect());
    }
    Ok(vec![text])
}

/// Reads through [`Value`], in which the last of duplicate keys counts.
fn tolerant<T: DeserializeOwned>(text: &str) -> Result<T, FrameError> {
    from_value(parse(text)?)
}

fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, FrameError> {
    serde_json::from_value(value).map_err(|error| FrameError::Malformed(error.to_string()))
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, FrameError> {
    serde_json::from_str(text).map_err(|error| FrameError::Malformed(error.to_string()))
}

fn malformed(message: &str) -> FrameError {
    FrameError::Malformed(message.to_owned())
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
