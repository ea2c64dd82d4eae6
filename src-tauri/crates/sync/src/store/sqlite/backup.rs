//! Copies of the file: making one beside the program that uses it, looking into one, and making
//! of one what the store shall become.

use super::{StoreError, open, translate};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use std::{io, path::Path};
use tideboard_backup::{BackupError, Copy, copy_file, remove};

/// What a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// Boards, of all servers.
    pub boards: u32,
    /// Own changes without an answer of their server.
    pub unsent: u32,
}

/// Writes what the store holds now into a new file.
pub fn back_up(store: &Path, to: &Path) -> Result<(), StoreError> {
    let connection = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| translate(store, error))?;
    let copy = Copy::write(&connection, to).map_err(|error| in_words(to, error))?;
    copy.name().map_err(|error| in_words(to, error))
}

/// Looks into a backup, which stays as it is.
pub fn content(backup: &Path) -> Result<Content, StoreError> {
    let connection = open::examine(backup, true)?;
    let is_ours: Option<i64> = connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'accounts'", [], |row| row.get(0))
        .optional()
        .map_err(|error| translate(backup, error))?;
    if is_ours.is_none() {
        let detail = "it is no backup of Tideboard".to_owned();
        return Err(StoreError::Corrupt { file: backup.to_owned(), detail });
    }
    let count = |sql| connection.query_row(sql, [], |row| row.get(0));
    let look = || -> rusqlite::Result<Content> {
        Ok(Content {
            boards: count("SELECT count(*) FROM boards WHERE loaded")?,
            unsent: count("SELECT count(*) FROM queue")?,
        })
    };
    look().map_err(|error| translate(backup, error))
}

/// Makes of a backup what the store shall become, in a new file.
///
/// What was sent since the backup is not in it, so that the next hello must not pretend to go on
/// where it left off: without a session it is a copied profile to its server, which gives it an
/// identity of its own.
pub fn prepare(backup: &Path, fresh: &Path) -> Result<(), StoreError> {
    remove(fresh)
        .and_then(|()| copy_file(backup, fresh))
        .map_err(|error| in_words(fresh, error))?;
    let connection = open::open(fresh)?;
    connection
        .execute("UPDATE accounts SET session = NULL", [])
        .map_err(|error| translate(fresh, error))?;
    // Closing folds the log in, so that one file is all.
    connection.close().map_err(|(_, error)| translate(fresh, error))
}

/// What the trouble with a copy is called here.
pub fn in_words(file: &Path, error: BackupError) -> StoreError {
    match error {
        BackupError::Database(error) => translate(file, error),
        BackupError::File { path, source } => match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::PermissionDenied { file: path }
            }
            _ => StoreError::Failed(format!("{}: {source}", path.display())),
        },
    }
}
