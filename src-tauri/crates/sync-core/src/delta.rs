//! Deltas: the only thing that changes confirmed state.

use crate::{
    board::{HashCheck, Subscription},
    engine::Engine,
    input::{Changed, Effect},
    stored::{Ending, Write},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, RecordId, Seq,
    frame::{ClientFrame, Delta, Peer, UnsubscribedCode},
    state_hash::StateHash,
};

/// Longest wait before a board is asked for anew after its hash differed.
const HEAL_JITTER: Duration = Duration::from_secs(5);

impl Engine {
    pub(crate) fn on_delta(&mut self, delta: Delta) {
        let Some(board) = self.boards.get_mut(&delta.board) else { return };
        let cursor = board.row.cursor;
        let starts_here = delta.reset || delta.from <= cursor;
        match board.subscription {
            Subscription::Off | Subscription::Refused(_) => return,
            // Until its answer comes, whatever else arrives belongs to an earlier subscription.
            Subscription::Requested if board.is_answered_by(delta.from, delta.reset) => {}
            Subscription::Requested => return,
            Subscription::Live | Subscription::Chain if starts_here => {
                if delta.to <= cursor && !delta.reset && !delta.more {
                    board.subscription = Subscription::Live;
                    board.head = board.head.max(delta.to);
                    return self.check_hash(&delta.board, delta.to, delta.hash);
                }
            }
            Subscription::Live | Subscription::Chain => {
                board.subscription = Subscription::Off;
                let id = delta.board.clone();
                return self.subscribe(&id);
            }
        }
        self.apply_delta(delta);
    }

    /// One part of a chain: changes, cursor, settled rows and journal in one transaction.
    fn apply_delta(&mut self, delta: Delta) {
        let id = delta.board.clone();
        let me = self.account.client_id;
        let points_ms = self.limits().points_ms;
        let mut writes = Vec::new();
        let Some(board) = self.boards.get_mut(&id) else { return };
        let was_loaded = board.row.loaded;
        if delta.reset {
            board.reset(&mut writes);
            if board.check == HashCheck::Reloading {
                board.check = HashCheck::Healed;
            }
        }
        let cursor = board.row.cursor;
        let mut fresh = Vec::new();
        for change in delta.changes {
            if change.seq > cursor {
                let foreign = change.by.client_id != me;
                board.apply(&change, foreign, points_ms, &mut writes);
                fresh.push(change);
            }
        }
        board.quarantine.extend(delta.unreadable.iter().map(|change| change.record.clone()));
        board.row.cursor = cursor.max(delta.to);
        board.due_from = Some(board.row.cursor);
        board.head = if delta.reset { delta.to } else { board.head.max(delta.to) };
        board.row.loaded = board.row.loaded || !delta.more;
        board.subscription = if delta.more { Subscription::Chain } else { Subscription::Live };
        if board.is_at_head() {
            board.row.fresh_at = Some(self.now.wall);
        }
        let title = board.records.get(&RecordId::board()).and_then(|record| {
            record.fields.get("title").and_then(|field| field.value.as_str()).map(str::to_owned)
        });
        let renamed = title.is_some_and(|title| {
            let renamed = title != board.row.title;
            board.row.title = title;
            renamed
        });
        let was_restored = !delta.more && board.enters(self.account.bound.as_ref());
        writes.push(Write::Board(board.row.clone()));
        let (now_at, to) = (board.row.cursor, board.row.cursor);
        self.write_all(writes);
        for unreadable in &delta.unreadable {
            let record = unreadable.record.as_ref().map_or("unknown", |record| record.as_str());
            let message =
                format!("A change of record {record} cannot be read: {}", unreadable.message);
            self.last_error =
                Some((ApiError::new(ErrorCode::ProtocolError, message), self.now.wall));
        }
        for change in &fresh {
            if change.by.client_id != me {
                self.find_clashes(&id, change);
            }
        }
        for op in self.queue.settled(&id, now_at) {
            self.conclude(op, Ending::Settled, Vec::new());
        }
        if delta.reset || !was_loaded {
            self.changed(Changed::Board(id.clone()));
        }
        for change in fresh {
            self.changed(Changed::Record(id.clone(), change.record));
        }
        if renamed {
            self.changed(Changed::Boards);
            self.changed(Changed::Board(id.clone()));
        }
        if was_restored {
            self.look_through(&id);
        }
        if !delta.more {
            self.check_hash(&id, to, delta.hash);
        }
    }

    /// Compares the state hash of a board at a seq with the server's.
    fn check_hash(&mut self, id: &BoardId, at: Seq, theirs: Option<StateHash>) {
        let (Some(board), Some(theirs)) = (self.boards.get_mut(id), theirs) else { return };
        if board.row.cursor != at {
            return;
        }
        if board.row.hash == theirs {
            if board.check == HashCheck::Healed {
                board.check = HashCheck::On;
            }
            return;
        }
        match board.check {
            HashCheck::On => {
                let wait = self.entropy.up_to(HEAL_JITTER);
                board.check = HashCheck::Healing { at: self.now.mono + wait };
            }
            HashCheck::Healed => {
                board.check = HashCheck::Ended;
                self.last_error = self.differs().map(|error| (error, self.now.wall));
            }
            HashCheck::Healing { .. } | HashCheck::Reloading | HashCheck::Ended => {}
        }
    }

    pub(crate) fn heal_timeout(&self) -> Option<(Instant, &'static str)> {
        let due = self.boards.values().filter_map(|board| match board.check {
            HashCheck::Healing { at } => Some(at),
            HashCheck::On | HashCheck::Reloading | HashCheck::Healed | HashCheck::Ended => None,
        });
        due.min().map(|at| (at, "a board is loaded anew"))
    }

    /// Asks anew, from nothing, for boards whose hash differed.
    pub(crate) fn heal_due(&mut self) {
        let now = self.now.mono;
        let mut frames = Vec::new();
        for board in self.boards.values_mut() {
            match board.check {
                HashCheck::Healing { at } if at <= now => {
                    // An answer that is still coming belongs to the earlier question.
                    if board.subscription != Subscription::Live {
                        board.check = HashCheck::On;
                        continue;
                    }
                    board.check = HashCheck::Reloading;
                    let cursor = board.ask(self.account.bound.as_ref());
                    let board = board.row.id.clone();
                    frames.push(ClientFrame::Subscribe { board, cursor });
                }
                HashCheck::Healing { .. }
                | HashCheck::On
                | HashCheck::Reloading
                | HashCheck::Healed
                | HashCheck::Ended => {}
            }
        }
        frames.into_iter().for_each(|frame| self.push_effect(Effect::Send(frame)));
    }

    /// Heads and hashes of a ping: what was missed, and whether states are equal.
    pub(crate) fn on_heads(&mut self, heads: BTreeMap<BoardId, (Seq, StateHash)>) {
        for (id, (head, hash)) in heads {
            let Some(board) = self.boards.get_mut(&id) else { continue };
            if board.subscription != Subscription::Live {
                continue;
            }
            board.head = board.head.max(head);
            if head <= board.row.cursor {
                board.behind = 0;
                self.check_hash(&id, head, Some(hash));
                continue;
            }
            board.behind += 1;
            if board.behind >= 2 {
                board.behind = 0;
                board.subscription = Subscription::Off;
                self.subscribe(&id);
            }
        }
    }

    pub(crate) fn on_unsubscribed(&mut self, id: &BoardId, code: UnsubscribedCode) {
        let Some(board) = self.boards.get_mut(id) else { return };
        board.subscription = Subscription::Refused(code);
        board.peers.clear();
        let was_lost = match code {
            UnsubscribedCode::UnknownBoard => board.goes_missing(self.account.bound.as_ref()),
            UnsubscribedCode::Gone => false,
        };
        // What took effect there is never echoed: the board is gone, or not for this user now.
        for op in self.queue.settled(id, Seq(u64::MAX)) {
            self.conclude(op, Ending::Settled, Vec::new());
        }
        if was_lost {
            self.look_through(id);
        }
        self.changed(Changed::Board(id.clone()));
        self.changed(Changed::Boards);
        self.changed(Changed::Presence(id.clone()));
    }

    pub(crate) fn on_peers(&mut self, id: &BoardId, mut peers: Vec<Peer>) {
        peers.retain(|peer| peer.client_id != self.account.client_id);
        if let Some(board) = self.boards.get_mut(id) {
            board.peers = peers;
            self.changed(Changed::Presence(id.clone()));
        }
    }
}
