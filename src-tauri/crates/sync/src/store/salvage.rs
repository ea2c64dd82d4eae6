//! What can be made out of a waiting change that this version of the program cannot read.
//!
//! It is shown, copied and rolled back like a refused one, and never sent.

use super::payload::Unreadable;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tideboard_protocol::{
    BoardId, Cause, FieldMap, Op, OpId, OpKind, Path, RecordId, RejectCode, Rejection,
    SCHEMA_VERSION, ids::IdError,
};

/// Where text is shown that is no operation at all.
const WHOLE: &str = "content";
/// Board and record of a change that names none.
const NOWHERE: &str = "unreadable";

/// Why it waits, in words for the user.
pub fn refusal(error: &Unreadable) -> Rejection {
    let message = match error {
        Unreadable::Version(_) => {
            "Another version of Tideboard wrote this change, and this one cannot read it. It is kept as it is: use that version again, or copy what you need and roll it back."
        }
        Unreadable::Content(_) => {
            "This change cannot be read. It is kept as it is: copy what you need and roll it back."
        }
    };
    Rejection::new(RejectCode::SchemaUnknown, message)
}

/// The operation, as far as its text can be made out.
pub fn op(op_id: OpId, text: &str) -> Result<Op, IdError> {
    let members = match serde_json::from_str(text) {
        Ok(Value::Object(members)) => members,
        Ok(_) | Err(_) => Map::new(),
    };
    let text_at = |name: &str| members.get(name).and_then(Value::as_str);
    let mut set = values(&members);
    if set.is_empty()
        && let Ok(path) = Path::new(WHOLE)
    {
        set.insert(path, Value::from(text));
    }
    let board = BoardId::new(text_at("board").unwrap_or(NOWHERE));
    let record = RecordId::new(text_at("record").unwrap_or(NOWHERE));
    Ok(Op {
        op_id,
        board: board.or_else(|_| BoardId::new(NOWHERE))?,
        record: record.or_else(|_| RecordId::new(NOWHERE))?,
        base: None,
        kind: OpKind::Patch,
        record_kind: None,
        set,
        remove: Default::default(),
        inc: BTreeMap::new(),
        append: BTreeMap::new(),
        schema: SCHEMA_VERSION,
        at: text_at("at").and_then(|at| at.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH),
        cause: Cause::Edit,
        resend: false,
    })
}

/// Everything of the operation that has a path and a value.
fn values(members: &Map<String, Value>) -> FieldMap<Value> {
    let groups = ["append", "inc", "set"].into_iter().filter_map(|name| members.get(name));
    let fields = groups.filter_map(Value::as_object).flatten();
    fields.filter_map(|(path, value)| Some((Path::new(path).ok()?, value.clone()))).collect()
}
