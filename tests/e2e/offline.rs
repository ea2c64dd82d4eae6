//! Working while the server is away, and what happens when it comes.

use tideboard_tests::{BOARD, Edit, Role, World};

#[test]
fn edits_made_without_a_server_survive_a_kill_and_arrive_once() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.adds("tank", "value", 5);
    ada.sets("log", "text", "server gone at noon");
    ada.edits(BOARD, &Edit::create("extra", "note").set("text", "made offline"));
    ada.comes_back();
    ada.reads("tank", "value", 15);
    ada.reads("log", "text", "server gone at noon");
    assert_eq!(ada.queue().len(), 3);
    ada.comes_back();

    world.server.start();
    ada.syncs_now();
    ada.is_synced();
    assert!(ada.queue().is_empty());
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 15);
    ben.reads("log", "text", "server gone at noon");
    ben.reads("extra", "text", "made offline");
}

#[test]
fn a_board_made_before_any_server_was_met_arrives_with_all_it_holds() {
    let mut world = World::without_server();
    let mut ada = world.profile("ada", Role::Owner);
    ada.start();
    ada.creates_board();
    ada.adds("tank", "value", 1);
    ada.reads("tank", "value", 11);
    let status = ada.reaches("offline");
    // The counter's creation and the increment are one change as long as neither was sent.
    assert_eq!(status["unsent"], 4, "{status}");

    world.server.start();
    ada.syncs_now();
    ada.is_synced();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 11);
    ben.reads("round", "items/a/text", "Look at the gauge");
    assert_eq!(ben.board(BOARD)["title"], "Line 3");
}

#[test]
fn what_was_received_is_there_without_a_server() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    ada.reads("tank", "value", 10);
    world.server.kill();
    ada.comes_back();
    assert_eq!(ada.now("tank", "value"), 10);
    assert_eq!(ada.now("log", "text"), "calm");
    let board = ada.board(BOARD);
    assert_eq!(board["loaded"], true, "{board}");
    assert_eq!(board["freshness"]["freshness"], "as_of", "old data never looks live: {board}");
}

#[test]
fn offline_is_said_and_synced_is_not() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let synced = ada.reaches("synced");
    assert_eq!(synced["tone"], "good", "{synced}");
    world.server.kill();
    ada.sets("log", "text", "unsent");
    assert_ne!(ada.state(), "synced");
    let offline = ada.reaches("offline");
    assert_eq!(offline["unsent"], 1, "{offline}");
    assert_eq!(offline["tone"], "warn", "{offline}");
    assert!(offline["since"].is_string(), "{offline}");
}

#[test]
fn what_others_did_meanwhile_comes_in_on_return() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.kill();
    for n in 0..20 {
        ben.sets("log", "text", format!("line {n}"));
    }
    ben.edits(BOARD, &Edit::delete("round"));
    ben.is_synced();
    ada.comes_back();
    ada.reads("log", "text", "line 19");
    assert!(ada.record(BOARD, "round").is_none());
    ada.is_synced();
}

#[test]
fn pausing_keeps_edits_and_resuming_sends_them() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    let change = ada.sets("tank", "title", "Main tank");
    let paused = ada.reaches("paused");
    assert_eq!(paused["unsent"], 1, "{paused}");
    ben.sets("log", "text", "while Ada is paused");
    ben.is_synced();
    assert_eq!(ada.change_is(&change, "waiting")["op_id"], change.as_str());
    assert_eq!(ben.now("tank", "title"), "Tank");

    ada.comes_back();
    ada.reaches("paused");
    ada.resumes();
    ben.reads("tank", "title", "Main tank");
    ada.reads("log", "text", "while Ada is paused");
    ada.is_synced();
}
