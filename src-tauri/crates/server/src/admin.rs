//! Looking after a server's data: tokens and backups. Works beside a running server.

use crate::{
    Clock, ServerError,
    access::{Grant, Token},
    store::{
        self, ServerIdentity,
        accounts::{self, TokenEntry, TokenId},
    },
};
use rusqlite::Connection;
use std::path::Path;
use tideboard_backup::Copy;
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::frame::User;

/// A hand on the data of a server, whether that runs or not.
#[derive(Debug)]
pub struct Admin {
    conn: Connection,
    clock: Clock,
}

impl Admin {
    /// Opens the data; creates it where there is none.
    pub fn open(data: &Path) -> Result<Self, ServerError> {
        Ok(Self { conn: store::open(data)?, clock: Clock::system() })
    }

    /// Opens data that must be there already.
    pub fn open_existing(data: &Path) -> Result<Self, ServerError> {
        if store::database_path(data).exists() {
            return Self::open(data);
        }
        Err(ServerError::Input(format!(
            "there is no server's data in {}; name another folder with --data",
            data.display()
        )))
    }

    /// Who the data belongs to.
    pub fn identity(&self) -> Result<ServerIdentity, ServerError> {
        Ok(store::identity(&self.conn)?)
    }

    /// Makes a token. This is the only time that it can be read.
    pub fn create_token(&self, user: &User, grant: &Grant) -> Result<Token, ServerError> {
        for (what, text) in [("user", &user.id), ("name", &user.name)] {
            if text.trim().is_empty() || text.chars().any(char::is_control) {
                return Err(ServerError::Input(format!("the {what} must not be empty")));
            }
        }
        let token = Token::random()?;
        accounts::insert_token(&self.conn, &token, user, grant, self.clock.now_ms())?;
        Ok(token)
    }

    /// All tokens ever made, without their secrets.
    pub fn tokens(&self) -> Result<Vec<TokenEntry>, ServerError> {
        Ok(accounts::tokens(&self.conn)?)
    }

    /// Withdraws a token; its connections are closed within a heartbeat.
    pub fn revoke_token(&self, token: TokenId) -> Result<(), ServerError> {
        if accounts::revoke(&self.conn, token, self.clock.now_ms())? {
            return Ok(());
        }
        Err(ServerError::Input(format!(
            "there is no valid token {}; see `tideboard-server token list`",
            token.0
        )))
    }

    /// Writes a consistent copy of the data into a new file.
    pub fn back_up(&self, to: &Path) -> Result<(), ServerError> {
        if to.exists() {
            return Err(ServerError::Input(format!(
                "{} exists already; choose a new file for the backup",
                to.display()
            )));
        }
        let copy = Copy::write(&self.conn, to)?;
        reached(Point::ServerBackingUp);
        Ok(copy.name()?)
    }
}
