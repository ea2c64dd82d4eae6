//! Values of the history brought back by new operations.

use crate::support::*;
use serde_json::json;
use tideboard_protocol::{
    Cause, ErrorCode, OpKind,
    ipc::{HistoryValues, Resolution},
};

/// Ana wrote "mine", Bo "theirs", and Ana decided.
fn decided(resolution: Resolution) -> Client {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.result(op, "conflict", json!({"seq": 2, "conflicts": [{"path": "text", "value": "theirs",
        "seq": 2, "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]}));
    ana.delta(1, 2, json!([change(2, "n", BO, json!({"set": {"text": "theirs"}}))]));
    ana.resolve(op, resolution).unwrap();
    ana.pushed();
    ana
}

#[test]
fn the_losing_value_of_a_decision_comes_back_with_one_command_and_can_be_undone() {
    let mut ana = decided(Resolution::Remote);
    assert_eq!(ana.shown("n", "text"), Some(json!("theirs")));
    ana.restore_newest(HistoryValues::Mine).unwrap();
    assert_eq!(ana.shown("n", "text"), Some(json!("mine")));
    assert_eq!(ana.pushed()[0].cause, Cause::Undo);
    ana.undo().unwrap();
    assert_eq!(ana.shown("n", "text"), Some(json!("theirs")));

    let mut ana = decided(Resolution::Local);
    ana.restore_newest(HistoryValues::Theirs).unwrap();
    assert_eq!(ana.shown("n", "text"), Some(json!("theirs")));
}

#[test]
fn what_was_rolled_back_comes_back_also_where_the_record_never_came_to_be() {
    let mut ana = client_with_a_note();
    let mut new = create("m", "note");
    new.set.insert("text".parse().unwrap(), json!("hello"));
    ana.link_breaks();
    let op = ana.edit(new).unwrap();
    ana.discard(op).unwrap();
    assert_eq!(ana.shown("m", "text"), None);
    ana.restore_newest(HistoryValues::Mine).unwrap();
    assert_eq!(ana.shown("m", "text"), Some(json!("hello")));
}

#[test]
fn a_settled_change_can_be_taken_back_long_after() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "new")).unwrap();
    ana.result(op, "applied", json!({"seq": 2}));
    ana.delta(1, 2, json!([change(2, "n", ME, json!({"set": {"text": "new"}}))]));
    let mut ana = ana.restarted();
    ana.restore_newest(HistoryValues::Before).unwrap();
    assert_eq!(ana.shown("n", "text"), Some(json!("old")));
}

#[test]
fn fields_of_a_deleted_record_come_back_with_it() {
    let mut ana = decided(Resolution::Remote);
    let mut delete = edit("n");
    delete.kind = OpKind::Delete;
    ana.edit(delete).unwrap();
    ana.pushed();
    ana.restore_newest(HistoryValues::Mine).unwrap();
    assert_eq!(ana.shown("n", "text"), Some(json!("mine")));
}

#[test]
fn what_is_shown_already_is_not_written_again() {
    let mut ana = decided(Resolution::Remote);
    let refused = ana.restore_newest(HistoryValues::Theirs).unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongState);
    assert!(ana.pushed().is_empty());
}
