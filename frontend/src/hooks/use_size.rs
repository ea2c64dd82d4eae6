//! Size of an element on the page, as it changes.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Width and height in pixels; zero before the first layout.
#[hook]
pub fn use_size(node: &NodeRef) -> (f64, f64) {
    let size = use_state_eq(|| (0.0, 0.0));
    use_effect_with(node.clone(), {
        let size = size.setter();
        move |node| {
            let watching = node.cast::<Element>().and_then(|element| {
                let watched = element.clone();
                let measure = move || {
                    let rect = watched.get_bounding_client_rect();
                    size.set((rect.width().round(), rect.height().round()));
                };
                measure();
                let closure = Closure::<dyn FnMut()>::new(measure);
                let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, closure))
            });
            move || {
                if let Some((observer, closure)) = watching {
                    observer.disconnect();
                    drop(closure);
                }
            }
        }
    });
    *size
}
