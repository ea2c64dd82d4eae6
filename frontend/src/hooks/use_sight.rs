//! Whether somebody can see an element.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};
use yew::prelude::*;

/// What is about to be scrolled into sight counts as well.
const MARGIN: &str = "200px";

/// Notes whether an element is in sight or close to it, as that changes; `present`: it stands on the
/// page.
#[hook]
pub fn use_sight(node: &NodeRef, present: bool, in_sight: UseStateSetter<bool>) {
    use_effect_with((node.clone(), present), move |(node, _)| {
        let watching = node.cast::<Element>().and_then(|element| {
            let look = move |entries: js_sys::Array| {
                let newest = entries.iter().last();
                if let Some(newest) = newest.and_then(|it| it.dyn_into().ok()) {
                    in_sight.set(IntersectionObserverEntry::is_intersecting(&newest));
                }
            };
            let closure = Closure::<dyn FnMut(js_sys::Array)>::new(look);
            let options = IntersectionObserverInit::new();
            options.set_root_margin(MARGIN);
            let look = closure.as_ref().unchecked_ref();
            let observer = IntersectionObserver::new_with_options(look, &options).ok()?;
            observer.observe(&element);
            Some((observer, closure))
        });
        move || {
            if let Some((observer, closure)) = watching {
                observer.disconnect();
                drop(closure);
            }
        }
    });
}
