//! Processes die without warning, at any moment.

use std::time::Duration;

use serde_json::json;
use tideboard_tests::{BOARD, Edit, HeadlessClient, Role, World};

/// Records with a counter each, `m-0` to `m-19`.
const METERS: usize = 20;

fn add_meters(client: &mut HeadlessClient) {
    for n in 0..METERS {
        client.edits(BOARD, &Edit::create(&format!("m-{n}"), "counter").set("value", 0));
    }
    client.is_synced();
}

#[test]
fn the_server_is_killed_while_changes_pour_in_and_each_counts_once() {
    const ROUNDS: usize = 5;
    const PER_ROUND: usize = 400;
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    add_meters(&mut ada);
    for _ in 0..ROUNDS {
        let posted: Vec<_> = (0..PER_ROUND)
            .map(|n| {
                let edit = Edit::of(&format!("m-{}", n % METERS)).inc("value", 1);
                ada.post(&edit.command(BOARD))
            })
            .collect();
        // Some are decided, some on their way, some not yet sent.
        for id in &posted[..PER_ROUND / 2] {
            ada.answer(*id, Duration::from_secs(30)).expect("every edit is saved");
        }
        world.server.restart();
        for id in &posted[PER_ROUND / 2..] {
            ada.answer(*id, Duration::from_secs(30)).expect("every edit is saved");
        }
        ada.syncs_now();
    }
    ada.is_synced_within(Duration::from_secs(60));
    let mut ben = world.client("ben", Role::Editor);
    for n in 0..METERS {
        let meter = format!("m-{n}");
        assert_eq!(ben.now(&meter, "value"), ROUNDS * PER_ROUND / METERS, "{meter}");
        assert_eq!(ada.now(&meter, "value"), ROUNDS * PER_ROUND / METERS, "{meter}");
    }
}

#[test]
fn the_server_is_killed_while_a_long_queue_drains() {
    const RECORDS: usize = 1_500;
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    let posted: Vec<_> = (0..RECORDS)
        .map(|n| {
            let edit = Edit::create(&format!("r-{n}"), "counter").set("value", n);
            ada.post(&edit.command(BOARD))
        })
        .collect();
    for id in posted {
        ada.answer(id, Duration::from_secs(30)).expect("every edit is saved");
    }
    for left in [1_200, 800, 400] {
        world.server.start();
        ada.syncs_now();
        tideboard_tests::eventually("some of the queue is gone", || {
            let unsent = ada.status()["unsent"].as_u64()?;
            (unsent <= left).then_some(())
        });
        world.server.kill();
    }
    world.server.start();
    ada.syncs_now();
    ada.is_synced_within(Duration::from_secs(60));
    let mut ben = world.client("ben", Role::Editor);
    let board = ben.board(BOARD);
    let records = board["records"].as_array().expect("records are listed");
    let arrived = records
        .iter()
        .filter_map(|record| {
            let number: u64 = record["id"].as_str()?.strip_prefix("r-")?.parse().ok()?;
            (record["fields"]["value"] == number).then_some(())
        })
        .count();
    assert_eq!(arrived, RECORDS);
}

#[test]
fn every_edit_answered_before_a_kill_is_there_after_it() {
    const ROUNDS: usize = 12;
    const PER_ROUND: usize = 40;
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut safe = Vec::new();
    for round in 0..ROUNDS {
        // In turn with a server and without one: there is more to be interrupted with it.
        match round % 3 {
            0 => world.server.kill(),
            1 => world.server.start(),
            _ => {}
        }
        let posted: Vec<_> = (0..PER_ROUND)
            .map(|n| {
                let path = format!("f/{round}-{n}");
                let edit = Edit::of("log").set(&path, n).inc("count", 1);
                (path, n, ada.post(&edit.command(BOARD)))
            })
            .collect();
        // Killed after a different number of answers each time.
        for (path, n, id) in posted.into_iter().take(1 + round * 3) {
            ada.answer(id, Duration::from_secs(20)).expect("the edit is saved");
            safe.push((path, n));
        }
        ada.comes_back();
        let record = ada.record(BOARD, "log").expect("the note is there");
        for (path, n) in &safe {
            assert_eq!(record["fields"][path], *n, "{path} was answered and is gone");
        }
        let count = record["fields"]["count"].as_u64().unwrap_or(0);
        let fields = record["fields"].as_object().expect("fields are an object");
        let written = fields.keys().filter(|path| path.starts_with("f/")).count() as u64;
        assert_eq!(count, written, "an edit is there whole or not at all");
    }
    if ROUNDS % 3 == 1 {
        world.server.start();
    }
    ada.syncs_now();
    ada.is_synced();
    let expected = ada.record(BOARD, "log").expect("the note is there")["fields"].clone();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("log", "count", expected["count"].clone());
    assert_eq!(ben.record(BOARD, "log").expect("the note is there")["fields"], expected);
}

#[test]
fn a_client_killed_again_and_again_while_receiving_gets_everything() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    add_meters(&mut ada);
    for round in 1..=10_u64 {
        for n in 0..METERS {
            ada.adds(&format!("m-{n}"), "value", 1);
        }
        // Killed while the changes come in, at whatever point that is.
        ben.comes_back();
        if round % 2 == 0 {
            ben.reads("m-0", "value", round);
        }
    }
    ada.is_synced();
    for n in 0..METERS {
        ben.reads(&format!("m-{n}"), "value", 10);
    }
    ben.is_synced();
}

#[test]
fn killed_while_deciding_a_conflict_it_is_decided_once_or_asked_again() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    for round in 0..4 {
        ben.pauses();
        ben.sets("tank", "title", format!("Ben's {round}"));
        ada.sets("tank", "title", format!("Ada's {round}"));
        ada.is_synced();
        ben.resumes();
        let conflict = ben.has_a_conflict();
        let op_id = conflict["op_id"].as_str().expect("a conflict names its change").to_owned();
        let resolve = json!({"cmd": "resolve", "op_id": op_id, "choice": "local"});
        let id = ben.post(&resolve);
        if round % 2 == 0 {
            ben.answer(id, Duration::from_secs(20)).expect("it is decided");
            ben.comes_back();
        } else {
            // Without waiting for the answer: both outcomes are right, half of one is not.
            ben.comes_back();
            if let Some(again) = ben.conflicts().first() {
                assert_eq!(again["op_id"], op_id.as_str());
                ben.done(&resolve);
            }
        }
        ben.is_synced();
        ada.reads("tank", "title", format!("Ben's {round}"));
        ben.reads("tank", "title", format!("Ben's {round}"));
    }
}

#[test]
fn server_and_client_die_together_and_nothing_is_lost() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    for value in 11..16 {
        ada.adds("tank", "value", 1);
        world.server.kill();
        ada.kill();
        world.server.start();
        ada.start();
        ada.subscribes(BOARD);
        ada.reads("tank", "value", value);
        ada.is_synced();
    }
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 15);
}
