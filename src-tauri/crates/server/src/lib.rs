//! Self-hostable Tideboard server: `/api/realtime` over one SQLite file.
//!
//! `docs/protocol.md` says what goes over the wire; this is how the server does it.
//!
//! # The story of a push
//!
//! 1. A connection (`connection`) reads a message, which the protocol crate takes apart one
//!    operation at a time, so that a bad one is answered and not the whole push. Bounds of rate
//!    and of operations in flight are checked, and the push goes to the writer's queue.
//! 2. The writer (`writer`), a thread of its own, takes *everything* that waits from all
//!    connections into one transaction. It looks whether the token still holds and the
//!    connection's session is its client's newest. If something fails in the middle, the transaction
//!    is rolled back and made anew with a savepoint for each operation.
//! 3. A known id gets its recorded result. A new operation is decided by [`tideboard_decide`], a
//!    pure function of the operation, its author's rights, and the board's facts. What it says is
//!    to be written is written, with the result beside it.
//! 4. The commit is one fsync for all. Only then does anybody learn anything: the hub (`hub`)
//!    gives each connection its results and then, encoded once for all subscribers, the deltas of
//!    the boards that moved. Both wait in the connection's bounded outbox (`outbox`).
//! 5. A subscriber that is new, or too slow for its outbox, is told by *state*: a reader beside
//!    the writer (`readers`) reads all that is newer than its cursor, part by part. Such a part
//!    is held until the writer has announced its end, so that results still come first.
//!
//! # What is stored
//!
//! One file in WAL mode with `synchronous=FULL`; `migrations/` has the tables. A field's row holds
//! its value, the seq of its last write, and the three stamps of the clash rule; a removed field
//! stays as a tombstone, and a *mark* says that everything at and below a path was removed. Points
//! of series have rows of their own. `writes` knows who wrote at a seq, as long as something of
//! that write still stands. `results` has every decided operation by id. A board's row carries its
//! head and state hash, kept incrementally. Old tombstones, results and authors are cleared away
//! in small pieces while nobody waits.
//!
//! # Where it would grow
//!
//! Deciding knows nothing of SQLite: it reads through [`tideboard_decide::Facts`] and answers with
//! [`tideboard_decide::Write`]s, which is the seam for another store. Everything that leaves after a commit
//! goes through the hub, which is the seam for a message bus.
//!
//! # Hosting it in another program
//!
//! [`run`] serves a listening socket until told to stop; [`Admin`] makes and withdraws tokens
//! beside it. The program `tideboard-server` is a thin command line over the two.

mod access;
mod admin;
mod clock;
mod config;
mod connection;
mod delta;
mod error;
mod hub;
mod link;
mod outbox;
mod rate;
mod readers;
mod restore;
mod server;
mod socket;
mod store;
mod writer;

pub use tideboard_decide as decide;

use tideboard_decide::session;

pub use access::{Grant, Token, TokenRole};
pub use admin::Admin;
pub use clock::Clock;
pub use config::Config;
pub use error::ServerError;
pub use restore::restore;
pub use server::{Server, run};
pub use store::{
    ServerIdentity,
    accounts::{TokenEntry, TokenId},
};
