//! The listening half: reads messages and does what they ask for.

use super::FAREWELL;
use crate::{
    access::Token,
    link::Link,
    outbox::Fate,
    rate::Bucket,
    server::Shared,
    store::chain::Cursor,
    writer::{Command, come_again},
};
use axum::extract::ws::{Message, WebSocket};
use futures_util::{StreamExt, stream::SplitStream};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, Seq,
    frame::{ClientFrame, ClientMessage, Hello, OpEntry, RetryCode, ServerFrame, read_client},
    limits::MAX_OPS_IN_FLIGHT,
};
use tokio::{sync::oneshot, time};

/// When to come again with operations beyond those in flight.
const FLIGHT_RETRY_MS: u64 = 200;

/// What a connection knows about its client beside its [`Link`].
pub(super) struct Listener<'a> {
    link: &'a Arc<Link>,
    shared: &'a Shared,
    /// From the upgrade request; wins over the hello's.
    token: Option<Token>,
    /// The client's cursors are of another epoch.
    foreign_epoch: bool,
    ops: Bucket,
    frames: Bucket,
    /// Since when frames have had to wait without a rest in between.
    slowed_since: Option<Instant>,
}

/// `Err` ends the connection with an error frame.
type Heard = Result<(), ApiError>;

impl<'a> Listener<'a> {
    pub(super) fn new(link: &'a Arc<Link>, shared: &'a Shared, token: Option<Token>) -> Self {
        let now = Instant::now();
        Self {
            link,
            shared,
            token,
            foreign_epoch: false,
            ops: Bucket::new(shared.config.ops_per_second, now),
            frames: Bucket::new(shared.config.frames_per_second, now),
            slowed_since: None,
        }
    }

    /// Listens until the client goes (`None`) or has to be sent away.
    pub(super) async fn listen(mut self, mut stream: SplitStream<WebSocket>) -> Option<ApiError> {
        let within = self.shared.config.hello_within;
        let deadline = time::Instant::now() + within;
        loop {
            let message = match self.link.who() {
                Some(_) => stream.next().await,
                None => match time::timeout_at(deadline, stream.next()).await {
                    Ok(message) => message,
                    Err(_) => {
                        let message = format!("no hello came within {} ms", within.as_millis());
                        return Some(ApiError::new(ErrorCode::Unauthorized, message));
                    }
                },
            };
            let heard = match message? {
                Ok(Message::Text(text)) => self.text(&text).await,
                Ok(Message::Binary(_)) => {
                    Err(ApiError::new(ErrorCode::ProtocolError, "binary messages are not spoken"))
                }
                Ok(Message::Ping(_) | Message::Pong(_)) => Ok(()),
                Ok(Message::Close(_)) => {
                    // The answer to it leaves when the next message is asked for.
                    let _answered_or_given_up = time::timeout(FAREWELL, stream.next()).await;
                    return None;
                }
                Err(error) => Err(self.broken(error)?),
            };
            if let Err(error) = heard {
                self.answer_all().await;
                return Some(error);
            }
        }
    }

    /// Waits until what was handed to the writer is answered, so that no close comes instead.
    async fn answer_all(&self) {
        if self.link.who().is_some() {
            let done = self.shared.writer.has_done_all();
            let _done_or_given_up = time::timeout(FAREWELL, done).await;
        }
    }

    /// What a failed read means, if there is still somebody to tell.
    fn broken(&self, error: axum::Error) -> Option<ApiError> {
        let error = error.into_inner().downcast::<tungstenite::Error>().ok()?;
        match *error {
            tungstenite::Error::Capacity(_) => {
                let most = self.shared.config.limits.frame_bytes;
                let message = format!("a message is longer than {most} bytes");
                Some(ApiError::new(ErrorCode::FrameTooLarge, message))
            }
            tungstenite::Error::Utf8(_) => {
                Some(ApiError::new(ErrorCode::ProtocolError, "a message is not UTF-8"))
            }
            _ => None,
        }
    }

    async fn text(&mut self, text: &str) -> Heard {
        for message in read_client(text, &self.shared.config.limits) {
            match message? {
                ClientMessage::Unknown => self.count_frame().await?,
                ClientMessage::Push(ops) => self.push(ops)?,
                ClientMessage::Frame(frame) => {
                    self.count_frame().await?;
                    self.frame(frame).await?;
                }
            }
        }
        Ok(())
    }

    /// Waits while too many frames come; nothing more is read meanwhile. Strangers are not waited
    /// for.
    async fn count_frame(&mut self) -> Heard {
        while let Err(wait) = self.frames.take(1, Instant::now()) {
            let since = *self.slowed_since.get_or_insert_with(Instant::now);
            let is_flood = since.elapsed() >= self.shared.config.flood_after;
            if is_flood || self.link.who().is_none() {
                let message = "too many frames; connect again in a moment";
                return Err(ApiError::new(ErrorCode::RateLimited, message));
            }
            time::sleep(wait).await;
        }
        if self.frames.has_rested() {
            self.slowed_since = None;
        }
        Ok(())
    }

    async fn frame(&mut self, frame: ClientFrame) -> Heard {
        let frame = match frame {
            ClientFrame::Hello(hello) => return self.hello(hello).await,
            frame => frame,
        };
        self.greeted()?;
        match frame {
            ClientFrame::Hello(_) => {}
            ClientFrame::Subscribe { board, cursor } => self.subscribe(board, cursor).await,
            ClientFrame::Unsubscribe { board } => {
                let link = self.link.clone();
                self.shared.writer.send(Command::Unsubscribe { link, board }).await;
            }
            // Pushes are read one operation at a time, never as a whole frame.
            ClientFrame::Push { .. } => {}
            ClientFrame::Auth { token } => {
                let (link, token) = (self.link.clone(), Token::presented(&token));
                self.shared.writer.send(Command::Refresh { link, token }).await;
            }
            ClientFrame::Presence { board, record, state } => {
                let link = self.link.clone();
                let command = Command::Presence { link, board, record, state };
                self.shared.writer.send(command).await;
            }
            ClientFrame::Ping => self.link.outbox.pong(),
            ClientFrame::Pong => {}
        }
        Ok(())
    }

    fn greeted(&self) -> Heard {
        match self.link.who() {
            Some(_) => Ok(()),
            None => Err(ApiError::new(ErrorCode::Unauthorized, "a hello comes first")),
        }
    }

    async fn hello(&mut self, mut hello: Hello) -> Heard {
        if self.link.who().is_some() {
            return Err(ApiError::new(ErrorCode::ProtocolError, "a second hello"));
        }
        let presented = hello.token.take().map(|token| Token::presented(&token));
        let Some(token) = self.token.take().or(presented) else {
            return Err(ApiError::new(ErrorCode::Unauthorized, "no token came with the hello"));
        };
        self.foreign_epoch = hello.epoch.is_some_and(|epoch| epoch != self.shared.identity.epoch);
        let (reply, answer) = oneshot::channel();
        let (link, hello) = (self.link.clone(), Box::new(hello));
        self.shared.writer.send(Command::Greet { link, token, hello, reply }).await;
        answer.await.unwrap_or_else(|_| {
            Err(ApiError::new(ErrorCode::Restarting, "the server restarts; connect again"))
        })
    }

    async fn subscribe(&mut self, board: BoardId, cursor: Seq) {
        // Nobody knows which of its cursors the client got on this connection.
        let cursor = if self.foreign_epoch { Cursor::Reset } else { Cursor::Claimed(cursor) };
        let link = self.link.clone();
        self.shared.writer.send(Command::Subscribe { link, board, cursor }).await;
    }

    fn push(&mut self, ops: Vec<OpEntry>) -> Heard {
        self.greeted()?;
        let refuse = |fates: Vec<Fate>| {
            self.link.outbox.results(fates);
            self.link.outbox.ring();
        };
        if ops.is_empty() {
            self.link.outbox.send(&ServerFrame::Results { results: Vec::new() });
        } else if self.link.in_flight.load(Ordering::Acquire) + ops.len() > MAX_OPS_IN_FLIGHT {
            refuse(come_again(&ops, RetryCode::Busy, FLIGHT_RETRY_MS));
        } else if let Err(wait) = self.ops.take(ops.len(), Instant::now()) {
            let after_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
            refuse(come_again(&ops, RetryCode::RateLimited, after_ms));
        } else {
            self.shared.writer.push(self.link, ops);
        }
        Ok(())
    }
}
