//! Language, colours, contrast, room and motion.

use crate::{components::ErrorNote, hooks::use_preferences};
use tideboard_protocol::settings::{Contrast, Density, Language, Motion, Preferences, Theme};
use tideboard_words::{Locale, t};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The languages, each with the value of its option and the texts that it shows.
const LANGUAGES: [(&str, Language, Locale); 3] = [
    ("english", Language::English, Locale::English),
    ("german", Language::German, Locale::German),
    ("chinese", Language::Chinese, Locale::Chinese),
];

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
    let theme = |theme: Theme, value: &'static str, words: String| {
        html! { <option {value} selected={now.theme == theme}>{ words }</option> }
    };
    let density = |density: Density, value: &'static str, words: String| {
        html! { <option {value} selected={now.density == density}>{ words }</option> }
    };
    let on_language = choice(&saving.save, now, |chosen, preferences| {
        preferences.language = LANGUAGES
            .into_iter()
            .find(|(value, _, _)| *value == chosen)
            .map_or(Language::System, |(_, language, _)| language);
    });
    html! {
        <>
            <label class="field">
                <span>{ t!("looks-language") }</span>
                <select data-testid="settings-language" onchange={on_language}>
                    <option value="system" selected={now.language == Language::System}>
                        { t!("looks-system") }
                    </option>
                    { for LANGUAGES.into_iter().map(|(value, language, locale)| html! {
                        <option {value} lang={locale.tag()} selected={now.language == language}>
                            { locale.own_name() }
                        </option>
                    }) }
                </select>
            </label>
            <label class="field">
                <span>{ t!("looks-colours") }</span>
                <select data-testid="settings-theme" onchange={on_theme}>
                    { theme(Theme::System, "system", t!("looks-system")) }
                    { theme(Theme::Light, "light", t!("looks-light")) }
                    { theme(Theme::Dark, "dark", t!("looks-dark")) }
                </select>
            </label>
            <label class="field">
                <span>{ t!("looks-room") }</span>
                <select data-testid="settings-density" onchange={on_density}>
                    { density(Density::Compact, "compact", t!("looks-compact")) }
                    { density(Density::Usual, "usual", t!("looks-usual")) }
                    { density(Density::Roomy, "roomy", t!("looks-roomy")) }
                </select>
            </label>
            <label class="check">
                <input
                    type="checkbox" checked={now.contrast == Contrast::More}
                    data-testid="settings-contrast" onchange={on_contrast}
                />
                <span>
                    { t!("looks-contrast") }
                    <small class="muted">{ t!("looks-otherwise") }</small>
                </span>
            </label>
            <label class="check">
                <input
                    type="checkbox" checked={now.motion == Motion::Reduced}
                    data-testid="settings-motion" onchange={on_motion}
                />
                <span>
                    { t!("looks-motion") }
                    <small class="muted">{ t!("looks-otherwise") }</small>
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
