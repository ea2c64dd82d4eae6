//! One WebSocket from upgrade to close: a listening half, a speaking half, and a watch over both.
//!
//! The listening half turns messages into subscriptions and work for the writer; the speaking half
//! sends what the outbox gives it; the watch pings and notices silence. Whatever ends the
//! connection goes through the outbox, so that an error frame precedes the close.

mod listen;
mod speak;

use crate::{access::Token, hub::Hub, link::Link, server::Shared, socket::Activity};
use axum::extract::ws::WebSocket;
use futures_util::StreamExt;
use std::{pin::pin, sync::Arc, time::Duration};
use tideboard_protocol::{ApiError, ErrorCode};
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How long the last frames of a closing connection may take.
const FAREWELL: Duration = Duration::from_secs(5);

/// Serves a connection until it ends.
pub(crate) async fn serve(
    socket: WebSocket,
    shared: Arc<Shared>,
    activity: Activity,
    token: Option<Token>,
) {
    activity.upgraded();
    let link = Arc::new(Link::new(shared.next_link(), shared.config.outbox_bytes));
    shared.hub.opened(&link);
    let _leave = Leave { hub: &shared.hub, link: &link };
    let (sink, stream) = socket.split();
    let mut speaking = pin!(speak::speak(sink, &link, &shared, &activity));
    let listening = listen::Listener::new(&link, &shared, token).listen(stream);
    let ended = tokio::select! {
        spoken = &mut speaking => return log_end(&link, spoken),
        ended = listening => ended,
        error = watch(&link, &shared, &activity) => Some(error),
    };
    let Some(error) = ended else { return };
    // Silence and a stuck write leave no hope that anything gets through, but it is tried.
    link.outbox.close(error, false);
    if let Ok(spoken) = timeout(FAREWELL, speaking).await {
        log_end(&link, spoken);
    }
}

fn log_end(link: &Link, spoken: Result<ApiError, speak::Broken>) {
    match spoken {
        Ok(error) => tracing::info!(link = link.id, code = ?error.code, "closed: {error}"),
        Err(speak::Broken) => tracing::debug!(link = link.id, "the connection broke"),
    }
}

/// Takes the connection out of the hub, however its task ends.
struct Leave<'a> {
    hub: &'a Hub,
    link: &'a Link,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.hub.closed(self.link);
    }
}

/// Pings at every heartbeat, whatever the traffic; returns after two of them in silence.
async fn watch(link: &Link, shared: &Shared, activity: &Activity) -> ApiError {
    let heartbeat = shared.config.heartbeat;
    let mut ping_at = Instant::now() + heartbeat;
    let mut forgiven = None;
    loop {
        let silent_at = activity.heard() + 2 * heartbeat;
        let now = Instant::now();
        if now >= silent_at {
            // When it was this process that stood still, what came meanwhile is yet to be read.
            let late = now - silent_at > heartbeat / 4;
            if !late || forgiven == Some(silent_at) {
                let message = "nothing was heard for two heartbeats";
                return ApiError::new(ErrorCode::Silent, message);
            }
            forgiven = Some(silent_at);
            sleep(heartbeat / 4).await;
            continue;
        }
        if now >= ping_at {
            if link.who().is_some() {
                shared.hub.ping(link);
            }
            ping_at = now + heartbeat;
        }
        sleep_until(ping_at.min(silent_at)).await;
    }
}
