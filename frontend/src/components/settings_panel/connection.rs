//! Which server, as whom, and the ways to another.

use super::sign_out::SignOutForm;
use crate::{
    clock,
    components::{Setup, ShowSetup, SignInForm},
    hooks::{use_connection, use_view},
};
use tideboard_protocol::settings::Home;
use tideboard_words::t;
use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    SignIn,
    SignOut,
}

/// The section.
#[component]
pub fn ConnectionSection() -> Html {
    let home = use_view(|view| view.settings.home.clone());
    let connection = use_connection();
    let details = &connection.details;
    let open = use_state_eq(|| Open::Nothing);
    let is_joined = matches!(home, Home::Joined { .. });
    let toggle = |wanted: Open, test_id: &'static str, words: String| {
        let (set, is_open) = (open.setter(), *open == wanted);
        let to = if is_open { Open::Nothing } else { wanted };
        html! {
            <button
                type="button" class="button small" aria-expanded={is_open.to_string()}
                data-testid={test_id} onclick={Callback::from(move |_: MouseEvent| set.set(to))}
            >
                { words }
            </button>
        }
    };
    html! {
        <>
            <dl class="facts">
                <dt>{ t!("server-title") }</dt><dd>{ home_words(&home) }</dd>
                <dt>{ t!("server-user") }</dt>
                <dd>{ details.user.clone().unwrap_or_else(|| t!("server-nobody")) }</dd>
                <dt>{ t!("server-now") }</dt><dd>{ tideboard_words::status(&connection.status, clock::recent) }</dd>
                if let Some(server) = &details.server {
                    <dt>{ t!("server-program") }</dt><dd>{ server }</dd>
                }
            </dl>
            if is_joined {
                <div class="servers">
                    { toggle(Open::SignIn, "settings-sign-in", t!("server-sign-in-again")) }
                    { toggle(Open::SignOut, "settings-sign-out", t!("server-sign-out")) }
                </div>
                { match *open {
                    Open::Nothing => Html::default(),
                    Open::SignIn => html! { <SignInForm /> },
                    Open::SignOut => html! { <SignOutForm /> },
                } }
            }
            <h3>{ t!("server-other") }</h3>
            <p class="muted">
                { t!("server-other-about") }
            </p>
            <Servers {home} />
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ServersProps {
    home: Home,
}

/// The way to another server.
#[component]
fn Servers(props: &ServersProps) -> Html {
    let show = use_context::<ShowSetup>().expect("used below the window");
    let host = match props.home {
        Home::Hosting { .. } => t!("server-invite"),
        Home::FirstRun | Home::Local | Home::Joined { .. } => t!("server-host"),
    };
    html! {
        <div class="servers">
            <button
                type="button" class="button small" data-testid="settings-host"
                onclick={show.0.reform(|_: MouseEvent| Setup::Hosting)}
            >
                { host }
            </button>
            <button
                type="button" class="button small" data-testid="settings-join"
                onclick={show.0.reform(|_: MouseEvent| Setup::Joining)}
            >
                { t!("server-join") }
            </button>
        </div>
    }
}

fn home_words(home: &Home) -> String {
    match home {
        Home::FirstRun => t!("server-none"),
        Home::Local => t!("server-local"),
        Home::Hosting { port } => t!("server-hosting", port = port.to_string()),
        Home::Joined { url } => url.clone(),
    }
}
