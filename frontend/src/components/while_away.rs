//! "While you were away": once after each absence in which something happened, below the board;
//! afterwards in the sync centre.

use super::{CentreTab, Glyph, Icon};
use crate::{
    app::{Panel, ShowPanel},
    away_words, clock,
    hooks::use_digest,
};
use tideboard_words::t;
use yew::prelude::*;

/// The strip. It stays until it is dismissed or looked at.
#[component]
pub fn WhileAway() -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    let digest = use_digest();
    let dismissed = use_state_eq(|| 0_u32);
    let Some(digest) = digest.filter(|digest| digest.number != *dismissed) else {
        return Html::default();
    };
    let number = digest.number;
    let dismiss = {
        let dismissed = dismissed.setter();
        Callback::from(move |_: MouseEvent| dismissed.set(number))
    };
    let look = {
        let dismissed = dismissed.setter();
        Callback::from(move |_: MouseEvent| {
            dismissed.set(number);
            show.emit(Panel::Centre(CentreTab::Away));
        })
    };
    let words = away_words::summary(&digest.view).join(" · ");
    let since = clock::time_or_day(digest.view.since, clock::now());
    html! {
        <div class="strip" role="region" aria-label={t!("away-title")} data-testid="while-away">
            <Icon glyph={Glyph::Clock} />
            <p>
                <strong>{ t!("away-since", time = since) }</strong>{ " " }{ words }
            </p>
            <button type="button" class="button small" data-testid="while-away-open" onclick={look}>
                { t!("away-show") }
            </button>
            <button
                type="button" class="icon-button" aria-label={t!("common-dismiss")} title={t!("common-dismiss")}
                data-testid="while-away-dismiss" onclick={dismiss}
            >
                <Icon glyph={Glyph::Close} />
            </button>
        </div>
    }
}
