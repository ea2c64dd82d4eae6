//! Leaving a server. Unsent changes are asked about and never lost by accident.

use crate::{
    components::{ErrorNote, SaveToFile},
    format,
    hooks::{use_command, use_connection},
};
use tideboard_protocol::ipc::{SignOut, UnsentChanges};
use yew::prelude::*;

/// The question and its answers.
#[component]
pub fn SignOutForm() -> Html {
    let unsent = use_connection().status.unsent;
    let leaving = use_command::<SignOut>();
    let is_saving = use_state_eq(|| false);
    let leave =
        |unsent: UnsentChanges, class: &'static str, test_id: &'static str, words: &'static str| {
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
                <p>{ "The access token is forgotten. What the server has stays there." }</p>
                { leave(UnsentChanges::Keep, "primary", "sign-out-keep", "Sign out") }
            } else {
                <p>
                    <strong>{ format!("{} not on the server yet.", format::counted(unsent, "change is", "changes are")) }</strong>
                    { " Kept here, they are sent when you sign in again as the same user. Discarded, they are rolled back, but for those that may have reached the server." }
                </p>
                { leave(UnsentChanges::Keep, "primary", "sign-out-keep", "Keep them and sign out") }
                <button
                    type="button" class="button small" data-testid="sign-out-export" onclick={save}
                >
                    { "Save them to a file first…" }
                </button>
                { leave(UnsentChanges::Discard, "danger", "sign-out-discard", "Discard them and sign out") }
                if *is_saving {
                    <div class="sign-out-file"><SaveToFile /></div>
                }
            }
        </section>
    }
}
