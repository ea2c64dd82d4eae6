//! Joining a server: address, token, a test that changes nothing, then joining.

use crate::{
    components::{ErrorNote, Glyph, Icon},
    format,
    hooks::use_command,
};
use tideboard_protocol::ipc::{ConnectionTest, JoinServer, TestConnection};
use tideboard_words::t;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct JoinProps {
    pub on_back: Callback<MouseEvent>,
    pub on_done: Callback<()>,
}

/// What was tried last: its failure is shown, and not that of the other button any more.
#[derive(Clone, Copy, PartialEq)]
enum Tried {
    Test,
    Join,
}

/// The form.
#[component]
pub fn Join(props: &JoinProps) -> Html {
    let address = use_state_eq(String::new);
    let token = use_state_eq(String::new);
    let testing = use_command::<TestConnection>();
    let joining = use_command::<JoinServer>();
    use_effect_with((joining.reply.is_some(), props.on_done.clone()), |(joined, on_done)| {
        if *joined {
            on_done.emit(());
        }
    });
    let filled = !address.trim().is_empty() && !token.trim().is_empty();
    let busy = testing.busy || joining.busy;
    let tried = use_state_eq(|| Tried::Test);
    let error = match *tried {
        Tried::Test => &testing.error,
        Tried::Join => &joining.error,
    };
    let typed = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            state.set(input.map(|input| input.value()).unwrap_or_default());
        })
    };
    let test = {
        let (address, token) = (address.trim().to_owned(), token.trim().to_owned());
        let tried = tried.setter();
        testing.send.reform(move |_: MouseEvent| {
            tried.set(Tried::Test);
            TestConnection { address: address.clone(), token: token.clone() }
        })
    };
    let onsubmit = {
        let (address, token) = (address.trim().to_owned(), token.trim().to_owned());
        let tried = tried.setter();
        joining.send.reform(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(Tried::Join);
            JoinServer { address: address.clone(), token: token.clone() }
        })
    };
    html! {
        <form class="steps" {onsubmit}>
            <h1>{ t!("first-join") }</h1>
            <label class="field">
                <span>{ t!("join-address") }</span>
                <input
                    type="text" placeholder="board.example.com" autocomplete="off"
                    spellcheck="false" required=true value={(*address).clone()}
                    oninput={typed(&address)} data-testid="join-address"
                />
            </label>
            <label class="field">
                <span>{ t!("join-token") }</span>
                <input
                    type="password" autocomplete="off" required=true value={(*token).clone()}
                    oninput={typed(&token)} data-testid="join-token"
                />
            </label>
            if let Some(result) = &testing.reply { <Answer result={(**result).clone()} /> }
            if let Some(error) = error {
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
                    type="button" class="button" disabled={!filled || busy} data-testid="join-test"
                    onclick={test}
                >
                    { if testing.busy { t!("join-testing") } else { t!("join-test") } }
                </button>
                <button
                    type="submit" class="button primary" disabled={!filled || busy}
                    data-testid="join-submit"
                >
                    { if joining.busy { t!("join-joining") } else { t!("join-do") } }
                </button>
            </div>
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct AnswerProps {
    result: ConnectionTest,
}

/// What the test found.
#[component]
fn Answer(props: &AnswerProps) -> Html {
    let result = &props.result;
    let titles: Vec<_> = result.boards.iter().map(|board| board.title.as_str()).collect();
    let boards = match titles.as_slice() {
        [] => t!("join-boards-none"),
        titles => format::short(&titles.join(", "), 120),
    };
    html! {
        <div class="answer" role="status" data-testid="join-result">
            <p class="tone-good"><Icon glyph={Glyph::Check} />{ t!("join-answers") }</p>
            <dl class="facts">
                <dt>{ t!("server-title") }</dt><dd>{ format!("{} · {}", result.url, result.server) }</dd>
                <dt>{ t!("join-you-are") }</dt><dd>{ &result.user }</dd>
                <dt>{ t!("join-boards") }</dt><dd>{ boards }</dd>
                <dt>{ t!("join-took") }</dt><dd>{ t!("milliseconds", ms = f64::from(result.latency_ms)) }</dd>
            </dl>
        </div>
    }
}
