//! Long simulations: many seeded worlds on all cores.

use std::env::consts::EXE_SUFFIX;

use anyhow::Result;

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;

/// Options of `cargo xtask sim`.
#[derive(clap::Args)]
pub struct SimArgs {
    /// How many worlds
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    seeds: u64,
    /// The first seed
    #[arg(long, value_name = "S", default_value_t = 0)]
    from: u64,
}

/// Builds the simulator at full speed, its checks included, and runs it.
pub fn sim(workspace: &Workspace, args: &SimArgs) -> Result<()> {
    say("sim: building the simulator");
    workspace.cargo().args(["build", "--profile", "sim", "--package", "tideboard-sim"]).run()?;
    say(format!("sim: {} worlds from seed {}", args.seeds, args.from));
    let program = workspace.sim_dir().join(format!("tideboard-sim{EXE_SUFFIX}"));
    workspace
        .command(&program.to_string_lossy())
        .args([args.seeds.to_string(), args.from.to_string()])
        .run()
}
