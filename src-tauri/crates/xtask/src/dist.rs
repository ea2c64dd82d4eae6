//! Builds installable packages in the formats of the system at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;
use crate::{frontend, frontend::Audience, setup};

/// Those that need no tools beside the Tauri command line and the system's own.
const FORMATS: &str = if cfg!(windows) {
    "nsis"
} else if cfg!(target_os = "macos") {
    "app,dmg"
} else {
    "deb,rpm"
};

/// Builds the packages and prints where they are.
pub fn dist(workspace: &Workspace) -> Result<()> {
    setup::for_run(workspace, false)?;
    frontend::build(workspace, Audience::Users)?;
    say(format!("packages: building {FORMATS}"));
    let started = SystemTime::now();
    workspace
        .command("tauri")
        .args(["build", "--ci", "--bundles", FORMATS])
        .current_dir(workspace.root.join("src-tauri"))
        .run()?;
    let packages = packages_since(&workspace.release_dir().join("bundle"), started)?;
    if packages.is_empty() {
        bail!("the Tauri command line built no package");
    }
    for package in packages {
        println!("{}", package.display());
    }
    Ok(())
}

fn packages_since(bundles: &Path, start: SystemTime) -> Result<Vec<PathBuf>> {
    const ENDINGS: &[&str] = &["app", "deb", "dmg", "exe", "rpm"];
    let mut found = Vec::new();
    let formats =
        fs::read_dir(bundles).with_context(|| format!("reading {}", bundles.display()))?;
    for format in formats {
        let folder = format?.path();
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            let is_package = path
                .extension()
                .is_some_and(|it| ENDINGS.iter().any(|ending| it.eq_ignore_ascii_case(ending)));
            if is_package && entry.metadata()?.modified()? >= start {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
