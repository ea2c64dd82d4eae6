//! Tokens and rights: whoever may not, is told so, and loses nothing.

use tideboard_tests::{BOARD, Edit, Role, World};

#[test]
fn a_wrong_token_asks_for_signing_in_and_keeps_edits() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let right = world.server.token("ada", Role::Editor);
    ada.kill();
    ada.use_token("tideboard_wrong");
    ada.start();
    let status = ada.reaches("sign_in_needed");
    assert_eq!(status["cause"]["code"], "unauthorized", "{status}");
    assert_eq!(status["cause"]["action"], "sign_in", "{status}");
    ada.adds("tank", "value", 1);
    ada.reads("tank", "value", 11);
    assert_eq!(ada.status()["unsent"], 1);

    ada.kill();
    ada.use_token(&right);
    ada.joins();
    ada.reads("tank", "value", 11);
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 11);
}

#[test]
fn without_a_token_signing_in_is_needed() {
    let world = World::with_board();
    let mut ada = tideboard_tests::HeadlessClient::prepare(
        "ada",
        world.folder("ada"),
        &world.server.url(),
        None,
    );
    ada.start();
    let status = ada.reaches("sign_in_needed");
    assert_eq!(status["tone"], "bad", "{status}");
}

#[test]
fn a_token_that_is_revoked_ends_the_connection_and_keeps_edits() {
    let mut world = World::with_board();
    world.server.kill();
    world.server.beats_every(std::time::Duration::from_millis(500));
    world.server.start();
    let mut ada = world.client("ada", Role::Editor);
    world.server.revoke("ada");
    ada.reaches("sign_in_needed");
    ada.adds("tank", "value", 1);
    ada.kill();
    ada.use_token(&world.server.token("ada", Role::Editor));
    ada.joins();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 11);
}

#[test]
fn a_viewers_edit_waits_with_its_reason_until_the_rights_are_there() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Viewer);
    let change = ada.sets("log", "text", "may I?");
    let gated = ada.change_is(&change, "gated");
    assert_eq!(gated["code"], "forbidden", "{gated}");
    assert!(gated["message"].as_str().is_some_and(|text| !text.is_empty()), "{gated}");
    ada.reads("log", "text", "may I?");
    let mut ben = world.client("ben", Role::Editor);
    ben.sets("tank", "value", 7);
    ada.reads("tank", "value", 7);

    ada.comes_back();
    let gated = ada.change_is(&change, "gated");
    assert_eq!(gated["code"], "forbidden", "the reason outlives a restart: {gated}");
    ada.kill();
    ada.use_token(&world.server.token("ada", Role::Editor));
    ada.joins();
    ben.reads("log", "text", "may I?");
}

#[test]
fn a_token_for_one_board_opens_no_other() {
    let world = World::with_board();
    let mut owner = world.client("owner", Role::Owner);
    owner.edits("dock-8w1z", &Edit::create("board", "board").set("title", "Dock"));
    owner.is_synced();
    let mut ada = world.profile("ada", Role::Viewer);
    ada.use_token(&world.server.token_for("ada", Role::Editor, Some("dock-8w1z")));
    ada.start();
    ada.subscribes("dock-8w1z");
    ada.sees("dock-8w1z", "board", "title", "Dock");
    ada.subscribes(BOARD);
    ada.is_idle();
    let board = ada.call(&serde_json::json!({"cmd": "get", "board": BOARD}));
    let is_empty =
        |board: &serde_json::Value| board["records"].as_array().is_none_or(Vec::is_empty);
    assert!(board.as_ref().map_or(true, is_empty), "{board:?}");
}

#[test]
fn an_edit_of_an_unknown_board_waits_until_the_board_is_there() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let change = ada.edits("later-0000", &Edit::create("pump", "note").set("text", "early"));
    let gated = ada.change_is(&change, "gated");
    assert_eq!(gated["code"], "unknown_board", "{gated}");
    ada.sets("log", "text", "other boards go on");
    let mut owner = world.client("owner", Role::Owner);
    owner.reads("log", "text", "other boards go on");
    owner.edits("later-0000", &Edit::create("board", "board").set("title", "Later"));
    owner.subscribes("later-0000");
    owner.sees("later-0000", "pump", "text", "early");
    ada.is_synced();
}

#[test]
fn changes_of_one_person_are_never_sent_as_anothers() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.sets("log", "text", "Ada's");
    ada.kill();
    world.server.start();
    let adas = world.server.token("ada", Role::Editor);
    ada.use_token(&world.server.token("ben", Role::Editor));
    ada.start();
    // Only the welcome tells whose token it is; what is asked before that, Ada asked.
    ada.reaches("synced");
    ada.subscribes(BOARD);
    ada.is_synced();
    assert_eq!(ada.now("log", "text"), "calm");
    assert!(ada.queue().is_empty());
    ada.kill();
    ada.use_token(&adas);
    ada.joins();
    ada.reads("log", "text", "Ada's");
    let mut ben = world.client("carol", Role::Editor);
    ben.reads("log", "text", "Ada's");
    let record = ben.record(BOARD, "log").expect("the note is there");
    assert_eq!(record["changed_by"]["user"], "ada", "{record}");
}
