//! The sync engine, without I/O.
//!
//! [`Engine::handle`] takes what happened (an edit, a frame, a timer) and answers with what to do,
//! in order: write to disk, tell the user, send. It reads no clock, no randomness, no file and no
//! socket; the time comes with every call and chance through [`Entropy`]. So every history can be
//! replayed, and a simulator can drive thousands of them.
//!
//! | module | what lives there |
//! |---|---|
//! | [`input`] | what goes in and what comes out |
//! | [`stored`] | rows on disk: what the engine starts from and what it writes |
//! | `engine` | the dispatcher and the state it works on |
//! | `link` | the one connection: dialing, greeting, heartbeat, backoff, close codes |
//! | `queue`, `pending`, `fold` | own changes, in lanes, from draft to settled |
//! | `send`, `results` | what goes out, and what the server said about it |
//! | `board`, `delta` | confirmed state, and the deltas that alone change it |
//! | `overlay` | confirmed state with own changes on top: what the user sees |
//! | `conflict`, `decide`, [`merge`] | finding clashes, and deciding them |
//! | `undo`, `history` | own edits taken back, and old values brought back, as new operations |
//! | `audit` | own changes that a restored server lacks |
//! | `away` | what happened while the client was away |
//! | `travel` | unsent changes taken to another computer |
//! | [`status`] | how sync stands, as one pure function |
//! | `view` | what surfaces show |
//! | [`survey`] | in which states the engine is, for watching it from outside |

mod audit;
mod away;
mod board;
mod conflict;
mod decide;
mod delta;
mod edit;
mod engine;
pub mod fold;
mod history;
pub mod input;
mod link;
pub mod merge;
mod overlay;
mod pending;
mod queue;
mod results;
mod search;
mod send;
pub mod status;
pub mod stored;
pub mod survey;
mod travel;
mod undo;
mod view;

pub use engine::Engine;
pub use input::{Changed, Effect, Input, Reply, Ticket};
pub use link::close_error;

use jiff::Timestamp;
use std::time::{Duration, Instant};
use tideboard_protocol::{ClientId, OpId, settings::RealtimeConfig};

/// The time of a call: monotonic for waiting, wall clock for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Never goes back; may stand still while the computer sleeps.
    pub mono: Instant,
    /// What the clock on the wall says; may jump.
    pub wall: Timestamp,
}

/// Where ids and chance come from.
pub trait Entropy: Send {
    /// A new operation id (UUIDv7) for an operation made at `wall`.
    fn op_id(&mut self, wall: Timestamp) -> OpId;
    /// A new profile id (UUIDv7).
    fn client_id(&mut self, wall: Timestamp) -> ClientId;
    /// A uniformly random duration in `0..=bound`.
    fn up_to(&mut self, bound: Duration) -> Duration;
}

/// What the engine is told once.
#[derive(Debug, Clone)]
pub struct Config {
    /// Connection and queue.
    pub realtime: RealtimeConfig,
    /// This device's name.
    pub device_name: String,
    /// Program and version, as the hello says it.
    pub app: String,
}
