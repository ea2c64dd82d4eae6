//! The link between client and server breaks in every way it can.

use std::time::{Duration, Instant};

use tideboard_tests::{BOARD, Edit, RawClient, Role, World, eventually, proxy::Way};

const HEARTBEAT: Duration = Duration::from_millis(800);

fn quick_world() -> World {
    let mut world = World::with_board();
    world.server.kill();
    world.server.beats_every(HEARTBEAT);
    world.server.start();
    world
}

#[test]
fn an_increment_counts_once_although_its_result_was_lost() {
    let world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    for value in 11..16 {
        let lost = proxy.lost();
        proxy.to_client(Way::Lost);
        ada.adds("tank", "value", 1);
        // Ben sees it, so the server has committed it; Ada never hears of it.
        ben.reads("tank", "value", value);
        eventually("the result is lost", || (proxy.lost() > lost).then_some(()));
        proxy.cuts();
        proxy.comes_up();
        ada.syncs_now();
        ada.is_synced();
        assert_eq!(ada.now("tank", "value"), value);
        assert_eq!(ben.now("tank", "value"), value);
    }
    assert!(ada.conflicts().is_empty() && ada.queue().is_empty());
}

#[test]
fn a_result_lost_for_good_is_known_after_a_kill() {
    let world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    proxy.to_client(Way::Lost);
    let first = ada.adds("tank", "value", 1);
    let second = ada.sets("log", "text", "sent, never confirmed");
    ben.reads("tank", "value", 11);
    ben.reads("log", "text", "sent, never confirmed");
    proxy.goes_down();
    ada.comes_back();
    let ids: Vec<_> = ada.queue().into_iter().map(|change| change["op_id"].clone()).collect();
    assert_eq!(ids, [first, second], "a change keeps its id for life");
    proxy.comes_up();
    ada.syncs_now();
    ada.is_synced();
    ada.reads("tank", "value", 11);
    ben.reads("tank", "value", 11);
    assert!(ada.conflicts().is_empty(), "an own write is no foreign one");
}

#[test]
fn what_was_lost_on_the_way_to_the_server_is_sent_again() {
    let world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    proxy.to_server(Way::Lost);
    ada.adds("tank", "value", 1);
    eventually("the change was swallowed", || (proxy.lost() > 0).then_some(()));
    proxy.cuts();
    proxy.comes_up();
    ada.is_synced();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 11);
}

#[test]
fn a_half_open_link_is_found_within_two_heartbeats() {
    for (to_server, to_client) in [(Way::Lost, Way::Lost), (Way::Stuck, Way::Stuck)] {
        let world = quick_world();
        let proxy = world.proxy();
        let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
        let known = proxy.accepted();
        let start = Instant::now();
        proxy.to_server(to_server);
        proxy.to_client(to_client);
        ada.adds("tank", "value", 1);
        assert_ne!(ada.state(), "synced", "unsent is not synced");
        proxy.is_dialled_after(known);
        // Two heartbeats, the first wait before a new attempt, and time for a busy machine.
        let limit = 2 * HEARTBEAT + Duration::from_millis(500) + Duration::from_secs(3);
        assert!(start.elapsed() < limit, "{:?}", start.elapsed());
        proxy.cuts();
        proxy.comes_up();
        ada.syncs_now();
        ada.is_synced();
        let mut ben = world.client("ben", Role::Editor);
        ben.reads("tank", "value", 11);
    }
}

#[test]
fn green_goes_when_the_server_falls_silent() {
    let world = quick_world();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    ada.reaches("synced");
    proxy.to_server(Way::Lost);
    proxy.to_client(Way::Lost);
    let start = Instant::now();
    eventually("it is not called synced any more", || (ada.state() != "synced").then_some(()));
    assert!(start.elapsed() < 2 * HEARTBEAT + Duration::from_secs(2), "{:?}", start.elapsed());
    proxy.cuts();
    proxy.comes_up();
    ada.syncs_now();
    ada.is_synced();
}

#[cfg(unix)]
#[test]
fn a_server_that_hangs_is_noticed_and_catches_up_when_it_goes_on() {
    let world = quick_world();
    let mut ada = world.client("ada", Role::Editor);
    world.server.freezes();
    ada.adds("tank", "value", 1);
    let status = ada.reaches("offline");
    assert_eq!(status["unsent"], 1, "{status}");
    world.server.thaws();
    ada.syncs_now();
    ada.is_synced();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 11);
}

#[test]
fn an_idle_link_is_kept() {
    let world = quick_world();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let known = proxy.accepted();
    let first = ada.reaches("synced")["last_synced"].clone();
    // Each heartbeat in step moves the time of the last sync on; five of them pass.
    for _ in 0..5 {
        let before = ada.status()["last_synced"].clone();
        eventually("a heartbeat passes", || (ada.status()["last_synced"] != before).then_some(()));
        assert_eq!(ada.state(), "synced");
    }
    assert_ne!(ada.status()["last_synced"], first);
    assert_eq!(proxy.accepted(), known, "nobody connected again");
}

#[test]
fn the_server_lets_go_of_a_client_that_fell_silent() {
    let world = quick_world();
    let token = world.server.token("ada", Role::Editor);
    let mut client = RawClient::greeted(&world.server.url(), &token);
    client.falls_silent();
    let start = Instant::now();
    let closed = client.is_closed();
    assert_eq!(closed.code, Some(4003), "{closed:?}");
    assert!(start.elapsed() >= HEARTBEAT, "not before its time: {:?}", start.elapsed());
}

#[test]
fn after_one_failed_attempt_the_queue_drains_without_a_new_edit() {
    let world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let known = proxy.accepted();
    proxy.goes_down();
    ada.adds("tank", "value", 1);
    proxy.is_dialled_after(known + 1);
    proxy.comes_up();
    // Nothing is written and no button pressed from here on.
    let mut ben = world.client("ben", Role::Editor);
    ben.sees_within(Duration::from_secs(45), BOARD, "tank", "value", 11);
    ada.is_synced();
}

#[test]
fn a_link_cut_within_a_frame_loses_nothing() {
    let world = World::with_board();
    let mut founder = world.client("filler", Role::Editor);
    let text = "x".repeat(20_000);
    for n in 0..30 {
        let record = format!("page-{n}");
        founder.edits(BOARD, &Edit::create(&record, "note").set("text", text.clone()));
    }
    founder.is_synced();
    let proxy = world.proxy();
    let mut ada = world.profile("ada", Role::Editor);
    ada.move_to(&proxy.url());
    ada.start();
    ada.subscribes(BOARD);
    // Each time it gets a little further, and goes on from where it was.
    for bytes in [10, 700, 30_000, 150_000, 200_000] {
        let known = proxy.accepted();
        proxy.to_client(Way::CutAfter(bytes));
        proxy.cuts();
        ada.syncs_now();
        proxy.is_dialled_after(known);
        eventually("it is cut", || {
            ada.syncs_now();
            (proxy.accepted() > known + 1).then_some(())
        });
    }
    proxy.cuts();
    proxy.comes_up();
    ada.syncs_now();
    ada.is_synced();
    for n in 0..30 {
        assert_eq!(ada.now(&format!("page-{n}"), "text"), text.as_str());
    }
}

#[test]
fn a_push_cut_within_a_frame_counts_once() {
    let world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut expected = 10;
    for bytes in [1, 50, 300, 700, 1_500] {
        proxy.to_server(Way::CutAfter(bytes));
        for _ in 0..10 {
            ada.adds("tank", "value", 1);
            expected += 1;
        }
        proxy.cuts();
        proxy.comes_up();
        ada.syncs_now();
        ada.is_synced();
        ada.reads("tank", "value", expected);
    }
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", expected);
}

#[test]
fn a_slow_link_is_slow_and_nothing_else() {
    let world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    proxy.to_server(Way::Slow(Duration::from_millis(150)));
    proxy.to_client(Way::Slow(Duration::from_millis(150)));
    for n in 0..20 {
        ada.adds("tank", "value", 1);
        assert_eq!(ada.now("tank", "value"), 11 + n, "the own screen waits for nobody");
    }
    ben.sets("log", "text", "from the fast side");
    ada.reads("log", "text", "from the fast side");
    ada.is_synced();
    ben.reads("tank", "value", 30);
}

#[test]
fn a_link_that_swallows_the_rest_of_a_frame_is_given_up_and_nothing_is_lost() {
    let world = quick_world();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let mut expected = 10;
    for bytes in [1, 40, 250] {
        for to_server in [true, false] {
            let known = proxy.accepted();
            match to_server {
                true => proxy.to_server(Way::TruncateAfter(bytes)),
                false => proxy.to_client(Way::TruncateAfter(bytes)),
            }
            for _ in 0..5 {
                ada.adds("tank", "value", 1);
                expected += 1;
            }
            // Nothing more comes: both ends wait for the rest until they give the link up.
            proxy.is_dialled_after(known);
            proxy.comes_up();
            proxy.cuts();
            ada.syncs_now();
            ada.is_synced();
            ada.reads("tank", "value", expected);
            ben.reads("tank", "value", expected);
        }
    }
}

#[test]
fn a_link_on_which_bytes_trickle_is_alive() {
    let world = quick_world();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let known = proxy.accepted();
    proxy.to_server(Way::Trickle);
    proxy.to_client(Way::Trickle);
    let text = "drop by drop ".repeat(1_000);
    ada.sets("log", "text", text.clone());
    ben.sets("round", "items/a/text", text.clone());
    ben.reads("log", "text", text.clone());
    ada.reads("round", "items/a/text", text);
    ada.is_synced();
    assert_eq!(proxy.accepted(), known, "a frame that takes its time is no silence");
}
