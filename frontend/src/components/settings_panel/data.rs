//! What this computer keeps: a copy of it, a copy in its place, or all of it gone.

use crate::{
    components::ErrorNote,
    format,
    hooks::{use_command, use_connection, use_view},
};
use tideboard_protocol::{
    ApiError,
    ipc::{BackUp, ChooseBackup, Erase, FoundBackup, RestoreBackup},
    settings::Home,
};
use yew::prelude::*;

/// The section.
#[component]
pub fn Data() -> Html {
    html! {
        <>
            <BackUpPart />
            <RestorePart />
            <ErasePart />
        </>
    }
}

#[component]
fn BackUpPart() -> Html {
    let saving = use_command::<BackUp>();
    html! {
        <section class="data-part">
            <h3>{ "Back up" }</h3>
            <p class="muted">
                { "Boards, unsent changes, history and settings go into a new folder among your downloads. Access tokens do not." }
            </p>
            <button
                type="button" class="button small" disabled={saving.busy} data-testid="data-back-up"
                onclick={saving.send.reform(|_: MouseEvent| BackUp {})}
            >
                { if saving.busy { "Backing up…" } else { "Back up now" } }
            </button>
            <p class="saved-file" role="status" data-testid="data-backed-up">
                if let Some(saved) = &saving.reply {
                    { "Saved as " }<code>{ &saved.file }</code>
                }
            </p>
            { note(saving.error.as_deref()) }
        </section>
    }
}

#[component]
fn RestorePart() -> Html {
    let choosing = use_command::<ChooseBackup>();
    let restoring = use_command::<RestoreBackup>();
    let is_left = use_state_eq(|| false);
    let choose = {
        let (is_left, send) = (is_left.setter(), choosing.send.clone());
        Callback::from(move |_: MouseEvent| {
            is_left.set(false);
            send.emit(ChooseBackup {});
        })
    };
    let leave = {
        let is_left = is_left.setter();
        Callback::from(move |_: MouseEvent| is_left.set(true))
    };
    let found = choosing.reply.as_deref().cloned().flatten().filter(|_| !*is_left);
    html! {
        <section class="data-part">
            <h3>{ "Restore" }</h3>
            <p class="muted">
                { "A backup takes the place of what is here. Changes that it holds and that were sent since do not count twice." }
            </p>
            <button
                type="button" class="button small" disabled={choosing.busy || restoring.busy}
                data-testid="data-restore" onclick={choose}
            >
                { "Choose a backup…" }
            </button>
            if let Some(found) = found {
                <div class="bulk" data-testid="data-found">
                    <p><strong>{ content(&found) }</strong><br /><code>{ &found.folder }</code></p>
                    <p>
                        { "What is here now is set aside in Tideboard’s own folder and can be restored like a backup." }
                    </p>
                    <button
                        type="button" class="button primary small" disabled={restoring.busy}
                        data-testid="data-restore-now"
                        onclick={restoring.send.reform(|_: MouseEvent| RestoreBackup {})}
                    >
                        { "Restore it" }
                    </button>
                    <button type="button" class="button small" onclick={leave}>{ "Cancel" }</button>
                </div>
            }
            { note(choosing.error.as_deref().or(restoring.error.as_deref())) }
        </section>
    }
}

fn content(found: &FoundBackup) -> String {
    let boards = format::counted(found.boards, "board", "boards");
    let unsent = format::counted(found.unsent, "unsent change", "unsent changes");
    let server = if found.has_server { ", and the server inside the app" } else { "" };
    format!("{boards}, {unsent}{server}")
}

#[component]
fn ErasePart() -> Html {
    let unsent = use_connection().status.unsent;
    let hosts = use_view(|view| matches!(view.settings.home, Home::Hosting { .. } | Home::Local));
    let erasing = use_command::<Erase>();
    let is_asking = use_state_eq(|| false);
    let ask = |wanted: bool| {
        let is_asking = is_asking.setter();
        Callback::from(move |_: MouseEvent| is_asking.set(wanted))
    };
    html! {
        <section class="data-part">
            <h3>{ "Sign out and erase" }</h3>
            <p class="muted">
                { "Access tokens, boards, unsent changes, history and settings are deleted from this computer. What a server has stays there." }
            </p>
            if *is_asking {
                <div class="bulk" role="alert" data-testid="data-erase-question">
                    <p><strong>{ "This cannot be undone." }</strong></p>
                    if unsent > 0 {
                        <p>{ format!("{} not on the server yet and will be lost.", format::counted(unsent, "change is", "changes are")) }</p>
                    }
                    if hosts {
                        <p>{ "The server runs inside this app: its boards are deleted for everybody." }</p>
                    }
                    <button
                        type="button" class="button danger small" disabled={erasing.busy}
                        data-testid="data-erase-now"
                        onclick={erasing.send.reform(|_: MouseEvent| Erase {})}
                    >
                        { "Erase everything" }
                    </button>
                    <button type="button" class="button small" onclick={ask(false)}>
                        { "Cancel" }
                    </button>
                </div>
            } else {
                <button
                    type="button" class="button small" data-testid="data-erase" onclick={ask(true)}
                >
                    { "Sign out and erase…" }
                </button>
            }
            { note(erasing.error.as_deref()) }
        </section>
    }
}

fn note(error: Option<&ApiError>) -> Html {
    error.map(|error| html! { <ErrorNote error={error.clone()} /> }).unwrap_or_default()
}
