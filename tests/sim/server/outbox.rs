//! What is to leave on one connection, in the order of the real server: results before the deltas
//! that contain them, and for whoever is behind a chain that is read from the state when its turn
//! comes.

use super::board::{Board, Cursor};
use super::complaint;
use std::collections::{BTreeMap, VecDeque};
use tideboard_protocol::{
    BoardId, ErrorCode, OpId, Seq,
    frame::{Delta, ServerFrame},
};

#[derive(Debug)]
enum Item {
    Frame(Box<ServerFrame>),
    /// Answer to a ping, with the heads when the ping came.
    Pong(BTreeMap<BoardId, Seq>),
    /// The next part of a board's chain is read, if that chain is still wanted.
    Read {
        board: BoardId,
        subscription: u64,
    },
}

/// What leaves.
#[derive(Debug)]
pub enum Due {
    Frame(ServerFrame),
    /// The server has proved that it was there, with these heads.
    Pong(BTreeMap<BoardId, Seq>),
    Close(u16),
    /// Nothing yet: a part was read and waits at the end.
    Nothing,
}

#[derive(Debug)]
enum Phase {
    Chain(Cursor),
    Live,
}

#[derive(Debug)]
struct Feed {
    subscription: u64,
    phase: Phase,
    /// End of the last delta that left.
    told: Seq,
}

#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Item>,
    feeds: BTreeMap<BoardId, Feed>,
    subscriptions: u64,
    closing: Option<ErrorCode>,
}

impl Outbox {
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty() && self.closing.is_none()
    }

    /// Whether the welcome has not left yet.
    pub fn holds_welcome(&self) -> bool {
        let welcome = |item: &Item| match item {
            Item::Frame(frame) => matches!(frame.as_ref(), ServerFrame::Welcome(_)),
            Item::Pong(_) | Item::Read { .. } => false,
        };
        self.queue.iter().any(welcome)
    }

    pub fn frame(&mut self, frame: ServerFrame) {
        if self.closing.is_none() {
            self.queue.push_back(Item::Frame(Box::new(frame)));
        }
    }

    pub fn pong(&mut self, heads: BTreeMap<BoardId, Seq>) {
        if self.closing.is_none() {
            self.queue.push_back(Item::Pong(heads));
        }
    }

    /// Ends the connection, once what waits has left, or at once.
    pub fn close(&mut self, code: ErrorCode, at_once: bool) {
        if self.closing.is_some() {
            return;
        }
        if at_once {
            self.queue.clear();
        }
        self.feeds.clear();
        self.queue.retain(|item| !matches!(item, Item::Read { .. }));
        self.frame(complaint(code));
        self.closing = Some(code);
    }

    pub fn subscribed(&self) -> impl Iterator<Item = &BoardId> {
        self.feeds.keys()
    }

    /// Starts telling a board.
    pub fn open(&mut self, board: &BoardId, cursor: Cursor) {
        if self.closing.is_some() {
            return;
        }
        self.shut(board);
        self.subscriptions += 1;
        let told = match cursor {
            Cursor::Claimed(at) | Cursor::Within { at, .. } => at,
        };
        let feed = Feed { subscription: self.subscriptions, phase: Phase::Chain(cursor), told };
        self.queue.push_back(Item::Read { board: board.clone(), subscription: self.subscriptions });
        self.feeds.insert(board.clone(), feed);
    }

    /// Stops telling a board; whether it was told.
    pub fn shut(&mut self, board: &BoardId) -> bool {
        self.drop_deltas(board);
        self.feeds.remove(board).is_some()
    }

    fn drop_deltas(&mut self, of: &BoardId) {
        self.queue.retain(|item| match item {
            Item::Frame(frame) => {
                !matches!(frame.as_ref(), ServerFrame::Delta(delta) if delta.board == *of)
            }
            Item::Read { board, .. } => board != of,
            Item::Pong(_) => true,
        });
    }

    /// Takes the values out of results that wait, where they belong to a board.
    pub fn withhold(&mut self, belongs: impl Fn(OpId) -> bool) {
        for item in &mut self.queue {
            if let Item::Frame(frame) = item
                && let ServerFrame::Results { results } = frame.as_mut()
            {
                for result in results.iter_mut().filter(|result| belongs(result.op_id)) {
                    result.conflicts.clear();
                    result.deleted = None;
                }
            }
        }
    }

    /// A board moved: its delta queues, unless a chain is going to contain it.
    pub fn publish(&mut self, delta: &Delta) {
        if self.closing.is_none()
            && self.feeds.get(&delta.board).is_some_and(|feed| matches!(feed.phase, Phase::Live))
        {
            self.frame(ServerFrame::Delta(delta.clone()));
        }
    }

    /// Replaces the deltas of all boards that wait by chains from what was told.
    pub fn collapse(&mut self) -> bool {
        let live = self.feeds.iter().filter(|(_, feed)| matches!(feed.phase, Phase::Live));
        let live: Vec<BoardId> = live.map(|(board, _)| board.clone()).collect();
        let waiting = self.queue.len();
        for board in &live {
            let before = self.queue.len();
            self.drop_deltas(board);
            if self.queue.len() < before
                && let Some(feed) = self.feeds.get_mut(board)
            {
                feed.phase = Phase::Chain(Cursor::Claimed(feed.told));
                let (board, subscription) = (board.clone(), feed.subscription);
                self.queue.push_back(Item::Read { board, subscription });
            }
        }
        self.queue.len() < waiting
    }

    pub fn next(&mut self, boards: &BTreeMap<BoardId, Board>, part: usize) -> Option<Due> {
        let Some(item) = self.queue.pop_front() else {
            return self.closing.and_then(ErrorCode::close_code).map(Due::Close);
        };
        match item {
            Item::Frame(frame) => {
                if let ServerFrame::Delta(delta) = frame.as_ref()
                    && let Some(feed) = self.feeds.get_mut(&delta.board)
                {
                    feed.told = delta.to;
                }
                Some(Due::Frame(*frame))
            }
            Item::Pong(heads) => Some(Due::Pong(heads)),
            Item::Read { board, subscription } => {
                self.read(&boards[&board], subscription, part);
                Some(Due::Nothing)
            }
        }
    }

    /// The part queues behind the results that it may contain.
    fn read(&mut self, board: &Board, subscription: u64, most: usize) {
        let Some(feed) = self.feeds.get_mut(&board.id) else { return };
        let Phase::Chain(cursor) = feed.phase else { return };
        if feed.subscription != subscription {
            return;
        }
        let (delta, then) = board.part(cursor, most);
        feed.phase = then.map_or(Phase::Live, Phase::Chain);
        self.frame(ServerFrame::Delta(delta));
        if then.is_some() {
            self.queue.push_back(Item::Read { board: board.id.clone(), subscription });
        }
    }
}
