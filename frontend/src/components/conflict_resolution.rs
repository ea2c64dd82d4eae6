//! Conflicts: how many wait, and a dialog that shows both sides by name and lets a person decide
//! field by field, or later.

mod choice;
mod decision;
mod fields;
mod free_text;

use super::{Glyph, Icon, Toast, use_toast};
use crate::{
    app::Panel,
    format,
    hooks::{use_background_sync, use_modal, use_stepping},
    state::Shared,
};
use choice::is_about_deletion;
use decision::Decision;
use std::rc::Rc;
use tideboard_protocol::{BoardId, OpId, view::ConflictView};
use tideboard_words::t;
use yew::prelude::*;

/// Letters of a title that a toast quotes.
const QUOTE: usize = 40;

#[derive(Properties, PartialEq)]
pub struct ConflictResolutionProps {
    pub panel: Option<Panel>,
    pub on_panel: Callback<Option<Panel>>,
}

/// The badge in the top bar, with the dialog.
#[component]
pub fn ConflictResolution(props: &ConflictResolutionProps) -> Html {
    let conflicts = use_background_sync().conflicts;
    let count = conflicts.len();
    let wanted = match props.panel {
        Some(Panel::Conflict(wanted)) => Some(wanted),
        Some(
            Panel::Boards
            | Panel::Board(_)
            | Panel::AddWidget
            | Panel::LoadBoard
            | Panel::Palette
            | Panel::Shortcuts
            | Panel::Sync
            | Panel::Queue
            | Panel::Centre(_)
            | Panel::Settings,
        )
        | None => None,
    };
    let label = t!("conflict-to-decide", count = count);
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
            if let Some(wanted) = wanted {
                <Dialog {wanted} {conflicts} on_panel={props.on_panel.clone()} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct DialogProps {
    /// The conflict of this change; `None`: the first one.
    wanted: Option<OpId>,
    conflicts: Shared<Vec<ConflictView>>,
    on_panel: Callback<Option<Panel>>,
}

/// What was decided here and has to leave the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    op_id: OpId,
    board: BoardId,
    title: String,
    place: usize,
}

/// The dialog. It stays with its conflict: when that is gone without having been decided here, it
/// says so instead of showing another one or nothing.
#[component]
fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_modal(node.clone());
    let decided = use_mut_ref(|| None::<Decided>);
    let first = props.conflicts.first().map(|conflict| conflict.op_id);
    let op_id = props.wanted.or(first);
    let place = props.conflicts.iter().position(|it| Some(it.op_id) == op_id);
    use_named(props.wanted, first, props.on_panel.clone());
    use_next(Rc::clone(&decided), props.conflicts.clone(), props.on_panel.clone());
    let on_decide = {
        let decided = Rc::clone(&decided);
        Callback::from(move |decision: Decided| *decided.borrow_mut() = Some(decision))
    };
    let oncancel = props.on_panel.reform(|event: Event| {
        event.prevent_default();
        None
    });
    let shown = place.and_then(|place| Some((place, props.conflicts.get(place)?.clone())));
    let (record, kind) = match &shown {
        Some((_, conflict)) if is_about_deletion(conflict) => (Some(&conflict.record), "deletion"),
        Some((_, conflict)) => (Some(&conflict.record), "fields"),
        None => (None, "gone"),
    };
    html! {
        <dialog
            ref={node} class="dialog conflict-dialog" aria-labelledby="conflict-title"
            data-testid="conflict-dialog" data-op={op_id.map(|op_id| op_id.to_string())}
            data-record={record.map(ToString::to_string)} data-kind={kind} {oncancel}
        >
            if let Some((place, conflict)) = shown {
                <Decision
                    key={conflict.op_id.to_string()} conflict={conflict.clone()} {place}
                    others={props.conflicts.iter().map(|it| it.op_id).collect::<Vec<_>>()}
                    {on_decide} on_panel={props.on_panel.clone()}
                />
            } else {
                <Gone
                    next={first} left={props.conflicts.len() as u32}
                    on_panel={props.on_panel.clone()}
                />
            }
        </dialog>
    }
}

/// Whoever asked for the first conflict stays with it.
#[hook]
fn use_named(wanted: Option<OpId>, first: Option<OpId>, on_panel: Callback<Option<Panel>>) {
    use_effect_with((wanted, first), move |(wanted, first)| {
        if let (None, Some(first)) = (wanted, first) {
            on_panel.emit(Some(Panel::Conflict(Some(*first))));
        }
    });
}

/// Once the decided conflict has left the list: says so with a way back, and goes on to the next.
#[hook]
fn use_next(
    decided: Rc<std::cell::RefCell<Option<Decided>>>,
    conflicts: Shared<Vec<ConflictView>>,
    on_panel: Callback<Option<Panel>>,
) {
    let (toast, stepping) = (use_toast(), use_stepping());
    use_effect_with(conflicts, move |conflicts| {
        let is_over = decided
            .borrow()
            .as_ref()
            .is_some_and(|it| conflicts.iter().all(|conflict| conflict.op_id != it.op_id));
        let Some(done) = is_over.then(|| decided.take()).flatten() else { return };
        let words = t!("conflict-decided", title = format::short(&done.title, QUOTE));
        let board = done.board;
        let undo = stepping.undo_on.reform(move |()| Some(board.clone()));
        toast.emit(Toast::step(words, undo));
        let next = conflicts.get(done.place).or(conflicts.last());
        on_panel.emit(next.map(|next| Panel::Conflict(Some(next.op_id))));
    });
}

#[derive(Properties, PartialEq)]
struct GoneProps {
    next: Option<OpId>,
    left: u32,
    on_panel: Callback<Option<Panel>>,
}

/// There is nothing to decide, any more or at all.
#[component]
fn Gone(props: &GoneProps) -> Html {
    let next = props.next;
    html! {
        <div class="decision" data-testid="conflict-gone">
            <div class="dialog-head">
                <h2 id="conflict-title">{ t!("conflict-gone") }</h2>
                <p class="muted" role="status">
                    { t!("conflict-gone-about") }
                </p>
            </div>
            <div class="dialog-foot">
                <span class="spring" />
                <button
                    type="button" class="button" autofocus={next.is_none()}
                    data-testid="conflict-later"
                    onclick={props.on_panel.reform(|_: MouseEvent| None)}
                >
                    { t!("common-close") }
                </button>
                if next.is_some() {
                    <button
                        type="button" class="button primary" autofocus=true
                        data-testid="conflict-next"
                        onclick={props.on_panel.reform(move |_: MouseEvent| Some(Panel::Conflict(next)))}
                    >
                        { t!("conflict-next-left", count = props.left) }
                    </button>
                }
            </div>
        </div>
    }
}
