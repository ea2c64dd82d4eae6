//! The simulated server: the real decisions over plain maps, sessions with fencing, recorded
//! results, and for each connection a queue of what is to leave on it.
//!
//! What it keeps is durable at once; a crash loses its connections and nothing else, a restore
//! turns everything in [`Durable`] back to a backup.

pub mod board;
mod outbox;
mod push;
mod session;

pub use outbox::{Due, Outbox};

use crate::coverage::{Coverage, Kind};
use board::{Board, Cursor};
use jiff::Timestamp;
use session::Profiles;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tideboard_decide::{Right, session::Recognition};
use tideboard_protocol::{
    ApiError, BoardId, ClientId, Epoch, ErrorCode, Limits, Op, OpId, Seq, ServerId, Session,
    frame::{
        BoardEntry, ClientFrame, ClientMessage, Hello, Identity, OpResult, RetryCode, Role,
        ServerFrame, UnsubscribedCode, User, Welcome, decode_client,
    },
    op::ContentHash,
};
use uuid::Uuid;

pub type ConnectionId = usize;
/// Index of a user.
pub type UserId = usize;

/// Names of the users.
pub const USERS: [&str; 2] = ["ana", "ben"];
/// Interval of the server's pings.
pub const HEARTBEAT_MS: u64 = 15_000;

/// One effect on a board.
#[derive(Debug, Clone)]
pub struct Effected {
    pub op: Op,
    /// Which of the world's clients sent it; `None`: a feed.
    pub by: Option<usize>,
}

/// A decided operation.
#[derive(Debug, Clone)]
struct Recorded {
    user: UserId,
    board: BoardId,
    content: ContentHash,
    result: OpResult,
}

/// What a backup holds.
#[derive(Debug, Clone)]
pub struct Durable {
    pub boards: BTreeMap<BoardId, Board>,
    results: HashMap<OpId, Recorded>,
    profiles: Profiles,
    /// Every operation that took effect, in order.
    pub effects: Vec<Effected>,
    /// The same, by id.
    pub effected: BTreeSet<OpId>,
}

/// What the server does instead of deciding the next push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It decides it.
    Fine,
    /// It puts it off.
    Later(RetryCode),
    /// It cannot say whether its commit succeeded: it did, or did not.
    Unsure { committed: bool },
}

/// A way in which a server would break a promise; for testing the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fraud {
    /// Recorded results are forgotten.
    ForgetsResults,
    /// A push is decided from its end.
    DecidesBackwards,
    /// Nothing is decided any more.
    Deaf,
}

#[derive(Debug)]
pub struct Connection {
    /// Which of the world's clients is at the other end.
    pub peer: usize,
    pub client: ClientId,
    user: UserId,
    session: Session,
    token: String,
    pub outbox: Outbox,
}

pub struct Server {
    pub durable: Durable,
    epoch: Epoch,
    restores: u128,
    pub connections: BTreeMap<ConnectionId, Connection>,
    /// What each user may do on a board, where that differs from everything.
    pub rights: BTreeMap<(UserId, BoardId), Right>,
    /// Tokens that are good, and whose they are.
    pub tokens: BTreeMap<String, UserId>,
    pub mood: Mood,
    /// Speaks no version that the clients know.
    pub is_foreign: bool,
    /// Knows no payload of the present version.
    pub is_old: bool,
    /// An operation that it cannot even read.
    pub poison: Option<OpId>,
    pub limits: Limits,
    /// Most changes in a part of a chain.
    pub part: usize,
    pub fraud: Option<Fraud>,
    /// Every operation that ever took effect, also in data that a restore gave up.
    pub ever: BTreeSet<OpId>,
}

impl Server {
    pub fn new(boards: &[BoardId], limits: Limits, part: usize) -> Self {
        let boards =
            boards.iter().map(|id| (id.clone(), Board::new(id.clone(), Seq::ZERO))).collect();
        Self {
            durable: Durable {
                boards,
                results: HashMap::new(),
                profiles: Profiles::default(),
                effects: Vec::new(),
                effected: BTreeSet::new(),
            },
            epoch: Epoch(Uuid::from_u128(1)),
            restores: 0,
            connections: BTreeMap::new(),
            rights: BTreeMap::new(),
            tokens: BTreeMap::new(),
            mood: Mood::Fine,
            is_foreign: false,
            is_old: false,
            poison: None,
            limits,
            part,
            fraud: None,
            ever: BTreeSet::new(),
        }
    }

    pub fn right(&self, user: UserId, board: &BoardId) -> Right {
        self.rights.get(&(user, board.clone())).copied().unwrap_or(Right::Own)
    }

    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// All connections are gone, and what was due on them.
    pub fn crash(&mut self) {
        self.connections.clear();
    }

    /// The data is turned back to a backup.
    pub fn restore(&mut self, backup: Durable) {
        self.crash();
        let former = self.durable.boards.values().map(Board::floor).max().unwrap_or_default();
        self.durable = backup;
        self.restores += 1;
        self.epoch = Epoch(Uuid::from_u128(1 + self.restores));
        self.durable.boards.values_mut().for_each(|board| board.restored(former));
    }

    /// A user's right on a board changes.
    pub fn grant(&mut self, user: UserId, board: &BoardId, right: Right) {
        let before = self.right(user, board);
        self.rights.insert((user, board.clone()), right);
        let list = self.list(user);
        let results = &self.durable.results;
        let belongs = |op: OpId| results.get(&op).is_some_and(|known| known.board == *board);
        for connection in self.connections.values_mut().filter(|to| to.user == user) {
            if before > Right::Nothing && right == Right::Nothing {
                connection.outbox.withhold(belongs);
                connection.outbox.end(board, UnsubscribedCode::UnknownBoard);
            }
            connection.outbox.frame(ServerFrame::Boards { boards: list.clone() });
        }
    }

    /// A token is withdrawn, with the connections that came with it.
    pub fn revoke(&mut self, token: &str) {
        self.tokens.remove(token);
        for connection in self.connections.values_mut().filter(|to| to.token == token) {
            connection.outbox.close(ErrorCode::Unauthorized, true);
        }
    }

    pub fn ping(&mut self) {
        for connection in self.connections.values_mut() {
            let boards = &self.durable.boards;
            let subscribed = connection.outbox.subscribed();
            let heads = subscribed.map(|id| (id.clone(), (boards[id].head, boards[id].hash)));
            let heads = heads.collect();
            connection.outbox.frame(ServerFrame::Ping { heads });
        }
    }

    /// The next thing that leaves on a connection.
    pub fn next_due(&mut self, id: ConnectionId) -> Option<Due> {
        let part = self.part;
        let connection = self.connections.get_mut(&id)?;
        let due = connection.outbox.next(&self.durable.boards, part)?;
        if matches!(due, Due::Close(_)) {
            self.connections.remove(&id);
        }
        Some(due)
    }

    /// A message arrives on a connection.
    pub fn receive(
        &mut self,
        from: ConnectionId,
        peer: usize,
        token: &str,
        text: &str,
        now: Timestamp,
        seen: &mut Coverage,
    ) {
        let messages = decode_client(text, &self.limits).expect("clients speak the protocol");
        for message in messages {
            match message {
                ClientMessage::Frame(ClientFrame::Hello(hello)) => {
                    self.greet(from, peer, token, hello, now, seen);
                }
                ClientMessage::Frame(frame) => self.frame(from, frame),
                ClientMessage::Push(ops) => {
                    let ops = ops.into_iter().map(|op| op.expect("clients check their operations"));
                    self.push(from, ops.collect(), now, seen);
                }
                ClientMessage::Unknown => {}
            }
        }
    }

    fn frame(&mut self, from: ConnectionId, frame: ClientFrame) {
        let heads = self.heads();
        let Some(connection) = self.connections.get_mut(&from) else { return };
        match frame {
            ClientFrame::Subscribe { board, cursor } => self.subscribe(from, board, cursor),
            ClientFrame::Unsubscribe { board } => connection.outbox.shut(&board),
            ClientFrame::Ping => connection.outbox.pong(heads),
            ClientFrame::Auth { token } => {
                if self.tokens.get(&token) == Some(&connection.user) {
                    connection.token = token;
                } else {
                    connection.outbox.close(ErrorCode::Unauthorized, true);
                }
            }
            ClientFrame::Pong | ClientFrame::Presence { .. } => {}
            ClientFrame::Hello(_) | ClientFrame::Push { .. } => {
                unreachable!("greetings and pushes are handled apart")
            }
        }
    }

    pub fn heads(&self) -> BTreeMap<BoardId, Seq> {
        self.durable.boards.iter().map(|(id, board)| (id.clone(), board.head)).collect()
    }

    fn subscribe(&mut self, from: ConnectionId, board: BoardId, cursor: Seq) {
        let Some(connection) = self.connections.get_mut(&from) else { return };
        let right = self.rights.get(&(connection.user, board.clone()));
        let code = match self.durable.boards.get(&board) {
            Some(_) if right == Some(&Right::Nothing) => UnsubscribedCode::UnknownBoard,
            Some(found) if found.is_live() => {
                return connection.outbox.open(&board, Cursor::Claimed(cursor));
            }
            Some(found) if found.gone => UnsubscribedCode::Gone,
            Some(_) | None => UnsubscribedCode::UnknownBoard,
        };
        connection.outbox.refuse(&board, code);
    }

    fn greet(
        &mut self,
        from: ConnectionId,
        peer: usize,
        token: &str,
        hello: Hello,
        now: Timestamp,
        seen: &mut Coverage,
    ) {
        let user = self.tokens.get(token).copied();
        let mut connection = Connection {
            peer,
            client: hello.client_id,
            user: user.unwrap_or_default(),
            session: Session(String::new()),
            token: token.to_owned(),
            outbox: Outbox::default(),
        };
        let refusal = match user {
            _ if self.is_foreign => Some(ErrorCode::UnsupportedVersion),
            None => Some(ErrorCode::Unauthorized),
            Some(_) => None,
        };
        if let Some(code) = refusal {
            connection.outbox.close(code, true);
            self.connections.insert(from, connection);
            return;
        }
        let (client_id, recognition, session) = self.durable.profiles.greet(
            hello.client_id,
            USERS[connection.user],
            hello.session.as_ref(),
        );
        seen.note(Kind::Recognised(recognition.into()));
        // A second connection of one client replaces the first.
        for (_, older) in self.connections.iter_mut().filter(|(_, it)| it.client == client_id) {
            older.outbox.close(ErrorCode::Replaced, true);
        }
        connection.client = client_id;
        connection.session = session.clone();
        let welcome = Welcome {
            protocol: 1,
            server: "sim/1".to_owned(),
            server_id: ServerId(Uuid::from_u128(2)),
            epoch: self.epoch,
            session,
            client_id,
            identity: match recognition {
                Recognition::New | Recognition::Known => Identity::Kept,
                Recognition::Renewed => Identity::Renewed,
            },
            user: User { id: USERS[connection.user].to_owned(), name: "Somebody".to_owned() },
            server_time: now,
            heartbeat_ms: HEARTBEAT_MS,
            limits: self.limits,
            boards: self.list(connection.user),
        };
        connection.outbox.frame(ServerFrame::Welcome(Box::new(welcome)));
        self.connections.insert(from, connection);
    }

    /// The boards that a user may see.
    fn list(&self, user: UserId) -> Vec<BoardEntry> {
        let live = self.durable.boards.values().filter(|board| board.is_live());
        let entries = live.filter_map(|board| {
            let role = match self.right(user, &board.id) {
                Right::Nothing => return None,
                Right::Read => Role::Viewer,
                Right::Feed | Right::Edit => Role::Editor,
                Right::Own => Role::Owner,
            };
            let (id, title, head) = (board.id.clone(), board.title(), board.head);
            Some(BoardEntry { id, title, head, role })
        });
        entries.collect()
    }

    fn lists(&mut self) {
        let lists = [self.list(0), self.list(1)];
        for connection in self.connections.values_mut() {
            let boards = lists[connection.user].clone();
            connection.outbox.frame(ServerFrame::Boards { boards });
        }
    }

    /// Closes a connection for a reason of the server's own.
    pub fn close(&mut self, id: ConnectionId, code: ErrorCode) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.outbox.close(code, false);
        }
    }
}

/// The close of an error, as it goes before it.
pub fn complaint(code: ErrorCode) -> ServerFrame {
    let ApiError { code, message, action } = ApiError::new(code, "the server says so");
    ServerFrame::Error { code, message, action }
}
