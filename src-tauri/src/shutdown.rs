//! The way out: what runs is told to end, within a deadline, and then the app exits.
//!
//! Nothing is lost without it, since every change is on disk before it is shown. It is a courtesy
//! to the server, which hears of the end instead of guessing it.

use crate::shell::Shell;
use std::{
    sync::{Arc, atomic::Ordering},
    thread,
    time::Duration,
};

const GRACEFULLY_WITHIN: Duration = Duration::from_secs(5);
/// After that even an event loop that hangs ends.
const AT_LAST_AFTER: Duration = Duration::from_secs(8);

/// Begins to end the app; a second call changes nothing.
pub fn begin(shell: &Arc<Shell>) {
    if shell.quitting.swap(true, Ordering::Relaxed) {
        return;
    }
    let code = i32::from(shell.engine.failure().is_some());
    thread::spawn(move || {
        thread::sleep(AT_LAST_AFTER);
        tracing::error!("the window system does not let go; leaving without it");
        std::process::exit(code);
    });
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        if tokio::time::timeout(GRACEFULLY_WITHIN, end(&shell)).await.is_err() {
            tracing::warn!("not everything ended in time");
        }
        tracing::info!("bye");
        shell.app.exit(code);
    });
}

/// The feed first, so that the server has nothing more to do; the server last.
async fn end(shell: &Shell) {
    let premises = shell.premises.take().await;
    if let Some(premises) = &premises {
        premises.stop_feed().await;
    }
    if let Some(client) = shell.engine.client_now() {
        client.shutdown().await;
    }
    if let Some(premises) = premises {
        premises.stop().await;
    }
}

/// Ends the app when the system asks for it.
pub async fn on_signal(shell: Arc<Shell>) {
    if let Err(error) = signal().await {
        tracing::warn!(%error, "signals are not heard");
        return;
    }
    begin(&shell);
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
