//! A real, small file system that a test fills up or turns read-only.

use std::{
    env,
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::Command,
};

/// A file system in memory of a few megabytes, unmounted when this value goes.
pub struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// Mounts one at a folder that is made for it.
    ///
    /// `None`, with a loud message, where this account may not mount; never so in CI.
    pub fn mount(path: PathBuf, megabytes: u32) -> Option<Self> {
        fs::create_dir_all(&path).expect("the test's folder can be written");
        let options = format!("size={megabytes}m,mode=1777");
        if run("mount", &["-t", "tmpfs", "-o", &options, "tideboard-test", text(&path)]) {
            return Some(Self { path });
        }
        assert!(env::var_os("CI").is_none(), "in CI, file systems must be mountable");
        eprintln!(
            "\n!!! NOT TESTED: what happens when the disk is full or read-only.\n\
             !!! This account may not mount a file system: run the tests as root, or let sudo work \
             without a password.\n"
        );
        None
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file that takes all that is left.
    #[track_caller]
    pub fn fill(&self) {
        let mut file = File::create(self.ballast()).expect("the disk can be written");
        for size in [64 * 1024, 4096] {
            let block = vec![0x42; size];
            loop {
                match file.write_all(&block) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("the disk cannot be filled: {error}"),
                }
            }
        }
    }

    /// Removes that file.
    #[track_caller]
    pub fn make_room(&self) {
        fs::remove_file(self.ballast()).expect("the disk was filled");
    }

    /// Allows nobody to write any more.
    #[track_caller]
    pub fn forbid_writing(&self) {
        assert!(run("mount", &["-o", "remount,ro", text(&self.path)]), "it is in use");
    }

    /// Allows writing again.
    #[track_caller]
    pub fn allow_writing(&self) {
        assert!(run("mount", &["-o", "remount,rw", text(&self.path)]));
    }

    fn ballast(&self) -> PathBuf {
        self.path.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, because what used it may take a moment to end.
        run("umount", &["--lazy", text(&self.path)]);
    }
}

/// Runs it as it is or, where that is not allowed, through sudo.
fn run(program: &str, args: &[&str]) -> bool {
    let succeeds =
        |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    succeeds(Command::new(program).args(args))
        || succeeds(Command::new("sudo").args(["-n", program]).args(args))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}
