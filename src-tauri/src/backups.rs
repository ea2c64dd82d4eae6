//! All that this computer keeps, in a folder that the user keeps, and back; or forgotten.
//!
//! ```text
//! client.db          boards, unsent changes, history
//! server.db          the server inside the app, if there was one
//! settings.json      what the user set
//! this-computer.json which board shows this computer's figures, if one does
//! ```
//!
//! Access tokens are not among it: they stay in the keychain, or in the file beside it.

use crate::{
    downloads, engine,
    files::{remove_for_good, remove_if_there, write_atomically},
    folders::Folders,
    home,
    shell::Shell,
};
use jiff::{Timestamp, tz::TimeZone};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tauri_plugin_dialog::DialogExt as _;
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{FoundBackup, SavedFile},
    settings::Settings,
};
use tideboard_server::{Admin, ServerError};
use tideboard_sync::backup;
use tideboard_words::t;
use tokio::sync::{Mutex, oneshot};

const CLIENT: &str = "client.db";
const SERVER: &str = "server.db";
const SETTINGS: &str = "settings.json";
const THIS_COMPUTER: &str = "this-computer.json";
const NOTICE: &str = "backup";

/// Writes a backup into a new folder, while everything goes on.
pub async fn back_up(shell: &Shell) -> Result<SavedFile, ApiError> {
    // Whoever has no store yet has nothing to back up.
    shell.engine.client().await?;
    let (folders, settings) = (shell.folders.clone(), shell.settings.kept().await);
    blocking(move || {
        let now = Timestamp::now().to_zoned(TimeZone::system());
        let name = now.strftime("tideboard-backup-%Y-%m-%d-%H%M%S").to_string();
        let to = downloads::new_folder(&folders, &name)?;
        match write(&folders, &settings, &to) {
            Ok(()) => Ok(SavedFile { file: to.display().to_string() }),
            Err(error) => {
                // Nobody shall take half a backup for one.
                if let Err(error) = fs::remove_dir_all(&to) {
                    tracing::warn!(%error, "a backup that failed is left behind");
                }
                Err(error)
            }
        }
    })
    .await
}

fn write(folders: &Folders, settings: &Settings, to: &Path) -> Result<(), ApiError> {
    // The server first: what the client has of it is then not older than the server itself.
    if has_server(folders) {
        Admin::open_existing(&folders.server())
            .and_then(|admin| admin.back_up(&to.join(SERVER)))
            .map_err(|error| of_server(&error))?;
    }
    backup::back_up(folders.root(), &to.join(CLIENT))?;
    let settings = serde_json::to_vec_pretty(settings).map_err(io::Error::from);
    settings
        .and_then(|settings| write_atomically(&to.join(SETTINGS), &settings))
        .and_then(|()| copy_if_there(&folders.this_computer(), &to.join(THIS_COMPUTER)))
        .map_err(|error| failed(to, &error))
}

/// Lets the user choose a backup, and looks into it.
pub async fn choose(shell: &Shell) -> Result<Option<FoundBackup>, ApiError> {
    let (chosen, choice) = oneshot::channel();
    let dialog = shell.app.dialog().file().set_title(t!("data-restore-title"));
    dialog.set_directory(downloads::folder(&shell.folders)).pick_folder(move |folder| {
        // Nobody waits any more when the app is on its way out.
        let _ = chosen.send(folder);
    });
    let Some(folder) = choice.await.ok().flatten() else { return Ok(None) };
    let folder = folder.into_path().map_err(|error| {
        ApiError::new(ErrorCode::InvalidCommand, format!("This is no folder here: {error}."))
    })?;
    let found = blocking({
        let folder = folder.clone();
        move || look_into(&folder)
    })
    .await?;
    *shell.chosen_backup.lock().await = Some(folder);
    Ok(Some(found))
}

fn look_into(folder: &Path) -> Result<FoundBackup, ApiError> {
    let client = folder.join(CLIENT);
    if !client.is_file() {
        let words = format!("{} holds no backup of Tideboard.", folder.display());
        return Err(ApiError::new(ErrorCode::InvalidCommand, words));
    }
    let content = backup::look_into(&client)?;
    Ok(FoundBackup {
        folder: folder.display().to_string(),
        boards: content.boards,
        unsent: content.unsent,
        has_server: folder.join(SERVER).is_file(),
    })
}

/// Puts the chosen backup in the place of what is here, which stays beside it.
pub async fn restore(shell: &Arc<Shell>) -> Result<(), ApiError> {
    use_up(&shell.chosen_backup, |folder| restore_from(shell, folder)).await
}

/// Does something with the chosen backup, which stays chosen unless that succeeds.
async fn use_up<W: Future<Output = Result<(), ApiError>>>(
    chosen: &Mutex<Option<PathBuf>>,
    work: impl FnOnce(PathBuf) -> W,
) -> Result<(), ApiError> {
    let Some(folder) = chosen.lock().await.clone() else {
        return Err(ApiError::new(ErrorCode::WrongState, "No backup is chosen."));
    };
    work(folder.clone()).await?;
    let mut chosen = chosen.lock().await;
    // Another one may have been chosen meanwhile.
    if chosen.as_ref() == Some(&folder) {
        *chosen = None;
    }
    Ok(())
}

async fn restore_from(shell: &Arc<Shell>, folder: PathBuf) -> Result<(), ApiError> {
    let settings = read_settings(&folder.join(SETTINGS))?;
    let work = {
        let shell = shell.clone();
        async move {
            let folders = shell.folders.clone();
            blocking(move || put_in_place(&folders, &folder)).await?;
            if let Some(settings) = settings {
                let before = shell.settings.now().home;
                if shell.settings.replace(settings).await?.home != before {
                    home::clear_token_notices(&shell);
                }
            }
            Ok(())
        }
    };
    let restored = engine::reopen_after(shell, work).await;
    shell.notices.set(NOTICE, restored.as_ref().err().cloned());
    restored
}

fn put_in_place(folders: &Folders, backup: &Path) -> Result<(), ApiError> {
    look_into(backup)?;
    let server = backup.join(SERVER);
    if server.is_file() {
        fs::create_dir_all(folders.server()).map_err(|error| failed(&folders.server(), &error))?;
        tideboard_server::restore(&folders.server(), &server).map_err(|error| of_server(&error))?;
    }
    backup::restore(folders.root(), &backup.join(CLIENT))?;
    copy_if_there(&backup.join(THIS_COMPUTER), &folders.this_computer())
        .map_err(|error| failed(backup, &error))
}

/// Of another version they may differ; what cannot be read at all is said before anything changes.
fn read_settings(file: &Path) -> Result<Option<Settings>, ApiError> {
    match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| failed(file, &error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(file, &error)),
    }
}

/// Forgets everything: tokens, boards, unsent changes, history, the server inside the app, settings.
pub async fn erase(shell: &Arc<Shell>) -> Result<(), ApiError> {
    let work = {
        let shell = shell.clone();
        async move {
            let folders = shell.folders.clone();
            let addresses = blocking(move || {
                let addresses = backup::erase(folders.root())?;
                remove(&folders)?;
                Ok(addresses)
            })
            .await?;
            let mut still_known = None;
            for address in addresses {
                still_known = still_known.or(shell.secrets.forget(&address).await);
            }
            let device_name = shell.settings.kept().await.device_name;
            let fresh = Settings { device_name, ..Settings::default() };
            shell.settings.replace(fresh).await?;
            home::clear_token_notices(&shell);
            still_known.map_or(Ok(()), Err)
        }
    };
    let erased = engine::reopen_after(shell, work).await;
    shell.notices.set(NOTICE, erased.as_ref().err().cloned());
    erased
}

fn remove(folders: &Folders) -> Result<(), ApiError> {
    let server = match fs::remove_dir_all(folders.server()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    };
    server
        .and_then(|()| remove_if_there(&folders.this_computer()))
        .and_then(|_| remove_for_good(&folders.access_token()))
        .map_err(|error| failed(folders.root(), &error))
}

fn has_server(folders: &Folders) -> bool {
    folders.server().is_dir()
}

fn copy_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::read(from) {
        Ok(bytes) => write_atomically(to, &bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn of_server(error: &ServerError) -> ApiError {
    ApiError::new(error.code(), format!("The server inside the app: {error}."))
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> ApiError {
    let words = format!("{} cannot be used: {error}.", path.display());
    ApiError::new(ErrorCode::StorageFailed, words)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(ApiError::new(ErrorCode::Internal, error.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_backup_stays_chosen_until_it_is_restored() {
        let chosen = Mutex::new(Some(PathBuf::from("backup")));
        let fails = async |_| Err(ApiError::new(ErrorCode::StorageFailed, "unreadable"));
        for _ in 0..2 {
            let error = use_up(&chosen, fails).await.unwrap_err();
            assert_eq!(error.code, ErrorCode::StorageFailed);
        }
        use_up(&chosen, async |_| Ok(())).await.unwrap();
        let error = use_up(&chosen, async |_| Ok(())).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::WrongState);
    }

    #[tokio::test]
    async fn a_backup_that_is_chosen_meanwhile_stays() {
        let chosen = Mutex::new(Some(PathBuf::from("one")));
        let choose = async |_| {
            *chosen.lock().await = Some(PathBuf::from("other"));
            Ok(())
        };
        use_up(&chosen, choose).await.unwrap();
        assert_eq!(*chosen.lock().await, Some(PathBuf::from("other")));
    }
}
