//! What a widget is held by while the board is arranged: the whole card moves it, its corner
//! resizes it; by keyboard Enter picks it up and the arrows move it.

use super::arranging::Act;
use crate::{
    browser,
    components::{Glyph, Icon},
    hooks::use_record,
    layout::Step,
};
use tideboard_protocol::{RecordId, widget, widget::Layout};
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct GripProps {
    pub record: RecordId,
    pub layout: Layout,
    pub act: Callback<Act>,
    pub is_picked: bool,
}

/// The handle over a widget.
#[component]
pub fn Grip(props: &GripProps) -> Html {
    let record = use_record(&props.record);
    let title = record
        .map(|record| widget::title(&record.fields, &record.kind).to_owned())
        .unwrap_or_default();
    let node = use_node_ref();
    use_focus_kept(&node, props.is_picked, props.layout);
    let (id, act, is_picked) = (props.record.clone(), props.act.clone(), props.is_picked);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(wanted) = key_act(&id, &event, is_picked) {
            event.prevent_default();
            event.stop_propagation();
            act.emit(wanted);
        }
    });
    let pointer = |is_resize: bool| {
        let (id, act) = (props.record.clone(), props.act.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            capture(&event);
            event.stop_propagation();
            act.emit(Act::Grab { id: id.clone(), at: place(&event), is_resize });
        })
    };
    let (drag, drop, cancel) = (props.act.clone(), props.act.clone(), props.act.clone());
    let onpointermove = Callback::from(move |event: PointerEvent| drag.emit(Act::Drag(event)));
    let onpointerup = Callback::from(move |_: PointerEvent| drop.emit(Act::Release));
    let onpointercancel = Callback::from(move |_: PointerEvent| cancel.emit(Act::Cancel));
    let (id, act) = (props.record.clone(), props.act.clone());
    let remove = Callback::from(move |_: MouseEvent| act.emit(Act::Remove(id.clone())));
    let layout = props.layout;
    let label = t!(
        "arrange-grip",
        title = &title,
        column = layout.x + 1,
        row = layout.y + 1,
        width = layout.w,
        height = layout.h
    );
    html! {
        <>
            <button
                ref={node} type="button" class="grip" aria-pressed={props.is_picked.to_string()}
                aria-label={label} aria-describedby="arrange-help" data-testid="widget-grip"
                data-record={props.record.to_string()} {onkeydown} onpointerdown={pointer(false)}
                onpointermove={onpointermove.clone()} onpointerup={onpointerup.clone()}
                onpointercancel={onpointercancel.clone()}
            />
            <button
                type="button" class="icon-button grip-remove" aria-label={t!("arrange-delete", title = &title)}
                title={t!("common-delete")} data-testid="widget-remove" onclick={remove}
            >
                <Icon glyph={Glyph::Close} />
            </button>
            <span
                class="grip-corner" aria-hidden="true" data-testid="widget-corner"
                onpointerdown={pointer(true)} {onpointermove} {onpointerup} {onpointercancel}
            />
        </>
    }
}

/// A drop gives the widgets another order in the page, and the focus is lost with the move: it
/// goes back to where it was.
#[hook]
fn use_focus_kept(node: &NodeRef, is_picked: bool, layout: Layout) {
    let was_picked = use_mut_ref(|| false);
    use_effect_with((is_picked, layout, node.clone()), move |(is_picked, _, node)| {
        if was_picked.replace(*is_picked)
            && let Some(grip) = node.cast::<HtmlElement>()
        {
            browser::focus(&grip);
        }
    });
}

fn key_act(id: &RecordId, event: &KeyboardEvent, is_picked: bool) -> Option<Act> {
    let key = browser::onward_key(event);
    match (key.as_str(), is_picked) {
        ("Enter" | " ", false) => Some(Act::Pick(id.clone())),
        ("Enter" | " ", true) => Some(Act::Release),
        ("Escape", true) => Some(Act::Cancel),
        ("Delete" | "Backspace", false) => Some(Act::Remove(id.clone())),
        (_, true) => Some(Act::Step(Step::of_key(&key, event.shift_key())?)),
        (_, false) => None,
    }
}

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// All further moves of this pointer come here, wherever it goes.
fn capture(event: &PointerEvent) {
    if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Fails for a pointer that is gone: then nothing further comes.
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}
