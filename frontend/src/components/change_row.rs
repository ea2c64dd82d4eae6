//! One own change in plain words.

use super::{CopyButton, Glyph, Icon};
use crate::{
    app::{Panel, ShowPanel},
    clock,
    hooks::{use_record, use_ticked},
    op_words,
};
use tideboard_protocol::{
    OpId,
    view::{QueueItem, QueueState},
};
use tideboard_words::t;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ChangeRowProps {
    pub item: QueueItem,
    pub retry: Callback<OpId>,
    pub discard: Callback<OpId>,
}

/// A change: what it does, how it stands, what can be done about it.
#[component]
pub fn ChangeRow(props: &ChangeRowProps) -> Html {
    let item = &props.item;
    let record = use_record(&item.record);
    let words = op_words::describe(item, record.as_deref());
    let state = item.state.clone();
    let tag = use_ticked(move |now| op_words::state_tag(&state, now));
    let (glyph, tone) = look(&item.state);
    let mut about = format!("{} · {}", item.title, clock::time_or_day(item.at, clock::now()));
    if let Some(reason) = op_words::state_reason(&item.state) {
        about = format!("{about} · {reason}");
    }
    html! {
        <li
            class="change" data-testid="pending-operation" data-op={item.op_id.to_string()}
            data-state={op_words::state_name(&item.state)} data-record={item.record.to_string()}
        >
            <span class={classes!("change-mark", tone)}>
                <Icon {glyph} turning={item.state == QueueState::Sending} />
            </span>
            <p class="change-what">
                { &words.what }
                if let Some(joined) = &words.joined {
                    <span class="muted">{ format!(" ({joined})") }</span>
                }
            </p>
            <span class={classes!("tag", tone)}>{ tag }</span>
            <p class="change-about meta">{ about }{ buttons(props, &words.what) }</p>
        </li>
    }
}

fn look(state: &QueueState) -> (Glyph, &'static str) {
    match state {
        QueueState::Waiting => (Glyph::Up, "tone-neutral"),
        QueueState::Sending | QueueState::Acknowledged => (Glyph::Arrows, "tone-accent"),
        QueueState::Retrying { .. } | QueueState::Held { .. } => (Glyph::Clock, "tone-warn"),
        QueueState::Conflict => (Glyph::Diamond, "tone-warn"),
        QueueState::Offered => (Glyph::Question, "tone-warn"),
        QueueState::Refused { .. } | QueueState::Gated { .. } => (Glyph::Cross, "tone-bad"),
    }
}

/// What a person can do about a change. One that is on its way cannot be taken back.
fn buttons(props: &ChangeRowProps, what: &str) -> Html {
    let item = &props.item;
    let op_id = item.op_id;
    let (can_retry, can_discard, can_review) = match item.state {
        QueueState::Sending | QueueState::Acknowledged => (false, false, false),
        QueueState::Waiting
        | QueueState::Retrying { .. }
        | QueueState::Held { .. }
        | QueueState::Gated { .. } => (false, true, false),
        QueueState::Conflict => (false, false, true),
        QueueState::Offered | QueueState::Refused { .. } => (true, true, false),
    };
    let (retry, discard) = match item.state {
        QueueState::Offered => (t!("change-send-again"), t!("change-leave-out")),
        QueueState::Sending
        | QueueState::Acknowledged
        | QueueState::Waiting
        | QueueState::Retrying { .. }
        | QueueState::Held { .. }
        | QueueState::Gated { .. }
        | QueueState::Conflict
        | QueueState::Refused { .. } => (t!("change-retry"), t!("change-roll-back")),
    };
    html! {
        <span class="change-buttons">
            if can_review { <Review {op_id} /> }
            if can_retry {
                <button
                    type="button" class="link" data-testid="op-retry"
                    onclick={props.retry.reform(move |_: MouseEvent| op_id)}
                >
                    { retry }
                </button>
            }
            <CopyButton text={format!("{}: {what}", item.title)} test_id="op-copy" class="link" />
            if can_discard {
                <button
                    type="button" class="link" data-testid="op-discard"
                    onclick={props.discard.reform(move |_: MouseEvent| op_id)}
                >
                    { discard }
                </button>
            }
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct ReviewProps {
    op_id: OpId,
}

#[component]
fn Review(props: &ReviewProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard");
    let panel = Panel::Conflict(Some(props.op_id));
    html! {
        <button
            type="button" class="link" data-testid="op-review"
            onclick={show.0.reform(move |_: MouseEvent| panel)}
        >
            { t!("change-review") }
        </button>
    }
}
