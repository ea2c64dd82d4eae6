//! A button with a panel below it. Arrow down goes into the panel; Escape, a press outside and a
//! second press close it, and the focus goes back to the button.

use crate::{browser, hooks::focus_first};
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct PopoverProps {
    pub open: bool,
    pub on_toggle: Callback<bool>,
    /// Id of the panel.
    pub id: &'static str,
    /// Name of the panel for those who do not see it.
    pub label: AttrValue,
    /// What the button shows.
    pub button: Html,
    /// Name of the button, where its content has no words.
    #[prop_or_default]
    pub button_label: Option<AttrValue>,
    pub button_class: Classes,
    pub button_test_id: &'static str,
    pub panel_test_id: &'static str,
    #[prop_or_default]
    pub panel_class: Classes,
    pub children: Html,
}

/// A button with a panel below it.
#[component]
pub fn Popover(props: &PopoverProps) -> Html {
    let root = use_node_ref();
    let button = use_node_ref();
    let panel = use_node_ref();
    use_effect_with((props.open, panel.clone()), |(open, panel)| {
        if let Some(panel) = panel.cast::<Element>().filter(|_| *open) {
            browser::show_whole(&panel);
        }
    });
    use_effect_with(
        (props.open, props.on_toggle.clone(), root.clone()),
        |(open, on_toggle, root)| {
            let listener = open.then(|| close_from_outside(root.clone(), on_toggle.clone()));
            move || drop(listener)
        },
    );
    let onclick = {
        let (on_toggle, open) = (props.on_toggle.clone(), props.open);
        Callback::from(move |_: MouseEvent| on_toggle.emit(!open))
    };
    let onkeydown = {
        let (on_toggle, open) = (props.on_toggle.clone(), props.open);
        let (button, panel) = (button.clone(), panel.clone());
        Callback::from(move |event: KeyboardEvent| {
            if open && event.key() == "ArrowDown" && browser::focused() == button.cast() {
                event.prevent_default();
                if let Some(panel) = panel.cast::<Element>() {
                    focus_first(&panel);
                }
            }
            if open && event.key() == "Escape" {
                event.stop_propagation();
                on_toggle.emit(false);
                if let Some(button) = button.cast::<HtmlElement>() {
                    browser::focus(&button);
                }
            }
        })
    };
    html! {
        <div class="popover" ref={root} {onkeydown}>
            <button
                ref={button}
                type="button"
                class={props.button_class.clone()}
                data-testid={props.button_test_id}
                aria-expanded={props.open.to_string()}
                aria-controls={props.id}
                aria-label={props.button_label.clone()}
                title={props.button_label.clone()}
                {onclick}
            >
                { props.button.clone() }
            </button>
            if props.open {
                <section
                    ref={panel} id={props.id}
                    class={classes!("panel", props.panel_class.clone())}
                    aria-label={props.label.clone()}
                    data-testid={props.panel_test_id}
                >
                    { props.children.clone() }
                </section>
            }
        </div>
    }
}

fn close_from_outside(root: NodeRef, on_toggle: Callback<bool>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    Some(EventListener::new(&document, "pointerdown", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = root.get().is_some_and(|root| root.contains(target.as_ref()));
        if !inside {
            on_toggle.emit(false);
        }
    }))
}
