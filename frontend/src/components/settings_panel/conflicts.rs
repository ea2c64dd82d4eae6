//! What happens by itself to clashes, and to changes that waited for long.

use crate::{
    components::{ErrorNote, PolicySelect, conflict_policy::kinds_in_words},
    hooks::use_preferences,
};
use tideboard_protocol::{settings::Preferences, widget::WidgetKind};
use tideboard_words::{key, plain, t};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Choices for how old a change may be, with their messages.
const AGES: [(u32, &str); 5] = [
    (1, key!("review-1-hour")),
    (8, key!("review-8-hours")),
    (24, key!("review-1-day")),
    (168, key!("review-1-week")),
    (0, key!("review-never")),
];

/// The section.
#[component]
pub fn Conflicts() -> Html {
    let saving = use_preferences();
    let now = &saving.now;
    let on_age = {
        let (save, now) = (saving.save.clone(), now.clone());
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|it| it.value());
            if let Some(review_after_h) = chosen.and_then(|hours| hours.parse().ok()) {
                save.emit(Preferences { review_after_h, ..now.clone() });
            }
        })
    };
    let is_other = AGES.iter().all(|(hours, _)| *hours != now.review_after_h);
    html! {
        <>
            <p class="muted">
                { t!("clash-about") }
            </p>
            <div class="policy-list">
                { for WidgetKind::ALL.into_iter().map(|kind| html! {
                    <PolicySelect
                        key={kind.name()} kind={kind.name()}
                        label={capital(&kinds_in_words(kind.name()))}
                    />
                }) }
            </div>
            <label class="field">
                <span>{ t!("review-label-after") }</span>
                <select data-testid="settings-review" onchange={on_age}>
                    { for AGES.iter().map(|(hours, words)| html! {
                        <option value={hours.to_string()} selected={now.review_after_h == *hours}>{ plain(words) }</option>
                    }) }
                    if is_other {
                        <option value={now.review_after_h.to_string()} selected=true>
                            { t!("review-hours", count = now.review_after_h) }
                        </option>
                    }
                </select>
            </label>
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
