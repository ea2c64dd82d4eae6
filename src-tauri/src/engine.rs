//! The engine as the shell has it: opening, open, or failed for a reason.

use tideboard_protocol::{ApiError, ErrorCode};
use tideboard_sync::{Client, ClientConfig};
use tokio::sync::watch;

/// The engine of this run.
pub struct Engine(watch::Sender<Opening>);

#[derive(Clone)]
enum Opening {
    Underway,
    Open(Client),
    Failed(ApiError),
}

impl Engine {
    /// An engine that opens later, or cannot.
    pub fn new(failure: Option<ApiError>) -> Self {
        let opening = failure.map_or(Opening::Underway, Opening::Failed);
        Self(watch::Sender::new(opening))
    }

    /// Opens it, unless it failed already.
    pub async fn open(&self, config: ClientConfig) -> Result<Client, ApiError> {
        if let Some(error) = self.failure() {
            return Err(error);
        }
        let opened = Client::open(config).await;
        self.0.send_replace(match &opened {
            Ok(client) => Opening::Open(client.clone()),
            Err(error) => Opening::Failed(error.clone()),
        });
        opened
    }

    /// The client, once it is open.
    pub async fn client(&self) -> Result<Client, ApiError> {
        let mut opening = self.0.subscribe();
        let settled = opening.wait_for(|it| !matches!(it, Opening::Underway)).await;
        match settled.as_deref() {
            Ok(Opening::Open(client)) => Ok(client.clone()),
            Ok(Opening::Failed(error)) => Err(error.clone()),
            Ok(Opening::Underway) | Err(_) => {
                Err(ApiError::new(ErrorCode::ShuttingDown, "Tideboard is quitting"))
            }
        }
    }

    /// The client, if it is open now.
    pub fn client_now(&self) -> Option<Client> {
        match &*self.0.borrow() {
            Opening::Open(client) => Some(client.clone()),
            Opening::Underway | Opening::Failed(_) => None,
        }
    }

    /// Why it cannot open.
    pub fn failure(&self) -> Option<ApiError> {
        match &*self.0.borrow() {
            Opening::Failed(error) => Some(error.clone()),
            Opening::Underway | Opening::Open(_) => None,
        }
    }
}
