//! Copies of SQLite databases: making one, setting one aside, putting one in place.
//!
//! Client and server back up and restore in the same way. What bears the name of a copy is a whole
//! one; the place of a database is never empty and never holds half of one, whenever the computer
//! fails; and nothing that was there is deleted.

use rusqlite::{Connection, ErrorCode};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// A database and the files that SQLite keeps beside it.
const SIDES: [&str; 3] = ["", "-wal", "-shm"];

/// What can go wrong with a copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file or its folder cannot be used.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// SQLite cannot read the database or write the copy.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}

/// A copy without its name yet; dropped, it is gone.
#[derive(Debug)]
#[must_use = "a copy that is not named is removed"]
pub struct Copy {
    unfinished: PathBuf,
    to: PathBuf,
    is_named: bool,
}

impl Copy {
    /// Writes what a connection sees now into one file; others may go on writing meanwhile.
    ///
    /// # Errors
    /// When there is a file of that name already, or the copy cannot be written.
    pub fn write(connection: &Connection, to: &Path) -> Result<Self, BackupError> {
        if to.exists() {
            return Err(in_file(to, io::ErrorKind::AlreadyExists.into()));
        }
        let copy =
            Self { unfinished: with_suffix(to, ".unfinished"), to: to.to_owned(), is_named: false };
        let Some(name) = copy.unfinished.to_str() else {
            return Err(in_file(to, io::Error::other("the path is not UTF-8")));
        };
        // An earlier one may have been cut off. Made first, so that nobody else may read it at any
        // time.
        remove(&copy.unfinished)?;
        drop(private_file(&copy.unfinished)?);
        connection.execute("VACUUM INTO ?1", [name])?;
        Ok(copy)
    }

    /// Gives it its name; durable when this returns.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn name(mut self) -> Result<(), BackupError> {
        put_in_place(&self.unfinished, &self.to)?;
        self.is_named = true;
        Ok(())
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if !self.is_named {
            let _left_behind_at_worst = fs::remove_file(&self.unfinished);
        }
    }
}

/// Copies the content of a file alone: who may read the new one is not what it was for the old one.
/// Durable when this returns.
///
/// # Errors
/// When one of them cannot be used.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut file = private_file(to)?;
    let mut copy = || -> io::Result<()> {
        file.set_len(0)?;
        io::copy(&mut File::open(from)?, &mut file)?;
        file.sync_all()
    };
    copy().map_err(|source| in_file(to, source))
}

/// Leaves a copy of a database beside it, whatever state it is in, and one file in its place. The
/// name of the copy tells `stamp`, the moment.
///
/// # Errors
/// When the copy cannot be written. The database is then as it was.
pub fn set_aside(database: &Path, stamp: &str) -> Result<Option<PathBuf>, BackupError> {
    if !database.exists() {
        return Ok(None);
    }
    let aside = unused_name(database, stamp);
    let (log, its_log) = (with_suffix(database, "-wal"), with_suffix(&aside, "-wal"));
    // Damaged data may be why somebody restores. Its log is saved before SQLite sees it, which
    // deletes the log of what it takes for an empty database.
    if log.exists() {
        copy_file(&log, &its_log)?;
    }
    let is_sound = match fold_in(database) {
        Ok(()) => true,
        Err(error) if is_damage(&error) => {
            tracing::warn!("the former data is damaged and set aside as it is: {error}");
            false
        }
        // A full disk, for instance: the log holds what was saved last and has to stay.
        Err(error) => {
            remove_file(&its_log)?;
            return Err(error.into());
        }
    };
    // A copy and no new name, because the database's place must never be empty: a program that
    // starts there would begin anew. Not a second name either, for two logs would belong to one
    // file.
    let unfinished = with_suffix(&aside, ".unfinished");
    copy_file(database, &unfinished)?;
    if is_sound {
        remove_file(&its_log)?;
    }
    put_in_place(&unfinished, &aside)?;
    for side in &SIDES[1..] {
        remove_file(&with_suffix(database, side))?;
    }
    Ok(Some(aside))
}

/// Gives a finished file its name, in place of what has it; durable when this returns.
///
/// # Errors
/// When the system refuses.
pub fn put_in_place(file: &Path, to: &Path) -> Result<(), BackupError> {
    let rename = || -> io::Result<()> {
        File::options().write(true).open(file)?.sync_all()?;
        fs::rename(file, to)?;
        // Where a folder cannot be opened, the file system sees to the order by itself.
        if cfg!(unix) {
            let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        Ok(())
    };
    rename().map_err(|source| in_file(to, source))
}

/// Removes a database with what lies beside it. That there is none is well.
///
/// # Errors
/// When the system refuses.
pub fn remove(database: &Path) -> Result<(), BackupError> {
    SIDES.iter().try_for_each(|side| remove_file(&with_suffix(database, side)))
}

fn remove_file(file: &Path) -> Result<(), BackupError> {
    match fs::remove_file(file) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(in_file(file, source)),
        _ => Ok(()),
    }
}

/// Takes the steps that make a file; one that does not come about leaves no part of it behind.
///
/// # Errors
/// When a step fails.
pub fn wholly<T, E>(file: &Path, steps: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    steps().inspect_err(|_| {
        // Why it failed says more than why the rest cannot be removed.
        drop(remove(file));
    })
}

/// Opens a file to read and write, made for this account alone when there is none.
///
/// # Errors
/// When the system refuses.
pub fn private_file(path: &Path) -> Result<File, BackupError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| in_file(path, source))
}

fn fold_in(database: &Path) -> Result<(), rusqlite::Error> {
    let connection = Connection::open(database)?;
    // Past the memory of the drive before the log is cut, on macOS too.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

fn unused_name(database: &Path, stamp: &str) -> PathBuf {
    let mut name = database.with_extension(format!("before-restore-{stamp}.db"));
    for number in 2.. {
        if !name.exists() {
            break;
        }
        name = database.with_extension(format!("before-restore-{stamp}-{number}.db"));
    }
    name
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn in_file(path: &Path, source: io::Error) -> BackupError {
    BackupError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(path: &Path, value: i64) -> Connection {
        let connection = Connection::open(path).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.execute_batch("CREATE TABLE t (v INTEGER)").unwrap();
        connection.execute("INSERT INTO t VALUES (?1)", [value]).unwrap();
        connection
    }

    fn value(path: &Path) -> i64 {
        Connection::open(path).unwrap().query_row("SELECT v FROM t", [], |row| row.get(0)).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let files = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_copy_bears_its_name_only_when_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let connection = database(&dir.path().join("live.db"), 7);
        let to = dir.path().join("copy.db");
        drop(Copy::write(&connection, &to).unwrap());
        assert!(!names(dir.path()).iter().any(|name| name.starts_with("copy")));
        Copy::write(&connection, &to).unwrap().name().unwrap();
        assert_eq!(value(&to), 7);
        let again = Copy::write(&connection, &to).unwrap_err();
        assert!(again.to_string().contains("copy.db"), "{again}");
    }

    #[test]
    fn what_is_set_aside_stays_readable_and_its_place_is_not_empty() {
        let dir = tempfile::tempdir().unwrap();
        let live = dir.path().join("live.db");
        drop(database(&live, 7));
        let aside = set_aside(&live, "now").unwrap().unwrap();
        assert_eq!((value(&live), value(&aside)), (7, 7));
        let second = set_aside(&live, "now").unwrap().unwrap();
        assert_ne!(aside, second);
        assert_eq!(set_aside(&dir.path().join("none.db"), "now").unwrap(), None);
    }

    #[test]
    fn a_damaged_database_is_set_aside_with_its_log() {
        let dir = tempfile::tempdir().unwrap();
        let live = dir.path().join("live.db");
        fs::write(&live, "no database at all").unwrap();
        fs::write(dir.path().join("live.db-wal"), "its log").unwrap();
        let aside = set_aside(&live, "now").unwrap().unwrap();
        assert_eq!(fs::read(&aside).unwrap(), b"no database at all");
        assert_eq!(fs::read(with_suffix(&aside, "-wal")).unwrap(), b"its log");
        assert!(!dir.path().join("live.db-wal").exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_a_copy() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let live = dir.path().join("live.db");
        let connection = database(&live, 7);
        fs::set_permissions(&live, fs::Permissions::from_mode(0o644)).unwrap();
        let to = dir.path().join("copy.db");
        Copy::write(&connection, &to).unwrap().name().unwrap();
        drop(connection);
        let aside = set_aside(&live, "now").unwrap().unwrap();
        for file in [to, aside] {
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
