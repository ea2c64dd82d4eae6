//! A bare WebSocket client, to say to the server what no decent client says.

use std::{
    io::Write,
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tungstenite::{
    Bytes, Error, Message, WebSocket,
    client::{IntoClientRequest, client_with_config},
    handshake::{HandshakeError, client::Request},
    http::{HeaderValue, StatusCode},
    protocol::{
        WebSocketConfig,
        frame::{
            Frame,
            coding::{Data, OpCode},
        },
    },
};
use uuid::Uuid;

use crate::PATIENCE;

/// A connection to the server.
pub struct RawClient {
    socket: WebSocket<TcpStream>,
    waiting: Vec<Value>,
    is_mute: bool,
}

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Code of the close frame; `None` when the connection just broke.
    pub code: Option<u16>,
    /// The error frame before it.
    pub error: Option<Value>,
}

impl RawClient {
    /// Opens a connection with this token and greets.
    #[track_caller]
    pub fn greeted(url: &str, token: &str) -> Self {
        let mut client = Self::connect(url, Some(token));
        client.say(&hello());
        client.hears("welcome");
        client
    }

    /// Opens a connection and says nothing.
    #[track_caller]
    pub fn connect(url: &str, token: Option<&str>) -> Self {
        match Self::open(url, token, Some("tideboard")) {
            Ok(client) => client,
            Err(status) => panic!("the server refused the connection: {status}"),
        }
    }

    /// Tries to open a connection; the HTTP status when the server does not want it.
    #[track_caller]
    pub fn open(
        url: &str,
        token: Option<&str>,
        protocol: Option<&'static str>,
    ) -> Result<Self, StatusCode> {
        let request = request(url, token, protocol);
        let host = request.uri().authority().expect("a full address").as_str().to_owned();
        let stream = TcpStream::connect(host).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit can be set");
        // The server is to find what is too large, not this client.
        let config = WebSocketConfig::default().max_frame_size(None).max_message_size(None);
        match client_with_config(request, stream, Some(config)) {
            Ok((socket, _)) => Ok(Self { socket, waiting: Vec::new(), is_mute: false }),
            Err(HandshakeError::Failure(Error::Http(response))) => Err(response.status()),
            Err(error) => panic!("the handshake failed: {error}"),
        }
    }

    /// Answers no more pings.
    pub fn falls_silent(&mut self) {
        self.is_mute = true;
    }

    /// Sends a frame.
    pub fn say(&mut self, frame: &Value) {
        self.say_text(&frame.to_string());
    }

    /// Sends a text message as it is.
    pub fn say_text(&mut self, text: &str) {
        self.send(Message::text(text));
    }

    /// Sends a binary message.
    pub fn say_bytes(&mut self, bytes: Vec<u8>) {
        self.send(Message::binary(bytes));
    }

    /// Sends a text message whose bytes need not be text.
    pub fn say_broken_text(&mut self, bytes: &[u8]) {
        let payload = Bytes::copy_from_slice(bytes);
        self.send(Message::Frame(Frame::message(payload, OpCode::Data(Data::Text), true)));
    }

    /// Writes bytes that need not be a frame of the WebSocket protocol.
    pub fn writes(&mut self, bytes: &[u8]) {
        // A server that hangs up while we write is what some tests are about.
        let _ = self.socket.get_mut().write_all(bytes);
    }

    /// Waits for a frame of this type and answers pings meanwhile; others are left out.
    #[track_caller]
    pub fn hears(&mut self, kind: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.next(deadline) {
                Ok(frame) if frame["type"] == kind => return frame,
                Ok(_) => {}
                Err(closed) => panic!("instead of {kind} the connection ended: {closed:?}"),
            }
        }
    }

    /// Whether the server still answers, or how the connection ended.
    #[track_caller]
    pub fn answers_or_is_closed(&mut self) -> Option<Closed> {
        let deadline = Instant::now() + PATIENCE;
        self.say(&json!({"type": "ping"}));
        loop {
            match self.next(deadline) {
                Ok(frame) if frame["type"] == "pong" => return None,
                Ok(_) => {}
                Err(closed) => return Some(closed),
            }
        }
    }

    /// Waits for the result of an operation.
    #[track_caller]
    pub fn result_of(&mut self, op_id: &str) -> Value {
        loop {
            let frame = self.hears("results");
            let results = frame["results"].as_array().cloned().unwrap_or_default();
            if let Some(result) = results.into_iter().find(|it| it["op_id"] == op_id) {
                return result;
            }
        }
    }

    /// Waits for the end of the connection.
    #[track_caller]
    pub fn is_closed(&mut self) -> Closed {
        let deadline = Instant::now() + PATIENCE;
        let mut error = None;
        loop {
            match self.next(deadline) {
                Ok(frame) if frame["type"] == "error" => error = Some(frame),
                Ok(_) => {}
                Err(closed) => return Closed { error, ..closed },
            }
        }
    }

    /// Waits for the end of the connection, and compares close code and error.
    #[track_caller]
    pub fn is_closed_with(&mut self, code: u16, name: &str) {
        let closed = self.is_closed();
        assert_eq!(closed.code, Some(code), "{closed:?}");
        let error = closed.error.expect("an error comes before the close");
        assert_eq!(error["code"], name, "{error}");
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
        assert!(error["action"].is_string(), "{error}");
    }

    /// Whether the server still answers.
    #[track_caller]
    pub fn is_answered(&mut self) {
        self.say(&json!({"type": "ping"}));
        self.hears("pong");
    }

    #[track_caller]
    fn next(&mut self, deadline: Instant) -> Result<Value, Closed> {
        loop {
            if !self.waiting.is_empty() {
                return Ok(self.waiting.remove(0));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(left > Duration::ZERO, "the server said nothing more");
            match self.socket.read() {
                Ok(Message::Text(text)) => self.take(text.as_str()),
                Ok(Message::Close(frame)) => {
                    let code = frame.map(|frame| frame.code.into());
                    return Err(Closed { code, error: None });
                }
                Ok(
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
                ) => {}
                Err(_) => return Err(Closed { code: None, error: None }),
            }
        }
    }

    #[track_caller]
    fn take(&mut self, text: &str) {
        let message: Value = serde_json::from_str(text)
            .unwrap_or_else(|error| panic!("the server sent no JSON ({error}): {text}"));
        let frames = match message {
            Value::Array(frames) => frames,
            frame => vec![frame],
        };
        for frame in frames {
            if frame["type"] == "ping" && !self.is_mute {
                self.say(&json!({"type": "pong"}));
            }
            self.waiting.push(frame);
        }
    }

    fn send(&mut self, message: Message) {
        // A server that closes while we write is what some tests are about: reading tells.
        let _ = self.socket.send(message);
    }
}

/// The greeting of a fresh profile.
pub fn hello() -> Value {
    json!({
        "type": "hello",
        "protocol": [1],
        "client_id": new_id(),
        "session": null,
        "name": "bare client",
        "app": "tests/0",
        "epoch": null,
    })
}

/// A fresh id, for an operation or a client.
pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

#[track_caller]
fn request(url: &str, token: Option<&str>, protocol: Option<&'static str>) -> Request {
    let mut request = url.into_client_request().expect("a server's address");
    let headers = request.headers_mut();
    if let Some(protocol) = protocol {
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(protocol));
    }
    if let Some(token) = token {
        let bearer = format!("Bearer {token}").parse().expect("a token fits into a header");
        headers.insert("authorization", bearer);
    }
    request
}
