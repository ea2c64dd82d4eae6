//! A store that does as it is told, over one that works.

use crate::store::{AccountEntry, AccountId, JournalQuery, Store, StoreError};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, mpsc::Receiver},
};
use tideboard_protocol::ClientId;
use tideboard_sync_core::stored::{JournalRow, Stored, Write};

/// A store whose commits fail, or wait, as told.
pub struct Moody<S> {
    store: S,
    pub moods: Arc<Mutex<VecDeque<Mood>>>,
    pub commits: Arc<Mutex<usize>>,
}

/// What becomes of the next commit.
pub enum Mood {
    Fails(StoreError),
    WaitsFor(Receiver<()>),
}

impl<S: Store> Moody<S> {
    pub fn over(store: S) -> Self {
        Self { store, moods: Arc::default(), commits: Arc::default() }
    }
}

impl<S: Store> Store for Moody<S> {
    fn accounts(&self) -> Result<Vec<AccountEntry>, StoreError> {
        self.store.accounts()
    }
    fn create_account(&mut self, client_id: ClientId) -> Result<AccountId, StoreError> {
        self.store.create_account(client_id)
    }
    fn use_account(&mut self, account: AccountId, url: Option<&str>) -> Result<(), StoreError> {
        self.store.use_account(account, url)
    }
    fn merge_account(&mut self, from: AccountId, into: AccountId) -> Result<(), StoreError> {
        self.store.merge_account(from, into)
    }
    fn load(&self, account: AccountId) -> Result<Stored, StoreError> {
        self.store.load(account)
    }
    fn commit(&mut self, account: AccountId, writes: &[Write]) -> Result<(), StoreError> {
        *self.commits.lock().unwrap() += 1;
        let mood = self.moods.lock().unwrap().pop_front();
        match mood {
            Some(Mood::Fails(error)) => return Err(error),
            Some(Mood::WaitsFor(signal)) => drop(signal.recv()),
            None => {}
        }
        self.store.commit(account, writes)
    }
    fn journal(
        &self,
        account: AccountId,
        query: JournalQuery,
    ) -> Result<Vec<(i64, JournalRow)>, StoreError> {
        self.store.journal(account, query)
    }
    fn journal_row(&self, account: AccountId, id: i64) -> Result<Option<JournalRow>, StoreError> {
        self.store.journal_row(account, id)
    }
    fn purge_journal(&mut self, before: jiff::Timestamp) -> Result<(), StoreError> {
        self.store.purge_journal(before)
    }
    fn reopen(&mut self) -> Result<(), StoreError> {
        self.store.reopen()
    }
}
