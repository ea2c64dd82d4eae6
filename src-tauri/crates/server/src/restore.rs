//! Putting a backup in the place of the data, in one step that either happens or does not.
//!
//! Everything is prepared in a file beside the data: the copy, its new epoch, and the step by
//! which every board's seq rises. Only then it takes the data's place, by a rename. A computer
//! that fails at any moment leaves the former data or the restored, never a restored database
//! that clients would take for the former one.

use crate::{
    Clock, ServerError,
    store::{self, columns, ledger},
};
use rusqlite::{Connection, OpenFlags, params};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tideboard_backup::{copy_file, put_in_place, remove, set_aside, wholly};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{Seq, limits::RESTORE_SEQ_STEP};
use uuid::Uuid;

/// Puts a backup in the place of the data, of which a copy is left beside it.
///
/// The epoch changes, so that clients drop what they know; every board's seq rises far, above those
/// of the data that is replaced as well, so that what they had seen stays below everything new.
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
    wholly(&fresh, || {
        prepare(from, &fresh, former_floor(&path))?;
        reached(Point::ServerRestoreReady);
        let stamp = Clock::system().now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let kept = set_aside(&path, &stamp)?;
        reached(Point::ServerRestoreKept);
        put_in_place(&fresh, &path)?;
        reached(Point::ServerRestored);
        Ok(kept)
    })
}

/// Makes of a backup what the data shall become, in a file that nobody else knows of.
fn prepare(from: &Path, fresh: &Path, former: Seq) -> Result<(), ServerError> {
    copy_file(from, fresh)?;
    reached(Point::ServerRestoreCopied);
    let conn = store::open_file(fresh)?;
    conn.execute_batch("BEGIN IMMEDIATE")?;
    // A backup may be restored again, when the first time has already raised the seqs.
    let floor = ledger::floor(&conn)?;
    let step = columns::seq_sql(Seq(former.max(floor).0 + RESTORE_SEQ_STEP - floor.0));
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

/// Where the boards of the data that is replaced began. Of data that cannot be read, or of a version
/// that did not keep this, it is taken for the very beginning.
fn former_floor(path: &Path) -> Seq {
    if !path.exists() {
        return Seq::ZERO;
    }
    let read =
        || ledger::floor(&Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?);
    read().unwrap_or_else(|error| {
        tracing::warn!("how far the former data had come cannot be read: {error}");
        Seq::ZERO
    })
}
