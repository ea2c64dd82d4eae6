//! Messages from the wire: reading them never panics, and what was read is written and read again
//! as the same.

use serde_json::Value;
use tideboard_protocol::{
    Limits,
    frame::{ClientFrame, ClientMessage, ServerFrame, decode_client, decode_server, encode},
};

/// As a server reads a client.
pub fn from_a_client(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let limits = Limits::default();
    let messages = match decode_client(text, &limits) {
        Ok(messages) => messages,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(error.code().close_code().is_some(), "{error} closes the connection");
            return;
        }
    };
    for message in messages {
        let (frame, ids) = match message {
            ClientMessage::Unknown => continue,
            ClientMessage::Frame(frame) => (frame, Vec::new()),
            ClientMessage::Push(entries) => {
                let mut ops = Vec::new();
                for entry in entries {
                    match entry {
                        Ok((op, _)) => ops.push(op),
                        Err(refused) => assert!(!refused.rejection.message.is_empty()),
                    }
                }
                let ids = ops.iter().map(|op| op.op_id).collect();
                (ClientFrame::Push { ops }, ids)
            }
        };
        let again = decode_client(&encode(&frame), &Limits { frame_bytes: usize::MAX, ..limits })
            .unwrap_or_else(|error| panic!("{error}: {}", encode(&frame)));
        match again.as_slice() {
            [ClientMessage::Frame(second)] => assert_eq!(*second, frame),
            [ClientMessage::Push(entries)] => {
                let accepted: Vec<_> = entries.iter().flatten().map(|(op, _)| op.op_id).collect();
                assert_eq!(accepted, ids, "what was accepted once is accepted again");
            }
            other => panic!("{other:?} of {frame:?}"),
        }
    }
}

/// As a client reads a server.
pub fn from_a_server(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let frames = match decode_server(text) {
        Ok(frames) => frames,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    for frame in frames {
        if let ServerFrame::Delta(delta) = &frame {
            for change in &delta.changes {
                assert!(change.set.values().all(is_comparable), "{change:?}");
            }
            if !delta.unreadable.is_empty() {
                // What cannot be read is not written either.
                continue;
            }
        }
        let again = decode_server(&encode(&frame));
        assert_eq!(again.as_deref(), Ok(std::slice::from_ref(&frame)), "{}", encode(&frame));
    }
}

/// Whether equality of values is equality of canonical JSON.
fn is_comparable(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            number.is_i64() || number.as_f64().is_some_and(|number| number.fract() != 0.0)
        }
        Value::Array(items) => items.iter().all(is_comparable),
        Value::Object(members) => members.values().all(is_comparable),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}
