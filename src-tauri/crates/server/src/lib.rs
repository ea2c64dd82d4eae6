//! Self-hostable Tideboard server: `/api/realtime`.

mod access;
mod admin;
mod clock;
mod config;
mod connection;
pub mod decide;
mod delta;
mod error;
mod hub;
mod link;
mod outbox;
mod rate;
mod readers;
mod server;
mod session;
mod socket;
mod store;
mod writer;

pub use access::{Grant, Token, TokenRole};
pub use admin::{Admin, restore};
pub use clock::Clock;
pub use config::Config;
pub use error::ServerError;
pub use server::{Server, run};
pub use store::{
    ServerIdentity,
    accounts::{TokenEntry, TokenId},
};
