//! Whether a media query holds, as it changes.

use gloo::events::EventListener;
use yew::prelude::*;

/// Whether the page is as the query says.
#[hook]
pub fn use_media(query: &'static str) -> bool {
    let list = use_memo((), |()| web_sys::window()?.match_media(query).ok().flatten());
    let holds = use_state_eq(|| list.as_ref().as_ref().is_some_and(|list| list.matches()));
    use_effect_with((), {
        let holds = holds.setter();
        move |()| {
            let listener = list.as_ref().as_ref().map(|list| {
                let watched = list.clone();
                EventListener::new(list, "change", move |_| holds.set(watched.matches()))
            });
            move || drop(listener)
        }
    });
    *holds
}
