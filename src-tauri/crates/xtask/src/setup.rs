//! Installs what the tasks need, each thing only when it is missing.
//!
//! System packages come from apt, everything else goes into Tideboard's cache folder and touches
//! nothing of the user's. A task asks for its own needs only.

mod system;
mod tools;

use anyhow::Result;

pub use system::Packages;

use crate::shell::say;
use crate::workspace::Workspace;

/// Everything that any task needs.
pub fn everything(workspace: &Workspace) -> Result<()> {
    say("setup: checking what Tideboard needs to build and to test");
    system::packages(
        workspace,
        &[Packages::Build, Packages::Display, Packages::Test, Packages::Render],
    )?;
    tools::rust_components(workspace)?;
    build_tools(workspace)?;
    tools::cargo_tool(workspace, &tools::TAURI_DRIVER)?;
    tools::axe(workspace)?;
    tools::cargo_tool(workspace, &tools::CARGO_DENY)?;
    tools::clean_up(workspace);
    say("setup: complete");
    Ok(())
}

/// What building and opening the app needs; `display` adds a virtual display.
pub fn for_run(workspace: &Workspace, display: bool) -> Result<()> {
    let groups: &[Packages] =
        if display { &[Packages::Build, Packages::Display] } else { &[Packages::Build] };
    system::packages(workspace, groups)?;
    build_tools(workspace)?;
    tools::clean_up(workspace);
    Ok(())
}

/// What building the server and the headless client needs.
pub fn for_bench(workspace: &Workspace) -> Result<()> {
    system::packages(workspace, &[Packages::Build])
}

/// What rendering the icons needs.
pub fn for_icons(workspace: &Workspace) -> Result<()> {
    system::packages(workspace, &[Packages::Render])?;
    tools::npm_tools(workspace)
}

fn build_tools(workspace: &Workspace) -> Result<()> {
    tools::wasm_target(workspace)?;
    tools::npm_tools(workspace)?;
    tools::cargo_tool(workspace, &tools::TRUNK)?;
    tools::wasm_bindgen(workspace)
}
