//! The first start: try it here, join a server, or host for a team.

mod host;
mod join;

use super::{ErrorNote, Glyph, Icon};
use crate::hooks::use_command;
use host::{Host, Invited};
use join::Join;
use tideboard_protocol::ipc::{Invitation, TryLocally};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct FirstRunProps {
    pub hosting: Hosting,
    pub on_hosting: Callback<Hosting>,
}

/// How far hosting for a team is. It lives above this screen, because the app leaves its first run
/// as soon as the server runs, and the invitation must still be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Hosting {
    /// Not at all, or all done.
    No,
    /// The server starts.
    Starting,
    /// The server runs; this is how others join.
    Invited(Invitation),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Choose,
    Join,
    Host,
}

/// The first screen.
#[component]
pub fn FirstRun(props: &FirstRunProps) -> Html {
    let step = use_state_eq(|| Step::Choose);
    let go = |to: Step| {
        let step = step.setter();
        Callback::from(move |_: MouseEvent| step.set(to))
    };
    let (state, content) = match (&props.hosting, *step) {
        (Hosting::Invited(invitation), _) => {
            let on_continue = props.on_hosting.reform(|()| Hosting::No);
            ("invitation", html! { <Invited invitation={invitation.clone()} {on_continue} /> })
        }
        (Hosting::No | Hosting::Starting, Step::Choose) => {
            ("choose", html! { <Choose on_join={go(Step::Join)} on_host={go(Step::Host)} /> })
        }
        (Hosting::No | Hosting::Starting, Step::Join) => {
            ("join", html! { <Join on_back={go(Step::Choose)} /> })
        }
        (Hosting::No | Hosting::Starting, Step::Host) => (
            "host",
            html! {
                <Host on_back={go(Step::Choose)} on_hosting={props.on_hosting.clone()} />
            },
        ),
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
                  title: &'static str,
                  words: &'static str,
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
    let try_title =
        if trying.busy { "Starting on this computer…" } else { "Try it on this computer" };
    html! {
        <>
            <h1>{ "Welcome to Tideboard" }</h1>
            <p class="muted lead">
                { "A shared board that stays right when the network does not. Where should yours live?" }
            </p>
            if let Some(error) = trying.error {
                <ErrorNote error={(*error).clone()} test_id="first-run-error" />
            }
            <ul class="choices">
                { option(
                    "first-run-try", Glyph::Computer, try_title,
                    "Live figures of this machine and a few things to edit. Nothing leaves it.",
                    try_it,
                ) }
                { option(
                    "first-run-join", Glyph::Link, "Join a server",
                    "Somebody gave you an address and an access token.",
                    props.on_join.clone(),
                ) }
                { option(
                    "first-run-host", Glyph::People, "Host for my team",
                    "This computer becomes the server; others on the network join it.",
                    props.on_host.clone(),
                ) }
            </ul>
        </>
    }
}
