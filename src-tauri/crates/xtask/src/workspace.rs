//! Where things are, and how child processes are prepared.
//!
//! Build output and tools live in the user's cache folder, so that they survive a fresh clone and
//! several clones share them. An own target folder for the children also keeps them from waiting
//! for the lock of the `cargo` that started xtask.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell::CommandExt;

/// The folders that the tasks work with.
pub struct Workspace {
    /// The checkout.
    pub root: PathBuf,
    /// Tideboard's part of the user's cache folder.
    pub cache: PathBuf,
    /// Cargo's target folder for everything that the tasks build.
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the folders; creates none.
    pub fn locate() -> Result<Self> {
        // At run time, because clones that share a target folder may share this program too.
        let manifest_dir =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest_dir)
            .ancestors()
            .nth(3)
            .context("xtask is not inside the workspace")?
            .to_path_buf();
        let cache = user_cache()?.join("tideboard");
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) if !dir.is_empty() => root.join(dir),
            _ => cache.join("target"),
        };
        Ok(Self { root, cache, target })
    }

    /// A child process in the checkout that finds our tools and our target folder.
    pub fn command(&self, program: &str) -> Command {
        // Resolved here, because Windows would not find `npm.cmd` by the name `npm`.
        let mut command = Command::new(self.which(program).unwrap_or_else(|| program.into()));
        command.current_dir(&self.root);
        command.env("PATH", self.search_path());
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// The `cargo` that started xtask.
    pub fn cargo(&self) -> Command {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        self.command(&cargo)
    }

    /// Where the program `name` would be found.
    pub fn which(&self, name: &str) -> Option<PathBuf> {
        let suffixes: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
        env::split_paths(&self.search_path())
            .flat_map(|dir| suffixes.iter().map(move |suffix| dir.join(format!("{name}{suffix}"))))
            .find(|candidate| candidate.is_file())
    }

    /// The folder with the programs of a debug build.
    pub fn debug_dir(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The folder with the programs of a release build.
    pub fn release_dir(&self) -> PathBuf {
        self.target.join("release")
    }

    /// The folder with the simulator as it is built for long runs.
    pub fn sim_dir(&self) -> PathBuf {
        self.target.join("sim")
    }

    /// Trunk's target folder: an own one, so that it and native builds never wait for each other.
    pub fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// Where `cargo install` puts tools that were not on the `PATH`.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Where `npm install` puts tools that were not on the `PATH`.
    pub fn npm(&self) -> PathBuf {
        self.cache.join("npm")
    }

    /// `PATH` with our own tools in front.
    pub fn search_path(&self) -> OsString {
        let own = [self.tools().join("bin"), self.npm().join("node_modules").join(".bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let all = own.into_iter().chain(env::split_paths(&inherited));
        // A folder that cannot be written into a PATH (it has the separator in its name) cannot
        // hold our tools either: then the inherited one must do.
        env::join_paths(all).unwrap_or(inherited)
    }

    /// The packages of the workspace as `cargo metadata` describes them.
    pub fn packages(&self) -> Result<Vec<Value>> {
        let output =
            self.cargo().args(["metadata", "--no-deps", "--format-version", "1"]).read()?;
        let metadata: Value = serde_json::from_str(&output).context("reading cargo metadata")?;
        Ok(array(&metadata["packages"]).to_vec())
    }

    /// The names of all integration tests, in order and each once.
    pub fn integration_tests(&self) -> Result<BTreeSet<String>> {
        let packages = self.packages()?;
        let targets = packages.iter().flat_map(|package| array(&package["targets"]));
        let is_test = |target: &&Value| array(&target["kind"]).iter().any(|kind| kind == "test");
        Ok(targets.filter(is_test).map(|target| text(&target["name"])).collect())
    }

    /// The version that `[workspace.dependencies]` pins `name` to with `=`.
    pub fn pinned_version(&self, name: &str) -> Result<String> {
        let path = self.root.join("Cargo.toml");
        let manifest = fs::read_to_string(&path).context("reading the root Cargo.toml")?;
        find_pin(&manifest, name)
            .with_context(|| format!("{name} is not pinned with `=` in {}", path.display()))
    }
}

/// The elements of a JSON array; none if it is none.
pub fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The text of a JSON string; empty if it is none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn find_pin(manifest: &str, name: &str) -> Option<String> {
    manifest.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        let pin = value.split_once("\"=")?.1.split_once('"')?.0;
        (key.trim() == name).then(|| pin.to_owned())
    })
}

fn user_cache() -> Result<PathBuf> {
    if cfg!(windows) {
        let local = env::var_os("LOCALAPPDATA").context("LOCALAPPDATA is not set")?;
        return Ok(local.into());
    }
    let home = env::home_dir().context("the home folder is unknown: set HOME")?;
    if cfg!(target_os = "macos") {
        return Ok(home.join("Library/Caches"));
    }
    // The XDG rules: a relative path is to be ignored.
    let xdg = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    Ok(xdg.unwrap_or_else(|| home.join(".cache")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_read_from_either_form() {
        let manifest =
            "a = \"1\"\nwasm-bindgen = \"=0.2.130\"\nb = { version = \"=3.1\", x = 1 }\n";
        assert_eq!(find_pin(manifest, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(find_pin(manifest, "b").as_deref(), Some("3.1"));
        assert_eq!(find_pin(manifest, "a"), None);
    }

    #[test]
    fn the_workspace_pins_wasm_bindgen() -> Result<()> {
        let version = Workspace::locate()?.pinned_version("wasm-bindgen")?;
        assert_eq!(version.split('.').count(), 3, "{version}");
        Ok(())
    }
}
