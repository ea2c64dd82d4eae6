//! What this computer keeps: a copy of it, a copy in its place, unsent changes for another computer,
//! or all of it gone.

use crate::{
    components::{ErrorNote, Travel},
    hooks::{use_background_sync, use_command, use_connection, use_view},
};
use tideboard_protocol::{
    ApiError,
    ipc::{BackUp, ChooseBackup, Erase, FoundBackup, RestoreBackup},
    settings::Home,
};
use tideboard_words::t;
use yew::prelude::*;

/// The section.
#[component]
pub fn Data() -> Html {
    let unsent = use_background_sync().queue.total;
    html! {
        <>
            <BackUpPart />
            <RestorePart />
            <Travel {unsent} class="data-part" />
            <ErasePart />
        </>
    }
}

#[component]
fn BackUpPart() -> Html {
    let saving = use_command::<BackUp>();
    html! {
        <section class="data-part">
            <h3>{ t!("data-back-up") }</h3>
            <p class="muted">
                { t!("data-back-up-about") }
            </p>
            <button
                type="button" class="button small" disabled={saving.busy} data-testid="data-back-up"
                onclick={saving.send.reform(|_: MouseEvent| BackUp {})}
            >
                { if saving.busy { t!("data-backing-up") } else { t!("data-back-up-now") } }
            </button>
            <p class="saved-file" role="status" data-testid="data-backed-up">
                if let Some(saved) = &saving.reply {
                    { t!("data-saved-as") }{ " " }<code>{ &saved.file }</code>
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
            <h3>{ t!("data-restore") }</h3>
            <p class="muted">
                { t!("data-restore-about") }
            </p>
            <button
                type="button" class="button small" disabled={restoring.busy}
                data-testid="data-restore" onclick={choose}
            >
                { t!("data-restore-choose") }
            </button>
            if let Some(found) = found {
                <div class="bulk" data-testid="data-found">
                    <p><strong>{ content(&found) }</strong><br /><code>{ &found.folder }</code></p>
                    <p>
                        { t!("data-restore-aside") }
                    </p>
                    <button
                        type="button" class="button primary small" disabled={restoring.busy}
                        data-testid="data-restore-now"
                        onclick={restoring.send.reform(|_: MouseEvent| RestoreBackup {})}
                    >
                        { t!("data-restore-now") }
                    </button>
                    <button type="button" class="button small" onclick={leave}>{ t!("common-cancel") }</button>
                </div>
            }
            { note(choosing.error.as_deref().or(restoring.error.as_deref())) }
        </section>
    }
}

fn content(found: &FoundBackup) -> String {
    let boards = t!("data-found-boards", count = found.boards);
    let unsent = t!("data-found-unsent", count = found.unsent);
    if found.has_server {
        t!("data-found-server", boards = boards, unsent = unsent)
    } else {
        t!("data-found", boards = boards, unsent = unsent)
    }
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
            <h3>{ t!("data-erase") }</h3>
            <p class="muted">
                { t!("data-erase-about") }
            </p>
            if *is_asking {
                <div class="bulk" role="alert" data-testid="data-erase-question">
                    <p><strong>{ t!("data-erase-final") }</strong></p>
                    if unsent > 0 {
                        <p>{ t!("data-erase-unsent", count = unsent) }</p>
                    }
                    if hosts {
                        <p>{ t!("data-erase-server") }</p>
                    }
                    <button
                        type="button" class="button danger small" disabled={erasing.busy}
                        data-testid="data-erase-now"
                        onclick={erasing.send.reform(|_: MouseEvent| Erase {})}
                    >
                        { t!("data-erase-now") }
                    </button>
                    <button type="button" class="button small" onclick={ask(false)}>
                        { t!("common-cancel") }
                    </button>
                </div>
            } else {
                <button
                    type="button" class="button small" data-testid="data-erase" onclick={ask(true)}
                >
                    { t!("data-erase-open") }
                </button>
            }
            { note(erasing.error.as_deref()) }
        </section>
    }
}

fn note(error: Option<&ApiError>) -> Html {
    error.map(|error| html! { <ErrorNote error={error.clone()} /> }).unwrap_or_default()
}
