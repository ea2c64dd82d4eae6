//! Conflicts: how many wait, and a dialog that shows both sides by name and lets a person decide
//! field by field, or later.

mod choice;
mod fields;

use super::{ErrorNote, Glyph, Icon};
use crate::{
    app::Panel,
    browser, clock, format,
    hooks::{BackgroundSync, use_background_sync, use_modal},
};
use choice::{Choices, is_about_deletion, resolution};
use fields::FieldRow;
use tideboard_protocol::{OpId, OpKind, ipc::Resolution, view::ConflictView};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ConflictResolutionProps {
    pub panel: Option<Panel>,
    pub on_panel: Callback<Option<Panel>>,
}

/// The badge in the top bar, with the dialog.
#[component]
pub fn ConflictResolution(props: &ConflictResolutionProps) -> Html {
    let sync = use_background_sync();
    let count = sync.conflicts.len();
    let wanted = match props.panel {
        Some(Panel::Conflict(wanted)) => Some(wanted),
        Some(
            Panel::Boards
            | Panel::Board(_)
            | Panel::AddWidget
            | Panel::Palette
            | Panel::Shortcuts
            | Panel::Sync
            | Panel::Queue
            | Panel::Centre(_)
            | Panel::Settings,
        )
        | None => None,
    };
    let is_stale = wanted.is_some() && count == 0;
    use_effect_with((is_stale, props.on_panel.clone()), |(is_stale, on_panel)| {
        if *is_stale {
            on_panel.emit(None);
        }
    });
    let label = format!("{} to decide", format::counted(count as u32, "conflict", "conflicts"));
    // The one that was asked for may be decided by now: then the first.
    let place = wanted.map(|wanted| {
        let place = sync.conflicts.iter().position(|it| Some(it.op_id) == wanted);
        place.unwrap_or(0)
    });
    let shown = place.and_then(|place| Some((place, sync.conflicts.get(place)?.clone())));
    html! {
        <div class="conflicts" data-testid="conflict-resolution" data-count={count.to_string()}>
            if count > 0 {
                <button
                    type="button" class="button tone-warn" aria-haspopup="dialog"
                    title={label.clone()} aria-label={label}
                    data-testid="conflict-badge" data-count={count.to_string()}
                    onclick={props.on_panel.reform(|_: MouseEvent| Some(Panel::Conflict(None)))}
                >
                    <Icon glyph={Glyph::Diamond} /><span class="number">{ count }</span>
                </button>
            }
            if let Some((place, conflict)) = shown {
                <Dialog {conflict} {place} on_panel={props.on_panel.clone()} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct DialogProps {
    conflict: ConflictView,
    place: usize,
    on_panel: Callback<Option<Panel>>,
}

#[component]
fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_modal(node.clone());
    let oncancel = props.on_panel.reform(|event: Event| {
        event.prevent_default();
        None
    });
    html! {
        <dialog
            ref={node} class="dialog conflict-dialog" aria-labelledby="conflict-title"
            data-testid="conflict-dialog" data-op={props.conflict.op_id.to_string()}
            data-record={props.conflict.record.to_string()}
            data-kind={if is_about_deletion(&props.conflict) { "deletion" } else { "fields" }}
            {oncancel}
        >
            <Decision
                key={props.conflict.op_id.to_string()} conflict={props.conflict.clone()}
                place={props.place} on_panel={props.on_panel.clone()}
            />
        </dialog>
    }
}

/// Another conflict in the same dialog: the focus goes where it would be had it just opened.
#[hook]
fn use_focus_at_start(node: NodeRef) {
    use_effect_with(node, |node| {
        let wanted = node
            .cast::<Element>()
            .and_then(|element| element.query_selector("[autofocus]").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(wanted) = wanted {
            browser::focus(&wanted);
        }
    });
}

#[component]
fn Decision(props: &DialogProps) -> Html {
    let conflict = &props.conflict;
    let node = use_node_ref();
    use_focus_at_start(node.clone());
    let sync = use_background_sync();
    let choices = use_state_eq(Choices::new);
    let decided = resolution(conflict, &choices);
    let decide = |resolution: Resolution| {
        let op_id = conflict.op_id;
        sync.resolve.reform(move |_: MouseEvent| (op_id, resolution.clone()))
    };
    let later = props.on_panel.reform(|_: MouseEvent| None);
    let deletion = is_about_deletion(conflict);
    let (keep_mine, keep_theirs) = keep_words(conflict);
    html! {
        <div class="decision" ref={node}>
            <header class="dialog-head">
                <h2 id="conflict-title">{ heading(conflict) }</h2>
                <p class="muted">{ story(conflict) }</p>
                { pager(props, &sync) }
            </header>
            if !deletion {
                <FieldTable conflict={conflict.clone()} choices={choices.clone()} />
            }
            if let Some(error) = &sync.resolve_error {
                <ErrorNote error={(**error).clone()} />
            }
            <footer class="dialog-foot">
                <button
                    type="button" class="button" data-testid="conflict-keep-local"
                    disabled={sync.resolving} onclick={decide(Resolution::Local)}
                >
                    { keep_mine }
                </button>
                <button
                    type="button" class="button" data-testid="conflict-keep-remote"
                    disabled={sync.resolving} onclick={decide(Resolution::Remote)}
                >
                    { keep_theirs }
                </button>
                <p class="muted">{ "Nothing is lost: the other values are kept for 30 days." }</p>
                <button
                    type="button" class="button" autofocus={deletion} data-testid="conflict-later"
                    onclick={later}
                >
                    { "Decide later" }
                </button>
                if !deletion {
                    <button
                        type="button" class="button primary" data-testid="conflict-apply"
                        disabled={sync.resolving || decided.is_none()}
                        title={decided.is_none().then_some("Choose a value in every row first")}
                        onclick={decided.map(decide)}
                    >
                        { if sync.resolving { "Saving…" } else { "Apply choice" } }
                    </button>
                }
            </footer>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FieldTableProps {
    conflict: ConflictView,
    choices: UseStateHandle<Choices>,
}

#[component]
fn FieldTable(props: &FieldTableProps) -> Html {
    let conflict = &props.conflict;
    let record = crate::hooks::use_record(&conflict.record);
    let now = clock::now();
    let theirs = conflict.fields.first().map(|field| (field.by.name.clone(), field.at));
    let (their_name, their_time) = match theirs {
        Some((name, at)) => (name, clock::time_or_day(at, now)),
        None => ("somebody else".to_owned(), String::new()),
    };
    html! {
        <div class="conflict-scroll">
            <table class="conflict-table">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col" data-testid="conflict-before-name">
                            { "Before" }<small class="muted">{ "what both started from" }</small>
                        </th>
                        <th scope="col" data-testid="conflict-mine-name">
                            { format!("Mine · {}", conflict.device) }
                            <small class="muted">{ clock::time_or_day(conflict.at, now) }</small>
                        </th>
                        <th scope="col" data-testid="conflict-theirs-name">
                            { format!("Theirs · {their_name}") }
                            <small class="muted">{ their_time }</small>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    { for conflict.fields.iter().enumerate().map(|(place, field)| {
                        let (choices, path) = (props.choices.clone(), field.path.clone());
                        let on_choice = Callback::from(move |choice| {
                            let mut all = (*choices).clone();
                            all.insert(path.clone(), choice);
                            choices.set(all);
                        });
                        let label = crate::op_words::field_label(
                            &field.path,
                            record.as_ref().map(|record| &record.fields),
                        );
                        html! {
                            <FieldRow
                                key={field.path.as_str()} is_first={place == 0} field={field.clone()} {label}
                                choice={props.choices.get(&field.path).cloned()} {on_choice}
                            />
                        }
                    }) }
                </tbody>
            </table>
        </div>
    }
}

fn heading(conflict: &ConflictView) -> String {
    if is_about_deletion(conflict) {
        return format!("{} — keep or delete", conflict.title);
    }
    let values = format::counted(conflict.fields.len() as u32, "value", "values");
    format!("{} — {values} to decide", conflict.title)
}

/// Who did what and when, in one sentence each.
fn story(conflict: &ConflictView) -> String {
    let now = clock::now();
    let mine = clock::time_or_day(conflict.at, now);
    let did = match conflict.kind {
        OpKind::Delete => "deleted it",
        OpKind::Restore => "brought it back",
        OpKind::Create | OpKind::Patch => "changed it",
    };
    let own = format!("You {did} at {mine} on {}.", conflict.device);
    let theirs = match (&conflict.deleted, conflict.fields.first()) {
        (Some(deletion), _) => {
            let at = clock::time_or_day(deletion.at, now);
            format!("{} deleted it at {at}.", deletion.by.name)
        }
        (None, Some(field)) => {
            let at = clock::time_or_day(field.at, now);
            format!("{} changed it at {at}.", field.by.name)
        }
        (None, None) => "Somebody else changed it meanwhile.".to_owned(),
    };
    let rest = if is_about_deletion(conflict) { "" } else { " Everything else was merged." };
    format!("{own} {theirs}{rest}")
}

/// Words of the two buttons that decide the whole.
fn keep_words(conflict: &ConflictView) -> (&'static str, &'static str) {
    match (conflict.kind, &conflict.deleted) {
        (OpKind::Delete, _) => ("Delete it", "Keep it with their changes"),
        (OpKind::Restore, _) => ("Bring it back", "Leave it deleted"),
        (OpKind::Create | OpKind::Patch, Some(_)) => {
            ("Bring it back with my change", "Leave it deleted")
        }
        (OpKind::Create | OpKind::Patch, None) => ("Keep all mine", "Keep all theirs"),
    }
}

/// The way to the other conflicts.
fn pager(props: &DialogProps, sync: &BackgroundSync) -> Html {
    let count = sync.conflicts.len();
    if count < 2 {
        return Html::default();
    }
    let go = |place: usize| {
        let op_id: Option<OpId> = sync.conflicts.get(place).map(|conflict| conflict.op_id);
        props.on_panel.reform(move |_: MouseEvent| Some(Panel::Conflict(op_id)))
    };
    let place = props.place;
    html! {
        <nav class="pager" aria-label="Conflicts">
            <button
                type="button" class="icon-button" aria-label="Previous conflict"
                data-testid="conflict-previous" onclick={go((place + count - 1) % count)}
            >
                <Icon glyph={Glyph::Left} />
            </button>
            <span class="meta number">{ format!("{} of {count}", place + 1) }</span>
            <button
                type="button" class="icon-button" aria-label="Next conflict"
                data-testid="conflict-next" onclick={go((place + 1) % count)}
            >
                <Icon glyph={Glyph::Right} />
            </button>
        </nav>
    }
}
