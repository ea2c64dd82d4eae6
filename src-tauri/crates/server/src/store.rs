//! The SQLite file: opening it safely, and what is read from and written to it.
//!
//! A database that is damaged or belongs to a newer version is recognised through a read-only
//! connection and left untouched. Migrations run under a file lock, because the command line may
//! create a token in the moment in which a server starts on the same folder.

pub(crate) mod accounts;
pub(crate) mod chain;
pub(crate) mod columns;
pub(crate) mod ledger;
pub(crate) mod results;
pub(crate) mod upkeep;

use crate::ServerError;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension,
    config::DbConfig,
    trace::{TraceEvent, TraceEventCodes},
};
use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};
use tideboard_backup::private_file;
use tideboard_failpoint::{Point, is_armed, reached};
use tideboard_protocol::{Epoch, ServerId};
use uuid::Uuid;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// How long a connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(10);
/// Pages that the writer keeps in memory, in KiB: what a busy board changes again and again.
const WRITER_CACHE_KIB: i64 = 16 * 1024;
/// Databases above this size start without a full check, which reads every page.
const CHECKED_BYTES: u64 = 512 * 1024 * 1024;

/// Who the data belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerIdentity {
    /// Survives restores.
    pub server_id: ServerId,
    /// Changes with each restore.
    pub epoch: Epoch,
}

/// The database file in a data folder.
pub(crate) fn database_path(data: &Path) -> PathBuf {
    data.join("tideboard-server.db")
}

/// Held by the one server that runs on a data folder; the lock goes with the process.
#[derive(Debug)]
pub(crate) struct DataLock {
    _file: File,
}

/// Claims a data folder for one server.
pub(crate) fn claim(data: &Path) -> Result<DataLock, ServerError> {
    make_folder(data)?;
    let path = data.join("server.lock");
    let file = private_file(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(DataLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(ServerError::InUse(data.to_owned())),
        Err(TryLockError::Error(source)) => Err(ServerError::Folder { path, source }),
    }
}

/// Opens the database for writing; creates and migrates it first where needed.
pub(crate) fn open(data: &Path) -> Result<Connection, ServerError> {
    make_folder(data)?;
    let lock_path = data.join("open.lock");
    let lock = private_file(&lock_path)?;
    lock.lock().map_err(|source| ServerError::Folder { path: lock_path, source })?;
    open_file(&database_path(data))
}

/// Opens one database file as [`open`] does, for whoever alone knows of it.
pub(crate) fn open_file(path: &Path) -> Result<Connection, ServerError> {
    check(path)?;
    drop(private_file(path)?);
    let mut conn = Connection::open(path)?;
    watch_statements(&mut conn)?;
    prepare(&conn)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    reached(Point::ServerMigrating);
    // In one transaction with the note that they were done: by itself, a migration and its note
    // are two, and whoever dies in between could never open the file again.
    embedded::migrations::runner().set_grouped(true).run(&mut conn)?;
    reached(Point::ServerMigrated);
    conn.execute(
        "INSERT OR IGNORE INTO server (one, server_id, epoch) VALUES (1, ?1, ?2)",
        (Uuid::now_v7().as_bytes(), Uuid::new_v4().as_bytes()),
    )?;
    Ok(conn)
}

/// Lets tests end the program before any single statement.
fn watch_statements(conn: &mut Connection) -> Result<(), rusqlite::Error> {
    if !is_armed(Point::ServerStatement) {
        return Ok(());
    }
    let each = |_: TraceEvent<'_>| reached(Point::ServerStatement);
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(each))
}

/// Opens a database that [`open`] prepared, for reading beside the writer.
pub(crate) fn open_reader(data: &Path) -> Result<Connection, ServerError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(database_path(data), flags)?;
    prepare(&conn)?;
    Ok(conn)
}

fn prepare(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "synchronous", "full")?;
    // Where the system's fsync leaves data in the drive's own memory, macOS that is, past it.
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    // Otherwise statements are prepared again whenever a value is bound that might matter to the plan.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Server and epoch of an open database.
pub(crate) fn identity(conn: &Connection) -> Result<ServerIdentity, rusqlite::Error> {
    conn.query_row("SELECT server_id, epoch FROM server", [], |row| {
        Ok(ServerIdentity {
            server_id: ServerId(columns::uuid(row, 0)?),
            epoch: Epoch(columns::uuid(row, 1)?),
        })
    })
}

/// Refuses a damaged or newer database before anything writes to it.
pub(crate) fn check(path: &Path) -> Result<(), ServerError> {
    let size = match fs::metadata(path) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(ServerError::Folder { path: path.to_owned(), source }),
    };
    if size == 0 {
        return Ok(());
    }
    let corrupt = |detail: String| ServerError::Corrupt { path: path.to_owned(), detail };
    let inspect = || -> Result<Option<String>, rusqlite::Error> {
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        conn.busy_timeout(BUSY)?;
        if size <= CHECKED_BYTES {
            let verdict: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if verdict != "ok" {
                return Ok(Some(verdict));
            }
        }
        Ok(None)
    };
    match inspect() {
        Ok(None) => {}
        Ok(Some(verdict)) => return Err(corrupt(verdict)),
        Err(error) => match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                return Err(corrupt("it is not a readable SQLite file".to_owned()));
            }
            Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => {
                let source = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
                return Err(ServerError::Folder { path: path.to_owned(), source });
            }
            _ => return Err(error.into()),
        },
    }
    match schema_version(path)? {
        None => Err(corrupt("it holds no Tideboard data".to_owned())),
        Some(version) if version > newest_version() => Err(ServerError::TooNew(path.to_owned())),
        Some(_) => Ok(()),
    }
}

/// The newest migration that a database file knows; `None` when it is not one of ours.
fn schema_version(path: &Path) -> Result<Option<i64>, rusqlite::Error> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.busy_timeout(BUSY)?;
    let ours = "SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    if conn.query_row(ours, [], |row| row.get::<_, i64>(0))? == 0 {
        // A first start that was cut off leaves an empty database behind.
        let objects: i64 =
            conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        return Ok((objects == 0).then_some(0));
    }
    let newest = "SELECT max(version) FROM refinery_schema_history";
    let version = conn.query_row(newest, [], |row| row.get::<_, Option<i64>>(0)).optional()?;
    Ok(Some(version.flatten().unwrap_or(0)))
}

fn newest_version() -> i64 {
    let migrations = embedded::migrations::runner();
    migrations.get_migrations().iter().map(|one| i64::from(one.version())).max().unwrap_or(0)
}

/// Creates the folder for this account alone. One that exists keeps its rights: whoever made it
/// may share it on purpose, and the files in it are private either way.
fn make_folder(data: &Path) -> Result<(), ServerError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data).map_err(|source| ServerError::Folder { path: data.to_owned(), source })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_commit_waits_for_the_drive_on_every_system() {
        let data = tempfile::tempdir().unwrap();
        let conn = super::open(data.path()).unwrap();
        for (name, wanted) in [("synchronous", 2), ("fullfsync", 1), ("checkpoint_fullfsync", 1)] {
            let set: i64 = conn.pragma_query_value(None, name, |row| row.get(0)).unwrap();
            assert_eq!(set, wanted, "{name}");
        }
    }
}
