//! A simulated client: the real engine over a disk that keeps exactly what was committed.

use crate::chance::Chance;
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};
use tideboard_protocol::{
    BoardId, ClientId, OpId, RecordId, frame::ClientFrame, settings::RealtimeConfig,
    status::SyncState, view::RecordView,
};
use tideboard_sync::store::{AccountId, Endings, JournalQuery, MemoryStore, Store};
use tideboard_sync_core::{Config, Effect, Engine, Entropy, Input, Now, Reply, Ticket};
use uuid::Uuid;

struct Ids {
    client: u128,
    minted: u64,
    chance: Chance,
}

impl Entropy for Ids {
    fn op_id(&mut self, wall: Timestamp) -> OpId {
        self.minted += 1;
        let ms = u64::try_from(wall.as_millisecond()).unwrap_or(0);
        let random = (self.client << 64) | u128::from(self.minted);
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&random.to_be_bytes()[6..]);
        OpId(uuid::Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid())
    }
    fn client_id(&mut self, _: Timestamp) -> ClientId {
        ClientId(Uuid::from_u128(self.client))
    }
    fn up_to(&mut self, bound: Duration) -> Duration {
        self.chance.up_to(bound)
    }
}

pub struct Client {
    pub number: usize,
    pub engine: Engine,
    store: MemoryStore,
    account: AccountId,
    board: BoardId,
    chance: Chance,
    starts: u64,
    tickets: u64,
    /// The next commit fails.
    pub disk_fails: bool,
    /// Changes that were called saved.
    pub saved: BTreeSet<OpId>,
    /// How often each refusal of an edit was met.
    pub refusals: BTreeMap<String, u32>,
}

/// What a client wants of the world.
pub enum Want {
    Connect,
    Send(ClientFrame),
    Close,
}

impl Client {
    pub fn new(number: usize, board: BoardId, mut chance: Chance, now: Now) -> Self {
        let mut store = MemoryStore::default();
        let id = ClientId(Uuid::from_u128(0x100 + number as u128));
        let account = store.create_account(id).expect("memory takes it");
        let engine = engine(&store, account, number, &mut chance, 0, now);
        Self {
            number,
            engine,
            store,
            account,
            board,
            chance,
            starts: 0,
            tickets: 0,
            disk_fails: false,
            saved: BTreeSet::new(),
            refusals: BTreeMap::new(),
        }
    }

    /// Killed and started again; all that is left is the disk.
    pub fn restart(&mut self, now: Now) -> Vec<Want> {
        self.starts += 1;
        let chance = &mut self.chance;
        self.engine = engine(&self.store, self.account, self.number, chance, self.starts, now);
        self.disk_fails = false;
        self.start(now)
    }

    /// Asks for the board and is told of the server.
    pub fn start(&mut self, now: Now) -> Vec<Want> {
        let board = self.board.clone();
        let mut wants = self.ask(now, |ticket| Input::Subscribe { ticket, board });
        let server = Input::Server { url: Some("sim".to_owned()), has_token: true };
        wants.extend(self.input(now, server));
        wants
    }

    pub fn ask(&mut self, now: Now, input: impl FnOnce(Ticket) -> Input) -> Vec<Want> {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.input(now, input(ticket))
    }

    /// One batch of the actor: commit first, then the rest; a failed commit is a crash.
    pub fn input(&mut self, now: Now, input: Input) -> Vec<Want> {
        let effects = self.engine.handle(now, input);
        let mut writes = Vec::new();
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Commit(more) => writes.extend(more),
                effect => rest.push(effect),
            }
        }
        if !writes.is_empty() {
            if std::mem::take(&mut self.disk_fails) {
                let mut wants = vec![Want::Close];
                wants.extend(self.restart(now));
                return wants;
            }
            self.store.commit(self.account, &writes).expect("memory takes it");
        }
        let mut wants = Vec::new();
        for effect in rest {
            match effect {
                Effect::Commit(_) | Effect::Changed(_) => {}
                Effect::Reply { result: Ok(Reply::Edited(op)), .. } => {
                    self.saved.insert(op);
                }
                Effect::Reply { result: Ok(_), .. } => {}
                Effect::Reply { result: Err(error), .. } => {
                    *self.refusals.entry(format!("{:?}", error.code)).or_default() += 1;
                }
                Effect::Audit(board) => wants.extend(self.audit(now, board)),
                Effect::Connect => wants.push(Want::Connect),
                Effect::Send(frame) => wants.push(Want::Send(frame)),
                Effect::Authenticate => panic!("no token is renewed here"),
                Effect::Close { .. } => wants.push(Want::Close),
                Effect::SwitchAccount { .. } => panic!("there is one server and one user"),
            }
        }
        wants
    }

    /// Looks the settled changes of a board up, as the actor does after a restore.
    fn audit(&mut self, now: Now, board: BoardId) -> Vec<Want> {
        let settled =
            JournalQuery { endings: Endings::Settled, ..JournalQuery::newest(usize::MAX) };
        let rows = self.store.journal(self.account, settled).expect("memory reads");
        let rows = rows.into_iter().rev().map(|(_, row)| row);
        let rows = rows.filter(|row| row.op.board == board).collect();
        self.input(now, Input::Audited { board, rows })
    }

    /// Records as they are shown.
    pub fn shown(&self) -> BTreeMap<RecordId, RecordView> {
        shown(&self.engine, &self.board, self.now_anything())
    }

    /// What a start from the disk would show.
    pub fn shown_after_restart(&mut self, now: Now) -> BTreeMap<RecordId, RecordView> {
        let mut chance = self.chance.clone();
        let engine = engine(&self.store, self.account, self.number, &mut chance, u64::MAX, now);
        shown(&engine, &self.board, now)
    }

    fn now_anything(&self) -> Now {
        // Records do not depend on the time; only the freshness beside them does.
        Now { mono: beginning(), wall: Timestamp::UNIX_EPOCH }
    }

    /// Promises that hold after every step.
    pub fn check(&self, now: Now) {
        let stored = self.store.load(self.account).expect("memory reads");
        let journal = self
            .store
            .journal(self.account, JournalQuery::newest(usize::MAX))
            .expect("memory reads");
        let queued: BTreeSet<OpId> = stored.queue.iter().map(|row| row.op.op_id).collect();
        let ended: BTreeSet<OpId> = journal.iter().map(|(_, row)| row.op.op_id).collect();
        for op in &self.saved {
            assert!(
                queued.contains(op) || ended.contains(op),
                "client {}: the saved change {op} is neither queued nor in the journal",
                self.number
            );
        }
        let status = self.engine.status(now);
        if status.state == SyncState::Synced {
            assert!(queued.is_empty(), "client {}: green with changes waiting", self.number);
        }
    }
}

pub fn beginning() -> Instant {
    static BEGINNING: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *BEGINNING.get_or_init(Instant::now)
}

fn shown(engine: &Engine, board: &BoardId, now: Now) -> BTreeMap<RecordId, RecordView> {
    let records = engine.board(now, board).map(|opened| opened.board.records).unwrap_or_default();
    records.into_iter().map(|record| (record.id.clone(), record)).collect()
}

fn engine(
    store: &MemoryStore,
    account: AccountId,
    number: usize,
    chance: &mut Chance,
    starts: u64,
    now: Now,
) -> Engine {
    let config = Config {
        realtime: RealtimeConfig::default(),
        device_name: format!("client {number}"),
        app: "sim".to_owned(),
    };
    // Each start mints from its own range, as random ids would never repeat.
    let minted = starts.wrapping_mul(1 << 32);
    let ids = Ids { client: 0x100 + number as u128, minted, chance: Chance::new(chance.next()) };
    let stored = store.load(account).expect("memory reads");
    Engine::new(config, Box::new(ids), stored, now)
}
