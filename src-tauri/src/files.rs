//! Files that are written whole or not at all, and removed for good.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Writes a file so that it is either the old or the new one, whatever happens.
pub fn write_atomically(file: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(file, bytes, OpenOptions::new().write(true).create(true).truncate(true))
}

/// As [`write_atomically`], for this account's eyes alone from the first byte on.
pub fn write_privately(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // A write that was cut off may have left it behind, with any rights.
    remove_if_there(&unfinished(file))?;
    replace(file, bytes, &options)
}

/// Removes a file that may not be there; whether it was.
pub fn remove_if_there(file: &Path) -> io::Result<bool> {
    match fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes a file and what a write that was cut off left of it, so that no power cut brings them back.
pub fn remove_for_good(file: &Path) -> io::Result<()> {
    // Both are tried, whatever becomes of the first.
    let removed = [remove_if_there(file), remove_if_there(&unfinished(file))];
    let mut was_there = false;
    for removed in removed {
        was_there |= removed?;
    }
    if was_there { sync_folder(file) } else { Ok(()) }
}

/// Where a file is written before it takes its place.
fn unfinished(file: &Path) -> PathBuf {
    file.with_extension("unfinished")
}

fn replace(file: &Path, bytes: &[u8], options: &OpenOptions) -> io::Result<()> {
    let unfinished = unfinished(file);
    let mut out = options.open(&unfinished)?;
    let written = out.write_all(bytes).and_then(|()| out.sync_all());
    // Some systems neither move nor remove a file that is open.
    drop(out);
    if let Err(error) = written.and_then(|()| fs::rename(&unfinished, file)) {
        // It takes room where there may be none, and may hold a secret.
        if let Err(left) = remove_if_there(&unfinished) {
            tracing::warn!("{} is left behind: {left}", unfinished.display());
        }
        return Err(error);
    }
    sync_folder(file)
}

/// Puts on disk which files there are beside this one.
#[cfg(unix)]
fn sync_folder(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Write = fn(&Path, &[u8]) -> io::Result<()>;

    const WRITES: [Write; 2] = [write_atomically, write_privately];

    fn files_in(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn an_atomic_write_replaces_and_leaves_nothing_behind() {
        for write in WRITES {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("settings.json");
            write(&file, b"one").unwrap();
            write(&file, b"two").unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), "two");
            assert_eq!(files_in(folder.path()), 1);
        }
    }

    #[test]
    fn a_write_that_fails_leaves_nothing_behind() {
        for write in WRITES {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("access-token");
            // Nothing can take the place of a folder with something in it.
            fs::create_dir_all(file.join("inside")).unwrap();
            write(&file, b"s3cret").unwrap_err();
            assert_eq!(files_in(folder.path()), 1);
        }
    }

    #[test]
    fn what_is_removed_for_good_is_gone_with_its_remains() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("access-token");
        remove_for_good(&file).unwrap();
        remove_for_good(&folder.path().join("nowhere/access-token")).unwrap();
        fs::write(unfinished(&file), "s3cret").unwrap();
        remove_for_good(&file).unwrap();
        assert_eq!(files_in(folder.path()), 0);
        fs::write(unfinished(&file), "s3cret").unwrap();
        fs::create_dir(&file).unwrap();
        remove_for_good(&file).unwrap_err();
        assert!(!unfinished(&file).exists(), "the other one goes all the same");
    }
}
