//! A number to count up and down. Presses are increments, so that those of several people add up.
//!
//! A key that is held goes on by itself; the amount between the keys stands in for the step while
//! it is filled in.

use super::{Editor, WidgetProps};
use crate::{
    components::{Glyph, Icon},
    format,
};
use gloo::timers::callback::{Interval, Timeout};
use std::{cell::RefCell, rc::Rc};
use tideboard_protocol::widget::Counter;
use tideboard_words::{key, plain, t};
use web_sys::{Element, HtmlInputElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// How long a key is held before it goes on by itself, in milliseconds.
const HOLD_MS: u32 = 450;
/// Time between its steps then, in milliseconds.
const REPEAT_MS: u32 = 120;

/// The number between its two keys.
#[component]
pub fn CounterWidget(props: &WidgetProps) -> Html {
    let Counter { value, step } = *use_memo(props.record.clone(), |it| Counter::read(&it.fields));
    let amount = use_state_eq(String::new);
    let typed = if amount.trim().is_empty() { Ok(step) } else { parse_amount(&amount) };
    let by = typed.unwrap_or(step);
    let input = use_node_ref();
    let oninput = {
        let amount = amount.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                amount.set(input.value());
            }
        })
    };
    let onkeydown = {
        let (editor, amount) = (props.editor.clone(), amount.clone());
        Callback::from(move |event: KeyboardEvent| {
            let in_amount = event.target_dyn_into::<HtmlInputElement>().is_some();
            let sign = match (event.key().as_str(), in_amount) {
                ("+" | "ArrowUp", _) | ("Enter", true) => 1.0,
                ("-" | "−" | "ArrowDown", _) => -1.0,
                ("Escape", true) => return amount.set(String::new()),
                _ => return,
            };
            event.prevent_default();
            if typed.is_ok() && !editor.is_read_only {
                editor.add("value", sign * by);
            }
        })
    };
    let (about, tone) = match typed {
        Err(why) => (plain(why), "tone-bad"),
        Ok(by) if (by - 1.0).abs() > f64::EPSILON => {
            (t!("counter-steps", by = format::number(by)), "muted")
        }
        Ok(_) => (String::new(), "muted"),
    };
    let editor = &props.editor;
    let is_off = editor.is_read_only || typed.is_err();
    html! {
        <div class="counter" {onkeydown}>
            <output
                class={classes!("counter-value", "number", size_class(value))}
                title={format::number(value)} data-testid="counter-value" data-value={value.to_string()}
            >
                { format::number(value) }
            </output>
            <p class={classes!("counter-step", "meta", tone)} role="status">{ about }</p>
            <div class="counter-keys">
                <Key {is_off} by={-by} editor={editor.clone()} />
                <input
                    ref={input} class="counter-amount number" type="text" inputmode="decimal"
                    aria-label={t!("counter-amount")} title={t!("counter-amount-about")} autocomplete="off"
                    placeholder={format::plain_number(step)} value={(*amount).clone()} maxlength="24"
                    disabled={editor.is_read_only} aria-invalid={typed.is_err().to_string()}
                    data-testid="counter-amount" data-draft="" {oninput}
                />
                <Key {is_off} {by} editor={editor.clone()} />
            </div>
        </div>
    }
}

/// A longer number is written smaller, so that it is never cut off.
fn size_class(value: f64) -> Option<&'static str> {
    match format::number(value).chars().count() {
        0..=6 => None,
        7..=10 => Some("long"),
        _ => Some("very-long"),
    }
}

/// An amount above zero, or the message that says why it is none.
fn parse_amount(text: &str) -> Result<f64, &'static str> {
    match format::parse_number(text) {
        Some(number) if number > 0.0 => Ok(number),
        Some(_) => Err(key!("counter-not-positive")),
        None => Err(key!("spec-no-number")),
    }
}

#[derive(Properties, PartialEq)]
struct KeyProps {
    is_off: bool,
    by: f64,
    editor: Editor,
}

/// What runs while a key is held.
#[derive(Default)]
struct Held {
    begin: Option<Timeout>,
    repeat: Option<Interval>,
    /// It went on by itself, so that letting go is no press of its own.
    repeated: bool,
}

/// One of the two keys.
#[component]
fn Key(props: &KeyProps) -> Html {
    let node = use_node_ref();
    let held = use_mut_ref(Held::default);
    let add = {
        let (editor, by) = (props.editor.clone(), props.by);
        move || editor.add("value", by)
    };
    let onclick = {
        let (held, add) = (Rc::clone(&held), add.clone());
        Callback::from(move |_: MouseEvent| {
            if !std::mem::take(&mut held.borrow_mut().repeated) {
                add();
            }
        })
    };
    let onpointerdown = {
        let (held, node) = (Rc::clone(&held), node.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                hold(&held, node.cast::<Element>(), add.clone());
            }
        })
    };
    let let_go = Callback::from(move |_: PointerEvent| {
        let mut held = held.borrow_mut();
        (held.begin, held.repeat) = (None, None);
    });
    let by = format::number(props.by.abs());
    let (glyph, label, test_id) = if props.by < 0.0 {
        (Glyph::Minus, t!("counter-subtract", by = by), "counter-decrement")
    } else {
        (Glyph::Plus, t!("counter-add", by = by), "counter-increment")
    };
    html! {
        <button
            ref={node} type="button" class="counter-key" disabled={props.is_off}
            aria-label={label}
            data-testid={test_id} {onclick} {onpointerdown} onpointerup={let_go.clone()}
            onpointerleave={let_go.clone()} onpointercancel={let_go}
        >
            <Icon {glyph} />
        </button>
    }
}

fn hold(held: &Rc<RefCell<Held>>, key: Option<Element>, add: impl Fn() + 'static) {
    let again = Rc::downgrade(held);
    let begin = Timeout::new(HOLD_MS, move || {
        let Some(held) = again.upgrade() else { return };
        let watched = Rc::downgrade(&held);
        let repeat = Interval::new(REPEAT_MS, move || {
            // A key that cannot be pressed any more hears nothing of the finger that leaves it.
            let is_off = key.as_ref().is_some_and(|key| key.has_attribute("disabled"));
            if let Some(held) = watched.upgrade().filter(|_| !is_off) {
                held.borrow_mut().repeated = true;
                add();
            }
        });
        held.borrow_mut().repeat = Some(repeat);
    });
    *held.borrow_mut() = Held { begin: Some(begin), repeat: None, repeated: false };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_a_number_above_zero() {
        assert_eq!(parse_amount("2,5"), Ok(2.5));
        for wrong in ["0", "-3", "NaN", "1e999", "a lot"] {
            assert!(parse_amount(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn long_numbers_are_written_smaller() {
        assert_eq!(size_class(37.0), None);
        assert_eq!(size_class(12_345_678.0), Some("long"));
        assert_eq!(size_class(-9_007_199_254_740_991.0), Some("very-long"));
    }
}
