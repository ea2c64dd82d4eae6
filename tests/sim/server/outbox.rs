//! What is to leave on one connection, in the order of the real server: results before the deltas
//! that contain them, and for whoever is behind a chain that is read from the state when its turn
//! comes. A pong never overtakes what it stands for: the notice that a board is lost takes the place
//! of the deltas that are dropped with it, and a pong waits for the chain that replaces deltas.

use super::board::{Board, Cursor};
use super::complaint;
use std::collections::{BTreeMap, VecDeque};
use tideboard_protocol::{
    BoardId, ErrorCode, OpId, Seq,
    frame::{Delta, ServerFrame, UnsubscribedCode},
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

impl Item {
    fn is_delta_of(&self, of: &BoardId) -> bool {
        match self {
            Self::Frame(frame) => {
                matches!(frame.as_ref(), ServerFrame::Delta(delta) if delta.board == *of)
            }
            Self::Pong(_) | Self::Read { .. } => false,
        }
    }
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
    /// A chain stands for deltas that were owed.
    collapsed: bool,
}

#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Item>,
    feeds: BTreeMap<BoardId, Feed>,
    subscriptions: u64,
    /// Heads of the pong that waits until no board is collapsed.
    held: Option<BTreeMap<BoardId, Seq>>,
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
        if self.closing.is_some() {
            return;
        }
        if self.feeds.values().any(|feed| feed.collapsed) {
            self.held = Some(heads);
        } else {
            self.queue.push_back(Item::Pong(heads));
        }
    }

    fn release_pong(&mut self) {
        if let Some(heads) = self.held.take() {
            self.pong(heads);
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
        let (subscription, phase) = (self.subscriptions, Phase::Chain(cursor));
        let feed = Feed { subscription, phase, told, collapsed: false };
        self.queue.push_back(Item::Read { board: board.clone(), subscription: self.subscriptions });
        self.feeds.insert(board.clone(), feed);
    }

    /// Stops telling a board.
    pub fn shut(&mut self, board: &BoardId) {
        self.drop_deltas(board);
        self.feeds.remove(board);
        self.release_pong();
    }

    /// Stops telling a board and says why, in the place of what is dropped; nothing, if it was not
    /// told.
    pub fn end(&mut self, board: &BoardId, code: UnsubscribedCode) {
        if self.feeds.contains_key(board) {
            self.refuse(board, code);
        }
    }

    /// Says that a board is not going to be told.
    pub fn refuse(&mut self, board: &BoardId, code: UnsubscribedCode) {
        let place = self.queue.iter().position(|item| item.is_delta_of(board));
        self.drop_deltas(board);
        self.feeds.remove(board);
        if self.closing.is_none() {
            let notice = ServerFrame::Unsubscribed { board: board.clone(), code };
            let place = place.unwrap_or(self.queue.len());
            self.queue.insert(place, Item::Frame(Box::new(notice)));
        }
        self.release_pong();
    }

    fn drop_deltas(&mut self, of: &BoardId) {
        self.queue.retain(|item| match item {
            Item::Frame(_) => !item.is_delta_of(of),
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
        for board in &live {
            let before = self.queue.len();
            self.drop_deltas(board);
            if self.queue.len() < before
                && let Some(feed) = self.feeds.get_mut(board)
            {
                feed.phase = Phase::Chain(Cursor::Claimed(feed.told));
                feed.collapsed = true;
                let (board, subscription) = (board.clone(), feed.subscription);
                self.queue.push_back(Item::Read { board, subscription });
            }
        }
        let collapsed = self.feeds.values().any(|feed| feed.collapsed);
        if collapsed {
            self.hold_pongs();
        }
        collapsed
    }

    fn hold_pongs(&mut self) {
        let held = &mut self.held;
        self.queue.retain_mut(|item| match item {
            Item::Pong(heads) => {
                *held = Some(std::mem::take(heads));
                false
            }
            Item::Frame(_) | Item::Read { .. } => true,
        });
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
        feed.collapsed &= then.is_some();
        self.frame(ServerFrame::Delta(delta));
        if then.is_some() {
            self.queue.push_back(Item::Read { board: board.id.clone(), subscription });
        }
        self.release_pong();
    }
}
