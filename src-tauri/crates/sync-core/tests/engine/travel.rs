//! Unsent changes taken to another computer.

use crate::support::*;
use serde_json::json;
use tideboard_protocol::ErrorCode;

#[test]
fn unsent_changes_travel_under_their_ids_and_twice_is_harmless() {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    let first = ana.edit(set("n", "text", "one")).unwrap();
    let rows = ana.exports();
    let later = ana.edit(set("n", "text", "two")).unwrap();
    assert_ne!(first, later, "what may be sent elsewhere is not changed any more");
    assert!(ana.discard(first).is_err());

    let mut other = client_with_a_note();
    assert_eq!(other.imports(rows.clone()), Ok((1, 0)));
    assert_eq!(other.imports(rows), Ok((0, 1)));
    assert_eq!(other.shown("n", "text"), Some(json!("one")));
    let pushed = other.pushed();
    assert_eq!(pushed.len(), 1);
    assert!(pushed[0].op_id == first && pushed[0].resend);
    let other = other.restarted();
    assert_eq!(other.disk.stored.queue.len(), 1);
}

#[test]
fn a_file_with_one_bad_change_brings_nothing_in() {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    ana.edit(set("n", "text", "one")).unwrap();
    ana.edit(set("m", "text", "two")).unwrap_err();
    let mut rows = ana.exports();
    let mut bad = rows[0].clone();
    bad.op.set.insert("text".parse().unwrap(), json!("x".repeat(100_000)));
    rows.push(bad);
    let mut other = client_with_a_note();
    assert_eq!(other.imports(rows).unwrap_err().code, ErrorCode::TooLarge);
    assert!(other.disk.stored.queue.is_empty());
}
