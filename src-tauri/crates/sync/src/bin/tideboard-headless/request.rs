//! Requests as they stand in a line.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, time::Duration};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, Number, Path, RecordId,
    ipc::{EditRequest, HistoryValues, Resolution},
    json::{canonical, normalise},
    settings::ConflictPolicy,
    view::HISTORY_PAGE_LIMIT,
};
use tideboard_sync::{
    Command, Milestone,
    store::{Endings, JournalQuery},
};

/// How long `wait_for` and `await` wait when the request does not say.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a line asks for.
#[derive(Debug, PartialEq)]
pub enum Request {
    /// A command of the client.
    Command(Command),
    /// A board or one record, as the user sees it.
    Get { board: BoardId, record: Option<RecordId> },
    /// Widgets of all boards in which words occur.
    Search { text: String, first: Option<BoardId> },
    /// Wait until a field has a value.
    WaitFor(WaitFor),
    /// How sync stands.
    Status,
    /// Own changes.
    Queue,
    /// Conflicts that wait for the user.
    Conflicts,
    /// Own changes that left the queue.
    History(JournalQuery),
    /// Values of one of them are brought back.
    Restore { entry: i64, values: HistoryValues },
    /// Unsent changes for another computer.
    Export { passphrase: String },
    /// Unsent changes of another computer.
    Import { sealed: String, passphrase: String },
    /// What happens to clashes, by kind of record.
    Policies(BTreeMap<String, ConflictPolicy>),
    /// Wait for a milestone.
    Await { milestone: Milestone, timeout: Duration },
    /// The end.
    Quit,
}

/// A field and the value awaited.
#[derive(Debug, PartialEq)]
pub struct WaitFor {
    pub board: BoardId,
    pub record: RecordId,
    pub path: Path,
    pub expected: Expected,
    pub timeout: Duration,
}

/// A value awaited.
#[derive(Debug, PartialEq, Eq)]
pub enum Expected {
    /// Any value at all.
    Present,
    /// None, or null.
    Absent,
    /// One whose canonical JSON is this.
    Canonical(Vec<u8>),
}

impl Expected {
    /// Whether a field's value, if it has one, is what is awaited.
    pub fn is_met(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Present => value.is_some(),
            Self::Absent => value.is_none_or(Value::is_null),
            Self::Canonical(bytes) => value.is_some_and(|value| canonical(value) == *bytes),
        }
    }
}

/// Reads a line: the id to answer under, and the request.
pub fn parse(line: &str) -> (Value, Result<Request, ApiError>) {
    // Most lines are edits in which nothing is wrong: they are read in one go. All else is read so
    // that what is wrong can be told.
    if let Ok(Head { id, cmd: "edit" }) = serde_json::from_str(line)
        && let Ok(edit) = serde_json::from_str(line)
    {
        return (id, Ok(Request::Command(Command::Edit(edit))));
    }
    let members = match serde_json::from_str(line) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return (Value::Null, Err(invalid("A request is a JSON object."))),
        Err(error) => {
            return (Value::Null, Err(invalid(format!("The line is no JSON: {error}."))));
        }
    };
    let id = members.get("id").cloned().unwrap_or(Value::Null);
    (id, request(members))
}

/// Under which id to answer, and what to do.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(default)]
    id: Value,
    cmd: &'a str,
}

fn request(members: Map<String, Value>) -> Result<Request, ApiError> {
    let cmd: String = member(&members, "cmd")?;
    Ok(match cmd.as_str() {
        "subscribe" => Request::Command(Command::Subscribe(member(&members, "board")?)),
        "unsubscribe" => Request::Command(Command::Unsubscribe(member(&members, "board")?)),
        "edit" => Request::Command(Command::Edit(edit(members)?)),
        "get" => Request::Get {
            board: member(&members, "board")?,
            record: optional(&members, "record")?,
        },
        "search" => {
            Request::Search { text: member(&members, "text")?, first: optional(&members, "first")? }
        }
        "wait_for" => Request::WaitFor(wait_for(&members)?),
        "status" => Request::Status,
        "queue" => Request::Queue,
        "conflicts" => Request::Conflicts,
        "resolve" => {
            let op_id = member(&members, "op_id")?;
            Request::Command(Command::Resolve(op_id, resolution(members)?))
        }
        "resolve_all" => {
            let (op_ids, side) = (member(&members, "op_ids")?, member(&members, "side")?);
            Request::Command(Command::ResolveAll(op_ids, side))
        }
        "undo" => Request::Command(Command::Undo(optional(&members, "board")?)),
        "redo" => Request::Command(Command::Redo(optional(&members, "board")?)),
        "history" => Request::History(JournalQuery {
            before: optional(&members, "before")?,
            limit: optional(&members, "limit")?.unwrap_or(HISTORY_PAGE_LIMIT) as usize,
            endings: match optional(&members, "settled")? {
                None => Endings::Any,
                Some(true) => Endings::Settled,
                Some(false) => Endings::Unsettled,
            },
        }),
        "restore" => Request::Restore {
            entry: member(&members, "entry")?,
            values: member(&members, "values")?,
        },
        "export" => Request::Export { passphrase: member(&members, "passphrase")? },
        "import" => Request::Import {
            sealed: member(&members, "sealed")?,
            passphrase: member(&members, "passphrase")?,
        },
        "policies" => Request::Policies(member(&members, "policies")?),
        "retry" => Request::Command(Command::Retry(member(&members, "op_id")?)),
        "discard" => Request::Command(Command::Discard(member(&members, "op_id")?)),
        "pause" => {
            let minutes: Option<u32> = optional(&members, "minutes")?;
            let length = minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
            Request::Command(Command::Pause(length))
        }
        "resume" => Request::Command(Command::Resume),
        "sync_now" => Request::Command(Command::SyncNow),
        "await" => {
            let until: String = member(&members, "until")?;
            let milestone = match until.as_str() {
                "synced" => Milestone::Synced,
                "idle" => Milestone::Idle,
                _ => return Err(invalid("`until` is `synced` or `idle`.")),
            };
            Request::Await { milestone, timeout: timeout(&members)? }
        }
        "quit" => Request::Quit,
        other => return Err(invalid(format!("There is no command `{other}`."))),
    })
}

fn edit(mut members: Map<String, Value>) -> Result<EditRequest, ApiError> {
    // What is left out and what is null mean the same here.
    members.retain(|_, value| !value.is_null());
    check_paths(&members)?;
    check_numbers(&members)?;
    serde_json::from_value(Value::Object(members)).map_err(|error| invalid(error.to_string()))
}

fn resolution(mut members: Map<String, Value>) -> Result<Resolution, ApiError> {
    members.retain(|_, value| !value.is_null());
    check_paths(&members)?;
    serde_json::from_value(Value::Object(members)).map_err(|error| invalid(error.to_string()))
}

fn wait_for(members: &Map<String, Value>) -> Result<WaitFor, ApiError> {
    let path: String = member(members, "path")?;
    let expected = match members.get("equals") {
        None => Expected::Present,
        Some(Value::Null) => Expected::Absent,
        Some(value) => {
            let value = normalise(value.clone(), usize::MAX)
                .map_err(|error| ApiError::new(ErrorCode::InvalidValue, error.to_string()))?;
            Expected::Canonical(canonical(&value))
        }
    };
    Ok(WaitFor {
        board: member(members, "board")?,
        record: member(members, "record")?,
        path: parse_path(&path)?,
        expected,
        timeout: timeout(members)?,
    })
}

fn timeout(members: &Map<String, Value>) -> Result<Duration, ApiError> {
    let ms: Option<u64> = optional(members, "timeout_ms")?;
    Ok(ms.map_or(PATIENCE, Duration::from_millis))
}

fn check_paths(members: &Map<String, Value>) -> Result<(), ApiError> {
    let keys = ["set", "inc", "append"]
        .into_iter()
        .filter_map(|name| members.get(name)?.as_object())
        .flat_map(|fields| fields.keys().map(String::as_str));
    let removed = members.get("remove").and_then(Value::as_array);
    let removed = removed.into_iter().flatten().filter_map(Value::as_str);
    keys.chain(removed).try_for_each(|path| parse_path(path).map(drop))
}

fn parse_path(path: &str) -> Result<Path, ApiError> {
    Path::new(path).map_err(|error| {
        ApiError::new(ErrorCode::InvalidPath, format!("“{path}” is no field: {error}."))
    })
}

fn check_numbers(members: &Map<String, Value>) -> Result<(), ApiError> {
    let of = |name: &str| members.get(name).and_then(Value::as_object).into_iter().flatten();
    let readings = of("append")
        .filter_map(|(_, points)| points.as_array())
        .flatten()
        .filter_map(Value::as_array);
    let numbers = of("inc").map(|(_, by)| by).chain(readings.flatten());
    for number in numbers.filter_map(Value::as_f64) {
        Number::new(number)
            .map_err(|error| ApiError::new(ErrorCode::InvalidValue, error.to_string()))?;
    }
    Ok(())
}

fn member<T: DeserializeOwned>(members: &Map<String, Value>, name: &str) -> Result<T, ApiError> {
    match optional(members, name)? {
        Some(value) => Ok(value),
        None => Err(invalid(format!("`{name}` is missing."))),
    }
}

fn optional<T: DeserializeOwned>(
    members: &Map<String, Value>,
    name: &str,
) -> Result<Option<T>, ApiError> {
    let value = members.get(name).unwrap_or(&json!(null)).clone();
    serde_json::from_value(value).map_err(|error| invalid(format!("`{name}`: {error}.")))
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidCommand, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(line: &str) -> (Value, ErrorCode) {
        let (id, request) = parse(line);
        (id, request.unwrap_err().code)
    }

    fn read(line: &str) -> Request {
        parse(line).1.unwrap()
    }

    #[test]
    fn an_edit_is_read_with_all_it_may_say() {
        let line = r#"{"id":1,"cmd":"edit","board":"b-1","record":"r1","kind":"create",
            "record_kind":"note","set":{"text":null,"a/b":[1]},"remove":["c"],"inc":{"n":1},
            "append":{"s":[[1,2.5]]}}"#;
        let Request::Command(Command::Edit(edit)) = read(line) else { panic!("no edit") };
        assert_eq!(edit.record_kind.as_deref(), Some("note"));
        assert_eq!(edit.set.len(), 2, "a field may be set to null");
        assert_eq!((edit.remove.len(), edit.inc.len(), edit.append.len()), (1, 1, 1));
    }

    #[test]
    fn what_is_wrong_is_told_under_the_id_where_there_is_one() {
        for (line, id, expected) in [
            ("nonsense", json!(null), ErrorCode::InvalidCommand),
            ("[1]", json!(null), ErrorCode::InvalidCommand),
            (r#"{"id":"a"}"#, json!("a"), ErrorCode::InvalidCommand),
            (r#"{"id":2,"cmd":"dance"}"#, json!(2), ErrorCode::InvalidCommand),
            (r#"{"id":2,"cmd":"get"}"#, json!(2), ErrorCode::InvalidCommand),
            (r#"{"id":2,"cmd":"get","board":"No Slug"}"#, json!(2), ErrorCode::InvalidCommand),
            (
                r#"{"id":3,"cmd":"edit","board":"b","record":"r","kind":"patch","set":{"a//b":1}}"#,
                json!(3),
                ErrorCode::InvalidPath,
            ),
            (
                r#"{"id":4,"cmd":"edit","board":"b","record":"r","kind":"patch","inc":{"a":1e300}}"#,
                json!(4),
                ErrorCode::InvalidValue,
            ),
            (r#"{"id":5,"cmd":"await","until":"doomsday"}"#, json!(5), ErrorCode::InvalidCommand),
        ] {
            assert_eq!(code(line), (id, expected), "{line}");
        }
    }

    #[test]
    fn what_is_awaited_is_compared_in_canonical_form() {
        let line = |equals: &str| {
            format!(r#"{{"cmd":"wait_for","board":"b","record":"r","path":"a"{equals}}}"#)
        };
        let expected = |equals: &str| match read(&line(equals)) {
            Request::WaitFor(wait) => wait.expected,
            other => panic!("{other:?}"),
        };
        assert!(expected(r#","equals":{"b":1.0,"a":2}"#).is_met(Some(&json!({"a": 2, "b": 1}))));
        assert!(!expected(r#","equals":1"#).is_met(None));
        assert!(expected(r#","equals":null"#).is_met(None));
        assert!(!expected(r#","equals":null"#).is_met(Some(&json!(0))));
        assert!(expected("").is_met(Some(&json!(null))));
        assert!(!expected("").is_met(None));
    }

    #[test]
    fn a_resolution_carries_its_choice() {
        let op_id = "0192f0c1-2345-7abc-8def-0123456789ab";
        let line = format!(
            r#"{{"cmd":"resolve","op_id":"{op_id}","choice":"merge","set":{{"a":1}},"remove":null}}"#
        );
        let Request::Command(Command::Resolve(_, resolution)) = read(&line) else { panic!() };
        let Resolution::Merge { set, remove } = resolution else { panic!() };
        assert_eq!((set.len(), remove.len()), (1, 0));
        let (_, wrong) = parse(&format!(r#"{{"cmd":"resolve","op_id":"{op_id}","choice":"x"}}"#));
        assert_eq!(wrong.unwrap_err().code, ErrorCode::InvalidCommand);
    }
}
