//! I9: everybody has the same.

use super::{Checks, Invariant};
use crate::{
    client::Client,
    server::{Server, board::Board},
    world::World,
};
use std::collections::BTreeMap;
use tideboard_protocol::{BoardId, Seq, state_hash::StateHash};
use tideboard_sync_core::{stored::StoredRecord, survey::SubscriptionState};

/// I9: a replica that is in step has the hash that the server had at its seq.
pub fn live_boards_have_the_servers_hash(checks: &Checks, server: &Server, client: &Client) {
    if !checks.hold(Invariant::I9) {
        return;
    }
    for Replica { id, cursor, hash, theirs } in comparable(server, client) {
        let expected = theirs.hash_at.get(&cursor);
        let number = client.number;
        assert_eq!(Some(&hash), expected, "I9: client {number}: hash of {id} at {cursor}");
    }
}

/// I9: the hash that the server keeps step by step is that of its fields.
pub fn the_servers_hash_is_true(checks: &Checks, server: &Server) {
    if checks.hold(Invariant::I9) {
        for board in server.durable.boards.values().filter(|board| board.is_live()) {
            assert_eq!(board.hash, board.recounted(), "I9: the server's hash of {}", board.id);
        }
    }
}

/// I9: a replica that is at the server's head equals it, byte for byte.
pub fn live_boards_equal_the_servers(checks: &Checks, server: &Server, client: &Client) {
    if !checks.hold(Invariant::I9) {
        return;
    }
    for Replica { id, cursor, theirs, .. } in comparable(server, client) {
        if theirs.head == cursor {
            let (ours, theirs, number) = (content(client, &id), theirs.content(), client.number);
            assert_eq!(ours, theirs, "I9: client {number}: content of {id} at {cursor}");
        }
    }
}

/// A board in step, and what the server has of it.
struct Replica<'s> {
    id: BoardId,
    cursor: Seq,
    hash: StateHash,
    theirs: &'s Board,
}

/// The client's boards that can be held against the server's.
fn comparable<'s>(server: &'s Server, client: &'s Client) -> impl Iterator<Item = Replica<'s>> {
    let bound = client.disk.account.bound.as_ref();
    let same = bound.is_some_and(|bound| bound.epoch == server.epoch());
    let boards = same.then(|| client.engine.survey().boards).into_iter().flatten();
    boards.filter_map(move |(id, board)| {
        let live = board.subscription == SubscriptionState::Live && !client.falsified.contains(&id);
        let row = client.disk.boards.get(&id).filter(|_| live)?;
        let theirs = server.durable.boards.get(&id)?;
        Some(Replica { id, cursor: board.cursor, hash: row.hash, theirs })
    })
}

/// I9: after healing, everybody has the same.
pub fn replicas_are_equal(checks: &Checks, world: &World) {
    if !checks.hold(Invariant::I9) {
        return;
    }
    for client in &world.clients {
        for (id, board) in &world.server.durable.boards {
            if board.is_live() && client.disk.boards.get(id).is_some_and(|row| row.wanted) {
                let ours = content(client, id);
                let theirs = board.content();
                assert_eq!(ours, theirs, "I9: client {}: content of {id}", client.number);
            }
        }
    }
}

/// A replica's confirmed content in one text, in the form of the server's.
fn content(client: &Client, board: &BoardId) -> String {
    let records = client.disk.records.iter().filter(|((of, _), _)| of == board);
    let live = records.filter(|(_, stored)| stored.row.is_alive());
    let told = live.map(|((_, id), stored)| (id, record(stored)));
    serde_json::json!(told.collect::<BTreeMap<_, _>>()).to_string()
}

fn record(stored: &StoredRecord) -> serde_json::Value {
    let fields: BTreeMap<_, _> =
        stored.fields.iter().map(|(path, field)| (path, (&field.value, field.seq))).collect();
    let points: BTreeMap<_, Vec<_>> = stored
        .points
        .iter()
        .filter(|(_, series)| !series.is_empty())
        .map(|(path, series)| (path, series.iter().map(|p| (p.t_ms, p.value)).collect()))
        .collect();
    let live = stored.row.live.as_ref();
    let (kind, since) = live.map_or(("", Seq::ZERO), |(kind, since)| (kind.as_str(), *since));
    serde_json::json!({"kind": kind, "since": since, "fields": fields, "points": points})
}
