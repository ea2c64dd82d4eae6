//! Every frame as it stands on the wire, in files that only change on purpose.

use serde_json::Value;
use std::{collections::BTreeSet, env, fs, path::Path};
use tideboard_protocol::{
    ErrorCode, Limits,
    error::Action,
    frame::{
        ClientFrame, ClientMessage, FrameError, ServerFrame, decode_client, decode_server, encode,
        read_client,
    },
};

/// Name and text of each file in a folder of golden frames.
fn files(folder: &str) -> Vec<(String, String)> {
    // Asked when it runs: a build folder may serve several checkouts.
    let sources = env::var_os("CARGO_MANIFEST_DIR").expect("run by cargo");
    let folder = Path::new(&sources).join("golden").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder of golden files")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a text file"))
        })
        .collect();
    files.sort();
    files
}

fn same_json(name: &str, encoded: &str, golden: &str) {
    let encoded: Value = serde_json::from_str(encoded).expect("what is encoded is JSON");
    let golden: Value = serde_json::from_str(golden).expect("a golden file is JSON");
    assert_eq!(encoded, golden, "{name}");
}

#[test]
fn client_frames_are_read_and_written_as_in_their_files() {
    let mut seen = BTreeSet::new();
    for (name, golden) in files("client") {
        let mut messages = decode_client(&golden, &Limits::default()).expect(&name);
        let frame = match messages.remove(0) {
            ClientMessage::Frame(frame) => frame,
            ClientMessage::Push(ops) => ClientFrame::Push {
                ops: ops.into_iter().map(|op| op.expect("a good operation").0).collect(),
            },
            ClientMessage::Unknown => panic!("{name} is of an unknown type"),
        };
        seen.insert(match frame {
            ClientFrame::Hello(_) => "hello",
            ClientFrame::Subscribe { .. } => "subscribe",
            ClientFrame::Unsubscribe { .. } => "unsubscribe",
            ClientFrame::Push { .. } => "push",
            ClientFrame::Auth { .. } => "auth",
            ClientFrame::Presence { .. } => "presence",
            ClientFrame::Ping => "ping",
            ClientFrame::Pong => "pong",
        });
        same_json(&name, &encode(&frame), &golden);
    }
    assert_eq!(seen.len(), 8, "each frame has a file: {seen:?}");
}

#[test]
fn server_frames_are_read_and_written_as_in_their_files() {
    let mut seen = BTreeSet::new();
    for (name, golden) in files("server") {
        let frame = decode_server(&golden).expect(&name).remove(0);
        seen.insert(match &frame {
            ServerFrame::Welcome(_) => "welcome",
            ServerFrame::Boards { .. } => "boards",
            ServerFrame::Delta(delta) => {
                assert!(delta.unreadable.is_empty(), "{name}: {:?}", delta.unreadable);
                "delta"
            }
            ServerFrame::Unsubscribed { .. } => "unsubscribed",
            ServerFrame::Results { .. } => "results",
            ServerFrame::Ping { .. } => "ping",
            ServerFrame::Pong => "pong",
            ServerFrame::Presence { .. } => "presence",
            ServerFrame::Error { .. } => "error",
        });
        same_json(&name, &encode(&frame), &golden);
    }
    assert_eq!(seen.len(), 9, "each frame has a file: {seen:?}");
}

#[test]
fn arrays_unknown_types_and_unknown_members_are_taken_as_the_protocol_says() {
    let limits = Limits::default();
    let text = r#"[{"type":"ping","future":1},{"type":"from_tomorrow"},{"type":"pong"}]"#;
    let messages = decode_client(text, &limits).expect("an array of frames");
    assert_eq!(
        messages,
        [
            ClientMessage::Frame(ClientFrame::Ping),
            ClientMessage::Unknown,
            ClientMessage::Frame(ClientFrame::Pong)
        ]
    );
    let text = r#"[{"type":"from_tomorrow"},{"type":"pong"}]"#;
    assert_eq!(decode_server(text).expect("an array of frames"), [ServerFrame::Pong]);
    let doubled = r#"{"type":"subscribe","board":"a","cursor":1,"cursor":2}"#;
    let [ClientMessage::Frame(ClientFrame::Subscribe { cursor, .. })] =
        decode_client(doubled, &limits).expect("the last of duplicate keys counts")[..]
    else {
        panic!("a subscribe frame")
    };
    assert_eq!(cursor.0, 2);
}

#[test]
fn what_breaks_the_protocol_is_told_apart() {
    let limits = Limits::default();
    for (text, code) in [
        ("{", 4500),
        ("42", 4500),
        ("{}", 4500),
        (r#"{"type":"subscribe","board":"NOT A SLUG","cursor":0}"#, 4500),
        (r#"{"type":"push","ops":[{"op_id":"nonsense"}]}"#, 4500),
        (&" ".repeat(limits.frame_bytes + 1), 4504),
    ] {
        let error = decode_client(text, &limits).expect_err("a broken message");
        assert_eq!(error.code().close_code(), Some(code), "{error}");
    }
}

#[test]
fn what_comes_before_a_break_of_the_protocol_counts() {
    let text = r#"[{"type":"ping"},{"type":"auth"},{"type":"pong"}]"#;
    let messages = read_client(text, &Limits::default());
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_eq!(messages[0], Ok(ClientMessage::Frame(ClientFrame::Ping)));
    let ops = r#"{"op_id":"nonsense"},{"op_id":"0192f0c1-2345-7abc-8def-0123456789ab"}"#;
    let text = format!(r#"{{"type":"push","ops":[{ops}]}}"#);
    let messages = read_client(&text, &Limits::default());
    assert_eq!(messages[1], Err(FrameError::UnreadableOp));
    let Ok(ClientMessage::Push(legible)) = &messages[0] else { panic!("{messages:?}") };
    assert_eq!(legible.len(), 1);
}

#[test]
fn a_member_of_another_version_may_hold_what_no_json_reader_takes() {
    let deep = "[".repeat(500) + &"]".repeat(500);
    for member in [r#""x":"\ud800""#, r#""\ud800":1"#, r#""x":1e999"#, &format!("\"x\":{deep}")] {
        for frame in [
            r#""type":"ping""#,
            r#""type":"from_tomorrow""#,
            r#""type":"push","ops":[]"#,
            r#""type":"subscribe","board":"a","cursor":1.0"#,
        ] {
            let text = format!("{{{frame},{member}}}");
            let messages = decode_client(&text, &Limits::default()).expect(&text);
            assert_eq!(messages.len(), 1);
        }
        let text = format!(r#"{{"type":"boards","boards":[],{member}}}"#);
        assert_eq!(decode_server(&text).expect(&text).len(), 1);
    }
}

#[test]
fn the_versions_of_a_hello_are_looked_at_before_all_else() {
    let hello = |versions: &str, rest: &str| {
        let text = format!(r#"{{"type":"hello","protocol":{versions}{rest}}}"#);
        read_client(&text, &Limits::default()).remove(0)
    };
    for versions in ["[]", "[2]", r#"[2,"1",{},"\ud800",1e999,4294967297]"#] {
        assert_eq!(hello(versions, r#","client":"new""#), Err(FrameError::UnsupportedVersion));
    }
    let rest = r#","client_id":"0192f0c1-2345-7abc-8def-0123456789ab","session":null,"name":"n","app":"a","epoch":null"#;
    for versions in ["[1]", "[1.0]", r#"["2-draft",1,{}]"#] {
        let frame = hello(versions, rest).expect(versions);
        assert!(matches!(frame, ClientMessage::Frame(ClientFrame::Hello(_))));
    }
}

#[test]
fn codes_of_another_version_are_taken_as_the_protocol_says() {
    let text = r#"{"type":"error","code":"from_tomorrow","message":"m","action":"upgrade"}"#;
    let [ServerFrame::Error { code, message, action }] =
        &decode_server(text).expect("an error")[..]
    else {
        panic!("an error frame")
    };
    assert_eq!((*code, message.as_str(), *action), (ErrorCode::Internal, "m", Action::Upgrade));
    let text = r#"{"type":"results","results":[{"op_id":"0192f0c1-2345-7abc-8def-0123456789ab",
        "outcome":"rejected","code":"from_tomorrow"}]}"#;
    let [ServerFrame::Results { results }] = &decode_server(text).expect("results")[..] else {
        panic!("a results frame")
    };
    assert_eq!(results[0].code, None);
}
