//! One own change in plain words.

use super::{CopyButton, Glyph, Icon};
use crate::{
    app::{Panel, ShowPanel},
    clock,
    hooks::{use_go_to, use_record_of, use_ticked},
    op_words,
};
use tideboard_protocol::{
    BoardId, OpId, RecordId,
    view::{QueueItem, QueueState},
};
use tideboard_words::t;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ChangeRowProps {
    pub item: QueueItem,
    pub retry: Callback<OpId>,
    pub discard: Callback<OpId>,
    /// The widget was gone to: what lies above it makes way.
    pub on_go: Callback<()>,
}

/// A change: what it does, how it stands, what can be done about it.
#[component]
pub fn ChangeRow(props: &ChangeRowProps) -> Html {
    let item = &props.item;
    let record = use_record_of(&item.board, &item.record);
    let has_widget = record.is_some() && !item.record.is_board();
    let go_to = use_go_to();
    let words = op_words::describe(item, record.as_deref());
    let state = item.state.clone();
    let tag = use_ticked(move |now| op_words::state_tag(&state, now));
    let (glyph, tone) = look(&item.state);
    let mut about = clock::time_or_day(item.at, clock::now());
    if let Some(reason) = op_words::state_reason(&item.state) {
        about = format!("{about} · {reason}");
    }
    html! {
        <li
            class="change" data-testid="pending-operation" data-op={item.op_id.to_string()}
            data-state={op_words::state_name(&item.state)} data-record={item.record.to_string()}
        >
            <span class={classes!("change-mark", tone)}><Icon {glyph} /></span>
            <p class="change-what">
                { &words.what }
                if let Some(joined) = &words.joined {
                    <span class="muted">{ format!(" ({joined})") }</span>
                }
            </p>
            <span class={classes!("tag", tone)}>{ tag }</span>
            <p class="change-about meta">
                <span>
                    if has_widget {
                        <button
                            type="button" class="link" title={t!("change-edit")}
                            data-testid="op-edit" onclick={go(props, &go_to)}
                        >
                            { &item.title }
                        </button>
                    } else {
                        { &item.title }
                    }
                    { " · " }{ about }
                </span>
                { buttons(props, &words.what) }
            </p>
        </li>
    }
}

/// Goes to the widget, so that it can be edited there.
fn go(props: &ChangeRowProps, go_to: &Callback<(BoardId, RecordId)>) -> Callback<MouseEvent> {
    let place = (props.item.board.clone(), props.item.record.clone());
    let (go_to, on_go) = (go_to.clone(), props.on_go.clone());
    Callback::from(move |_| {
        on_go.emit(());
        go_to.emit(place.clone());
    })
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
