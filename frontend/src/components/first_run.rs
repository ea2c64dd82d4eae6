//! The first start: try it here, join a server, or host for a team.

mod host;
mod join;

use super::{ErrorNote, Glyph, Icon};
use crate::hooks::use_command;
use host::{Host, Invited};
use join::Join;
use tideboard_protocol::ipc::{Invitation, TryLocally};
use tideboard_words::t;
use yew::prelude::*;

/// What of setting up is on the screen. It lives above this component, because the app leaves its
/// first run as soon as a server runs, and the invitation must still be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Setup {
    /// Nothing but the choice at the first start.
    Off,
    /// Joining a server.
    Joining,
    /// Starting a server for the team.
    Hosting,
    /// That server runs; this is how others join.
    Invited(Invitation),
}

/// Opens setting up from the settings.
#[derive(Clone, PartialEq)]
pub struct ShowSetup(pub Callback<Setup>);

#[derive(Properties, PartialEq)]
pub struct FirstRunProps {
    pub setup: Setup,
    pub on_setup: Callback<Setup>,
    /// It is set up.
    pub on_done: Callback<()>,
}

/// The first screen; later, setting up another server.
#[component]
pub fn FirstRun(props: &FirstRunProps) -> Html {
    let go = |to: Setup| props.on_setup.reform(move |_: MouseEvent| to.clone());
    let on_done = props.on_done.clone();
    let (state, content) = match &props.setup {
        Setup::Off => {
            let (on_join, on_host) = (go(Setup::Joining), go(Setup::Hosting));
            ("choose", html! { <Choose {on_join} {on_host} /> })
        }
        Setup::Joining => ("join", html! { <Join on_back={go(Setup::Off)} {on_done} /> }),
        Setup::Hosting => {
            let on_invitation = props.on_setup.reform(Setup::Invited);
            ("host", html! { <Host on_back={go(Setup::Off)} {on_invitation} /> })
        }
        Setup::Invited(invitation) => {
            let invitation = invitation.clone();
            ("invitation", html! { <Invited {invitation} on_continue={on_done} /> })
        }
    };
    html! {
        <main class="first-run" data-testid="first-run" data-state={state}>
            <div class="first-run-card">
                <Logo />
                { content }
            </div>
        </main>
    }
}

/// The mark of the app: a board above a tide line.
#[component]
fn Logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 64 64" aria-hidden="true">
            <clipPath id="logo-body"><rect width="64" height="64" rx="14" /></clipPath>
            <g clip-path="url(#logo-body)">
                <rect class="logo-air" width="64" height="64" />
                <rect class="logo-card" x="12" y="12" width="20" height="20" rx="2.5" />
                <rect class="logo-card" x="36" y="12" width="16" height="8" rx="2.5" />
                <rect class="logo-card faint" x="36" y="24" width="16" height="8" rx="2.5" />
                <path
                    class="logo-water"
                    d="M-2 49C8 49 12 41 23 41S40 49 49 49S60 44 66 41V66H-2Z"
                />
                <path class="logo-crest" d="M-2 49C8 49 12 41 23 41S40 49 49 49S60 44 66 41" />
            </g>
        </svg>
    }
}

#[derive(Properties, PartialEq)]
struct ChooseProps {
    on_join: Callback<MouseEvent>,
    on_host: Callback<MouseEvent>,
}

#[component]
fn Choose(props: &ChooseProps) -> Html {
    let trying = use_command::<TryLocally>();
    let try_it = trying.send.reform(|_: MouseEvent| TryLocally {});
    let option = |test_id: &'static str,
                  glyph: Glyph,
                  title: String,
                  words: String,
                  onclick: Callback<MouseEvent>| {
        html! {
            <li>
                <button
                    type="button" class="choice" disabled={trying.busy} data-testid={test_id} {onclick}
                >
                    <Icon {glyph} />
                    <span class="choice-title">{ title }</span>
                    <span class="muted">{ words }</span>
                    <Icon glyph={Glyph::Right} />
                </button>
            </li>
        }
    };
    let try_title = if trying.busy { t!("first-trying") } else { t!("first-try") };
    html! {
        <>
            <h1>{ t!("first-welcome") }</h1>
            <p class="muted lead">
                { t!("first-lead") }
            </p>
            if let Some(error) = trying.error {
                <ErrorNote error={(*error).clone()} test_id="first-run-error" />
            }
            <ul class="choices">
                { option(
                    "first-run-try", Glyph::Computer, try_title,
                    t!("first-try-about"),
                    try_it,
                ) }
                { option(
                    "first-run-join", Glyph::Link, t!("first-join"),
                    t!("first-join-about"),
                    props.on_join.clone(),
                ) }
                { option(
                    "first-run-host", Glyph::People, t!("first-host"),
                    t!("first-host-about"),
                    props.on_host.clone(),
                ) }
            </ul>
        </>
    }
}
