//! Tools from Rust's and Node's registries, kept in Tideboard's cache folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;

/// A program that `cargo install` provides.
pub struct CargoTool {
    package: &'static str,
    binary: &'static str,
    version: &'static str,
    /// A found program will do when its version starts like this; `None`: it cannot tell its
    /// version, any will do.
    accepts: Option<&'static str>,
}

/// Builds and bundles the view. Release 0.22 asks for a newer Rust than the workspace does.
pub const TRUNK: CargoTool =
    CargoTool { package: "trunk", binary: "trunk", version: "0.21.14", accepts: Some("0.21.") };

/// WebDriver for the desktop window.
pub const TAURI_DRIVER: CargoTool =
    CargoTool { package: "tauri-driver", binary: "tauri-driver", version: "2.1.0", accepts: None };

/// Checks licences, sources and bans of the dependencies.
pub const CARGO_DENY: CargoTool = CargoTool {
    package: "cargo-deny",
    binary: "cargo-deny",
    version: "0.20.2",
    accepts: Some("0.20."),
};

const WASM: &str = "wasm32-unknown-unknown";
/// Older ones do not know all instructions that today's Rust emits.
const OLDEST_WASM_OPT: u32 = 132;
const WASM_OPT_PACKAGE: &str = "binaryen@132";
const TAURI_CLI_PACKAGE: &str = "@tauri-apps/cli@2";
/// Exactly this one: with other rules it would find other things.
const AXE_VERSION: &str = "4.14.1";

/// The standard library for the webview.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    let library =
        workspace.command("rustc").args(["--print", "target-libdir", "--target", WASM]).read()?;
    if Path::new(library.trim()).is_dir() {
        say(format!("{WASM}: there"));
        return Ok(());
    }
    rustup(workspace, &["target", "add", WASM])
}

/// The formatter and the linter.
pub fn rust_components(workspace: &Workspace) -> Result<()> {
    let there = |name: &str| workspace.cargo().args([name, "--version"]).succeeds();
    if there("fmt") && there("clippy") {
        say("rustfmt, clippy: there");
        return Ok(());
    }
    rustup(workspace, &["component", "add", "rustfmt", "clippy"])
}

fn rustup(workspace: &Workspace, args: &[&str]) -> Result<()> {
    if workspace.which("rustup").is_none() {
        bail!(
            "rustup is missing: install Rust from https://rustup.rs, then try again \
             (it has to do: rustup {})",
            args.join(" ")
        );
    }
    say(format!("rustup {}", args.join(" ")));
    workspace.command("rustup").args(args).run()
}

/// wasm-bindgen's command line, in exactly the version of the library.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<()> {
    let version = workspace.pinned_version("wasm-bindgen")?;
    if found_version(workspace, "wasm-bindgen").is_some_and(|found| found == version) {
        say(format!("wasm-bindgen {version}: there"));
        return Ok(());
    }
    // Not locked: the lock file it is published with may name versions that are gone.
    cargo_install(workspace, &format!("wasm-bindgen-cli@{version}"), &[])
}

/// Sees to it that `tool` is there.
pub fn cargo_tool(workspace: &Workspace, tool: &CargoTool) -> Result<()> {
    let there = match tool.accepts {
        Some(start) => {
            found_version(workspace, tool.binary).is_some_and(|it| it.starts_with(start))
        }
        None => workspace.which(tool.binary).is_some(),
    };
    if there {
        say(format!("{}: there", tool.package));
        return Ok(());
    }
    cargo_install(workspace, &format!("{}@{}", tool.package, tool.version), &["--locked"])
}

fn cargo_install(workspace: &Workspace, package: &str, extra: &[&str]) -> Result<()> {
    say(format!("{package}: installing into {} (minutes)", workspace.tools().display()));
    workspace
        .cargo()
        // Unoptimised: they build in half the time and are fast enough.
        .args(["install", package, "--debug", "--quiet", "--root"])
        .arg(workspace.tools())
        .args(extra)
        // Shared, because the tools have many dependencies in common.
        .arg("--target-dir")
        .arg(build_dir(workspace))
        // Outside of the checkout, so that its settings do not apply.
        .current_dir(ready(&workspace.cache)?)
        .run()
}

fn build_dir(workspace: &Workspace) -> std::path::PathBuf {
    workspace.cache.join("tools-build")
}

fn ready(folder: &Path) -> Result<&Path> {
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}

/// Removes what building the tools left behind.
pub fn clean_up(workspace: &Workspace) {
    // Usually there is nothing; and what stays costs only disk space.
    let _ = fs::remove_dir_all(build_dir(workspace));
}

/// wasm-opt and the Tauri command line.
pub fn npm_tools(workspace: &Workspace) -> Result<()> {
    let wasm_opt = found_version(workspace, "wasm-opt")
        .and_then(|version| version.parse::<u32>().ok())
        .is_some_and(|version| version >= OLDEST_WASM_OPT);
    let tauri = found_version(workspace, "tauri").is_some_and(|it| it.starts_with("2."));
    let wanted: Vec<&str> = [(wasm_opt, WASM_OPT_PACKAGE), (tauri, TAURI_CLI_PACKAGE)]
        .into_iter()
        .filter_map(|(there, package)| (!there).then_some(package))
        .collect();
    if wanted.is_empty() {
        say("wasm-opt, Tauri CLI: there");
        return Ok(());
    }
    npm_install(workspace, &wanted)
}

/// axe-core, which looks for what shuts people out, for the window tests.
pub fn axe(workspace: &Workspace) -> Result<()> {
    let manifest = workspace.npm().join("node_modules/axe-core/package.json");
    let found = fs::read_to_string(manifest).ok().and_then(|it| serde_json::from_str(&it).ok());
    if found.is_some_and(|found: Value| found["version"] == AXE_VERSION) {
        say(format!("axe-core {AXE_VERSION}: there"));
        return Ok(());
    }
    npm_install(workspace, &[&format!("axe-core@{AXE_VERSION}")])
}

fn npm_install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    if workspace.which("npm").is_none() {
        bail!("{}", how_to_get_node());
    }
    let folder = workspace.npm();
    say(format!("{}: installing into {}", packages.join(", "), folder.display()));
    workspace
        .command("npm")
        .args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(ready(&folder)?)
        .args(packages)
        .run()
}

fn how_to_get_node() -> &'static str {
    if cfg!(windows) {
        "Node.js is missing: winget install OpenJS.NodeJS.LTS, open a new terminal, then try again"
    } else if cfg!(target_os = "macos") {
        "Node.js is missing: install it from https://nodejs.org (or: brew install node), then try \
         again"
    } else {
        "Node.js with npm is missing: sudo apt-get install nodejs npm (or https://nodejs.org), \
         then try again"
    }
}

/// What `program --version` says: the first word that begins with a digit.
fn found_version(workspace: &Workspace, program: &str) -> Option<String> {
    let path = workspace.which(program)?;
    let output = workspace.command(&path.to_string_lossy()).arg("--version").read().ok()?;
    version_in(&output).map(str::to_owned)
}

fn version_in(output: &str) -> Option<&str> {
    output.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn versions_are_found_in_what_the_tools_print() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130"), Some("0.2.130"));
        assert_eq!(version_in("wasm-opt version 132 (version_132)\n"), Some("132"));
        assert_eq!(version_in("tauri-cli 2.12.5"), Some("2.12.5"));
        assert_eq!(version_in("no number here"), None);
    }
}
