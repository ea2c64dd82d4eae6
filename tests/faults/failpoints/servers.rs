//! The server dies.

use super::{Notes, Place, agree, at_each_visit, has_come_to_rest, points_in, watched};
use serde_json::json;
use std::time::Instant;
use tideboard_failpoint::Point;
use tideboard_tests::{HeadlessClient, PATIENCE, RawClient, Role, World};

/// A server's day: it starts, decides, tells everybody and stops; somewhere it dies. Then it
/// starts again. Whether it died where it should.
fn a_day(
    world: &mut World,
    [ada, ben]: [&mut HeadlessClient; 2],
    (point, visit): (Point, u64),
    cycle: usize,
) -> bool {
    world.server.kill();
    world.server.starts_to_die_at(point, visit);
    let mut notes = Notes::of_cycle(cycle);
    for client in [&mut *ada, &mut *ben] {
        client.syncs_now();
    }
    for (n, id) in notes.post(ada) {
        ada.answer(id, PATIENCE).expect("every edit is saved, with a server or without");
        notes.saved.push(n);
    }
    ben.sets("log", "text", format!("written in cycle {cycle}"));
    is_synced_or_alone(ada, world);
    is_synced_or_alone(ben, world);
    let died = world.server.ended().has_died_at(point);

    world.server.start();
    for client in [&mut *ada, &mut *ben] {
        client.syncs_now();
        has_come_to_rest(client);
    }
    for client in [&mut *ada, &mut *ben] {
        client.is_synced();
        notes.are_kept_by(client);
        client.reads("log", "text", format!("written in cycle {cycle}"));
    }
    died
}

/// Waits until the client is in step, or the server is dead.
fn is_synced_or_alone(client: &mut HeadlessClient, world: &mut World) {
    let awaiting = json!({"cmd": "await", "until": "synced", "timeout_ms": 100});
    let deadline = Instant::now() + PATIENCE;
    while world.server.is_running() && client.call(&awaiting).is_err() {
        assert!(Instant::now() < deadline, "the server lives, and the client is not in step");
    }
}

fn dies_at(points: impl Iterator<Item = Point>) -> usize {
    let (mut world, mut ben) = watched();
    let mut ada = world.client("ada", Role::Editor);
    let mut deaths = 0;
    let mut cycle = 0;
    for point in points {
        deaths += at_each_visit(point, |point, visit| {
            cycle += 1;
            a_day(&mut world, [&mut ada, &mut ben], (point, visit), cycle)
        });
    }
    agree(&mut ada, &mut ben);
    let mut newcomer = world.client("newcomer", Role::Viewer);
    agree(&mut ada, &mut newcomer);
    deaths
}

#[test]
fn killed_at_every_fail_point_the_server_loses_and_doubles_nothing() {
    let points = points_in(Place::Server).filter(|point| *point != Point::ServerStatement);
    let deaths = dies_at(points);
    assert!(deaths >= 30, "only {deaths} deaths");
}

#[test]
fn killed_before_every_statement_the_server_loses_and_doubles_nothing() {
    dies_at([Point::ServerStatement].into_iter());
}

#[test]
fn a_servers_first_start_cut_off_anywhere_is_made_up_for_by_the_next() {
    for point in points_in(Place::ServerStart).chain([Point::ServerStatement]) {
        at_each_visit(point, |point, visit| {
            let mut world = World::without_server();
            let create = ["--user", "ada", "--name", "Ada", "--role", "owner"];
            let died = world.server.admin_dies_at((point, visit), &["token", "create"], &create);
            world.server.starts_to_die_at(point, visit);
            world.server.kill();
            world.server.start();
            let token = world.server.token("ada", Role::Owner);
            let mut client = RawClient::greeted(&world.server.url(), &token);
            client.is_answered();
            died
        });
    }
}
