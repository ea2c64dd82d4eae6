//! Whoever works without a mouse is never left without a focus.
//!
//! What has the focus often goes with what was done: a row is removed, a button is switched off, a
//! field closes. The browser then forgets where the person was, and the next Tab begins at the top
//! of the page. Here the focus goes to what stands closest to where it was: what took its place,
//! else what is before it, else the same around that.

use gloo::{
    events::{EventListener, EventListenerOptions},
    timers::callback::Timeout,
};
use js_sys::Array;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, HtmlElement, MutationObserver, MutationObserverInit};
use yew::prelude::*;

/// What can take the focus by Tab.
const STOPS: &str = "button, a[href], input, select, textarea, [tabindex='0']";

/// One step from what has the focus up to the page: an element, and its place in the one above.
type Step = (Element, u32);

/// Puts the focus somewhere close whenever what has it goes.
#[hook]
pub fn use_focus_kept() {
    use_effect_with((), |()| {
        let keeper = web_sys::window().and_then(|window| window.document()).map(Keeper::new);
        move || drop(keeper)
    });
}

struct Keeper {
    observer: MutationObserver,
    _listeners: [EventListener; 2],
    _on_change: Closure<dyn FnMut()>,
}

impl Keeper {
    fn new(document: Document) -> Self {
        let last = Rc::new(RefCell::new(Vec::<Step>::new()));
        let listen = |name: &'static str, on: fn(&Event) -> Vec<Step>| {
            let (last, first) = (Rc::clone(&last), EventListenerOptions::run_in_capture_phase());
            EventListener::new_with_options(&document, name, first, move |event| {
                *last.borrow_mut() = on(event);
            })
        };
        let came = |event: &Event| -> Vec<Step> {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            target.map(way_up).unwrap_or_default()
        };
        let listeners = [
            listen("focusin", came),
            // Who presses on nothing means it. A press on something is followed by its focus.
            listen("pointerdown", |_| Vec::new()),
        ];
        let on_change = Closure::<dyn FnMut()>::new({
            let (document, waiting) = (document.clone(), Rc::new(Cell::new(false)));
            move || {
                if !is_lost(&document) || waiting.replace(true) {
                    return;
                }
                // What takes the place of something is often drawn a moment later.
                let (document, last, waiting) =
                    (document.clone(), Rc::clone(&last), Rc::clone(&waiting));
                let look = move || {
                    waiting.set(false);
                    if is_lost(&document) {
                        recover(&last);
                    }
                };
                Timeout::new(0, look).forget();
            }
        });
        let observer = MutationObserver::new(on_change.as_ref().unchecked_ref())
            .expect("a function was given");
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        what.set_attribute_filter(&Array::of2(&"disabled".into(), &"inert".into()));
        // Fails only for options that ask for nothing.
        let _ = observer.observe_with_options(&document, &what);
        Self { observer, _listeners: listeners, _on_change: on_change }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn way_up(target: Element) -> Vec<Step> {
    let mut way = Vec::new();
    let mut at = Some(target);
    while let Some(element) = at {
        let mut place = 0;
        let mut before = element.previous_element_sibling();
        while let Some(sibling) = before {
            place += 1;
            before = sibling.previous_element_sibling();
        }
        at = element.parent_element();
        way.push((element, place));
    }
    way
}

/// Whether nothing that can be used has the focus.
fn is_lost(document: &Document) -> bool {
    document.active_element().is_none_or(|it| it.tag_name() == "BODY" || !is_usable(&it))
}

/// What had the focus is gone or switched off: another takes it. Where there is none yet, the next
/// change of the page is another chance.
fn recover(last: &RefCell<Vec<Step>>) {
    let way = last.borrow().clone();
    // It may only have moved to another place of the page.
    if way.first().is_some_and(|(lost, _)| take_focus(lost)) {
        return;
    }
    for step in way.windows(2) {
        let [(_, place), (above, _)] = step else { return };
        if above.is_connected() && focus_near(above, *place) {
            return;
        }
    }
}

fn is_usable(element: &Element) -> bool {
    element.is_connected()
        && !element.matches(":disabled").unwrap_or(false)
        && element.closest("[inert]").is_ok_and(|inert| inert.is_none())
}

/// Puts the focus into the child at a place, or the next one that takes it, or the one before.
fn focus_near(above: &Element, place: u32) -> bool {
    let children = above.children();
    let after = place..children.length();
    let before = (0..place.min(children.length())).rev();
    after.chain(before).filter_map(|at| children.item(at)).any(|child| focus_first(&child))
}

/// Puts the focus on the first thing in a part of the page that takes it.
pub fn focus_first(branch: &Element) -> bool {
    let mut stops = Vec::new();
    if branch.matches(STOPS).unwrap_or(false) {
        stops.push(branch.clone());
    }
    if let Ok(found) = branch.query_selector_all(STOPS) {
        stops.extend((0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()));
    }
    stops.into_iter().any(|stop| take_focus(&stop))
}

/// Whether it took the focus: what is hidden, switched off or left out of the order does not.
fn take_focus(stop: &Element) -> bool {
    let Some(stop) = stop.dyn_ref::<HtmlElement>() else { return false };
    if stop.tab_index() < 0 || !is_usable(stop) {
        return false;
    }
    crate::browser::focus(stop);
    crate::browser::focused().as_ref() == Some(stop)
}
