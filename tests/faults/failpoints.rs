//! Client and server die at every named place at which something becomes durable or known, and
//! before every single statement on their databases.
//!
//! A story is played again and again, each time to end at the next visit of a fail point, until it
//! comes to its end without reaching that visit. After each death the programs start again and
//! nothing is edited: what was saved is there, nothing counts twice, both sides show the same, and
//! the queue is empty.
//!
//! `TIDEBOARD_FAULT_ROUNDS` plays everything that often; what happens at the same time differs.

mod backups;
mod clients;
mod servers;

use serde_json::Value;
use std::env;
use tideboard_failpoint::Point;
use tideboard_tests::{BOARD, Edit, HeadlessClient, Role, World};

/// Where a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the client, whenever it runs.
    Client,
    /// In the client, when its profile is new.
    ClientStart,
    /// In the server, whenever it runs.
    Server,
    /// In the server, when its folder is new.
    ServerStart,
    /// In the client's restores.
    ClientRestores,
    /// In the server's backups and restores.
    Backups,
}

/// A point without a place would be one that nobody tries.
fn place(point: Point) -> Place {
    match point {
        Point::ClientStatement
        | Point::ClientCommitting
        | Point::ClientCommitted
        | Point::ClientAnswered
        | Point::ClientPushing
        | Point::ClientSending
        | Point::ClientSent
        | Point::ClientReceived => Place::Client,
        Point::ClientMigrating | Point::ClientMigrated | Point::ClientReserving => {
            Place::ClientStart
        }
        Point::ClientRestoreReady | Point::ClientRestoreKept | Point::ClientRestored => {
            Place::ClientRestores
        }
        Point::ServerStatement
        | Point::ServerCommitting
        | Point::ServerCommitted
        | Point::ServerAnswered
        | Point::ServerAnnounced
        | Point::ServerSending
        | Point::ServerSent
        | Point::ServerClearing
        | Point::ServerStopping => Place::Server,
        Point::ServerMigrating | Point::ServerMigrated => Place::ServerStart,
        Point::ServerBackingUp
        | Point::ServerRestoreCopied
        | Point::ServerRestoreReady
        | Point::ServerRestoreKept
        | Point::ServerRestored => Place::Backups,
    }
}

fn points_in(place_of_interest: Place) -> impl Iterator<Item = Point> {
    Point::ALL.iter().copied().filter(move |point| place(*point) == place_of_interest)
}

/// Plays a story with each visit of a point as the last, until one is not reached any more; how
/// often somebody died.
#[track_caller]
fn at_each_visit(point: Point, mut dies: impl FnMut(Point, u64) -> bool) -> usize {
    let mut deaths = 0;
    for _ in 0..rounds() {
        let mut visit = 1;
        while dies(point, visit) {
            deaths += 1;
            visit += 1;
        }
    }
    assert!(deaths > 0, "{} is never reached; are the programs debug builds?", point.name());
    println!("{}: {deaths} deaths", point.name());
    deaths
}

fn rounds() -> u64 {
    let given = env::var("TIDEBOARD_FAULT_ROUNDS").ok();
    given.map_or(1, |rounds| rounds.parse().expect("TIDEBOARD_FAULT_ROUNDS is a number"))
}

/// A record of one cycle, and which of its edits were called saved.
struct Notes {
    record: String,
    posted: u64,
    saved: Vec<u64>,
}

impl Notes {
    /// Edits that are posted at once; each writes a field of its own and counts it.
    const EDITS: u64 = 4;

    fn of_cycle(number: usize) -> Self {
        Self { record: format!("cycle-{number}"), posted: 0, saved: Vec::new() }
    }

    /// Posts some edits, the first of all of which creates the record; gives their numbers and the
    /// ids of their requests.
    fn post(&mut self, client: &mut HeadlessClient) -> Vec<(u64, u64)> {
        let mut requests = Vec::new();
        for n in self.posted..self.posted + Self::EDITS {
            let edit = match n {
                0 => Edit::create(&self.record, "note").set("count", 1),
                _ => Edit::of(&self.record).inc("count", 1),
            };
            let command = edit.set(&format!("f/{n}"), n).command(BOARD);
            let Some(id) = client.try_post(&command) else { break };
            self.posted += 1;
            requests.push((n, id));
        }
        requests
    }

    /// What was saved is there, each edit whole or not at all, none twice, in order.
    #[track_caller]
    fn are_kept_by(&self, client: &mut HeadlessClient) {
        let Some(record) = client.record(BOARD, &self.record) else {
            assert!(self.saved.is_empty(), "{} was saved and is gone", self.record);
            return;
        };
        let fields = record["fields"].as_object().expect("fields are an object");
        let written: Vec<u64> = (0..self.posted)
            .filter(|n| fields.get(&format!("f/{n}")).is_some_and(|value| value == n))
            .collect();
        for n in &self.saved {
            assert!(written.contains(n), "edit {n} of {} was saved and is gone", self.record);
        }
        let in_order: Vec<u64> = (0..written.len() as u64).collect();
        assert_eq!(written, in_order, "edits of one record stay in order");
        assert_eq!(fields["count"], written.len(), "each edit counts once");
    }
}

/// Two clients show the same board.
#[track_caller]
fn agree(one: &mut HeadlessClient, other: &mut HeadlessClient) {
    let (left, right) = (content(one), content(other));
    assert_eq!(left.len(), right.len());
    for (left, right) in left.iter().zip(&right) {
        assert_eq!(left, right);
    }
}

fn content(client: &mut HeadlessClient) -> Vec<(Value, Value)> {
    let board = client.board(BOARD);
    let records = board["records"].as_array().expect("records are listed");
    let mut content: Vec<_> =
        records.iter().map(|it| (it["id"].clone(), it["fields"].clone())).collect();
    content.sort_by_key(|(id, _)| id.to_string());
    content
}

/// Synced by itself, with nothing left to send and nothing to decide.
#[track_caller]
fn has_come_to_rest(client: &mut HeadlessClient) {
    client.is_synced();
    assert!(client.queue().is_empty() && client.conflicts().is_empty());
}

/// A world in which somebody watches who never dies.
fn watched() -> (World, HeadlessClient) {
    let world = World::with_board();
    let ben = world.client("ben", Role::Editor);
    (world, ben)
}
