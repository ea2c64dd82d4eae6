//! What waits to leave on one connection, in bounded room.
//!
//! Results, live deltas and notices queue in the order in which the writer produced them, so that
//! a result precedes every delta that contains it. Of what only the newest counts (pings, the list of
//! boards, who is present) one item waits at most; lists are made up when their turn comes. For each subscribed board the
//! outbox knows how far the connection was told; when a reader is too slow for the bound, the
//! board's waiting deltas collapse into a chain that is read from the database when there is room
//! again. A part of such a chain is held until the writer has published its end, because the
//! snapshot may already contain an operation whose result is still on its way.
//!
//! A pong proves to the client that it has everything published so far, so it never overtakes what
//! it stands for: when waiting deltas make room for a notice, that notice takes their place, and
//! while a chain stands for them the pong is held back until the chain has caught up.

use crate::{delta::Part, store::chain::Cursor};
use axum::extract::ws::Utf8Bytes;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tideboard_protocol::{
    ApiError, BoardId, Seq,
    frame::{OpResult, ServerFrame, UnsubscribedCode, encode},
};
use tokio::sync::Notify;

#[cfg(test)]
mod tests;

/// One result, and the board whose values it tells.
#[derive(Debug, Clone)]
pub(crate) struct Fate {
    pub board: Option<BoardId>,
    pub result: OpResult,
}

/// A chain part to be read from the database.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub board: BoardId,
    pub cursor: Cursor,
    /// Which subscription asked; a later one makes the part worthless.
    pub subscription: u64,
}

/// What the connection does next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Send this frame.
    Frame(Utf8Bytes),
    /// Send these results.
    Results(Vec<Fate>),
    /// Answer a ping.
    Pong,
    /// Send the list of boards.
    Boards,
    /// Send who is on a board.
    Presence(BoardId),
    /// Read a part and hand it to [`Outbox::offer`].
    Read(Reading),
    /// Send the error and close.
    Close(ApiError),
}

enum Item {
    Frame(Utf8Bytes),
    Ping(Utf8Bytes),
    Pong,
    Boards,
    Presence(BoardId),
    Results(Vec<Fate>),
    Delta { board: BoardId, to: Seq, text: Utf8Bytes },
}

/// How a subscribed board reaches the connection.
enum Phase {
    /// By a chain, to be read on.
    Chain(Cursor),
    /// By a chain whose next part is being read.
    Reading,
    /// By a chain whose next part waits for its publication.
    Held { part: Part, then: Option<Cursor> },
    /// By the writer's deltas.
    Live,
}

struct Feed {
    subscription: u64,
    /// End of the last delta that left the queue.
    told: Seq,
    /// Head as the writer published it last.
    published: Seq,
    phase: Phase,
    /// A chain stands for deltas that the connection was owed.
    collapsed: bool,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Item>,
    queued_bytes: usize,
    feeds: BTreeMap<BoardId, Feed>,
    subscriptions: u64,
    /// A pong waits until no board is collapsed.
    pong_held: bool,
    /// Whether chains go before the queue this time.
    chains_first: bool,
    closing: Option<ApiError>,
    /// The close left; nothing follows it.
    closed: bool,
}

/// The waiting room of one connection.
pub(crate) struct Outbox {
    state: Mutex<State>,
    bell: Notify,
    limit: usize,
}

impl Outbox {
    pub(crate) fn new(limit: usize) -> Self {
        Self { state: Mutex::default(), bell: Notify::new(), limit }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics while holding the lock half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let done = change(&mut self.lock());
        self.ring();
        done
    }

    /// Queues a frame that belongs to no board's content.
    pub(crate) fn send(&self, frame: &ServerFrame) {
        self.change(|state| state.push(Item::Frame(encode(frame).into())));
    }

    /// Queues results; bounded by the operations in flight. Nobody is woken before
    /// [`Outbox::ring`].
    pub(crate) fn results(&self, fates: Vec<Fate>) {
        if !fates.is_empty() {
            self.lock().push(Item::Results(fates));
        }
    }

    /// Queues a ping behind the deltas that lead to the heads in it, unless one waits already.
    pub(crate) fn ping(&self, frame: &ServerFrame) {
        self.change(|state| {
            if !state.queue.iter().any(|item| matches!(item, Item::Ping(_))) {
                state.push(Item::Ping(encode(frame).into()));
            }
        });
    }

    /// Queues the answer to a ping, unless one waits already.
    pub(crate) fn pong(&self) {
        self.change(State::pong);
    }

    /// The list of boards changed.
    pub(crate) fn boards(&self) {
        self.change(|state| {
            if !state.queue.iter().any(|item| matches!(item, Item::Boards)) {
                state.push(Item::Boards);
            }
        });
    }

    /// Who is on a board changed.
    pub(crate) fn presence(&self, board: &BoardId) {
        self.change(|state| {
            let waits = |item: &Item| matches!(item, Item::Presence(of) if of == board);
            if state.feeds.contains_key(board) && !state.queue.iter().any(waits) {
                state.push(Item::Presence(board.clone()));
            }
        });
    }

    /// Starts telling a board, `published` being its head.
    pub(crate) fn open(&self, board: &BoardId, cursor: Cursor, published: Seq) {
        self.change(|state| {
            state.drop_board(board);
            state.release_pong();
            state.subscriptions += 1;
            let told = match cursor {
                Cursor::Claimed(at) | Cursor::Within { at, .. } => at,
                Cursor::Reset => Seq::ZERO,
            };
            let (subscription, phase) = (state.subscriptions, Phase::Chain(cursor));
            let feed = Feed { subscription, told, published, phase, collapsed: false };
            state.feeds.insert(board.clone(), feed);
        });
    }

    /// Stops telling a board; nothing of it leaves any more.
    pub(crate) fn shut(&self, board: &BoardId) {
        self.change(|state| {
            state.drop_board(board);
            state.release_pong();
        });
    }

    /// Stops telling a board and says why, in the place of what is dropped.
    pub(crate) fn end(&self, board: &BoardId, code: UnsubscribedCode) {
        let frame = ServerFrame::Unsubscribed { board: board.clone(), code };
        self.change(|state| {
            let place = state.queue.iter().position(|item| item.is_delta_of(board));
            state.drop_board(board);
            state.insert(place, Item::Frame(encode(&frame).into()));
            state.release_pong();
        });
    }

    /// Takes the values of a board out of waiting results, when the right to read it is lost.
    pub(crate) fn withhold(&self, board: &BoardId) {
        self.change(|state| {
            for item in &mut state.queue {
                if let Item::Results(fates) = item {
                    for fate in fates.iter_mut().filter(|fate| fate.board.as_ref() == Some(board)) {
                        fate.result.conflicts.clear();
                        fate.result.deleted = None;
                    }
                }
            }
        });
    }

    /// Takes the writer's deltas to a board's new head, each encoded once for all connections.
    /// Nobody is woken before [`Outbox::ring`].
    pub(crate) fn publish(&self, board: &BoardId, to: Seq, parts: &[Part]) {
        self.lock().publish(board, to, parts, self.limit);
    }

    /// Wakes whoever waits for the next thing to do.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Takes a part that was read; `then` is where the chain goes on.
    pub(crate) fn offer(&self, reading: &Reading, part: Part, then: Option<Cursor>) {
        self.change(|state| {
            let Some(feed) = state.feeds.get_mut(&reading.board) else { return };
            if feed.subscription != reading.subscription {
                return;
            }
            if part.to > feed.published {
                feed.phase = Phase::Held { part, then };
            } else {
                state.queue_part(&reading.board, part, then);
            }
        });
    }

    /// Ends the connection. `at_once` drops what waits; otherwise it leaves first.
    pub(crate) fn close(&self, error: ApiError, at_once: bool) {
        self.change(|state| {
            if at_once {
                state.queue.clear();
                state.queued_bytes = 0;
            }
            state.feeds.clear();
            if !state.closed {
                state.closing.get_or_insert(error);
            }
        });
    }

    /// Boards that are being told.
    pub(crate) fn subscribed(&self) -> Vec<BoardId> {
        self.lock().feeds.keys().cloned().collect()
    }

    /// The next thing to do, if there is one now.
    pub(crate) fn try_next(&self) -> Option<Next> {
        self.lock().next()
    }

    /// Waits for the next thing to do; for ever, once the connection is closed.
    pub(crate) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.try_next() {
                return next;
            }
            self.bell.notified().await;
        }
    }
}

impl State {
    fn push(&mut self, item: Item) {
        self.insert(None, item);
    }

    /// Queues an item at a place, or at the end.
    fn insert(&mut self, place: Option<usize>, item: Item) {
        if self.closing.is_some() || self.closed {
            return;
        }
        self.queued_bytes += item.bytes();
        self.queue.insert(place.unwrap_or(self.queue.len()), item);
    }

    fn pong(&mut self) {
        if self.feeds.values().any(|feed| feed.collapsed) {
            self.pong_held = true;
        } else if !self.queue.iter().any(|item| matches!(item, Item::Pong)) {
            self.push(Item::Pong);
        }
    }

    /// Lets a pong that was held back follow what has caught up by now.
    fn release_pong(&mut self) {
        if std::mem::take(&mut self.pong_held) {
            self.pong();
        }
    }

    fn drop_board(&mut self, gone: &BoardId) {
        self.feeds.remove(gone);
        self.queue.retain(|item| !matches!(item, Item::Presence(board) if board == gone));
        self.drop_deltas(gone);
    }

    fn drop_deltas(&mut self, of: &BoardId) {
        self.queue.retain(|item| !item.is_delta_of(of));
        self.queued_bytes = self.queue.iter().map(Item::bytes).sum();
    }

    fn publish(&mut self, board: &BoardId, to: Seq, parts: &[Part], limit: usize) {
        let Some(feed) = self.feeds.get_mut(board) else { return };
        feed.published = to;
        match std::mem::replace(&mut feed.phase, Phase::Reading) {
            Phase::Held { part, then } if part.to <= to => self.queue_part(board, part, then),
            Phase::Live => {
                let bytes: usize = parts.iter().map(|part| part.text.len()).sum();
                if self.queued_bytes + bytes > limit {
                    self.collapse(board);
                    return;
                }
                feed.phase = Phase::Live;
                for part in parts {
                    let (board, to, text) = (board.clone(), part.to, part.text.clone());
                    self.push(Item::Delta { board, to, text });
                }
            }
            // The chain is read until it has caught up with what was published.
            phase @ (Phase::Chain(_) | Phase::Reading | Phase::Held { .. }) => feed.phase = phase,
        }
    }

    /// Replaces a board's waiting deltas by one chain from what the connection was told.
    fn collapse(&mut self, board: &BoardId) {
        self.drop_deltas(board);
        if let Some(feed) = self.feeds.get_mut(board) {
            feed.phase = Phase::Chain(Cursor::Claimed(feed.told));
            feed.collapsed = true;
        }
        let waiting = self.queue.len();
        self.queue.retain(|item| !matches!(item, Item::Pong));
        self.pong_held |= self.queue.len() < waiting;
    }

    fn queue_part(&mut self, board: &BoardId, part: Part, then: Option<Cursor>) {
        let Some(feed) = self.feeds.get_mut(board) else { return };
        feed.phase = match then {
            Some(cursor) => Phase::Chain(cursor),
            // The writer went on while the last part was read.
            None if part.to < feed.published => Phase::Chain(Cursor::Claimed(part.to)),
            None => Phase::Live,
        };
        feed.collapsed &= !matches!(feed.phase, Phase::Live);
        let (to, text) = (part.to, part.text);
        self.push(Item::Delta { board: board.clone(), to, text });
        self.release_pong();
    }

    fn next(&mut self) -> Option<Next> {
        // They take turns: neither a busy board nor a long chain starves the rest.
        self.chains_first = !self.chains_first;
        if self.chains_first
            && let Some(reading) = self.next_reading()
        {
            return Some(Next::Read(reading));
        }
        if let Some(item) = self.queue.pop_front() {
            self.queued_bytes -= item.bytes();
            return Some(self.leave(item));
        }
        if let Some(error) = self.closing.take() {
            self.closed = true;
            return Some(Next::Close(error));
        }
        self.next_reading().map(Next::Read)
    }

    fn leave(&mut self, item: Item) -> Next {
        match item {
            Item::Frame(text) | Item::Ping(text) => Next::Frame(text),
            Item::Pong => Next::Pong,
            Item::Boards => Next::Boards,
            Item::Presence(board) => Next::Presence(board),
            Item::Results(fates) => Next::Results(fates),
            Item::Delta { board, to, text } => {
                if let Some(feed) = self.feeds.get_mut(&board) {
                    feed.told = to;
                }
                Next::Frame(text)
            }
        }
    }

    /// A board whose chain has a part to read and none waiting to leave.
    fn next_reading(&mut self) -> Option<Reading> {
        for (board, feed) in &mut self.feeds {
            let Phase::Chain(cursor) = feed.phase else { continue };
            if self.queue.iter().any(|item| item.is_delta_of(board)) {
                continue;
            }
            feed.phase = Phase::Reading;
            let (board, subscription) = (board.clone(), feed.subscription);
            return Some(Reading { board, cursor, subscription });
        }
        None
    }
}

impl Item {
    fn is_delta_of(&self, of: &BoardId) -> bool {
        matches!(self, Self::Delta { board, .. } if board == of)
    }

    /// Room it takes; results count little, they are bounded by the operations in flight.
    fn bytes(&self) -> usize {
        match self {
            Self::Frame(text) | Self::Ping(text) | Self::Delta { text, .. } => text.len(),
            Self::Pong | Self::Boards | Self::Presence(_) => 0,
            Self::Results(fates) => fates.len() * 64,
        }
    }
}
