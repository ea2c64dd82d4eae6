//! "While you were away": once after each absence in which something happened, below the board;
//! afterwards in the sync centre.

use super::{CentreTab, Glyph, Icon, notices::DismissedProps};
use crate::{
    app::{Dismissed, Panel, ShowPanel},
    away_words, clock,
    hooks::use_digest,
};
use tideboard_words::t;
use yew::prelude::*;

/// The strip. It stays until it is dismissed or looked at.
#[component]
pub fn WhileAway(props: &DismissedProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    let digest = use_digest();
    let Some(digest) = digest.filter(|digest| digest.number != props.dismissed.digest) else {
        return Html::default();
    };
    let dismiss = {
        let (dismissed, number) = (props.dismissed.clone(), digest.number);
        Callback::from(move |_: MouseEvent| {
            dismissed.set(Dismissed { digest: number, ..(*dismissed).clone() });
        })
    };
    let look = {
        let dismiss = dismiss.clone();
        Callback::from(move |event: MouseEvent| {
            dismiss.emit(event);
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
