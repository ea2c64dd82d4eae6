//! Opening the file: look first, touch only what is sound and of this version or older.

use super::{StoreError, translate};
use rusqlite::{
    Connection, OpenFlags, OptionalExtension,
    config::DbConfig,
    trace::{TraceEvent, TraceEventCodes},
};
use std::{fs, io, path::Path};
use tideboard_failpoint::{Point, is_armed, reached};

pub(super) mod migrations {
    refinery::embed_migrations!("migrations");
}

/// Up to this size, a file is checked from end to end at every start.
const CHECKED_BYTES: u64 = 64 * 1024 * 1024;
/// The log is cut back to this size when it was longer.
const LOG_BYTES: i64 = 16 * 1024 * 1024;

pub fn open(file: &Path) -> Result<Connection, StoreError> {
    match fs::metadata(file) {
        Ok(metadata) if metadata.len() > 0 => inspect(file, metadata.len())?,
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => create_private(file)?,
        Err(error) => return Err(io_error(file, &error)),
    }
    let mut connection =
        Connection::open_with_flags(file, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))
            .map_err(|error| translate(file, error))?;
    let configured = watch_statements(&mut connection).and_then(|()| configure(&connection));
    configured.map_err(|error| translate(file, error))?;
    reached(Point::ClientMigrating);
    // In one transaction with the note that they were done: by itself, a migration and its note
    // are two, and whoever dies in between could never open the file again.
    migrations::migrations::runner()
        .set_grouped(true)
        .run(&mut connection)
        .map_err(|error| migration_error(file, error))?;
    reached(Point::ClientMigrated);
    Ok(connection)
}

/// A second connection to a file that is open, for reading alone.
pub fn reader(file: &Path) -> Result<Connection, StoreError> {
    Connection::open_with_flags(file, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))
        .map_err(|error| translate(file, error))
}

/// Lets tests end the program before any single statement.
fn watch_statements(connection: &mut Connection) -> rusqlite::Result<()> {
    if !is_armed(Point::ClientStatement) {
        return Ok(());
    }
    let each = |_: TraceEvent<'_>| reached(Point::ClientStatement);
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(each))
}

fn flags(access: OpenFlags) -> OpenFlags {
    access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE
}

/// Looks before anything is written.
fn inspect(file: &Path, bytes: u64) -> Result<(), StoreError> {
    // SQLite would silently fall back to reading alone.
    fs::OpenOptions::new().write(true).open(file).map_err(|error| io_error(file, &error))?;
    examine(file, bytes <= CHECKED_BYTES).map(drop)
}

/// Opens a file for reading alone: is it ours, is it sound (looked at from end to end if
/// `thoroughly`), do we know its tables?
pub fn examine(file: &Path, thoroughly: bool) -> Result<Connection, StoreError> {
    let look = || -> rusqlite::Result<Result<Connection, StoreError>> {
        let connection =
            Connection::open_with_flags(file, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
        let has_history: Option<i64> = connection
            .query_row(
                "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'",
                [],
                |row| row.get(0),
            )
            .optional()?;
        if has_history.is_some() {
            let version: Option<i64> = connection.query_row(
                "SELECT max(version) FROM refinery_schema_history",
                [],
                |row| row.get(0),
            )?;
            if version.is_some_and(|version| version > newest_version()) {
                return Ok(Err(StoreError::TooNew { file: file.to_owned() }));
            }
        }
        if thoroughly {
            let verdict: String =
                connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if verdict != "ok" {
                return Ok(Err(StoreError::Corrupt { file: file.to_owned(), detail: verdict }));
            }
        }
        Ok(Ok(connection))
    };
    look().map_err(|error| translate(file, error))?
}

fn newest_version() -> i64 {
    let versions = migrations::migrations::runner();
    versions.get_migrations().iter().map(|one| i64::from(one.version())).max().unwrap_or(0)
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Where the system's fsync leaves data in the drive's own memory, macOS that is, past it.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    // Otherwise statements are prepared again whenever a value is bound that might matter to the plan.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// SQLite gives its side files the rights of the database, so the file is made beforehand.
fn create_private(file: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop).map_err(|error| io_error(file, &error))
}

fn io_error(file: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::PermissionDenied { file: file.to_owned() }
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Failed(format!("{}: {error}", file.display())),
    }
}

fn migration_error(file: &Path, error: refinery::Error) -> StoreError {
    match error.kind() {
        refinery::error::Kind::Connection(_, source) => match source.downcast_ref() {
            Some(sql @ rusqlite::Error::SqliteFailure(code, _)) => {
                translate(file, rusqlite::Error::SqliteFailure(*code, Some(sql.to_string())))
            }
            _ => StoreError::Failed(error.to_string()),
        },
        _ => StoreError::Failed(error.to_string()),
    }
}
