//! Why something is not synced: one plain sentence with the cause, what happens next, and what a
//! person can press.

use crate::format;
use jiff::Timestamp;
use tideboard_protocol::{
    ApiError, ErrorCode,
    status::{Activity, SyncState, SyncStatus},
    view::{ConnectionView, LinkView, QueueItem, QueueState},
};
use tideboard_words::t;

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
    fn new(words: String, press: Press) -> Self {
        Self { words, press }
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
        0 => t!("why-nothing-waits"),
        count => t!("why-safe", count = count),
    };
    match status.state {
        SyncState::Synced => Why::new(t!("why-synced"), Press::Nothing),
        SyncState::Syncing => {
            let what = match status.activity {
                Some(Activity::Sending) => {
                    t!("why-sending")
                }
                Some(Activity::CatchingUp) => {
                    t!("why-catching-up")
                }
                Some(Activity::Connecting) | None => {
                    t!("why-connecting")
                }
            };
            Why::new(what, Press::Nothing)
        }
        SyncState::Paused => {
            let words = match status.until {
                Some(until) => t!("why-paused-until", time = clock(until), kept = kept),
                None => t!("why-paused", kept = kept),
            };
            Why::new(words, Press::Resume)
        }
        SyncState::SignInNeeded => Why::new(t!("why-sign-in", kept = kept), Press::SignIn),
        SyncState::Conflict => Why::new(t!("why-conflict"), Press::Decide),
        SyncState::Attention => match &status.cause {
            Some(cause) if cause.code == ErrorCode::ReviewNeeded => {
                Why::new(why_cause(cause, kept), Press::SendNow)
            }
            Some(cause) => Why::new(why_cause(cause, kept), Press::Nothing),
            None => Why::new(t!("why-refused"), Press::Nothing),
        },
        SyncState::Offline => offline(status, connection, now, &kept, clock),
    }
}

fn why_cause(cause: &ApiError, kept: String) -> String {
    t!("why-cause", cause = tideboard_words::error(cause), kept = kept)
}

fn offline(
    status: &SyncStatus,
    connection: &ConnectionView,
    now: Timestamp,
    kept: &str,
    clock: impl Fn(Timestamp) -> String,
) -> Why {
    let cause = match (&connection.link, &connection.last_error) {
        (LinkView::Refused { error }, _) | (_, Some((error, _))) => tideboard_words::error(error),
        (
            LinkView::Off | LinkView::Connecting | LinkView::Live | LinkView::Waiting { .. },
            None,
        ) => t!("why-unreachable"),
    };
    let next = match &connection.link {
        LinkView::Waiting { retry_at, .. } => match retry_at.duration_since(now).as_secs() {
            ..=0 => t!("why-next-now"),
            left => t!("why-next-in", span = format::span(left)),
        },
        LinkView::Connecting => t!("why-next-connecting"),
        LinkView::Refused { .. } => t!("why-next-refused"),
        LinkView::Off | LinkView::Live => t!("why-next-itself"),
    };
    let words = match status.since {
        Some(at) => {
            t!("why-offline-since", time = clock(at), cause = cause, kept = kept, next = next)
        }
        None => t!("why-offline", cause = cause, kept = kept, next = next),
    };
    Why::new(words, Press::RetryNow)
}

/// Why one change is not on the server yet, in one sentence.
pub fn of_change(
    item: &QueueItem,
    status: &SyncStatus,
    connection: &ConnectionView,
    now: Timestamp,
) -> Why {
    match &item.state {
        QueueState::Waiting => waiting(status, connection),
        QueueState::Sending => Why::new(t!("why-change-sending"), Press::Nothing),
        QueueState::Acknowledged => Why::new(t!("why-change-acknowledged"), Press::Nothing),
        QueueState::Retrying { at } => {
            let left = format::span(at.duration_since(now).as_secs().max(0));
            Why::new(t!("why-change-busy", span = left), Press::RetryNow)
        }
        QueueState::Held { .. } => Why::new(t!("why-change-held"), Press::Nothing),
        QueueState::Conflict => Why::new(t!("why-change-conflict"), Press::Decide),
        QueueState::Offered => Why::new(t!("why-change-offered"), Press::Nothing),
        QueueState::Refused { code, message } => {
            let message = tideboard_words::rejection(*code, message);
            Why::new(t!("why-change-refused", message = message), Press::Nothing)
        }
        QueueState::Gated { code, message } => {
            let message = tideboard_words::rejection(*code, message);
            Why::new(t!("why-change-gated", message = message), Press::Nothing)
        }
    }
}

/// What a change waits for that nothing is wrong with. The state of the whole may name something
/// more urgent, such as a conflict of another change, which this one does not wait for.
fn waiting(status: &SyncStatus, connection: &ConnectionView) -> Why {
    if status.state == SyncState::SignInNeeded {
        return Why::new(t!("why-change-sign-in"), Press::SignIn);
    }
    if connection.paused.is_some() {
        return Why::new(t!("why-change-paused"), Press::Resume);
    }
    match connection.link {
        LinkView::Off | LinkView::Waiting { .. } | LinkView::Refused { .. } => {
            Why::new(t!("why-change-offline"), Press::RetryNow)
        }
        LinkView::Connecting if status.state == SyncState::Offline => {
            Why::new(t!("why-change-offline"), Press::RetryNow)
        }
        LinkView::Connecting | LinkView::Live => match &status.cause {
            Some(cause) if cause.code == ErrorCode::ReviewNeeded => {
                Why::new(tideboard_words::error(cause), Press::SendNow)
            }
            Some(_) | None => Why::new(t!("why-change-turn"), Press::Nothing),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::status::Tone;

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
            late: false,
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
    fn a_waiting_change_waits_for_its_own_reasons_and_not_for_what_is_more_urgent() {
        let conflict = status(SyncState::Conflict);
        let waiting_at = Timestamp::from_second(12).unwrap();
        let down = LinkView::Waiting { retry_at: waiting_at, attempt: 3 };
        let press =
            |status: &SyncStatus, connection: &ConnectionView| waiting(status, connection).press;
        assert_eq!(press(&conflict, &connection(LinkView::Live)), Press::Nothing);
        assert_eq!(press(&conflict, &connection(down.clone())), Press::RetryNow);
        let paused = ConnectionView { paused: Some(None), ..connection(LinkView::Off) };
        assert_eq!(press(&conflict, &paused), Press::Resume);
        assert_eq!(press(&status(SyncState::SignInNeeded), &connection(down)), Press::SignIn);
        let cause = Some(ApiError::new(ErrorCode::ReviewNeeded, "Old changes."));
        let review = SyncStatus { cause, ..status(SyncState::Attention) };
        assert_eq!(press(&review, &connection(LinkView::Live)), Press::SendNow);
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
