//! A number to count up and down. Presses are increments, so that those of several people add up.

use super::WidgetProps;
use crate::{
    components::{Glyph, Icon},
    format,
};
use tideboard_protocol::widget::Counter;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct CounterProps {
    pub counter: Counter,
    pub common: WidgetProps,
}

/// The number between its two keys.
#[component]
pub fn CounterWidget(props: &CounterProps) -> Html {
    let Counter { value, step } = props.counter;
    let editor = &props.common.editor;
    let add = |by: f64| {
        let editor = editor.clone();
        Callback::from(move |_: MouseEvent| editor.add("value", by))
    };
    let key = |by: f64, glyph: Glyph, words: &str, test_id: &'static str| {
        html! {
            <button
                type="button" class="counter-key" disabled={editor.is_read_only}
                aria-label={format!("{words} {}", format::number(step))}
                data-testid={test_id} onclick={add(by)}
            >
                <Icon {glyph} />
            </button>
        }
    };
    html! {
        <>
            <output class="counter-value number" data-testid="counter-value" data-value={value.to_string()}>
                { format::number(value) }
            </output>
            <p class="muted counter-step">
                if (step - 1.0).abs() > f64::EPSILON { { format!("in steps of {}", format::number(step)) } }
            </p>
            <div class="counter-keys">
                { key(-step, Glyph::Minus, "Subtract", "counter-decrement") }
                { key(step, Glyph::Plus, "Add", "counter-increment") }
            </div>
        </>
    }
}
