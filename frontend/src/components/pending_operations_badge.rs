//! Own changes that the server has not acknowledged: how many, and each in plain words.

use super::{CentreTab, ErrorNote, Glyph, Icon, Popover, change_row::ChangeRow};
use crate::{
    app::{Panel, ShowPanel},
    hooks::use_background_sync,
};
use tideboard_words::t;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct PendingOperationsBadgeProps {
    pub open: bool,
    pub on_toggle: Callback<bool>,
}

/// The count in the top bar, with the list.
#[component]
pub fn PendingOperationsBadge(props: &PendingOperationsBadgeProps) -> Html {
    let sync = use_background_sync();
    let show = use_context::<ShowPanel>().expect("used below the dashboard");
    let total = sync.queue.total;
    let label = t!("change-not-on-server", count = total);
    let button = html! { <><Icon glyph={Glyph::Up} /><span class="number">{ total }</span></> };
    let hidden = u32::try_from(sync.queue.ops.len()).map_or(0, |shown| total.saturating_sub(shown));
    html! {
        <div
            class="pending-badge" data-testid="pending-operations-badge"
            data-count={total.to_string()}
        >
            if total > 0 || props.open {
                <Popover
                    open={props.open} on_toggle={props.on_toggle.clone()} id="queue"
                    label={t!("change-on-their-way")} {button} button_label={AttrValue::from(label)}
                    button_class="button" button_test_id="queue-toggle"
                    panel_test_id="queue-list" panel_class="queue"
                >
                    <h2>{ t!("change-on-their-way") }</h2>
                    if let Some(error) = &sync.error {
                        <ErrorNote error={(**error).clone()} />
                    }
                    if total == 0 {
                        <p class="muted pad">{ t!("change-nothing-waits") }</p>
                    }
                    <ul>
                        { for sync.queue.ops.iter().map(|item| html! {
                            <ChangeRow
                                key={item.op_id.to_string()} item={item.clone()}
                                retry={sync.retry.clone()} discard={sync.discard.clone()}
                                on_go={props.on_toggle.reform(|()| false)}
                            />
                        }) }
                    </ul>
                    if hidden > 0 {
                        <p class="muted pad">
                            { t!("change-more-kept", count = hidden) }
                        </p>
                    }
                    <button
                        type="button" class="link" data-testid="queue-centre"
                        onclick={show.0.reform(|_: MouseEvent| Panel::Centre(CentreTab::Changes))}
                    >
                        { t!("centre-open") }
                    </button>
                </Popover>
            }
        </div>
    }
}
