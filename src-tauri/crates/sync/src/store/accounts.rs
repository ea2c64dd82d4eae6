//! Which account to work on.

use super::{AccountEntry, AccountId, Store, StoreError};
use tideboard_protocol::{ClientId, ServerId};

/// The account to show before any server is set: the last used, else a new one.
pub fn account_for_start(store: &mut dyn Store, fresh: ClientId) -> Result<AccountId, StoreError> {
    match store.accounts()?.first() {
        Some(entry) => Ok(entry.id),
        None => store.create_account(fresh),
    }
}

/// The account for a server's address: the last used there, else one that knows no server yet,
/// else a new one. It counts as used.
pub fn account_for_url(
    store: &mut dyn Store,
    url: &str,
    fresh: ClientId,
) -> Result<AccountId, StoreError> {
    let accounts = store.accounts()?;
    let there = accounts.iter().find(|entry| entry.url.as_deref() == Some(url));
    let chosen = there.or_else(|| accounts.iter().find(|entry| knows_no_server(entry)));
    let account = match chosen {
        Some(entry) => entry.id,
        None => store.create_account(fresh)?,
    };
    store.use_account(account, Some(url))?;
    Ok(account)
}

/// The account of a user on a server, if there is one.
pub fn account_for_identity(
    store: &dyn Store,
    server_id: ServerId,
    user_id: &str,
) -> Result<Option<AccountId>, StoreError> {
    let is_it = |entry: &&AccountEntry| {
        entry
            .identity
            .as_ref()
            .is_some_and(|(server, user)| *server == server_id && user == user_id)
    };
    Ok(store.accounts()?.iter().find(is_it).map(|entry| entry.id))
}

fn knows_no_server(entry: &AccountEntry) -> bool {
    entry.url.is_none() && entry.identity.is_none()
}
