//! Where the app keeps what it stores.
//!
//! Everything lies below one folder, so that one variable moves it all and a backup is one copy.
//! Named profiles are folders of the same shape below `profiles/`.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};
use tideboard_protocol::{Action, ApiError, ErrorCode};

/// Name of the app towards the operating system: its bundle, its folder, its tray icon.
pub const APP_ID: &str = "app.tideboard.desktop";

/// The folders of one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    root: PathBuf,
    profile: Option<String>,
    /// Whether a variable moved them.
    is_moved: bool,
}

impl Folders {
    /// Finds the profile's folder; `moved` is the value of `TIDEBOARD_DATA_DIR`.
    pub fn find(moved: Option<PathBuf>, profile: Option<&str>) -> Result<Self, ApiError> {
        let is_moved = moved.is_some();
        let base = match moved {
            Some(folder) => std::path::absolute(folder).map_err(|error| {
                ApiError::new(
                    ErrorCode::PermissionDenied,
                    format!("TIDEBOARD_DATA_DIR names no folder: {error}."),
                )
            })?,
            None => dirs::data_dir().map(|data| data.join(APP_ID)).ok_or_else(|| {
                ApiError::new(
                    ErrorCode::PermissionDenied,
                    "this account has no home folder; say where to store with TIDEBOARD_DATA_DIR.",
                )
            })?,
        };
        let root = match profile {
            Some(name) => base.join("profiles").join(name),
            None => base,
        };
        Ok(Self { root, profile: profile.map(str::to_owned), is_moved })
    }

    /// As [`Folders::find`], from the environment.
    pub fn from_environment(profile: Option<&str>) -> Result<Self, ApiError> {
        let moved = env::var_os("TIDEBOARD_DATA_DIR").filter(|folder| !folder.is_empty());
        Self::find(moved.map(PathBuf::from), profile)
    }

    /// Makes the folder, for this account alone, and checks that it can be written.
    pub fn prepare(&self) -> Result<(), ApiError> {
        let prepared = create_private(&self.root).and_then(|()| {
            let probe = self.root.join(".writable");
            fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe))
        });
        prepared.map_err(|error| {
            let code = match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorCode::StorageFull,
                _ => ErrorCode::PermissionDenied,
            };
            let folder = self.root.display();
            let message = format!(
                "The folder {folder} cannot be written ({error}). Give this account the right to \
                 it, or choose another folder with TIDEBOARD_DATA_DIR."
            );
            ApiError { code, message, action: Action::Nothing }
        })
    }

    /// The profile's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Name of the profile, unless it is the usual one.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// Whether a variable moved the folders, so that a start without it uses others.
    pub fn is_moved(&self) -> bool {
        self.is_moved
    }

    /// Name of this profile among all programs of this account; the usual profile has none.
    pub fn distinct_name(&self) -> Option<String> {
        if !self.is_moved && self.profile.is_none() {
            return None;
        }
        // The hasher is not promised to stay the same for ever. Two versions that disagree run
        // side by side only until they meet at the profile's lock.
        let mut hasher = DefaultHasher::new();
        self.root.hash(&mut hasher);
        Some(format!("p{:016x}", hasher.finish()))
    }

    /// Log files.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// What the web view stores.
    pub fn webview(&self) -> PathBuf {
        self.root.join("webview")
    }

    /// Data of the server inside the app.
    pub fn server(&self) -> PathBuf {
        self.root.join("server")
    }

    /// Settings.
    pub fn settings(&self) -> PathBuf {
        self.root.join("settings.json")
    }

    /// Size and place of the window.
    pub fn window(&self) -> PathBuf {
        self.root.join("window.json")
    }

    /// The board of this computer's own figures.
    pub fn this_computer(&self) -> PathBuf {
        self.root.join("this-computer.json")
    }

    /// The access token, where there is no keychain and the user wanted it in a file.
    pub fn access_token(&self) -> PathBuf {
        self.root.join("access-token")
    }

    /// Exists while the view failed to show itself with the graphics card's help.
    pub fn blank_window_marker(&self) -> PathBuf {
        self.root.join("window-stayed-blank")
    }
}

/// Makes a folder that only this account may enter.
#[cfg(unix)]
pub fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes a folder; the account's own folders are closed to others.
#[cfg(not(unix))]
pub fn create_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_variable_moves_everything() {
        let folders = Folders::find(Some("/elsewhere".into()), None).unwrap();
        let all = [
            folders.logs(),
            folders.webview(),
            folders.server(),
            folders.settings(),
            folders.window(),
            folders.this_computer(),
            folders.access_token(),
            folders.blank_window_marker(),
        ];
        assert!(all.iter().all(|path| path.starts_with("/elsewhere")), "{all:?}");
    }

    #[test]
    fn profiles_are_told_apart_and_the_usual_one_has_no_name() {
        let name = |moved: Option<&str>, profile| {
            Folders::find(moved.map(PathBuf::from), profile).unwrap().distinct_name()
        };
        assert_eq!(name(None, None), None);
        let others = [name(None, Some("a")), name(None, Some("b")), name(Some("/x"), Some("a"))];
        assert!(others.iter().all(Option::is_some));
        assert_ne!(others[0], others[1]);
        assert_ne!(others[0], others[2]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Folders::find(Some(file.clone()), None).unwrap().prepare().unwrap_err();
        assert_eq!(error.code, ErrorCode::PermissionDenied);
        assert!(error.message.contains(&file.display().to_string()), "{}", error.message);
    }
}
