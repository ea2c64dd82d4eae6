//! Renders all icons from their SVG sources; the results are committed beside them.
//!
//! `icons/app.svg` becomes the sizes that Tauri's bundles name. `icons/tray/<state>.svg`, drawn on
//! a 22-px grid, becomes `<state>-22.png` (panels), `-32.png` (Windows, larger panels) and
//! `-44.png` (macOS and panels of high density).

use std::fs;

use anyhow::{Context, Result};

use crate::setup;
use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;

const APP_ICONS: &[&str] =
    &["32x32.png", "128x128.png", "128x128@2x.png", "icon.png", "icon.ico", "icon.icns"];
const TRAY_SIZES: &[u32] = &[22, 32, 44];

/// Renders everything in `icons/`.
pub fn icons(workspace: &Workspace) -> Result<()> {
    setup::for_icons(workspace)?;
    app(workspace)?;
    tray(workspace)
}

fn app(workspace: &Workspace) -> Result<()> {
    say("icons: app");
    let icons = workspace.root.join("icons");
    // Tauri also renders for stores and phones; only the desktop's icons are taken over.
    let rendered = tempfile::tempdir()?;
    workspace
        .command("tauri")
        .arg("icon")
        .arg(icons.join("app.svg"))
        .arg("--output")
        .arg(rendered.path())
        .read()?;
    for name in APP_ICONS {
        fs::copy(rendered.path().join(name), icons.join(name))
            .with_context(|| format!("the Tauri command line rendered no {name}"))?;
    }
    Ok(())
}

fn tray(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("icons/tray");
    for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        let source = entry?.path();
        let Some(state) = source.file_stem().and_then(|stem| stem.to_str()) else { continue };
        if source.extension().is_none_or(|extension| extension != "svg") {
            continue;
        }
        say(format!("icons: tray {state}"));
        for size in TRAY_SIZES.iter().map(u32::to_string) {
            workspace
                .command("rsvg-convert")
                .args(["--width", &size, "--height", &size, "--output"])
                .arg(folder.join(format!("{state}-{size}.png")))
                .arg(&source)
                .run()?;
        }
    }
    Ok(())
}
