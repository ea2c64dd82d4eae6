//! All conflicts at once: each can be opened, and all decided alike after looking at what that
//! does.

use crate::{
    app::{Panel, ShowPanel},
    clock,
    components::{
        ErrorNote, Glyph, Icon, PolicySelect, Toast, conflict_policy::kinds_in_words, use_toast,
    },
    format,
    hooks::{use_background_sync, use_command, use_record_of, use_stepping},
    op_words,
};
use serde_json::Value;
use std::collections::BTreeSet;
use tideboard_protocol::{
    ipc::{ResolveAll, Side},
    view::ConflictView,
};
use tideboard_words::t;
use yew::prelude::*;

/// Letters of a value that the list shows; the dialog shows all of it.
const LETTERS: usize = 90;

/// The conflicts.
#[component]
pub fn ConflictsTab() -> Html {
    let sync = use_background_sync();
    let preview = use_state_eq(|| None::<Side>);
    if sync.conflicts.is_empty() {
        return html! {
            <div class="drawer-empty">
                <Icon glyph={Glyph::Check} />
                <p>{ t!("conflict-none") }</p>
            </div>
        };
    }
    let choose = |side: Side| {
        let preview = preview.setter();
        Callback::from(move |_: MouseEvent| preview.set(Some(side)))
    };
    let back = {
        let preview = preview.setter();
        Callback::from(move |()| preview.set(None))
    };
    html! {
        <>
            <ul>
                { for sync.conflicts.iter().map(|conflict| html! {
                    <Row
                        key={conflict.op_id.to_string()} conflict={conflict.clone()} side={*preview}
                    />
                }) }
            </ul>
            { policies(&sync.conflicts) }
            if let Some(side) = *preview {
                <Confirm {side} conflicts={sync.conflicts.iter().map(|it| it.op_id).collect::<Vec<_>>()} on_done={back} />
            } else if sync.conflicts.len() > 1 {
                <div class="bulk">
                    <p class="muted">{ t!("conflict-decide-alike") }</p>
                    <button
                        type="button" class="button small" data-testid="bulk-mine"
                        onclick={choose(Side::Mine)}
                    >
                        { t!("conflict-keep-mine-all") }
                    </button>
                    <button
                        type="button" class="button small" data-testid="bulk-theirs"
                        onclick={choose(Side::Theirs)}
                    >
                        { t!("conflict-keep-theirs-all") }
                    </button>
                </div>
            }
        </>
    }
}

/// What happens from now on to the kinds that clash here.
fn policies(conflicts: &[ConflictView]) -> Html {
    let kinds: BTreeSet<&String> =
        conflicts.iter().filter_map(|conflict| conflict.record_kind.as_ref()).collect();
    html! {
        <div class="policies">
            { for kinds.into_iter().map(|kind| html! {
                <PolicySelect
                    key={kind.clone()} kind={kind.clone()}
                    label={t!("conflict-policy-label", kinds = kinds_in_words(kind))}
                />
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    conflict: ConflictView,
    /// The side that is about to be kept throughout.
    side: Option<Side>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard");
    let conflict = &props.conflict;
    let record = use_record_of(&conflict.board, &conflict.record);
    let fields = record.as_ref().map(|record| &record.fields);
    let open = Panel::Conflict(Some(conflict.op_id));
    let by = conflict.fields.first().map(|field| (&field.by.name, field.at));
    let by = by.or(conflict.deleted.as_ref().map(|gone| (&gone.by.name, gone.at)));
    let about = match by {
        Some((name, at)) => {
            let time = clock::time_or_day(at, clock::now());
            t!("conflict-by-at", name = name, time = time)
        }
        None => t!("conflict-by-somebody"),
    };
    let value = |side: Side, value: &Option<Value>| {
        let words = format::short(&format::maybe_value(value.as_ref()), LETTERS);
        html! { <span class={kept(props.side, side)}>{ words }</span> }
    };
    html! {
        <li class="change" data-testid="centre-conflict" data-op={conflict.op_id.to_string()}>
            <span class="change-mark tone-warn"><Icon glyph={Glyph::Diamond} /></span>
            <p class="change-what">{ format::short(&conflict.title, LETTERS) }</p>
            <button
                type="button" class="link" data-testid="centre-decide"
                onclick={show.0.reform(move |_: MouseEvent| open)}
            >
                { t!("press-decide") }
            </button>
            <div class="change-about meta">
                <span>{ about }</span>
                { for conflict.fields.iter().map(|field| html! {
                    <p class="clash">
                        { op_words::field_label(&field.path, fields) }{ ": " }
                        { value(Side::Mine, &field.mine) }{ " / " }{ value(Side::Theirs, &field.theirs) }
                    </p>
                }) }
                if conflict.deleted.is_some() {
                    <p class="clash">
                        <span class={kept(props.side, Side::Mine)}>{ t!("conflict-keep-it") }</span>
                        { " / " }
                        <span class={kept(props.side, Side::Theirs)}>{ t!("conflict-deleted") }</span>
                    </p>
                }
            </div>
        </li>
    }
}

fn kept(wanted: Option<Side>, side: Side) -> &'static str {
    match wanted {
        None => "",
        Some(wanted) if wanted == side => "kept",
        Some(_) => "dropped",
    }
}

#[derive(Properties, PartialEq)]
struct ConfirmProps {
    side: Side,
    conflicts: Vec<tideboard_protocol::OpId>,
    on_done: Callback<()>,
}

/// What is kept is marked above; this does it, as one step to undo.
#[component]
fn Confirm(props: &ConfirmProps) -> Html {
    let deciding = use_command::<ResolveAll>();
    let toast = use_toast();
    let stepping = use_stepping();
    use_effect_with(deciding.reply.clone(), {
        // The conflicts may lie on several boards: what was decided is the last step of all.
        let (on_done, undo) = (props.on_done.clone(), stepping.undo_on.reform(|()| None));
        move |reply| {
            if let Some(reply) = reply {
                let words = t!("conflict-decided-count", count = reply.decided);
                toast.emit(Toast::step(words, undo));
                on_done.emit(());
            }
        }
    });
    let (side, op_ids) = (props.side, props.conflicts.clone());
    let decide =
        deciding.send.reform(move |_: MouseEvent| ResolveAll { op_ids: op_ids.clone(), side });
    let words = match props.side {
        Side::Mine => t!("conflict-all-mine"),
        Side::Theirs => t!("conflict-all-theirs"),
    };
    html! {
        <div class="bulk">
            if let Some(error) = &deciding.error { <ErrorNote error={(**error).clone()} /> }
            <p class="muted">
                { t!("conflict-marked-stays") }
            </p>
            <button
                type="button" class="button small primary" disabled={deciding.busy}
                data-testid="bulk-apply" onclick={decide}
            >
                { words }
            </button>
            <button
                type="button" class="button small" data-testid="bulk-cancel"
                onclick={props.on_done.reform(|_: MouseEvent| ())}
            >
                { t!("common-back") }
            </button>
        </div>
    }
}
