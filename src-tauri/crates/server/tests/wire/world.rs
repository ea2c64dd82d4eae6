//! A server on a free port with its data in a temporary folder, and the clients that talk to it.

use futures_util::{SinkExt, StreamExt};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;
use tideboard_protocol::{
    BoardId, ClientId, Epoch, ErrorCode, OpId, Seq, Session,
    frame::{Delta, OpResult, Outcome, ServerFrame, User, Welcome, decode_server},
};
use tideboard_server::{Admin, Clock, Config, Grant, Server, ServerError, TokenRole};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};
use uuid::Uuid;

/// Long enough for a loaded machine; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, its data, and its clock.
pub struct World {
    pub data: TempDir,
    pub config: Config,
    pub address: String,
    clock: Arc<Mutex<Timestamp>>,
    running: Option<Running>,
}

struct Running {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServerError>>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(Mutex::new("2026-03-01T12:00:00Z".parse().unwrap()));
        let mut config = Config::new(data.path().join("data"));
        let time = clock.clone();
        config.clock = Clock::from_fn(move || *time.lock().unwrap());
        adjust(&mut config);
        let mut world = Self { data, config, address: String::new(), clock, running: None };
        world.start().await;
        world
    }

    pub async fn start(&mut self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.address = listener.local_addr().unwrap().to_string();
        let server = Server::open(self.config.clone()).unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            let _ = stopped.await;
        };
        self.running = Some(Running { stop, ended: tokio::spawn(server.run(listener, shutdown)) });
    }

    pub async fn stop(&mut self) {
        let Running { stop, ended } = self.running.take().unwrap();
        stop.send(()).unwrap();
        soon(ended).await.unwrap().unwrap();
    }

    pub fn now(&self) -> Timestamp {
        *self.clock.lock().unwrap()
    }

    pub fn days_pass(&self, days: i64) {
        let mut clock = self.clock.lock().unwrap();
        *clock += (days * 24).hours();
    }

    pub fn admin(&self) -> Admin {
        Admin::open(&self.config.data).unwrap()
    }

    /// A token of a user who is called like their id, on all boards.
    pub fn token(&self, user: &str, role: TokenRole) -> String {
        self.token_on(user, role, None)
    }

    pub fn token_on(&self, user: &str, role: TokenRole, board: Option<&str>) -> String {
        let user = User { id: user.to_owned(), name: user.to_uppercase() };
        let grant = Grant { role, board: board.map(|board| board.parse().unwrap()) };
        self.admin().create_token(&user, &grant).unwrap().reveal().to_owned()
    }

    /// Somebody with a token and a profile of their own, not connected yet.
    pub fn person(&self, user: &str, role: TokenRole) -> Profile {
        Profile::new(self.token(user, role))
    }

    /// Connects and greets.
    pub async fn join(&self, profile: &mut Profile) -> Client {
        let mut client = self.connect(Some(&profile.token)).await;
        client.greet(profile).await;
        client
    }

    /// An owner of all boards, connected.
    pub async fn ana(&self) -> Client {
        self.join(&mut self.person("ana", TokenRole::Owner)).await
    }

    /// An editor of all boards, connected.
    pub async fn bo(&self) -> Client {
        self.join(&mut self.person("bo", TokenRole::Editor)).await
    }

    pub async fn connect(&self, token: Option<&str>) -> Client {
        let mut request =
            format!("ws://{}/api/realtime", self.address).into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", "tideboard".parse().unwrap());
        if let Some(token) = token {
            headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        let (socket, _) = soon(connect_async(request)).await.unwrap();
        Client { socket, inbox: VecDeque::new(), welcome: None }
    }

    /// Status and body of a plain HTTP request.
    pub async fn http(&self, request: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        soon(stream.read_to_string(&mut answer)).await.unwrap();
        answer
    }
}

/// What a client program stores.
#[derive(Clone)]
pub struct Profile {
    pub token: String,
    pub client_id: ClientId,
    pub session: Option<Session>,
    pub epoch: Option<Epoch>,
}

impl Profile {
    pub fn new(token: String) -> Self {
        Self { token, client_id: ClientId(Uuid::now_v7()), session: None, epoch: None }
    }

    pub fn hello(&self) -> Value {
        json!({"type": "hello", "protocol": [1], "client_id": self.client_id,
            "session": self.session, "name": "test device", "app": "test/1",
            "epoch": self.epoch})
    }
}

/// One connection.
pub struct Client {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    inbox: VecDeque<ServerFrame>,
    welcome: Option<Box<Welcome>>,
}

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Farewell {
    pub close_code: u16,
    pub error: Option<ErrorCode>,
}

impl Client {
    pub async fn greet(&mut self, profile: &mut Profile) {
        self.send(profile.hello()).await;
        let welcome = self.welcomed().await;
        profile.client_id = welcome.client_id;
        profile.session = Some(welcome.session);
        profile.epoch = Some(welcome.epoch);
    }

    pub async fn welcomed(&mut self) -> Welcome {
        match self.next().await {
            ServerFrame::Welcome(welcome) => {
                self.welcome = Some(welcome.clone());
                *welcome
            }
            other => panic!("expected a welcome, got {other:?}"),
        }
    }

    pub fn welcome(&self) -> &Welcome {
        self.welcome.as_ref().expect("greeted")
    }

    pub fn id(&self) -> ClientId {
        self.welcome().client_id
    }

    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        soon(self.socket.send(Message::text(text))).await.unwrap();
    }

    /// The next frame; the connection must not end.
    pub async fn next(&mut self) -> ServerFrame {
        self.try_next().await.unwrap_or_else(|farewell| panic!("closed: {farewell:?}"))
    }

    async fn try_next(&mut self) -> Result<ServerFrame, Farewell> {
        loop {
            if let Some(frame) = self.inbox.pop_front() {
                return Ok(frame);
            }
            match soon(self.socket.next()).await {
                Some(Ok(Message::Text(text))) => self.inbox.extend(decode_server(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    let close_code = frame.map_or(1005, |frame| frame.code.into());
                    return Err(Farewell { close_code, error: None });
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("the connection broke: {error}"),
                None => return Err(Farewell { close_code: 1006, error: None }),
            }
        }
    }

    /// Reads to the end; the last frame before it should be an error.
    pub async fn farewell(&mut self) -> Farewell {
        let mut error = None;
        loop {
            match self.try_next().await {
                Ok(ServerFrame::Error { code, action, .. }) => {
                    assert_eq!(action, code.action());
                    error = Some(code);
                }
                Ok(_) => error = None,
                Err(farewell) => return Farewell { error, ..farewell },
            }
        }
    }

    /// The next frame for which `pick` gives something; others are let pass.
    pub async fn find<T>(&mut self, mut pick: impl FnMut(ServerFrame) -> Option<T>) -> T {
        loop {
            let frame = self.next().await;
            if let Some(found) = pick(frame) {
                return found;
            }
        }
    }

    /// Waits until everything sent so far was taken in and answered.
    pub async fn settle(&mut self) -> Vec<ServerFrame> {
        self.send(json!({"type": "ping"})).await;
        let mut before = Vec::new();
        loop {
            match self.next().await {
                ServerFrame::Pong => return before,
                frame => before.push(frame),
            }
        }
    }

    pub async fn push(&mut self, ops: Vec<Value>) -> Vec<OpResult> {
        self.send(json!({"type": "push", "ops": ops})).await;
        self.results().await
    }

    pub async fn results(&mut self) -> Vec<OpResult> {
        self.find(|frame| match frame {
            ServerFrame::Results { results } => Some(results),
            _ => None,
        })
        .await
    }

    pub async fn push_one(&mut self, op: Value) -> OpResult {
        let mut results = self.push(vec![op]).await;
        assert_eq!(results.len(), 1);
        results.remove(0)
    }

    /// Pushes what must take effect; gives its seq.
    pub async fn apply(&mut self, op: Value) -> Seq {
        let result = self.push_one(op).await;
        assert_eq!(result.outcome, Outcome::Applied, "{result:?}");
        result.seq.unwrap()
    }

    /// Creates a board.
    pub async fn found(&mut self, board: &str) -> Seq {
        self.apply(create(board, "board", "board", json!({"title": "A board"}))).await
    }

    pub async fn subscribe(&mut self, board: &str, cursor: Seq) {
        self.send(json!({"type": "subscribe", "board": board, "cursor": cursor})).await;
    }

    pub async fn delta(&mut self) -> Delta {
        self.find(|frame| match frame {
            ServerFrame::Delta(delta) => Some(delta),
            _ => None,
        })
        .await
    }
}

/// Waits for something that comes, unless the test fails.
pub async fn soon<F: Future>(future: F) -> F::Output {
    timeout(PATIENCE, future).await.expect("waited in vain")
}

pub fn board(id: &str) -> BoardId {
    id.parse().unwrap()
}

/// A fresh operation; `with` sets and overrides members.
pub fn op(board: &str, record: &str, kind: &str, base: impl Into<Value>, with: Value) -> Value {
    let mut op = json!({"op_id": OpId(Uuid::now_v7()), "board": board, "record": record,
        "base": base.into(), "kind": kind, "set": {}, "remove": [], "inc": {}, "append": {},
        "schema": 1, "at": "2026-03-01T11:59:00Z", "cause": "edit"});
    for (key, value) in with.as_object().unwrap() {
        op[key] = value.clone();
    }
    op
}

pub fn create(board: &str, record: &str, kind: &str, set: Value) -> Value {
    op(board, record, "create", 0, json!({"record_kind": kind, "set": set}))
}

pub fn patch(board: &str, record: &str, base: Seq, with: Value) -> Value {
    op(board, record, "patch", base.0, with)
}

pub fn set(board: &str, record: &str, base: Seq, set: Value) -> Value {
    patch(board, record, base, json!({"set": set}))
}

/// An id whose time lies this many days before the world's beginning.
pub fn op_id_minted(now: Timestamp, days_ago: i64) -> OpId {
    let minted = now - (days_ago * 24).hours();
    let time =
        uuid::Timestamp::from_unix(uuid::NoContext, u64::try_from(minted.as_second()).unwrap(), 0);
    OpId(Uuid::new_v7(time))
}

/// The error of an upgrade that the server refused.
pub async fn refused_upgrade(request: tungstenite::handshake::client::Request) -> u16 {
    match soon(connect_async(request)).await {
        Err(tungstenite::Error::Http(response)) => response.status().as_u16(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}
