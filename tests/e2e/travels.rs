//! What one client writes, others see.

use serde_json::json;
use tideboard_tests::{BOARD, Edit, Role, World, eventually};

#[test]
fn an_edit_travels_to_a_second_client() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.sets("log", "text", "pump 2 is loud");
    assert_eq!(ada.now("log", "text"), "pump 2 is loud", "shown at once");
    ben.reads("log", "text", "pump 2 is loud");
    let seen = ben.record(BOARD, "log").expect("the note is there");
    assert_eq!(seen["kind"], "note");
    assert_eq!(seen["sync"]["state"], "synced");
    assert_eq!(seen["changed_by"]["user"], "ada", "{seen}");
}

#[test]
fn a_record_with_readings_travels_whole() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let create = Edit::create("flow", "chart")
        .set("title", "Flow")
        .set("series/in/name", "Inlet")
        .append("points/in", &[(1_700_000_000_000, 1.5), (1_700_000_001_000, 2.0)]);
    ada.edits(BOARD, &create);
    ada.edits(BOARD, &Edit::of("flow").append("points/in", &[(1_700_000_002_000, 2.5)]));
    let points = eventually("all three readings are there", || {
        let record = ben.record(BOARD, "flow")?;
        let points = record["points"]["points/in"].as_array()?.clone();
        (points.len() == 3).then_some(points)
    });
    assert_eq!(points[2][1], json!(2.5));
}

#[test]
fn a_removed_field_and_a_deleted_record_go_everywhere() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.edits(BOARD, &Edit::of("round").remove("items/a"));
    eventually("the item is gone", || {
        let fields = ben.record(BOARD, "round")?["fields"].clone();
        (fields.get("items/a/text").is_none() && fields.get("title").is_some()).then_some(())
    });
    ada.edits(BOARD, &Edit::delete("log"));
    eventually("the note is gone", || ben.record(BOARD, "log").is_none().then_some(()));
    ben.edits(BOARD, &Edit::restore("log"));
    ada.reads("log", "text", "calm");
}

#[test]
fn increments_of_both_add_up() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    ben.pauses();
    for _ in 0..3 {
        ada.adds("tank", "value", 5);
        ben.adds("tank", "value", -1);
    }
    ada.reads("tank", "value", 25);
    ben.reads("tank", "value", 7);
    ada.resumes();
    ben.resumes();
    ada.reads("tank", "value", 22);
    ben.reads("tank", "value", 22);
    ada.is_synced();
    ben.is_synced();
    assert!(ada.conflicts().is_empty() && ben.conflicts().is_empty());
}

#[test]
fn different_fields_merge_by_themselves() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    ben.pauses();
    ada.sets("round", "items/a/done", true);
    ben.sets("round", "items/a/text", "Look at both gauges");
    ben.sets("round", "layout/x", 4);
    ada.resumes();
    ada.is_synced();
    ben.resumes();
    ben.is_synced();
    for client in [&mut ada, &mut ben] {
        client.reads("round", "items/a/done", true);
        client.reads("round", "items/a/text", "Look at both gauges");
        client.reads("round", "layout/x", 4);
        assert!(client.conflicts().is_empty());
    }
}

#[test]
fn two_boards_do_not_mix() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Owner);
    ada.edits("dock-8w1z", &Edit::create("board", "board").set("title", "Dock"));
    ada.edits("dock-8w1z", &Edit::create("tank", "counter").set("value", 99));
    ada.subscribes("dock-8w1z");
    ada.is_synced();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 10);
    ben.subscribes("dock-8w1z");
    ben.sees("dock-8w1z", "tank", "value", 99);
    ben.adds("tank", "value", 1);
    ada.reads("tank", "value", 11);
    ada.sees("dock-8w1z", "tank", "value", 99);
}

#[test]
fn one_person_with_two_computers_sees_the_same_on_both() {
    let world = World::with_board();
    let token = world.server.token("ada", Role::Editor);
    let [mut desk, mut phone] = ["desk", "phone"].map(|device| {
        let mut client = world.profile(device, Role::Editor);
        client.use_token(&token);
        client.joins();
        client
    });
    desk.sets("tank", "title", "North tank");
    phone.reads("tank", "title", "North tank");
    phone.sets("tank", "title", "South tank");
    desk.reads("tank", "title", "South tank");
    desk.is_synced();
    assert!(desk.conflicts().is_empty() && phone.conflicts().is_empty());
}

#[test]
fn readings_made_while_away_fill_the_gap_on_return() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let reading = |n: i64| Edit::of("flow").append("points/in", &[(1_700_000_000_000 + n, 1.0)]);
    ada.edits(BOARD, &Edit::create("flow", "chart").set("series/in/name", "Inlet"));
    ada.edits(BOARD, &reading(0));
    ben.reads("flow", "series/in/name", "Inlet");
    ben.kill();
    for n in 1..50 {
        ada.edits(BOARD, &reading(n));
    }
    ada.is_synced();
    ben.joins();
    let record = ben.record(BOARD, "flow").expect("the chart is there");
    let points = record["points"]["points/in"].as_array().expect("readings are a list");
    let times: Vec<_> = points.iter().filter_map(|point| point[0].as_i64()).collect();
    assert_eq!(times, (0..50).map(|n| 1_700_000_000_000 + n).collect::<Vec<_>>());
}
