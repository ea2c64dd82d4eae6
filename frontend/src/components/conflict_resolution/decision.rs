//! One conflict: what both sides did, and the choice between them.

use super::{
    Decided,
    choice::{Choices, is_about_deletion, resolution},
    fields::FieldRow,
    free_text::FreeText,
};
use crate::{
    app::Panel,
    browser, clock,
    components::{ErrorNote, Glyph, Icon, PolicySelect, conflict_policy::kinds_in_words},
    hooks::{use_background_sync, use_record_of},
    op_words,
};
use std::collections::BTreeSet;
use tideboard_protocol::{OpId, OpKind, ipc::Resolution, view::ConflictView};
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DecisionProps {
    pub conflict: ConflictView,
    /// Its place among all.
    pub place: usize,
    /// All of them, in order.
    pub others: Vec<OpId>,
    pub on_decide: Callback<Decided>,
    pub on_panel: Callback<Option<Panel>>,
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

/// The content of the dialog.
#[component]
pub fn Decision(props: &DecisionProps) -> Html {
    let conflict = &props.conflict;
    let node = use_node_ref();
    use_focus_at_start(node.clone());
    let sync = use_background_sync();
    let choices = use_state_eq(Choices::new);
    let decided = resolution(conflict, &choices);
    let decide = |resolution: Resolution| {
        let op_id = conflict.op_id;
        let (board, title) = (conflict.board.clone(), conflict.title.clone());
        let decision = Decided { op_id, board, title, place: props.place };
        let (resolve, on_decide) = (sync.resolve.clone(), props.on_decide.clone());
        Callback::from(move |_: MouseEvent| {
            on_decide.emit(decision.clone());
            resolve.emit((op_id, resolution.clone()));
        })
    };
    let later = props.on_panel.reform(|_: MouseEvent| None);
    let deletion = is_about_deletion(conflict);
    let (keep_mine, keep_theirs) = keep_words(conflict);
    html! {
        <div class="decision" ref={node}>
            <div class="dialog-head">
                <h2 id="conflict-title">{ heading(conflict) }</h2>
                <p class="muted">{ story(conflict) }</p>
                { pager(props) }
            </div>
            if !deletion {
                <FieldTable conflict={conflict.clone()} choices={choices.clone()} />
            }
            if let Some(error) = &sync.resolve_error {
                <ErrorNote error={(**error).clone()} />
            }
            if let (false, Some(kind)) = (deletion, &conflict.record_kind) {
                <div class="dialog-policy">
                    <PolicySelect
                        kind={kind.clone()}
                        label={t!("conflict-policy-label", kinds = kinds_in_words(kind))}
                    />
                </div>
            }
            <div class="dialog-foot">
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
                <p class="muted">{ t!("conflict-nothing-lost") }</p>
                <button
                    type="button" class="button" autofocus={deletion} data-testid="conflict-later"
                    onclick={later}
                >
                    { t!("conflict-later") }
                </button>
                if !deletion {
                    <button
                        type="button" class="button primary" data-testid="conflict-apply"
                        disabled={sync.resolving || decided.is_none()}
                        title={decided.is_none().then(|| t!("conflict-choose-first"))}
                        onclick={decided.map(decide)}
                    >
                        { if sync.resolving { t!("common-saving") } else { t!("conflict-apply") } }
                    </button>
                }
            </div>
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
    let record = use_record_of(&conflict.board, &conflict.record);
    let now = clock::now();
    let theirs = conflict.fields.first().map(|field| (field.by.name.clone(), field.at));
    let (their_name, their_time) = match theirs {
        Some((name, at)) => (name, clock::time_or_day(at, now)),
        None => (t!("conflict-somebody"), String::new()),
    };
    let authors: BTreeSet<_> = conflict.fields.iter().map(|field| &field.by.client_id).collect();
    let has_several = authors.len() > 1;
    html! {
        <div class="conflict-scroll">
            <table class="conflict-table">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col" data-testid="conflict-before-name">
                            { t!("history-before") }<small class="muted">{ t!("conflict-before-about") }</small>
                        </th>
                        <th scope="col" data-testid="conflict-mine-name">
                            { t!("conflict-mine-of", name = &conflict.device) }
                            <small class="muted">{ clock::time_or_day(conflict.at, now) }</small>
                        </th>
                        <th scope="col" data-testid="conflict-theirs-name">
                            if has_several {
                                { t!("history-theirs") }<small class="muted">{ t!("conflict-several") }</small>
                            } else {
                                { t!("conflict-theirs-of", name = &their_name) }
                                <small class="muted">{ their_time }</small>
                            }
                        </th>
                        <th scope="col" data-testid="conflict-result-name">
                            { t!("conflict-result") }<small class="muted">{ t!("conflict-result-about") }</small>
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
                        let fields = record.as_ref().map(|record| &record.fields);
                        let label = op_words::field_label(&field.path, fields);
                        let kind = conflict.record_kind.as_deref();
                        let free_text = FreeText::of(kind, &field.path, fields);
                        let author = has_several.then(|| {
                            format!("{} · {}", field.by.name, clock::time_or_day(field.at, now))
                        });
                        html! {
                            <FieldRow
                                key={field.path.as_str()} is_first={place == 0} field={field.clone()} {label}
                                {author} {free_text} choice={props.choices.get(&field.path).cloned()} {on_choice}
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
        return t!("conflict-heading-deletion", title = &conflict.title);
    }
    t!("conflict-heading", title = &conflict.title, count = conflict.fields.len())
}

/// Who did what and when, in one sentence each.
fn story(conflict: &ConflictView) -> String {
    let now = clock::now();
    let mine = clock::time_or_day(conflict.at, now);
    let device = &conflict.device;
    let own = match conflict.kind {
        OpKind::Delete => t!("conflict-you-deleted", time = mine, device = device),
        OpKind::Restore => t!("conflict-you-restored", time = mine, device = device),
        OpKind::Create | OpKind::Patch => t!("conflict-you-changed", time = mine, device = device),
    };
    let theirs = match (&conflict.deleted, conflict.fields.first()) {
        (Some(deletion), _) => {
            let at = clock::time_or_day(deletion.at, now);
            t!("conflict-they-deleted", name = &deletion.by.name, time = at)
        }
        (None, Some(field)) => {
            let at = clock::time_or_day(field.at, now);
            t!("conflict-they-changed", name = &field.by.name, time = at)
        }
        (None, None) => t!("conflict-somebody-changed"),
    };
    if is_about_deletion(conflict) {
        return t!("conflict-story", own = own, theirs = theirs);
    }
    let rest = t!("conflict-rest-merged");
    t!("conflict-story-merged", own = own, theirs = theirs, rest = rest)
}

/// Words of the two buttons that decide the whole.
fn keep_words(conflict: &ConflictView) -> (String, String) {
    match (conflict.kind, &conflict.deleted) {
        (OpKind::Delete, _) => (t!("conflict-delete-it"), t!("conflict-keep-with-theirs")),
        (OpKind::Restore, _) => (t!("conflict-bring-back"), t!("conflict-leave-deleted")),
        (OpKind::Create | OpKind::Patch, Some(_)) => {
            (t!("conflict-bring-back-mine"), t!("conflict-leave-deleted"))
        }
        (OpKind::Create | OpKind::Patch, None) => {
            (t!("conflict-keep-mine"), t!("conflict-keep-theirs"))
        }
    }
}

/// The way to the other conflicts.
fn pager(props: &DecisionProps) -> Html {
    let count = props.others.len();
    if count < 2 {
        return Html::default();
    }
    let go = |place: usize| {
        let op_id = props.others.get(place).copied();
        props.on_panel.reform(move |_: MouseEvent| Some(Panel::Conflict(op_id)))
    };
    let place = props.place;
    html! {
        <nav class="pager" aria-label={t!("centre-conflicts")}>
            <button
                type="button" class="icon-button" aria-label={t!("conflict-previous")}
                data-testid="conflict-previous" onclick={go((place + count - 1) % count)}
            >
                <Icon glyph={Glyph::Left} />
            </button>
            <span class="meta number">{ t!("conflict-place", place = place + 1, count = count) }</span>
            <button
                type="button" class="icon-button" aria-label={t!("conflict-next")}
                data-testid="conflict-next" onclick={go((place + 1) % count)}
            >
                <Icon glyph={Glyph::Right} />
            </button>
        </nav>
    }
}
