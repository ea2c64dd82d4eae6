//! A server for tests that says exactly what it is told.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{Callback, ErrorResponse, Request, Response},
        http::{HeaderValue, StatusCode},
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

pub const SERVER_ID: &str = "0192f0c1-0000-7000-8000-00000000000a";
pub const EPOCH: &str = "0192f0c1-0000-7000-8000-00000000000e";

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Listens on a port of its own.
pub struct FakeServer {
    listener: TcpListener,
}

/// One accepted connection.
pub struct Peer {
    socket: WebSocketStream<TcpStream>,
    waiting: VecDeque<Value>,
    /// The token in the header.
    pub bearer: Option<String>,
    /// Frames in each message that arrived.
    pub messages: Vec<usize>,
}

impl FakeServer {
    pub async fn start() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    pub fn url(&self) -> String {
        format!("ws://{}/api/realtime", self.listener.local_addr().unwrap())
    }

    async fn stream(&self) -> TcpStream {
        let accepted = timeout(PATIENCE, self.listener.accept()).await;
        accepted.expect("somebody connects").unwrap().0
    }

    /// Waits for the next connection.
    pub async fn accept(&self) -> Peer {
        let stream = self.stream().await;
        let mut bearer = None;
        let upgrade = Upgrade { bearer: &mut bearer, refusal: None };
        let socket = accept_hdr_async(stream, upgrade).await.unwrap();
        Peer { socket, waiting: VecDeque::new(), bearer, messages: Vec::new() }
    }

    /// Refuses the next connection at the upgrade.
    pub async fn refuse(&self, status: StatusCode) {
        let stream = self.stream().await;
        let upgrade = Upgrade { bearer: &mut None, refusal: Some(status) };
        assert!(accept_hdr_async(stream, upgrade).await.is_err());
    }

    /// Waits for the next connection and welcomes it as a user, with no boards.
    pub async fn welcome(&self, user: &str) -> Peer {
        let mut peer = self.accept().await;
        let hello = peer.expect("hello").await;
        peer.send(welcome(&hello, user)).await;
        peer
    }
}

/// Looks at the request to connect, and answers it.
struct Upgrade<'a> {
    bearer: &'a mut Option<String>,
    refusal: Option<StatusCode>,
}

impl Callback for Upgrade<'_> {
    fn on_request(
        self,
        request: &Request,
        mut response: Response,
    ) -> Result<Response, ErrorResponse> {
        let headers = request.headers();
        assert_eq!(headers["sec-websocket-protocol"], "tideboard");
        let authorization = headers.get("authorization").map(|value| value.to_str().unwrap());
        *self.bearer =
            authorization.and_then(|text| text.strip_prefix("Bearer ")).map(str::to_owned);
        if let Some(status) = self.refusal {
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = status;
            return Err(refusal);
        }
        let subprotocol = HeaderValue::from_static("tideboard");
        response.headers_mut().insert("sec-websocket-protocol", subprotocol);
        Ok(response)
    }
}

/// The answer to a hello that keeps the client's identity.
pub fn welcome(hello: &Value, user: &str) -> Value {
    json!({"type": "welcome", "protocol": 1, "server": "fake/1", "server_id": SERVER_ID,
        "epoch": EPOCH, "session": "nonce", "client_id": hello["client_id"], "identity": "kept",
        "user": {"id": user, "name": user}, "server_time": "2026-01-02T03:04:05Z",
        "heartbeat_ms": 15000, "limits": {"frame_bytes": 1_048_576, "ops_per_push": 200,
        "op_bytes": 262_144, "value_bytes": 65536, "points_ms": 604_800_000}, "boards": []})
}

impl Peer {
    pub async fn send(&mut self, frame: Value) {
        self.say(&frame.to_string()).await;
    }

    pub async fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next frame that is no ping, which is answered.
    pub async fn next(&mut self) -> Value {
        loop {
            while let Some(frame) = self.waiting.pop_front() {
                match frame["type"].as_str() {
                    Some("ping") => self.send(json!({"type": "pong"})).await,
                    _ => return frame,
                }
            }
            let message = timeout(PATIENCE, self.socket.next()).await.expect("the client speaks");
            match message.expect("the connection lives").unwrap() {
                Message::Text(text) => {
                    let frames = match serde_json::from_str(&text).unwrap() {
                        Value::Array(frames) => frames,
                        frame => vec![frame],
                    };
                    self.messages.push(frames.len());
                    self.waiting.extend(frames);
                }
                other => panic!("expected text, got {other:?}"),
            }
        }
    }

    /// The next frame, which is of this type.
    pub async fn expect(&mut self, kind: &str) -> Value {
        let frame = self.next().await;
        assert_eq!(frame["type"], kind, "{frame}");
        frame
    }

    /// Waits until the client closes, and answers its code; what it says before is passed over.
    pub async fn closed(&mut self) -> Option<u16> {
        while let Some(message) =
            timeout(PATIENCE, self.socket.next()).await.expect("the client hangs up")
        {
            match message {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
        None
    }

    pub async fn close(mut self, code: u16) {
        let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        self.socket.close(Some(frame)).await.unwrap();
        while self.socket.next().await.is_some_and(|message| message.is_ok()) {}
    }
}
