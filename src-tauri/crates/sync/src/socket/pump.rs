//! Reading and writing an open socket.

use super::{Dialed, Events, GOODBYE, Outgoing, SocketEvent};
use futures_util::{
    SinkExt as _, StreamExt as _,
    stream::{SplitSink, SplitStream},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{
    Limits,
    frame::{ServerFrame, decode_server, encode},
};
use tokio::{sync::mpsc, time::timeout};
use tokio_tungstenite::tungstenite::{
    self, Message,
    error::ProtocolError,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

/// Runs an open socket until it is closed or nobody listens any more.
pub async fn run(number: u64, socket: Dialed, outbox: mpsc::Receiver<Outgoing>, events: Events) {
    let (sink, stream) = socket.split();
    let frame_bytes = Arc::new(AtomicUsize::new(Limits::default().frame_bytes));
    let mut reader = Reader { number, stream, events, frame_bytes: Arc::clone(&frame_bytes) };
    let mut writer = Writer { sink, outbox, frame_bytes, held: None };
    let closed = tokio::select! {
        closed = reader.run() => Some(closed),
        ended = writer.run() => {
            if let Err(error) = ended {
                tracing::debug!(%error, "writing failed");
            }
            // The server's goodbye, with its reason, may still be on the way.
            timeout(GOODBYE, reader.run()).await.ok()
        }
    };
    let closed = closed.unwrap_or(SocketEvent::Closed { code: None, reason: String::new() });
    drop(reader.events.send((number, closed)).await);
}

struct Reader {
    number: u64,
    stream: SplitStream<Dialed>,
    events: Events,
    frame_bytes: Arc<AtomicUsize>,
}

impl Reader {
    /// Reads until the socket is closed; the last event comes as the answer.
    async fn run(&mut self) -> SocketEvent {
        loop {
            let event = match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    reached(Point::ClientReceived);
                    self.read(&text)
                }
                Some(Ok(Message::Binary(_))) => {
                    SocketEvent::Garbled("the server sent a binary message".to_owned())
                }
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.as_ref().map(|frame| frame.code.into());
                    let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                    return SocketEvent::Closed { code, reason };
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
                Some(Err(tungstenite::Error::Capacity(error))) => {
                    SocketEvent::Garbled(error.to_string())
                }
                Some(Err(error)) => {
                    return SocketEvent::Closed { code: None, reason: broken(&error) };
                }
                None => return SocketEvent::Closed { code: None, reason: String::new() },
            };
            if self.events.send((self.number, event)).await.is_err() {
                return SocketEvent::Closed { code: None, reason: String::new() };
            }
        }
    }

    fn read(&self, text: &str) -> SocketEvent {
        match decode_server(text) {
            Ok(frames) => {
                for frame in &frames {
                    if let ServerFrame::Welcome(welcome) = frame {
                        self.frame_bytes.store(welcome.limits.frame_bytes, Ordering::Relaxed);
                    }
                }
                SocketEvent::Received(frames)
            }
            Err(error) => SocketEvent::Garbled(error.to_string()),
        }
    }
}

fn broken(error: &tungstenite::Error) -> String {
    match error {
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            "The connection to the server broke off.".to_owned()
        }
        error => format!("The connection to the server broke: {error}."),
    }
}

struct Writer {
    sink: SplitSink<Dialed, Message>,
    outbox: mpsc::Receiver<Outgoing>,
    frame_bytes: Arc<AtomicUsize>,
    /// Taken out of the line, but did not fit into the last message.
    held: Option<Next>,
}

enum Next {
    Frame(String),
    Close(u16),
}

impl From<Outgoing> for Next {
    fn from(outgoing: Outgoing) -> Self {
        match outgoing {
            Outgoing::Frame(frame) => Self::Frame(encode(&frame)),
            Outgoing::Close(code) => Self::Close(code),
        }
    }
}

impl Writer {
    /// Writes until told to close, or the socket's owner is gone.
    async fn run(&mut self) -> Result<(), tungstenite::Error> {
        loop {
            let next = match self.held.take() {
                Some(next) => next,
                None => match self.outbox.recv().await {
                    Some(outgoing) => outgoing.into(),
                    None => return Ok(()),
                },
            };
            match next {
                Next::Frame(text) => {
                    let message = self.fill(text);
                    reached(Point::ClientSending);
                    self.sink.send(Message::text(message)).await?;
                    reached(Point::ClientSent);
                }
                Next::Close(code) => {
                    let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
                    return self.sink.send(Message::Close(Some(frame))).await;
                }
            }
        }
    }

    /// The frame, together with those that wait behind it and fit into the same message.
    fn fill(&mut self, first: String) -> String {
        let limit = self.frame_bytes.load(Ordering::Relaxed);
        let mut message = first;
        let mut joined = false;
        while let Ok(outgoing) = self.outbox.try_recv() {
            match Next::from(outgoing) {
                Next::Frame(text) if message.len() + text.len() + 3 <= limit => {
                    if !joined {
                        message.insert(0, '[');
                        joined = true;
                    }
                    message.push(',');
                    message.push_str(&text);
                }
                held => {
                    self.held = Some(held);
                    break;
                }
            }
        }
        if joined {
            message.push(']');
        }
        message
    }
}
