//! What a bug report needs: versions, folders and the desktop, no secrets and no content.

use crate::{
    folders::Folders,
    graphics::{Graphics, Signs},
    shell::Shell,
};
use std::{env, fmt::Write, fs, path::Path};
use tideboard_protocol::{ApiError, ErrorCode};

/// The report of the running app: what [`report`] says, then the server and this device's id.
pub async fn of_running(shell: &Shell) -> Result<String, ApiError> {
    let (folders, safe_graphics) = (shell.folders.clone(), shell.flags.safe_graphics);
    let mut out = tauri::async_runtime::spawn_blocking(move || {
        report(&folders, Signs::read(safe_graphics, &folders.blank_window_marker()))
    })
    .await
    .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?;
    let mut line = |name: &str, value: String| {
        // Writing into a text cannot fail.
        let _ = writeln!(out, "{name:<16} {value}");
    };
    if let Ok(client) = shell.engine.client().await {
        let (status, connection) = client.status().await?;
        line("device id", client.client_id().await?.to_string());
        line("server", connection.server.unwrap_or_else(|| "not connected".to_owned()));
        line("sync", format!("{}, {} unsent", status.state.name(), status.unsent));
    }
    Ok(out)
}

/// The report as text.
pub fn report(folders: &Folders, signs: Signs) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        // Writing into a text cannot fail.
        let _ = writeln!(out, "{name:<16} {value}");
    };
    let or_unknown = |value: Option<String>| value.unwrap_or_else(|| "unknown".to_owned());
    line("tideboard", env!("CARGO_PKG_VERSION").to_owned());
    line("system", or_unknown(sysinfo::System::long_os_version()));
    line("kernel", or_unknown(sysinfo::System::kernel_version()));
    line("web view", tauri::webview_version().unwrap_or_else(|error| error.to_string()));
    line("graphics", format!("{:?} (NVIDIA: {})", Graphics::choose(signs), signs.has_nvidia));
    for name in DESKTOP {
        line(name, env::var(name).unwrap_or_else(|_| "not set".to_owned()));
    }
    line("data", folders.root().display().to_string());
    line("logs", folders.logs().display().to_string());
    for (name, bytes) in files(folders.root()) {
        line("file", format!("{name}, {bytes} bytes"));
    }
    out
}

const DESKTOP: [&str; 5] = [
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "WEBKIT_DISABLE_DMABUF_RENDERER",
    "WEBKIT_DISABLE_COMPOSITING_MODE",
    "TIDEBOARD_LOG",
];

fn files(folder: &Path) -> Vec<(String, u64)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .filter_map(|entry| {
            let found = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((entry.file_name().to_string_lossy().into_owned(), found.len()))
        })
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_names_files_and_not_what_is_in_them() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("settings.json"), "s3cret").unwrap();
        let folders = Folders::find(Some(dir.path().into()), None).unwrap();
        let report = report(&folders, Signs::default());
        assert!(report.contains("settings.json, 6 bytes"), "{report}");
        assert!(!report.contains("s3cret"));
    }
}
