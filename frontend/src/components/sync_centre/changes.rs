//! Own changes on their way, each with what can be done about it.

use super::{offered::Offered, travel::Travel};
use crate::{
    components::{ErrorNote, Glyph, Icon, Review, change_row::ChangeRow},
    hooks::use_background_sync,
};
use tideboard_protocol::view::{QueueItem, QueueState};
use tideboard_words::t;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ChangesTabProps {
    pub on_close: Callback<()>,
}

/// The changes, those first that a restored server lacks.
#[component]
pub fn ChangesTab(props: &ChangesTabProps) -> Html {
    let sync = use_background_sync();
    let total = sync.queue.total;
    let (offered, waiting): (Vec<&QueueItem>, Vec<&QueueItem>) =
        sync.queue.ops.iter().partition(|item| item.state == QueueState::Offered);
    let shown = u32::try_from(sync.queue.ops.len()).unwrap_or(u32::MAX);
    let hidden = total.saturating_sub(shown);
    let row = |item: &QueueItem| {
        html! {
            <ChangeRow
                key={item.op_id.to_string()} item={item.clone()}
                retry={sync.retry.clone()} discard={sync.discard.clone()}
                on_go={props.on_close.clone()}
            />
        }
    };
    html! {
        <>
            if let Some(error) = &sync.error { <ErrorNote error={(**error).clone()} /> }
            <Review is_among_changes=true />
            if !offered.is_empty() {
                <Offered ops={offered.iter().map(|item| item.op_id).collect::<Vec<_>>()} />
                <ul>{ for offered.into_iter().map(row) }</ul>
            }
            if total == 0 {
                <div class="drawer-empty">
                    <Icon glyph={Glyph::Check} />
                    <p>{ t!("change-nothing-waits") }</p>
                </div>
            }
            <ul>{ for waiting.into_iter().map(row) }</ul>
            if hidden > 0 {
                <p class="muted pad">
                    { t!("change-more-kept", count = hidden) }
                </p>
            }
            <Travel unsent={total} />
        </>
    }
}
