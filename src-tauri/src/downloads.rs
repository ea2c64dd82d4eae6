//! Files for the user: in the folder for downloads, or beside the data where there is none.

use crate::{
    files::write_atomically,
    folders::{Folders, create_private},
};
use std::path::{Path, PathBuf};
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{SAVED_TEXT_MAX, SavedFile},
};

/// Longest name of a file, in characters.
const NAME_MAX: usize = 100;
/// Longest name in bytes: file systems take 255, of which a number behind the name needs some.
const NAME_BYTES_MAX: usize = 200;
/// Longest part of an ending, in bytes.
const ENDING_MAX: usize = 10;
/// So many files of one name are told apart by a number.
const SAME_NAME_MAX: u32 = 1_000;

/// Writes a text of the view into a new file.
pub async fn save_text(folders: &Folders, name: &str, text: String) -> Result<SavedFile, ApiError> {
    if text.len() > SAVED_TEXT_MAX {
        return Err(ApiError::new(ErrorCode::TooLarge, "This is too much for one file."));
    }
    save(folders, name, text).await
}

/// Writes a text into a new file.
pub async fn save(folders: &Folders, name: &str, text: String) -> Result<SavedFile, ApiError> {
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
    let plain: String = name.chars().filter(|c| is_plain(*c)).collect();
    match plain.trim_matches([' ', '.']) {
        "" => "tideboard".to_owned(),
        plain => shortened(plain),
    }
}

/// The name with so much of its stem that all of its ending is left.
fn shortened(name: &str) -> String {
    let (stem, ending) = split(name);
    let (letters, bytes) = (NAME_MAX - ending.chars().count(), NAME_BYTES_MAX - ending.len());
    let fits = |(at, letter): &(usize, char)| at + letter.len_utf8() <= bytes;
    let stem: String =
        stem.char_indices().take_while(fits).take(letters).map(|(_, letter)| letter).collect();
    format!("{}{ending}", stem.trim_end_matches([' ', '.']))
}

/// Stem and ending of a name; `.tideboard.json` is one ending.
fn split(name: &str) -> (&str, &str) {
    let last = ending_at(name, name.len());
    name.split_at(ending_at(name, last))
}

/// Where the part of an ending begins that ends at `end`; `end` itself where there is none.
fn ending_at(name: &str, end: usize) -> usize {
    let Some((stem, part)) = name[..end].rsplit_once('.') else { return end };
    let is_part = (1..=ENDING_MAX).contains(&part.len())
        && part.starts_with(|first: char| first.is_ascii_alphabetic())
        && part.chars().all(|letter| letter.is_ascii_alphanumeric());
    if is_part && !stem.is_empty() { stem.len() } else { end }
}

/// The first place for a file of that name where there is none yet.
fn free(folder: &Path, name: &str) -> Option<PathBuf> {
    let (stem, ending) = split(name);
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
    fn a_long_name_keeps_its_ending() {
        let long = plain(&format!("{}.tideboard.json", "x".repeat(1000)));
        assert_eq!(long.chars().count(), NAME_MAX);
        assert!(long.ends_with("x.tideboard.json"), "{long}");
        let chinese = plain(&format!("{}.tideboard.json", "板".repeat(200)));
        assert!(chinese.len() <= NAME_BYTES_MAX, "{chinese}");
        assert!(chinese.ends_with("板.tideboard.json"), "{chinese}");
        let cut_at_a_space = plain(&format!("{} {}.csv", "x".repeat(95), "y".repeat(9)));
        assert_eq!(cut_at_a_space, format!("{}.csv", "x".repeat(95)));
        assert_eq!(plain(&".".repeat(500)), "tideboard");
    }

    #[test]
    fn an_ending_is_told_from_a_dot_in_the_name() {
        assert_eq!(split("Line 3.tideboard.json"), ("Line 3", ".tideboard.json"));
        assert_eq!(split("Version 1.2.json"), ("Version 1.2", ".json"));
        assert_eq!(split("Version 1.2"), ("Version 1.2", ""));
        assert_eq!(split("tideboard-backup"), ("tideboard-backup", ""));
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("board.json"), "old").unwrap();
        assert_eq!(free(dir.path(), "board.json").unwrap(), dir.path().join("board (2).json"));
        fs::write(dir.path().join("board.tideboard.json"), "old").unwrap();
        let second = dir.path().join("board (2).tideboard.json");
        assert_eq!(free(dir.path(), "board.tideboard.json").unwrap(), second);
        assert_eq!(free(dir.path(), "new.json").unwrap(), dir.path().join("new.json"));
        fs::create_dir(dir.path().join("backup")).unwrap();
        assert_eq!(free(dir.path(), "backup").unwrap(), dir.path().join("backup (2)"));
    }
}
