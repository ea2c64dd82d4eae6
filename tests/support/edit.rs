//! Edits as tests write them.

use serde_json::{Map, Value, json};

/// A change to one record of a board.
#[derive(Debug, Clone)]
pub struct Edit {
    record: String,
    kind: &'static str,
    record_kind: Option<String>,
    set: Map<String, Value>,
    remove: Vec<String>,
    inc: Map<String, Value>,
    append: Map<String, Value>,
}

impl Edit {
    /// Changes a record.
    pub fn of(record: &str) -> Self {
        Self::new(record, "patch")
    }

    /// Brings a record into being.
    pub fn create(record: &str, record_kind: &str) -> Self {
        Self { record_kind: Some(record_kind.to_owned()), ..Self::new(record, "create") }
    }

    /// Deletes a record.
    pub fn delete(record: &str) -> Self {
        Self::new(record, "delete")
    }

    /// Brings a deleted record back.
    pub fn restore(record: &str) -> Self {
        Self::new(record, "restore")
    }

    /// Writes a field.
    pub fn set(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.set.insert(path.to_owned(), value.into());
        self
    }

    /// Removes a field and all below.
    pub fn remove(mut self, path: &str) -> Self {
        self.remove.push(path.to_owned());
        self
    }

    /// Adds to a number.
    pub fn inc(mut self, path: &str, by: impl Into<Value>) -> Self {
        self.inc.insert(path.to_owned(), by.into());
        self
    }

    /// Adds points to a series.
    pub fn append(mut self, path: &str, points: &[(i64, f64)]) -> Self {
        self.append.insert(path.to_owned(), json!(points));
        self
    }

    /// The command of the headless client, still without an id.
    pub fn command(&self, board: &str) -> Value {
        json!({
            "cmd": "edit",
            "board": board,
            "record": self.record,
            "kind": self.kind,
            "record_kind": self.record_kind,
            "set": self.set,
            "remove": self.remove,
            "inc": self.inc,
            "append": self.append,
        })
    }

    /// The operation on the wire.
    pub fn operation(&self, board: &str, op_id: &str, base: u64) -> Value {
        let mut op = json!({
            "op_id": op_id,
            "board": board,
            "record": self.record,
            "base": base,
            "kind": self.kind,
            "set": self.set,
            "remove": self.remove,
            "inc": self.inc,
            "append": self.append,
            "schema": 1,
            "at": "2026-01-01T00:00:00Z",
            "cause": "edit",
        });
        if let Some(record_kind) = &self.record_kind {
            op["record_kind"] = json!(record_kind);
        }
        op
    }

    fn new(record: &str, kind: &'static str) -> Self {
        Self {
            record: record.to_owned(),
            kind,
            record_kind: None,
            set: Map::new(),
            remove: Vec::new(),
            inc: Map::new(),
            append: Map::new(),
        }
    }
}
