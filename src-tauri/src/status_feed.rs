//! Carries the engine's status through its presentation to all who show it, and beside it whether
//! syncing is paused, which the status does not say while something is more urgent.

use crate::{presentation::Presentation, shell::Shell};
use std::{future, sync::Arc, time::Instant};
use tideboard_protocol::view::ConnectionView;
use tideboard_sync::{Client, Interest, Update};

/// Runs until the engine ends.
pub async fn run(shell: Arc<Shell>, client: Client) {
    // An error means that the engine ended before it had a status.
    let Ok((view, mut watch)) = client.watch(Interest::Board(None)).await else { return };
    let mut presentation = Presentation::new(Instant::now(), view.status);
    tell_pause(&shell, &view.connection);
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
                    match update {
                        Update::Status(status) => presentation.tell(Instant::now(), status),
                        Update::Connection(connection) => tell_pause(&shell, &connection),
                        Update::Boards(_)
                        | Update::Board(_)
                        | Update::Freshness { .. }
                        | Update::Record { .. }
                        | Update::RecordGone { .. }
                        | Update::Queue(_)
                        | Update::Conflicts(_)
                        | Update::Presence(_) => {}
                    }
                }
            }
            () = until(presentation.due()) => presentation.tick(Instant::now()),
        }
    }
}

fn tell_pause(shell: &Shell, connection: &ConnectionView) {
    let is_paused = connection.paused.is_some();
    shell.paused.send_if_modified(|paused| std::mem::replace(paused, is_paused) != is_paused);
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due.into()).await,
        None => future::pending().await,
    }
}
