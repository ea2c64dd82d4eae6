//! Access tokens: in the operating system's keychain, else in memory for this run.
//!
//! A token never goes into settings, database or logs. A keychain may block on a question to the
//! user, so it is asked on a thread of its own kind.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tideboard_protocol::{ApiError, ErrorCode, ipc::TokenStorage};

/// Where tokens go. A trait, so that tests need no desktop.
trait Keychain: Send + Sync {
    fn read(&self, account: &str) -> Result<Option<String>, String>;
    fn write(&self, account: &str, token: &str) -> Result<(), String>;
    fn forget(&self, account: &str) -> Result<(), String>;
}

/// Tokens of one profile.
#[derive(Clone)]
pub struct Secrets {
    profile: String,
    keychain: Arc<dyn Keychain>,
    session: Arc<Mutex<HashMap<String, String>>>,
    /// Of the environment; wins.
    given: Option<String>,
}

/// What the keychain said about a token.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The token, if there is one.
    pub token: Option<String>,
    /// Why the keychain could not be asked.
    pub trouble: Option<ApiError>,
}

impl Secrets {
    /// Tokens of the profile with this name; `given` comes from the environment.
    pub fn new(profile: String, given: Option<String>) -> Self {
        Self::in_keychain(profile, given, Arc::new(SystemKeychain))
    }

    fn in_keychain(profile: String, given: Option<String>, keychain: Arc<dyn Keychain>) -> Self {
        Self { profile, keychain, session: Arc::default(), given }
    }

    /// The token given for this run.
    pub fn given(&self) -> Option<&str> {
        self.given.as_deref()
    }

    /// Finds the token for a server.
    pub async fn find(&self, url: &str) -> Found {
        if let Some(token) = &self.given {
            return Found { token: Some(token.clone()), trouble: None };
        }
        let account = self.account(url);
        let remembered = self.session().get(&account).cloned();
        if remembered.is_some() {
            return Found { token: remembered, trouble: None };
        }
        let keychain = self.keychain.clone();
        match blocking(move || keychain.read(&account)).await {
            Ok(token) => Found { token, trouble: None },
            Err(error) => Found { token: None, trouble: Some(no_keychain(&error)) },
        }
    }

    /// Keeps the token for a server; the error says why it is kept for this run only.
    pub async fn keep(&self, url: &str, token: &str) -> (TokenStorage, Option<ApiError>) {
        let account = self.account(url);
        // For this run in any case: the keychain need not be asked again, and may be locked then.
        self.session().insert(account.clone(), token.to_owned());
        let (keychain, token) = (self.keychain.clone(), token.to_owned());
        match blocking(move || keychain.write(&account, &token)).await {
            Ok(()) => (TokenStorage::Keychain, None),
            Err(error) => (TokenStorage::Session, Some(no_keychain(&error))),
        }
    }

    /// Forgets the token for a server; the error says why the keychain may still hold it.
    pub async fn forget(&self, url: &str) -> Option<ApiError> {
        let account = self.account(url);
        self.session().remove(&account);
        let keychain = self.keychain.clone();
        let forgotten = blocking(move || keychain.forget(&account)).await;
        forgotten.err().map(|error| {
            let words = format!("The keychain may still hold the access token ({error}).");
            ApiError::new(ErrorCode::NoKeychain, words)
        })
    }

    fn account(&self, url: &str) -> String {
        format!("{} {url}", self.profile)
    }

    fn session(&self) -> std::sync::MutexGuard<'_, HashMap<String, String>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn blocking<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    match tauri::async_runtime::spawn_blocking(ask).await {
        Ok(answer) => answer,
        Err(error) => Err(error.to_string()),
    }
}

fn no_keychain(error: &str) -> ApiError {
    ApiError::new(
        ErrorCode::NoKeychain,
        format!(
            "The keychain of this computer cannot be used, so the access token is kept only until \
             Tideboard quits ({error})."
        ),
    )
}

struct SystemKeychain;

impl SystemKeychain {
    fn entry(account: &str) -> Result<keyring::Entry, String> {
        keyring::Entry::new(crate::folders::APP_ID, account).map_err(|error| in_words(&error))
    }
}

impl Keychain for SystemKeychain {
    fn read(&self, account: &str) -> Result<Option<String>, String> {
        match Self::entry(account)?.get_password() {
            Ok(token) => Ok(Some(token)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(in_words(&error)),
        }
    }

    fn write(&self, account: &str, token: &str) -> Result<(), String> {
        Self::entry(account)?.set_password(token).map_err(|error| in_words(&error))
    }

    fn forget(&self, account: &str) -> Result<(), String> {
        match Self::entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(in_words(&error)),
        }
    }
}

/// Some of the library's errors carry the secret itself; those are named without their content.
fn in_words(error: &keyring::Error) -> String {
    match error {
        keyring::Error::PlatformFailure(cause) | keyring::Error::NoStorageAccess(cause) => {
            cause.to_string()
        }
        keyring::Error::BadEncoding(_) => "the stored token is not text".to_owned(),
        keyring::Error::Ambiguous(_) => "there is more than one token for this server".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "wss://board.example/api/realtime";

    #[derive(Default)]
    struct Working(Mutex<HashMap<String, String>>);

    impl Keychain for Working {
        fn read(&self, account: &str) -> Result<Option<String>, String> {
            Ok(self.0.lock().unwrap().get(account).cloned())
        }

        fn write(&self, account: &str, token: &str) -> Result<(), String> {
            self.0.lock().unwrap().insert(account.to_owned(), token.to_owned());
            Ok(())
        }

        fn forget(&self, account: &str) -> Result<(), String> {
            self.0.lock().unwrap().remove(account);
            Ok(())
        }
    }

    struct Missing;

    impl Keychain for Missing {
        fn read(&self, _: &str) -> Result<Option<String>, String> {
            Err("no secret service".to_owned())
        }

        fn write(&self, _: &str, _: &str) -> Result<(), String> {
            Err("no secret service".to_owned())
        }

        fn forget(&self, _: &str) -> Result<(), String> {
            Err("no secret service".to_owned())
        }
    }

    fn secrets(
        profile: &str,
        given: Option<&str>,
        keychain: &Arc<impl Keychain + 'static>,
    ) -> Secrets {
        Secrets::in_keychain(profile.to_owned(), given.map(str::to_owned), keychain.clone())
    }

    fn found(token: &str) -> Found {
        Found { token: Some(token.to_owned()), trouble: None }
    }

    #[tokio::test]
    async fn a_token_survives_the_run_and_belongs_to_profile_and_server() {
        let keychain = Arc::new(Working::default());
        let kept = secrets("day", None, &keychain).keep(URL, "s3cret").await;
        assert_eq!(kept, (TokenStorage::Keychain, None));
        assert_eq!(secrets("day", None, &keychain).find(URL).await, found("s3cret"));
        assert_eq!(secrets("night", None, &keychain).find(URL).await.token, None);
        assert_eq!(secrets("day", None, &keychain).find("wss://other").await.token, None);
    }

    #[tokio::test]
    async fn a_forgotten_token_is_gone_from_memory_and_keychain() {
        let keychain = Arc::new(Working::default());
        let day = secrets("day", None, &keychain);
        day.keep(URL, "s3cret").await;
        assert_eq!(day.forget(URL).await, None);
        assert_eq!(day.find(URL).await.token, None);
        assert_eq!(secrets("day", None, &keychain).find(URL).await.token, None);
        let without = secrets("day", None, &Arc::new(Missing));
        without.keep(URL, "s3cret").await;
        assert!(without.forget(URL).await.is_some(), "what may be left is said");
    }

    #[tokio::test]
    async fn the_environment_wins() {
        let keychain = Arc::new(Working::default());
        secrets("day", None, &keychain).keep(URL, "old").await;
        assert_eq!(secrets("day", Some("given"), &keychain).find(URL).await, found("given"));
    }

    #[tokio::test]
    async fn without_a_keychain_the_token_lasts_for_the_run_and_that_is_said() {
        let keychain = Arc::new(Missing);
        let secrets = secrets("day", None, &keychain);
        let (storage, trouble) = secrets.keep(URL, "s3cret").await;
        assert_eq!(storage, TokenStorage::Session);
        let trouble = trouble.unwrap();
        assert_eq!(trouble.code, ErrorCode::NoKeychain);
        assert!(!trouble.message.contains("s3cret"));
        assert_eq!(secrets.find(URL).await, found("s3cret"));
        assert!(secrets.find("wss://other").await.trouble.is_some());
    }
}
