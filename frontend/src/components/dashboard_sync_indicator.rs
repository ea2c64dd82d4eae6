//! How sync stands: shape, colour and words of the one status, and its details.

use super::{CentreTab, ErrorNote, Glyph, Icon, Popover};
use crate::{
    app::{Panel, ShowPanel},
    clock, format,
    hooks::{Connection, use_connection, use_ticked},
};
use tideboard_protocol::{
    ApiError,
    status::{Activity, SyncState, SyncStatus, Tone},
    view::LinkView,
};
use tideboard_words::t;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DashboardSyncIndicatorProps {
    pub open: bool,
    pub on_toggle: Callback<bool>,
}

/// The indicator in the top bar, with its details.
#[component]
pub fn DashboardSyncIndicator(props: &DashboardSyncIndicatorProps) -> Html {
    let connection = use_connection();
    let status = &connection.status;
    let words = tideboard_words::status(status, clock::recent);
    let button = html! {
        <>
            <Icon glyph={glyph(status)} />
            <span class="sync-words">{ &words }</span>
        </>
    };
    html! {
        <div
            class="sync-indicator" data-testid="dashboard-sync-indicator"
            data-state={status.state.name()} data-tone={tone_name(status.tone)}
            data-count={status.unsent.to_string()}
        >
            <Popover
                open={props.open} on_toggle={props.on_toggle.clone()} id="sync-details"
                label={t!("sync-details")} {button}
                button_class={classes!("button", tone_class(status.tone))}
                button_test_id="sync-toggle" panel_test_id="sync-details" panel_class="sync-details"
            >
                <Details {words} />
            </Popover>
            <Announcer status={(**status).clone()} />
        </div>
    }
}

/// Shape of a state: the states differ without colour.
pub fn glyph(status: &SyncStatus) -> Glyph {
    match status.state {
        SyncState::SignInNeeded => Glyph::Key,
        SyncState::Attention => Glyph::Cross,
        SyncState::Conflict => Glyph::Diamond,
        SyncState::Paused => Glyph::Bars,
        // Unsent edits are late: a closed cloud with a cross instead of the open one.
        SyncState::Offline if status.tone == Tone::Bad => Glyph::CloudOff,
        SyncState::Offline => Glyph::CloudSlash,
        SyncState::Syncing => Glyph::Arrows,
        SyncState::Synced => Glyph::Check,
    }
}

/// Class of a colour family.
pub fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "tone-good",
        Tone::Warn => "tone-warn",
        Tone::Bad => "tone-bad",
        Tone::Neutral => "tone-neutral",
    }
}

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Neutral => "neutral",
    }
}

#[derive(Properties, PartialEq)]
struct AnnouncerProps {
    status: SyncStatus,
}

/// Says transitions to those who listen: not every count, and nothing of a routine sending.
#[component]
fn Announcer(props: &AnnouncerProps) -> Html {
    let said = use_mut_ref(|| (None::<SyncState>, String::new()));
    let state = props.status.state;
    let mut said = said.borrow_mut();
    if state != SyncState::Syncing && said.0 != Some(state) {
        // The state at the start is no transition.
        let words = said.0.map(|_| tideboard_words::status(&props.status, clock::recent));
        *said = (Some(state), words.unwrap_or_default());
    }
    html! {
        <p role="status" aria-live="polite" class="offscreen" data-testid="sync-announcer">
            { &said.1 }
        </p>
    }
}

#[derive(Properties, PartialEq)]
struct DetailsProps {
    words: String,
}

#[component]
fn Details(props: &DetailsProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard");
    let connection = use_connection();
    let (status, details) = (&connection.status, &connection.details);
    let server = details.server_url.clone().unwrap_or_else(|| t!("sync-no-server"));
    let latency = details.latency_ms.map(|ms| t!("milliseconds", ms = f64::from(ms)));
    let last = details.last_synced.map(|at| clock::moment(at, clock::now()));
    html! {
        <>
            <h2 class={tone_class(status.tone)}>
                <Icon glyph={glyph(status)} />
                <span data-testid="sync-words">{ &props.words }</span>
            </h2>
            if let Some((done, all)) = details.progress {
                { progress(status.activity, done, all) }
            }
            <dl class="facts">
                <dt>{ t!("server-title") }</dt>
                <dd>
                    <span data-testid="sync-server">{ server }</span>
                    if let Some(latency) = latency {
                        { " · " }<span data-testid="sync-latency">{ latency }</span>
                    }
                </dd>
                if let Some(user) = &details.user {
                    <dt>{ t!("server-user") }</dt><dd>{ user }</dd>
                }
                <dt>{ t!("sync-last") }</dt>
                <dd data-testid="sync-last">{ last.unwrap_or_else(|| t!("sync-never")) }</dd>
                <dt>{ t!("sync-kept") }</dt>
                <dd data-testid="sync-unsent" data-count={status.unsent.to_string()}>
                    { kept_words(status) }
                </dd>
            </dl>
            { trouble(&connection) }
            if let LinkView::Waiting { retry_at, attempt } = details.link {
                <NextAttempt {retry_at} {attempt} />
            }
            if status.state == SyncState::SignInNeeded {
                <SignInForm />
            }
            <Buttons />
            <button
                type="button" class="link" data-testid="sync-centre-open"
                onclick={show.0.reform(|_: MouseEvent| Panel::Centre(CentreTab::Changes))}
            >
                { t!("centre-open") }
            </button>
        </>
    }
}

/// How far a long send or catch-up has come.
fn progress(activity: Option<Activity>, done: u32, all: u32) -> Html {
    let (label, words) = match activity {
        Some(Activity::Sending) => (t!("sync-sent"), t!("sync-sent-of", done = done, all = all)),
        Some(Activity::CatchingUp) => {
            let percent = (f64::from(done) / f64::from(all) * 100.0).round();
            (t!("sync-received"), t!("sync-received-of", percent = percent))
        }
        Some(Activity::Connecting) | None => return Html::default(),
    };
    html! {
        <>
            <progress max={all.to_string()} value={done.to_string()} aria-label={label} />
            <p class="muted">{ words }</p>
        </>
    }
}

fn kept_words(status: &SyncStatus) -> String {
    let kept = match status.unsent {
        0 => t!("sync-kept-none"),
        n => t!("sync-kept-some", count = n),
    };
    match status.refused {
        0 => kept,
        n => t!("sync-kept-refused", kept = kept, refused = n),
    }
}

/// The error that stands in the way now, or the last one.
fn trouble(connection: &Connection) -> Html {
    let row = |error: &ApiError, when: Option<String>| {
        html! {
            <p class="trouble" data-testid="sync-error">
                { tideboard_words::error(error) }
                if let Some(when) = when {
                    <span class="muted">{ format!(" {when}") }</span>
                }
            </p>
        }
    };
    let details = &connection.details;
    match (&details.link, &details.last_error) {
        (LinkView::Refused { error }, _) => row(error, None),
        (LinkView::Live, _) | (_, None) => Html::default(),
        (LinkView::Off | LinkView::Connecting | LinkView::Waiting { .. }, Some((error, at))) => {
            row(error, Some(clock::time_with_seconds(*at)))
        }
    }
}

#[derive(Properties, PartialEq)]
struct NextAttemptProps {
    retry_at: jiff::Timestamp,
    attempt: u32,
}

#[component]
fn NextAttempt(props: &NextAttemptProps) -> Html {
    let at = props.retry_at;
    let left = use_ticked(move |now| at.duration_since(now).as_secs().max(0));
    html! {
        <p class="muted" data-testid="sync-next">
            { match left {
                0 => t!("sync-trying", count = props.attempt),
                left => t!("sync-next", count = props.attempt, span = format::span(left)),
            } }
        </p>
    }
}

#[component]
fn Buttons() -> Html {
    let connection = use_connection();
    let pause = |minutes: Option<u32>, test_id: &'static str, words: String| {
        let onclick = connection.pause.reform(move |_: MouseEvent| minutes);
        html! {
            <button type="button" class="button small" data-testid={test_id} {onclick}>{ words }</button>
        }
    };
    let is_paused =
        connection.details.paused.is_some() || connection.status.state == SyncState::Paused;
    html! {
        <div class="sync-buttons">
            if let Some(error) = &connection.error {
                <ErrorNote error={(**error).clone()} />
            }
            if is_paused {
                <button
                    type="button" class="button primary" data-testid="sync-resume"
                    onclick={connection.resume.reform(|_: MouseEvent| ())}
                >
                    { t!("press-resume") }
                </button>
            } else {
                <button
                    type="button" class="button" data-testid="sync-retry"
                    onclick={connection.retry_now.reform(|_: MouseEvent| ())}
                >
                    <Icon glyph={Glyph::Arrows} />{ t!("press-retry-now") }
                </button>
                <div class="pause" role="group" aria-label={t!("sync-pause")}>
                    <span class="muted"><Icon glyph={Glyph::Bars} />{ t!("sync-pause") }</span>
                    { pause(Some(15), "sync-pause-15", t!("sync-pause-15")) }
                    { pause(Some(60), "sync-pause-60", t!("sync-pause-60")) }
                    { pause(None, "sync-pause", t!("sync-pause-until")) }
                </div>
            }
        </div>
    }
}

/// Signing in again with a new token.
#[component]
pub fn SignInForm() -> Html {
    let connection = use_connection();
    let token = use_node_ref();
    let onsubmit = {
        let (token, sign_in) = (token.clone(), connection.sign_in.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = token.cast::<HtmlInputElement>() {
                sign_in.emit(input.value().trim().to_owned());
            }
        })
    };
    html! {
        <form class="inline-form" {onsubmit}>
            if let Some(error) = &connection.error {
                <ErrorNote error={(**error).clone()} />
            }
            <label class="field">
                <span>{ t!("sign-in-token") }</span>
                <input
                    ref={token} type="password" autocomplete="off" required=true
                    data-testid="sign-in-token"
                />
            </label>
            <button
                type="submit" class="button primary" disabled={connection.signing_in}
                data-testid="sign-in-submit"
            >
                { if connection.signing_in { t!("sign-in-doing") } else { t!("sign-in-do") } }
            </button>
        </form>
    }
}
