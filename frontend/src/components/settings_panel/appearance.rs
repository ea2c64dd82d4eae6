//! Colours, contrast, room and motion.

use crate::{components::ErrorNote, hooks::use_preferences};
use tideboard_protocol::settings::{Contrast, Density, Motion, Preferences, Theme};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The section.
#[component]
pub fn Appearance() -> Html {
    let saving = use_preferences();
    let now = &saving.now;
    let on_theme = choice(&saving.save, now, |chosen, preferences| {
        preferences.theme = match chosen {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        };
    });
    let on_density = choice(&saving.save, now, |chosen, preferences| {
        preferences.density = match chosen {
            "compact" => Density::Compact,
            "roomy" => Density::Roomy,
            _ => Density::Usual,
        };
    });
    let on_contrast = check(&saving.save, now, |on, preferences| {
        preferences.contrast = if on { Contrast::More } else { Contrast::System };
    });
    let on_motion = check(&saving.save, now, |on, preferences| {
        preferences.motion = if on { Motion::Reduced } else { Motion::System };
    });
    let theme = |theme: Theme, value: &'static str, words: &'static str| {
        html! { <option {value} selected={now.theme == theme}>{ words }</option> }
    };
    let density = |density: Density, value: &'static str, words: &'static str| {
        html! { <option {value} selected={now.density == density}>{ words }</option> }
    };
    html! {
        <>
            <label class="field">
                <span>{ "Colours" }</span>
                <select data-testid="settings-theme" onchange={on_theme}>
                    { theme(Theme::System, "system", "As the system") }
                    { theme(Theme::Light, "light", "Light") }
                    { theme(Theme::Dark, "dark", "Dark") }
                </select>
            </label>
            <label class="field">
                <span>{ "Room" }</span>
                <select data-testid="settings-density" onchange={on_density}>
                    { density(Density::Compact, "compact", "Compact: more on the screen") }
                    { density(Density::Usual, "usual", "Usual") }
                    { density(Density::Roomy, "roomy", "Roomy: easier to hit") }
                </select>
            </label>
            <label class="check">
                <input
                    type="checkbox" checked={now.contrast == Contrast::More}
                    data-testid="settings-contrast" onchange={on_contrast}
                />
                <span>
                    { "High contrast" }
                    <small class="muted">{ "Otherwise as the system asks for it." }</small>
                </span>
            </label>
            <label class="check">
                <input
                    type="checkbox" checked={now.motion == Motion::Reduced}
                    data-testid="settings-motion" onchange={on_motion}
                />
                <span>
                    { "Nothing moves" }
                    <small class="muted">{ "Otherwise as the system asks for it." }</small>
                </span>
            </label>
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}

/// Saves what was chosen from a list.
fn choice(
    save: &Callback<Preferences>,
    now: &Preferences,
    change: impl Fn(&str, &mut Preferences) + 'static,
) -> Callback<Event> {
    let (save, now) = (save.clone(), now.clone());
    Callback::from(move |event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|it| it.value());
        let mut wanted = now.clone();
        change(&chosen.unwrap_or_default(), &mut wanted);
        save.emit(wanted);
    })
}

/// Saves whether something was ticked.
pub fn check(
    save: &Callback<Preferences>,
    now: &Preferences,
    change: impl Fn(bool, &mut Preferences) + 'static,
) -> Callback<Event> {
    let (save, now) = (save.clone(), now.clone());
    Callback::from(move |event: Event| {
        let ticked = event.target_dyn_into::<HtmlInputElement>().is_some_and(|it| it.checked());
        let mut wanted = now.clone();
        change(ticked, &mut wanted);
        save.emit(wanted);
    })
}
