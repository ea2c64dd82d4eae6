//! Access tokens: in the operating system's keychain, else in memory for this run, or, where the user
//! asks for it, in a file.
//!
//! A token never goes into settings, database or logs. A keychain may block on a question to the
//! user, so it is asked on a thread of its own kind.

mod token_file;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tideboard_protocol::{ApiError, ErrorCode, ipc::TokenStorage};
use token_file::TokenFile;

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
    file: TokenFile,
    session: Arc<Mutex<HashMap<String, String>>>,
    /// Of the environment; wins.
    given: Option<String>,
}

/// What keychain and file said about a token.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The token, if there is one.
    pub token: Option<String>,
    /// Why one of them could not be asked.
    pub trouble: Option<ApiError>,
}

impl Secrets {
    /// Tokens of the profile with this name; `file` is for those without a keychain, `given` comes
    /// from the environment.
    pub fn new(profile: String, file: PathBuf, given: Option<String>) -> Self {
        Self::in_keychain(profile, file, given, Arc::new(SystemKeychain))
    }

    fn in_keychain(
        profile: String,
        file: PathBuf,
        given: Option<String>,
        keychain: Arc<dyn Keychain>,
    ) -> Self {
        let file = TokenFile::at(file);
        Self { profile, keychain, file, session: Arc::default(), given }
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
        // The file first: it is never older than what the keychain has, see `keep`.
        let of_file = match self.with_file(url, TokenFile::read).await {
            Ok(Some(token)) => return Found { token: Some(token), trouble: None },
            Ok(None) => None,
            Err(error) => Some(error),
        };
        let keychain = self.keychain.clone();
        match blocking(move || keychain.read(&account)).await {
            Ok(Some(token)) => Found { token: Some(token), trouble: None },
            Ok(None) => Found { token: None, trouble: of_file },
            Err(error) => {
                Found { token: None, trouble: of_file.or_else(|| Some(not_readable(&error))) }
            }
        }
    }

    /// Keeps the token for a server; the error says why it is kept for this run only, or what is left
    /// of an older one.
    pub async fn keep(&self, url: &str, token: &str) -> (TokenStorage, Option<ApiError>) {
        let account = self.account(url);
        // For this run in any case: the keychain need not be asked again, and may be locked then.
        self.session().insert(account.clone(), token.to_owned());
        // Whoever wanted it in the file wants the next one there as well. It is written before the
        // keychain is asked: a file that outlives this by any mishap is then not older.
        let wants_file = self.with_file(url, |file, url| Ok(file.is_for(url))).await;
        let written = match wants_file {
            Ok(true) => Some(self.write_file(url, token).await),
            Ok(false) | Err(_) => None,
        };
        let (keychain, for_keychain) = (self.keychain.clone(), token.to_owned());
        let in_keychain = blocking(move || keychain.write(&account, &for_keychain)).await;
        match (in_keychain, written) {
            (Ok(()), _) => {
                let removed = self.with_file(url, TokenFile::forget).await;
                (TokenStorage::Keychain, removed.err())
            }
            (Err(_), Some(Ok(()))) => (TokenStorage::File, None),
            (Err(_), Some(Err(error))) => (TokenStorage::Session, Some(only_for_now(&error))),
            (Err(error), None) => (TokenStorage::Session, Some(no_keychain(&error))),
        }
    }

    /// Keeps the token of this run in the file, because the user asked for it.
    pub async fn keep_in_file(&self, url: &str) -> Result<(), ApiError> {
        let remembered = self.session().get(&self.account(url)).cloned();
        let Some(token) = remembered.or_else(|| self.given.clone()) else {
            return Err(ApiError::new(ErrorCode::WrongState, "There is no access token to keep."));
        };
        self.write_file(url, &token).await
    }

    /// Forgets the token for a server; the error says where it may still be.
    pub async fn forget(&self, url: &str) -> Option<ApiError> {
        let account = self.account(url);
        self.session().remove(&account);
        let keychain = self.keychain.clone();
        let forgotten = blocking(move || keychain.forget(&account)).await;
        let removed = self.with_file(url, TokenFile::forget).await;
        let in_keychain = forgotten.err().map(|error| {
            let words = format!("The keychain may still hold the access token ({error}).");
            ApiError::new(ErrorCode::NoKeychain, words)
        });
        // What certainly is left comes first.
        removed.err().or(in_keychain)
    }

    async fn write_file(&self, url: &str, token: &str) -> Result<(), ApiError> {
        let token = token.to_owned();
        self.with_file(url, move |file, url| file.write(url, &token)).await
    }

    async fn with_file<T: Send + 'static>(
        &self,
        url: &str,
        work: impl FnOnce(&TokenFile, &str) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (file, url) = (self.file.clone(), url.to_owned());
        blocking(move || Ok(work(&file, &url)))
            .await
            .unwrap_or_else(|error| Err(ApiError::new(ErrorCode::Internal, error)))
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

/// The new token did not get into the file.
fn only_for_now(error: &ApiError) -> ApiError {
    let words = format!("{} It is kept only until Tideboard quits.", error.message);
    ApiError::new(error.code, words)
}

fn not_readable(error: &str) -> ApiError {
    ApiError::new(
        ErrorCode::NoKeychain,
        format!("The keychain of this computer cannot be asked for the access token ({error})."),
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

    /// A computer: a keychain, or none, and a folder.
    struct Computer<K> {
        keychain: Arc<K>,
        folder: tempfile::TempDir,
    }

    impl<K: Keychain + 'static> Computer<K> {
        fn with(keychain: K) -> Self {
            Self { keychain: Arc::new(keychain), folder: tempfile::tempdir().unwrap() }
        }

        fn file(&self) -> PathBuf {
            self.folder.path().join("access-token")
        }

        /// A run of a profile.
        fn run(&self, profile: &str, given: Option<&str>) -> Secrets {
            let given = given.map(str::to_owned);
            let file = self.file();
            Secrets::in_keychain(profile.to_owned(), file, given, self.keychain.clone())
        }

        /// The same folder with another keychain.
        fn after<T: Keychain + 'static>(self, keychain: T) -> Computer<T> {
            Computer { keychain: Arc::new(keychain), folder: self.folder }
        }
    }

    fn found(token: &str) -> Found {
        Found { token: Some(token.to_owned()), trouble: None }
    }

    #[tokio::test]
    async fn a_token_survives_the_run_and_belongs_to_profile_and_server() {
        let computer = Computer::with(Working::default());
        let kept = computer.run("day", None).keep(URL, "s3cret").await;
        assert_eq!(kept, (TokenStorage::Keychain, None));
        assert_eq!(computer.run("day", None).find(URL).await, found("s3cret"));
        assert_eq!(computer.run("night", None).find(URL).await.token, None);
        assert_eq!(computer.run("day", None).find("wss://other").await.token, None);
        assert!(!computer.file().exists(), "nobody asked for a file");
    }

    #[tokio::test]
    async fn a_forgotten_token_is_gone_from_memory_and_keychain() {
        let computer = Computer::with(Working::default());
        let day = computer.run("day", None);
        day.keep(URL, "s3cret").await;
        assert_eq!(day.forget(URL).await, None);
        assert_eq!(day.find(URL).await.token, None);
        assert_eq!(computer.run("day", None).find(URL).await.token, None);
        let without = Computer::with(Missing).run("day", None);
        without.keep(URL, "s3cret").await;
        assert!(without.forget(URL).await.is_some(), "what may be left is said");
    }

    #[tokio::test]
    async fn the_environment_wins() {
        let computer = Computer::with(Working::default());
        computer.run("day", None).keep(URL, "old").await;
        assert_eq!(computer.run("day", Some("given")).find(URL).await, found("given"));
    }

    #[tokio::test]
    async fn without_a_keychain_the_token_lasts_for_the_run_and_that_is_said() {
        let computer = Computer::with(Missing);
        let secrets = computer.run("day", None);
        let (storage, trouble) = secrets.keep(URL, "s3cret").await;
        assert_eq!(storage, TokenStorage::Session);
        let trouble = trouble.unwrap();
        assert_eq!(trouble.code, ErrorCode::NoKeychain);
        assert!(!trouble.message.contains("s3cret"));
        assert_eq!(secrets.find(URL).await, found("s3cret"));
        assert!(secrets.find("wss://other").await.trouble.is_some());
        assert!(!computer.file().exists(), "nobody asked for a file");
    }

    #[tokio::test]
    async fn without_a_keychain_the_token_goes_into_a_file_where_that_is_asked_for() {
        let computer = Computer::with(Missing);
        let secrets = computer.run("day", None);
        let error = secrets.keep_in_file(URL).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::WrongState, "there is none yet");
        secrets.keep(URL, "s3cret").await;
        secrets.keep_in_file(URL).await.unwrap();
        assert_eq!(computer.run("day", None).find(URL).await, found("s3cret"));
        // The next one follows it without being asked for again; that of another server does not.
        let kept = computer.run("day", None).keep(URL, "renewed").await;
        assert_eq!(kept, (TokenStorage::File, None));
        assert_eq!(computer.run("day", None).find(URL).await, found("renewed"));
        let (storage, _) = computer.run("day", None).keep("wss://other", "another").await;
        assert_eq!(storage, TokenStorage::Session);
        let other = computer.run("day", None).find("wss://other").await;
        assert_eq!(other.token, None);
        assert!(other.trouble.unwrap().message.contains(URL), "the file is another server's");
    }

    #[tokio::test]
    async fn signing_out_removes_the_file() {
        let computer = Computer::with(Missing);
        let secrets = computer.run("day", Some("given"));
        secrets.keep_in_file(URL).await.unwrap();
        assert!(computer.file().exists());
        secrets.forget(URL).await;
        assert!(!computer.file().exists());
    }

    #[tokio::test]
    async fn a_keychain_that_works_again_takes_the_next_token_and_the_file_goes() {
        let without = Computer::with(Missing);
        let secrets = without.run("day", None);
        secrets.keep(URL, "s3cret").await;
        secrets.keep_in_file(URL).await.unwrap();
        let computer = without.after(Working::default());
        assert_eq!(computer.run("day", None).find(URL).await, found("s3cret"));
        let kept = computer.run("day", None).keep(URL, "renewed").await;
        assert_eq!(kept, (TokenStorage::Keychain, None));
        assert!(!computer.file().exists());
        assert_eq!(computer.run("day", None).find(URL).await, found("renewed"));
    }

    #[tokio::test]
    async fn a_newer_token_in_the_file_wins_over_an_older_one_in_the_keychain() {
        let computer = Computer::with(Working::default());
        computer.run("day", None).keep(URL, "old").await;
        let entries = computer.keychain.clone();
        // It is locked for a while.
        let locked = computer.after(Missing);
        let secrets = locked.run("day", None);
        secrets.keep(URL, "new").await;
        secrets.keep_in_file(URL).await.unwrap();
        let computer = Computer { keychain: entries, folder: locked.folder };
        assert_eq!(computer.run("day", None).find(URL).await, found("new"));
        // What the keychain takes next is the only one again.
        computer.run("day", None).keep(URL, "newest").await;
        assert_eq!(computer.run("day", None).find(URL).await, found("newest"));
        assert!(!computer.file().exists());
    }

    #[tokio::test]
    async fn where_the_new_token_does_not_get_into_the_file_its_short_life_is_said() {
        let computer = Computer::with(Missing);
        let secrets = computer.run("day", Some("s3cret"));
        secrets.keep_in_file(URL).await.unwrap();
        std::fs::create_dir(computer.file().with_extension("unfinished")).unwrap();
        let (storage, trouble) = computer.run("day", None).keep(URL, "renewed").await;
        assert_eq!(storage, TokenStorage::Session);
        let words = trouble.unwrap().message;
        assert!(words.contains("access-token") && !words.contains("renewed"), "{words}");
        assert!(words.ends_with("only until Tideboard quits."), "{words}");
    }

    #[tokio::test]
    async fn a_damaged_file_is_named_and_no_token() {
        let computer = Computer::with(Missing);
        std::fs::write(computer.file(), "{").unwrap();
        let damaged = computer.run("day", None).find(URL).await;
        assert_eq!(damaged.token, None);
        assert!(damaged.trouble.unwrap().message.contains("access-token"));
        let computer = computer.after(Working::default());
        let damaged = computer.run("day", None).find(URL).await;
        assert!(damaged.trouble.unwrap().message.contains("access-token"), "nor has the keychain");
        let account = format!("day {URL}");
        computer.keychain.write(&account, "s3cret").unwrap();
        assert_eq!(computer.run("day", None).find(URL).await, found("s3cret"));
    }
}
