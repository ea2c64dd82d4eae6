//! Backing a profile up, putting a backup in its place, and erasing it.

use crate::{
    profile::Profile,
    store::{
        SqliteStore, Store as _,
        sqlite::{self, in_words},
    },
};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use tideboard_backup::{put_in_place, remove, set_aside, wholly};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::ApiError;

pub use sqlite::Content as BackupContent;

/// Writes all that a profile holds into a new file, also while a client runs on it.
pub fn back_up(data_dir: &Path, to: &Path) -> Result<(), ApiError> {
    Ok(sqlite::back_up(&Profile::database_in(data_dir), to)?)
}

/// Looks into a backup, from end to end. It stays as it is.
pub fn look_into(backup: &Path) -> Result<BackupContent, ApiError> {
    Ok(sqlite::content(backup)?)
}

/// Puts a backup in the place of a profile's store; no client may run on it. What was there stays
/// beside it, in the file that is answered.
///
/// A computer that fails at any moment leaves the former store or the restored.
pub fn restore(data_dir: &Path, backup: &Path) -> Result<Option<PathBuf>, ApiError> {
    let profile = Profile::open(data_dir)?;
    look_into(backup)?;
    let store = profile.database();
    let fresh = store.with_extension("restoring");
    wholly(&fresh, || {
        sqlite::prepare(backup, &fresh)?;
        reached(Point::ClientRestoreReady);
        let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let kept = set_aside(&store, &stamp).map_err(|error| in_words(&store, error))?;
        reached(Point::ClientRestoreKept);
        put_in_place(&fresh, &store).map_err(|error| in_words(&store, error))?;
        reached(Point::ClientRestored);
        Ok(kept)
    })
}

/// Deletes a profile's store and what restoring left beside it; no client may run on it. Answers the
/// addresses of the servers it knew.
pub fn erase(data_dir: &Path) -> Result<Vec<String>, ApiError> {
    let profile = Profile::open(data_dir)?;
    let accounts = SqliteStore::open(&profile.database()).and_then(|store| store.accounts());
    let addresses = match accounts {
        Ok(accounts) => accounts.into_iter().filter_map(|account| account.url).collect(),
        Err(error) => {
            tracing::warn!(%error, "which servers it knew cannot be read any more");
            Vec::new()
        }
    };
    profile.reserve().release();
    for store in profile.databases()? {
        remove(&store).map_err(|error| in_words(&store, error))?;
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Client, ClientConfig};
    use std::fs;
    use tideboard_protocol::settings::RealtimeConfig;
    use tideboard_protocol::{BoardId, ErrorCode, OpKind, RecordId, ipc::EditRequest};

    async fn open(data_dir: &Path) -> Client {
        let config = ClientConfig {
            data_dir: data_dir.to_owned(),
            device_name: "test".to_owned(),
            app: "test/1".to_owned(),
            realtime: RealtimeConfig::default(),
        };
        Client::open(config).await.unwrap()
    }

    /// Makes a record that waits for a server.
    async fn creates(client: &Client, record: &str) {
        let (board, record): (BoardId, RecordId) = ("b".parse().unwrap(), record.parse().unwrap());
        let edit = EditRequest {
            kind: OpKind::Create,
            record_kind: Some("note".to_owned()),
            ..EditRequest::patch(board, record)
        };
        client.edit(edit).await.unwrap();
    }

    async fn unsent(data_dir: &Path) -> u32 {
        let client = open(data_dir).await;
        let unsent = client.status().await.unwrap().0.unsent;
        client.shutdown().await;
        unsent
    }

    #[tokio::test]
    async fn a_backup_of_a_running_client_comes_back_whole_and_the_former_store_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (data, backup) = (dir.path().join("data"), dir.path().join("backup.db"));
        let client = open(&data).await;
        creates(&client, "one").await;
        back_up(&data, &backup).unwrap();
        creates(&client, "two").await;
        assert_eq!(look_into(&backup).unwrap().unsent, 1);
        let in_use = restore(&data, &backup).unwrap_err();
        assert_eq!(in_use.code, ErrorCode::ProfileInUse);
        client.shutdown().await;

        let kept = restore(&data, &backup).unwrap().unwrap();
        assert_eq!(unsent(&data).await, 1);
        assert_eq!(look_into(&kept).unwrap().unsent, 2);
        restore(&data, &kept).unwrap();
        assert_eq!(unsent(&data).await, 2, "what was set aside is a backup, too");
        assert_eq!(look_into(&backup).unwrap().unsent, 1, "a backup stays as it is");
    }

    #[tokio::test]
    async fn what_is_no_backup_is_refused_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let client = open(&data).await;
        creates(&client, "one").await;
        client.shutdown().await;
        let text = dir.path().join("text.db");
        fs::write(&text, "no database").unwrap();
        let foreign = dir.path().join("foreign.db");
        rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (v)").unwrap();
        let empty = dir.path().join("empty.db");
        fs::write(&empty, "").unwrap();
        let half = dir.path().join("half.db");
        back_up(&data, &half).unwrap();
        let bytes = fs::read(&half).unwrap();
        fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
        for file in [text, foreign, empty, half, dir.path().join("none.db")] {
            restore(&data, &file).unwrap_err();
        }
        assert_eq!(unsent(&data).await, 1);
        let left = fs::read_dir(&data).unwrap().count();
        restore(&data, &dir.path().join("none.db")).unwrap_err();
        assert_eq!(fs::read_dir(&data).unwrap().count(), left);
    }

    #[tokio::test]
    async fn a_copy_never_takes_the_place_of_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let client = open(dir.path()).await;
        let to = dir.path().join("backup.db");
        fs::write(&to, "mine").unwrap();
        back_up(dir.path(), &to).unwrap_err();
        assert_eq!(fs::read(&to).unwrap(), b"mine");
        client.shutdown().await;
    }

    #[tokio::test]
    async fn erased_means_gone_with_all_that_was_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let (data, backup) = (dir.path().join("data"), dir.path().join("backup.db"));
        let client = open(&data).await;
        creates(&client, "one").await;
        back_up(&data, &backup).unwrap();
        assert_eq!(erase(&data).unwrap_err().code, ErrorCode::ProfileInUse);
        client.shutdown().await;
        restore(&data, &backup).unwrap();
        fs::write(data.join("settings.json"), "{}").unwrap();
        erase(&data).unwrap();
        let left = fs::read_dir(&data).unwrap().map(|it| it.unwrap().file_name());
        let mut left: Vec<_> = left.collect();
        left.sort();
        assert_eq!(left, ["lock", "settings.json"], "only what is not the store's");
        assert_eq!(unsent(&data).await, 0);
    }
}
