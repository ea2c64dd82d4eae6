//! What the client keeps on disk.
//!
//! [`Store`] is the seam between the actor and the disk: [`SqliteStore`] for life, [`MemoryStore`]
//! for tests; one conformance suite holds for both. A commit is all or nothing and durable when
//! it returns. The actor calls a store where it runs itself, so a commit may block.
//!
//! Rows belong to an account (one user on one server) and never move to another, with one
//! exception: what was edited before a server was known goes to the first account that answers
//! there (see [`Store::merge_account`]).

mod accounts;
#[cfg(test)]
mod conformance;
mod memory;
pub(crate) mod payload;
mod salvage;
pub(crate) mod sqlite;

pub use accounts::{account_for_identity, account_for_start, account_for_url};
pub use memory::MemoryStore;
pub use sqlite::SqliteStore;

use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use thiserror::Error;
use tideboard_protocol::{ApiError, ClientId, ErrorCode, ServerId};
use tideboard_sync_core::stored::{Ending, JournalRow, Stored, Write};

/// How long the journal keeps what left the queue.
pub const JOURNAL_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Key of an account on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub i64);

/// An account without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEntry {
    /// Its key.
    pub id: AccountId,
    /// Address it was last reached at; `None`: no server was known yet.
    pub url: Option<String>,
    /// Server and user id, once welcomed.
    pub identity: Option<(ServerId, String)>,
}

/// Which journal rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalQuery {
    /// Only those with a smaller key.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: usize,
    /// By how they ended.
    pub endings: Endings,
}

/// Which endings of own changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endings {
    /// All of them.
    Any,
    /// Those that are part of the confirmed state.
    Settled,
    /// All others.
    Unsettled,
}

impl Endings {
    /// Whether they include this one.
    pub fn include(self, ending: Ending) -> bool {
        match self {
            Self::Any => true,
            Self::Settled => ending == Ending::Settled,
            Self::Unsettled => ending != Ending::Settled,
        }
    }
}

impl JournalQuery {
    /// The newest rows, however they ended.
    pub fn newest(limit: usize) -> Self {
        Self { before: None, limit, endings: Endings::Any }
    }
}

/// Why the store did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// No room on the disk.
    #[error("the disk of this computer is full")]
    Full,
    /// The file is damaged or no database of this program.
    #[error("the database {} is damaged: {detail}", file.display())]
    Corrupt {
        /// The file.
        file: PathBuf,
        /// What was found.
        detail: String,
    },
    /// A newer version of the program wrote the file.
    #[error("the database {} was written by a newer version of Tideboard", file.display())]
    TooNew {
        /// The file.
        file: PathBuf,
    },
    /// The user may not read or write there.
    #[error("no permission to use {}", file.display())]
    PermissionDenied {
        /// File or folder.
        file: PathBuf,
    },
    /// Anything else.
    #[error("the database cannot be used: {0}")]
    Failed(String),
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = match error {
            StoreError::Full => ErrorCode::StorageFull,
            StoreError::Corrupt { .. } => ErrorCode::DatabaseCorrupt,
            StoreError::TooNew { .. } => ErrorCode::DatabaseTooNew,
            StoreError::PermissionDenied { .. } => ErrorCode::PermissionDenied,
            StoreError::Failed(_) => ErrorCode::StorageFailed,
        };
        ApiError::new(code, sentence(&error.to_string()))
    }
}

/// Two changes would stand in one place of the queue: one of them would be lost.
fn place_taken(order: u64) -> StoreError {
    StoreError::Failed(format!("place {order} of the queue is taken by another change"))
}

fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(rest).chain(['.']).collect()
}

/// A place that keeps accounts with their boards, queue and journal.
pub trait Store: Send {
    /// All accounts, the last used first.
    fn accounts(&self) -> Result<Vec<AccountEntry>, StoreError>;

    /// Makes an empty account that knows no server.
    fn create_account(&mut self, client_id: ClientId) -> Result<AccountId, StoreError>;

    /// Notes that an account is used now, at this address if there is one.
    fn use_account(&mut self, account: AccountId, url: Option<&str>) -> Result<(), StoreError>;

    /// Moves queue and wanted boards of an account that was never welcomed to one that was, behind
    /// what waits there, and removes the former.
    fn merge_account(&mut self, from: AccountId, into: AccountId) -> Result<(), StoreError>;

    /// Everything an engine starts from.
    ///
    /// Records of a board without a row are left out; a record without a row has a bare one.
    fn load(&self, account: AccountId) -> Result<Stored, StoreError>;

    /// Writes all in one transaction. After an error, what is on disk is either all or nothing of
    /// it, and the store may need [`Store::reopen`].
    fn commit(&mut self, account: AccountId, writes: &[Write]) -> Result<(), StoreError>;

    /// Like [`Store::commit`], only that a power cut may take it back until the next commit of the
    /// other kind; the end of the program does not. A cut takes back the last ones, never one from
    /// the middle.
    fn commit_unsynced(&mut self, account: AccountId, writes: &[Write]) -> Result<(), StoreError> {
        self.commit(account, writes)
    }

    /// Journal rows with their keys, newest first.
    fn journal(
        &self,
        account: AccountId,
        query: JournalQuery,
    ) -> Result<Vec<(i64, JournalRow)>, StoreError>;

    /// One journal row; `None`: there is none, or not any more.
    fn journal_row(&self, account: AccountId, id: i64) -> Result<Option<JournalRow>, StoreError>;

    /// Drops journal rows of all accounts that ended before this.
    fn purge_journal(&mut self, before: Timestamp) -> Result<(), StoreError>;

    /// Starts over from what is on disk.
    fn reopen(&mut self) -> Result<(), StoreError>;
}
