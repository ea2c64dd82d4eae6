//! The engine's shell: everything that touches disk, network, clock and chance.
//!
//! A program opens a [`Client`] on a folder, gives it a server, edits, and [watches](Client::watch)
//! what changes. Behind the handle, one actor owns the engine of `tideboard-sync-core`, the
//! [store] and the socket; the module `actor` tells how a batch of events becomes one
//! transaction and then news and frames.
//!
//! ```text
//! Client ── requests ──▶ actor ── Input ──▶ engine
//!   ▲                    │  ▲                  │
//!   └── answers, news ◀──┤  └──── Effect ──────┘
//!                        ├── 1. commit ──▶ store (SQLite)
//!                        └── 2. frames ──▶ socket ──▶ server
//! ```

mod actor;
mod address;
pub mod backup;
mod chance;
mod client;
mod clock;
#[cfg(test)]
mod fake_server;
mod network;
mod profile;
mod socket;
pub mod store;
mod test_connection;
mod travel;
mod watch;

pub use actor::{Command, Milestone};
pub use address::{ServerAddress, parse_address};
pub use client::{Client, ClientConfig, Receipt};
pub use test_connection::test_connection;
pub use tideboard_sync_core::Reply;
pub use travel::Exported;
pub use watch::{Interest, Update, View, Watch};
