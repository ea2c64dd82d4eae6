//! Unsent changes in a file that the user takes to another computer.

use crate::folders::Folders;
use jiff::{Timestamp, tz::TimeZone};
use std::path::Path;
use tideboard_protocol::{ApiError, ErrorCode, ipc::ExportedChanges};
use tideboard_sync::Client;

/// Writes the file into the folder for downloads, or beside the data where there is none.
pub async fn export(
    client: &Client,
    folders: &Folders,
    passphrase: &str,
) -> Result<ExportedChanges, ApiError> {
    let exported = client.export_changes(passphrase).await?;
    let folder = dirs::download_dir().filter(|folder| folder.is_dir());
    let folder = folder.unwrap_or_else(|| folders.root().to_owned());
    let now = Timestamp::now().to_zoned(TimeZone::system());
    let file = folder.join(format!("{}.age", now.strftime("tideboard-changes-%Y-%m-%d-%H%M%S")));
    let (to, text) = (file.clone(), exported.sealed);
    tauri::async_runtime::spawn_blocking(move || {
        crate::settings::write_atomically(&to, text.as_bytes())
    })
    .await
    .map_err(|error| not_written(&file, &error))?
    .map_err(|error| not_written(&file, &error))?;
    Ok(ExportedChanges { file: file.display().to_string(), changes: exported.changes })
}

fn not_written(file: &Path, error: &dyn std::fmt::Display) -> ApiError {
    let words = format!("{} cannot be written: {error}. The changes stay here.", file.display());
    ApiError::new(ErrorCode::StorageFailed, words)
}
