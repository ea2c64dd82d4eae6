//! What concerns this computer: its name and what closing the window does.

use super::appearance::check;
use crate::{
    components::ErrorNote,
    hooks::{use_preferences, use_view},
};
use tideboard_protocol::settings::{DEVICE_NAME_MAX, Preferences};
use tideboard_words::t;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The section.
#[component]
pub fn Computer() -> Html {
    let saving = use_preferences();
    let tray = use_view(|view| view.tray);
    let now = &saving.now;
    let is_wrong = use_state_eq(|| false);
    let on_name = {
        let (save, now, is_wrong) = (saving.save.clone(), now.clone(), is_wrong.setter());
        Callback::from(move |event: Event| {
            let name = event.target_dyn_into::<HtmlInputElement>().map(|it| it.value());
            let wanted =
                Preferences { device_name: name.unwrap_or_default(), ..now.clone() }.checked();
            is_wrong.set(wanted.is_err());
            if let Ok(wanted) = wanted
                && wanted != now
            {
                save.emit(wanted);
            }
        })
    };
    let on_tray = check(&saving.save, now, |on, preferences| preferences.close_to_tray = on);
    html! {
        <>
            <label class="field">
                <span>{ t!("device-name") }</span>
                <input
                    type="text" maxlength={DEVICE_NAME_MAX.to_string()}
                    value={now.device_name.clone()} aria-invalid={is_wrong.to_string()}
                    aria-describedby="device-name-why"
                    data-testid="settings-device-name" onchange={on_name}
                />
                <small class="tone-bad" id="device-name-why" role="alert">
                    if *is_wrong { { t!("device-name-missing") } }
                </small>
            </label>
            <label class="check">
                <input
                    type="checkbox" checked={now.close_to_tray && tray} disabled={!tray}
                    data-testid="settings-close-to-tray" onchange={on_tray}
                />
                <span>
                    { t!("close-to-tray") }
                    <small class="muted">
                        { if tray {
                            t!("close-to-tray-about")
                        } else {
                            t!("close-to-tray-none")
                        } }
                    </small>
                </span>
            </label>
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}
