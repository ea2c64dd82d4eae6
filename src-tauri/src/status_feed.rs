//! Carries the engine's status through its presentation to all who show it.

use crate::{presentation::Presentation, shell::Shell};
use std::{future, sync::Arc, time::Instant};
use tideboard_sync::{Client, Interest, Update};

/// Runs until the engine ends.
pub async fn run(shell: Arc<Shell>, client: Client) {
    // An error means that the engine ended before it had a status.
    let Ok((view, mut watch)) = client.watch(Interest::Board(None)).await else { return };
    let mut presentation = Presentation::new(Instant::now(), view.status);
    loop {
        let shown = presentation.shown();
        shell.status.send_if_modified(|status| {
            let differs = status != shown;
            if differs {
                status.clone_from(shown);
            }
            differs
        });
        tokio::select! {
            updates = watch.next() => {
                let Some(updates) = updates else { return };
                for update in updates {
                    if let Update::Status(status) = update {
                        presentation.tell(Instant::now(), status);
                    }
                }
            }
            () = until(presentation.due()) => presentation.tick(Instant::now()),
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due.into()).await,
        None => future::pending().await,
    }
}
