//! Looking after a server's data: tokens, backups, restores. Works beside a running server, except
//! for restoring.

use crate::{
    Clock, ServerError,
    access::{Grant, Token},
    store::{
        self, ServerIdentity,
        accounts::{self, TokenEntry, TokenId},
        columns,
    },
};
use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tideboard_protocol::{Seq, frame::User, limits::RESTORE_SEQ_STEP};
use uuid::Uuid;

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
        // Made first, so that nobody else may read it at any time.
        drop(store::private_file(to)?);
        let Some(path) = to.to_str() else {
            return Err(ServerError::Input("the backup's path is not UTF-8".to_owned()));
        };
        self.conn.execute("VACUUM INTO ?1", [path])?;
        Ok(())
    }
}

/// Puts a backup in the place of the data, of which a copy is left beside it.
///
/// The epoch changes, so that clients drop what they know; every board's seq rises far, so that
/// what they had seen stays below everything new.
///
/// # Errors
/// When a server runs on the data, or the backup cannot be read.
pub fn restore(data: &Path, from: &Path) -> Result<Option<PathBuf>, ServerError> {
    let _claim = store::claim(data)?;
    if !from.exists() {
        return Err(ServerError::Input(format!("there is no file {}", from.display())));
    }
    store::check(from)?;
    let path = store::database_path(data);
    let folder = |source| ServerError::Folder { path: data.to_owned(), source };
    let fresh = path.with_extension("restoring");
    drop(store::private_file(&fresh)?);
    fs::copy(from, &fresh).map_err(folder)?;
    let kept = set_aside(&path, Clock::system()).map_err(folder)?;
    fs::rename(&fresh, &path).map_err(folder)?;
    let conn = store::open(data)?;
    conn.execute("UPDATE server SET epoch = ?1", [Uuid::new_v4().as_bytes()])?;
    let step = columns::seq_sql(Seq(RESTORE_SEQ_STEP));
    conn.execute("UPDATE boards SET head = head + ?1", [step])?;
    Ok(kept)
}

/// Moves a database with its side files out of the way.
fn set_aside(path: &Path, clock: Clock) -> std::io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let stamp = clock.now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let aside = path.with_extension(format!("before-restore-{stamp}.db"));
    for side in ["", "-wal", "-shm"] {
        let (of, to) = (with_suffix(path, side), with_suffix(&aside, side));
        if of.exists() {
            fs::rename(of, to)?;
        }
    }
    Ok(Some(aside))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
