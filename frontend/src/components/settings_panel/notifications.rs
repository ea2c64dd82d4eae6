//! Of what the desktop tells while nobody looks at the window.

use super::appearance::check;
use crate::{components::ErrorNote, hooks::use_preferences};
use tideboard_protocol::settings::Notifications;
use yew::prelude::*;

/// The section.
#[component]
pub fn NotificationsSection() -> Html {
    let saving = use_preferences();
    let now = &saving.now;
    let switch = |test_id: &'static str,
                  words: &'static str,
                  about: &'static str,
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
                { "While you do not look at this window, the desktop tells you of what needs you, all in one notification. That changes were sent or received is never told." }
            </p>
            { switch(
                "notify-conflicts", "Conflicts to decide",
                "You and somebody else changed the same value.",
                is_on.conflicts, |all, on| all.conflicts = on,
            ) }
            { switch(
                "notify-refused", "Refused changes",
                "The server did not take what you changed.",
                is_on.refused, |all, on| all.refused = on,
            ) }
            { switch(
                "notify-sign-in", "Signing in again",
                "Until then, changes stay on this computer.",
                is_on.sign_in, |all, on| all.sign_in = on,
            ) }
            { switch(
                "notify-offline", "Changes that cannot be sent",
                "After 15 minutes without a connection.",
                is_on.offline, |all, on| all.offline = on,
            ) }
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}
