//! Whether the window is alive: a view that never paints is noticed, said and remembered.

use crate::{shell::Shell, window};
use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tideboard_protocol::{Action, ApiError, ErrorCode};

/// How long a visible window may stay blank before its page is loaded anew, and then once more.
const PAINTED_WITHIN: Duration = Duration::from_secs(8);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
const SAFE_GRAPHICS: &str = "safe-graphics";

/// Watches the first paint, from the moment on that the window can be seen.
pub async fn watch(shell: Arc<Shell>) {
    let marker = shell.folders.blank_window_marker();
    if marker.exists() && cfg!(target_os = "linux") {
        shell.notices.show(SAFE_GRAPHICS, drawn_safely(&marker));
        return;
    }
    let mut visible = shell.visible.subscribe();
    if visible.wait_for(|visible| *visible).await.is_err() {
        return;
    }
    if paints_within_limit(&shell).await {
        return;
    }
    // A page can get stuck while it loads, as after a kill that left WebKit's processes behind.
    tracing::warn!("the window has not painted yet: its page is loaded anew");
    window::reload(&shell);
    if paints_within_limit(&shell).await {
        return;
    }
    tracing::error!(
        "the window stays blank; start again, now or with --safe-graphics, and it will be drawn \
         without the graphics card"
    );
    if let Err(error) = fs::write(&marker, b"") {
        tracing::warn!(%error, "the blank window is not remembered");
    }
    while !shell.has_painted() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tracing::info!("the window was slow and not blank");
    if let Err(error) = fs::remove_file(&marker) {
        tracing::warn!(%error, "the next start believes in a blank window");
    }
}

/// Whether the view paints in the time that it has for that.
async fn paints_within_limit(shell: &Shell) -> bool {
    let end = Instant::now() + PAINTED_WITHIN;
    while !shell.has_painted() && Instant::now() < end {
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    shell.has_painted()
}

fn drawn_safely(marker: &Path) -> ApiError {
    let message = format!(
        "The window stayed blank the last time, so it is drawn without the graphics card now. To \
         try the card again, delete the file {}.",
        marker.display()
    );
    ApiError { code: ErrorCode::Internal, message, action: Action::Nothing }
}
