//! The engine as its shell sees it: inputs in, effects out, and a disk that keeps what was
//! committed.

mod away;
mod conflicts;
mod connection;
mod history;
mod life_of_an_operation;
mod restored_server;
mod search;
mod series;
mod support;
mod travel;
mod undo;
