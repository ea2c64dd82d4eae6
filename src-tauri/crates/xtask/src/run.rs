//! Builds Tideboard and opens it, or takes its picture where nothing can be opened.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::headless::{self, InDisplayArgs};
use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;
use crate::{frontend, frontend::Audience, setup};

/// Options of `cargo xtask run`.
#[derive(clap::Args)]
pub struct RunArgs {
    /// Without a display: leave the app running after the screenshot
    #[arg(long)]
    keep: bool,
    /// Without a display: where the screenshot goes [default: in the cache folder]
    #[arg(long, value_name = "PATH")]
    screenshot: Option<PathBuf>,
    /// Passed on to Tideboard, for example `-- --demo`
    #[arg(last = true)]
    args: Vec<String>,
}

/// Builds what is out of date, starts the app and returns how it ended.
pub fn run(workspace: &Workspace, args: &RunArgs) -> Result<ExitCode> {
    let headless = !headless::has_display();
    setup::for_run(workspace, headless)?;
    frontend::build(workspace, Audience::Users)?;
    say("tideboard: building");
    workspace.cargo().args(["build", "--package", "tideboard"]).run()?;
    let binary = workspace.debug_dir().join(format!("tideboard{EXE_SUFFIX}"));
    if headless {
        say(
            "no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): opening Tideboard in a \
             virtual one and taking its picture",
        );
        let mut app_args = args.args.clone();
        if !app_args.iter().any(|arg| arg == "--demo" || arg.starts_with("--server")) {
            app_args.push("--demo".into());
        }
        let in_display =
            InDisplayArgs::new(workspace, binary, args.screenshot.clone(), args.keep, app_args)?;
        headless::run(workspace, &in_display)?;
        return Ok(ExitCode::SUCCESS);
    }
    say("tideboard: starting");
    let status = workspace
        .command(&binary.to_string_lossy())
        .args(&args.args)
        .status()
        .with_context(|| format!("cannot start {}", binary.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
