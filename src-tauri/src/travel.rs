//! Unsent changes in a file that the user takes to another computer.

use crate::{downloads, folders::Folders};
use jiff::{Timestamp, tz::TimeZone};
use tideboard_protocol::{ApiError, ipc::ExportedChanges};
use tideboard_sync::Client;

/// Writes the file into the folder for downloads, or beside the data where there is none.
pub async fn export(
    client: &Client,
    folders: &Folders,
    passphrase: &str,
) -> Result<ExportedChanges, ApiError> {
    let exported = client.export_changes(passphrase).await?;
    let now = Timestamp::now().to_zoned(TimeZone::system());
    let name = format!("{}.age", now.strftime("tideboard-changes-%Y-%m-%d-%H%M%S"));
    let saved = downloads::save(folders, &name, exported.sealed).await?;
    Ok(ExportedChanges { file: saved.file, changes: exported.changes })
}
