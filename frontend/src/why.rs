//! Why something is not synced: one plain sentence with the cause, what happens next, and what a
//! person can press.

use crate::format;
use jiff::Timestamp;
use tideboard_protocol::{
    ErrorCode,
    status::{Activity, SyncState, SyncStatus},
    view::{ConnectionView, LinkView, QueueItem, QueueState},
};

/// What helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// Nothing has to be pressed.
    Nothing,
    /// "Retry now".
    RetryNow,
    /// "Resume".
    Resume,
    /// The details with the field for a token.
    SignIn,
    /// "Decide".
    Decide,
    /// "Send now".
    SendNow,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The cause and what happens next.
    pub words: String,
    /// What helps.
    pub press: Press,
}

impl Why {
    fn new(words: impl Into<String>, press: Press) -> Self {
        Self { words: words.into(), press }
    }
}

/// Why not everything is synced; `clock` writes a time of day.
pub fn of_all(
    status: &SyncStatus,
    connection: &ConnectionView,
    now: Timestamp,
    clock: impl Fn(Timestamp) -> String,
) -> Why {
    let kept = match status.unsent {
        0 => "Nothing waits to be sent.".to_owned(),
        n => format!("{} safe on this computer.", format::counted(n, "change is", "changes are")),
    };
    match status.state {
        SyncState::Synced => Why::new(
            "Everything is synced: the server has every change of yours, and you see its newest state.",
            Press::Nothing,
        ),
        SyncState::Syncing => {
            let what = match status.activity {
                Some(Activity::Sending) => {
                    "Your changes are on their way right now; nothing needs to be done."
                }
                Some(Activity::CatchingUp) => {
                    "What others changed is arriving right now; nothing needs to be done."
                }
                Some(Activity::Connecting) | None => {
                    "The connection is just being made; your changes follow by themselves."
                }
            };
            Why::new(what, Press::Nothing)
        }
        SyncState::Paused => {
            let until = match status.until {
                Some(until) => format!("until {}", clock(until)),
                None => "until you resume".to_owned(),
            };
            Why::new(
                format!("You paused syncing {until}. {kept} Press “Resume” to go on now."),
                Press::Resume,
            )
        }
        SyncState::SignInNeeded => Why::new(
            format!(
                "The server does not accept this computer's access token any more. {kept} Sign in with a new token, and they are sent."
            ),
            Press::SignIn,
        ),
        SyncState::Conflict => Why::new(
            "You and somebody else changed the same value differently. Press “Decide” to choose; everything else goes on syncing.",
            Press::Decide,
        ),
        SyncState::Attention => match &status.cause {
            Some(cause) if cause.code == ErrorCode::ReviewNeeded => {
                Why::new(format!("{} {kept}", cause.message), Press::SendNow)
            }
            Some(cause) => Why::new(format!("{} {kept}", cause.message), Press::Nothing),
            None => Why::new(
                "The server refused a change; its reason stands beside it below. Retry it, or roll it back: it is kept here until you do.",
                Press::Nothing,
            ),
        },
        SyncState::Offline => offline(status, connection, now, &kept, clock),
    }
}

fn offline(
    status: &SyncStatus,
    connection: &ConnectionView,
    now: Timestamp,
    kept: &str,
    clock: impl Fn(Timestamp) -> String,
) -> Why {
    let since = status.since.map(|at| format!(" since {}", clock(at))).unwrap_or_default();
    let cause = match (&connection.link, &connection.last_error) {
        (LinkView::Refused { error }, _) | (_, Some((error, _))) => error.message.clone(),
        (
            LinkView::Off | LinkView::Connecting | LinkView::Live | LinkView::Waiting { .. },
            None,
        ) => "The server cannot be reached.".to_owned(),
    };
    let next = match &connection.link {
        LinkView::Waiting { retry_at, .. } => match retry_at.duration_since(now).as_secs() {
            ..=0 => "The next attempt is being made.".to_owned(),
            left => format!("The next attempt is in {}.", format::span(left)),
        },
        LinkView::Connecting => "An attempt is being made now.".to_owned(),
        LinkView::Refused { .. } => "Waiting will not help.".to_owned(),
        LinkView::Off | LinkView::Live => "It is tried again by itself.".to_owned(),
    };
    Why::new(
        format!("No connection{since}: {cause} {kept} {next} Press “Retry now” to try at once."),
        Press::RetryNow,
    )
}

/// Why one change is not on the server yet, in one sentence.
pub fn of_change(item: &QueueItem, status: &SyncStatus, now: Timestamp) -> Why {
    match &item.state {
        QueueState::Waiting => match status.state {
            SyncState::Offline => Why::new(
                "Waits for the connection; it is sent as soon as there is one.",
                Press::RetryNow,
            ),
            SyncState::Paused => Why::new("Waits because you paused syncing.", Press::Resume),
            SyncState::SignInNeeded => Why::new("Waits until you sign in again.", Press::SignIn),
            SyncState::Attention | SyncState::Conflict | SyncState::Syncing | SyncState::Synced => {
                Why::new("Waits for its turn and is sent in a moment.", Press::Nothing)
            }
        },
        QueueState::Sending => {
            Why::new("Is on its way; the server has not answered yet.", Press::Nothing)
        }
        QueueState::Acknowledged => {
            Why::new("Is on the server; only its echo is awaited.", Press::Nothing)
        }
        QueueState::Retrying { at } => {
            let left = format::span(at.duration_since(now).as_secs().max(0));
            Why::new(format!("The server was busy; it is sent again in {left}."), Press::RetryNow)
        }
        QueueState::Held { .. } => {
            Why::new("Waits for the change of the same widget above it.", Press::Nothing)
        }
        QueueState::Conflict => Why::new(
            "Somebody else changed the same value; it waits for your decision.",
            Press::Decide,
        ),
        QueueState::Offered => Why::new(
            "It was on the server once, but the server was restored from a backup that does not have it. Send it again, or let it go.",
            Press::Nothing,
        ),
        QueueState::Refused { message, .. } => Why::new(
            format!("The server refused it: {message} Retry it, or roll it back."),
            Press::Nothing,
        ),
        QueueState::Gated { message, .. } => Why::new(
            format!(
                "The board does not take it at present: {message} It is sent when that changes."
            ),
            Press::Nothing,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::{ApiError, status::Tone};

    fn status(state: SyncState) -> SyncStatus {
        SyncStatus {
            state,
            tone: Tone::Neutral,
            unsent: 14,
            conflicts: 0,
            refused: 0,
            activity: None,
            since: Some(Timestamp::UNIX_EPOCH),
            until: None,
            last_synced: None,
            cause: None,
        }
    }

    fn connection(link: LinkView) -> ConnectionView {
        let error = ApiError::new(ErrorCode::Unreachable, "The server did not answer within 10 s.");
        ConnectionView {
            link,
            server_url: None,
            server: None,
            user: None,
            latency_ms: None,
            last_synced: None,
            last_error: Some((error, Timestamp::UNIX_EPOCH)),
            paused: None,
            progress: None,
            digests: 0,
        }
    }

    #[test]
    fn offline_names_the_cause_what_is_safe_the_next_attempt_and_the_button() {
        let retry_at = Timestamp::from_second(12).unwrap();
        let link = LinkView::Waiting { retry_at, attempt: 3 };
        let why =
            of_all(&status(SyncState::Offline), &connection(link), Timestamp::UNIX_EPOCH, |_| {
                "11:40".to_owned()
            });
        assert_eq!(
            why.words,
            "No connection since 11:40: The server did not answer within 10 s. 14 changes are safe on this computer. The next attempt is in 12 s. Press “Retry now” to try at once."
        );
        assert_eq!(why.press, Press::RetryNow);
    }

    #[test]
    fn every_state_has_an_answer() {
        for state in SyncState::ALL {
            let why =
                of_all(&status(state), &connection(LinkView::Off), Timestamp::UNIX_EPOCH, |_| {
                    String::new()
                });
            assert!(why.words.ends_with('.'), "{why:?}");
        }
    }
}
