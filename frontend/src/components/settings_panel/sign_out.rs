//! Leaving a server. Unsent changes are asked about and never lost by accident.

use crate::{
    components::{ErrorNote, SaveToFile},
    hooks::{use_command, use_connection},
};
use tideboard_protocol::ipc::{SignOut, UnsentChanges};
use tideboard_words::t;
use yew::prelude::*;

/// The question and its answers.
#[component]
pub fn SignOutForm() -> Html {
    let unsent = use_connection().status.unsent;
    let leaving = use_command::<SignOut>();
    let is_saving = use_state_eq(|| false);
    let leave =
        |unsent: UnsentChanges, class: &'static str, test_id: &'static str, words: String| {
            let onclick = leaving.send.reform(move |_: MouseEvent| SignOut { unsent });
            html! {
                <button
                    type="button" class={classes!("button", "small", class)} disabled={leaving.busy}
                    data-testid={test_id} {onclick}
                >
                    { words }
                </button>
            }
        };
    let save = {
        let is_saving = is_saving.setter();
        Callback::from(move |_: MouseEvent| is_saving.set(true))
    };
    html! {
        <section class="bulk" data-testid="sign-out" data-count={unsent.to_string()}>
            if let Some(error) = &leaving.error { <ErrorNote error={(**error).clone()} /> }
            if unsent == 0 {
                <p>{ t!("sign-out-about") }</p>
                { leave(UnsentChanges::Keep, "primary", "sign-out-keep", t!("sign-out-do")) }
            } else {
                <p>
                    <strong>{ t!("sign-out-unsent", count = unsent) }</strong>
                    { " " }{ t!("sign-out-choice") }
                </p>
                { leave(UnsentChanges::Keep, "primary", "sign-out-keep", t!("sign-out-keep")) }
                <button
                    type="button" class="button small" data-testid="sign-out-export" onclick={save}
                >
                    { t!("sign-out-save") }
                </button>
                { leave(UnsentChanges::Discard, "danger", "sign-out-discard", t!("sign-out-discard")) }
                if *is_saving {
                    <div class="sign-out-file"><SaveToFile /></div>
                }
            }
        </section>
    }
}
