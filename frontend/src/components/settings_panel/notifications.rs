//! Of what the desktop tells while nobody looks at the window.

use super::appearance::check;
use crate::{components::ErrorNote, hooks::use_preferences};
use tideboard_protocol::settings::Notifications;
use tideboard_words::t;
use yew::prelude::*;

/// The section.
#[component]
pub fn NotificationsSection() -> Html {
    let saving = use_preferences();
    let now = &saving.now;
    let switch = |test_id: &'static str,
                  words: String,
                  about: String,
                  is_on: bool,
                  set: fn(&mut Notifications, bool)| {
        let onchange = check(&saving.save, now, move |on, preferences| {
            set(&mut preferences.notifications, on)
        });
        html! {
            <label class="check">
                <input type="checkbox" checked={is_on} data-testid={test_id} {onchange} />
                <span>{ words }<small class="muted">{ about }</small></span>
            </label>
        }
    };
    let is_on = now.notifications;
    html! {
        <>
            <p class="muted">
                { t!("notify-about") }
            </p>
            { switch(
                "notify-conflicts", t!("notify-conflicts"),
                t!("notify-conflicts-about"),
                is_on.conflicts, |all, on| all.conflicts = on,
            ) }
            { switch(
                "notify-refused", t!("notify-refused"),
                t!("notify-refused-about"),
                is_on.refused, |all, on| all.refused = on,
            ) }
            { switch(
                "notify-sign-in", t!("notify-sign-in"),
                t!("notify-sign-in-about"),
                is_on.sign_in, |all, on| all.sign_in = on,
            ) }
            { switch(
                "notify-offline", t!("notify-offline"),
                t!("notify-offline-about"),
                is_on.offline, |all, on| all.offline = on,
            ) }
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}
