//! What users of comparable software suffered, as far as no other story here tells it.
//! `docs/reliability.md` names a test for each of these lessons.

use serde_json::json;
use tideboard_tests::{BOARD, Edit, HeadlessClient, Role, World};

/// Elsewhere one stuck upload froze everything that came in.
#[test]
fn remote_changes_arrive_while_changes_are_stuck_in_every_way() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    // One is refused, one clashes, and one waits for a board that there is not.
    ada.pauses();
    let refused = ada.adds("tank", "value", 1);
    let clashing = ada.sets("log", "text", "Ada's");
    ben.sets("tank", "value", "a word");
    ben.sets("log", "text", "Ben's");
    ben.is_synced();
    ada.resumes();
    ada.change_is(&refused, "refused");
    ada.change_is(&clashing, "conflict");
    let homeless = ada.edits("no-such-board", &Edit::create("x", "note").set("text", "x"));
    ada.is_idle();
    assert!(ada.queue().iter().any(|op| op["op_id"] == homeless.as_str()));

    for n in 0..5 {
        ben.sets("round", "items/a/text", format!("step {n}"));
        ada.reads("round", "items/a/text", format!("step {n}"));
        let record = format!("new-{n}");
        ben.edits(BOARD, &Edit::create(&record, "note").set("text", n));
        ada.reads(&record, "text", n);
    }
    // Also what is stuck itself shows what came in meanwhile.
    ben.sets("log", "text", "Ben's later");
    tideboard_tests::eventually("the conflict follows", || {
        (ada.conflicts().first()?["fields"][0]["theirs"] == "Ben's later").then_some(())
    });
    // And a change of another widget goes out past all of them.
    ada.sets("round", "title", "Ada's round");
    ben.reads("round", "title", "Ada's round");
}

/// Elsewhere a resend after a gateway's error had a new id, and arrived twice.
#[test]
fn a_gateway_that_fails_costs_no_change_its_id() {
    let world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    proxy.to_client(tideboard_tests::proxy::Way::Lost);
    let op_id = ada.adds("tank", "value", 1);
    ben.reads("tank", "value", 11);
    let known = proxy.accepted();
    proxy.is_a_gateway_without_a_server(true);
    proxy.cuts();
    ada.syncs_now();
    proxy.is_dialled_after(known);
    let status = ada.reaches("offline");
    assert_eq!(status["unsent"], 1, "{status}");
    let queue = ada.queue();
    assert!(queue.len() == 1 && queue[0]["op_id"] == op_id.as_str(), "{queue:?}");
    proxy.is_a_gateway_without_a_server(false);
    proxy.comes_up();
    ada.syncs_now();
    ada.is_synced();
    ada.reads("tank", "value", 11);
    ben.reads("tank", "value", 11);
}

/// Elsewhere two people who arranged and filled one dashboard overwrote each other.
#[test]
fn arranging_and_filling_a_board_at_once_never_clashes() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    ben.pauses();
    let place = |x: i64| Edit::of("log").set("layout/x", x).set("layout/w", 6).set("layout/h", 4);
    ada.edits(BOARD, &place(3));
    ada.sets("tank", "layout/y", 7);
    ben.sets("log", "text", "filled");
    ben.sets("log", "title", "New title");
    ben.adds("tank", "value", 5);
    ada.resumes();
    ben.resumes();
    for client in [&mut ada, &mut ben] {
        client.reads("log", "layout/x", 3);
        client.reads("log", "text", "filled");
        client.reads("log", "title", "New title");
        client.reads("tank", "layout/y", 7);
        client.reads("tank", "value", 15);
        client.is_synced();
        assert!(client.conflicts().is_empty());
    }
}

/// Elsewhere joining a server deleted what was on this computer.
#[test]
fn joining_a_server_and_another_one_deletes_nothing() {
    let world = World::with_board();
    let other = World::with_board();
    let own = Edit::create("own", "note").set("text", "made before any server");
    let (url, token) = (world.server.url(), world.server.token("ada", Role::Owner));
    let mut ada = HeadlessClient::prepare("ada", world.folder("ada"), &url, None);
    // A board of one's own, before anybody was joined.
    ada.start();
    ada.edits("own-board-1", &Edit::create("board", "board").set("title", "Own"));
    ada.edits("own-board-1", &own);
    ada.kill();

    ada.use_token(&token);
    ada.start();
    ada.subscribes(BOARD);
    ada.is_synced();
    ada.sees("own-board-1", "own", "text", "made before any server");
    let mut ben = world.client("ben", Role::Editor);
    ben.subscribes("own-board-1");
    ben.sees("own-board-1", "own", "text", "made before any server");
    ada.pauses();
    let unsent = ada.adds("tank", "value", 1);
    ada.kill();

    // Another server: what belongs to the first one waits, and nothing of it goes there.
    let mut elsewhere = other.client("cam", Role::Editor);
    ada.move_to(&other.server.url());
    ada.use_token(&other.server.token("ada", Role::Editor));
    ada.joins();
    assert!(ada.queue().is_empty(), "the change belongs to the first server");
    ada.sets("log", "text", "at the other server");
    elsewhere.reads("log", "text", "at the other server");
    assert_eq!(elsewhere.now("tank", "value"), 10);
    ada.kill();

    // And back: everything is where it was.
    ada.move_to(&url);
    ada.use_token(&token);
    ada.start();
    let queue = ada.queue();
    assert!(queue.iter().any(|op| op["op_id"] == unsent.as_str()), "{queue:?}");
    ada.done(&json!({"cmd": "resume"}));
    ada.is_synced();
    ben.reads("tank", "value", 11);
    ada.sees("own-board-1", "own", "text", "made before any server");
}
