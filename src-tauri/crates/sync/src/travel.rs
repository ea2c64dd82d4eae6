//! Unsent changes in a file, for another computer of the same user.
//!
//! The file is JSON, encrypted with a passphrase in the age format (<https://age-encryption.org/v1>,
//! ASCII armour), so that it may travel on any stick.

use crate::store::{StoreError, payload};
use age::{scrypt, secrecy::SecretString};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tideboard_protocol::{ApiError, ErrorCode, Op, ServerId, limits::QUEUE_FULL};
use tideboard_sync_core::stored::{Bound, OpState, QueueRow};

/// Version of the file's content.
const VERSION: u32 = 1;
/// Shortest passphrase, in characters.
const PASSPHRASE_MIN: usize = 8;
/// Cost of a passphrase: 2^16 rounds of scrypt take about 64 MB and a third of a second.
const WORK_FACTOR: u8 = 16;
/// Dearest passphrase that is tried when a file is opened.
const MAX_WORK_FACTOR: u8 = 20;
/// Largest file that is taken in, in bytes of text.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// Unsent changes in a text that a passphrase opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The text, in the age format with ASCII armour.
    pub sealed: String,
    /// How many changes it holds.
    pub changes: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct ChangesFile {
    tideboard_changes: u32,
    server_id: Option<ServerId>,
    user: Option<String>,
    exported_at: Timestamp,
    changes: Vec<Change>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Change {
    op: Op,
    before: Box<RawValue>,
    joined: u32,
}

/// Refuses passphrases that are no protection.
pub fn check_passphrase(passphrase: &str) -> Result<(), ApiError> {
    if passphrase.chars().count() < PASSPHRASE_MIN {
        let words = format!("A passphrase has at least {PASSPHRASE_MIN} characters.");
        return Err(ApiError::new(ErrorCode::InvalidValue, words));
    }
    Ok(())
}

/// Encrypts changes.
pub async fn seal(
    rows: Vec<QueueRow>,
    account: Option<Bound>,
    passphrase: String,
) -> Result<Exported, ApiError> {
    blocking(move || {
        let changes = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let content = write(rows, account.as_ref()).map_err(internal)?;
        let sealed = encrypt(&content, passphrase).map_err(internal)?;
        Ok(Exported { sealed, changes })
    })
    .await
}

/// Decrypts changes of the same user on the same server.
pub async fn open(
    sealed: String,
    account: Option<Bound>,
    passphrase: String,
) -> Result<Vec<QueueRow>, ApiError> {
    if sealed.len() > MAX_BYTES {
        return Err(ApiError::new(ErrorCode::TooLarge, "The file is too large."));
    }
    blocking(move || {
        let content = decrypt(&sealed, passphrase)?;
        let file: ChangesFile = serde_json::from_slice(&content).map_err(unreadable)?;
        if file.tideboard_changes > VERSION {
            let words = "The file was written by a newer version of Tideboard.";
            return Err(ApiError::new(ErrorCode::UnsupportedVersion, words));
        }
        check_owner(&file, account.as_ref())?;
        if file.changes.len() > QUEUE_FULL {
            return Err(ApiError::new(ErrorCode::TooLarge, "The file holds too many changes."));
        }
        file.changes.into_iter().map(row).collect()
    })
    .await
}

/// Changes go nowhere but to the server and user that they were made for.
fn check_owner(file: &ChangesFile, account: Option<&Bound>) -> Result<(), ApiError> {
    let Some(server) = file.server_id else { return Ok(()) };
    let same = account.is_some_and(|bound| {
        bound.server_id == server && file.user.as_deref() == Some(bound.user.id.as_str())
    });
    if same {
        return Ok(());
    }
    let user = file.user.as_deref().unwrap_or("somebody");
    Err(ApiError::new(
        ErrorCode::Forbidden,
        format!(
            "These changes were made by {user} for another server. Connect to that server as {user} first."
        ),
    ))
}

fn write(rows: Vec<QueueRow>, account: Option<&Bound>) -> Result<Vec<u8>, StoreError> {
    let change = |row: QueueRow| {
        let before = RawValue::from_string(payload::encode_before(&row.before)?);
        let before = before.map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Change { op: row.op, before, joined: row.joined })
    };
    let file = ChangesFile {
        tideboard_changes: VERSION,
        server_id: account.map(|bound| bound.server_id),
        user: account.map(|bound| bound.user.id.clone()),
        exported_at: Timestamp::now(),
        changes: rows.into_iter().map(change).collect::<Result<_, StoreError>>()?,
    };
    payload::encode(&file).map(String::into_bytes)
}

fn row(change: Change) -> Result<QueueRow, ApiError> {
    Ok(QueueRow {
        order: 0,
        before: payload::decode_before(change.before.get()).map_err(unreadable)?,
        op: change.op,
        state: OpState::Queued,
        frozen: true,
        joined: change.joined,
    })
}

fn encrypt(content: &[u8], passphrase: String) -> Result<String, age::EncryptError> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase));
    recipient.set_work_factor(WORK_FACTOR);
    age::encrypt_and_armor(&recipient, content)
}

fn decrypt(sealed: &str, passphrase: String) -> Result<Vec<u8>, ApiError> {
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    age::decrypt(&identity, sealed.as_bytes()).map_err(|error| match error {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => {
            ApiError::new(ErrorCode::InvalidValue, "The passphrase does not open this file.")
        }
        other => unreadable(other),
    })
}

fn unreadable(error: impl std::fmt::Display) -> ApiError {
    let words = format!("This is no file of Tideboard's unsent changes: {error}.");
    ApiError::new(ErrorCode::InvalidValue, words)
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::Internal, error.to_string())
}

/// Passphrases take their time on purpose.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tideboard_protocol::{Epoch, frame::User};
    use uuid::Uuid;

    const PASSPHRASE: &str = "correct horse";

    fn account(user: &str) -> Option<Bound> {
        Some(Bound {
            server_id: ServerId(Uuid::from_u128(1)),
            epoch: Epoch(Uuid::from_u128(2)),
            user: User { id: user.to_owned(), name: "Ana".to_owned() },
        })
    }

    fn a_change() -> QueueRow {
        let op = json!({"op_id": Uuid::from_u128(7), "board": "b", "record": "r", "base": 3,
            "kind": "patch", "set": {"a": null}, "at": "2026-01-02T03:04:05Z"});
        let path = |text: &str| text.parse().unwrap();
        QueueRow {
            order: 5,
            op: serde_json::from_value(op).unwrap(),
            before: [(path("a"), Some(json!(null))), (path("b"), None)].into(),
            state: OpState::Sent,
            frozen: true,
            joined: 2,
        }
    }

    async fn sealed() -> String {
        let sealed = seal(vec![a_change()], account("ana"), PASSPHRASE.to_owned()).await.unwrap();
        assert_eq!(sealed.changes, 1);
        sealed.sealed
    }

    #[tokio::test]
    async fn changes_arrive_as_they_left_and_wait_to_be_sent() {
        let sealed = sealed().await;
        assert!(sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
        let rows = open(sealed, account("ana"), PASSPHRASE.to_owned()).await.unwrap();
        assert_eq!(rows, [QueueRow { order: 0, state: OpState::Queued, ..a_change() }]);
    }

    #[tokio::test]
    async fn another_user_a_wrong_passphrase_and_nonsense_are_refused_in_words() {
        let sealed = sealed().await;
        for (text, user, passphrase, code) in [
            (sealed.clone(), "ben", PASSPHRASE, ErrorCode::Forbidden),
            (sealed.clone(), "ana", "wrong horse", ErrorCode::InvalidValue),
            (sealed[..sealed.len() / 2].to_owned(), "ana", PASSPHRASE, ErrorCode::InvalidValue),
            ("hello".to_owned(), "ana", PASSPHRASE, ErrorCode::InvalidValue),
        ] {
            let refused = open(text, account(user), passphrase.to_owned()).await.unwrap_err();
            assert_eq!(refused.code, code, "{}", refused.message);
        }
        assert!(check_passphrase("short").is_err());
    }
}
