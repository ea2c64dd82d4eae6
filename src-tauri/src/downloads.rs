//! Files for the user: in the folder for downloads, or beside the data where there is none.

use crate::{
    folders::{Folders, create_private},
    settings::write_atomically,
};
use std::path::{Path, PathBuf};
use tideboard_protocol::{ApiError, ErrorCode, ipc::SavedFile};

/// Longest text that is written, in bytes.
const TEXT_MAX: usize = 64 * 1024 * 1024;
/// Longest name of a file, in characters.
const NAME_MAX: usize = 100;
/// So many files of one name are told apart by a number.
const SAME_NAME_MAX: u32 = 1_000;

/// Writes a text into a new file.
pub async fn save_text(folders: &Folders, name: &str, text: String) -> Result<SavedFile, ApiError> {
    if text.len() > TEXT_MAX {
        return Err(ApiError::new(ErrorCode::TooLarge, "This is too much for one file."));
    }
    let folder = folder(folders);
    let name = plain(name);
    tauri::async_runtime::spawn_blocking(move || {
        let file = free(&folder, &name).ok_or_else(|| not_written(&folder, &"it is full"))?;
        write_atomically(&file, text.as_bytes()).map_err(|error| not_written(&file, &error))?;
        Ok(SavedFile { file: file.display().to_string() })
    })
    .await
    .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?
}

/// Makes a new folder for this account alone, of that name or with a number behind it.
pub fn new_folder(folders: &Folders, name: &str) -> Result<PathBuf, ApiError> {
    let folder = folder(folders);
    let place = free(&folder, &plain(name)).ok_or_else(|| not_written(&folder, &"it is full"))?;
    create_private(&place).map_err(|error| not_written(&place, &error))?;
    Ok(place)
}

/// Where they go.
pub fn folder(folders: &Folders) -> PathBuf {
    let folder = dirs::download_dir().filter(|folder| folder.is_dir());
    folder.unwrap_or_else(|| folders.root().to_owned())
}

/// A name that every file system takes and that stays in its folder.
fn plain(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let plain: String = name.chars().filter(|c| is_plain(*c)).take(NAME_MAX).collect();
    let plain = plain.trim_matches([' ', '.']);
    if plain.is_empty() { "tideboard".to_owned() } else { plain.to_owned() }
}

/// The first place for a file of that name where there is none yet.
fn free(folder: &Path, name: &str) -> Option<PathBuf> {
    let (stem, ending) = name.rfind('.').map_or((name, ""), |dot| name.split_at(dot));
    let numbered = |number: u32| match number {
        1 => folder.join(name),
        number => folder.join(format!("{stem} ({number}){ending}")),
    };
    (1..=SAME_NAME_MAX).map(numbered).find(|file| !file.exists())
}

fn not_written(file: &Path, error: &dyn std::fmt::Display) -> ApiError {
    let words = format!("{} cannot be written: {error}.", file.display());
    ApiError::new(ErrorCode::StorageFailed, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_name_cannot_leave_its_folder() {
        assert_eq!(plain("../../etc/passwd"), "etcpasswd");
        assert_eq!(plain("Line 3 · Böttling.json"), "Line 3  Böttling.json");
        assert_eq!(plain("..."), "tideboard");
        assert!(plain(&"x".repeat(1000)).chars().count() <= NAME_MAX);
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("board.json"), "old").unwrap();
        assert_eq!(free(dir.path(), "board.json").unwrap(), dir.path().join("board (2).json"));
        assert_eq!(free(dir.path(), "new.json").unwrap(), dir.path().join("new.json"));
        fs::create_dir(dir.path().join("backup")).unwrap();
        assert_eq!(free(dir.path(), "backup").unwrap(), dir.path().join("backup (2)"));
    }
}
