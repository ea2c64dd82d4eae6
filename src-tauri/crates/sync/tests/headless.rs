//! The headless client as a real process, without a server.

use serde_json::{Value, json};
#[cfg(target_os = "linux")]
use std::fs::File;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    thread,
    time::Duration,
};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running process, and what it says.
struct Headless {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<Value>,
    events: Vec<Value>,
}

impl Headless {
    fn spawn(data: &Path, arguments: &[&str]) -> Self {
        Self::spawn_on(Stdio::piped(), data, arguments)
    }

    fn spawn_on(input: Stdio, data: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tideboard-headless"))
            .arg("--data")
            .arg(data)
            .args(arguments)
            .stdin(input)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = sync_channel(10_000);
        thread::spawn(move || {
            for line in output.lines() {
                let value = serde_json::from_str(&line.unwrap()).expect("every line is JSON");
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        Self { child, input, lines, events: Vec::new() }
    }

    fn start(data: &Path) -> Self {
        let mut process = Self::spawn(data, &[]);
        assert_eq!(process.line(), json!({"event": "ready"}));
        process
    }

    fn line(&mut self) -> Value {
        self.lines.recv_timeout(PATIENCE).expect("it says something")
    }

    fn say(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
    }

    /// The next line that answers a request; events are kept.
    fn answer(&mut self) -> Value {
        loop {
            let line = self.line();
            if line.get("event").is_none() {
                return line;
            }
            self.events.push(line);
        }
    }

    fn ask(&mut self, request: Value) -> Value {
        self.say(&request.to_string());
        let answer = self.answer();
        assert_eq!(answer["id"], request["id"]);
        answer
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Closes its input and waits for its end.
    fn end(mut self) -> ExitStatus {
        self.input = None;
        let last = loop {
            if let Err(last) = self.lines.recv_timeout(PATIENCE) {
                break last;
            }
        };
        if last == RecvTimeoutError::Timeout {
            self.child.kill().unwrap();
        }
        let status = self.child.wait().unwrap();
        assert_eq!(last, RecvTimeoutError::Disconnected, "it did not end by itself");
        status
    }
}

fn creation(id: u32, record: &str) -> Value {
    json!({"id": id, "cmd": "edit", "board": "line-1", "record": record, "kind": "create",
        "record_kind": "note", "set": {"text": format!("note {id}")}})
}

fn records_in_queue(client: &mut Headless) -> Vec<Value> {
    let answer = client.ask(json!({"id": "q", "cmd": "queue"}));
    let ops = answer["ok"]["ops"].as_array().unwrap();
    ops.iter().map(|op| op["record"].clone()).collect()
}

#[test]
fn what_was_answered_survives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut client = Headless::start(dir.path());
    let op_id = client.ask(creation(1, "n1"))["ok"]["op_id"].clone();
    assert!(op_id.is_string());
    let shown = client.ask(json!({"id": 2, "cmd": "get", "board": "line-1", "record": "n1"}));
    assert_eq!(shown["ok"]["records"][0]["fields"]["text"], "note 1");
    assert_eq!(shown["ok"]["records"][0]["sync"]["state"], "waiting");
    client.kill();

    let mut client = Headless::start(dir.path());
    let queue = client.ask(json!({"id": 1, "cmd": "queue"}));
    assert_eq!(queue["ok"]["ops"][0]["op_id"], op_id);
    let shown = client.ask(json!({"id": 2, "cmd": "get", "board": "line-1"}));
    assert_eq!(shown["ok"]["records"][0]["fields"]["text"], "note 1");
    assert!(client.end().success());
}

#[test]
fn edits_in_flight_keep_their_order_and_are_answered_before_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let mut client = Headless::start(dir.path());
    for id in 0..64 {
        client.say(&creation(id, &format!("n{id}")).to_string());
    }
    client.say(&json!({"id": "end", "cmd": "quit"}).to_string());
    let answers: Vec<_> = (0..=64).map(|_| client.answer()).collect();
    assert!(answers[..64].iter().all(|answer| answer["ok"]["op_id"].is_string()));
    assert_eq!(answers[64], json!({"id": "end", "ok": {}}));
    assert!(client.end().success());

    let mut client = Headless::start(dir.path());
    let expected: Vec<_> = (0..64).map(|id| json!(format!("n{id}"))).collect();
    assert_eq!(records_in_queue(&mut client), expected);
}

#[test]
fn bad_requests_are_answered_and_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut client = Headless::start(dir.path());
    client.say("nonsense");
    let answer = client.answer();
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(null), &json!("invalid_command"))
    );
    assert_eq!(answer["error"]["action"], "fix_input");
    for (request, code) in [
        (json!({"id": 1, "cmd": "dance"}), "invalid_command"),
        (json!({"id": 2, "cmd": "get", "board": "unheard-of"}), "unknown_board"),
        (
            json!({"id": 3, "cmd": "edit", "board": "line-1", "record": "n1", "kind": "patch",
                "set": {"a//b": 1}}),
            "invalid_path",
        ),
        (
            json!({"id": 4, "cmd": "retry", "op_id": "0192f0c1-2345-7abc-8def-0123456789ab"}),
            "unknown_op",
        ),
        (
            json!({"id": 5, "cmd": "wait_for", "board": "line-1", "record": "n1", "path": "a",
                "equals": 1, "timeout_ms": 10}),
            "timeout",
        ),
        (json!({"id": 6, "cmd": "await", "until": "synced", "timeout_ms": 10}), "timeout"),
    ] {
        assert_eq!(client.ask(request)["error"]["code"], code);
    }
    assert!(records_in_queue(&mut client).is_empty());
    assert!(client.ask(json!({"id": 7, "cmd": "await", "until": "idle"}))["ok"].is_object());
}

#[test]
fn a_wait_ends_when_the_value_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut client = Headless::start(dir.path());
    let wait = |id: u32, equals: Value| {
        json!({"id": id, "cmd": "wait_for", "board": "line-1", "record": "n1", "path": "text",
            "equals": equals})
    };
    assert!(client.ask(wait(1, json!(null)))["ok"].is_object(), "absent is null");
    client.say(&wait(2, json!("note 3")).to_string());
    client.say(&creation(3, "n1").to_string());
    let mut answers = [client.answer(), client.answer()];
    answers.sort_by_key(|answer| answer["id"].as_u64());
    assert_eq!(answers[0], json!({"id": 2, "ok": {"value": "note 3"}}));
    assert!(answers[1]["ok"]["op_id"].is_string());
    assert_eq!(client.ask(wait(4, json!("note 3")))["ok"]["value"], "note 3");
}

#[test]
fn changes_are_told_as_events() {
    let dir = tempfile::tempdir().unwrap();
    let mut client = Headless::start(dir.path());
    client.ask(creation(1, "n1"));
    let is_told =
        |client: &Headless, event: &str| client.events.iter().any(|told| told["event"] == event);
    while !["status", "record", "queue"].iter().all(|event| is_told(&client, event)) {
        let line = client.line();
        client.events.push(line);
    }
    let record = client.events.iter().find(|told| told["event"] == "record").unwrap();
    assert_eq!((&record["board"], &record["record"]["id"]), (&json!("line-1"), &json!("n1")));
    let status = client.events.iter().rfind(|told| told["event"] == "status").unwrap();
    assert_eq!(status["state"], "offline");
}

#[cfg(target_os = "linux")]
#[test]
fn a_named_pipe_whose_writer_has_left_is_read_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("commands");
    assert!(Command::new("mkfifo").arg(&name).status().unwrap().success());
    // Open for both directions, it waits for nobody.
    let mut writer = File::options().read(true).write(true).open(&name).unwrap();
    writeln!(writer, "{}", creation(1, "n1")).unwrap();
    let reader = File::open(&name).unwrap();
    drop(writer);
    let mut client = Headless::spawn_on(reader.into(), &dir.path().join("data"), &[]);
    assert!(client.answer()["ok"]["op_id"].is_string());
    assert!(client.end().success());
}

#[test]
fn what_cannot_start_says_why_and_touches_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let _running = Headless::start(dir.path());
    let refused = |data: &Path, arguments: &[&str], code: &str| {
        let mut second = Headless::spawn(data, arguments);
        let line = second.line();
        assert_eq!((&line["event"], &line["error"]["code"]), (&json!("failed"), &json!(code)));
        assert!(!second.end().success());
    };
    refused(dir.path(), &[], "profile_in_use");
    let other = tempfile::tempdir().unwrap();
    refused(other.path(), &["--server", "ftp://example.org"], "invalid_address");
    let database = other.path().join("client.db");
    std::fs::write(&database, "no database ".repeat(100)).unwrap();
    refused(other.path(), &[], "database_corrupt");
    assert!(std::fs::read_to_string(&database).unwrap().starts_with("no database"));
}
