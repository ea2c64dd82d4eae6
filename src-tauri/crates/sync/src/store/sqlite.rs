//! The store in one SQLite file.
//!
//! Write-ahead log, `synchronous=FULL`: a commit has reached the disk when it returns, except for
//! those that are left unsynced on purpose. A file that is damaged, of a newer version or out of
//! reach is left exactly as it was.

mod backup;
mod load;
mod open;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use backup::{Content, back_up, content, in_words, prepare};

use super::{AccountEntry, AccountId, JournalQuery, Store, StoreError, payload};
use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use std::path::{Path, PathBuf};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::ClientId;
use tideboard_sync_core::stored::{JournalRow, Stored, Write};

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    file: PathBuf,
    connection: Connection,
    /// What the connection does at the end of a transaction.
    ending: Ending,
}

/// What is done at the end of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Wait until it has reached the disk.
    Synced,
    /// Leave that to the system.
    Unsynced,
}

impl SqliteStore {
    /// Opens the file, makes it when there is none, and brings its tables up to date.
    ///
    /// The folder must exist, and nobody else may have the file open.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let (file, ending) = (file.to_owned(), Ending::Synced);
        Ok(Self { connection: open::open(&file)?, file, ending })
    }

    fn translate(&self, error: rusqlite::Error) -> StoreError {
        translate(&self.file, error)
    }

    fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, Trouble>,
    ) -> Result<T, StoreError> {
        self.transact_to(Ending::Synced, work)
    }

    fn transact_to<T>(
        &mut self,
        ending: Ending,
        work: impl FnOnce(&Connection) -> Result<T, Trouble>,
    ) -> Result<T, StoreError> {
        let file = &self.file;
        let current = &mut self.ending;
        let run = || -> Result<T, Trouble> {
            if *current != ending {
                let synchronous = match ending {
                    Ending::Synced => "FULL",
                    Ending::Unsynced => "NORMAL",
                };
                self.connection.pragma_update(None, "synchronous", synchronous)?;
                *current = ending;
            }
            in_transaction(&self.connection, work)
        };
        run().map_err(|trouble| trouble.in_file(file))
    }
}

/// Does the work whole or not at all.
fn in_transaction<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    // Cached, unlike those of rusqlite's own transactions, as there is one for every edit.
    let execute = |sql| connection.prepare_cached(sql)?.execute([]);
    execute("BEGIN IMMEDIATE")?;
    let done = work(connection).and_then(|value| {
        reached(Point::ClientCommitting);
        execute("COMMIT")?;
        reached(Point::ClientCommitted);
        Ok(value)
    });
    // Some errors have ended the transaction by themselves.
    if done.is_err()
        && !connection.is_autocommit()
        && let Err(error) = execute("ROLLBACK")
    {
        tracing::error!(%error, "a transaction could not be rolled back");
    }
    done
}

/// What can go wrong inside a transaction.
enum Trouble {
    Sql(rusqlite::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Trouble {
    fn in_file(self, file: &Path) -> StoreError {
        match self {
            Self::Sql(error) => translate(file, error),
            Self::Store(error) => error,
        }
    }
}

/// A full disk shows in the index of the log as well, which lies beside the file.
fn lacks_room_beside(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

fn translate(file: &Path, error: rusqlite::Error) -> StoreError {
    let file = file.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(_) if lacks_room_beside(&error) => StoreError::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Corrupt { file, detail: error.to_string() }
        }
        Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            StoreError::PermissionDenied { file }
        }
        _ => match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => {
                StoreError::Corrupt { file, detail: error.to_string() }
            }
            other => StoreError::Failed(other.to_string()),
        },
    }
}

impl Store for SqliteStore {
    fn accounts(&self) -> Result<Vec<AccountEntry>, StoreError> {
        read::accounts(&self.connection).map_err(|error| self.translate(error))
    }

    fn create_account(&mut self, client_id: ClientId) -> Result<AccountId, StoreError> {
        self.transact(|tx| {
            tx.execute("INSERT INTO accounts (client_id) VALUES (?1)", [client_id.to_string()])?;
            Ok(AccountId(tx.last_insert_rowid()))
        })
    }

    fn use_account(&mut self, account: AccountId, url: Option<&str>) -> Result<(), StoreError> {
        self.transact(|tx| {
            tx.execute(
                "UPDATE accounts SET used = (SELECT max(used) + 1 FROM accounts),
                     url = coalesce(?2, url) WHERE id = ?1",
                params![account.0, url],
            )?;
            Ok(())
        })
    }

    fn merge_account(&mut self, from: AccountId, into: AccountId) -> Result<(), StoreError> {
        self.transact(|tx| {
            let exists: Option<i64> = tx
                .query_row("SELECT id FROM accounts WHERE id = ?1", [into.0], |row| row.get(0))
                .optional()?;
            if exists.is_none() {
                return Err(StoreError::Failed("there is no such account".to_owned()).into());
            }
            for sql in [
                // To the places behind the last one of the other account.
                "UPDATE queue SET account = ?2, place = place - (?1 << 40) +
                     (SELECT coalesce(max(place) + 1, ?2 << 40) FROM queue WHERE account = ?2)
                     WHERE account = ?1",
                "INSERT INTO boards (account, board, title, role, cursor, hash, wanted, loaded)
                     SELECT ?2, board, title, role, cursor, hash, wanted, loaded
                     FROM boards WHERE account = ?1 AND wanted
                     ON CONFLICT (account, board) DO UPDATE SET wanted = 1",
                "UPDATE journal SET account = ?2 WHERE account = ?1",
            ] {
                tx.execute(sql, [from.0, into.0])?;
            }
            tx.execute("DELETE FROM accounts WHERE id = ?1", [from.0])?;
            Ok(())
        })
    }

    fn load(&self, account: AccountId) -> Result<Stored, StoreError> {
        load::load(&self.file, &self.connection, account)
    }

    fn commit(&mut self, account: AccountId, writes: &[Write]) -> Result<(), StoreError> {
        self.transact(|tx| write::apply_all(tx, account, writes))
    }

    fn commit_unsynced(&mut self, account: AccountId, writes: &[Write]) -> Result<(), StoreError> {
        self.transact_to(Ending::Unsynced, |tx| write::apply_all(tx, account, writes))
    }

    fn journal(
        &self,
        account: AccountId,
        query: JournalQuery,
    ) -> Result<Vec<(i64, JournalRow)>, StoreError> {
        read::journal(&self.connection, account, query).map_err(|error| self.translate(error))
    }

    fn journal_row(&self, account: AccountId, id: i64) -> Result<Option<JournalRow>, StoreError> {
        read::journal_row(&self.connection, account, id).map_err(|error| self.translate(error))
    }

    fn purge_journal(&mut self, before: Timestamp) -> Result<(), StoreError> {
        self.transact(|tx| {
            // By account, because the index begins with it.
            tx.execute(
                "DELETE FROM journal
                     WHERE account IN (SELECT id FROM accounts) AND ended_at < ?1",
                [before.as_microsecond()],
            )?;
            Ok(())
        })
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        (self.connection, self.ending) = (open::open(&self.file)?, Ending::Synced);
        Ok(())
    }
}
