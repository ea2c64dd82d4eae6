//! Putting a backup in the place of the data, in one step that either happens or does not.
//!
//! Everything is prepared in a file beside the data: the copy, its new epoch, and the step by
//! which every board's seq rises. Only then it takes the data's place, by a rename. A computer
//! that fails at any moment leaves the former data or the restored, never a restored database
//! that clients would take for the former one.

use crate::{
    Clock, ServerError,
    store::{self, columns},
};
use rusqlite::{Connection, params};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{Seq, limits::RESTORE_SEQ_STEP};
use uuid::Uuid;

/// A database and the files that SQLite keeps beside it.
const SIDES: [&str; 3] = ["", "-wal", "-shm"];

/// Puts a backup in the place of the data, of which a copy is left beside it.
///
/// The epoch changes, so that clients drop what they know; every board's seq rises far, so that
/// what they had seen stays below everything new.
///
/// # Errors
/// When a server runs on the data, or the backup cannot be read.
pub fn restore(data: &Path, from: &Path) -> Result<Option<PathBuf>, ServerError> {
    let _claim = store::claim(data)?;
    let size = fs::metadata(from).map(|metadata| metadata.len());
    match size {
        Ok(1..) => store::check(from)?,
        Ok(_) => return Err(ServerError::Input(format!("{} is empty", from.display()))),
        Err(_) => return Err(ServerError::Input(format!("there is no file {}", from.display()))),
    }
    let path = store::database_path(data);
    let fresh = path.with_extension("restoring");
    remove(&fresh)?;
    prepare(from, &fresh)?;
    reached(Point::ServerRestoreReady);
    let kept = keep(&path)?;
    reached(Point::ServerRestoreKept);
    put_in_place(&fresh, &path)?;
    reached(Point::ServerRestored);
    Ok(kept)
}

/// Makes of a backup what the data shall become, in a file that nobody else knows of.
fn prepare(from: &Path, fresh: &Path) -> Result<(), ServerError> {
    drop(store::private_file(fresh)?);
    copy(from, fresh)?;
    reached(Point::ServerRestoreCopied);
    let conn = store::open_file(fresh)?;
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let step = columns::seq_sql(Seq(RESTORE_SEQ_STEP));
    let epoch = Uuid::new_v4();
    conn.execute(
        "UPDATE server SET epoch = ?1, floor = floor + ?2",
        params![epoch.as_bytes(), step],
    )?;
    conn.execute("UPDATE boards SET head = head + ?1", [step])?;
    conn.execute_batch("COMMIT")?;
    // Closing folds the log in, so that one file is all.
    conn.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Leaves a copy of the data beside it, whatever state it is in, and one file in its place.
fn keep(path: &Path) -> Result<Option<PathBuf>, ServerError> {
    if !path.exists() {
        return Ok(None);
    }
    // Damaged data may be why somebody restores: then its log stays beside it as it is.
    if let Err(error) = fold_in(path) {
        tracing::warn!("the former data cannot be tidied before it is set aside: {error}");
    }
    let aside = unused_name(path, Clock::system());
    // A copy and no new name, because the data's place must never be empty: a server that starts
    // there would begin anew. Not a second name either, for two logs would belong to one file.
    let unfinished = with_suffix(&aside, ".unfinished");
    drop(store::private_file(&unfinished)?);
    copy(path, &unfinished)?;
    put_in_place(&unfinished, &aside)?;
    for side in &SIDES[1..] {
        let (of, to) = (with_suffix(path, side), with_suffix(&aside, side));
        if of.exists() {
            fs::rename(&of, &to).map_err(|source| folder(&of, source))?;
        }
    }
    Ok(Some(aside))
}

fn fold_in(path: &Path) -> Result<(), rusqlite::Error> {
    let conn = Connection::open(path)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    conn.close().map_err(|(_, error)| error)
}

fn unused_name(path: &Path, clock: Clock) -> PathBuf {
    let stamp = clock.now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut name = path.with_extension(format!("before-restore-{stamp}.db"));
    for number in 2.. {
        if !name.exists() {
            break;
        }
        name = path.with_extension(format!("before-restore-{stamp}-{number}.db"));
    }
    name
}

/// Gives a finished file its name; durable when this returns.
pub(crate) fn put_in_place(file: &Path, to: &Path) -> Result<(), ServerError> {
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
    rename().map_err(|source| folder(to, source))
}

/// Copies the content alone: who may read the new file is not what it was for the old one.
fn copy(from: &Path, to: &Path) -> Result<(), ServerError> {
    let copy = || -> io::Result<()> {
        let mut file = File::options().write(true).truncate(true).open(to)?;
        io::copy(&mut File::open(from)?, &mut file).map(drop)
    };
    copy().map_err(|source| folder(to, source))
}

fn remove(file: &Path) -> Result<(), ServerError> {
    for side in SIDES {
        let file = with_suffix(file, side);
        match fs::remove_file(&file) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(folder(&file, source));
            }
            _ => {}
        }
    }
    Ok(())
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(crate) fn folder(path: &Path, source: io::Error) -> ServerError {
    ServerError::Folder { path: path.to_owned(), source }
}
