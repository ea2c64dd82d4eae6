//! The programs under test.

use std::{
    env,
    path::{Path, PathBuf},
};

/// Path of a program of this workspace.
///
/// `TIDEBOARD_BIN_DIR` says where they are; otherwise they lie beside the folder of the running
/// test. One that is missing is a failure, because a test that did not run proves nothing.
#[track_caller]
pub fn program(name: &str) -> PathBuf {
    let folder = folder();
    let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{name} is not in {}: run `cargo xtask test`, or build it and say where it is with \
         TIDEBOARD_BIN_DIR",
        folder.display()
    );
    path
}

/// Path of a tool that the tests need, found as the shell would find it.
#[track_caller]
pub fn tool(name: &str) -> PathBuf {
    let given = env::var_os("TIDEBOARD_TOOLS").or_else(|| env::var_os("PATH")).unwrap_or_default();
    env::split_paths(&given)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed: run `cargo xtask setup`"))
}

fn folder() -> PathBuf {
    if let Some(folder) = env::var_os("TIDEBOARD_BIN_DIR").filter(|folder| !folder.is_empty()) {
        return folder.into();
    }
    let test = env::current_exe().expect("the running test has a path");
    let parent = test.parent().expect("a program lies in a folder");
    // Tests lie in `deps`, programs beside it.
    match parent.file_name() {
        Some(name) if name == "deps" => parent.parent().unwrap_or(Path::new(".")).to_owned(),
        _ => parent.to_owned(),
    }
}
