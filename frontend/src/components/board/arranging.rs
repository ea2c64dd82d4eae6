//! Arranging the board: picking widgets up, moving, resizing and dropping them. Each drop is saved
//! at once like every other edit; undo within the mode saves the arrangement before it.

use super::{
    metrics::{Metrics, scroll_at_edge},
    place::Held,
};
use crate::{
    app::{Panel, ShowPanel},
    components::{Glyph, Icon},
    hooks::{use_edits, use_realtime_updates, use_removal, use_view},
    layout::{Arrangement, Step, kept_on_grid},
    state::ViewState,
    whole_records,
};
use gloo::timers::callback::Timeout;
use std::collections::BTreeMap;
use tideboard_protocol::{
    RecordId,
    widget::{GRID_COLUMNS, Layout},
};
use tideboard_words::t;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// How long a dropped widget stays where it was dropped while the change is saved.
const SETTLE_MS: u32 = 1_500;
/// Most arrangements to go back to.
const MOST_UNDO: usize = 50;

/// Whether the board is being arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arranging(pub bool);

/// Begins or ends arranging, from anywhere below the window.
#[derive(Clone, PartialEq)]
pub struct ShowArranging(pub Callback<bool>);

/// Something done to the arrangement.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Picks a widget up by keyboard.
    Pick(RecordId),
    /// Moves or resizes the picked widget by one.
    Step(Step),
    /// Takes hold of a widget with a pointer.
    Grab { id: RecordId, at: (f64, f64), is_resize: bool },
    /// The pointer moved.
    Drag(PointerEvent),
    /// Drops the picked widget where it is.
    Release,
    /// Puts the picked widget back.
    Cancel,
    /// Deletes a widget.
    Remove(RecordId),
    /// Goes back to the arrangement before the last drop.
    Undo,
}

/// A pointer that holds a widget.
#[derive(Debug, Clone, PartialEq)]
struct Grabbed {
    at: (f64, f64),
    is_resize: bool,
    metrics: Metrics,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Hand {
    /// What is shown instead of what the records hold.
    draft: Option<Arrangement>,
    /// The widget in hand, and the arrangement when it was picked up.
    picked: Option<(RecordId, Arrangement)>,
    grabbed: Option<Grabbed>,
    undo: Vec<Arrangement>,
}

type Places = BTreeMap<RecordId, Option<Layout>>;

/// The arrangement as it is shown, and the way to change it.
#[derive(Clone, PartialEq)]
pub struct Shown {
    pub is_on: bool,
    pub shown: Arrangement,
    pub act: Callback<Act>,
    picked: Option<RecordId>,
    /// The arrangement when the widget in hand was picked up.
    before: Option<Arrangement>,
    can_undo: bool,
}

impl Shown {
    /// The widgets in reading order. While one is in hand they stay in the order in which they
    /// were: an element that changes its place in the page loses focus and pointer.
    pub fn in_order(&self) -> Vec<(RecordId, Layout)> {
        let Some(before) = &self.before else { return self.shown.in_order() };
        let now = |(id, then): (RecordId, Layout)| {
            let layout = self.shown.get(&id).unwrap_or(then);
            (id, layout)
        };
        before.in_order().into_iter().map(now).collect()
    }

    /// How a widget stands.
    pub fn grip(&self, id: &RecordId) -> Held {
        match (self.is_on, self.picked.as_ref() == Some(id)) {
            (false, _) => Held::Off,
            (true, false) => Held::Free,
            (true, true) => Held::Picked,
        }
    }
}

/// Follows the places of the widgets and lets a person change them.
#[hook]
pub fn use_arrangement(board: &NodeRef) -> Shown {
    let Arranging(is_on) = use_context::<Arranging>().expect("used below the dashboard");
    let places: Places = use_view(|view: &ViewState| view.places().into_iter().collect());
    let head = use_realtime_updates().board;
    let edits = use_edits();
    let remove = use_removal();
    let hand = use_state_eq(Hand::default);
    let held = Arrangement::of(places.clone());
    let agrees = hand.draft.as_ref() == Some(&held);
    use_forgetting(hand.clone(), agrees, is_on);
    let shown = hand.draft.clone().unwrap_or_else(|| held.clone());
    let board_id = head.as_ref().map(|head| head.id.clone());
    let act = {
        let (hand, shown, board, places) = (hand.clone(), shown.clone(), board.clone(), places);
        Callback::from(move |act: Act| {
            let Some(board_id) = &board_id else { return };
            let save = |wanted: &Arrangement| {
                edits.emit(whole_records::arrange(board_id, &places, wanted));
            };
            match act {
                Act::Remove(id) => remove.emit(id),
                act => {
                    if let Some(next) = after(&hand, &shown, board.cast::<Element>(), act, save) {
                        hand.set(next);
                    }
                }
            }
        })
    };
    Shown {
        is_on: is_on && !head.is_some_and(|head| head.is_read_only()),
        shown,
        act,
        picked: hand.picked.as_ref().map(|(id, _)| id.clone()),
        before: hand.picked.as_ref().map(|(_, before)| before.clone()),
        can_undo: !hand.undo.is_empty(),
    }
}

/// What is dropped is shown until the records say the same, or until it is clear that they never
/// will; leaving the mode forgets all.
#[hook]
fn use_forgetting(hand: UseStateHandle<Hand>, agrees: bool, is_on: bool) {
    let resting = hand.draft.is_some() && hand.picked.is_none();
    use_effect_with((resting, agrees, is_on), move |(resting, agrees, is_on)| {
        let forget = |hand: &UseStateHandle<Hand>| {
            hand.set(Hand { draft: None, ..(**hand).clone() });
        };
        let mut later = None;
        if !is_on {
            hand.set(Hand::default());
        } else if *resting && *agrees {
            forget(&hand);
        } else if *resting {
            later = Some(Timeout::new(SETTLE_MS, move || forget(&hand)));
        }
        move || drop(later)
    });
}

/// The hand after something was done; `None`: nothing changes.
fn after(
    hand: &Hand,
    shown: &Arrangement,
    board: Option<Element>,
    act: Act,
    save: impl Fn(&Arrangement),
) -> Option<Hand> {
    let mut next = hand.clone();
    match act {
        Act::Remove(_) => return None,
        Act::Pick(id) => next.picked = Some((id, shown.clone())),
        Act::Step(step) => {
            let (id, _) = hand.picked.as_ref()?;
            next.draft = Some(shown.stepped(id, step));
        }
        Act::Grab { id, at, is_resize } => {
            let metrics = Metrics::of(&board?)?;
            next.picked = Some((id, shown.clone()));
            next.grabbed = Some(Grabbed { at, is_resize, metrics });
        }
        Act::Drag(event) => {
            let (id, before) = hand.picked.as_ref()?;
            let board = board?;
            scroll_at_edge(&board, &event);
            next.draft = Some(dragged(hand.grabbed.as_ref()?, before, id, &board, &event)?);
        }
        Act::Release => {
            let (_, before) = next.picked.take()?;
            next.grabbed = None;
            if *shown != before {
                save(shown);
                next.undo.push(before);
                let extra = next.undo.len().saturating_sub(MOST_UNDO);
                next.undo.drain(..extra);
            }
        }
        Act::Cancel => {
            next.picked.take()?;
            next.grabbed = None;
            next.draft = None;
        }
        Act::Undo => {
            let before = next.undo.pop()?;
            save(&before);
            next.draft = Some(before);
            next.picked = None;
        }
    }
    Some(next)
}

fn dragged(
    grabbed: &Grabbed,
    before: &Arrangement,
    id: &RecordId,
    board: &Element,
    event: &PointerEvent,
) -> Option<Arrangement> {
    let to = (f64::from(event.client_x()), f64::from(event.client_y()));
    let (dx, dy) = grabbed.metrics.cells(grabbed.at, to, f64::from(board.scroll_top()));
    let from = before.get(id)?;
    let add = |length: u32, by: i32| i32::try_from(length).unwrap_or(0).saturating_add(by);
    if grabbed.is_resize {
        let size = |length: i32| u32::try_from(length.max(1)).unwrap_or(1);
        return Some(before.resized(id, size(add(from.w, dx)), size(add(from.h, dy))));
    }
    let (x, y) = kept_on_grid(add(from.x, dx), add(from.y, dy), from.w);
    Some(before.moved(id, x, y))
}

#[derive(Properties, PartialEq)]
pub struct ArrangeBarProps {
    pub arrangement: Shown,
}

/// What to do while the board is arranged.
#[component]
pub fn ArrangeBar(props: &ArrangeBarProps) -> Html {
    let Shown { shown, picked, can_undo, act, .. } = &props.arrangement;
    let arrange = use_context::<ShowArranging>().expect("used below the dashboard");
    let show = use_context::<ShowPanel>().expect("used below the dashboard");
    let undo = act.reform(|_: MouseEvent| Act::Undo);
    let said = picked.as_ref().and_then(|id| shown.get(id)).map(|layout| {
        t!(
            "arrange-place",
            column = layout.x + 1,
            columns = GRID_COLUMNS,
            row = layout.y + 1,
            width = layout.w,
            height = layout.h
        )
    });
    html! {
        <div class="arrange-bar" role="region" aria-label={t!("arrange-title")} data-testid="arrange-bar">
            <strong>{ t!("arrange-title") }</strong>
            <p id="arrange-help" class="muted arrange-help">
                { t!("arrange-help") }
            </p>
            <span class="offscreen" role="status" data-testid="arrange-announcer">{ said.clone().unwrap_or_default() }</span>
            <span class="spring" />
            <button
                type="button" class="button small" data-testid="arrange-add"
                onclick={show.0.reform(|_: MouseEvent| Panel::AddWidget)}
            >
                <Icon glyph={Glyph::Plus} />{ t!("board-add-widget") }
            </button>
            <button
                type="button" class="button small" disabled={!can_undo} data-testid="arrange-undo"
                onclick={undo}
            >
                { t!("common-undo") }
            </button>
            <button
                type="button" class="button small primary" data-testid="arrange-done"
                onclick={arrange.0.reform(|_: MouseEvent| false)}
            >
                { t!("common-done") }
            </button>
        </div>
    }
}
