//! The computer sleeps, and its clock is set: by hours, and by days in both directions.

use std::time::{Duration, Instant};

use tideboard_tests::{
    BOARD, HeadlessClient, Role, World, clock::WallClock, eventually, proxy::Way,
};

const DAY: i64 = 86_400;

/// A client that lives by a clock of its own.
fn client_with(clock: &WallClock, mut client: HeadlessClient) -> HeadlessClient {
    client.lives_with(&clock.environment());
    client.joins();
    client
}

#[test]
fn after_a_sleep_a_half_open_link_is_dropped_and_sync_goes_on_at_once() {
    let world = World::with_board();
    let proxy = world.proxy();
    let clock = WallClock::at(world.folder("clock"));
    let mut ada = world.profile("ada", Role::Editor);
    ada.move_to(&proxy.url());
    let mut ada = client_with(&clock, ada);
    let mut ben = world.client("ben", Role::Editor);
    let known = proxy.accepted();

    // The lid is closed; an hour later the link is dead and looks alive.
    ada.freezes();
    proxy.to_client(Way::Lost);
    proxy.to_server(Way::Lost);
    ben.sets("log", "text", "written while Ada slept");
    clock.moves(3600);
    ada.thaws();
    let woke = Instant::now();
    proxy.is_dialled_after(known);
    // Silence alone would be noticed only after two heartbeats, which are 30 seconds.
    assert!(woke.elapsed() < Duration::from_secs(12), "{:?}", woke.elapsed());
    proxy.cuts();
    proxy.comes_up();
    ada.syncs_now();
    ada.reads("log", "text", "written while Ada slept");
    ada.adds("tank", "value", 1);
    ada.is_synced();
    ben.reads("tank", "value", 11);
}

#[test]
fn a_clients_clock_that_jumps_by_days_costs_nothing_but_a_reconnect() {
    let world = World::with_board();
    let clock = WallClock::at(world.folder("clock"));
    let mut ada = client_with(&clock, world.profile("ada", Role::Editor));
    let mut ben = world.client("ben", Role::Editor);
    let mut value = 10;
    for days in [3, -3, 45, -400, 0] {
        ada.adds("tank", "value", 1);
        clock.moves(days * DAY);
        ada.adds("tank", "value", 1);
        value += 2;
        ben.reads("tank", "value", value);
        ben.sets("log", "text", format!("{days} days"));
        ada.reads("log", "text", format!("{days} days"));
        ada.is_synced();
        assert!(ada.queue().is_empty() && ada.conflicts().is_empty());
    }
    // Also over a restart in another century.
    ada.pauses();
    ada.adds("tank", "value", 1);
    clock.moves(36_500 * DAY / 100);
    ada.comes_back();
    ada.resumes();
    ada.is_synced();
    ben.reads("tank", "value", value + 1);
}

#[test]
fn a_servers_clock_that_jumps_by_days_decides_and_forgets_nothing_wrong() {
    let mut world = World::with_board();
    let clock = WallClock::at(world.folder("clock"));
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    world.server.stop();
    world.server.lives_with(&clock.environment());
    world.server.start();
    for client in [&mut ada, &mut ben] {
        client.syncs_now();
        client.is_synced();
    }
    let mut value = 10;
    for days in [2, -2, 30, -30] {
        // The result is lost; when the change is sent again, the clock is another one.
        let lost = proxy.lost();
        proxy.to_client(Way::Lost);
        ada.adds("tank", "value", 1);
        value += 1;
        ben.reads("tank", "value", value);
        eventually("the result is lost", || (proxy.lost() > lost).then_some(()));
        clock.moves(days * DAY);
        proxy.cuts();
        proxy.comes_up();
        ada.syncs_now();
        ada.is_synced();
        assert_eq!(ada.now("tank", "value"), value, "it counts once");
        ben.sets("log", "text", format!("{days} days"));
        ada.reads("log", "text", format!("{days} days"));
        assert!(ada.conflicts().is_empty() && ada.queue().is_empty());
    }
}

#[test]
fn a_client_that_stands_still_is_let_go_and_comes_back() {
    let mut world = World::with_board();
    world.server.kill();
    world.server.beats_every(Duration::from_millis(500));
    world.server.start();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.adds("tank", "value", 1);
    ben.reads("tank", "value", 11);
    ada.freezes();
    eventually("the server lets the silent client go", || {
        world.server.log().contains("Silent").then_some(())
    });
    for value in 12..20 {
        ben.adds("tank", "value", 1);
        ben.reads("tank", "value", value);
    }
    ada.thaws();
    ada.sees_within(Duration::from_secs(40), BOARD, "tank", "value", 19);
    ada.adds("tank", "value", 1);
    ben.reads("tank", "value", 20);
    ada.is_synced();
}
