//! The actor: the one place that owns and changes client state.
//!
//! It owns engine, store and socket, and runs on a thread and a runtime of its own, or on those of a
//! program that does nothing else.
//! Its loop waits for requests, socket events and timers in one `select!`. Then it takes
//! everything that is ready (at most [`BATCH`] events), lets the engine handle each, joins all
//! commits of the batch into **one** transaction, and only after that transaction is durable does
//! it perform the other effects, in order: answers, news for watchers, frames for the server. So
//! many waiting edits share one fsync, and nothing is shown or sent before it is safe.
//!
//! A batch that only takes in what the server said is not waited for until it has reached the
//! disk: after a power cut the server says it again. As soon as a batch answers somebody, sends
//! operations or writes anything else, it is, and with it all that was written before.
//!
//! The store is called right here: there is nothing useful to do before a commit is through.
//!
//! A failed commit voids its batch: see `storage`. The engine is then built again from disk, as
//! after a crash.
//!
//! Bounds: [`INBOX`] requests wait at most, beyond that whoever asks waits; for the socket's
//! bounds see [`crate::socket`], for the watchers' see [`crate::watch`].

mod accounts;
mod batch;
mod face;
mod journal;
mod request;
mod storage;
mod watchers;

pub use face::Face;
pub use request::{Answer, Command, Milestone, Request};

use crate::{
    address::ServerAddress,
    chance::SystemEntropy,
    clock::{self, WakeDetector},
    network::NetworkWatch,
    profile::Reserve,
    socket::{self, Socket, SocketEvent},
    store::{AccountId, Store, StoreError, account_for_start},
};
use batch::Step;
use std::{
    collections::{HashMap, VecDeque},
    pin::Pin,
    time::{Duration, Instant},
};
use storage::Storage;
use tideboard_protocol::ApiError;
use tideboard_sync_core::{Config, Engine, Entropy as _, Input, Reply, Ticket, stored::Write};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{Interval, MissedTickBehavior, Sleep, sleep},
};
use watchers::Watchers;

/// Most requests that wait.
pub const INBOX: usize = 1024;
/// Most events whose commits share a transaction.
const BATCH: usize = 256;

/// What the loop waits for.
enum Event {
    Request(Request),
    Socket(u64, SocketEvent),
    Due,
    Tick,
}

/// See the module.
pub struct Actor {
    inbox: mpsc::Receiver<Request>,
    socket_events: mpsc::Receiver<(u64, SocketEvent)>,
    events_of_sockets: socket::Events,
    tick: Interval,
    /// Rings at the next deadline, or before: see [`Actor::next_event`].
    alarm: Pin<Box<Sleep>>,
    wake: WakeDetector,
    network: NetworkWatch,

    config: Config,
    store: Box<dyn Store>,
    storage: Storage,
    account: AccountId,
    /// Whether the account was ever welcomed by a server.
    bound: bool,
    engine: Engine,
    server: Option<ServerAddress>,
    /// From which age on unsent changes wait for the user to look at them.
    review_after: Option<Duration>,

    /// The open or opening socket.
    socket: Option<Socket>,
    /// Number of the socket that the engine listens to; ahead of `socket` within a batch.
    hearing: Option<u64>,
    sockets: u64,
    goodbye: Option<JoinHandle<()>>,

    waiting: HashMap<Ticket, oneshot::Sender<Result<Reply, ApiError>>>,
    tickets: u64,
    watchers: Watchers,

    writes: Vec<Write>,
    steps: Vec<Step>,
    /// Somebody relies on the batch: see [`tideboard_sync_core::Effect::is_promise`].
    promised: bool,
    ending: bool,
}

impl Actor {
    /// Starts from what is on disk, offline. Must be called inside the actor's runtime.
    pub fn new(
        config: Config,
        mut store: Box<dyn Store>,
        reserve: Reserve,
        inbox: mpsc::Receiver<Request>,
    ) -> Result<Self, StoreError> {
        let now = clock::now();
        let account = account_for_start(store.as_mut(), SystemEntropy.client_id(now.wall))?;
        let stored = store.load(account)?;
        let bound = stored.account.bound.is_some();
        let engine = Engine::new(config.clone(), Box::new(SystemEntropy), stored, now);
        let (events_of_sockets, socket_events) = mpsc::channel(socket::EVENTS);
        let mut tick = tokio::time::interval(WakeDetector::INTERVAL);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut actor = Self {
            inbox,
            socket_events,
            events_of_sockets,
            tick,
            alarm: Box::pin(sleep(Duration::ZERO)),
            wake: WakeDetector::new(now),
            network: NetworkWatch::default(),
            config,
            store,
            storage: Storage::new(reserve),
            account,
            bound,
            engine,
            server: None,
            review_after: None,
            socket: None,
            hearing: None,
            sockets: 0,
            goodbye: None,
            waiting: HashMap::new(),
            tickets: 0,
            watchers: Watchers::default(),
            writes: Vec::new(),
            steps: Vec::new(),
            promised: false,
            ending: false,
        };
        if actor.storage.is_full() {
            actor.feed(Input::StorageFull);
        }
        Ok(actor)
    }

    /// Runs until the program ends: by request, or because no handle is left.
    pub async fn run(mut self) {
        while !self.ending {
            let Some(first) = self.next_event().await else { break };
            let mut batch = VecDeque::from([first]);
            self.drain(&mut batch);
            self.process(batch);
            // The socket's task must get its turn also when requests never end.
            tokio::task::yield_now().await;
        }
        if !self.ending {
            self.shut_down();
        }
        if let Some(goodbye) = self.goodbye.take()
            && let Err(error) = goodbye.await
        {
            tracing::debug!(%error, "the socket's task failed");
        }
    }

    async fn next_event(&mut self) -> Option<Event> {
        let deadline = self.deadline();
        if let Some(at) = deadline.map(Into::into)
            && (at < self.alarm.deadline() || self.alarm.is_elapsed())
        {
            // Setting it wakes the runtime. Deadlines come and go with every event: ringing once in
            // vain costs less than moving it each time.
            self.alarm.as_mut().reset(at);
        }
        tokio::select! {
            request = self.inbox.recv() => request.map(Event::Request),
            Some((number, event)) = self.socket_events.recv() => Some(Event::Socket(number, event)),
            () = &mut self.alarm, if deadline.is_some() => Some(Event::Due),
            _ = self.tick.tick() => Some(Event::Tick),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let engine = self.engine.poll_timeout().map(|(at, _)| at);
        let others = [self.storage.deadline(), self.watchers.deadline()];
        engine.into_iter().chain(others.into_iter().flatten()).min()
    }

    /// Takes what else is ready, in turns, so that neither side starves the other.
    fn drain(&mut self, batch: &mut VecDeque<Event>) {
        while batch.len() < BATCH {
            let before = batch.len();
            if let Ok(request) = self.inbox.try_recv() {
                batch.push_back(Event::Request(request));
            }
            if let Ok((number, event)) = self.socket_events.try_recv() {
                batch.push_back(Event::Socket(number, event));
            }
            if batch.len() == before {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
