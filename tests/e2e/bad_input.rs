//! What cannot be done is answered with a code, a sentence and an action, and breaks nothing.

use std::process::Command;

use serde_json::{Value, json};
use tideboard_tests::{
    BOARD, Edit, HeadlessClient, PATIENCE, Process, Role, World, programs::program,
};

fn alone() -> (World, HeadlessClient) {
    let world = World::with_board();
    let ada = world.client("ada", Role::Editor);
    (world, ada)
}

#[test]
fn edits_that_break_a_rule_are_refused_at_once_and_leave_no_trace() {
    let (_world, mut ada) = alone();
    let deep = (0..17).fold(json!(1), |inner, _| json!([inner]));
    for (edit, code) in [
        (Edit::of("tank").set("a//b", 1), "invalid_path"),
        (Edit::of("tank").set("with space", 1), "invalid_path"),
        (Edit::of("tank").set("1/2/3/4/5/6/7/8/9", 1), "invalid_path"),
        (Edit::of("tank").remove(""), "invalid_path"),
        (Edit::of("tank").set("x", 9_007_199_254_740_993_u64), "invalid_value"),
        (Edit::of("tank").set("x", "nul\0"), "invalid_value"),
        (Edit::of("tank").set("x", deep), "invalid_value"),
        (Edit::of("tank").inc("value", 1e300), "invalid_value"),
        (Edit::of("tank").inc("title", 1), "type_mismatch"),
        (Edit::of("tank").set("x", "x".repeat(70_000)), "too_large"),
        (Edit::of("nothing-here").set("x", 1), "unknown_record"),
        (Edit::create("tank", "counter").set("value", 1), "exists"),
    ] {
        let failure = ada.fails(&edit.command(BOARD));
        assert_eq!(failure.code, code, "{edit:?}: {failure}");
        assert_eq!(failure.action, "fix_input", "{edit:?}: {failure}");
        assert!(!failure.message.is_empty());
    }
    assert!(ada.queue().is_empty());
    ada.adds("tank", "value", 1);
    ada.is_synced();
}

#[test]
fn commands_that_cannot_be_understood_are_answered() {
    let (_world, mut ada) = alone();
    for (command, code) in [
        (json!({"cmd": "dance"}), "invalid_command"),
        (json!({"no": "command"}), "invalid_command"),
        (json!({"cmd": "subscribe"}), "invalid_command"),
        (json!({"cmd": "subscribe", "board": "No Slug"}), "invalid_command"),
        (json!({"cmd": "get", "board": "never-heard-of"}), "unknown_board"),
        (json!({"cmd": "get", "board": BOARD, "record": "none"}), "unknown_record"),
        (json!({"cmd": "resolve", "op_id": uuid(), "choice": "local"}), "unknown_op"),
        (json!({"cmd": "retry", "op_id": uuid()}), "unknown_op"),
        (json!({"cmd": "discard", "op_id": uuid()}), "unknown_op"),
        (json!({"cmd": "await", "until": "doomsday"}), "invalid_command"),
    ] {
        let failure = ada.fails(&command);
        assert_eq!(failure.code, code, "{command}: {failure}");
    }
}

#[test]
fn a_line_that_is_no_json_is_answered_and_the_next_one_is_read() {
    let (_world, mut ada) = alone();
    assert!(ada.process().tell("{not json"));
    assert!(ada.process().tell("[1, 2]"));
    assert_eq!(ada.now("tank", "value"), 10);
    for _ in 0..2 {
        let failure = ada.unasked_answer().expect_err("an unreadable line is no success");
        assert_eq!(failure.code, "invalid_command");
    }
}

#[test]
fn waiting_ends_in_time() {
    let (mut world, mut ada) = alone();
    let wait = json!({
        "cmd": "wait_for", "board": BOARD, "record": "tank", "path": "value",
        "equals": 11, "timeout_ms": 50,
    });
    assert_eq!(ada.fails(&wait).code, "timeout");
    world.server.kill();
    ada.adds("tank", "value", 1);
    let synced = json!({"cmd": "await", "until": "synced", "timeout_ms": 50});
    assert_eq!(ada.fails(&synced).code, "timeout");
    assert!(ada.call(&wait).is_ok(), "the own edit counts at once");
}

#[test]
fn what_the_server_refuses_is_parked_with_its_reason_and_the_rest_goes_on() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    let change = ada.adds("tank", "value", 1);
    ben.sets("tank", "value", "a word");
    ben.is_synced();
    ada.resumes();
    let refused = ada.change_is(&change, "refused");
    assert_eq!(refused["code"], "type_mismatch", "{refused}");
    ada.reaches("attention");
    ada.sets("log", "text", "others go on");
    ben.reads("log", "text", "others go on");
    ben.sets("round", "items/a/done", true);
    ada.reads("round", "items/a/done", true);

    ada.comes_back();
    let refused = ada.change_is(&change, "refused");
    assert_eq!(refused["code"], "type_mismatch", "the reason outlives a restart: {refused}");
    ben.sets("tank", "value", 20);
    ada.is_idle();
    ada.done(&json!({"cmd": "retry", "op_id": change}));
    ben.reads("tank", "value", 21);
    ada.is_synced();
}

#[test]
fn a_refused_change_can_be_rolled_back() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    let change = ada.adds("tank", "value", 1);
    ben.sets("tank", "value", "a word");
    ben.is_synced();
    ada.resumes();
    ada.change_is(&change, "refused");
    ada.done(&json!({"cmd": "discard", "op_id": change}));
    ada.reads("tank", "value", "a word");
    ada.is_synced();
}

#[test]
fn an_unsent_change_can_be_rolled_back() {
    let (_world, mut ada) = alone();
    ada.pauses();
    let change = ada.sets("log", "text", "rash");
    ada.reads("log", "text", "rash");
    ada.done(&json!({"cmd": "discard", "op_id": change}));
    ada.reads("log", "text", "calm");
    assert!(ada.queue().is_empty());
    ada.resumes();
    ada.is_synced();
}

#[test]
fn an_address_that_is_none_is_refused_at_the_start() {
    let world = World::without_server();
    for address in ["ftp://example.org", "ws://host:99999", "wss://example.org/?token=secret"] {
        let mut command = Command::new(program("tideboard-headless"));
        command.arg("--data").arg(world.folder("ada")).args(["--server", address]);
        let mut process = Process::start("ada", &mut command);
        let (status, lines) = process.output_within(PATIENCE);
        assert!(!status.success(), "{address}");
        let failed = failure_among(&lines);
        assert_eq!(failed["code"], "invalid_address", "{lines:?}");
        assert!(!process.log().contains("secret\""), "a secret in a URL is not repeated");
    }
}

/// The error that a client which cannot start says as its last event.
pub fn failure_among(lines: &[String]) -> Value {
    lines
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find(|event| event["event"] == "failed")
        .map(|event| event["error"].clone())
        .unwrap_or_else(|| panic!("no failure among {lines:?}"))
}

fn uuid() -> String {
    tideboard_tests::raw::new_id()
}
