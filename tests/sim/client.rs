//! A simulated client: the real engine, and around it what the actor does, over a disk that may
//! fail at any commit.

use crate::{
    chance::Chance,
    coverage::Coverage,
    disk::{Disk, Key},
    flaw::Flaw,
    invariants::{self, Checks},
    order::Order,
    server::{ConnectionId, UserId},
};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};
use tideboard_protocol::{
    BoardId, ClientId, OpId, Seq,
    frame::{ClientFrame, Outcome, ServerFrame},
    settings::{ConflictPolicy, RealtimeConfig},
};
use tideboard_sync_core::{
    Config, Effect, Engine, Entropy, Input, Now, Reply, Ticket,
    stored::{Account, QueueRow, Write},
};
use uuid::Uuid;

struct Ids {
    range: u128,
    minted: u64,
    chance: Chance,
}

impl Entropy for Ids {
    fn op_id(&mut self, wall: Timestamp) -> OpId {
        self.minted += 1;
        let ms = u64::try_from(wall.as_millisecond()).unwrap_or(0);
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&((self.range << 32) | u128::from(self.minted)).to_be_bytes()[6..]);
        OpId(uuid::Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid())
    }
    fn client_id(&mut self, _: Timestamp) -> ClientId {
        ClientId(Uuid::from_u128(self.range))
    }
    fn up_to(&mut self, bound: Duration) -> Duration {
        self.chance.up_to(bound)
    }
}

/// What a client wants of the world.
#[derive(Debug)]
pub enum Want {
    Connect,
    Send(Box<ClientFrame>),
    Close,
}

/// How the disk takes commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskMood {
    Fine,
    /// The n-th commit from now fails.
    Fails {
        after: u8,
    },
    /// The n-th commit from now succeeds, and the program dies before it can go on.
    Dies {
        after: u8,
    },
}

pub struct Client {
    pub number: usize,
    pub user: UserId,
    pub engine: Engine,
    pub disk: Disk,
    /// What a power cut leaves: the disk as it surely is, and the boards that were falsified then.
    synced: Option<Box<(Disk, BTreeSet<BoardId>)>>,
    pub token: String,
    /// The connection it listens to.
    pub wire: Option<ConnectionId>,
    /// Nothing gets through to the server.
    pub is_cut_off: bool,
    pub disk_mood: DiskMood,
    /// How far its clock is off.
    pub clock: SignedDuration,
    pub policies: BTreeMap<String, ConflictPolicy>,
    pub flaw: Option<Flaw>,
    pub chance: Chance,
    starts: u64,
    tickets: u64,
    /// Changes that were called saved.
    pub saved: BTreeSet<OpId>,
    /// Changes that it was told to have changed nothing.
    pub noops: BTreeSet<OpId>,
    /// Rows of the queue at the last check.
    pub rows: BTreeSet<OpId>,
    /// In which order its changes are to take effect.
    pub order: Order,
    /// Journal rows looked at so far.
    pub journal_checked: usize,
    /// Records that the last inputs wrote to.
    pub touched: BTreeSet<Key>,
    /// Boards whose content was falsified on its way, until they are received anew.
    pub falsified: BTreeSet<BoardId>,
    /// Boards of which a falsified delta is being taken in.
    pub lies: BTreeSet<BoardId>,
    /// The heads that the newest pong stands for, and when it came.
    pub proved: Option<(BTreeMap<BoardId, Seq>, Instant)>,
    /// What was exported last.
    pub bundle: Vec<QueueRow>,
}

impl Client {
    pub fn new(number: usize, user: UserId, token: String, mut chance: Chance, now: Now) -> Self {
        let client_id = ClientId(Uuid::from_u128(0x100 + number as u128));
        let account = Account { id: 1, client_id, bound: None, session: None, pause: None };
        let disk = Disk::new(account);
        let policies = BTreeMap::new();
        let engine = start(&disk, number, 0, &policies, &mut chance, now);
        Self {
            number,
            user,
            engine,
            disk,
            synced: None,
            token,
            wire: None,
            is_cut_off: false,
            disk_mood: DiskMood::Fine,
            clock: SignedDuration::ZERO,
            policies,
            flaw: None,
            chance,
            starts: 0,
            tickets: 0,
            saved: BTreeSet::new(),
            noops: BTreeSet::new(),
            rows: BTreeSet::new(),
            order: Order::default(),
            journal_checked: 0,
            touched: BTreeSet::new(),
            falsified: BTreeSet::new(),
            lies: BTreeSet::new(),
            proved: None,
            bundle: Vec::new(),
        }
    }

    /// A second computer with a copy of this profile, not yet started.
    pub fn copy(&self, number: usize, mut chance: Chance, now: Now) -> Self {
        let engine = start(&self.disk, number, 0, &self.policies, &mut chance, now);
        Self {
            number,
            user: self.user,
            engine,
            disk: self.disk.clone(),
            synced: None,
            token: self.token.clone(),
            wire: None,
            is_cut_off: false,
            disk_mood: DiskMood::Fine,
            clock: self.clock,
            policies: self.policies.clone(),
            flaw: self.flaw,
            chance,
            starts: 0,
            tickets: 0,
            saved: self.saved.clone(),
            noops: self.noops.clone(),
            rows: self.disk.queue.keys().copied().collect(),
            order: self.order.clone(),
            journal_checked: self.disk.journal.len(),
            touched: BTreeSet::new(),
            falsified: self.falsified.clone(),
            lies: BTreeSet::new(),
            proved: None,
            bundle: Vec::new(),
        }
    }

    /// The time by its own clock.
    pub fn now(&self, now: Now) -> Now {
        Now { mono: now.mono, wall: now.wall.checked_add(self.clock).expect("within the calendar") }
    }

    /// Built again from what is on disk; nothing else is left.
    pub fn restart(&mut self, now: Now) {
        self.starts += 1;
        let (disk, starts, chance) = (&self.disk, self.starts, &mut self.chance);
        let own = Now { mono: now.mono, wall: now.wall.checked_add(self.clock).expect("a time") };
        self.engine = start(disk, self.number, starts, &self.policies, chance, own);
        self.disk_mood = DiskMood::Fine;
        self.proved = None;
        self.touched.extend(self.disk.keys());
    }

    /// What a start from the disk would be like.
    pub fn restarted(&self, now: Now) -> Engine {
        let mut chance = self.chance.clone();
        start(
            &self.disk,
            self.number,
            u64::from(u32::MAX),
            &self.policies,
            &mut chance,
            self.now(now),
        )
    }

    /// What the program tells its engine at the start.
    pub fn server_is_known(&self) -> Input {
        Input::Server { url: Some("ws://sim/api/realtime".to_owned()), has_token: true }
    }

    pub fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// One batch of the actor: every input, then one commit, then everything else. A failed commit
    /// is a crash.
    pub fn feed(
        &mut self,
        now: Now,
        inputs: Vec<Input>,
        checks: &Checks,
        seen: &mut Coverage,
    ) -> Vec<Want> {
        let own = self.now(now);
        let mut writes = Vec::new();
        let mut rest = Vec::new();
        let mut promised = false;
        for input in inputs {
            if self.flaw == Some(Flaw::StopsListening) && self.is_deaf_to(&input) {
                invariants::remote_changes_apply(
                    checks,
                    self,
                    &input,
                    &self.engine.survey(),
                    &self.engine.survey(),
                );
                continue;
            }
            let before = self.engine.survey();
            self.note_results(&input);
            let kept = input.clone();
            let mut ended = BTreeMap::new();
            for effect in self.engine.handle(own, input) {
                promised |= effect.is_promise();
                match effect {
                    Effect::Commit(more) => {
                        for write in &more {
                            if let Write::Conclude(conclusion) = write {
                                ended.insert(conclusion.op_id, conclusion.ending);
                            }
                        }
                        writes.extend(more);
                    }
                    effect => rest.push(effect),
                }
            }
            let after = self.engine.survey();
            seen.compare(&before, &after, &ended);
            seen.note_remote(&kept, &before, &after);
            invariants::remote_changes_apply(checks, self, &kept, &before, &after);
        }
        let lives = self.commit(writes, promised, checks);
        self.falsified.append(&mut self.lies);
        if !lives {
            self.restart(now);
            let mut wants = vec![Want::Close];
            let server = self.server_is_known();
            wants.extend(self.feed(now, vec![server], checks, seen));
            return wants;
        }
        let (mut wants, mut audited) = (Vec::new(), Vec::new());
        for effect in rest {
            self.perform(effect, checks, &mut wants, &mut audited);
        }
        // What performing brings about is a batch of its own: its frames leave after these.
        if !audited.is_empty() {
            wants.extend(self.feed(now, audited, checks, seen));
        }
        wants
    }

    fn perform(
        &mut self,
        effect: Effect,
        checks: &Checks,
        wants: &mut Vec<Want>,
        audited: &mut Vec<Input>,
    ) {
        match effect {
            Effect::Commit(_) | Effect::Changed(_) => {}
            Effect::Reply { result, .. } => match result {
                Ok(Reply::Edited(op)) => drop(self.saved.insert(op)),
                Ok(Reply::Exported(rows)) => {
                    invariants::no_secret_in(checks, self, "an exported bundle", &rows);
                    self.bundle = rows;
                }
                Ok(
                    Reply::Done
                    | Reply::Imported { .. }
                    | Reply::Decided(_)
                    | Reply::Stepped { .. },
                )
                | Err(_) => {}
            },
            Effect::Audit(_) if self.flaw == Some(Flaw::OffersNothing) => {}
            Effect::Audit(board) => {
                let rows = self.disk.journal.iter();
                let rows = rows.filter(|row| row.op.board == board).cloned().collect();
                audited.push(Input::Audited { board, rows });
            }
            Effect::Connect => wants.push(Want::Connect),
            Effect::Send(frame) => {
                invariants::no_secret_in(checks, self, "a frame", &frame);
                wants.push(Want::Send(Box::new(frame)));
            }
            Effect::Authenticate => {
                // The token stays with the program around the engine.
                wants.push(Want::Send(Box::new(ClientFrame::Auth { token: self.token.clone() })));
            }
            Effect::Close { .. } => wants.push(Want::Close),
            Effect::SwitchAccount { .. } => panic!("there is one server and one user"),
        }
    }

    /// Whether the program lives on.
    fn commit(&mut self, mut writes: Vec<Write>, promised: bool, checks: &Checks) -> bool {
        if writes.is_empty() {
            return true;
        }
        let (succeeds, lives) = match self.disk_mood {
            DiskMood::Fine => (true, true),
            DiskMood::Fails { after: 0 } => (false, false),
            DiskMood::Dies { after: 0 } => (true, false),
            DiskMood::Fails { after } => {
                self.disk_mood = DiskMood::Fails { after: after - 1 };
                (true, true)
            }
            DiskMood::Dies { after } => {
                self.disk_mood = DiskMood::Dies { after: after - 1 };
                (true, true)
            }
        };
        if succeeds {
            invariants::no_secret_in(checks, self, "the database", &writes);
            self.spoil(&mut writes, checks);
            self.sync(promised || !writes.iter().all(Write::is_told_again));
            for write in &writes {
                self.touch(write);
            }
            self.disk.commit(&writes);
            self.order.follow(&self.disk.queue);
        }
        lives
    }

    /// Before a commit: whether it and all before it are to survive a power cut.
    fn sync(&mut self, is_synced: bool) {
        if is_synced {
            self.synced = None;
        } else if self.synced.is_none() || self.chance.once_in(4) {
            // The system may have written what came before by itself.
            self.synced = Some(Box::new((self.disk.clone(), self.falsified.clone())));
        }
    }

    /// The power fails: what was not synced is gone. It starts again from the rest.
    pub fn lose_power(&mut self) {
        let Some(kept) = self.synced.take() else { return };
        self.touched.extend(self.disk.keys());
        (self.disk, self.falsified) = *kept;
        self.journal_checked = self.journal_checked.min(self.disk.journal.len());
    }

    fn touch(&mut self, write: &Write) {
        match write {
            Write::Account(_) | Write::Board(_) => {}
            Write::ClearBoard(board) => {
                self.falsified.remove(board);
                let keys = self.disk.keys().into_iter().filter(|(of, _)| of == board);
                self.touched.extend(keys);
            }
            Write::Record { board, record, .. }
            | Write::Field { board, record, .. }
            | Write::Remove { board, record, .. }
            | Write::Points { board, record, .. } => {
                self.touched.insert((board.clone(), record.clone()));
            }
            Write::Queue(row) => {
                self.touched.insert((row.op.board.clone(), row.op.record.clone()));
            }
            Write::Mark { op_id, .. } => self.touch_lane(*op_id),
            Write::Conclude(conclusion) => self.touch_lane(conclusion.op_id),
            Write::Journal(row) => {
                self.touched.insert((row.op.board.clone(), row.op.record.clone()));
            }
        }
    }

    fn touch_lane(&mut self, op: OpId) {
        if let Some(row) = self.disk.queue.get(&op) {
            self.touched.insert((row.op.board.clone(), row.op.record.clone()));
        }
    }

    fn note_results(&mut self, input: &Input) {
        let Input::Received(frames) = input else { return };
        for frame in frames {
            let ServerFrame::Results { results } = frame else { continue };
            let noop = results.iter().filter(|result| result.outcome == Outcome::Noop);
            self.noops.extend(noop.map(|result| result.op_id));
        }
    }
}

pub fn beginning() -> Instant {
    static BEGINNING: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *BEGINNING.get_or_init(Instant::now)
}

fn start(
    disk: &Disk,
    number: usize,
    starts: u64,
    policies: &BTreeMap<String, ConflictPolicy>,
    chance: &mut Chance,
    now: Now,
) -> Engine {
    let realtime =
        RealtimeConfig { conflict_policies: policies.clone(), ..RealtimeConfig::default() };
    let config =
        Config { realtime, device_name: format!("client {number}"), app: "sim".to_owned() };
    // Each start mints from its own range, as random ids would never repeat.
    let range = (number as u128) << 32 | u128::from(starts);
    let ids = Ids { range, minted: 0, chance: Chance::new(chance.next()) };
    Engine::new(config, Box::new(ids), disk.load(), now)
}
