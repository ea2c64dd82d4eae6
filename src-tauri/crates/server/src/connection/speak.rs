//! The speaking half: sends what the outbox gives, and notices when it does not get through.

use crate::{
    link::Link,
    outbox::{Fate, Next, Reading},
    server::Shared,
    socket::Activity,
    store::chain::{Cursor, Read},
};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::{SinkExt, stream::SplitSink};
use std::{future::Future, pin::pin};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode,
    frame::{BoardEntry, ServerFrame, encode},
};
use tokio::time::{Instant, timeout, timeout_at};

/// The socket failed.
pub(super) struct Broken;

/// Why sending stopped.
enum Stuck {
    Broken,
    /// No byte got through for too long.
    Slow,
}

type Sink = SplitSink<WebSocket, Message>;

/// Sends until the connection is closed; gives the error that it was closed with.
pub(super) async fn speak(
    mut sink: Sink,
    link: &Link,
    shared: &Shared,
    activity: &Activity,
) -> Result<ApiError, Broken> {
    let speaker = Speaker { link, shared, activity };
    match speaker.run(&mut sink).await {
        Ok(error) => Ok(error),
        Err(Stuck::Broken) => Err(Broken),
        Err(Stuck::Slow) => {
            // Nothing more is owed, and if the reader comes back in time it learns why.
            let error =
                ApiError::new(ErrorCode::SlowConsumer, "nothing could be sent for too long");
            shared.hub.closed(link);
            let farewell = speaker.close(&mut sink, &error);
            let _told_or_given_up = timeout(shared.config.slow_after, farewell).await;
            Ok(error)
        }
    }
}

struct Speaker<'a> {
    link: &'a Link,
    shared: &'a Shared,
    activity: &'a Activity,
}

impl Speaker<'_> {
    async fn run(&self, sink: &mut Sink) -> Result<ApiError, Stuck> {
        loop {
            let next = match self.link.outbox.try_next() {
                Some(next) => next,
                None => {
                    // Only now: many small frames share one write.
                    self.watched(sink.flush()).await?;
                    reached(Point::ServerSent);
                    self.link.outbox.next().await
                }
            };
            let text = match next {
                Next::Frame(text) => text,
                Next::Results(fates) => results(fates),
                Next::Pong => encode(&ServerFrame::Pong).into(),
                Next::Boards => encode(&ServerFrame::Boards { boards: self.boards() }).into(),
                Next::Presence(board) => encode(&self.presence(board)).into(),
                Next::Read(reading) => {
                    self.read(&reading).await;
                    continue;
                }
                Next::Close(error) => {
                    self.close(sink, &error).await?;
                    return Ok(error);
                }
            };
            reached(Point::ServerSending);
            self.watched(sink.feed(Message::Text(text))).await?;
        }
    }

    /// Waits for a write as long as bytes get through.
    async fn watched<F>(&self, write: F) -> Result<(), Stuck>
    where
        F: Future<Output = Result<(), axum::Error>>,
    {
        let mut write = pin!(write);
        let started = Instant::now();
        loop {
            let last = self.activity.drained().max(started);
            let deadline = last + self.shared.config.slow_after;
            match timeout_at(deadline, &mut write).await {
                Ok(written) => return written.map_err(|_| Stuck::Broken),
                Err(_) if self.activity.drained() > last => {}
                Err(_) => return Err(Stuck::Slow),
            }
        }
    }

    async fn close(&self, sink: &mut Sink, error: &ApiError) -> Result<(), Stuck> {
        let ApiError { code, message, action } = error.clone();
        let frame = encode(&ServerFrame::Error { code, message, action });
        self.watched(sink.feed(Message::Text(frame.into()))).await?;
        let close = CloseFrame {
            // Every error that closes has a code; 1011 is WebSocket's own "internal error".
            code: error.code.close_code().unwrap_or(1011),
            reason: reason(error.code).into(),
        };
        self.watched(sink.send(Message::Close(Some(close)))).await
    }

    fn boards(&self) -> Vec<BoardEntry> {
        self.link.who().map_or(Vec::new(), |who| self.shared.hub.list(&who.grant))
    }

    fn presence(&self, board: BoardId) -> ServerFrame {
        let peers = self.shared.hub.peers(&board);
        ServerFrame::Presence { board, peers }
    }

    async fn read(&self, reading: &Reading) {
        match self.shared.readers.read(&reading.board, reading.cursor).await {
            Ok(Read::Part { part, more, horizon }) => {
                let then = more.then_some(Cursor::Within { at: part.to, horizon });
                self.link.outbox.offer(reading, part, then);
            }
            // Deleted a moment ago: the writer is about to say so.
            Ok(Read::Nothing) => {}
            Err(error) => {
                tracing::error!(board = %reading.board, "a board could not be read: {error}");
                let message = "the server cannot read just now; connect again in a moment";
                self.link.outbox.close(ApiError::new(ErrorCode::Restarting, message), false);
            }
        }
    }
}

fn results(fates: Vec<Fate>) -> axum::extract::ws::Utf8Bytes {
    let results = fates.into_iter().map(|fate| fate.result).collect();
    encode(&ServerFrame::Results { results }).into()
}

/// The code's name, as a close frame's reason.
fn reason(code: ErrorCode) -> String {
    serde_json::to_value(code)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}
