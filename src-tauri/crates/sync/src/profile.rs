//! The folder of a profile: its lock, its database, and space held in reserve.
//!
//! ```text
//! lock        held while the profile is in use
//! client.db   the store; restoring a backup leaves the former one beside it, as
//!             client.before-restore-….db
//! reserve     8 MiB that are given up when the disk is full, so that results can still be written
//! ```

use crate::store::StoreError;
use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{ApiError, ErrorCode};

/// A profile's folder, locked while this value lives.
#[derive(Debug)]
pub struct Profile {
    dir: PathBuf,
    /// The lock goes with the file handle.
    _lock: File,
}

impl Profile {
    /// Makes the folder if there is none, and takes it for this process alone.
    pub fn open(dir: &Path) -> Result<Self, ApiError> {
        create_private_dir(dir).map_err(|error| file_error(dir, &error))?;
        let path = dir.join("lock");
        let lock = private_file()
            .truncate(false)
            .open(&path)
            .map_err(|error| file_error(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { dir: dir.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(ApiError::new(
                ErrorCode::ProfileInUse,
                format!("Another program uses the folder {}.", dir.display()),
            )),
            Err(TryLockError::Error(error)) => Err(file_error(&path, &error)),
        }
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        Self::database_in(&self.dir)
    }

    /// Where the database of a profile in this folder is.
    pub fn database_in(dir: &Path) -> PathBuf {
        dir.join("client.db")
    }

    /// The database and those that were set aside, some of which may be cut off.
    pub fn databases(&self) -> Result<Vec<PathBuf>, ApiError> {
        let found = || -> io::Result<Vec<PathBuf>> {
            let names = fs::read_dir(&self.dir)?.map(|entry| Ok(entry?.file_name()));
            let names = names.collect::<io::Result<Vec<_>>>()?;
            let is_ours =
                |name: &&OsString| name.to_str().is_some_and(|name| name.starts_with("client."));
            Ok(names.iter().filter(is_ours).map(|name| self.dir.join(name)).collect())
        };
        found().map_err(|error| file_error(&self.dir, &error))
    }

    /// The space held in reserve.
    pub fn reserve(&self) -> Reserve {
        Reserve { file: self.dir.join("reserve") }
    }
}

/// Disk space held in reserve for a full disk.
#[derive(Debug)]
pub struct Reserve {
    file: PathBuf,
}

impl Reserve {
    /// Size of the reserve.
    pub const BYTES: u64 = 8 * 1024 * 1024;

    /// Takes the space, unless it is held already. `false`: there is no room for it.
    pub fn fill(&self) -> bool {
        if fs::metadata(&self.file).is_ok_and(|metadata| metadata.len() == Self::BYTES) {
            return true;
        }
        let Err(error) = self.write() else { return true };
        self.release();
        if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return false;
        }
        // A full disk will find no reserve, but until then nothing is worse for it.
        tracing::warn!(%error, "cannot hold disk space in reserve");
        true
    }

    /// Gives the space up.
    pub fn release(&self) {
        if let Err(error) = fs::remove_file(&self.file)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "cannot give up the reserve");
        }
    }

    fn write(&self) -> io::Result<()> {
        let mut file = private_file().truncate(true).open(&self.file)?;
        let block = [0x74; 64 * 1024];
        let blocks = Self::BYTES / block.len() as u64;
        for n in 0..blocks {
            if n == blocks / 2 {
                reached(Point::ClientReserving);
            }
            file.write_all(&block)?;
        }
        file.sync_all()
    }
}

fn private_file() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.create(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn create_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn file_error(path: &Path, error: &io::Error) -> ApiError {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            StoreError::PermissionDenied { file: path.to_owned() }.into()
        }
        Kind::StorageFull | Kind::QuotaExceeded => StoreError::Full.into(),
        _ => ApiError::new(
            ErrorCode::StorageFailed,
            format!("{} cannot be used: {error}.", path.display()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_used_by_one_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("new/profile");
        let first = Profile::open(&dir).unwrap();
        assert_eq!(Profile::open(&dir).unwrap_err().code, ErrorCode::ProfileInUse);
        drop(first);
        Profile::open(&dir).unwrap();
    }

    #[test]
    fn the_reserve_is_held_until_given_up() {
        let dir = tempfile::tempdir().unwrap();
        let profile = Profile::open(dir.path()).unwrap();
        let size = || fs::metadata(dir.path().join("reserve")).map(|metadata| metadata.len());
        assert!(profile.reserve().fill());
        assert_eq!(size().unwrap(), Reserve::BYTES);
        profile.reserve().release();
        profile.reserve().release();
        assert!(size().is_err());
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(Profile::open(&file).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_enter_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("profile");
        let _profile = Profile::open(&dir).unwrap();
        let mode = fs::metadata(&dir).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
