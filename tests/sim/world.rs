//! Clients, a server, a clock and a network between them: one history, told by a seed.

use crate::{
    chance::Chance,
    client::{Client, Want, beginning},
    coverage::Coverage,
    fault::Falsehood,
    invariants::{self, Checks},
    network::Wire,
    server::{ConnectionId, Durable, Server, USERS},
};
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeMap, time::Duration};
use tideboard_protocol::{BoardId, Limits, Path, RecordId};
use tideboard_sync_core::{Input, Now};

/// Steps with faults in one history.
pub const STEPS: usize = 260;
/// Steps without faults before.
const OPENING: usize = 60;
/// Lines of history that are kept at most; what is older goes.
const TRACE: usize = 20_000;

pub struct World {
    pub chance: Chance,
    pub now: Now,
    pub server: Server,
    /// How far the server's clock is off.
    pub server_clock: SignedDuration,
    pub clients: Vec<Client>,
    pub wires: BTreeMap<ConnectionId, Wire>,
    pub next_wire: ConnectionId,
    pub checks: Checks,
    pub seen: Coverage,
    pub boards: Vec<BoardId>,
    pub backup: Option<Durable>,
    /// The next delta to a client is falsified.
    pub falsehood: Option<(usize, Falsehood)>,
    /// Users edit and things break; over once the world heals.
    pub is_wild: bool,
    pub tokens: u32,
    /// A fault happened: everything is compared after this step.
    pub was_fault: bool,
    acted: Vec<bool>,
    effects_checked: usize,
    /// Lines of history, if they are asked for.
    trace: Option<Vec<String>>,
}

impl World {
    pub fn new(seed: u64, checks: Checks, traced: bool) -> Self {
        let mut chance = Chance::new(seed);
        let boards: Vec<BoardId> =
            ["plant", "team", "spare"].map(|id| BoardId::new(id).expect("a slug")).into();
        let wall = "2026-01-02T03:04:05Z".parse().expect("a time");
        let now = Now { mono: beginning(), wall };
        let ops_per_push = *chance.pick(&[2, 5, 200]);
        let limits = Limits { ops_per_push, ..Limits::default() };
        let part = *chance.pick(&[1, 3, 50]);
        let mut world = Self {
            now,
            server: Server::new(&boards, limits, part),
            server_clock: SignedDuration::ZERO,
            clients: Vec::new(),
            wires: BTreeMap::new(),
            next_wire: 0,
            checks,
            seen: Coverage::default(),
            boards,
            backup: None,
            falsehood: None,
            is_wild: true,
            tokens: 0,
            was_fault: false,
            acted: Vec::new(),
            effects_checked: 0,
            trace: traced.then(Vec::new),
            chance,
        };
        for number in 0..2 + (seed % 2) as usize {
            let user = usize::from(number == 2);
            let (token, own) = (world.new_token(user), Chance::new(world.chance.next()));
            world.clients.push(Client::new(number, user, token, own, world.now));
            world.acted.push(true);
            world.begin(number);
        }
        world
    }

    /// A board with records that everybody has: people meet before anything breaks.
    pub fn opens(&mut self) {
        self.is_wild = false;
        let plant = self.boards[0].clone();
        self.create_board(0, plant.clone());
        self.create_records(0, &plant);
        for _ in 0..OPENING {
            self.deliver();
            self.check();
        }
        self.is_wild = true;
    }

    /// A program starts for the first time: it wants all boards, and is told of the server.
    pub fn begin(&mut self, client: usize) {
        for board in self.boards.clone() {
            let ticket = self.clients[client].ticket();
            self.feed(client, vec![Input::Subscribe { ticket, board }]);
        }
        let server = self.clients[client].server_is_known();
        self.feed(client, vec![server]);
    }

    pub fn join(&mut self, client: Client) {
        self.clients.push(client);
        self.acted.push(true);
    }

    pub fn new_token(&mut self, user: usize) -> String {
        self.tokens += 1;
        let token = format!("{}-{}-{}", invariants::CANARY, USERS[user], self.tokens);
        self.server.tokens.insert(token.clone(), user);
        token
    }

    /// One thing happens, and everything still holds.
    pub fn step(&mut self) {
        let client = self.chance.below(self.clients.len());
        match self.chance.below(100) {
            0..26 => self.user_acts(client),
            26..36 => self.user_decides(client),
            36..72 => self.deliver(),
            72..82 => self.time_passes(),
            82..85 => self.server_pings(),
            85..87 => self.feed_writes(),
            87..98 => self.something_breaks(client),
            _ => self.deliver(),
        }
        self.check();
    }

    pub fn check(&mut self) {
        invariants::effects_happen_once(&self.checks, &self.server);
        let effects = self.server.durable.effects.len();
        let from = self.effects_checked.min(effects);
        invariants::lanes_keep_their_order(&self.checks, self, from);
        self.effects_checked = effects;
        for at in 0..self.clients.len() {
            if std::mem::take(&mut self.acted[at]) {
                let client = &mut self.clients[at];
                invariants::after_step(&self.checks, &self.server, client, self.now);
            }
        }
        if std::mem::take(&mut self.was_fault) || self.chance.once_in(24) {
            invariants::the_servers_hash_is_true(&self.checks, &self.server);
            for client in &self.clients {
                invariants::after_fault(&self.checks, &self.server, client, self.now);
            }
        }
    }

    pub fn note(&mut self, line: impl FnOnce() -> String) {
        let Some(trace) = &mut self.trace else { return };
        if trace.len() >= TRACE {
            trace.drain(..TRACE / 2);
        }
        trace.push(format!("{} {}", self.now.wall, line()));
    }

    pub fn trace(&self) -> &[String] {
        self.trace.as_deref().unwrap_or_default()
    }

    /// Hands a client inputs as one batch, and does what it wants.
    pub fn feed(&mut self, client: usize, inputs: Vec<Input>) {
        self.acted[client] = true;
        let wants = self.clients[client].feed(self.now, inputs, &self.checks, &mut self.seen);
        self.grant(client, wants);
    }

    fn grant(&mut self, client: usize, wants: Vec<Want>) {
        for want in wants {
            match want {
                Want::Connect => self.dial(client),
                Want::Close => self.let_go(client),
                Want::Send(frame) => self.send(client, &frame),
            }
        }
    }

    pub fn time_passes(&mut self) {
        // Without faults, whatever is sent arrives within a heartbeat.
        let most = match self.is_wild {
            true => *self.chance.pick(&[5, 50, 500, 5_000, 40_000]),
            false => 2_000,
        };
        let by = self.chance.up_to(Duration::from_millis(most));
        self.advance(by);
    }

    pub fn advance(&mut self, by: Duration) {
        self.note(|| format!("{by:?} pass"));
        self.now.mono += by;
        self.now.wall = self.now.wall.checked_add(by).expect("the calendar goes on");
        self.forget_the_dead();
        for client in 0..self.clients.len() {
            let mut rounds = 0;
            while let Some((_, why)) = self.due(client) {
                rounds += 1;
                assert!(rounds < 100, "client {client}: the timer {why:?} is due without end");
                self.feed(client, vec![Input::Timeout]);
            }
        }
        // Time alone changes how things stand.
        self.acted.fill(true);
    }

    /// The time by the server's clock.
    pub fn server_time(&self) -> Timestamp {
        self.now.wall.checked_add(self.server_clock).expect("within the calendar")
    }

    fn due(&self, client: usize) -> Option<(std::time::Instant, &'static str)> {
        self.clients[client].engine.poll_timeout().filter(|(at, _)| *at <= self.now.mono)
    }

    pub fn server_pings(&mut self) {
        self.note(|| "the server pings".to_owned());
        self.server.ping();
    }
}

pub fn path(text: &str) -> Path {
    Path::new(text).expect("a path")
}

pub fn record(text: &str) -> RecordId {
    RecordId::new(text).expect("an id")
}
