//! Project tasks, called as `cargo xtask <task>`.
//!
//! Each task is a module; all of them go through [`workspace::Workspace`], which knows the
//! folders and prepares every child process, and say in one line what they do or skip.

mod architecture;
mod bench;
mod dist;
mod frontend;
mod headless;
mod icons;
mod promises;
mod run;
mod setup;
mod shell;
mod sim;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tideboard's project tasks", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install everything that building and testing need
    Setup,
    /// Build Tideboard and open it
    Run(run::RunArgs),
    /// Run everything that CI runs
    Test(test::TestArgs),
    /// Take the approved pictures of the window anew, after a change of its looks
    Pictures,
    /// Measure the sync path beside the raw limits of this machine
    Bench(bench::BenchArgs),
    /// Run seeded worlds of clients and a server, and hold every promise
    Sim(sim::SimArgs),
    /// Build installable packages
    Dist,
    /// Render all icons from their SVG sources
    Icons,
    /// The half of `run` that lives inside a virtual display
    #[command(hide = true)]
    InDisplay(headless::InDisplayArgs),
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(task: Task) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::locate()?;
    match task {
        Task::Setup => setup::everything(&workspace)?,
        Task::Run(args) => return run::run(&workspace, &args),
        Task::Test(args) => return test::test(&workspace, &args),
        Task::Pictures => test::pictures(&workspace)?,
        Task::Bench(args) => bench::bench(&workspace, &args)?,
        Task::Sim(args) => sim::sim(&workspace, &args)?,
        Task::Dist => dist::dist(&workspace)?,
        Task::Icons => icons::icons(&workspace)?,
        Task::InDisplay(args) => headless::in_display(&workspace, &args)?,
    }
    Ok(ExitCode::SUCCESS)
}
