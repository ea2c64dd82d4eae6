//! A dialog above the board: a heading, a body, and Escape or the cross to leave it.

use super::{Glyph, Icon};
use crate::hooks::use_modal;
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// What it is about.
    pub title: AttrValue,
    pub on_close: Callback<()>,
    pub test_id: &'static str,
    #[prop_or_default]
    pub class: Classes,
    pub children: Html,
}

/// A dialog. It is there as long as it is rendered.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_modal(node.clone());
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    // What lies around it in the tree, such as a drawer, is not meant by this key.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
        }
    });
    let on_backdrop = {
        let (on_close, node) = (props.on_close.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            // Only its backdrop is the dialog itself: everything else lies in the frame.
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target == node.cast::<Element>() {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog
            ref={node} class={classes!("dialog", "plain-dialog", props.class.clone())}
            aria-label={props.title.clone()} data-testid={props.test_id} {oncancel}
            onpointerdown={on_backdrop} {onkeydown}
        >
            <div class="dialog-frame">
                <div class="dialog-bar">
                    <h2>{ &props.title }</h2>
                    <button
                        type="button" class="icon-button" aria-label={t!("common-close")} title={t!("common-close-esc")}
                        data-testid="dialog-close"
                        onclick={props.on_close.reform(|_: MouseEvent| ())}
                    >
                        <Icon glyph={Glyph::Close} />
                    </button>
                </div>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
