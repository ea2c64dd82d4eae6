//! What can keep a server from starting or running: one sentence each, with what to do about it.

use std::path::PathBuf;
use thiserror::Error;
use tideboard_backup::BackupError;
use tideboard_protocol::ErrorCode;

/// Why a server cannot start, go on, or do what its command line asked.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The address is taken.
    #[error("the address {0} is in use; stop the other program or choose another with --listen")]
    PortInUse(String),
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}: {source}; choose another address with --listen")]
    Listen {
        /// As it was given.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The data folder cannot be used.
    #[error(
        "cannot use the data folder {path}: {source}; give this account the right to it or choose another with --data"
    )]
    Folder {
        /// The folder or a file in it.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another server runs on the same data.
    #[error(
        "another tideboard-server uses the data in {0}; stop it first or choose another folder with --data"
    )]
    InUse(PathBuf),
    /// The database is not readable as one.
    #[error(
        "the database {path} is damaged ({detail}) and was left as it is; move it aside and bring a backup back with `tideboard-server restore`"
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The database belongs to a later version.
    #[error(
        "the database {0} was written by a newer tideboard-server and was left as it is; install that version"
    )]
    TooNew(PathBuf),
    /// A migration failed.
    #[error("the database cannot be brought to this version: {0}; keep the file and report this")]
    Migration(#[from] refinery::Error),
    /// SQLite refused something.
    #[error("the database cannot be read or written: {0}; check the disk")]
    Storage(#[from] rusqlite::Error),
    /// The system gave no randomness.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
    /// What the command line named cannot be used.
    #[error("{0}")]
    Input(String),
    /// The writing thread ended by itself.
    #[error(
        "the server stopped because its writing thread ended; the log says why, start it again"
    )]
    WriterEnded,
    /// The socket failed.
    #[error("the server's socket failed: {0}")]
    Socket(std::io::Error),
}

impl ServerError {
    /// Kind, to branch on.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::PortInUse(_) => ErrorCode::PortInUse,
            Self::Listen { source, .. } | Self::Folder { source, .. } => match source.kind() {
                std::io::ErrorKind::PermissionDenied => ErrorCode::PermissionDenied,
                _ => ErrorCode::StorageFailed,
            },
            Self::InUse(_) => ErrorCode::ProfileInUse,
            Self::Corrupt { .. } => ErrorCode::DatabaseCorrupt,
            Self::TooNew(_) => ErrorCode::DatabaseTooNew,
            Self::Migration(_) | Self::Storage(_) => ErrorCode::StorageFailed,
            Self::Input(_) => ErrorCode::InvalidCommand,
            Self::Random(_) | Self::WriterEnded | Self::Socket(_) => ErrorCode::Internal,
        }
    }
}

impl From<BackupError> for ServerError {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::File { path, source } => Self::Folder { path, source },
            BackupError::Database(error) => Self::Storage(error),
        }
    }
}

/// Whether the disk has no room left, for the database or for the index of its log beside it.
pub(crate) fn is_full(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    is_log_full(error) || code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

/// Whether the log has no room left, which shows before a commit in it counts. The index of the log
/// grows only after the commit was written.
pub(crate) fn is_log_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::{Error, ffi};

    #[test]
    fn only_a_full_log_is_sure_not_to_hold_the_commit() {
        let failure = |code| Error::SqliteFailure(ffi::Error::new(code), None);
        let log = failure(ffi::SQLITE_FULL);
        let index = failure(ffi::SQLITE_IOERR_SHMSIZE);
        let other = failure(ffi::SQLITE_IOERR_WRITE);
        assert_eq!([&log, &index, &other].map(is_full), [true, true, false]);
        assert_eq!([&log, &index, &other].map(is_log_full), [true, false, false]);
    }
}
