//! Many changes: their order, and what is folded into one.

use std::time::Duration;

use serde_json::json;
use tideboard_tests::{BOARD, Edit, Role, World};

const MANY: usize = 5_000;

#[test]
fn five_thousand_edits_drain_in_order() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    // Each appends to a series and moves a field on: no two can be folded away unnoticed.
    let posted: Vec<_> = (0..MANY)
        .map(|n| {
            let record = format!("meter-{}", n % 50);
            let edit = if n < 50 {
                Edit::create(&record, "counter").set("step", 0)
            } else {
                Edit::of(&record).set("step", n).inc("value", 1)
            };
            ada.post(&edit.command(BOARD))
        })
        .collect();
    for id in posted {
        ada.answer(id, Duration::from_secs(60)).expect("every edit is saved");
    }
    let unsent = ada.status()["unsent"].as_u64().expect("a number");
    assert!(unsent >= 50, "{unsent}");
    ada.comes_back();
    assert_eq!(ada.status()["unsent"], unsent);

    world.server.start();
    ada.syncs_now();
    ada.is_synced_within(Duration::from_secs(90));
    let mut ben = world.client("ben", Role::Editor);
    for record in 0..50 {
        let fields = ben.record(BOARD, &format!("meter-{record}")).expect("it is there");
        assert_eq!(fields["fields"]["step"], MANY - 50 + record, "the last one stands");
        assert_eq!(fields["fields"]["value"], MANY / 50 - 1, "each counts once");
    }
}

#[test]
fn changes_that_cannot_be_folded_drain_in_order_too() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    // Sent while earlier ones are on their way: what is on its way is never folded into.
    let posted: Vec<_> = (0..MANY)
        .map(|n| ada.post(&Edit::of("log").set("text", format!("line {n}")).command(BOARD)))
        .collect();
    for id in posted {
        ada.answer(id, Duration::from_secs(60)).expect("every edit is saved");
    }
    ada.is_synced_within(Duration::from_secs(60));
    ben.reads("log", "text", format!("line {}", MANY - 1));
    let lines: Vec<usize> = ben
        .take_events()
        .iter()
        .filter(|event| event["event"] == "record" && event["record"]["id"] == "log")
        .filter_map(|event| event["record"]["fields"]["text"].as_str()?.strip_prefix("line "))
        .filter_map(|number| number.parse().ok())
        .collect();
    assert!(lines.is_sorted(), "the second client never saw a step back: {lines:?}");
}

#[test]
fn later_edits_of_a_record_fold_into_one_that_still_waits() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.misses_the_server();
    let first = ada.sets("log", "text", "a");
    assert_eq!(ada.sets("log", "text", "ab"), first);
    assert_eq!(ada.adds("tank", "value", 1), ada.adds("tank", "value", 2));
    let queue = ada.queue();
    assert_eq!(queue.len(), 2, "{queue:?}");
    assert_eq!(queue[0]["joined"], 2, "{queue:?}");
    world.server.start();
    ada.syncs_now();
    ada.is_synced();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("log", "text", "ab");
    ben.reads("tank", "value", 13);
}

#[test]
fn what_is_created_and_deleted_unsent_vanishes() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.misses_the_server();
    ada.edits(BOARD, &Edit::create("oops", "note").set("text", "by mistake"));
    ada.edits(BOARD, &Edit::delete("oops"));
    assert!(ada.queue().is_empty());
    world.server.start();
    ada.syncs_now();
    ada.is_synced();
}

#[test]
fn typing_is_saved_at_once_and_sent_after_a_rest() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let text = "the quick brown fox";
    for end in 1..=text.len() {
        let mut command = Edit::of("log").set("text", &text[..end]).command(BOARD);
        command["typing"] = json!(true);
        ada.done(&command);
    }
    ben.reads("log", "text", text);
    ada.is_synced();
    let steps = ben.take_events();
    let steps = steps
        .iter()
        .filter(|event| event["event"] == "record" && event["record"]["id"] == "log")
        .count();
    assert!(steps < text.len(), "keystrokes travel together, not one by one: {steps}");
}
