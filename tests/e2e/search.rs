//! Words are found on all boards that a client holds, with or without a server.

use serde_json::{Value, json};
use tideboard_tests::{BOARD, Edit, HeadlessClient, Role, World};

const YARD: &str = "yard-4f2a";

fn searches(client: &mut HeadlessClient, text: &str) -> Value {
    client.done(&json!({ "cmd": "search", "text": text, "first": BOARD }))
}

/// The widgets found, as `board/widget`.
fn places(found: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let hits = found["hits"].as_array().expect("hits");
    hits.iter().map(|hit| format!("{}/{}", text(&hit["board"]), text(&hit["record"]))).collect()
}

fn on(board: &str, record: &str) -> String {
    format!("{board}/{record}")
}

#[test]
fn words_are_found_on_boards_that_are_not_open_also_without_a_server() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Owner);
    ada.edits(YARD, &Edit::create("board", "board").set("title", "Yard"));
    let bays = Edit::create("bays", "table").set("title", "Bays").set("columns/c/name", "Lorry");
    ada.edits(YARD, &bays.set("rows/r1/c", "Blue lorry at the gauge").set("rows/r2/c", 417));
    ada.is_synced();
    world.server.kill();
    ada.comes_back();

    let found = searches(&mut ada, "GAUGE");
    assert_eq!(places(&found), [on(BOARD, "round"), on(YARD, "bays")], "{found}");
    let second = &found["hits"][1];
    assert_eq!(second["board_title"], "Yard");
    assert_eq!(second["title"], "Bays");
    assert_eq!(second["text"], "Blue lorry at the gauge");
    assert_eq!(found["more"], false);

    assert_eq!(places(&searches(&mut ada, "bays 417")), [on(YARD, "bays")]);
    ada.edits(YARD, &Edit::of("bays").set("rows/r1/c", "gone"));
    assert_eq!(places(&searches(&mut ada, "gauge")), [on(BOARD, "round")]);
    ada.edits(YARD, &Edit::delete("bays"));
    assert!(places(&searches(&mut ada, "bays")).is_empty());
    assert!(places(&searches(&mut ada, "g")).is_empty(), "too little to look for");
}

#[test]
fn at_the_bound_it_is_said_that_there_is_more() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    for number in 0..51 {
        let id = format!("n{number}");
        ada.edits(BOARD, &Edit::create(&id, "note").set("title", "Same").set("text", "same"));
    }
    let found = searches(&mut ada, "same");
    assert_eq!(places(&found).len(), 50);
    assert_eq!(found["more"], true);
    let longest = format!("same {}", "x".repeat(100_000));
    assert!(places(&searches(&mut ada, &longest)).is_empty());
}
