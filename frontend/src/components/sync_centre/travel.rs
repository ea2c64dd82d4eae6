//! Unsent changes taken to another computer in a file, and taken in from one.

use crate::{
    browser,
    components::{CopyButton, Dialog, ErrorNote, FileField, Glyph, Icon, InputNote},
    hooks::use_command,
};
use tideboard_protocol::ipc::{ExportChanges, ExportedChanges, ImportChanges, Imported};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

/// Shortest passphrase that protects a file, in characters.
const PASSPHRASE_MIN: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
}

#[derive(Properties, PartialEq)]
pub struct TravelProps {
    /// Changes that could be taken along.
    pub unsent: u32,
    #[prop_or("travel")]
    pub class: &'static str,
}

/// The ways out and in.
#[component]
pub fn Travel(props: &TravelProps) -> Html {
    let way = use_state_eq(|| None::<Way>);
    let open = |wanted: Way| {
        let way = way.setter();
        Callback::from(move |_: MouseEvent| way.set(Some(wanted)))
    };
    let on_close = {
        let way = way.setter();
        Callback::from(move |()| way.set(None))
    };
    html! {
        <section class={props.class}>
            <h3>{ t!("travel-title") }</h3>
            <p class="muted">
                { t!("travel-about") }
            </p>
            <p class="travel-buttons">
                <button
                    type="button" class="button small" data-testid="travel-out"
                    disabled={props.unsent == 0}
                    title={(props.unsent == 0).then(|| t!("change-nothing-waits"))}
                    onclick={open(Way::Out)}
                >
                    { t!("travel-out-open") }
                </button>
                <button
                    type="button" class="button small" data-testid="travel-in"
                    onclick={open(Way::In)}
                >
                    { t!("travel-in-open") }
                </button>
            </p>
            { match *way {
                None => Html::default(),
                Some(Way::Out) => html! {
                    <Dialog title={t!("travel-out")} {on_close} test_id="travel-dialog">
                        <SaveToFile />
                    </Dialog>
                },
                Some(Way::In) => html! {
                    <Dialog title={t!("travel-in")} {on_close} test_id="travel-dialog">
                        <TakeIn />
                    </Dialog>
                },
            } }
        </section>
    }
}

/// Writes the file. Also part of signing out.
#[component]
pub fn SaveToFile() -> Html {
    let saving = use_command::<ExportChanges>();
    let (first, second) = (use_node_ref(), use_node_ref());
    let wrong = use_state_eq(|| None::<String>);
    if let Some(saved) = &saving.reply {
        return html! { <Saved saved={(**saved).clone()} /> };
    }
    let onsubmit = {
        let (first, second, wrong) = (first.clone(), second.clone(), wrong.setter());
        let send = saving.send.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (passphrase, again) = (text_of(&first), text_of(&second));
            let complaint = complaint(&passphrase, &again);
            let is_right = complaint.is_none();
            wrong.set(complaint);
            if is_right {
                send.emit(ExportChanges { passphrase });
            }
        })
    };
    let is_wrong = wrong.is_some().to_string();
    html! {
        <form class="steps" {onsubmit}>
            <p class="muted">
                { t!("travel-out-about") }
            </p>
            <label class="field">
                <span>{ t!("travel-passphrase") }</span>
                <input
                    ref={first} type="password" autocomplete="new-password" autofocus=true
                    aria-invalid={is_wrong.clone()} aria-describedby="travel-why"
                    data-testid="travel-passphrase"
                />
            </label>
            <label class="field">
                <span>{ t!("travel-again") }</span>
                <input
                    ref={second} type="password" autocomplete="new-password"
                    aria-invalid={is_wrong} aria-describedby="travel-why"
                    data-testid="travel-again"
                />
            </label>
            <p class="tone-bad" id="travel-why" role="alert">{ (*wrong).clone().unwrap_or_default() }</p>
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
            <div class="step-buttons">
                <span class="spring" />
                <button
                    type="submit" class="button primary" disabled={saving.busy}
                    data-testid="travel-save"
                >
                    { if saving.busy { t!("travel-saving") } else { t!("travel-save") } }
                </button>
            </div>
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct SavedProps {
    saved: ExportedChanges,
}

#[component]
fn Saved(props: &SavedProps) -> Html {
    let saved = &props.saved;
    html! {
        <div class="answer" role="status" data-testid="travel-saved" data-count={saved.changes.to_string()}>
            <p class="tone-good"><Icon glyph={Glyph::Check} />{ t!("travel-saved", count = saved.changes) }</p>
            <p class="path">{ &saved.file }</p>
            <p class="muted">
                { t!("travel-next") }
            </p>
            <p><CopyButton text={saved.file.clone()} test_id="travel-copy" class="button small" label={t!("travel-copy-place")} /></p>
        </div>
    }
}

/// Reads a file.
#[component]
fn TakeIn() -> Html {
    let taking = use_command::<ImportChanges>();
    let passphrase = use_node_ref();
    let file = use_state(|| None::<File>);
    let wrong = use_state_eq(|| None::<String>);
    if let Some(taken) = &taking.reply {
        return html! { <Taken taken={**taken} /> };
    }
    let onsubmit = {
        let (file, passphrase, wrong) = (file.clone(), passphrase.clone(), wrong.setter());
        let send = taking.send.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(chosen) = (*file).clone() else {
                wrong.set(Some(t!("travel-choose-file")));
                return;
            };
            let (wrong, send, passphrase) = (wrong.clone(), send.clone(), text_of(&passphrase));
            spawn_local(async move {
                match browser::read_text(&chosen).await {
                    Ok(sealed) => {
                        wrong.set(None);
                        send.emit(ImportChanges { sealed, passphrase });
                    }
                    Err(words) => wrong.set(Some(words)),
                }
            });
        })
    };
    let on_choose = {
        let file = file.setter();
        Callback::from(move |chosen| file.set(chosen))
    };
    html! {
        <form class="steps" {onsubmit}>
            <FileField
                label={t!("travel-file")} accept=".age" test_id="travel-file" {on_choose}
            />
            <label class="field">
                <span>{ t!("travel-its-passphrase") }</span>
                <input
                    ref={passphrase} type="password" autocomplete="off" required=true
                    data-testid="travel-passphrase"
                />
            </label>
            if let Some(words) = &*wrong {
                <InputNote words={words.clone()} test_id="travel-error" />
            } else if let Some(error) = &taking.error {
                <ErrorNote error={(**error).clone()} test_id="travel-error" />
            }
            <div class="step-buttons">
                <span class="spring" />
                <button
                    type="submit" class="button primary" disabled={taking.busy}
                    data-testid="travel-take"
                >
                    { if taking.busy { t!("history-reading") } else { t!("travel-take") } }
                </button>
            </div>
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct TakenProps {
    taken: Imported,
}

#[component]
fn Taken(props: &TakenProps) -> Html {
    let Imported { added, known } = props.taken;
    let came = match added {
        0 => t!("travel-nothing-new"),
        count => t!("travel-came", count = count),
    };
    let before = match (added, known) {
        (0, _) | (_, 0) => None,
        (_, count) => Some(t!("travel-known", count = count)),
    };
    html! {
        <div class="answer" role="status" data-testid="travel-taken" data-count={added.to_string()}>
            <p class="tone-good"><Icon glyph={Glyph::Check} />{ came }
                if let Some(before) = before { { " " }{ before } }
            </p>
        </div>
    }
}

fn complaint(passphrase: &str, again: &str) -> Option<String> {
    if passphrase.chars().count() < PASSPHRASE_MIN {
        return Some(t!("travel-too-short"));
    }
    (passphrase != again).then(|| t!("travel-not-same"))
}

fn text_of(input: &NodeRef) -> String {
    input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_enough_and_typed_twice_alike() {
        assert!(complaint("short", "short").is_some());
        assert!(complaint("correct horse", "correct hoarse").is_some());
        assert_eq!(complaint("größerer", "größerer"), None);
    }
}
