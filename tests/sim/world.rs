//! Clients, a server, a clock, and a network that does what networks do.

use crate::{
    board::live_fields,
    chance::Chance,
    client::{Client, Want, beginning},
    server::{ConnectionId, Out, Server},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, Number, OpKind, Path, Point, RecordId,
    frame::{Role, decode_server, encode},
    ipc::{EditRequest, Resolution},
    view::QueueState,
};
use tideboard_sync_core::{Input, Now};

/// Both directions of a connection. A wire that is cut tells its client; one that is half open
/// swallows what comes.
#[derive(Debug, Default)]
struct Wire {
    client: usize,
    up: VecDeque<String>,
    down: VecDeque<String>,
    half_open: bool,
}

pub struct World {
    pub chance: Chance,
    now: Now,
    pub server: Server,
    pub clients: Vec<Client>,
    wires: BTreeMap<ConnectionId, Wire>,
    next_wire: ConnectionId,
    /// Faults may happen.
    faulty: bool,
    /// How often each kind of step was taken.
    pub steps: BTreeMap<&'static str, u32>,
    pub trace: Vec<String>,
}

const RECORDS: [&str; 3] = ["r0", "r1", "r2"];
const PATHS: [&str; 5] = ["a", "b", "rows/x/c", "rows/y/c", "n"];

impl World {
    pub fn new(seed: u64, clients: usize) -> Self {
        let mut chance = Chance::new(seed);
        let board = BoardId::new("board-1").expect("a slug");
        let wall = "2026-01-02T03:04:05Z".parse().expect("a time");
        let now = Now { mono: beginning(), wall };
        let clients = (0..clients)
            .map(|n| Client::new(n, board.clone(), Chance::new(chance.next()), now))
            .collect();
        let mut world = Self {
            chance,
            now,
            server: Server::new(board.clone()),
            clients,
            wires: BTreeMap::new(),
            next_wire: 0,
            faulty: true,
            steps: BTreeMap::new(),
            trace: Vec::new(),
        };
        for client in 0..world.clients.len() {
            let wants = world.clients[client].start(world.now);
            world.grant(client, wants);
        }
        let mut create = EditRequest::patch(board, RecordId::board());
        create.kind = OpKind::Create;
        create.record_kind = Some("board".to_owned());
        create.set.insert(path("title"), json!("Board"));
        world.edit(0, create);
        world
    }

    /// One thing happens.
    pub fn step(&mut self) {
        let client = self.chance.below(self.clients.len());
        match self.chance.below(100) {
            0..30 => self.random_edit(client),
            30..70 => self.deliver(),
            70..80 => self.time_passes(),
            80..84 => self.decide(client),
            84..86 => self.server_pings(),
            86..89 if self.faulty => self.cut(),
            89..91 if self.faulty => self.half_open(),
            91..93 if self.faulty => self.kill(client),
            93 if self.faulty => self.kill_server(),
            94..96 if self.faulty => self.disk_fails(client),
            96..98 if self.faulty => self.change_role(),
            _ => self.deliver(),
        }
        for client in &self.clients {
            client.check(self.now);
        }
        if self.chance.once_in(16) {
            self.compare_with_disk(client);
        }
    }

    fn note(&mut self, kind: &'static str, detail: impl FnOnce() -> String) {
        *self.steps.entry(kind).or_default() += 1;
        if self.trace.len() < 100_000 {
            self.trace.push(format!("{} {kind} {}", self.now.wall, detail()));
        }
    }

    fn edit(&mut self, client: usize, edit: EditRequest) {
        self.note("edit", || format!("client {client}: {edit:?}"));
        let wants = self.clients[client].ask(self.now, |ticket| Input::Edit { ticket, edit });
        self.grant(client, wants);
    }

    fn random_edit(&mut self, client: usize) {
        let board = self.server.board.id.clone();
        let record = RecordId::new(*self.chance.pick(&RECORDS)).expect("an id");
        let mut edit = EditRequest::patch(board, record.clone());
        let shown = self.clients[client].shown();
        edit.typing = self.chance.once_in(6);
        if !shown.contains_key(&record) {
            edit.kind = if self.chance.once_in(2) { OpKind::Restore } else { OpKind::Create };
            if edit.kind == OpKind::Create {
                edit.record_kind = Some("counter".to_owned());
                edit.set.insert(path("a"), json!(self.chance.below(4)));
            }
            return self.edit(client, edit);
        }
        match self.chance.below(12) {
            0..6 => {
                for _ in 0..=self.chance.below(2) {
                    let at = path(PATHS[self.chance.below(4)]);
                    edit.set.insert(at, json!(self.chance.below(5)));
                }
                let mine = path(&format!("log-{client}"));
                edit.set.insert(mine, json!(self.now.wall.as_millisecond()));
            }
            6..8 => {
                edit.inc.insert(path("n"), Number::new(1.0).expect("in range"));
            }
            8 => {
                let at = if self.chance.once_in(2) { "rows" } else { "rows/x" };
                edit.remove.insert(path(at));
            }
            9 => {
                let t_ms = self.now.wall.as_millisecond();
                let value = Number::new(self.chance.below(9) as f64).expect("in range");
                edit.append.insert(path("points"), vec![Point { t_ms, value }]);
            }
            10 => edit.kind = OpKind::Delete,
            _ => {
                edit.set.insert(path("b"), json!({"deep": [self.chance.below(3)]}));
                edit.inc.insert(path("n"), Number::new(-1.0).expect("in range"));
            }
        }
        if edit.kind == OpKind::Delete {
            edit.typing = false;
        }
        self.edit(client, edit);
    }

    fn grant(&mut self, client: usize, wants: Vec<Want>) {
        for want in wants {
            match want {
                Want::Connect => self.connect(client),
                Want::Close => self.forget_wires(client),
                Want::Send(frame) => {
                    let text = encode(&frame);
                    let wire = self.wires.values_mut().find(|wire| wire.client == client);
                    if let Some(wire) = wire.filter(|wire| !wire.half_open) {
                        wire.up.push_back(text);
                    }
                }
            }
        }
    }

    fn connect(&mut self, client: usize) {
        self.forget_wires(client);
        if self.faulty && self.chance.once_in(4) {
            self.note("unreachable", || format!("client {client}"));
            let error = ApiError::new(ErrorCode::Unreachable, "nobody answers");
            let wants = self.clients[client].input(self.now, Input::ConnectFailed { error });
            return self.grant(client, wants);
        }
        self.note("connect", || format!("client {client}"));
        self.next_wire += 1;
        self.wires.insert(self.next_wire, Wire { client, ..Wire::default() });
        let wants = self.clients[client].input(self.now, Input::Connected);
        self.grant(client, wants);
    }

    /// The client is done with its connection. What it sent may still arrive; the server notices
    /// later, or never.
    fn forget_wires(&mut self, client: usize) {
        let ids: Vec<ConnectionId> =
            self.wires.iter().filter(|(_, w)| w.client == client).map(|(id, _)| *id).collect();
        for id in ids {
            let Some(mut wire) = self.wires.remove(&id) else { continue };
            let arrives = self.chance.below(wire.up.len() + 1);
            for text in wire.up.drain(..arrives) {
                let out = self.server.receive(id, &text, self.now.wall);
                self.send(out);
            }
            self.server.drop_connection(id);
        }
    }

    fn send(&mut self, out: Out) {
        for (to, frame) in out {
            if let Some(wire) = self.wires.get_mut(&to).filter(|wire| !wire.half_open) {
                wire.down.push_back(encode(&frame));
            }
        }
    }

    fn deliver(&mut self) {
        let busy: Vec<ConnectionId> = self
            .wires
            .iter()
            .filter(|(_, wire)| !wire.up.is_empty() || !wire.down.is_empty())
            .map(|(id, _)| *id)
            .collect();
        if busy.is_empty() {
            return self.time_passes();
        }
        let id = *self.chance.pick(&busy);
        let up_first = self.chance.once_in(2);
        let Some(wire) = self.wires.get_mut(&id) else { return };
        let client = wire.client;
        let up = if up_first || wire.down.is_empty() { wire.up.pop_front() } else { None };
        if let Some(text) = up {
            self.note("up", || format!("client {client}: {text}"));
            let out = self.server.receive(id, &text, self.now.wall);
            return self.send(out);
        }
        if let Some(text) = wire.down.pop_front() {
            self.note("down", || format!("client {client}: {text}"));
            let frames = decode_server(&text).expect("the server speaks the protocol");
            let wants = self.clients[client].input(self.now, Input::Received(frames));
            self.grant(client, wants);
        }
    }

    fn time_passes(&mut self) {
        let most = *self.chance.pick(&[5, 50, 500, 5_000, 40_000]);
        let by = self.chance.up_to(Duration::from_millis(most));
        self.note("time", || format!("{by:?}"));
        self.now.mono += by;
        self.now.wall = self.now.wall.checked_add(by).expect("the calendar goes on");
        for client in 0..self.clients.len() {
            let due = |world: &Self| {
                world.clients[client].engine.poll_timeout().filter(|(at, _)| *at <= world.now.mono)
            };
            let mut rounds = 0;
            while let Some((_, why)) = due(self) {
                rounds += 1;
                assert!(rounds < 100, "client {client}: the timer {why:?} is due without end");
                let wants = self.clients[client].input(self.now, Input::Timeout);
                self.grant(client, wants);
            }
        }
    }

    fn server_pings(&mut self) {
        self.note("ping", String::new);
        let out = self.server.ping();
        self.send(out);
    }

    fn cut(&mut self) {
        let ids: Vec<ConnectionId> = self.wires.keys().copied().collect();
        if ids.is_empty() {
            return;
        }
        let id = *self.chance.pick(&ids);
        let client = self.wires[&id].client;
        self.note("cut", || format!("client {client}"));
        self.forget_wires(client);
        let closed = Input::Closed { code: Some(1006), reason: String::new() };
        let wants = self.clients[client].input(self.now, closed);
        self.grant(client, wants);
    }

    fn half_open(&mut self) {
        let ids: Vec<ConnectionId> = self.wires.keys().copied().collect();
        if !ids.is_empty() {
            let id = *self.chance.pick(&ids);
            self.note("half open", || format!("wire {id}"));
            if let Some(wire) = self.wires.get_mut(&id) {
                wire.half_open = true;
                wire.down.clear();
            }
        }
    }

    fn kill(&mut self, client: usize) {
        self.note("kill", || format!("client {client}"));
        self.forget_wires(client);
        let wants = self.clients[client].restart(self.now);
        self.grant(client, wants);
    }

    fn kill_server(&mut self) {
        self.note("kill server", String::new);
        self.server.crash();
        let clients: Vec<usize> = self.wires.values().map(|wire| wire.client).collect();
        self.wires.clear();
        for client in clients {
            let closed = Input::Closed { code: None, reason: String::new() };
            let wants = self.clients[client].input(self.now, closed);
            self.grant(client, wants);
        }
    }

    fn disk_fails(&mut self, client: usize) {
        self.note("disk fails", || format!("client {client}"));
        self.clients[client].disk_fails = true;
    }

    fn change_role(&mut self) {
        let role = if self.server.role == Role::Viewer { Role::Owner } else { Role::Viewer };
        self.note("role", || format!("{role:?}"));
        let out = self.server.set_role(role);
        self.send(out);
    }

    /// The user decides something that waits for a decision.
    fn decide(&mut self, client: usize) {
        let conflicts = self.clients[client].engine.conflicts();
        if !conflicts.is_empty() {
            let op_id = self.chance.pick(&conflicts).op_id;
            let resolution = match self.chance.below(3) {
                0 => Resolution::Local,
                1 => Resolution::Remote,
                _ => Resolution::Merge {
                    set: [(path("a"), json!(self.chance.below(5)))].into(),
                    remove: Default::default(),
                },
            };
            self.note("resolve", || format!("client {client}: {op_id} {resolution:?}"));
            let wants = self.clients[client].ask(self.now, |ticket| Input::Resolve {
                ticket,
                op_id,
                resolution,
            });
            return self.grant(client, wants);
        }
        let mut queue = self.clients[client].engine.queue(self.now).ops;
        // Without its board a world has nothing to tell.
        queue.retain(|item| !item.record.is_board());
        if queue.is_empty() {
            return;
        }
        let item = self.chance.pick(&queue).clone();
        let op_id = item.op_id;
        let again = self.chance.once_in(2);
        self.note("discard or retry", || format!("client {client}: {op_id} {:?}", item.state));
        let wants = self.clients[client].ask(self.now, |ticket| {
            if again { Input::Retry { ticket, op_id } } else { Input::Discard { ticket, op_id } }
        });
        self.grant(client, wants);
    }

    /// Nothing shown exists only in memory.
    fn compare_with_disk(&mut self, client: usize) {
        let now = self.now;
        let mut live = self.clients[client].shown();
        let mut disk = self.clients[client].shown_after_restart(now);
        for view in live.values_mut().chain(disk.values_mut()) {
            // What is on its way waits again after a restart.
            view.sync.state = tideboard_protocol::view::RecordSyncState::Synced;
        }
        assert_eq!(live, disk, "client {client}: what is shown would not survive a crash");
    }

    /// Faults stop; users decide what waits for them. Then everything must come into step without
    /// any new edit.
    pub fn heals(&mut self) {
        self.faulty = false;
        self.note("heal", String::new);
        if self.server.role != Role::Owner {
            self.change_role();
        }
        for client in &mut self.clients {
            client.disk_fails = false;
        }
        for _ in 0..3_000 {
            if self.is_in_step() {
                return self.compare_replicas();
            }
            match self.chance.below(20) {
                0 => self.time_passes(),
                1 => self.server_pings(),
                2 => {
                    for client in 0..self.clients.len() {
                        self.settle_for_good(client);
                    }
                }
                _ => self.deliver(),
            }
            for client in &self.clients {
                client.check(self.now);
            }
        }
        let left: Vec<_> = self.clients.iter().map(|c| c.engine.queue(self.now)).collect();
        let links: Vec<_> = self.clients.iter().map(|c| c.engine.connection(self.now)).collect();
        panic!("the queue does not drain after healing: {left:#?} {links:#?}");
    }

    fn settle_for_good(&mut self, client: usize) {
        for conflict in self.clients[client].engine.conflicts() {
            let op_id = conflict.op_id;
            let resolution = Resolution::Local;
            let wants = self.clients[client].ask(self.now, |ticket| Input::Resolve {
                ticket,
                op_id,
                resolution,
            });
            self.grant(client, wants);
        }
        for item in self.clients[client].engine.queue(self.now).ops {
            if matches!(item.state, QueueState::Refused { .. }) {
                let op_id = item.op_id;
                let wants =
                    self.clients[client].ask(self.now, |ticket| Input::Discard { ticket, op_id });
                self.grant(client, wants);
            }
        }
    }

    fn is_in_step(&self) -> bool {
        self.clients.iter().all(|client| {
            let opened = client.engine.board(self.now, &self.server.board.id);
            client.engine.queue(self.now).total == 0
                && client.engine.is_idle()
                && opened.is_some_and(|opened| opened.board.cursor == self.server.board.head)
        })
    }

    /// Every client shows exactly what the server has.
    fn compare_replicas(&mut self) {
        for client in 0..self.clients.len() {
            let shown = self.clients[client].shown();
            let live: BTreeMap<_, _> = self
                .server
                .board
                .records
                .iter()
                .filter(|(id, record)| !id.is_board() && record.deleted.is_none())
                .collect();
            let ids: Vec<_> = shown.keys().collect();
            assert_eq!(ids, live.keys().copied().collect::<Vec<_>>(), "client {client}: records");
            for (id, record) in live {
                let theirs: BTreeMap<&Path, &Value> = live_fields(record)
                    .into_iter()
                    .map(|(path, (value, _))| (path, value))
                    .collect();
                let ours: BTreeMap<&Path, &Value> = shown[id].fields.iter().collect();
                assert_eq!(ours, theirs, "client {client}: fields of {id}");
                let points: BTreeMap<&Path, Vec<(i64, Number)>> = record
                    .points
                    .iter()
                    .filter(|(_, series)| !series.is_empty())
                    .map(|(p, series)| (p, series.iter().map(|(t, (v, _))| (*t, *v)).collect()))
                    .collect();
                let shown_points: BTreeMap<&Path, Vec<(i64, Number)>> = shown[id]
                    .points
                    .iter()
                    .filter(|(_, series)| !series.is_empty())
                    .map(|(p, series)| (p, series.iter().map(|p| (p.t_ms, p.value)).collect()))
                    .collect();
                assert_eq!(shown_points, points, "client {client}: series of {id}");
            }
            self.compare_with_disk(client);
        }
        self.check_order();
    }

    /// What one client wrote to a field of its own took effect in the order in which it was made.
    fn check_order(&self) {
        for client in 0..self.clients.len() {
            let log = path(&format!("log-{client}"));
            let mut last: BTreeMap<&RecordId, i64> = BTreeMap::new();
            for op in &self.server.applied {
                let Some(written) = op.set.get(&log).and_then(Value::as_i64) else { continue };
                let before = last.insert(&op.record, written).unwrap_or(i64::MIN);
                assert!(before <= written, "client {client}: {written} after {before}: {op:?}");
            }
        }
    }
}

fn path(text: &str) -> Path {
    Path::new(text).expect("a path")
}
