//! How to read frames from text that cannot be trusted.
//!
//! Unknown frame types and unknown members are ignored and the last of duplicate keys counts, which
//! is why frames are read through [`Value`] and not by a derived reader alone.

use super::{ClientFrame, Delta, OpResult, ServerFrame, UnreadableChange};
use crate::{
    ApiError, BoardId, Change, ErrorCode, Limits, Op, RecordId, Seq, json,
    op::{BadOp, ContentHash, Refused},
    state_hash::StateHash,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;
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
