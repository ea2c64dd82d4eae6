//! A wall clock that a test sets, for one program alone.
//!
//! `libfaketime` comes between the program and the system's clock. Only the time of day is moved;
//! the clock that measures durations goes on as it is, as in a computer that slept or was set.

use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
};

/// The clock of one program.
pub struct WallClock {
    library: OsString,
    file: PathBuf,
}

impl WallClock {
    /// A clock that goes right until it is moved; `file` holds by how much it is wrong.
    #[track_caller]
    pub fn at(file: PathBuf) -> Self {
        let clock = Self { library: library().into(), file };
        clock.moves(0);
        clock
    }

    /// From now on it is so many seconds ahead of the computer's, or behind.
    #[track_caller]
    pub fn moves(&self, seconds: i64) {
        // By a rename, so that nobody reads half a number.
        let fresh = self.file.with_extension("new");
        fs::write(&fresh, format!("{seconds:+}\n")).expect("the test's folder can be written");
        fs::rename(&fresh, &self.file).expect("the test's folder can be written");
    }

    /// What a program needs in its environment to live by it.
    pub fn environment(&self) -> [(&'static str, &OsStr); 4] {
        [
            ("LD_PRELOAD", self.library.as_os_str()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.as_os_str()),
            ("FAKETIME_NO_CACHE", OsStr::new("1")),
            ("FAKETIME_DONT_FAKE_MONOTONIC", OsStr::new("1")),
        ]
    }
}

#[track_caller]
fn library() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let found = folders
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
        .chain([Path::new("/usr/lib/faketime/libfaketimeMT.so.1").to_owned()])
        .find(|path| path.is_file());
    found.expect("libfaketime is not installed: run `cargo xtask setup`")
}
