//! What stories say of a client: what it does, what it sees, and what it waits for.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::HeadlessClient;
use crate::{Edit, PATIENCE, eventually};

impl HeadlessClient {
    /// Keeps a board in step.
    #[track_caller]
    pub fn subscribes(&mut self, board: &str) {
        self.done(&json!({"cmd": "subscribe", "board": board}));
    }

    /// Changes a record; the operation's id, once it is safe on disk.
    #[track_caller]
    pub fn edits(&mut self, board: &str, edit: &Edit) -> String {
        let answer = self.done(&edit.command(board));
        answer["op_id"].as_str().expect("an edit is answered with its op_id").to_owned()
    }

    /// Waits until a field has a value.
    #[track_caller]
    pub fn sees(&mut self, board: &str, record: &str, path: &str, value: impl Into<Value>) {
        self.sees_within(PATIENCE, board, record, path, value);
    }

    /// Waits until a field has a value, for as long as told.
    #[track_caller]
    pub fn sees_within(
        &mut self,
        limit: Duration,
        board: &str,
        record: &str,
        path: &str,
        value: impl Into<Value>,
    ) {
        let value = value.into();
        let command = wait_for(board, record, path, &value, limit);
        if let Err(failure) = self.call(&command) {
            let seen = self.field(board, record, path);
            panic!("{} never saw {record}.{path} = {value} but {seen:?}: {failure}", self.name);
        }
    }

    /// Waits until everything is in step with the server.
    #[track_caller]
    pub fn is_synced(&mut self) {
        self.is_synced_within(PATIENCE);
    }

    /// Waits until everything is in step with the server, for as long as told.
    #[track_caller]
    pub fn is_synced_within(&mut self, limit: Duration) {
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        let synced = self.call(&json!({"cmd": "await", "until": "synced", "timeout_ms": limit}));
        if let Err(failure) = synced {
            let (status, queue) = (self.status(), self.queue());
            panic!("{} is not synced: {failure}\n{status}\n{queue:?}", self.name);
        }
    }

    /// Waits until it can do no more by itself: all is sent, or waits for a person or the server.
    #[track_caller]
    pub fn is_idle(&mut self) {
        self.done(&json!({"cmd": "await", "until": "idle", "timeout_ms": 20_000}));
    }

    /// Connects and sends at once.
    #[track_caller]
    pub fn syncs_now(&mut self) {
        self.done(&json!({"cmd": "sync_now"}));
    }

    /// Stops syncing until it resumes.
    #[track_caller]
    pub fn pauses(&mut self) {
        self.done(&json!({"cmd": "pause"}));
    }

    /// Ends a pause.
    #[track_caller]
    pub fn resumes(&mut self) {
        self.done(&json!({"cmd": "resume"}));
    }

    /// Decides a conflict.
    #[track_caller]
    pub fn resolves(&mut self, op_id: &str, choice: &str) {
        self.done(&json!({"cmd": "resolve", "op_id": op_id, "choice": choice}));
    }

    /// Gives up the own changes that a restored server lacks and that are offered for sending
    /// again, until everything is in step.
    #[track_caller]
    pub fn lets_go_of_what_is_offered(&mut self) {
        eventually("nothing is left to decide", || {
            for change in self.queue().iter().filter(|change| change["state"] == "offered") {
                self.done(&json!({"cmd": "discard", "op_id": change["op_id"]}));
            }
            (self.state() == "synced").then_some(())
        });
    }

    // What a test asks it.

    /// How sync stands.
    #[track_caller]
    pub fn status(&mut self) -> Value {
        self.done(&json!({"cmd": "status"}))
    }

    /// Name of the state that sync is in.
    #[track_caller]
    pub fn state(&mut self) -> String {
        self.status()["state"].as_str().unwrap_or_default().to_owned()
    }

    /// Own changes that are not settled.
    #[track_caller]
    pub fn queue(&mut self) -> Vec<Value> {
        let answer = self.done(&json!({"cmd": "queue"}));
        answer["ops"].as_array().expect("a queue lists its ops").clone()
    }

    /// Conflicts that wait for a decision.
    #[track_caller]
    pub fn conflicts(&mut self) -> Vec<Value> {
        let answer = self.done(&json!({"cmd": "conflicts"}));
        answer["conflicts"].as_array().expect("conflicts are a list").clone()
    }

    /// Waits for a single conflict.
    #[track_caller]
    pub fn has_a_conflict(&mut self) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut conflicts = self.conflicts();
            if conflicts.len() == 1 {
                return conflicts.remove(0);
            }
            let name = &self.name;
            assert!(conflicts.is_empty(), "{name} has more than one conflict: {conflicts:?}");
            assert!(Instant::now() < deadline, "{name} has no conflict");
            self.wait_for_news(deadline);
        }
    }

    /// Waits until sync is in a state; the whole status.
    #[track_caller]
    pub fn reaches(&mut self, state: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = self.status();
            if status["state"] == state {
                return status;
            }
            if Instant::now() >= deadline {
                let queue = self.queue();
                panic!("{} should be {state} and is {status}; its queue: {queue:?}", self.name);
            }
            self.wait_for_news(deadline);
        }
    }

    /// Waits until it has noticed that the server is away.
    #[track_caller]
    pub fn misses_the_server(&mut self) {
        eventually("the client notices that the server is away", || {
            (self.status()["connection"]["link"]["state"] != "live").then_some(())
        });
    }

    /// Waits until a change of the queue is in a state; the whole change.
    #[track_caller]
    pub fn change_is(&mut self, op_id: &str, state: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let queue = self.queue();
            let found = queue.iter().find(|op| op["op_id"] == op_id);
            if let Some(op) = found.filter(|op| op["state"] == state) {
                return op.clone();
            }
            assert!(Instant::now() < deadline, "{op_id} should be {state} and is {found:?}");
            self.wait_for_news(deadline);
        }
    }

    /// A board as the user sees it.
    #[track_caller]
    pub fn board(&mut self, board: &str) -> Value {
        self.done(&json!({"cmd": "get", "board": board}))
    }

    /// A record as the user sees it, if it is there.
    #[track_caller]
    pub fn record(&mut self, board: &str, record: &str) -> Option<Value> {
        let answer = self.call(&json!({"cmd": "get", "board": board, "record": record}));
        let records = answer.ok()?["records"].as_array()?.clone();
        records.into_iter().find(|it| it["id"] == record)
    }

    /// A field as the user sees it, if it is there.
    #[track_caller]
    pub fn field(&mut self, board: &str, record: &str, path: &str) -> Option<Value> {
        self.record(board, record)?["fields"].get(path).cloned()
    }
}

/// The command that waits for a field's value.
pub fn wait_for(board: &str, record: &str, path: &str, equals: &Value, limit: Duration) -> Value {
    json!({
        "cmd": "wait_for",
        "board": board,
        "record": record,
        "path": path,
        "equals": equals,
        "timeout_ms": u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
    })
}
