//! One widget at its place.

use super::{arranging::Act, grip::Grip};
use crate::components::WidgetRealtime;
use tideboard_protocol::{RecordId, widget::Layout};
use web_sys::HtmlElement;
use yew::prelude::*;

/// How a widget stands while the board is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The board is not being arranged.
    Off,
    /// It can be picked up.
    Free,
    /// It is in hand.
    Picked,
}

#[derive(Properties, PartialEq)]
pub struct PlaceProps {
    pub record: RecordId,
    pub layout: Layout,
    pub grip: Held,
    pub act: Callback<Act>,
    /// It can be seen but not used.
    pub is_inert: bool,
}

/// A widget at its place. The place is set as custom properties from here, because the page's
/// content security policy allows no style attributes.
#[component]
pub fn Place(props: &PlaceProps) -> Html {
    let node = use_node_ref();
    use_effect_with((props.layout, node.clone()), |(layout, node)| {
        let Some(element) = node.cast::<HtmlElement>() else { return };
        let style = element.style();
        let set = |name: &str, value: String| {
            // Fails only for a read-only style.
            let _ = style.set_property(name, &value);
        };
        set("--column", (layout.x + 1).to_string());
        set("--row-start", (layout.y + 1).to_string());
        set("--columns", layout.w.to_string());
        set("--rows", layout.h.to_string());
        set("--shown", "visible".to_owned());
    });
    let class = match props.grip {
        Held::Off => None,
        Held::Free => Some("held"),
        Held::Picked => Some("held picked"),
    };
    html! {
        <div
            class={classes!("place", class)} ref={node} data-testid="place"
            data-x={props.layout.x.to_string()} data-y={props.layout.y.to_string()}
            data-w={props.layout.w.to_string()} data-h={props.layout.h.to_string()}
        >
            <WidgetRealtime
                record={props.record.clone()} is_inert={props.is_inert || props.grip != Held::Off}
            />
            if props.grip != Held::Off {
                <Grip
                    record={props.record.clone()} layout={props.layout} act={props.act.clone()}
                    is_picked={props.grip == Held::Picked}
                />
            }
        </div>
    }
}
