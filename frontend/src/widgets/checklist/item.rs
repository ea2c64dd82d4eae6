//! One item of a checklist.

use super::ordering::Mark;
use crate::{
    components::{Glyph, Icon, TextField},
    format,
    widgets::Editor,
};
use tideboard_protocol::widget::ChecklistItem;
use tideboard_words::t;
use web_sys::{Element, HtmlInputElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// Letters of an item that names of buttons quote.
const QUOTE: usize = 60;

/// What a hand or a key does with the place of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Held at this height of the window.
    Drag {
        /// In pixels.
        y: f64,
    },
    /// Let go.
    Drop,
    /// Let go of without moving it.
    Cancel,
}

#[derive(Properties, PartialEq)]
pub struct ItemProps {
    pub item: ChecklistItem,
    pub editor: Editor,
    /// Another number makes the box fall back to what is.
    pub failures: u32,
    /// Id of the list of known people.
    pub people_id: AttrValue,
    pub mark: Option<Mark>,
    pub on_remove: Callback<Vec<String>>,
    pub on_step: Callback<(String, Step)>,
}

/// One item.
#[component]
pub fn Item(props: &ItemProps) -> Html {
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
    let on_key = {
        let (id, on_step) = (item.id.clone(), props.on_step.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(step) = step_of(&event).filter(|_| event.alt_key()) {
                event.prevent_default();
                on_step.emit((id.clone(), step));
            }
        })
    };
    let remove = {
        let id = item.id.clone();
        props.on_remove.reform(move |_: MouseEvent| vec![id.clone()])
    };
    let short = format::short(&item.text, QUOTE);
    let read_only = props.editor.is_read_only;
    let mark = match props.mark {
        Some(Mark::InHand) => "in-hand",
        Some(Mark::Before) => "drop-before",
        Some(Mark::After) => "drop-after",
        None => "",
    };
    html! {
        <li
            class={classes!("check-item", item.done.then_some("done"), mark)}
            data-testid="checklist-item" data-item={item.id.clone()}
            data-done={item.done.to_string()}
        >
            if !read_only {
                <Grip id={item.id.clone()} name={short.clone()} on_step={props.on_step.clone()} />
            }
            <input
                type="checkbox" checked={item.done} disabled={read_only}
                aria-label={short.clone()} data-testid="checklist-check" {onchange}
            />
            <TextField
                value={item.text.clone()} label={t!("check-item")} {on_text} {on_key} disabled={read_only}
                class="bare" test_id="checklist-text"
            />
            <Assignee
                name={item.assignee.clone()} path={format!("{at}/assignee")}
                editor={props.editor.clone()} people_id={props.people_id.clone()}
            />
            if !read_only {
                <button
                    type="button" class="icon-button reveal"
                    aria-label={t!("check-remove", text = &short)} title={t!("common-remove")}
                    data-testid="checklist-remove" onclick={remove}
                >
                    <Icon glyph={Glyph::Close} />
                </button>
            }
        </li>
    }
}

fn step_of(event: &KeyboardEvent) -> Option<Step> {
    match event.key().as_str() {
        "ArrowUp" => Some(Step::Up),
        "ArrowDown" => Some(Step::Down),
        _ => None,
    }
}

#[derive(Properties, PartialEq)]
struct GripProps {
    id: String,
    name: String,
    on_step: Callback<(String, Step)>,
}

/// What an item is held by: dragged, or moved by the arrows.
#[component]
fn Grip(props: &GripProps) -> Html {
    let step = {
        let (id, on_step) = (props.id.clone(), props.on_step.clone());
        move |step: Step| on_step.emit((id.clone(), step))
    };
    let onkeydown = {
        let step = step.clone();
        Callback::from(move |event: KeyboardEvent| {
            let wanted = match event.key().as_str() {
                "Escape" => Some(Step::Cancel),
                _ => step_of(&event),
            };
            if let Some(wanted) = wanted {
                event.prevent_default();
                step(wanted);
            }
        })
    };
    let node = use_node_ref();
    let onpointerdown = {
        let node = node.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(grip) = node.cast::<Element>().filter(|_| event.button() == 0) {
                // Fails only for a pointer that is gone by now.
                let _ = grip.set_pointer_capture(event.pointer_id());
            }
        })
    };
    let onpointermove = {
        let step = step.clone();
        Callback::from(move |event: PointerEvent| {
            if event.buttons() & 1 == 1 {
                step(Step::Drag { y: f64::from(event.client_y()) });
            }
        })
    };
    let (end, cancel) = (step.clone(), step);
    html! {
        <button
            ref={node} type="button" class="check-grip reveal" aria-label={t!("check-move", text = &props.name)}
            title={t!("check-grip")} data-testid="checklist-grip" {onkeydown}
            {onpointerdown} {onpointermove} onpointerup={move |_| end(Step::Drop)}
            onpointercancel={move |_| cancel(Step::Cancel)}
        >
            <Icon glyph={Glyph::Grip} />
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct AssigneeProps {
    name: Option<String>,
    path: String,
    editor: Editor,
    people_id: AttrValue,
}

/// Who does it; a press changes that.
#[component]
fn Assignee(props: &AssigneeProps) -> Html {
    let editing = use_state_eq(|| false);
    let input = use_node_ref();
    use_effect_with((*editing, input.clone()), |(editing, input)| {
        if let (true, Some(input)) = (*editing, input.cast::<HtmlInputElement>()) {
            crate::browser::focus(&input);
            input.select();
        }
    });
    let begin = {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(true))
    };
    // Leaving saves, and so does Enter, which leaves; Escape puts back what was and leaves.
    let onblur = {
        let (editing, editor, path) = (editing.clone(), props.editor.clone(), props.path.clone());
        let before = props.name.clone().unwrap_or_default();
        Callback::from(move |event: FocusEvent| {
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|it| it.value());
            if let Some(name) = typed.map(|it| it.trim().to_owned()).filter(|name| *name != before)
            {
                editor.set(&path, name);
            }
            editing.set(false);
        })
    };
    let onkeydown = {
        let before = props.name.clone().unwrap_or_default();
        Callback::from(move |event: KeyboardEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            match event.key().as_str() {
                "Escape" => {
                    event.stop_propagation();
                    input.set_value(&before);
                }
                "Enter" => event.prevent_default(),
                _ => return,
            }
            // An element that is gone has no focus to lose.
            let _ = input.blur();
        })
    };
    let name = props.name.clone().unwrap_or_default();
    let read_only = props.editor.is_read_only;
    if *editing {
        return html! {
            <input
                ref={input} type="text" class="bare assignee-input" aria-label={t!("check-who")}
                list={props.people_id.clone()} ~defaultValue={name} maxlength="80" size="8" dir="auto"
                data-testid="checklist-assignee-input" {onblur} {onkeydown}
            />
        };
    }
    if name.is_empty() {
        return if read_only {
            Html::default()
        } else {
            html! {
                <button
                    type="button" class="icon-button reveal" aria-label={t!("check-assign")}
                    title={t!("check-assign")} data-testid="checklist-assign" onclick={begin}
                >
                    <Icon glyph={Glyph::Person} />
                </button>
            }
        };
    }
    html! {
        <button
            type="button" class="tag tone-accent assignee" disabled={read_only} title={name.clone()}
            aria-label={t!("check-assigned", name = &name)} data-testid="checklist-assignee"
            onclick={begin}
        >
            <span dir="auto">{ name }</span>
        </button>
    }
}
