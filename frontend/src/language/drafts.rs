//! What stands in small fields and in no record yet outlives that everything is drawn anew.
//!
//! Such a field carries `data-draft`. Fields of longer texts need none of this: they save themselves
//! when they go.

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventInit, HtmlInputElement};

/// Where a field is, as a selector, and what was typed into it.
type Draft = (String, String);

/// What was typed and is in no record.
pub fn typed() -> Vec<Draft> {
    fields("input[data-draft]").into_iter().filter_map(draft).collect()
}

/// Types it again into the fields that took the place of those, once they are there.
pub fn put_back(typed: Vec<Draft>) {
    if typed.is_empty() {
        return;
    }
    Timeout::new(0, move || {
        for (place, text) in &typed {
            for field in fields(place).iter().filter(|field| field.value().is_empty()) {
                field.set_value(text);
                let how = EventInit::new();
                how.set_bubbles(true);
                if let Ok(event) = Event::new_with_event_init_dict("input", &how) {
                    // Fails only for an event that is under way.
                    let _ = field.dispatch_event(&event);
                }
            }
        }
    })
    .forget();
}

fn draft(field: HtmlInputElement) -> Option<Draft> {
    let text = Some(field.value()).filter(|text| !text.is_empty())?;
    let name = field.get_attribute("data-testid")?;
    let widget = field.closest("[data-record]").ok().flatten()?.get_attribute("data-record")?;
    Some((format!("[data-record='{widget}'] input[data-draft][data-testid='{name}']"), text))
}

fn fields(place: &str) -> Vec<HtmlInputElement> {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(found) = document.and_then(|document| document.query_selector_all(place).ok()) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
