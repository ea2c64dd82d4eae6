//! Which server and account the actor works with, and changing them.
//!
//! Changing the account means another engine, built from what is on disk for it.

use super::{Actor, batch::face};
use crate::{
    address::ServerAddress,
    chance::SystemEntropy,
    clock,
    store::{AccountId, StoreError, account_for_identity, account_for_url},
};
use tideboard_protocol::ServerId;
use tideboard_sync_core::{Engine, Entropy as _, Input, stored::Stored};

impl Actor {
    pub(super) fn set_server(&mut self, address: Option<ServerAddress>) -> Result<(), StoreError> {
        self.flush();
        let Some(address) = address else {
            self.server = None;
            self.feed(Input::Server { url: None, has_token: false });
            return Ok(());
        };
        let fresh = SystemEntropy.client_id(clock::now().wall);
        let account = account_for_url(self.store.as_mut(), &address.url, fresh)?;
        if account != self.account {
            self.move_to(account)?;
        }
        let is_renewal = self.server.as_ref().is_some_and(|known| {
            known.url == address.url && known.token != address.token && address.token.is_some()
        });
        self.server = Some(address);
        if is_renewal {
            self.feed(Input::TokenRenewed);
        } else {
            self.greet_server();
        }
        Ok(())
    }

    pub(super) fn switch_account(
        &mut self,
        server_id: ServerId,
        user: &str,
    ) -> Result<(), StoreError> {
        let account = match account_for_identity(self.store.as_ref(), server_id, user)? {
            Some(account) => account,
            None => self.store.create_account(SystemEntropy.client_id(clock::now().wall))?,
        };
        self.note_address(account)?;
        self.move_to(account)?;
        self.greet_server();
        Ok(())
    }

    /// Goes on as an account that was known already, taking along what was edited meanwhile.
    pub(super) fn adopt_into(&mut self, known: AccountId) -> Result<(), StoreError> {
        self.store.merge_account(self.account, known)?;
        // From here on there is no way back: the former account is gone.
        self.account = known;
        self.note_address(known)?;
        self.move_to(known)?;
        self.greet_server();
        Ok(())
    }

    fn note_address(&mut self, account: AccountId) -> Result<(), StoreError> {
        let url = self.server.as_ref().map(|server| server.url.as_str());
        self.store.use_account(account, url)
    }

    /// Works on another account from now on. After an error everything is as before.
    fn move_to(&mut self, account: AccountId) -> Result<(), StoreError> {
        let stored = self.store.load(account)?;
        tracing::info!(account = account.0, "changing the account");
        self.hang_up();
        self.account = account;
        self.install(stored);
        Ok(())
    }

    /// Lets go of the socket without the engine, which is about to be replaced.
    pub(super) fn hang_up(&mut self) {
        self.hearing = None;
        if let Some(socket) = self.socket.take() {
            self.goodbye = Some(socket.close(1000));
        }
    }

    /// Tells the engine where the server is.
    pub(super) fn greet_server(&mut self) {
        let Some(server) = &self.server else { return };
        let url = Some(server.url.clone());
        let has_token = server.token.is_some();
        self.feed(Input::Server { url, has_token });
    }

    /// Builds the engine anew.
    pub(super) fn install(&mut self, stored: Stored) {
        self.bound = stored.account.bound.is_some();
        let config = self.config.clone();
        self.engine = Engine::new(config, Box::new(SystemEntropy), stored, clock::now());
        if self.review_after.is_some() {
            self.feed(Input::ReviewAfter(self.review_after));
        }
        if self.storage.is_full() {
            self.feed(Input::StorageFull);
        }
        self.watchers.mark_all(&face(&self.engine, &self.storage));
    }
}
