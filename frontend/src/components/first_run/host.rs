//! Hosting for a team: the port, then how others join.

use super::Hosting;
use crate::{
    components::{CopyButton, ErrorNote, Glyph, Icon},
    hooks::use_command,
};
use tideboard_protocol::ipc::{HostForTeam, Invitation};
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

/// Port that is offered.
const PORT: u16 = 8787;

#[derive(Properties, PartialEq)]
pub struct HostProps {
    pub on_back: Callback<MouseEvent>,
    pub on_hosting: Callback<Hosting>,
}

/// The form.
#[component]
pub fn Host(props: &HostProps) -> Html {
    let input = use_node_ref();
    let hosting = use_command::<HostForTeam>();
    let is_wrong = use_state_eq(|| false);
    use_effect_with(
        (hosting.reply.clone(), hosting.error.clone(), props.on_hosting.clone()),
        |(reply, error, on_hosting)| match (reply, error) {
            (Some(invitation), _) => on_hosting.emit(Hosting::Invited((**invitation).clone())),
            (None, Some(_)) => on_hosting.emit(Hosting::No),
            (None, None) => {}
        },
    );
    let onsubmit = {
        let (input, send, is_wrong) = (input.clone(), hosting.send.clone(), is_wrong.clone());
        let on_hosting = props.on_hosting.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            let port = input.value().trim().parse::<u16>();
            is_wrong.set(port.is_err());
            if let Ok(port) = port {
                on_hosting.emit(Hosting::Starting);
                send.emit(HostForTeam { port });
            }
        })
    };
    html! {
        <form class="steps" {onsubmit}>
            <h1>{ "Host for my team" }</h1>
            <p class="muted">
                { "The server runs while Tideboard runs, also with the window closed to the tray." }
            </p>
            <label class="field">
                <span>{ "Port" }</span>
                <input
                    ref={input} type="text" inputmode="numeric" value={PORT.to_string()}
                    aria-invalid={is_wrong.to_string()} data-testid="host-port"
                />
                if *is_wrong {
                    <small class="tone-bad" role="alert">{ "A port is a number from 0 to 65535." }</small>
                } else {
                    <small class="muted">{ "Others reach this computer there. 0: any that is free." }</small>
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
                    <Icon glyph={Glyph::Left} />{ "Back" }
                </button>
                <span class="spring" />
                <button
                    type="submit" class="button primary" disabled={hosting.busy}
                    data-testid="host-submit"
                >
                    { if hosting.busy { "Starting…" } else { "Start hosting" } }
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
            <h1>{ "Your team can join now" }</h1>
            <p class="muted">
                { "They choose “Join a server” and enter one of these addresses and the token. Whoever has the token can edit: pass it on in private." }
            </p>
            <dl class="invitation">
                <dt>{ if addresses.len() == 1 { "Address" } else { "Addresses" } }</dt>
                { for addresses.iter().map(|address| html! {
                    <dd>
                        <code data-testid="invitation-address">{ address }</code>
                        <CopyButton text={address.clone()} test_id="invitation-copy-address" />
                    </dd>
                }) }
                <dt>{ "Token" }</dt>
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
                    { "Open the board" }
                </button>
            </div>
        </div>
    }
}
