//! The promises, each as one function that panics with its number when it is broken.
//!
//! `docs/reliability.md` says them in plain words. [`Checks`] chooses which are held, so that a
//! test can show of each that it bites.

mod replicas;

use crate::{
    client::Client,
    disk::Key,
    replay,
    server::{HEARTBEAT_MS, Server},
    world::World,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Debug, Write as _},
    time::Duration,
};
use tideboard_decide::BoardState;
use tideboard_protocol::{
    OpId, OpKind, Path, Seq,
    frame::ServerFrame,
    status::SyncState,
    view::{ConflictView, Ending, RecordSyncState, RecordView},
};
use tideboard_sync_core::{
    Engine, Input, Now,
    survey::{HashState, SubscriptionState, Survey},
};

use replicas::{live_boards_equal_the_servers, live_boards_have_the_servers_hash};
pub use replicas::{replicas_are_equal, the_servers_hash_is_true};

/// Every token of the simulated world holds this word; nothing else does.
pub const CANARY: &str = "canary";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// Shown as saved survives a crash.
    I1,
    /// Effect at most once, exactly once if reported applied.
    I2,
    /// Order within a lane.
    I3,
    /// No queue row disappears without a journal row.
    I4,
    /// Shown is confirmed and pending.
    I5,
    /// Green is never false.
    I6,
    /// After healing the queue drains with no new local edit.
    I7,
    /// Remote changes apply while any operation is stuck.
    I8,
    /// Replicas converge byte for byte.
    I9,
    /// No secret in store, effects or bundle.
    I10,
    /// What a restore took away is offered for sending again.
    I11,
}

impl Invariant {
    pub const ALL: [Self; 11] = [
        Self::I1,
        Self::I2,
        Self::I3,
        Self::I4,
        Self::I5,
        Self::I6,
        Self::I7,
        Self::I8,
        Self::I9,
        Self::I10,
        Self::I11,
    ];
}

/// Which promises are held.
#[derive(Debug, Clone)]
pub struct Checks(BTreeSet<Invariant>);

impl Checks {
    pub fn all() -> Self {
        Self(Invariant::ALL.into())
    }

    pub fn only(invariant: Invariant) -> Self {
        Self([invariant].into())
    }

    pub fn hold(&self, invariant: Invariant) -> bool {
        self.0.contains(&invariant)
    }
}

/// Everything that holds after a step, of a client that took part in it.
pub fn after_step(checks: &Checks, server: &Server, client: &mut Client, now: Now) {
    saved_changes_are_on_disk(checks, client);
    reported_effects_happened(checks, server, client);
    rows_end_in_the_journal(checks, client);
    let touched = std::mem::take(&mut client.touched);
    touched.iter().for_each(|key| shown_is_confirmed_and_pending(checks, client, key));
    green_is_never_false(checks, server, client, now);
    live_boards_have_the_servers_hash(checks, server, client);
}

/// Everything that is too dear for every step: after a fault, and now and then.
pub fn after_fault(checks: &Checks, server: &Server, client: &Client, now: Now) {
    shown_survives_a_crash(checks, client, now);
    for key in client.disk.keys() {
        shown_is_confirmed_and_pending(checks, client, &key);
    }
    live_boards_equal_the_servers(checks, server, client);
}

/// I1: what was called saved is in the queue or in the journal of what is on disk.
fn saved_changes_are_on_disk(checks: &Checks, client: &mut Client) {
    if !checks.hold(Invariant::I1) {
        return;
    }
    let disk = &client.disk;
    for op in &client.saved {
        assert!(
            disk.queue.contains_key(op) || disk.ended.contains(op),
            "I1: client {}: the saved change {op} is neither queued nor in the journal",
            client.number
        );
    }
    // What the journal has it keeps; from then on the queue's own promise (I4) is enough.
    client.saved.retain(|op| disk.queue.contains_key(op));
}

/// I1: a start from the disk shows what is shown now.
fn shown_survives_a_crash(checks: &Checks, client: &Client, now: Now) {
    if !checks.hold(Invariant::I1) {
        return;
    }
    let (live, again) = (shown(client, &client.engine), shown(client, &client.restarted(now)));
    assert_eq!(live, again, "I1: client {}: what is shown would not survive", client.number);
}

type Shown = (BTreeMap<Key, Option<RecordView>>, Vec<ConflictView>);

fn shown(client: &Client, engine: &Engine) -> Shown {
    let views = client.disk.keys().into_iter().map(|key| {
        let view = engine.record(&key.0, &key.1).map(|mut view| {
            // What is on its way waits again after a start.
            if view.sync.state == RecordSyncState::Sending {
                view.sync.state = RecordSyncState::Waiting;
            }
            view
        });
        (key, view)
    });
    (views.collect(), engine.conflicts())
}

/// I2: no operation took effect twice.
pub fn effects_happen_once(checks: &Checks, server: &Server) {
    if !checks.hold(Invariant::I2) {
        return;
    }
    let durable = &server.durable;
    if durable.effects.len() != durable.effected.len() {
        let mut seen = BTreeSet::new();
        let twice = durable.effects.iter().find(|effect| !seen.insert(effect.op.op_id));
        panic!("I2: an operation took effect twice: {twice:?}");
    }
}

/// I2: whatever a client's journal calls settled took effect, or was told to change nothing.
fn reported_effects_happened(checks: &Checks, server: &Server, client: &mut Client) {
    let fresh = client.journal_checked..client.disk.journal.len();
    client.journal_checked = fresh.end;
    if !checks.hold(Invariant::I2) {
        return;
    }
    for row in &client.disk.journal[fresh] {
        let op = row.op.op_id;
        assert!(
            row.ending != Ending::Settled
                || server.ever.contains(&op)
                || client.noops.contains(&op),
            "I2: client {}: {op} is called settled and never took effect",
            client.number
        );
    }
}

/// I3: what a client sent of one record took effect in the order in which it was made.
pub fn lanes_keep_their_order(checks: &Checks, world: &World, from: usize) {
    if !checks.hold(Invariant::I3) {
        return;
    }
    let effects = &world.server.durable.effects;
    for (at, effect) in effects.iter().enumerate().skip(from) {
        let Some(by) = effect.by else { continue };
        let key = (effect.op.board.clone(), effect.op.record.clone());
        let client = &world.clients[by];
        let Some(mine) = client.order.place(&key, effect.op.op_id) else { continue };
        for earlier in &effects[..at] {
            if earlier.by == Some(by) && earlier.op.record == key.1 && earlier.op.board == key.0 {
                let theirs = client.order.place(&key, earlier.op.op_id);
                assert!(
                    theirs.is_none_or(|theirs| theirs <= mine),
                    "I3: client {by}: {} took effect after {}, which was made later: {:?}",
                    effect.op.op_id,
                    earlier.op.op_id,
                    lane(client, &key)
                );
            }
        }
    }
}

/// The changes of a record, with their numbers in the queue.
fn lane(client: &Client, key: &Key) -> Vec<(OpId, Option<u64>)> {
    let number = |op: &OpId| client.disk.queue.get(op).map(|row| row.order);
    client.order.lane(key).iter().map(|op| (*op, number(op))).collect()
}

/// I4: a change that is not in the queue any more is in the journal.
fn rows_end_in_the_journal(checks: &Checks, client: &mut Client) {
    let disk = &client.disk;
    if checks.hold(Invariant::I4) {
        for op in &client.rows {
            assert!(
                disk.queue.contains_key(op) || disk.ended.contains(op),
                "I4: client {}: {op} left the queue without a trace",
                client.number
            );
        }
    }
    client.rows = disk.queue.keys().copied().collect();
}

/// I5: a record is shown as confirmed state with the waiting changes on top, by what is on disk.
fn shown_is_confirmed_and_pending(checks: &Checks, client: &Client, key: &Key) {
    if !checks.hold(Invariant::I5) {
        return;
    }
    let lane = client.disk.lane(key);
    let expected = replay::expected(client.disk.records.get(key), &lane);
    let shown = client.engine.record(&key.0, &key.1);
    let (number, (board, record)) = (client.number, key);
    match (expected, shown) {
        (None, None) => {}
        (Some((fields, points)), Some(view)) => {
            assert_eq!(view.fields, fields, "I5: client {number}: fields of {record} on {board}");
            assert_eq!(
                times(&view),
                recent(points),
                "I5: client {number}: series of {record} on {board}"
            );
        }
        (expected, shown) => panic!(
            "I5: client {number}: {record} on {board} is shown as {shown:?}, should be {expected:?}"
        ),
    }
}

type Times = BTreeMap<(Path, i64), tideboard_protocol::Number>;

fn times(view: &RecordView) -> Times {
    let points = view.points.iter();
    points
        .flat_map(|(path, series)| series.iter().map(|p| ((path.clone(), p.t_ms), p.value)))
        .collect()
}

/// The last hour before the newest point of each series: what a view shows.
fn recent(points: Times) -> Times {
    let mut newest: BTreeMap<Path, i64> = BTreeMap::new();
    for (path, t_ms) in points.keys() {
        newest.insert(path.clone(), *t_ms);
    }
    points.into_iter().filter(|((path, t_ms), _)| *t_ms >= newest[path] - 3_600_000).collect()
}

/// I6: synced means that nothing waits, and that every board that is kept in step was at the head
/// that the server had when it last answered, less than two heartbeats ago.
fn green_is_never_false(checks: &Checks, server: &Server, client: &Client, now: Now) {
    if !checks.hold(Invariant::I6) {
        return;
    }
    let lies = client.flaw == Some(crate::flaw::Flaw::AlwaysGreen);
    let status = client.engine.status(client.now(now));
    if status.state != SyncState::Synced && !lies {
        return;
    }
    let number = client.number;
    assert!(client.disk.queue.is_empty(), "I6: client {number}: green with changes waiting");
    let Some((heads, at)) = &client.proved else {
        panic!("I6: client {number}: green without an answer from the server");
    };
    let limit = Duration::from_millis(2 * HEARTBEAT_MS);
    let age = now.mono.duration_since(*at);
    assert!(age < limit, "I6: client {number}: green {age:?} after the last answer");
    let survey = client.engine.survey();
    for (id, board) in &survey.boards {
        let told = match board.subscription {
            SubscriptionState::Live | SubscriptionState::Chain | SubscriptionState::Requested => {
                true
            }
            SubscriptionState::Off | SubscriptionState::Refused => false,
        };
        let live = server.durable.boards.get(id).is_some_and(|board| board.is_live());
        let head = heads.get(id).copied().unwrap_or_default();
        let cursor = board.cursor;
        // Heads of an earlier epoch are below any of this one.
        assert!(
            !told || !live || cursor >= head,
            "I6: client {number}: green at {cursor} of {id}, which was at {head} already"
        );
    }
}

/// I8: a delta that fits is applied, whatever waits.
pub fn remote_changes_apply(
    checks: &Checks,
    client: &Client,
    input: &Input,
    before: &Survey,
    after: &Survey,
) {
    let Input::Received(frames) = input else { return };
    if !checks.hold(Invariant::I8) {
        return;
    }
    let [ServerFrame::Delta(delta)] = frames.as_slice() else { return };
    let Some(was) = before.boards.get(&delta.board) else { return };
    let fits = match was.subscription {
        SubscriptionState::Live | SubscriptionState::Chain => {
            delta.reset || delta.from <= was.cursor
        }
        // Others may come from an earlier subscription; and what is loaded anew because its hash
        // differs begins from nothing.
        SubscriptionState::Requested => {
            let is_answer = was.asked_from == Some(delta.from);
            delta.reset || (is_answer && was.hash != HashState::Reloading)
        }
        SubscriptionState::Off | SubscriptionState::Refused => false,
    };
    let now = after.boards.get(&delta.board).map_or(Seq::ZERO, |board| board.cursor);
    assert!(
        !fits || now >= delta.to,
        "I8: client {}: at {now} of {} after a delta from {} to {}",
        client.number,
        delta.board,
        delta.from,
        delta.to
    );
}

/// I10: nothing that is written, sent as an operation or exported holds a token.
pub fn no_secret_in(checks: &Checks, client: &Client, place: &str, what: &impl Debug) {
    if checks.hold(Invariant::I10) {
        let mut search = Search { found: false };
        write!(search, "{what:?}").expect("searching does not fail");
        assert!(!search.found, "I10: client {}: a token in {place}: {what:?}", client.number);
    }
}

/// Looks for the canary in a text as it is written, without keeping the text.
struct Search {
    found: bool,
}

impl fmt::Write for Search {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.found |= text.contains(CANARY);
        Ok(())
    }
}

/// I11: after healing, whatever took effect once on a board that a restore took away was offered,
/// unless it ended with deleting what it made.
pub fn lost_changes_were_offered(checks: &Checks, world: &World) {
    if !checks.hold(Invariant::I11) {
        return;
    }
    for client in &world.clients {
        let settled = || client.disk.journal.iter().filter(|row| row.ending == Ending::Settled);
        let last: BTreeMap<Key, OpKind> = settled()
            .map(|row| ((row.op.board.clone(), row.op.record.clone()), row.op.kind))
            .collect();
        for row in settled().filter(|row| row.seq.is_some_and(|seq| seq > Seq::ZERO)) {
            let op = &row.op;
            let board = &world.server.durable.boards[&op.board];
            let is_lost = matches!(board.state(), BoardState::Unknown { .. });
            let is_wanted = client.disk.boards.get(&op.board).is_some_and(|row| row.wanted);
            let is_deleted = last[&(op.board.clone(), op.record.clone())] == OpKind::Delete;
            assert!(
                !is_lost || !is_wanted || is_deleted || client.order.was_offered(op.op_id),
                "I11: client {}: {} was lost with {} and not offered",
                client.number,
                op.op_id,
                op.board
            );
        }
    }
}
