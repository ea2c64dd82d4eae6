//! Builds the view with Trunk into `frontend/dist`, which the desktop program embeds.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;

/// Everything that the built view depends on.
const INPUTS: &[&str] = &[
    "frontend",
    "icons",
    "src-tauri/crates/protocol",
    "src-tauri/crates/words",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// Most bytes that the program of the view may have when compressed with gzip. It is read, compiled
/// and kept in memory at every start.
const SIZE_MAX: usize = 900_000;

/// What lies among the inputs but is no input.
const OUTPUT: &str = "frontend/dist";

/// The page of the output, whose time is that of the whole.
const PAGE: &str = "index.html";

/// Says for whom the output was built last. Not in its folder, all of which becomes part of the app.
const NOTE: &str = "frontend/.built-for";

/// For whom the view is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// For users.
    Users,
    /// For the window tests, which also look at the page that shows every state.
    Tests,
}

impl Audience {
    fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Tests => "tests",
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Users => &[],
            Self::Tests => &["--features", "gallery"],
        }
    }
}

/// Builds the view unless the one that is there is newer than all its inputs and for the same
/// audience.
pub fn build(workspace: &Workspace, audience: Audience) -> Result<()> {
    let note = workspace.root.join(NOTE);
    let is_for_the_same = fs::read_to_string(&note).is_ok_and(|it| it == audience.name());
    if is_for_the_same && is_fresh(&workspace.root)? {
        say("frontend: up to date");
        return Ok(());
    }
    let output = workspace.root.join(OUTPUT);
    let began = SystemTime::now();
    trunk(workspace, audience, &output)?;
    is_of(&output, began)?;
    if audience == Audience::Users {
        check_size(&output)?;
    }
    fs::write(&note, audience.name()).with_context(|| format!("writing {}", note.display()))
}

/// Builds the view as users get it, beside the one that the tests use, and looks at its size.
pub fn measure(workspace: &Workspace) -> Result<()> {
    let output = workspace.wasm_target().join("view-for-users");
    trunk(workspace, Audience::Users, &output)?;
    check_size(&output)
}

fn trunk(workspace: &Workspace, audience: Audience, output: &Path) -> Result<()> {
    let folder = workspace.root.join("frontend");
    if !folder.join("index.html").is_file() {
        bail!("frontend/index.html is missing");
    }
    fetch_sources(workspace)?;
    say(format!("frontend: building for {} with Trunk", audience.name()));
    workspace
        .command("trunk")
        .args(["build", "--release", "--offline", "--dist"])
        .arg(output)
        .args(audience.flags())
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", workspace.wasm_target())
        // Trunk takes this variable for a flag and refuses every value but true and false.
        .env_remove("NO_COLOR")
        .run()
}

/// Refuses a view above the bound. What was built is removed, so that the next build tells again.
fn check_size(output: &Path) -> Result<()> {
    let mut compressed = 0;
    for entry in fs::read_dir(output)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "wasm") {
            compressed += gzipped(&fs::read(&path)?)?;
        }
    }
    say(format!("frontend: {compressed} bytes of wasm, compressed"));
    if compressed > SIZE_MAX {
        fs::remove_dir_all(output)?;
        bail!("the view has {compressed} bytes compressed; {SIZE_MAX} are allowed");
    }
    Ok(())
}

/// Says of which moment the output is: of what was changed while it was built, nobody knows whether it
/// came in.
fn is_of(output: &Path, moment: SystemTime) -> Result<()> {
    let page = OpenOptions::new().write(true).open(output.join(PAGE))?;
    Ok(page.set_modified(moment)?)
}

fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// Trunk works offline, so that it never downloads tools: the crates have to be there.
fn fetch_sources(workspace: &Workspace) -> Result<()> {
    if workspace.cargo().args(["fetch", "--offline"]).succeeds() {
        return Ok(());
    }
    say("dependencies: downloading");
    workspace.cargo().args(["fetch", "--quiet"]).run()
}

fn is_fresh(root: &Path) -> Result<bool> {
    let output = root.join(OUTPUT);
    let excluded = [output.clone(), root.join(NOTE)];
    let Ok(built) = fs::metadata(output.join(PAGE)) else { return Ok(false) };
    let built = built.modified()?;
    for input in INPUTS {
        if newest(&root.join(input), &excluded)? >= Some(built) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The latest change at or below `path`, leaving out `excluded`. Folders count only below the
/// first level: theirs tells of removed files, but Trunk itself writes into the first one.
fn newest(path: &Path, excluded: &[PathBuf]) -> Result<Option<SystemTime>> {
    if !path.is_dir() {
        return Ok(fs::metadata(path).and_then(|it| it.modified()).ok());
    }
    let mut latest = None;
    let entries = fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?;
    for entry in entries {
        let entry = entry?;
        let child = entry.path();
        if excluded.contains(&child) {
            continue;
        }
        latest = latest.max(newest(&child, excluded)?);
        if child.is_dir() {
            latest = latest.max(Some(entry.metadata()?.modified()?));
        }
    }
    Ok(latest)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    struct Checkout(tempfile::TempDir);

    impl Checkout {
        fn built_an_hour_ago() -> Result<Self> {
            let checkout = Self(tempfile::tempdir()?);
            for folder in
                ["frontend/src", "frontend/dist", "src-tauri/crates/protocol/src", ".cargo"]
            {
                fs::create_dir_all(checkout.0.path().join(folder))?;
            }
            for file in
                ["frontend/src/main.rs", "src-tauri/crates/protocol/src/lib.rs", "Cargo.lock"]
            {
                checkout.touch(file, 120)?;
            }
            for folder in ["frontend/src", "src-tauri/crates/protocol/src"] {
                checkout.age(folder, 120)?;
            }
            checkout.touch("frontend/dist/index.html", 60)?;
            Ok(checkout)
        }

        fn touch(&self, file: &str, minutes_ago: u64) -> Result<()> {
            File::create(self.0.path().join(file))?;
            self.age(file, minutes_ago)
        }

        fn age(&self, path: &str, minutes_ago: u64) -> Result<()> {
            let time = SystemTime::now() - Duration::from_secs(60 * minutes_ago);
            File::open(self.0.path().join(path))?.set_modified(time)?;
            Ok(())
        }

        fn is_fresh(&self) -> Result<bool> {
            is_fresh(self.0.path())
        }
    }

    #[test]
    fn a_view_newer_than_its_sources_is_fresh() -> Result<()> {
        assert!(Checkout::built_an_hour_ago()?.is_fresh()?);
        Ok(())
    }

    #[test]
    fn a_changed_source_makes_it_stale() -> Result<()> {
        for file in ["frontend/src/main.rs", "src-tauri/crates/protocol/src/lib.rs", "Cargo.lock"] {
            let checkout = Checkout::built_an_hour_ago()?;
            checkout.touch(file, 1)?;
            assert!(!checkout.is_fresh()?, "{file}");
        }
        Ok(())
    }

    #[test]
    fn a_removed_source_makes_it_stale() -> Result<()> {
        let checkout = Checkout::built_an_hour_ago()?;
        fs::remove_file(checkout.0.path().join("frontend/src/main.rs"))?;
        assert!(!checkout.is_fresh()?);
        Ok(())
    }

    #[test]
    fn its_own_output_does_not_make_it_stale() -> Result<()> {
        let checkout = Checkout::built_an_hour_ago()?;
        checkout.touch("frontend/dist/view.wasm", 1)?;
        checkout.touch(NOTE, 1)?;
        assert!(checkout.is_fresh()?);
        Ok(())
    }

    #[test]
    fn what_is_changed_during_a_build_makes_its_output_stale() -> Result<()> {
        let checkout = Checkout::built_an_hour_ago()?;
        let began = SystemTime::now() - Duration::from_secs(60 * 10);
        checkout.touch("frontend/src/main.rs", 5)?;
        checkout.touch("frontend/dist/index.html", 1)?;
        assert!(checkout.is_fresh()?);
        is_of(&checkout.0.path().join(OUTPUT), began)?;
        assert!(!checkout.is_fresh()?);
        Ok(())
    }

    #[test]
    fn a_view_above_the_bound_is_refused_and_does_not_stay() -> Result<()> {
        let checkout = Checkout::built_an_hour_ago()?;
        let output = checkout.0.path().join(OUTPUT);
        fs::write(output.join("view.wasm"), vec![0; 2 * SIZE_MAX])?;
        check_size(&output)?;
        let mut state = 1_u32;
        let noise = (0..2 * SIZE_MAX).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        fs::write(output.join("view.wasm"), noise.collect::<Vec<u8>>())?;
        assert!(check_size(&output).is_err());
        assert!(!checkout.is_fresh()?);
        Ok(())
    }

    #[test]
    fn nothing_built_is_stale() -> Result<()> {
        let checkout = Checkout::built_an_hour_ago()?;
        fs::remove_file(checkout.0.path().join("frontend/dist/index.html"))?;
        assert!(!checkout.is_fresh()?);
        Ok(())
    }
}
