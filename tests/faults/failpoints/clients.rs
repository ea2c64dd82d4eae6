//! The client dies.

use super::{Notes, Place, agree, at_each_visit, has_come_to_rest, points_in, watched};
use serde_json::json;
use std::{fs, time::Duration};
use tideboard_failpoint::Point;
use tideboard_tests::{BOARD, HeadlessClient, PATIENCE, Role, World};

/// How many visits of a point are tried on a new profile: opening, tables, account, the first
/// board. What comes after that is like any other day, and grows with what the board holds.
const FIRST_VISITS: u64 = 60;
/// How long a client may take to get in step, or to end.
const IN_STEP: Duration = Duration::from_secs(40);

/// A client's day: it starts, edits, receives, gets in step, edits again, now on a link that is in
/// step, and quits; somewhere it dies. Then it starts again. Whether it died where it should.
fn a_day(
    client: &mut HeadlessClient,
    ben: &mut HeadlessClient,
    (point, visit): (Point, u64),
    cycle: usize,
) -> bool {
    let mut notes = Notes::of_cycle(cycle);
    client.dies_at(Some((point, visit)));
    client.start();
    let subscribed = client.try_post(&json!({"cmd": "subscribe", "board": BOARD}));
    let posted = notes.post(client);
    ben.sets("log", "text", format!("written in cycle {cycle}"));
    are_answered(client, posted, &mut notes);
    if let Some(id) = subscribed {
        client.try_answer(id, PATIENCE);
    }
    is_in_step(client);
    let posted = notes.post(client);
    are_answered(client, posted, &mut notes);
    is_in_step(client);
    if let Some(id) = client.try_post(&json!({"cmd": "quit"})) {
        client.try_answer(id, IN_STEP);
    }
    client.process().exit_within(PATIENCE);
    let died = client.process().has_died_at(point);

    client.dies_at(None);
    client.comes_back();
    has_come_to_rest(client);
    notes.are_kept_by(client);
    client.reads("log", "text", format!("written in cycle {cycle}"));
    ben.is_synced();
    notes.are_kept_by(ben);
    client.kill();
    died
}

/// Waits for the answers of edits and notes which were called saved, unless the client is dead.
fn are_answered(client: &mut HeadlessClient, posted: Vec<(u64, u64)>, notes: &mut Notes) {
    for (n, id) in posted {
        if let Some(Ok(_)) = client.try_answer(id, PATIENCE) {
            notes.saved.push(n);
        }
    }
}

/// Waits until the client is in step, unless it is dead.
fn is_in_step(client: &mut HeadlessClient) {
    if let Some(id) = client.try_post(&json!({"cmd": "await", "until": "synced"})) {
        client.try_answer(id, IN_STEP);
    }
}

fn profile_of_cycle(world: &World, token: &str, cycle: usize) -> HeadlessClient {
    let folder = world.folder(&format!("profile-{cycle}"));
    HeadlessClient::prepare("ada", folder, &world.server.url(), Some(token))
}

fn one_profile_dies_at(points: impl Iterator<Item = Point>) -> usize {
    let (world, mut ben) = watched();
    let mut ada = world.profile("ada", Role::Editor);
    let mut deaths = 0;
    let mut cycle = 0;
    for point in points {
        deaths += at_each_visit(point, |point, visit| {
            cycle += 1;
            a_day(&mut ada, &mut ben, (point, visit), cycle)
        });
    }
    ada.joins();
    agree(&mut ada, &mut ben);
    deaths
}

fn new_profiles_die_at(points: impl Iterator<Item = Point>) -> usize {
    let (world, mut ben) = watched();
    let token = world.server.token("ada", Role::Editor);
    let mut deaths = 0;
    let mut cycle = 0;
    for point in points {
        deaths += at_each_visit(point, |point, visit| {
            if visit > FIRST_VISITS {
                return false;
            }
            cycle += 1;
            let mut ada = profile_of_cycle(&world, &token, cycle);
            let died = a_day(&mut ada, &mut ben, (point, visit), cycle);
            ada.joins();
            agree(&mut ada, &mut ben);
            ada.kill();
            fs::remove_dir_all(ada.data()).expect("a profile can be removed");
            died
        });
    }
    deaths
}

#[test]
fn killed_at_every_fail_point_the_client_loses_and_doubles_nothing() {
    let points = points_in(Place::Client).filter(|point| *point != Point::ClientStatement);
    let deaths = one_profile_dies_at(points);
    assert!(deaths >= 40, "only {deaths} deaths");
}

#[test]
fn killed_before_every_statement_the_client_loses_and_doubles_nothing() {
    one_profile_dies_at([Point::ClientStatement].into_iter());
}

#[test]
fn a_first_start_cut_off_anywhere_is_made_up_for_by_the_next() {
    new_profiles_die_at(points_in(Place::ClientStart).chain([Point::ClientStatement]));
}
