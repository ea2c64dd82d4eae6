//! Stories of a server and its clients, each a real process, with nothing broken in between.

mod accounts;
mod bad_input;
mod conflicts;
#[cfg(target_os = "linux")]
mod hostile;
mod offline;
mod queue;
mod search;
mod server_life;
mod storage;
mod travels;
mod upgrades;
mod wire;
