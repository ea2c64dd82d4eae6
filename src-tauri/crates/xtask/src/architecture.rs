//! The rules of the house that a machine can check: who may depend on whom, where the bridge to
//! JavaScript lives, and what may lie at the top level.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::promises;
use crate::shell::CommandExt;
use crate::workspace::{Workspace, array, text};

/// Each crate and the other crates of the workspace that it may build on (tests may use any).
const LAYERS: &[(&str, &[&str])] = &[
    ("tideboard-backup", &[]),
    ("tideboard-failpoint", &[]),
    ("tideboard-protocol", &[]),
    ("tideboard-decide", &["tideboard-protocol"]),
    ("tideboard-sync-core", &["tideboard-protocol"]),
    (
        "tideboard-sync",
        &["tideboard-backup", "tideboard-failpoint", "tideboard-protocol", "tideboard-sync-core"],
    ),
    (
        "tideboard-server",
        &["tideboard-backup", "tideboard-decide", "tideboard-failpoint", "tideboard-protocol"],
    ),
    ("tideboard-words", &["tideboard-protocol"]),
    ("tideboard-frontend", &["tideboard-protocol", "tideboard-words"]),
    (
        "tideboard",
        &[
            "tideboard-protocol",
            "tideboard-sync-core",
            "tideboard-sync",
            "tideboard-server",
            "tideboard-words",
        ],
    ),
    // At the top of all: the bench and the simulator take the engine by itself.
    (
        "tideboard-tests",
        &[
            "tideboard-failpoint",
            "tideboard-protocol",
            "tideboard-sync-core",
            "tideboard-sync",
            "tideboard-server",
        ],
    ),
    ("tideboard-sim", &["tideboard-protocol", "tideboard-sync-core", "tideboard-decide"]),
    ("tideboard-xtask", &[]),
];

/// Libraries (by the start of their name) that only one crate may name.
const RESERVED: &[(&str, &[&str])] = &[
    ("tideboard", &["tauri", "tray-icon", "tao", "wry", "muda"]),
    ("tideboard-frontend", &["wasm-bindgen", "js-sys", "web-sys", "gloo", "yew"]),
];

/// Crates that compute and do nothing else, and what must not even come with their dependencies.
const PURE: &[&str] = &["tideboard-protocol", "tideboard-decide", "tideboard-sync-core"];
const IMPURE: &[&str] = &[
    "axum",
    "getrandom",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "rand",
    "reqwest",
    "rusqlite",
    "socket2",
    "tokio",
    "tokio-tungstenite",
    "tungstenite",
];

/// The only file that declares functions of the JavaScript side.
const BRIDGE: &str = "frontend/src/backend/tauri.rs";

const TOP_LEVEL: &[&str] = &[
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "clippy.toml",
    "deny.toml",
    "docs",
    "frontend",
    "icons",
    "rust-toolchain.toml",
    "src-tauri",
    "tests",
];

/// Checks all rules and names every breach.
pub fn check(workspace: &Workspace) -> Result<()> {
    let mut breaches = dependency_breaches(&direct_dependencies(&workspace.packages()?));
    breaches.extend(purity_breaches(workspace)?);
    breaches.extend(bridge_breaches(&workspace.root)?);
    let tracked = workspace.command("git").args(["ls-files"]).read()?;
    breaches.extend(top_level_breaches(&tracked));
    breaches.extend(promises::breaches(&workspace.root)?);
    if breaches.is_empty() {
        return Ok(());
    }
    bail!("the architecture is broken in {} place(s):\n  {}", breaches.len(), breaches.join("\n  "))
}

struct Dependency {
    from: String,
    to: String,
    only_tests: bool,
}

fn direct_dependencies(packages: &[Value]) -> Vec<Dependency> {
    let mut found = Vec::new();
    for package in packages {
        for dependency in array(&package["dependencies"]) {
            found.push(Dependency {
                from: text(&package["name"]),
                to: text(&dependency["name"]),
                only_tests: dependency["kind"] == "dev",
            });
        }
    }
    found
}

fn dependency_breaches(dependencies: &[Dependency]) -> Vec<String> {
    let mut breaches = Vec::new();
    for Dependency { from, to, only_tests } in dependencies {
        let is_own = LAYERS.iter().any(|(name, _)| name == to);
        let allowed = LAYERS.iter().find(|(name, _)| name == from).map_or(&[][..], |(_, it)| it);
        if is_own && !only_tests && !allowed.contains(&to.as_str()) {
            breaches.push(format!("{from} must not build on {to}"));
        }
        for (owner, libraries) in RESERVED {
            if from != owner && libraries.iter().any(|library| is_of_family(to, library)) {
                breaches.push(format!("{from} names {to}; only {owner} may"));
            }
        }
    }
    breaches
}

/// `tauri-plugin-store` is of the family `tauri`, `taurine` is not.
fn is_of_family(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn purity_breaches(workspace: &Workspace) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for pure in PURE {
        let tree = workspace
            .cargo()
            .args(["tree", "--package", pure, "--edges", "normal", "--prefix", "none"])
            .args(["--format", "{p}"])
            .read()?;
        let names = tree.lines().filter_map(|line| line.split_whitespace().next());
        for name in names.filter(|name| IMPURE.contains(name)) {
            breaches.push(format!("{pure} has no business with {name} (see `cargo tree`)"));
        }
    }
    breaches.sort();
    breaches.dedup();
    Ok(breaches)
}

fn bridge_breaches(root: &Path) -> Result<Vec<String>> {
    let bridge = root.join(BRIDGE);
    let mut breaches = Vec::new();
    let mut folders = vec![root.join("frontend/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path != bridge && path.extension().is_some_and(|it| it == "rs") {
                let source = fs::read_to_string(&path)?;
                // With the bracket, because `#[wasm_bindgen_test]` is welcome.
                if ["#[wasm_bindgen]", "#[wasm_bindgen("].iter().any(|it| source.contains(it)) {
                    breaches
                        .push(format!("{} talks to JavaScript; only {BRIDGE} may", path.display()));
                }
            }
        }
    }
    Ok(breaches)
}

fn top_level_breaches(tracked: &str) -> Vec<String> {
    let mut entries: Vec<&str> =
        tracked.lines().filter_map(|path| path.split('/').next()).collect();
    entries.dedup();
    entries.retain(|entry| !entry.starts_with('.') && !TOP_LEVEL.contains(entry));
    entries.iter().map(|entry| format!("{entry} does not belong to the top level")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breach(from: &str, to: &str, only_tests: bool) -> bool {
        let dependency = Dependency { from: from.into(), to: to.into(), only_tests };
        !dependency_breaches(&[dependency]).is_empty()
    }

    #[test]
    fn layers_build_only_downwards() {
        assert!(!breach("tideboard-sync", "tideboard-sync-core", false));
        assert!(breach("tideboard-sync-core", "tideboard-sync", false));
        assert!(breach("tideboard-frontend", "tideboard-sync", false));
        assert!(!breach("tideboard-sync", "tideboard-server", true), "tests may use any");
    }

    #[test]
    fn only_the_shell_names_tauri() {
        assert!(!breach("tideboard", "tauri-plugin-store", false));
        assert!(breach("tideboard-sync", "tauri", false));
        assert!(breach("tideboard-tests", "tauri-plugin-store", true));
        assert!(!breach("tideboard-sync", "taurine", false));
    }

    #[test]
    fn strangers_at_the_top_level_are_named() {
        let breaches =
            top_level_breaches(".github/ci.yml\nCargo.toml\nnotes.txt\nscripts/a\nscripts/b\n");
        assert_eq!(breaches.len(), 2, "{breaches:?}");
        assert!(top_level_breaches("Cargo.toml\nicons/app.svg\n.ci/run").is_empty());
    }
}
