//! Measures the headless client, the server and, when asked for it, the window, all as released.

use std::env::consts::EXE_SUFFIX;

use anyhow::Result;

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;
use crate::{frontend, frontend::Audience, headless, setup};

/// Options of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct BenchArgs {
    /// Passed on to the bench program, such as `--write docs/benchmarks.md`, `--only w2`, or
    /// `--view` and `--soak MINUTES` for the window
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Builds the release programs and runs `tideboard-bench` on them.
pub fn bench(workspace: &Workspace, args: &BenchArgs) -> Result<()> {
    let with_window = measures_window(&args.args);
    if with_window {
        setup::everything(workspace)?;
        frontend::build(workspace, Audience::Users)?;
    } else {
        setup::for_bench(workspace)?;
    }
    say("bench: building the release programs");
    // One build for all: by itself each would compile shared crates with other features.
    let mut build = workspace.cargo();
    build
        .args(["build", "--release", "--bins"])
        .args(["--package", "tideboard-server", "--package", "tideboard-sync"])
        .args(["--package", "tideboard-tests"]);
    if with_window {
        build.args(["--package", "tideboard"]);
    }
    build.run()?;
    say("bench: measuring");
    let programs = workspace.release_dir();
    let bench = programs.join(format!("tideboard-bench{EXE_SUFFIX}"));
    let mut measure = if with_window {
        headless::session(workspace, &bench)
    } else {
        workspace.command(&bench.to_string_lossy())
    };
    measure.args(&args.args).env("TIDEBOARD_BIN_DIR", &programs).run()
}

/// Whether the bench program opens the window with these arguments.
fn measures_window(args: &[String]) -> bool {
    args.iter().any(|arg| {
        arg == "--view"
            || arg.starts_with("--soak")
            || arg.split([',', '=']).any(|name| name.eq_ignore_ascii_case("v1"))
    })
}
