//! Measures the headless client and the server, both as released.

use std::env::consts::EXE_SUFFIX;

use anyhow::Result;

use crate::setup;
use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;

/// Options of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct BenchArgs {
    /// Passed on to the bench program, such as `--write docs/benchmarks.md` or `--only w2`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Builds the release programs and runs `tideboard-bench` on them.
pub fn bench(workspace: &Workspace, args: &BenchArgs) -> Result<()> {
    setup::for_bench(workspace)?;
    say("bench: building the release programs");
    // One build for all: by itself each would compile shared crates with other features.
    workspace
        .cargo()
        .args(["build", "--release", "--bins"])
        .args(["--package", "tideboard-server", "--package", "tideboard-sync"])
        .args(["--package", "tideboard-tests"])
        .run()?;
    say("bench: measuring");
    let programs = workspace.release_dir();
    let bench = programs.join(format!("tideboard-bench{EXE_SUFFIX}"));
    workspace
        .command(&bench.to_string_lossy())
        .args(&args.args)
        .env("TIDEBOARD_BIN_DIR", &programs)
        .run()
}
