//! One WebSocket to a server.
//!
//! Each socket is a task that dials, then reads and writes at the same time. What happens comes
//! out as [`SocketEvent`]s, each with the number of its socket, so that the actor can tell the
//! words of a dropped socket from those of its successor.
//!
//! Bounds: at most [`EVENTS`] events wait for the actor; beyond that the task stops reading and
//! the server feels it. At most [`OUTBOX`] frames wait to be written; beyond that the socket is
//! hopeless and is given up (the engine sends anew on the next one). A message is read up to
//! [`MESSAGE_BYTES`].

mod dial;
mod meter;
mod pump;

pub use dial::{Dialed, dial};

use crate::address::ServerAddress;
use meter::Meter;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tideboard_protocol::{
    ApiError,
    frame::{ClientFrame, ServerFrame},
};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

/// Most events that wait for the actor.
pub const EVENTS: usize = 64;
/// Most frames that wait to be written.
pub const OUTBOX: usize = 4096;
/// Largest message that is read, in bytes.
pub const MESSAGE_BYTES: usize = 64 * 1024 * 1024;
/// How long a closing socket may take to write what waits and hear the server's goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// What happened on a socket.
#[derive(Debug, Clone, PartialEq)]
pub enum SocketEvent {
    /// It is open.
    Connected,
    /// It could not be opened.
    Failed(ApiError),
    /// Frames arrived.
    Received(Vec<ServerFrame>),
    /// A message arrived that breaks the protocol.
    Garbled(String),
    /// It is closed; nothing follows.
    Closed {
        /// Close code, if there was one.
        code: Option<u16>,
        /// Reason given.
        reason: String,
    },
}

/// Where the events of all sockets go, each with its socket's number.
pub type Events = mpsc::Sender<(u64, SocketEvent)>;

enum Outgoing {
    Frame(ClientFrame),
    Close(u16),
}

/// A socket that is opening or open. Dropping it cuts the connection.
#[derive(Debug)]
pub struct Socket {
    number: u64,
    outbox: mpsc::Sender<Outgoing>,
    meter: Arc<Meter>,
    is_open: Arc<AtomicBool>,
    task: Task,
}

/// A task that ends with its handle.
#[derive(Debug)]
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Socket {
    /// Starts opening a socket; its first event says how that went.
    pub fn open(
        number: u64,
        address: ServerAddress,
        app: String,
        connect_timeout: Duration,
        events: Events,
    ) -> Self {
        let (outbox, waiting) = mpsc::channel(OUTBOX);
        let meter = Arc::new(Meter::default());
        let shared = Arc::clone(&meter);
        let is_open = Arc::new(AtomicBool::new(false));
        let opened = Arc::clone(&is_open);
        let task = tokio::spawn(async move {
            match dial(&address, &app, connect_timeout, shared).await {
                Ok(dialed) => {
                    opened.store(true, Ordering::Relaxed);
                    if events.send((number, SocketEvent::Connected)).await.is_ok() {
                        pump::run(number, dialed, waiting, events).await;
                    }
                }
                Err(error) => drop(events.send((number, SocketEvent::Failed(error))).await),
            }
        });
        Self { number, outbox, meter, is_open, task: Task(task) }
    }

    /// Its number.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Puts a frame in line. `false`: the line is full or the socket dead, it is to be dropped.
    pub fn send(&self, frame: ClientFrame) -> bool {
        self.outbox.try_send(Outgoing::Frame(frame)).is_ok()
    }

    /// Whether the server gave a sign of life since the last call: bytes came in, or a write that
    /// had to wait went on.
    pub fn stirred(&self) -> bool {
        self.meter.take()
    }

    /// Writes what waits, says goodbye and closes, for a bounded time. The answer ends with it.
    /// A socket that is still opening is dropped.
    pub fn close(self, code: u16) -> JoinHandle<()> {
        let is_open = self.is_open.load(Ordering::Relaxed);
        let told = is_open && self.outbox.try_send(Outgoing::Close(code)).is_ok();
        let mut task = self.task;
        tokio::spawn(async move {
            if told && timeout(2 * GOODBYE, &mut task.0).await.is_err() {
                tracing::debug!("the server did not say goodbye in time");
            }
        })
    }
}
