//! Who listens to which board, and what every board's head is: the fan-out.
//!
//! The writer publishes here after each commit; connections subscribe here. A board's head and
//! hash are changed together and only here, so that a ping tells a pair that belongs together.
//! When one machine is outgrown, this is where a message bus comes in.

use crate::{
    access::Grant,
    decide::Right,
    delta::Part,
    link::Link,
    store::{accounts::TokenId, chain::Cursor},
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tideboard_protocol::{
    ApiError, BoardId, ClientId, ErrorCode, RecordId, Seq,
    frame::{BoardEntry, Peer, PresenceState, ServerFrame, UnsubscribedCode},
    state_hash::StateHash,
};
use tokio::{runtime::Handle, sync::Notify};

/// A board as it stands after a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub title: String,
    pub head: Seq,
    pub hash: StateHash,
}

/// What a commit did to a board.
#[derive(Debug)]
pub(crate) struct Move {
    pub board: BoardId,
    /// `None` when it was deleted.
    pub standing: Option<Standing>,
    /// From the head that was published last to the new one.
    pub parts: Vec<Part>,
}

struct Room {
    /// `None` once the board was deleted.
    standing: Option<Standing>,
    listeners: BTreeMap<u64, Arc<Link>>,
    present: BTreeMap<u64, Peer>,
}

#[derive(Default)]
struct State {
    rooms: BTreeMap<BoardId, Room>,
    links: HashMap<u64, Arc<Link>>,
    clients: HashMap<ClientId, u64>,
    /// Connections that have not ended, greeted or not.
    open: HashMap<u64, Arc<Link>>,
    stopping: bool,
}

/// The meeting point of writer and connections.
#[derive(Default)]
pub(crate) struct Hub {
    state: Mutex<State>,
    emptied: Notify,
    /// Where the connections' tasks run.
    runtime: Option<Handle>,
}

impl Hub {
    /// A hub that knows these boards; `None` stands for a deleted one. The connections' tasks are
    /// woken from within `runtime`, if there is one.
    pub(crate) fn new(
        boards: impl IntoIterator<Item = (BoardId, Option<Standing>)>,
        runtime: Option<Handle>,
    ) -> Self {
        let hub = Self { runtime, ..Self::default() };
        let rooms = boards.into_iter().map(|(board, standing)| (board, Room::new(standing)));
        hub.lock().rooms.extend(rooms);
        hub
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics between two changes that belong together.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection begins.
    pub(crate) fn opened(&self, link: &Arc<Link>) {
        let mut state = self.lock();
        state.open.insert(link.id, link.clone());
        if state.stopping {
            link.outbox.close(restarting(), false);
        }
    }

    /// A client was greeted on a connection, which replaces its older one.
    pub(crate) fn join(&self, link: &Arc<Link>, client: ClientId) {
        let mut state = self.lock();
        if !state.open.contains_key(&link.id) {
            return;
        }
        state.links.insert(link.id, link.clone());
        let older = state.clients.insert(client, link.id);
        if let Some(older) = older.and_then(|older| state.forget(older)) {
            let message = "another connection of this profile took over";
            older.outbox.close(ApiError::new(ErrorCode::Replaced, message), true);
        }
    }

    /// A connection ended.
    pub(crate) fn closed(&self, link: &Link) {
        let mut state = self.lock();
        state.forget(link.id);
        state.open.remove(&link.id);
        if state.open.is_empty() {
            self.emptied.notify_waiters();
        }
    }

    /// Closes every connection, now and from now on; what waits for them leaves first.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.stopping = true;
        for link in state.open.values() {
            link.outbox.close(restarting(), false);
        }
    }

    /// Waits until no connection is open.
    pub(crate) async fn empty(&self) {
        loop {
            let emptied = self.emptied.notified();
            tokio::pin!(emptied);
            emptied.as_mut().enable();
            if self.lock().open.is_empty() {
                return;
            }
            emptied.await;
        }
    }

    /// Answers a subscription: with a chain, or with why there is none.
    pub(crate) fn subscribe(&self, link: &Arc<Link>, board: &BoardId, cursor: Cursor) {
        let mut state = self.lock();
        // It may have ended while this waited for the writer; nobody would take it out again.
        if !state.open.contains_key(&link.id) {
            return;
        }
        let right = link.who().map_or(Right::Nothing, |who| who.grant.right_on(board));
        let room = state.rooms.get_mut(board).filter(|_| right > Right::Nothing);
        match room.map(|room| (room.standing.as_ref().map(|standing| standing.head), room)) {
            None => link.outbox.end(board, UnsubscribedCode::UnknownBoard),
            Some((None, _)) => link.outbox.end(board, UnsubscribedCode::Gone),
            Some((Some(head), room)) => {
                room.listeners.insert(link.id, link.clone());
                link.outbox.open(board, cursor, head);
                if !room.present.is_empty() {
                    link.outbox.presence(board);
                }
            }
        }
    }

    /// Ends a subscription.
    pub(crate) fn unsubscribe(&self, link: &Link, board: &BoardId) {
        if let Some(room) = self.lock().rooms.get_mut(board) {
            room.leave(board, link.id);
        }
        link.outbox.shut(board);
    }

    /// A commit is to be known: first results, then the boards that moved. Nobody can act on a
    /// result before the boards are as it says, because subscribing waits for the same lock.
    /// `results` queues them and gives the connections that have some: each is woken once, so that
    /// a result and the delta that contains it leave together. The others are woken first: who made
    /// a change sees it already.
    pub(crate) fn announce(&self, results: impl FnOnce() -> Vec<Arc<Link>>, moves: Vec<Move>) {
        let mut state = self.lock();
        let mut answered = results();
        let mut told = Vec::new();
        for Move { board, standing, parts } in moves {
            match standing {
                Some(standing) => told.append(&mut state.publish(&board, standing, &parts)),
                None => state.delete(&board),
            }
        }
        drop(state);
        for links in [&mut answered, &mut told] {
            links.sort_unstable_by_key(|link| link.id);
            links.dedup_by_key(|link| link.id);
        }
        told.retain(|link| answered.binary_search_by_key(&link.id, |it| it.id).is_err());
        told.append(&mut answered);
        self.wake(told);
    }

    /// Wakes the tasks of connections. From another thread each waking is a system call, so one
    /// task is made to wake all others from within.
    fn wake(&self, told: Vec<Arc<Link>>) {
        let wake = move || told.iter().for_each(|link| link.outbox.ring());
        match &self.runtime {
            Some(runtime) => drop(runtime.spawn(async move { wake() })),
            None => wake(),
        }
    }

    /// A connection's rights changed from these to those of its present token.
    pub(crate) fn regranted(&self, link: &Link, before: &Grant, now: &Grant) {
        let mut state = self.lock();
        let mut changed = false;
        for (board, room) in &mut state.rooms {
            if room.standing.is_some() {
                changed |= before.role_on(board) != now.role_on(board);
            }
            if before.right_on(board) > Right::Nothing && now.right_on(board) == Right::Nothing {
                link.outbox.withhold(board);
                if room.leave(board, link.id) {
                    link.outbox.end(board, UnsubscribedCode::UnknownBoard);
                }
            }
        }
        if changed {
            link.outbox.boards();
        }
    }

    /// Closes the connections that came with one of these tokens.
    pub(crate) fn revoked(&self, tokens: &[TokenId]) {
        let mut state = self.lock();
        let gone: Vec<u64> = state
            .links
            .values()
            .filter(|link| link.who().is_some_and(|who| tokens.contains(&who.token)))
            .map(|link| link.id)
            .collect();
        for link in gone.into_iter().filter_map(|id| state.forget(id)) {
            let message = "this token was withdrawn; sign in with another";
            link.outbox.close(ApiError::new(ErrorCode::Unauthorized, message), true);
        }
    }

    /// The boards that a grant opens.
    pub(crate) fn list(&self, grant: &Grant) -> Vec<BoardEntry> {
        let state = self.lock();
        let entries = state.rooms.iter().filter_map(|(board, room)| {
            let (standing, role) = (room.standing.as_ref()?, grant.role_on(board)?);
            let (title, head) = (standing.title.clone(), standing.head);
            Some(BoardEntry { id: board.clone(), title, head, role })
        });
        entries.collect()
    }

    /// A ping with head and hash of every board that a connection listens to.
    pub(crate) fn ping(&self, link: &Link) {
        let state = self.lock();
        let heads = link.outbox.subscribed().into_iter().filter_map(|board| {
            let standing = state.rooms.get(&board)?.standing.as_ref()?;
            Some((board, (standing.head, standing.hash)))
        });
        link.outbox.ping(&ServerFrame::Ping { heads: heads.collect() });
    }

    /// Somebody on a connection does something on a board it listens to.
    pub(crate) fn present(
        &self,
        link: &Link,
        board: &BoardId,
        record: Option<RecordId>,
        doing: PresenceState,
        now: Timestamp,
    ) {
        let Some(who) = link.who() else { return };
        let mut state = self.lock();
        let Some(room) = state.rooms.get_mut(board) else { return };
        if !room.listeners.contains_key(&link.id) {
            return;
        }
        let unchanged = |peer: &&Peer| peer.record == record && peer.state == doing;
        let since = room.present.get(&link.id).filter(unchanged).map_or(now, |peer| peer.since);
        let (client_id, name) = (who.author.client_id, who.author.name.clone());
        let user = who.user.id.clone();
        let peer = Peer { client_id, name, user, record, state: doing, since };
        if room.present.insert(link.id, peer.clone()) != Some(peer) {
            room.presence_changed(board);
        }
    }

    /// Who is on a board.
    pub(crate) fn peers(&self, board: &BoardId) -> Vec<Peer> {
        let state = self.lock();
        state.rooms.get(board).map_or(Vec::new(), |room| room.present.values().cloned().collect())
    }
}

fn restarting() -> ApiError {
    ApiError::new(ErrorCode::Restarting, "the server restarts; connect again in a moment")
}

impl State {
    /// Gives the connections that have something to send now.
    fn publish(&mut self, board: &BoardId, standing: Standing, parts: &[Part]) -> Vec<Arc<Link>> {
        let room = self.rooms.entry(board.clone()).or_insert_with(|| Room::new(None));
        let (head, before) = (standing.head, room.standing.replace(standing));
        let told: Vec<Arc<Link>> = room.listeners.values().cloned().collect();
        for link in &told {
            link.outbox.publish(board, head, parts);
        }
        let title = |standing: &Option<Standing>| standing.as_ref().map(|s| s.title.clone());
        if title(&before) != title(&room.standing) {
            self.list_changed(board);
        }
        told
    }

    fn delete(&mut self, board: &BoardId) {
        let room = self.rooms.entry(board.clone()).or_insert_with(|| Room::new(None));
        room.standing = None;
        room.present.clear();
        for link in std::mem::take(&mut room.listeners).into_values() {
            link.outbox.end(board, UnsubscribedCode::Gone);
        }
        self.list_changed(board);
    }

    /// Takes a connection out of everything it listens to.
    fn forget(&mut self, id: u64) -> Option<Arc<Link>> {
        for (board, room) in &mut self.rooms {
            room.leave(board, id);
        }
        self.clients.retain(|_, link| *link != id);
        self.links.remove(&id)
    }

    fn list_changed(&self, board: &BoardId) {
        for link in self.links.values() {
            if link.who().is_some_and(|who| who.grant.role_on(board).is_some()) {
                link.outbox.boards();
            }
        }
    }
}

impl Room {
    fn new(standing: Option<Standing>) -> Self {
        Self { standing, listeners: BTreeMap::new(), present: BTreeMap::new() }
    }

    /// Whether the connection had listened.
    fn leave(&mut self, board: &BoardId, id: u64) -> bool {
        let listened = self.listeners.remove(&id).is_some();
        if self.present.remove(&id).is_some() {
            self.presence_changed(board);
        }
        listened
    }

    fn presence_changed(&self, board: &BoardId) {
        for link in self.listeners.values() {
            link.outbox.presence(board);
        }
    }
}
