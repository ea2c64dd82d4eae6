//! The engine as the shell has it: opening, open, or failed for a reason.
//!
//! A failure is final for this run only where the folder itself is of no use. Otherwise opening is
//! tried again whenever a view attaches: the other program that held the profile may be gone.

use crate::{home, shell::Shell, status_feed, window};
use std::{sync::Arc, time::Duration};
use tideboard_protocol::{ApiError, ErrorCode, settings::Settings};
use tideboard_sync::{Client, ClientConfig};
use tokio::sync::{Mutex, watch};

const DATA: &str = "data";

/// The engine of this run.
pub struct Engine {
    opening: watch::Sender<Opening>,
    /// Held while opening, so that it is not tried twice at a time.
    attempt: Mutex<()>,
    may_try_again: bool,
}

#[derive(Clone)]
enum Opening {
    Underway,
    Open(Client),
    Failed(ApiError),
}

impl Engine {
    /// An engine that opens later, or never.
    pub fn new(failure: Option<ApiError>) -> Self {
        let may_try_again = failure.is_none();
        let opening = failure.map_or(Opening::Underway, Opening::Failed);
        Self { opening: watch::Sender::new(opening), attempt: Mutex::new(()), may_try_again }
    }

    /// The client, once it is open.
    pub async fn client(&self) -> Result<Client, ApiError> {
        let mut opening = self.opening.subscribe();
        let settled = opening.wait_for(|it| !matches!(it, Opening::Underway)).await;
        match settled.as_deref() {
            Ok(Opening::Open(client)) => Ok(client.clone()),
            Ok(Opening::Failed(error)) => Err(error.clone()),
            Ok(Opening::Underway) | Err(_) => {
                Err(ApiError::new(ErrorCode::ShuttingDown, "Tideboard is quitting."))
            }
        }
    }

    /// The client, if it is open now.
    pub fn client_now(&self) -> Option<Client> {
        match &*self.opening.borrow() {
            Opening::Open(client) => Some(client.clone()),
            Opening::Underway | Opening::Failed(_) => None,
        }
    }

    /// Why it cannot open.
    pub fn failure(&self) -> Option<ApiError> {
        match &*self.opening.borrow() {
            Opening::Failed(error) => Some(error.clone()),
            Opening::Underway | Opening::Open(_) => None,
        }
    }
}

/// Opens the engine and connects it; where that fails, everybody can see why.
pub async fn open(shell: &Arc<Shell>) {
    let _one_at_a_time = shell.engine.attempt.lock().await;
    open_for(shell, Occasion::Start).await;
}

/// Why the engine opens.
#[derive(Clone, Copy)]
enum Occasion {
    /// The app starts: flags and variables count.
    Start,
    /// Its files were changed: only they count.
    Changed,
}

async fn open_for(shell: &Arc<Shell>, occasion: Occasion) {
    let engine = &shell.engine;
    let before = engine.failure();
    if engine.client_now().is_some() || (before.is_some() && !engine.may_try_again) {
        return;
    }
    let settings = shell.settings.now();
    let review_after = review_after(&settings);
    let config = ClientConfig {
        data_dir: shell.folders.root().to_owned(),
        device_name: settings.device_name,
        app: home::APP.to_owned(),
        realtime: settings.realtime,
    };
    match Client::open(config).await {
        Ok(client) => {
            client.review_after(review_after).await;
            engine.opening.send_replace(Opening::Open(client.clone()));
            shell.notices.clear(DATA);
            tauri::async_runtime::spawn(status_feed::run(shell.clone(), client));
            let shell = shell.clone();
            tauri::async_runtime::spawn(async move {
                match occasion {
                    Occasion::Start => home::begin(&shell).await,
                    Occasion::Changed => home::settle(&shell).await,
                }
            });
        }
        Err(error) => {
            engine.opening.send_replace(Opening::Failed(error.clone()));
            if before.as_ref() != Some(&error) {
                complain(shell, error);
            }
        }
    }
}

/// Closes the engine and the server inside the app, lets `work` change their files, and opens both
/// again, whatever came of it. Commands wait meanwhile, and the page loads anew.
pub async fn reopen_after<T>(
    shell: &Arc<Shell>,
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let engine = &shell.engine;
    let _one_at_a_time = engine.attempt.lock().await;
    let client = engine.client().await?;
    engine.opening.send_replace(Opening::Underway);
    shell.view.leave_board().await;
    shell.premises.close().await;
    client.shutdown().await;
    let done = work.await;
    open_for(shell, Occasion::Changed).await;
    window::reload(shell);
    done
}

/// From which age on unsent changes are shown before they are sent.
pub fn review_after(settings: &Settings) -> Option<Duration> {
    let hours = u64::from(settings.review_after_h);
    (hours > 0).then(|| Duration::from_secs(3600 * hours))
}

/// Nobody may miss it: on stderr, in the tray, and in the window, which shows now.
pub fn complain(shell: &Arc<Shell>, error: ApiError) {
    tracing::error!(%error, "Tideboard cannot work with its data");
    shell.status.send_replace(crate::shell::failed(error.clone()));
    shell.notices.show(DATA, error);
    window::show(shell);
}
