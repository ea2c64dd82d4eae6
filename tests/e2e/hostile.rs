//! Input that means harm, over the real wire and the real pipe: it is answered or sent away, costs
//! a bounded amount of memory, and nobody else notices.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::{Map, Value, json};
use tideboard_tests::{
    BOARD, Edit, HeadlessClient, PATIENCE, RawClient, Role, World, raw::new_id, sources,
};

/// Most memory that a program may ever have used, in bytes, whatever it was sent.
const MEMORY: u64 = 256 * 1024 * 1024;

/// Values of every type and size that a program may not expect.
fn strange_values() -> Vec<Value> {
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let many: Map<String, Value> = (0..5_000).map(|n| (format!("p/{n}"), json!(n))).collect();
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0.5),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("\u{0}\u{feff}\u{202e}"),
        json!("x".repeat(100_000)),
        json!([]),
        json!([[], {}, null]),
        json!({}),
        json!({"": {"": null}}),
        deep,
        Value::Object(many),
    ]
}

/// A JSON text with each member in turn, at any depth, replaced by each strange value.
fn twisted(value: &Value) -> Vec<Value> {
    let mut pointers = Vec::new();
    collect(value, String::new(), &mut pointers);
    let mut twisted = Vec::new();
    for pointer in pointers {
        for strange in strange_values() {
            let mut copy = value.clone();
            *copy.pointer_mut(&pointer).expect("it points into the value") = strange;
            twisted.push(copy);
        }
    }
    twisted
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| (key.replace('~', "~0").replace('/', "~1"), member))
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(n, it)| (n.to_string(), it)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (key, member) in below {
        let pointer = format!("{at}/{key}");
        collect(member, pointer.clone(), pointers);
        pointers.push(pointer);
    }
}

/// Texts that no decent program sends, each in the place of a whole message or line.
fn broken_texts() -> Vec<Vec<u8>> {
    let op = |set: &str| {
        format!(
            r#"{{"type":"push","cmd":"edit","id":7,"board":"{BOARD}","record":"tank","kind":"patch","set":{set},"ops":[{{"op_id":"{}","board":"{BOARD}","record":"tank","base":4,"kind":"patch","set":{set},"at":"2026-01-01T00:00:00Z"}}]}}"#,
            new_id()
        )
    };
    let mut texts: Vec<Vec<u8>> = [
        r#"{"a":NaN}"#,
        r#"{"a":Infinity}"#,
        r#"{"type":"ping""#,
        r#"{'type':'ping'}"#,
        "[[[[",
        "}",
        "\u{feff}{}",
        "{\"type\":\"ping\"}{\"type\":\"ping\"}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    for set in [
        r#"{"a":1e999}"#,
        r#"{"a":-1e999}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\udc00\ud800"}"#,
        r#"{"a":1,"a":2,"a":{"b":1,"b":2}}"#,
        r#"{"a":"\u0000"}"#,
        r#"{"a":00}"#,
        r#"{"a":1e1000000000000}"#,
    ] {
        texts.push(op(set).into_bytes());
    }
    texts.push(op(&format!(r#"{{"a":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000))).into());
    texts.push(op(&format!(r#"{{"a":{}}}"#, "9".repeat(300_000))).into());
    let many: Vec<_> = (0..30_000).map(|n| format!(r#""p/{n}":{n}"#)).collect();
    texts.push(op(&format!("{{{}}}", many.join(","))).into());
    texts.push([b"{\"type\":\"".as_slice(), &[0xff, 0xfe, 0xc0, 0x80], b"\"}"].concat());
    texts
}

#[test]
fn lines_that_mean_harm_are_each_answered_and_the_client_goes_on() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut answered = 0;
    for text in broken_texts() {
        ada.process().tell_bytes(&[text.as_slice(), b"\n"].concat());
        let has_id = text.windows(6).any(|it| it == b"\"id\":7")
            && serde_json::from_slice::<Value>(&text).is_ok();
        // A line that is an object is answered under its id, whatever else it holds.
        let answer = if has_id { ada.answer(7, PATIENCE) } else { ada.unasked_answer() };
        if let Err(failure) = answer {
            assert!(!failure.message.is_empty() && !failure.code.is_empty());
            assert!(failure.message.len() < 2_000, "a complaint is short: {failure}");
        }
        answered += 1;
    }
    assert!(answered > 15);
    for _ in 0..3 {
        ada.process().tell_bytes(&[b"x".repeat(10 * 1024 * 1024).as_slice(), b"\n"].concat());
        let failure = ada.unasked_answer().expect_err("10 MB are no command");
        assert_eq!(failure.code, "invalid_command", "{failure}");
    }
    still_works(&mut ada, &world);
}

#[test]
fn commands_with_members_of_any_type_are_each_answered() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut posted = Vec::new();
    for command in [
        json!({"cmd": "edit", "board": BOARD, "record": "x", "kind": "create",
            "record_kind": "note", "set": {"text": "a", "n": [1, {"b": 2}]}, "remove": ["z"],
            "inc": {"count": 1}, "append": {"points": [[1, 2.5]]}}),
        json!({"cmd": "get", "board": BOARD, "record": "tank"}),
        json!({"cmd": "wait_for", "board": BOARD, "record": "tank", "path": "value", "equals": 1,
            "timeout_ms": 1}),
        json!({"cmd": "resolve", "op_id": new_id(), "choice": "merge", "set": {"a": 1},
            "remove": ["b"]}),
        json!({"cmd": "resolve_all", "op_ids": [new_id()], "side": "mine"}),
        json!({"cmd": "history", "before": 3, "limit": 10, "settled": true}),
        json!({"cmd": "restore", "entry": 3, "values": "mine"}),
        json!({"cmd": "import", "sealed": "x", "passphrase": "a long passphrase"}),
        json!({"cmd": "policies", "policies": {"note": "ask"}}),
        json!({"cmd": "subscribe", "board": "b"}),
        json!({"cmd": "unsubscribe", "board": "b"}),
        json!({"cmd": "retry", "op_id": new_id()}),
        json!({"cmd": "discard", "op_id": new_id()}),
        json!({"cmd": "undo", "board": BOARD}),
        json!({"cmd": "redo", "board": BOARD}),
    ] {
        for strange in twisted(&command) {
            if strange["timeout_ms"].as_f64().is_none_or(|limit| limit < 1e6) {
                posted.push(ada.post(&strange));
            }
        }
        for id in posted.drain(..) {
            if let Err(failure) = ada.answer(id, 2 * PATIENCE) {
                assert!(!failure.message.is_empty(), "{failure:?}");
            }
        }
    }
    still_works(&mut ada, &world);
}

#[test]
fn messages_that_mean_harm_are_answered_or_end_their_own_connection_alone() {
    let world = World::with_board();
    let token = world.server.token("eve", Role::Editor);
    let mut ada = world.client("ada", Role::Editor);
    let mut eve = RawClient::greeted(&world.server.url(), &token);
    let mut sent_away = 0;
    for text in broken_texts() {
        match text.len() {
            0..1_000_000 => eve.say_broken_text(&text),
            _ => continue,
        }
        if let Some(closed) = eve.answers_or_is_closed() {
            // 1007 is WebSocket's own word for text that is no UTF-8.
            assert!(matches!(closed.code, None | Some(4500 | 4504 | 1007)), "{closed:?}");
            sent_away += 1;
            eve = RawClient::greeted(&world.server.url(), &token);
        }
    }
    assert!(sent_away > 5, "{sent_away}");
    ada.adds("tank", "value", 1);
    ada.is_synced();
    still_works(&mut ada, &world);
}

#[test]
fn frames_with_members_of_any_type_harm_nobody() {
    let world = World::with_board();
    let token = world.server.token("eve", Role::Editor);
    let mut ada = world.client("ada", Role::Editor);
    let golden = sources().join("../src-tauri/crates/protocol/golden/client");
    let mut eve = RawClient::greeted(&world.server.url(), &token);
    for entry in fs::read_dir(golden).expect("the golden files are there") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a golden file");
        let frame: Value = serde_json::from_str(&text).expect("a golden file holds JSON");
        for strange in twisted(&frame) {
            eve.say(&strange);
            if let Some(closed) = eve.answers_or_is_closed() {
                let own = [4002, 4500, 4501, 4502, 4504];
                assert!(closed.code.is_none_or(|code| own.contains(&code)), "{closed:?}");
                eve = RawClient::greeted(&world.server.url(), &token);
            }
        }
    }
    still_works(&mut ada, &world);
}

#[test]
fn bytes_that_are_no_websocket_frames_end_their_connection() {
    let world = World::with_board();
    let token = world.server.token("eve", Role::Editor);
    let mut ada = world.client("ada", Role::Editor);
    for bytes in [
        // Not masked, as a client's frames must be.
        vec![0x81, 0x02, b'{', b'}'],
        // A reserved kind of frame.
        vec![0x83, 0x80, 0, 0, 0, 0],
        // 2^63 bytes are announced.
        [vec![0x81, 0xff, 0x7f], vec![0xff; 7], vec![0; 4], vec![b'x'; 1000]].concat(),
        // A continuation of nothing.
        vec![0x80, 0x81, 0, 0, 0, 0, b'x'],
        // A ping that is longer than one may be.
        [vec![0x89, 0xfe, 0x00, 0xff, 0, 0, 0, 0], vec![b'x'; 255]].concat(),
        vec![0xff; 4096],
    ] {
        let mut eve = RawClient::greeted(&world.server.url(), &token);
        eve.writes(&bytes);
        eve.is_closed();
    }
    still_works(&mut ada, &world);
}

#[test]
fn bytes_that_are_no_http_harm_nobody() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut silent = Vec::new();
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        [b"GET /".to_vec(), vec![b'x'; 2_000_000], b" HTTP/1.1\r\n\r\n".to_vec()].concat(),
        [b"GET / HTTP/1.1\r\n".to_vec(), b"X: y\r\n".repeat(50_000), b"\r\n".to_vec()].concat(),
        vec![0; 100_000],
    ] {
        let mut stream = connect(&world);
        // The server may hang up while this is written.
        let _ = stream.write_all(&bytes);
        let mut answer = Vec::new();
        let _ = stream.take(10_000).read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 101"), "nothing of this opens a connection");
        // These say nothing at all, and stay.
        silent.push(connect(&world));
    }
    still_works(&mut ada, &world);
}

fn connect(world: &World) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", world.server.port())).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit can be set");
    stream
}

/// A client that met with harm still takes edits, another one sees them, and neither it nor the
/// server ever needed much memory.
#[track_caller]
fn still_works(client: &mut HeadlessClient, world: &World) {
    client.edits(BOARD, &Edit::of("log").set("text", "unharmed"));
    let mut witness = world.client("witness", Role::Viewer);
    witness.reads("log", "text", "unharmed");
    let used = client.process().peak_memory().expect("the system tells it");
    assert!(used < MEMORY, "the client used {} MB", used / 1_000_000);
    let used = world.server.peak_memory();
    assert!(used < MEMORY, "the server used {} MB", used / 1_000_000);
}
