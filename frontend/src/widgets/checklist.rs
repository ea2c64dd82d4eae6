//! Items to tick, edit, add, remove, give to somebody and put in order.

mod item;
mod ordering;

use super::{Editor, WidgetProps, below, order, put};
use crate::{
    browser,
    components::{Glyph, Icon, Toast, use_toast},
    format,
    hooks::use_view,
    limits,
};
use item::{Item, Step};
use ordering::{Dragged, place_at};
use std::collections::BTreeSet;
use tideboard_protocol::widget::{Checklist, ChecklistItem, key_between};
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

/// Letters of an item that a toast quotes.
const QUOTE: usize = 40;

/// The list with its progress.
#[component]
pub fn ChecklistWidget(props: &WidgetProps) -> Html {
    let list = use_memo(props.record.clone(), |it| Checklist::read(&it.fields));
    let hide_done = use_state_eq(|| false);
    let node = use_node_ref();
    let me = use_view(|view| view.connection.user.clone());
    let Ordering { dragged, said, on_step } = use_ordering(&list, *hide_done, &props.editor, &node);
    let remove = use_remove(props);
    let items: Vec<&ChecklistItem> =
        list.items.iter().filter(|item| !(*hide_done && item.done)).collect();
    let people: BTreeSet<String> =
        list.items.iter().filter_map(|item| item.assignee.clone()).chain(me).collect();
    let people_id = format!("people-{}", props.record.id);
    html! {
        <>
            { progress(&list, &hide_done, &remove, props.editor.is_read_only) }
            <ul class="checklist" ref={node}>
                { for items.iter().enumerate().map(|(place, item)| html! {
                    <Item
                        key={item.id.clone()} item={(*item).clone()} editor={props.editor.clone()}
                        failures={props.failures} people_id={people_id.clone()}
                        mark={dragged.as_ref().and_then(|it| it.mark(&item.id, place, items.len()))}
                        on_remove={remove.clone()} on_step={on_step.clone()}
                    />
                }) }
            </ul>
            <datalist id={people_id}>
                { for people.iter().map(|name| html! { <option value={name.clone()} /> }) }
            </datalist>
            if !props.editor.is_read_only {
                <NewItem
                    last={list.items.last().map(|item| item.order.clone())}
                    editor={props.editor.clone()}
                />
            }
            <p class="offscreen" role="status" data-testid="checklist-said">{ said }</p>
        </>
    }
}

/// How far it is, and what can be done with what is done. Its room is always kept.
fn progress(
    list: &Checklist,
    hide_done: &UseStateHandle<bool>,
    remove: &Callback<Vec<String>>,
    is_read_only: bool,
) -> Html {
    let (done, all) = (list.done(), list.items.len());
    let toggle = {
        let hide_done = hide_done.clone();
        Callback::from(move |_: MouseEvent| hide_done.set(!*hide_done))
    };
    let clear = {
        let finished = list.items.iter().filter(|item| item.done).map(|item| item.id.clone());
        let (remove, finished) = (remove.clone(), finished.collect::<Vec<_>>());
        Callback::from(move |_: MouseEvent| remove.emit(finished.clone()))
    };
    let unseen = (done == 0 && !**hide_done).then_some("unseen");
    let words = if **hide_done { t!("check-show-done") } else { t!("check-hide-done") };
    html! {
        <div class="progress-line" data-testid="checklist-progress" data-count={done.to_string()}>
            <progress
                max={all.max(1).to_string()} value={done.to_string()}
                aria-label={t!("check-progress", done = done, all = all)}
            />
            <span class="muted meta number">
                { if all == 0 { t!("check-nothing") } else { t!("check-progress", done = done, all = all) } }
            </span>
            <span class={classes!("progress-tools", unseen)}>
                <button
                    type="button" class="icon-button" aria-label={words.clone()} title={words}
                    aria-pressed={hide_done.to_string()} data-testid="checklist-hide" onclick={toggle}
                >
                    <Icon glyph={Glyph::Eye} />
                </button>
                if !is_read_only {
                    <button
                        type="button" class="icon-button" aria-label={t!("check-clear")}
                        title={t!("check-clear")} disabled={done == 0}
                        data-testid="checklist-clear" onclick={clear}
                    >
                        <Icon glyph={Glyph::Trash} />
                    </button>
                }
            </span>
        </div>
    }
}

/// Removes items, with a way back.
#[hook]
fn use_remove(props: &WidgetProps) -> Callback<Vec<String>> {
    let toast = use_toast();
    let deps = (props.record.clone(), props.editor.clone(), toast);
    use_callback(deps, |ids: Vec<String>, (record, editor, toast)| {
        let fields: Vec<_> =
            ids.iter().flat_map(|id| below(&record.fields, &format!("items/{id}"))).collect();
        editor.remove_all(ids.iter().map(|id| format!("items/{id}")));
        let list = Checklist::read(&record.fields);
        let words =
            match (ids.as_slice(), list.items.iter().find(|item| Some(&item.id) == ids.first())) {
                ([_], Some(item)) => {
                    t!("check-removed-one", text = format::short(&item.text, QUOTE))
                }
                (_, _) => t!("check-removed", count = ids.len()),
            };
        let editor = editor.clone();
        let undo = Callback::from(move |()| editor.set_all(fields.clone()));
        toast.emit(Toast::undoable(words, undo));
    })
}

/// Putting items in order, by hand and by keys.
struct Ordering {
    dragged: Option<Dragged>,
    said: AttrValue,
    on_step: Callback<(String, Step)>,
}

#[hook]
fn use_ordering(
    list: &std::rc::Rc<Checklist>,
    hide_done: bool,
    editor: &Editor,
    node: &NodeRef,
) -> Ordering {
    let dragged = use_state_eq(|| None::<Dragged>);
    let said = use_state_eq(AttrValue::default);
    // The item whose grip takes the focus again once it stands at its new place.
    let refocus = use_mut_ref(|| None::<String>);
    let ids: Vec<String> = list.items.iter().map(|item| item.id.clone()).collect();
    use_effect_with(ids, {
        let (node, refocus) = (node.clone(), refocus.clone());
        move |_| {
            if let Some(id) = refocus.borrow_mut().take() {
                focus_grip(&node, &id);
            }
        }
    });
    let move_to = {
        let (list, editor, said) = (list.clone(), editor.clone(), said.setter());
        move |id: &str, to: usize| {
            let Some(from) = list.items.iter().position(|item| item.id == id) else { return };
            let keys: Vec<&str> = list.items.iter().map(|item| item.order.as_str()).collect();
            let writes = order::moved(&keys, from, to.min(keys.len() - 1));
            if writes.is_empty() {
                return;
            }
            let paths = writes.into_iter().filter_map(|(place, key)| {
                Some((format!("items/{}/order", list.items.get(place)?.id), key.into()))
            });
            editor.set_all(paths);
            let text = format::short(&list.items[from].text, QUOTE);
            said.set(t!("check-moved", text = text, place = to + 1, count = keys.len()).into());
        }
    };
    let on_step = {
        let (dragged, list, node) = (dragged.clone(), list.clone(), node.clone());
        Callback::from(move |(id, step): (String, Step)| {
            let from = list.items.iter().position(|item| item.id == id);
            let is_shown = |place: &usize| !(hide_done && list.items[*place].done);
            let next = match (&step, from) {
                (Step::Up, Some(from)) => (0..from).rev().find(is_shown),
                (Step::Down, Some(from)) => (from + 1..list.items.len()).find(is_shown),
                (_, _) => None,
            };
            match (step, from, (*dragged).clone()) {
                (Step::Up | Step::Down, _, _) => {
                    if let Some(to) = next {
                        *refocus.borrow_mut() = Some(id.clone());
                        move_to(&id, to);
                    }
                }
                (Step::Drag { y }, Some(_), _) => {
                    let to = place_at(&node, &id, y);
                    dragged.set(Some(Dragged { id, to }));
                }
                (Step::Drop, Some(from), Some(Dragged { to: Some(before), .. })) => {
                    dragged.set(None);
                    // In front of an item that is shown, or at the end.
                    let to = before
                        .and_then(|before| list.items.iter().position(|item| item.id == before))
                        .unwrap_or(list.items.len());
                    move_to(&id, if to > from { to - 1 } else { to });
                }
                (Step::Drop | Step::Cancel, _, _) => dragged.set(None),
                (Step::Drag { .. }, _, _) => {}
            }
        })
    };
    Ordering { dragged: (*dragged).clone(), said: (*said).clone(), on_step }
}

fn focus_grip(node: &NodeRef, id: &str) {
    let grip = node.cast::<HtmlElement>().and_then(|list| {
        list.query_selector(&format!("[data-item='{id}'] .check-grip")).ok().flatten()
    });
    if let Some(grip) = grip.and_then(|grip| grip.dyn_into::<HtmlElement>().ok()) {
        browser::focus(&grip);
    }
}

#[derive(Properties, PartialEq)]
struct NewItemProps {
    last: Option<String>,
    editor: Editor,
}

#[component]
fn NewItem(props: &NewItemProps) -> Html {
    let input = use_node_ref();
    let toast = use_toast();
    let onsubmit = {
        let (input, editor, last) = (input.clone(), props.editor.clone(), props.last.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            let text = input.value().trim().to_owned();
            if text.is_empty() {
                return;
            }
            if !limits::fits(&text) {
                return toast.emit(Toast::refusal(limits::too_long()));
            }
            let at = format!("items/{}", browser::fresh_id());
            editor.change(|edit| {
                put(edit, &format!("{at}/text"), text);
                put(edit, &format!("{at}/done"), false);
                put(edit, &format!("{at}/order"), key_between(last.as_deref(), None));
            });
            input.set_value("");
        })
    };
    html! {
        <form class="check-new" {onsubmit}>
            <Icon glyph={Glyph::Plus} />
            <input
                ref={input} type="text" class="bare" placeholder={t!("check-add")} dir="auto"
                aria-label={t!("check-add")} data-testid="checklist-new" data-draft=""
            />
        </form>
    }
}
