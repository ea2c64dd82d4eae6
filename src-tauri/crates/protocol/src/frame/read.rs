//! How to read frames from text that cannot be trusted.
//!
//! Unknown frame types and unknown members are ignored and the last of duplicate keys counts, which
//! is why frames are read by their known members and not by a derived reader alone.

use super::{ClientFrame, Delta, OpResult, ResultCode, ServerFrame, UnreadableChange};
use crate::{
    ApiError, BoardId, Change, ErrorCode, Limits, Op, PROTOCOL_VERSION, RecordId, Seq,
    json::{self, Members, Whole},
    op::{BadOp, ContentHash, Refused},
    state_hash::StateHash,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use thiserror::Error;

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
    /// A hello without this version.
    #[error("this server speaks protocol version {PROTOCOL_VERSION}")]
    UnsupportedVersion,
}

impl FrameError {
    /// The error that a connection is closed with.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge { .. } => ErrorCode::FrameTooLarge,
            Self::Malformed(_) | Self::UnreadableOp => ErrorCode::ProtocolError,
            Self::UnsupportedVersion => ErrorCode::UnsupportedVersion,
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

/// Reads one text message of a client that breaks the protocol nowhere.
pub fn decode_client(text: &str, limits: &Limits) -> Result<Vec<ClientMessage>, FrameError> {
    read_client(text, limits).into_iter().collect()
}

/// Reads one text message of a client as far as it goes. What breaks the protocol comes last:
/// everything before it counts.
pub fn read_client(text: &str, limits: &Limits) -> Vec<Result<ClientMessage, FrameError>> {
    let frames = match check_size(text, limits).and_then(|()| split(text)) {
        Ok(frames) => frames,
        Err(error) => return vec![Err(error)],
    };
    let mut messages = Vec::with_capacity(frames.len());
    for frame in frames {
        if let Err(error) = client_message(frame, limits, &mut messages) {
            messages.push(Err(error));
            break;
        }
    }
    messages
}

fn client_message(
    text: &str,
    limits: &Limits,
    messages: &mut Vec<Result<ClientMessage, FrameError>>,
) -> Result<(), FrameError> {
    let members: Members<'_> = parse(text)?;
    let kind: String = members.get("type").map_or(Ok(String::new()), parse)?;
    let known: &[&str] = match kind.as_str() {
        "push" => return push(&members, limits, messages),
        "hello" => {
            messages.push(hello(&members).map(ClientMessage::Frame));
            return Ok(());
        }
        "subscribe" => &["type", "board", "cursor"],
        "unsubscribe" => &["type", "board"],
        "auth" => &["type", "token"],
        "presence" => &["type", "board", "record", "state"],
        "ping" | "pong" => &["type"],
        "" => return Err(malformed("a frame without type")),
        _ => {
            messages.push(Ok(ClientMessage::Unknown));
            return Ok(());
        }
    };
    messages.push(Ok(ClientMessage::Frame(parse(&members.only(known))?)));
    Ok(())
}

/// Reads the operations of a push. Where one has no readable id, the others are answered first.
fn push(
    members: &Members<'_>,
    limits: &Limits,
    messages: &mut Vec<Result<ClientMessage, FrameError>>,
) -> Result<(), FrameError> {
    let ops = members.get("ops").ok_or_else(|| malformed("a push without ops"))?;
    let ops: Vec<&RawValue> = parse(ops)?;
    if ops.len() > limits.ops_per_push {
        let most = limits.ops_per_push;
        return Err(FrameError::Malformed(format!("a push of more than {most} operations")));
    }
    let sent = ops.len();
    let legible: Vec<OpEntry> =
        ops.into_iter().filter_map(|op| op_entry(op.get(), limits)).collect();
    let unreadable = legible.len() < sent;
    if !(unreadable && legible.is_empty()) {
        messages.push(Ok(ClientMessage::Push(legible)));
    }
    if unreadable { Err(FrameError::UnreadableOp) } else { Ok(()) }
}

/// Reads a hello. Its versions come first: without one in common, nothing else of it has to look
/// as it does here.
fn hello(members: &Members<'_>) -> Result<ClientFrame, FrameError> {
    const KNOWN: [&str; 6] = ["client_id", "session", "name", "app", "token", "epoch"];
    let versions = members.get("protocol").ok_or_else(|| malformed("a hello without protocol"))?;
    let versions: Vec<&RawValue> = parse(versions)?;
    let number = |raw: &RawValue| serde_json::from_str(raw.get()).ok().map(|Whole(number)| number);
    let versions = versions.into_iter().filter_map(number);
    let protocol: Vec<u32> = versions.filter_map(|number| u32::try_from(number).ok()).collect();
    if !protocol.contains(&PROTOCOL_VERSION) {
        return Err(FrameError::UnsupportedVersion);
    }
    let mut hello: Value = parse(&members.only(&KNOWN))?;
    hello["protocol"] = protocol.into();
    from_value(hello).map(ClientFrame::Hello)
}

/// `None` where not even the id can be read.
fn op_entry(text: &str, limits: &Limits) -> Option<OpEntry> {
    match Op::decode(text, limits) {
        Ok(op) => Some(Ok(op)),
        Err(BadOp::Rejected(refused)) => Some(Err(refused)),
        Err(BadOp::Unreadable) => None,
    }
}

/// The members of a server's frames, but for those that are read in another way.
const TOLD: [&str; 17] = [
    "type",
    "protocol",
    "server",
    "server_id",
    "epoch",
    "session",
    "client_id",
    "identity",
    "user",
    "server_time",
    "heartbeat_ms",
    "limits",
    "boards",
    "board",
    "code",
    "heads",
    "peers",
];

/// Reads one text message of a server; frames of unknown type are left out.
pub fn decode_server(text: &str) -> Result<Vec<ServerFrame>, FrameError> {
    let mut frames = Vec::new();
    for frame in split(text)? {
        match kind_of(frame)?.as_deref() {
            Some("delta") => frames.push(ServerFrame::Delta(delta(frame)?)),
            Some("results") => frames.push(ServerFrame::Results { results: results(frame)? }),
            Some("error") => frames.push(error(&parse(frame)?)?),
            Some("welcome" | "boards" | "unsubscribed" | "ping" | "pong" | "presence") => {
                let members: Members<'_> = parse(frame)?;
                frames.push(tolerant(&members.only(&TOLD))?);
            }
            Some(_) => {}
            None => return Err(malformed("a frame without type")),
        }
    }
    Ok(frames)
}

/// Reads an error. A code that this version has no name for must not hide what the server says.
fn error(members: &Members<'_>) -> Result<ServerFrame, FrameError> {
    let told = |name: &str| {
        members.get(name).ok_or_else(|| malformed("an error without code, message or action"))
    };
    let code = serde_json::from_str(told("code")?).unwrap_or(ErrorCode::Internal);
    let message = parse(told("message")?)?;
    let action = serde_json::from_str(told("action")?).unwrap_or(code.action());
    Ok(ServerFrame::Error { code, message, action })
}

/// Reads the reason of a result; one that this version has no name for is none.
pub(super) fn known_code<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<ResultCode>, D::Error> {
    let code = Value::deserialize(from)?;
    Ok(serde_json::from_value(code).ok())
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
    let members: Members<'_> = parse(text)?;
    Ok(members.get("type").and_then(|kind| serde_json::from_str(kind).ok()))
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
