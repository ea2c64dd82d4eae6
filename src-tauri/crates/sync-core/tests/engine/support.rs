//! A client under test: the engine, a disk that keeps what was committed, and a wire to look at.

use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tideboard_protocol::{
    ApiError, BoardId, ClientId, Limits, Op, OpId, OpKind, Path, RecordId, Seq,
    frame::{ClientFrame, decode_server},
    ipc::{EditRequest, HistoryValues, Resolution, Side},
    settings::RealtimeConfig,
    state_hash::StateHash,
};
use tideboard_sync_core::{
    Config, Effect, Engine, Entropy, Input, Now, Reply, Ticket,
    stored::{Account, Conclusion, JournalRow, QueueRow, Stored, StoredRecord, Write},
};
use uuid::Uuid;

pub const BOARD: &str = "line-3";
pub const ME: &str = "00000000-0000-7000-8000-0000000000aa";
pub const BO: &str = "00000000-0000-7000-8000-0000000000bb";

/// Ids count up and waits are as long as allowed, so that every run is the same.
struct Counting(u64);

impl Counting {
    fn id(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.0))
    }
}

impl Entropy for Counting {
    fn op_id(&mut self, _: Timestamp) -> OpId {
        OpId(self.id())
    }
    fn client_id(&mut self, _: Timestamp) -> ClientId {
        ClientId(self.id())
    }
    fn up_to(&mut self, bound: Duration) -> Duration {
        bound
    }
}

/// What was committed.
pub struct Disk {
    pub stored: Stored,
    pub journal: Vec<JournalRow>,
}

impl Disk {
    fn apply(&mut self, write: Write) {
        let stored = &mut self.stored;
        let record_of = |stored: &mut Stored, board: &BoardId, record: &RecordId| {
            let at = stored.boards.iter().position(|(row, _)| row.id == *board).unwrap();
            let empty = || StoredRecord {
                row: tideboard_sync_core::stored::RecordRow {
                    live: None,
                    deleted: None,
                    changed: None,
                    foreign: Seq::ZERO,
                },
                fields: BTreeMap::new(),
                points: BTreeMap::new(),
            };
            (at, stored.boards[at].1.entry(record.clone()).or_insert_with(empty).row.clone())
        };
        match write {
            Write::Account(account) => stored.account = account,
            Write::Board(row) => match stored.boards.iter_mut().find(|(of, _)| of.id == row.id) {
                Some((known, _)) => *known = row,
                None => stored.boards.push((row, BTreeMap::new())),
            },
            Write::ClearBoard(board) => {
                if let Some((_, records)) = stored.boards.iter_mut().find(|(r, _)| r.id == board) {
                    records.clear();
                }
            }
            Write::Record { board, record, row } => {
                let (at, _) = record_of(stored, &board, &record);
                stored.boards[at].1.get_mut(&record).unwrap().row = row;
            }
            Write::Field { board, record, path, row } => {
                let (at, _) = record_of(stored, &board, &record);
                stored.boards[at].1.get_mut(&record).unwrap().fields.insert(path, row);
            }
            Write::Remove { board, record, path } => {
                let (at, _) = record_of(stored, &board, &record);
                let goes = |field: &Path| path.as_ref().is_none_or(|at| field.is_at_or_below(at));
                let entry = stored.boards[at].1.get_mut(&record).unwrap();
                entry.fields.retain(|field, _| !goes(field));
                entry.points.retain(|series, _| !goes(series));
            }
            Write::Points { board, record, path, points, keep_from_ms } => {
                let (at, _) = record_of(stored, &board, &record);
                let entry = stored.boards[at].1.get_mut(&record).unwrap();
                let series = entry.points.entry(path).or_default();
                for point in points {
                    series.retain(|known| known.t_ms != point.t_ms);
                    series.push(point);
                }
                series.retain(|point| point.t_ms >= keep_from_ms);
                series.sort_by_key(|point| point.t_ms);
            }
            Write::Queue(row) => {
                stored.queue.retain(|known| known.op.op_id != row.op.op_id);
                assert!(stored.queue.iter().all(|known| known.order != row.order));
                stored.queue.push(*row);
                stored.queue.sort_by_key(|row| row.order);
            }
            Write::Mark { order, op_id, state, frozen } => {
                let row = stored.queue.iter_mut().find(|row| row.op.op_id == op_id).unwrap();
                assert_eq!(row.order, order);
                (row.state, row.frozen) = (state, frozen);
            }
            Write::Conclude(conclusion) => {
                let Conclusion { order, op_id, ending, seq, at, theirs } = *conclusion;
                let place = stored.queue.iter().position(|row| row.order == order).unwrap();
                let QueueRow { op, before, .. } = stored.queue.remove(place);
                assert_eq!(op.op_id, op_id);
                self.journal.push(JournalRow { op, before, ending, seq, at, theirs });
            }
            Write::Journal(row) => self.journal.push(*row),
        }
    }
}

pub struct Client {
    pub engine: Engine,
    pub disk: Disk,
    pub sent: Vec<ClientFrame>,
    pub replies: BTreeMap<Ticket, Result<Reply, ApiError>>,
    pub dials: usize,
    /// What the journal holds is not told.
    pub journal_is_slow: bool,
    now: Now,
    tickets: u64,
}

fn config() -> Config {
    Config {
        realtime: RealtimeConfig::default(),
        device_name: "Ana's laptop".into(),
        app: "tideboard/test".into(),
    }
}

impl Client {
    pub fn new() -> Self {
        let account = Account {
            id: 1,
            client_id: ME.parse().unwrap(),
            bound: None,
            session: None,
            pause: None,
        };
        let stored = Stored { account, boards: Vec::new(), queue: Vec::new() };
        Self::start(Disk { stored, journal: Vec::new() }, 0)
    }

    #[expect(clippy::disallowed_methods, reason = "an instant has no other beginning")]
    fn start(disk: Disk, ids: u64) -> Self {
        let now = Now { mono: Instant::now(), wall: "2026-01-02T03:04:05Z".parse().unwrap() };
        let engine = Engine::new(config(), Box::new(Counting(ids)), disk.stored.clone(), now);
        Self {
            engine,
            disk,
            sent: Vec::new(),
            replies: BTreeMap::new(),
            dials: 0,
            journal_is_slow: false,
            now,
            tickets: 0,
        }
    }

    /// Killed and started again: all that is left is the disk.
    pub fn restarted(self) -> Self {
        Self::start(self.disk, 1000)
    }

    pub fn now(&self) -> Now {
        self.now
    }

    pub fn input(&mut self, input: Input) {
        let effects = self.engine.handle(self.now, input);
        let (commits, rest): (Vec<_>, Vec<_>) =
            effects.into_iter().partition(|effect| matches!(effect, Effect::Commit(_)));
        for effect in commits.into_iter().chain(rest) {
            match effect {
                Effect::Commit(writes) => writes.into_iter().for_each(|w| self.disk.apply(w)),
                Effect::Reply { ticket, result } => {
                    self.replies.insert(ticket, result);
                }
                Effect::Send(frame) => self.sent.push(frame),
                Effect::Authenticate => {
                    self.sent.push(ClientFrame::Auth { token: "renewed".to_owned() });
                }
                Effect::Connect => self.dials += 1,
                Effect::Audit(_) if self.journal_is_slow => {}
                Effect::Audit(board) => {
                    let rows = self.disk.journal.iter();
                    let rows = rows.filter(|row| row.op.board == board).cloned().collect();
                    self.input(Input::Audited { board, rows });
                }
                Effect::Changed(_) | Effect::Close { .. } | Effect::SwitchAccount { .. } => {}
            }
        }
    }

    pub fn passes(&mut self, time: Duration) {
        let end = self.now.mono + time;
        // Timers run in order, as the actor would let them.
        while let Some((due, why)) = self.engine.poll_timeout().filter(|(due, _)| *due <= end) {
            let step = due.saturating_duration_since(self.now.mono);
            self.advance(step);
            self.input(Input::Timeout);
            let next = self.engine.poll_timeout();
            assert!(
                next.is_none_or(|(at, _)| at > self.now.mono || at > due),
                "the timer {why:?} is due again without end"
            );
        }
        self.advance(end.saturating_duration_since(self.now.mono));
    }

    fn advance(&mut self, by: Duration) {
        self.now.mono += by;
        self.now.wall = self.now.wall.checked_add(by).unwrap();
    }

    fn asked(&mut self, input: impl FnOnce(Ticket) -> Input) -> Result<Reply, ApiError> {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.input(input(ticket));
        self.replies.remove(&ticket).expect("every request is answered at once")
    }

    pub fn edit(&mut self, edit: EditRequest) -> Result<OpId, ApiError> {
        match self.asked(|ticket| Input::Edit { ticket, edit })? {
            Reply::Edited(op) => Ok(op),
            other => panic!("an edit is answered by its operation, not {other:?}"),
        }
    }

    pub fn resolve(&mut self, op_id: OpId, resolution: Resolution) -> Result<(), ApiError> {
        self.asked(|ticket| Input::Resolve { ticket, op_id, resolution }).map(|_| ())
    }

    pub fn resolve_all(&mut self, op_ids: Vec<OpId>, side: Side) -> u32 {
        match self.asked(|ticket| Input::ResolveAll { ticket, op_ids, side }) {
            Ok(Reply::Decided(decided)) => decided,
            other => panic!("decisions are answered by their number, not {other:?}"),
        }
    }

    /// Takes the last step back; answers how many fields were left alone.
    pub fn undo(&mut self) -> Result<u32, ApiError> {
        self.stepped(|ticket| Input::Undo { ticket, board: Some(board()) })
    }

    pub fn redo(&mut self) -> Result<u32, ApiError> {
        self.stepped(|ticket| Input::Redo { ticket, board: None })
    }

    fn stepped(&mut self, input: impl FnOnce(Ticket) -> Input) -> Result<u32, ApiError> {
        match self.asked(input)? {
            Reply::Stepped { left_alone } => Ok(left_alone),
            other => panic!("a step is answered as one, not {other:?}"),
        }
    }

    /// Brings values of the newest entry of the history back.
    pub fn restore_newest(&mut self, values: HistoryValues) -> Result<OpId, ApiError> {
        let row = Box::new(self.disk.journal.last().expect("an entry of the history").clone());
        match self.asked(|ticket| Input::Restore { ticket, row, values })? {
            Reply::Edited(op) => Ok(op),
            other => panic!("a restore is answered by its operation, not {other:?}"),
        }
    }

    pub fn exports(&mut self) -> Vec<QueueRow> {
        match self.asked(|ticket| Input::Export { ticket }) {
            Ok(Reply::Exported(rows)) => rows,
            other => panic!("an export is answered by its rows, not {other:?}"),
        }
    }

    /// Takes changes in; answers how many are new and how many were known.
    pub fn imports(&mut self, rows: Vec<QueueRow>) -> Result<(u32, u32), ApiError> {
        match self.asked(|ticket| Input::Import { ticket, rows, ended: 0 })? {
            Reply::Imported { added, known } => Ok((added, known)),
            other => panic!("an import is answered by its numbers, not {other:?}"),
        }
    }

    pub fn discard(&mut self, op_id: OpId) -> Result<(), ApiError> {
        self.asked(|ticket| Input::Discard { ticket, op_id }).map(|_| ())
    }

    pub fn retry(&mut self, op_id: OpId) -> Result<(), ApiError> {
        self.asked(|ticket| Input::Retry { ticket, op_id }).map(|_| ())
    }

    pub fn pause(&mut self, length: Option<Duration>) {
        self.asked(|ticket| Input::Pause { ticket, length }).unwrap();
    }

    pub fn subscribes(&mut self) {
        self.asked(|ticket| Input::Subscribe { ticket, board: board() }).unwrap();
    }

    pub fn unsubscribes(&mut self) {
        self.asked(|ticket| Input::Unsubscribe { ticket, board: board() }).unwrap();
    }

    /// Connects and is welcomed; the board is answered up to `head` if it is asked for.
    pub fn comes_online(&mut self) {
        self.input(Input::Server { url: Some("ws://test".into()), has_token: true });
        self.is_welcomed();
    }

    pub fn comes_online_in_epoch(&mut self, epoch: &str) {
        self.input(Input::Server { url: Some("ws://test".into()), has_token: true });
        self.is_welcomed_in_epoch(epoch);
    }

    pub fn is_welcomed(&mut self) {
        self.is_welcomed_in_epoch("00000000-0000-7000-8000-000000000002");
    }

    pub fn is_welcomed_in_epoch(&mut self, epoch: &str) {
        self.input(Input::Connected);
        self.receives(json!({"type": "welcome", "protocol": 1, "server": "test/1",
            "server_id": "00000000-0000-7000-8000-000000000001",
            "epoch": epoch, "session": "s1",
            "client_id": ME, "identity": "kept", "user": {"id": "ana", "name": "Ana"},
            "server_time": "2026-01-02T03:04:05Z", "heartbeat_ms": 15000,
            "limits": Limits::default(), "boards": [
                {"id": BOARD, "title": "Line 3", "head": 0, "role": "editor"}]}));
        self.receives(json!({"type": "pong"}));
    }

    pub fn receives(&mut self, frame: Value) {
        let frames = decode_server(&frame.to_string()).expect("a server frame");
        assert!(!frames.is_empty(), "the frame is of a known type");
        self.input(Input::Received(frames));
    }

    /// A delta of `changes` from `from` to `to`.
    pub fn delta(&mut self, from: u64, to: u64, changes: Value) {
        self.receives(json!({"type": "delta", "board": BOARD, "from": from, "to": to,
            "reset": from == 0, "changes": changes}));
    }

    pub fn result(&mut self, op: OpId, outcome: &str, more: Value) {
        let mut result = json!({"op_id": op, "outcome": outcome});
        for (key, value) in more.as_object().unwrap() {
            result[key] = value.clone();
        }
        self.receives(json!({"type": "results", "results": [result]}));
    }

    pub fn link_breaks(&mut self) {
        self.input(Input::Closed { code: Some(1006), reason: String::new() });
    }

    /// Operations pushed since the last look.
    pub fn pushed(&mut self) -> Vec<Op> {
        let frames = std::mem::take(&mut self.sent);
        frames
            .into_iter()
            .flat_map(|frame| match frame {
                ClientFrame::Push { ops } => ops,
                _ => Vec::new(),
            })
            .collect()
    }

    pub fn shown(&self, record: &str, path: &str) -> Option<Value> {
        let view = self.engine.record(&board(), &RecordId::new(record).unwrap())?;
        view.fields.get(path).cloned()
    }

    pub fn hash_of(&self) -> StateHash {
        self.disk.stored.boards.iter().find(|(row, _)| row.id == board()).unwrap().0.hash
    }
}

pub fn board() -> BoardId {
    BoardId::new(BOARD).unwrap()
}

pub fn edit(record: &str) -> EditRequest {
    EditRequest::patch(board(), RecordId::new(record).unwrap())
}

pub fn set(record: &str, path: &str, value: impl Into<Value>) -> EditRequest {
    let mut edit = edit(record);
    edit.set.insert(Path::new(path).unwrap(), value.into());
    edit
}

pub fn create(record: &str, kind: &str) -> EditRequest {
    let mut edit = edit(record);
    edit.kind = OpKind::Create;
    edit.record_kind = Some(kind.to_owned());
    edit
}

pub fn delete(record: &str) -> EditRequest {
    EditRequest { kind: OpKind::Delete, ..edit(record) }
}

/// A change by `client`.
pub fn change(seq: u64, record: &str, client: &str, more: Value) -> Value {
    let mut change = json!({"record": record, "seq": seq, "removed": [], "set": {}, "points": {},
        "by": {"client_id": client, "user": "u", "name": if client == ME { "Ana's laptop" } else { "Bo's panel" }},
        "at": "2026-01-02T03:00:00Z"});
    for (key, value) in more.as_object().unwrap() {
        change[key] = value.clone();
    }
    change
}

/// Online, with a note `n` whose text is "old" at seq 1 by Bo.
pub fn client_with_a_note() -> Client {
    let mut ana = Client::new();
    ana.subscribes();
    ana.comes_online();
    ana.delta(
        0,
        1,
        json!([change(
            1,
            "n",
            BO,
            json!({"record_kind": "note", "set": {"text": "old", "title": "Handover"}})
        )]),
    );
    ana.sent.clear();
    ana
}
