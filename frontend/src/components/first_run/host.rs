//! Hosting for a team: the port, then how others join.

use crate::{
    components::{CopyButton, ErrorNote, Glyph, Icon},
    hooks::{use_command, use_view},
};
use tideboard_protocol::{
    ipc::{HostForTeam, Invitation},
    settings::Home,
};
use tideboard_words::t;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

/// Port that is offered.
const PORT: u16 = 8787;

#[derive(Properties, PartialEq)]
pub struct HostProps {
    pub on_back: Callback<MouseEvent>,
    pub on_invitation: Callback<Invitation>,
}

/// The form.
#[component]
pub fn Host(props: &HostProps) -> Html {
    let input = use_node_ref();
    let hosting = use_command::<HostForTeam>();
    let is_wrong = use_state_eq(|| false);
    let port = use_view(|view| match view.settings.home {
        Home::Hosting { port } => port,
        Home::FirstRun | Home::Local | Home::Joined { .. } => PORT,
    });
    use_effect_with(
        (hosting.reply.clone(), props.on_invitation.clone()),
        |(reply, on_invitation)| {
            if let Some(invitation) = reply {
                on_invitation.emit((**invitation).clone());
            }
        },
    );
    let onsubmit = {
        let (input, send, is_wrong) = (input.clone(), hosting.send.clone(), is_wrong.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            let port = input.value().trim().parse::<u16>();
            is_wrong.set(port.is_err());
            if let Ok(port) = port {
                send.emit(HostForTeam { port });
            }
        })
    };
    html! {
        <form class="steps" {onsubmit}>
            <h1>{ t!("first-host") }</h1>
            <p class="muted">
                { t!("host-about") }
            </p>
            <label class="field">
                <span>{ t!("host-port") }</span>
                <input
                    ref={input} type="text" inputmode="numeric" ~defaultValue={port.to_string()}
                    aria-invalid={is_wrong.to_string()} data-testid="host-port"
                />
                if *is_wrong {
                    <small class="tone-bad" role="alert">{ t!("host-port-wrong") }</small>
                } else {
                    <small class="muted">{ t!("host-port-about") }</small>
                }
            </label>
            if let Some(error) = &hosting.error {
                <ErrorNote error={(**error).clone()} test_id="first-run-error" />
            }
            <div class="step-buttons">
                <button
                    type="button" class="button quiet" data-testid="first-run-back"
                    onclick={props.on_back.clone()}
                >
                    <Icon glyph={Glyph::Left} />{ t!("common-back") }
                </button>
                <span class="spring" />
                <button
                    type="submit" class="button primary" disabled={hosting.busy}
                    data-testid="host-submit"
                >
                    { if hosting.busy { t!("host-starting") } else { t!("host-start") } }
                </button>
            </div>
        </form>
    }
}

#[derive(Properties, PartialEq)]
pub struct InvitedProps {
    pub invitation: Invitation,
    pub on_continue: Callback<()>,
}

/// How others join.
#[component]
pub fn Invited(props: &InvitedProps) -> Html {
    let Invitation { addresses, token } = &props.invitation;
    html! {
        <div class="steps">
            <h1>{ t!("host-ready") }</h1>
            <p class="muted">
                { t!("host-ready-about") }
            </p>
            <dl class="invitation">
                <dt>{ t!("host-addresses", count = addresses.len()) }</dt>
                { for addresses.iter().map(|address| html! {
                    <dd>
                        <code data-testid="invitation-address">{ address }</code>
                        <CopyButton text={address.clone()} test_id="invitation-copy-address" />
                    </dd>
                }) }
                <dt>{ t!("host-token") }</dt>
                <dd>
                    <code data-testid="invitation-token">{ token }</code>
                    <CopyButton text={token.clone()} test_id="invitation-copy-token" />
                </dd>
            </dl>
            <div class="step-buttons">
                <span class="spring" />
                <button
                    type="button" class="button primary" data-testid="invitation-continue"
                    onclick={props.on_continue.reform(|_: MouseEvent| ())}
                >
                    { t!("host-open") }
                </button>
            </div>
        </div>
    }
}
