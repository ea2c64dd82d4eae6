//! One operation: what a client asks the server to do to one record.
//!
//! [`Op::decode`] turns hostile text into a checked operation or a [`Rejection`]; nothing else in
//! the program meets an operation that breaks a rule of form.

#[cfg(test)]
mod tests;

use crate::{
    BoardId, FieldMap, Limits, Number, OpId, Path, RecordId, Seq,
    json::{self, Members, ValueError},
};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};
use thiserror::Error;

/// What an operation does to its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpKind {
    /// Brings a record into being.
    Create,
    /// Changes fields of a record.
    Patch,
    /// Deletes a record.
    Delete,
    /// Brings a deleted record back.
    Restore,
}

/// Why a client made an operation; shown in the history, never decided upon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A person's edit.
    #[default]
    Edit,
    /// A conflict resolved for the own value.
    KeepLocal,
    /// A conflict resolved by merging.
    Merge,
    /// An edit taken back.
    Undo,
}

/// One reading of a series: time in milliseconds since the Unix epoch, and the value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Milliseconds since the Unix epoch.
    pub t_ms: i64,
    /// The reading.
    pub value: Number,
}

impl Serialize for Point {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.t_ms, self.value).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // A time may be written as any JSON number with an integral value.
        let (t, value) = <(Number, Number)>::deserialize(from)?;
        if t.get().fract() != 0.0 {
            return Err(serde::de::Error::custom("a time must be whole milliseconds"));
        }
        Ok(Self { t_ms: t.get() as i64, value })
    }
}

/// An operation; see `docs/protocol.md` for the meaning of each member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Op {
    /// Stays with the edit for life.
    pub op_id: OpId,
    /// The board it belongs to.
    pub board: BoardId,
    /// The record it changes.
    pub record: RecordId,
    /// Board seq that the author had seen; `None` (null) for feeds, who have to say so.
    #[serde(deserialize_with = "Option::deserialize")]
    pub base: Option<Seq>,
    /// What it does.
    pub kind: OpKind,
    /// Kind of the record, at creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_kind: Option<String>,
    /// Fields to write.
    #[serde(default)]
    pub set: FieldMap<Value>,
    /// Fields to remove, with all below them; happens before every write.
    #[serde(default)]
    pub remove: BTreeSet<Path>,
    /// Commutative increments; an absent field counts as 0.
    #[serde(default)]
    pub inc: BTreeMap<Path, Number>,
    /// Points to add to series.
    #[serde(default)]
    pub append: BTreeMap<Path, Vec<Point>>,
    /// Version of the payload rules.
    #[serde(default = "default_schema", deserialize_with = "json::version")]
    pub schema: u32,
    /// When the author made it; for display only.
    pub at: Timestamp,
    /// Why it was made.
    #[serde(default)]
    pub cause: Cause,
    /// It may have been sent before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resend: bool,
}

/// The members that this version knows.
const MEMBERS: [&str; 14] = [
    "op_id",
    "board",
    "record",
    "base",
    "kind",
    "record_kind",
    "set",
    "remove",
    "inc",
    "append",
    "schema",
    "at",
    "cause",
    "resend",
];

fn default_schema() -> u32 {
    crate::SCHEMA_VERSION
}

/// Machine-readable reason of a refused operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectCode {
    /// Breaks a rule of form.
    InvalidOp,
    /// A path of wrong form.
    InvalidPath,
    /// A value out of bounds.
    InvalidValue,
    /// Incremented field holds no number.
    TypeMismatch,
    /// Above a size limit.
    TooLarge,
    /// No such board, or not for this user.
    UnknownBoard,
    /// No such record.
    UnknownRecord,
    /// The record exists already.
    Exists,
    /// This user's role does not allow it.
    Forbidden,
    /// The server does not know this payload version.
    SchemaUnknown,
    /// The id was used for a different operation.
    OpReuse,
    /// Too old to know whether it was applied.
    StaleOp,
}

impl RejectCode {
    /// Whether this closes the board's gate and costs the operation nothing, instead of parking it.
    pub fn is_board_gate(self) -> bool {
        match self {
            Self::Forbidden | Self::UnknownBoard | Self::SchemaUnknown => true,
            Self::InvalidOp
            | Self::InvalidPath
            | Self::InvalidValue
            | Self::TypeMismatch
            | Self::TooLarge
            | Self::UnknownRecord
            | Self::Exists
            | Self::OpReuse
            | Self::StaleOp => false,
        }
    }
}

/// Why an operation is refused, in code and words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("{message}")]
pub struct Rejection {
    /// To branch on.
    pub code: RejectCode,
    /// One plain sentence.
    pub message: String,
}

impl Rejection {
    /// A rejection in words.
    pub fn new(code: RejectCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// SHA-256 of an operation's canonical JSON without `resend`: tells a repeat from a reuse.
pub type ContentHash = [u8; 32];

/// An operation text that is no acceptable operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadOp {
    /// Its id could be read, so that a result can answer it.
    Rejected(Refused),
    /// Not even an id: the frame breaks the protocol.
    Unreadable,
}

/// An operation that breaks a rule of form, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The id it came with.
    pub op_id: OpId,
    /// Board and record, if legible: later operations of that record in the push have to wait.
    pub lane: Option<(BoardId, RecordId)>,
    /// What it was to do, if legible: rights depend on it.
    pub kind: Option<OpKind>,
    /// What is wrong.
    pub rejection: Rejection,
}

impl Op {
    /// Reads an operation from the text a client sent, checks it, and hashes its content.
    pub fn decode(text: &str, limits: &Limits) -> Result<(Self, ContentHash), BadOp> {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(_) => known_members(text)?,
        };
        let Some(op_id) =
            value.get("op_id").and_then(Value::as_str).and_then(|id| id.parse::<OpId>().ok())
        else {
            return Err(BadOp::Unreadable);
        };
        let lane = lane(&value["board"], &value["record"]);
        let kind = OpKind::deserialize(&value["kind"]).ok();
        Self::from_value(value, limits)
            .map_err(|rejection| BadOp::Rejected(Refused { op_id, lane, kind, rejection }))
    }

    fn from_value(mut value: Value, limits: &Limits) -> Result<(Self, ContentHash), Rejection> {
        check_schema(value.get("schema").and_then(Value::as_f64))?;
        check_paths(&value)?;
        let resend = value.as_object_mut().and_then(|members| members.remove("resend"));
        let canonical = json::canonical(&value);
        if canonical.len() > limits.op_bytes {
            return Err(Rejection::new(
                RejectCode::TooLarge,
                format!("the change is larger than {} bytes", limits.op_bytes),
            ));
        }
        check_numbers(&value)?;
        let mut op: Self = serde_json::from_value(value).map_err(|error| {
            Rejection::new(RejectCode::InvalidOp, format!("not an operation: {error}"))
        })?;
        op.resend = resend == Some(Value::Bool(true));
        op.check(limits)?;
        Ok((op, Sha256::digest(&canonical).into()))
    }

    /// Checks every rule that needs no server state, and brings the values into their one form.
    pub fn check(&mut self, limits: &Limits) -> Result<(), Rejection> {
        check_schema(Some(self.schema.into()))?;
        self.check_shape()?;
        for (path, value) in &mut self.set {
            *value = json::normalise(value.take(), limits.value_bytes)
                .map_err(|error| value_rejection(path, &error))?;
        }
        Ok(())
    }

    fn check_shape(&self) -> Result<(), Rejection> {
        let invalid = |message: &str| Err(Rejection::new(RejectCode::InvalidOp, message));
        match self.kind {
            OpKind::Create => match self.record_kind.as_deref() {
                None => return invalid("a creation must say the kind of the record"),
                Some(kind) if RecordId::new(kind).is_err() => {
                    return invalid("a kind has 1 to 64 characters A-Z a-z 0-9 _ . -");
                }
                Some(kind) if self.record.is_board() != (kind == "board") => {
                    return invalid("record and kind 'board' belong together");
                }
                Some(_) => {}
            },
            OpKind::Patch => {}
            OpKind::Delete | OpKind::Restore => {
                if !self.is_without_effects() {
                    return invalid("a deletion or restoration carries no fields");
                }
            }
        }
        if self.inc.keys().any(|path| self.set.contains_key(path)) {
            return invalid("one field is both set and incremented");
        }
        let buried = |path: &Path| self.remove.iter().any(|removed| path.is_at_or_below(removed));
        if self.set.keys().chain(self.inc.keys()).chain(self.append.keys()).any(buried) {
            return invalid("a field is written at or below a removal of the same change");
        }
        Ok(())
    }

    /// Whether it writes, removes and adds nothing.
    pub fn is_without_effects(&self) -> bool {
        self.set.is_empty()
            && self.remove.is_empty()
            && self.inc.is_empty()
            && self.append.is_empty()
    }

    /// Length as text in bytes.
    pub fn text_len(&self) -> usize {
        let mut counter = Counter(0);
        // Strings, numbers in range and maps with string keys: this cannot fail.
        let _ = serde_json::to_writer(&mut counter, self);
        counter.0
    }

    /// Whether the canonical JSON is longer than this many bytes.
    pub fn is_longer_than(&self, bytes: usize) -> bool {
        if self.most_bytes() <= bytes {
            return false;
        }
        serde_json::to_value(self).map_or(true, |value| json::canonical(&value).len() > bytes)
    }

    /// What the canonical JSON cannot be longer than.
    fn most_bytes(&self) -> usize {
        // Names, ids, time and numbers of an operation without fields.
        const FRAME: usize = 512;
        let name = |path: &Path| path.as_str().len() + 4;
        let set = self.set.iter().map(|(path, value)| name(path) + json::most_bytes(value));
        let removed = self.remove.iter().map(name);
        let inc = self.inc.keys().map(|path| name(path) + json::NUMBER);
        let appended = self.append.iter();
        let appended =
            appended.map(|(path, points)| name(path) + 2 + points.len() * 2 * (json::NUMBER + 2));
        let kind = self.record_kind.as_ref().map_or(0, |kind| 6 * kind.len());
        let ids = self.board.as_str().len() + self.record.as_str().len();
        FRAME + ids + kind + set.chain(removed).chain(inc).chain(appended).sum::<usize>()
    }
}

/// Counts what is written into it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn value_rejection(path: &Path, error: &ValueError) -> Rejection {
    let code = match error {
        ValueError::TooLarge { .. } => RejectCode::TooLarge,
        ValueError::NumberRange | ValueError::Nul | ValueError::TooDeep => RejectCode::InvalidValue,
    };
    Rejection::new(code, format!("{path}: {error}"))
}

/// Comes first: under other rules, nothing else of the operation has to look as it does here.
fn check_schema(schema: Option<f64>) -> Result<(), Rejection> {
    let Some(other) = schema.filter(|schema| *schema != f64::from(crate::SCHEMA_VERSION)) else {
        return Ok(());
    };
    let message = format!("payload version {other} is not known here");
    Err(Rejection::new(RejectCode::SchemaUnknown, message))
}

/// The members whose keys or items are field paths are checked first, so that a bad path is
/// reported as such and not as a bad operation.
fn check_paths(op: &Value) -> Result<(), Rejection> {
    let keys = ["set", "inc", "append"]
        .into_iter()
        .filter_map(|member| op.get(member)?.as_object())
        .flat_map(|fields| fields.keys().map(String::as_str));
    let removed =
        op.get("remove").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for path in keys.chain(removed) {
        Path::new(path)
            .map_err(|error| Rejection::new(RejectCode::InvalidPath, error.to_string()))?;
    }
    Ok(())
}

/// Increments and readings out of range are bad values, not bad operations.
fn check_numbers(op: &Value) -> Result<(), Rejection> {
    let in_range =
        |number: &Value| number.as_f64().is_none_or(|number| Number::new(number).is_ok());
    let increments =
        op.get("inc").and_then(Value::as_object).into_iter().flat_map(|inc| inc.values());
    let readings = op
        .get("append")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|series| series.values())
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_array)
        .flatten();
    if increments.chain(readings).all(in_range) {
        return Ok(());
    }
    Err(Rejection::new(RejectCode::InvalidValue, ValueError::NumberRange.to_string()))
}

/// The lane that an operation names, if it is well-formed.
fn lane(board: &Value, record: &Value) -> Option<(BoardId, RecordId)> {
    let (board, record) = (board.as_str()?, record.as_str()?);
    Some((BoardId::new(board).ok()?, RecordId::new(record).ok()?))
}

/// What is known of an operation that is JSON to the frame's eye but holds something no JSON reader
/// takes: a lone surrogate, a number beyond a double, or nesting without end. In a member that this
/// version does not know it does no harm.
fn known_members(text: &str) -> Result<Value, BadOp> {
    let members: Members<'_> = serde_json::from_str(text).map_err(|_| BadOp::Unreadable)?;
    serde_json::from_str(&members.only(&MEMBERS)).map_err(|error| unparsable(&members, &error))
}

/// The answer to an operation with a member that cannot be read.
fn unparsable(members: &Members<'_>, error: &serde_json::Error) -> BadOp {
    let Some(op_id) = legible(members, "op_id") else { return BadOp::Unreadable };
    let message = format!("a value cannot be read: {error}");
    let rejection = match check_schema(legible(members, "schema")) {
        Ok(()) => Rejection::new(RejectCode::InvalidValue, message),
        Err(unknown) => unknown,
    };
    let lane = legible(members, "board").zip(legible(members, "record"));
    BadOp::Rejected(Refused { op_id, lane, kind: legible(members, "kind"), rejection })
}

fn legible<T: DeserializeOwned>(members: &Members<'_>, name: &str) -> Option<T> {
    serde_json::from_str(members.get(name)?).ok()
}
