//! What stands in small fields and in no record yet outlives that everything is drawn anew.
//!
//! Such a field carries `data-draft`. If it shows only on demand, that names the button of its widget
//! that brings it, which is then pressed first. Fields of longer texts need none of this: they save
//! themselves when they go.

use crate::browser;
use gloo::timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventInit, HtmlElement};

/// A field and what was typed into it or chosen in it.
pub struct Draft {
    /// Where the field is, as a selector.
    place: String,
    /// Where the button is that brings it, likewise.
    opener: Option<String>,
    text: String,
}

/// What was typed and is in no record.
pub fn typed() -> Vec<Draft> {
    elements("[data-draft]").into_iter().filter_map(draft).collect()
}

/// Types it again into the fields that took the place of those, once they are there.
pub fn put_back(typed: Vec<Draft>) {
    if typed.is_empty() {
        return;
    }
    Timeout::new(0, move || {
        let before = browser::focused();
        for Draft { place, opener, .. } in &typed {
            let button = opener.as_deref().and_then(|opener| elements(opener).pop());
            let is_closed =
                |button: &HtmlElement| elements(place).is_empty() && !button.has_attribute(PRESSED);
            if let Some(button) = button.filter(is_closed) {
                // More than one field may hang on it, and none is there before the next turn.
                let _ = button.set_attribute(PRESSED, "");
                button.click();
            }
        }
        Timeout::new(0, move || {
            for Draft { place, opener, text } in &typed {
                elements(place).iter().for_each(|field| fill(field, text));
                for button in opener.iter().flat_map(|opener| elements(opener)) {
                    let _ = button.remove_attribute(PRESSED);
                }
            }
            if let Some(before) = before {
                browser::focus(&before);
            }
        })
        .forget();
    })
    .forget();
}

/// Marks a button that was pressed for the sake of drafts.
const PRESSED: &str = "data-pressed-for-draft";

fn draft(field: HtmlElement) -> Option<Draft> {
    let text = Some(value(&field)).filter(|text| !text.is_empty())?;
    let name = field.get_attribute("data-testid")?;
    let widget = field.closest("[data-record]").ok().flatten()?.get_attribute("data-record")?;
    let opener = field.get_attribute("data-draft").filter(|opener| !opener.is_empty());
    let there = |name: &str| format!("[data-record='{widget}'] [data-testid='{name}']");
    Some(Draft { place: there(&name), opener: opener.map(|opener| there(&opener)), text })
}

fn fill(field: &HtmlElement, text: &str) {
    // A choice is never empty.
    let is_free = field.tag_name() == "SELECT" || value(field).is_empty();
    if !is_free || Reflect::set(field, &"value".into(), &text.into()).is_err() {
        return;
    }
    let how = EventInit::new();
    how.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &how) {
        // Fails only for an event that is under way.
        let _ = field.dispatch_event(&event);
    }
}

/// What stands in a field of any kind.
fn value(field: &HtmlElement) -> String {
    let value = Reflect::get(field, &JsValue::from("value"));
    value.ok().and_then(|value| value.as_string()).unwrap_or_default()
}

fn elements(place: &str) -> Vec<HtmlElement> {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(found) = document.and_then(|document| document.query_selector_all(place).ok()) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
