//! Items to tick, edit, add and remove.

use super::{Editor, WidgetProps, put};
use crate::{
    browser,
    components::{Glyph, Icon, TextField},
};
use tideboard_protocol::widget::{Checklist, ChecklistItem, key_between};
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ChecklistProps {
    pub checklist: Checklist,
    pub common: WidgetProps,
}

/// The list with its progress.
#[component]
pub fn ChecklistWidget(props: &ChecklistProps) -> Html {
    let items = &props.checklist.items;
    let (done, all) = (props.checklist.done(), items.len());
    let editor = &props.common.editor;
    html! {
        <>
            if all > 0 {
                <div class="progress-line" data-testid="checklist-progress" data-count={done.to_string()}>
                    <progress max={all.to_string()} value={done.to_string()} aria-label="Done" />
                    <span class="muted meta number">{ format!("{done} of {all} done") }</span>
                </div>
            }
            <ul class="checklist">
                { for items.iter().map(|item| html! {
                    <Item
                        key={item.id.clone()} item={item.clone()} editor={editor.clone()}
                        failures={props.common.failures}
                    />
                }) }
            </ul>
            if !editor.is_read_only {
                <NewItem last={items.last().map(|item| item.order.clone())} editor={editor.clone()} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ItemProps {
    item: ChecklistItem,
    editor: Editor,
    failures: u32,
}

#[component]
fn Item(props: &ItemProps) -> Html {
    let item = &props.item;
    let at = format!("items/{}", item.id);
    let onchange = {
        let (editor, path) = (props.editor.clone(), format!("{at}/done"));
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                editor.set(&path, input.checked());
            }
        })
    };
    let on_text = {
        let (editor, path) = (props.editor.clone(), format!("{at}/text"));
        Callback::from(move |(text, typing): (String, bool)| editor.type_text(&path, text, typing))
    };
    let remove = {
        let (editor, path) = (props.editor.clone(), at);
        Callback::from(move |_: MouseEvent| editor.remove(&path))
    };
    let read_only = props.editor.is_read_only;
    html! {
        <li
            class={classes!("check-item", item.done.then_some("done"))}
            data-testid="checklist-item" data-item={item.id.clone()}
            data-done={item.done.to_string()}
        >
            <input
                type="checkbox" checked={item.done} disabled={read_only}
                aria-label={item.text.clone()} data-testid="checklist-check" {onchange}
            />
            <TextField
                value={item.text.clone()} label="Item" {on_text} disabled={read_only}
                class="bare" test_id="checklist-text"
            />
            if let Some(assignee) = &item.assignee {
                <span class="tag tone-accent">{ assignee }</span>
            }
            if !read_only {
                <button
                    type="button" class="icon-button reveal"
                    aria-label={format!("Remove “{}”", item.text)} title="Remove"
                    data-testid="checklist-remove" onclick={remove}
                >
                    <Icon glyph={Glyph::Close} />
                </button>
            }
        </li>
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
    let onsubmit = {
        let (input, editor, last) = (input.clone(), props.editor.clone(), props.last.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            let text = input.value().trim().to_owned();
            if text.is_empty() {
                return;
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
                ref={input} type="text" class="bare" placeholder="Add an item"
                aria-label="Add an item" data-testid="checklist-new"
            />
        </form>
    }
}
