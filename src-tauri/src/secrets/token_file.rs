//! A token in a file, for computers without a keychain and only because the user asked for it.
//!
//! Whoever can read the files of this account can use the token. On Unix the file is made for the
//! account alone, before anything stands in it. On Windows the account's own folder, in which it lies,
//! is closed to others. It is bound to one server, and neither backups nor exports take it along.

use crate::files::{remove_for_good, write_privately};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};
use tideboard_protocol::{ApiError, ErrorCode};

/// Most bytes of the file; a longer one was not written by this app.
const SIZE_MAX: u64 = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Content {
    server: String,
    token: String,
}

/// The file.
#[derive(Debug, Clone)]
pub struct TokenFile(PathBuf);

impl TokenFile {
    /// The file at this place, whether or not there is one.
    pub fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// The token for a server. The error says why a file that is there is not used.
    pub fn read(&self, url: &str) -> Result<Option<String>, ApiError> {
        let mut file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.not_used(&error)),
        };
        let mut bytes = Vec::new();
        close_to_others(&file, &self.0)
            .and_then(|()| file.by_ref().take(SIZE_MAX).read_to_end(&mut bytes))
            .map_err(|error| self.not_used(&error))?;
        // The parser's own words could repeat what is in the file.
        let content: Content =
            serde_json::from_slice(&bytes).map_err(|_| self.not_used(&"it is damaged"))?;
        if content.server != url {
            return Err(self.not_used(&format!("its token is for {}", content.server)));
        }
        Ok(Some(content.token))
    }

    /// Writes the token for a server, in place of whatever is there.
    pub fn write(&self, url: &str, token: &str) -> Result<(), ApiError> {
        let content = Content { server: url.to_owned(), token: token.to_owned() };
        let written = serde_json::to_vec(&content).map_err(io::Error::from);
        written.and_then(|bytes| write_privately(&self.0, &bytes)).map_err(|error| {
            let words = format!("The access token was not written to {}: {error}.", self.shown());
            ApiError::new(ErrorCode::StorageFailed, words)
        })
    }

    /// Removes the file, whatever is in it.
    pub fn remove(&self) -> Result<(), ApiError> {
        remove_for_good(&self.0).map_err(|error| {
            let file = self.shown();
            let words = format!("The access token is still in {file}: {error}. Delete that file.");
            ApiError::new(ErrorCode::StorageFailed, words)
        })
    }

    /// Removes the file unless its token is for another server.
    pub fn forget(&self, url: &str) -> Result<(), ApiError> {
        match self.server() {
            Some(other) if other != url => Ok(()),
            Some(_) | None => self.remove(),
        }
    }

    /// Whether the user wanted the token for this server here.
    pub fn is_for(&self, url: &str) -> bool {
        self.server().is_some_and(|server| server == url)
    }

    fn server(&self) -> Option<String> {
        let content: Content = serde_json::from_slice(&fs::read(&self.0).ok()?).ok()?;
        Some(content.server)
    }

    fn not_used(&self, reason: &dyn std::fmt::Display) -> ApiError {
        let words = format!(
            "The file {} with an access token is not used: {reason}. Sign in again.",
            self.shown()
        );
        ApiError::new(ErrorCode::NoKeychain, words)
    }

    fn shown(&self) -> std::path::Display<'_> {
        self.0.display()
    }
}

/// Takes away the rights that somebody gave to others.
#[cfg(unix)]
fn close_to_others(file: &File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file.metadata()?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let (path, mode) = (path.display(), mode & 0o777);
    tracing::warn!("{path} was open to other accounts ({mode:o}); it is closed to them now");
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn close_to_others(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "wss://board.example/api/realtime";

    fn file(folder: &tempfile::TempDir) -> TokenFile {
        TokenFile::at(folder.path().join("access-token"))
    }

    /// Where a write that is cut off leaves the token.
    fn left_behind(file: &TokenFile) -> PathBuf {
        file.0.with_extension("unfinished")
    }

    #[test]
    fn a_token_is_kept_for_one_server_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        assert_eq!(file.read(URL), Ok(None));
        file.write(URL, "old").unwrap();
        file.write(URL, "s3cret").unwrap();
        assert_eq!(file.read(URL), Ok(Some("s3cret".to_owned())));
        let error = file.read("wss://other").unwrap_err();
        assert!(error.message.contains(URL) && !error.message.contains("s3cret"), "{error}");
        file.forget("wss://other").unwrap();
        assert!(file.read(URL).is_ok_and(|token| token.is_some()), "another server's stays");
        fs::write(left_behind(&file), "s3cret").unwrap();
        file.forget(URL).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_file_is_named_and_not_used() {
        let folder = tempfile::tempdir().unwrap();
        for damaged in ["", "{\"server\":\"wss", "tb_s3cret", "[]"] {
            fs::write(&file(&folder).0, damaged).unwrap();
            let error = file(&folder).read(URL).unwrap_err();
            assert!(error.message.contains("access-token"), "{error}");
            assert!(!error.message.contains("s3cret"), "{error}");
        }
        file(&folder).forget(URL).unwrap();
        assert_eq!(file(&folder).read(URL), Ok(None));
    }

    #[test]
    fn where_it_cannot_be_written_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = TokenFile::at(folder.path().join("nowhere/access-token"));
        let error = file.write(URL, "s3cret").unwrap_err();
        assert!(error.message.contains("nowhere") && !error.message.contains("s3cret"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn it_is_made_for_this_account_alone_and_closed_again_when_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        let mode = || fs::metadata(&file.0).unwrap().permissions().mode() & 0o777;
        // What a write left behind that was cut off must not lend its rights.
        fs::write(left_behind(&file), "left behind").unwrap();
        file.write(URL, "s3cret").unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&file.0, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(file.read(URL), Ok(Some("s3cret".to_owned())));
        assert_eq!(mode(), 0o600);
    }
}
