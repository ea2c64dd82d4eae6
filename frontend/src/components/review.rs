//! Changes that waited for a day or more: shown before they are sent, since the board may have moved
//! on meanwhile.

use super::{CentreTab, Glyph, Icon};
use crate::{
    app::{Panel, ShowPanel},
    clock,
    hooks::{use_background_sync, use_connection},
};
use tideboard_protocol::{ErrorCode, status::SyncStatus};
use tideboard_words::t;
use yew::prelude::*;

/// Whether changes wait for the user to look at them.
pub fn is_asked_for(status: &SyncStatus) -> bool {
    status.cause.as_ref().is_some_and(|cause| cause.code == ErrorCode::ReviewNeeded)
}

#[derive(Properties, PartialEq)]
pub struct ReviewProps {
    /// Among the changes themselves, where nothing has to be opened any more.
    #[prop_or_default]
    pub is_among_changes: bool,
}

/// What waits and both ways on; nothing while nothing waits for a look.
#[component]
pub fn Review(props: &ReviewProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    let connection = use_connection();
    let sync = use_background_sync();
    if !is_asked_for(&connection.status) {
        return Html::default();
    }
    let count = connection.status.unsent;
    let oldest = sync.queue.ops.iter().map(|item| item.at).min();
    let words = match oldest {
        Some(at) => {
            let time = clock::moment(at, clock::now());
            t!("review-since", count = count, time = time)
        }
        None => t!("review-waited", count = count),
    };
    let class = if props.is_among_changes { "bulk" } else { "strip warn" };
    html! {
        <div {class} role="region" aria-label={t!("review-label")} data-testid="review" data-count={count.to_string()}>
            if !props.is_among_changes { <Icon glyph={Glyph::Clock} /> }
            <p>
                <strong>{ words }</strong>
                { " " }{ t!("review-look") }
            </p>
            <button
                type="button" class="button small primary" data-testid="review-send"
                onclick={connection.retry_now.reform(|_: MouseEvent| ())}
            >
                { t!("press-send-now") }
            </button>
            if !props.is_among_changes {
                <button
                    type="button" class="button small" data-testid="review-open"
                    onclick={show.reform(|_: MouseEvent| Panel::Centre(CentreTab::Changes))}
                >
                    { t!("change-review") }
                </button>
            }
        </div>
    }
}
