//! Everything that CI runs, cheapest first; the first failing step ends it.

use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;
use crate::{architecture, frontend, frontend::Audience, headless, setup};

/// Options of `cargo xtask test`.
#[derive(clap::Args)]
pub struct TestArgs {
    /// Leave out the tests of the real window
    #[arg(long)]
    fast: bool,
    /// Run only this step; may be given several times
    #[arg(long, value_name = "STEP", value_enum)]
    only: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Install what is missing
    Setup,
    /// Check the formatting
    Format,
    /// Check who may depend on whom, and what lies where
    Architecture,
    /// Build the view, which the desktop program embeds, with the page of all states
    Frontend,
    /// Build the view as users get it, and check its size
    ViewSize,
    /// Lint the native crates
    Clippy,
    /// Lint what runs in the webview
    ClippyWasm,
    /// Check that the documentation builds without warnings
    Docs,
    /// Check licences, sources and bans of the dependencies
    Dependencies,
    /// Test components of the view in a browser, in front of a shell that the tests play
    Components,
    /// Build all programs and tests
    Build,
    /// Run all tests
    Tests,
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|it| it.get_name().to_owned()).unwrap_or_default()
    }

    fn run(self, workspace: &Workspace, args: &TestArgs) -> Result<()> {
        match self {
            Self::Setup => setup::everything(workspace),
            Self::Format => workspace.cargo().args(["fmt", "--all", "--check"]).run(),
            Self::Architecture => architecture::check(workspace),
            Self::Frontend => frontend::build(workspace, Audience::Tests),
            Self::ViewSize => frontend::measure(workspace),
            Self::Clippy => clippy(workspace),
            Self::ClippyWasm => clippy_wasm(workspace),
            Self::Docs => docs(workspace),
            Self::Dependencies => dependencies(workspace),
            Self::Components => components(workspace),
            Self::Build => build(workspace, args),
            Self::Tests => tests(workspace, args),
        }
    }
}

/// Runs the steps; the last line is the name of the one that failed, if any.
pub fn test(workspace: &Workspace, args: &TestArgs) -> Result<ExitCode> {
    let all = Step::value_variants().iter().copied();
    let mut summary = Vec::new();
    for step in all.filter(|step| args.only.is_empty() || args.only.contains(step)) {
        let name = step.name();
        say(format!("step {name}"));
        let start = Instant::now();
        let outcome = step.run(workspace, args);
        let line = format!("{name:<14}{:>8.1} s", start.elapsed().as_secs_f64());
        say(format!("step {line}"));
        summary.push(line);
        if let Err(error) = outcome {
            eprintln!("xtask: {error:#}");
            println!("failed: {name}");
            return Ok(ExitCode::FAILURE);
        }
    }
    println!("\n{}\nall steps passed", summary.join("\n"));
    Ok(ExitCode::SUCCESS)
}

const IS_LINUX: bool = cfg!(target_os = "linux");
/// The tests of the real window, a target of `tests/`.
const WINDOW_TESTS: &str = "desktop";
const WASM_PACKAGES: &[&str] =
    &["--package", "tideboard-frontend", "--package", "tideboard-protocol"];
/// The tests of components in a browser, which are nothing on other targets.
const COMPONENT_TESTS: &[&str] = &["--package", "tideboard-frontend", "--test", "components"];
const WASM_TARGET: &[&str] = &["--target", "wasm32-unknown-unknown"];

fn clippy(workspace: &Workspace) -> Result<()> {
    workspace
        .cargo()
        .args(["clippy", "--workspace", "--exclude", "tideboard-frontend", "--all-targets"])
        .args(["--", "--deny", "warnings"])
        .run()
}

fn clippy_wasm(workspace: &Workspace) -> Result<()> {
    let lint = |what: &[&str]| {
        let mut command = workspace.cargo();
        command.arg("clippy").args(what).args(WASM_TARGET).args(["--", "--deny", "warnings"]).run()
    };
    lint(WASM_PACKAGES)?;
    lint(COMPONENT_TESTS)
}

fn docs(workspace: &Workspace) -> Result<()> {
    let doc = |args: &[&str]| {
        workspace
            .cargo()
            .args(["doc", "--no-deps"])
            .args(args)
            .env("RUSTDOCFLAGS", "--deny warnings")
            .run()
    };
    doc(&["--workspace", "--exclude", "tideboard-frontend"])?;
    let frontend = [&["--package", "tideboard-frontend"], WASM_TARGET].concat();
    doc(&frontend)
}

fn dependencies(workspace: &Workspace) -> Result<()> {
    let deny = |checks: &[&str]| {
        let mut command = workspace.command("cargo-deny");
        command.args(["--workspace", "check", "--hide-inclusion-graph"]).args(checks).run()
    };
    deny(&["bans", "licenses", "sources"])?;
    if !is_advisory_database_reachable(workspace) {
        say("advisories: not checked, github.com cannot be reached");
        return Ok(());
    }
    deny(&["advisories"])
}

fn is_advisory_database_reachable(workspace: &Workspace) -> bool {
    const LIMIT: Duration = Duration::from_secs(5);
    // First a plain connection, because git would wait for minutes.
    let connects = ("github.com", 443).to_socket_addrs().is_ok_and(|mut addresses| {
        addresses.any(|address| TcpStream::connect_timeout(&address, LIMIT).is_ok())
    });
    connects
        && workspace
            .command("git")
            .args(["ls-remote", "--quiet", "https://github.com/RustSec/advisory-db", "HEAD"])
            .env("GIT_TERMINAL_PROMPT", "0")
            .succeeds()
}

/// In the WebKit that the desktop program shows its window with.
fn components(workspace: &Workspace) -> Result<()> {
    if !IS_LINUX {
        say("components: not tested, only Linux has a driver for this browser");
        return Ok(());
    }
    let Some(driver) = workspace.which("WebKitWebDriver") else {
        bail!("WebKitWebDriver is missing; `cargo xtask setup` installs it");
    };
    headless::session(workspace, Path::new(workspace.cargo().get_program()))
        .arg("test")
        .args(COMPONENT_TESTS)
        .args(WASM_TARGET)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        // The runner's word for a driver that is asked for no particular browser.
        .env("SAFARIDRIVER", driver)
        // Of all tests together, which a loaded machine may take for.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .run()
}

/// The same crates and features as in [`tests`], or Cargo would compile them twice.
fn build(workspace: &Workspace, args: &TestArgs) -> Result<()> {
    let mut command = workspace.cargo();
    command.arg("build").args(tested_packages());
    if args.fast {
        command.args(targets_without_window(workspace)?).run()
    } else {
        command.arg("--all-targets").run()
    }
}

fn tests(workspace: &Workspace, args: &TestArgs) -> Result<()> {
    // The black-box tests start programs that `cargo test` by itself would leave as they are.
    build(workspace, args)?;
    let cargo = workspace.cargo();
    // In one session for all, because testing a package by itself would compile it again with
    // other features of shared crates.
    let mut command = if IS_LINUX && !args.fast {
        headless::session(workspace, Path::new(cargo.get_program()))
    } else {
        cargo
    };
    command.args(["test", "--no-fail-fast"]).args(tested_packages());
    if args.fast {
        command.args(targets_without_window(workspace)?);
    }
    command
        .env("TIDEBOARD_BIN_DIR", workspace.debug_dir())
        .env("TIDEBOARD_TOOLS", workspace.search_path())
        .run()
}

/// Takes all approved pictures of the window anew, whatever they show.
pub fn pictures(workspace: &Workspace) -> Result<()> {
    if !IS_LINUX {
        bail!("the pictures are those of the CI image, a Linux");
    }
    frontend::build(workspace, Audience::Tests)?;
    workspace.cargo().args(["build", "--all-targets"]).args(tested_packages()).run()?;
    headless::session(workspace, Path::new(workspace.cargo().get_program()))
        .arg("test")
        .args(tested_packages())
        .args(["--test", WINDOW_TESTS, "--", "pictures::"])
        .env("TIDEBOARD_BIN_DIR", workspace.debug_dir())
        .env("TIDEBOARD_TOOLS", workspace.search_path())
        .env("TIDEBOARD_RENEW_PICTURES", "1")
        .run()?;
    say("pictures: taken anew in tests/desktop/pictures; look at each before you commit it");
    Ok(())
}

fn tested_packages() -> &'static [&'static str] {
    // The black-box tests know how to start and to kill things on Linux only.
    if IS_LINUX { &["--workspace"] } else { &["--workspace", "--exclude", "tideboard-tests"] }
}

/// Selects everything but the tests that open windows. Cargo can only be told what to run, not
/// what to leave out.
fn targets_without_window(workspace: &Workspace) -> Result<Vec<String>> {
    let mut selection = vec!["--lib".to_owned(), "--bins".to_owned()];
    for name in workspace.integration_tests()? {
        if name != WINDOW_TESTS {
            selection.extend(["--test".to_owned(), name]);
        }
    }
    Ok(selection)
}
