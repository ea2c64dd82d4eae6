//! The simulated server: one board, sessions with fencing, recorded results. What it keeps is
//! durable at once; a crash loses its connections and nothing else.

use crate::board::Board;
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};
use tideboard_protocol::{
    Author, BoardId, ClientId, Epoch, Limits, Op, OpId, RecordId, ServerId, Session,
    frame::{
        BoardEntry, ClientFrame, ClientMessage, Hello, Identity, OpResult, Outcome, ResultCode,
        RetryCode, Role, ServerFrame, User, Welcome, decode_client,
    },
    op::ContentHash,
};
use tideboard_server::decide::{BoardState, Decision, Right, Situation, decide};
use uuid::Uuid;

pub type ConnectionId = usize;

#[derive(Debug)]
struct Greeted {
    client: ClientId,
    session: Session,
    subscribed: bool,
}

pub struct Server {
    pub board: Board,
    epoch: Epoch,
    connections: BTreeMap<ConnectionId, Greeted>,
    results: HashMap<OpId, (ContentHash, OpResult)>,
    /// Newest session of each client; older ones decide nothing.
    sessions: HashMap<ClientId, Session>,
    minted: u128,
    pub role: Role,
    /// Every operation that took effect, in order.
    pub applied: Vec<Op>,
}

/// What the server sends, and to whom.
pub type Out = Vec<(ConnectionId, ServerFrame)>;

impl Server {
    pub fn new(board: BoardId) -> Self {
        Self {
            board: Board::new(board),
            epoch: Epoch(Uuid::from_u128(1)),
            connections: BTreeMap::new(),
            results: HashMap::new(),
            sessions: HashMap::new(),
            minted: 0,
            role: Role::Owner,
            applied: Vec::new(),
        }
    }

    pub fn crash(&mut self) {
        self.connections.clear();
    }

    pub fn drop_connection(&mut self, connection: ConnectionId) {
        self.connections.remove(&connection);
    }

    pub fn set_role(&mut self, role: Role) -> Out {
        self.role = role;
        let boards = self.boards();
        let all = self.connections.keys();
        all.map(|id| (*id, ServerFrame::Boards { boards: boards.clone() })).collect()
    }

    pub fn ping(&self) -> Out {
        let heads: BTreeMap<_, _> =
            [(self.board.id.clone(), (self.board.head, self.board.hash))].into();
        let ping = |subscribed: bool| ServerFrame::Ping {
            heads: if subscribed { heads.clone() } else { BTreeMap::new() },
        };
        self.connections.iter().map(|(id, to)| (*id, ping(to.subscribed))).collect()
    }

    pub fn receive(&mut self, from: ConnectionId, text: &str, now: Timestamp) -> Out {
        let messages = decode_client(text, &Limits::default()).expect("clients speak the protocol");
        messages.into_iter().flat_map(|message| self.message(from, message, now)).collect()
    }

    fn message(&mut self, from: ConnectionId, message: ClientMessage, now: Timestamp) -> Out {
        match message {
            ClientMessage::Frame(ClientFrame::Hello(hello)) => self.greet(from, hello, now),
            ClientMessage::Frame(ClientFrame::Subscribe { board, cursor }) => {
                if board != self.board.id || self.board.head.0 == 0 {
                    let code = tideboard_protocol::frame::UnsubscribedCode::UnknownBoard;
                    return vec![(from, ServerFrame::Unsubscribed { board, code })];
                }
                let Some(connection) = self.connections.get_mut(&from) else { return Vec::new() };
                connection.subscribed = true;
                vec![(from, ServerFrame::Delta(self.board.delta(cursor)))]
            }
            ClientMessage::Frame(ClientFrame::Unsubscribe { .. }) => {
                if let Some(connection) = self.connections.get_mut(&from) {
                    connection.subscribed = false;
                }
                Vec::new()
            }
            ClientMessage::Frame(ClientFrame::Ping) => vec![(from, ServerFrame::Pong)],
            ClientMessage::Frame(
                ClientFrame::Pong
                | ClientFrame::Presence { .. }
                | ClientFrame::Auth { .. }
                | ClientFrame::Push { .. },
            )
            | ClientMessage::Unknown => Vec::new(),
            ClientMessage::Push(ops) => {
                let ops = ops.into_iter().map(|op| op.expect("clients check their operations"));
                self.push(from, ops.collect(), now)
            }
        }
    }

    fn greet(&mut self, from: ConnectionId, hello: Hello, now: Timestamp) -> Out {
        self.minted += 1;
        let session = Session(format!("s{}", self.minted));
        self.sessions.insert(hello.client_id, session.clone());
        // A second connection of one client replaces the first.
        self.connections.retain(|_, known| known.client != hello.client_id);
        let greeted =
            Greeted { client: hello.client_id, session: session.clone(), subscribed: false };
        self.connections.insert(from, greeted);
        let welcome = Welcome {
            protocol: 1,
            server: "sim/1".to_owned(),
            server_id: ServerId(Uuid::from_u128(2)),
            epoch: self.epoch,
            session,
            client_id: hello.client_id,
            identity: Identity::Kept,
            user: User { id: "ana".to_owned(), name: "Ana".to_owned() },
            server_time: now,
            heartbeat_ms: 15_000,
            limits: Limits::default(),
            boards: self.boards(),
        };
        vec![(from, ServerFrame::Welcome(Box::new(welcome)))]
    }

    fn boards(&self) -> Vec<BoardEntry> {
        if self.board.head.0 == 0 {
            return Vec::new();
        }
        let id = self.board.id.clone();
        vec![BoardEntry { title: id.to_string(), id, head: self.board.head, role: self.role }]
    }

    fn push(&mut self, from: ConnectionId, ops: Vec<(Op, ContentHash)>, now: Timestamp) -> Out {
        let Some(connection) = self.connections.get(&from) else { return Vec::new() };
        let (client, session) = (connection.client, connection.session.clone());
        if self.sessions.get(&client) != Some(&session) {
            return Vec::new();
        }
        let before = self.board.head;
        let mut blocked: BTreeSet<RecordId> = BTreeSet::new();
        let mut results = Vec::new();
        for (op, hash) in ops {
            let result = if blocked.contains(&op.record) {
                OpResult {
                    code: Some(ResultCode::Retry(RetryCode::Blocked)),
                    ..OpResult::new(op.op_id, Outcome::RetryLater)
                }
            } else {
                self.decide(&op, hash, client, now)
            };
            match result.outcome {
                Outcome::Applied | Outcome::Noop => {}
                Outcome::Conflict | Outcome::Rejected | Outcome::RetryLater => {
                    blocked.insert(op.record.clone());
                }
            }
            results.push(result);
        }
        let mut out = vec![(from, ServerFrame::Results { results })];
        if self.board.head > before {
            let delta = self.board.delta(before);
            let subscribed = self.connections.iter().filter(|(_, to)| to.subscribed);
            out.extend(subscribed.map(|(id, _)| (*id, ServerFrame::Delta(delta.clone()))));
            if before.0 == 0 {
                let boards = self.boards();
                let all = self.connections.keys();
                out.extend(all.map(|id| (*id, ServerFrame::Boards { boards: boards.clone() })));
            }
        }
        out
    }

    fn decide(&mut self, op: &Op, hash: ContentHash, client: ClientId, now: Timestamp) -> OpResult {
        if let Some((known, result)) = self.results.get(&op.op_id) {
            assert_eq!(*known, hash, "an id stands for one content, for ever: {op:?}");
            return OpResult { replay: true, ..result.clone() };
        }
        let author = Author { client_id: client, user: "ana".into(), name: client.to_string() };
        let board = match self.board.head.0 {
            0 => BoardState::Unknown,
            _ => BoardState::Live { head: self.board.head, hash: self.board.hash },
        };
        let situation = Situation {
            author: &author,
            right: match self.role {
                Role::Viewer => Right::Read,
                Role::Editor => Right::Edit,
                Role::Owner => Right::Own,
            },
            creates_boards: true,
            board,
            now,
            results_kept: Duration::from_secs(400 * 86_400),
            limits: &Limits::default(),
        };
        let Ok(decision) = decide(op, &situation, &self.board);
        let result = decision.result(op);
        if let Decision::Applied(applied) = decision {
            self.board.apply(*applied);
            assert_eq!(self.board.hash, self.board.recounted(), "after {op:?}");
            assert!(
                self.applied.iter().all(|known| known.op_id != op.op_id),
                "an operation takes effect at most once: {op:?}"
            );
            self.applied.push(op.clone());
        }
        self.results.insert(op.op_id, (hash, result.clone()));
        result
    }
}
