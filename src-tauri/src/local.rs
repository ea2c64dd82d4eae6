//! The server inside the app: for trying Tideboard out, and for hosting a team.
//!
//! It is the same server as everybody's, reached over the same socket. Its one board to begin with
//! shows this computer's figures, which come in through a feed like any other feed.

mod board;
mod feed;
mod figures;
mod host;

use crate::folders::Folders;
use board::ThisComputer;
use feed::Feed;
use host::Host;
use std::net::TcpListener;
use tideboard_protocol::{ApiError, BoardId};
use tideboard_sync::Client;

pub use host::{Offer, Reach, listen};

/// The server with what belongs to it.
pub struct Running {
    host: Host,
    feed: Feed,
}

impl Running {
    /// Starts it, connects the engine to it, and sees to this computer's board.
    pub async fn start(
        listener: TcpListener,
        reach: Reach,
        folders: &Folders,
        client: &Client,
    ) -> Result<(Self, BoardId), ApiError> {
        let host = Host::start(listener, reach, folders.server()).await?;
        client.set_server(Some(host.address().await?)).await?;
        let computer = ThisComputer::ensure(&folders.this_computer(), client).await?;
        let address = host.feed_address(&computer.board).await?;
        let board = computer.board.clone();
        Ok((Self { host, feed: Feed::start(address, computer) }, board))
    }

    /// Whether it serves whom it should.
    pub fn reaches(&self, reach: Reach) -> bool {
        self.host.reaches(reach)
    }

    /// Invites others.
    pub async fn invite(&self) -> Result<Offer, ApiError> {
        self.host.invite().await
    }

    /// Sends no more figures.
    pub async fn stop_feed(&self) {
        self.feed.stop().await;
    }

    /// Ends the server, with all connections closed properly.
    pub async fn stop(self) {
        self.host.stop().await;
    }
}
