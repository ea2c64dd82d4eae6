//! Looking after a server's data: tokens and backups. Works beside a running server.

use crate::{
    Clock, ServerError,
    access::{Grant, Token},
    restore::{folder, put_in_place, with_suffix},
    store::{
        self, ServerIdentity,
        accounts::{self, TokenEntry, TokenId},
    },
};
use rusqlite::Connection;
use std::{fs, path::Path};
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
        // Written beside it: what bears the name of a backup is a whole one.
        let unfinished = with_suffix(to, ".unfinished");
        let Some(path) = unfinished.to_str() else {
            return Err(ServerError::Input("the backup's path is not UTF-8".to_owned()));
        };
        let written = self.copy_into(&unfinished, path);
        let named = written.and_then(|()| {
            reached(Point::ServerBackingUp);
            put_in_place(&unfinished, to)
        });
        if named.is_err() {
            let _left_behind_at_worst = fs::remove_file(&unfinished);
        }
        named
    }

    fn copy_into(&self, file: &Path, path: &str) -> Result<(), ServerError> {
        // An earlier backup may have been cut off. Made first, so that nobody else may read it at
        // any time.
        if file.exists() {
            fs::remove_file(file).map_err(|source| folder(file, source))?;
        }
        drop(store::private_file(file)?);
        self.conn.execute("VACUUM INTO ?1", [path])?;
        Ok(())
    }
}
