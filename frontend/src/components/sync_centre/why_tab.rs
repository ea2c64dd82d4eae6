//! Why not everything is synced: for the whole, then for each change.

use crate::{
    app::{Panel, ShowPanel},
    clock,
    components::{Glyph, Icon},
    hooks::{use_background_sync, use_connection, use_record, use_ticked},
    op_words,
    why::{self, Press, Why},
};
use tideboard_protocol::view::QueueItem;
use tideboard_words::t;
use yew::prelude::*;

/// The answers.
#[component]
pub fn WhyTab() -> Html {
    let connection = use_connection();
    let sync = use_background_sync();
    let (status, details) = (connection.status.clone(), connection.details.clone());
    let whole = use_ticked(move |now| Shown(why::of_all(&status, &details, now, clock::recent))).0;
    html! {
        <>
            <p class="why-whole" data-testid="why-whole">{ &whole.words }</p>
            <PressButton press={whole.press} />
            <ul>
                { for sync.queue.ops.iter().map(|item| html! {
                    <Row key={item.op_id.to_string()} item={item.clone()} />
                }) }
            </ul>
        </>
    }
}

/// Compared by content, so that it is rendered only when its words change.
#[derive(Clone, PartialEq)]
struct Shown(Why);

#[derive(Properties, PartialEq)]
struct RowProps {
    item: QueueItem,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let connection = use_connection();
    let record = use_record(&props.item.record);
    let item = props.item.clone();
    let answer = use_ticked(move |now| {
        Shown(why::of_change(&item, &connection.status, &connection.details, now))
    })
    .0;
    let words = op_words::describe(&props.item, record.as_deref());
    html! {
        <li class="change" data-testid="why-row" data-op={props.item.op_id.to_string()}>
            <span class="change-mark tone-neutral"><Icon glyph={Glyph::Question} /></span>
            <p class="change-what">{ words.what }</p>
            <p class="change-about meta">{ &answer.words }</p>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct PressButtonProps {
    press: Press,
}

/// The button that the answer speaks of.
#[component]
fn PressButton(props: &PressButtonProps) -> Html {
    let connection = use_connection();
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    let to = |panel: Panel| show.reform(move |_: MouseEvent| panel);
    let (words, onclick) = match props.press {
        Press::Nothing => return Html::default(),
        Press::RetryNow => (t!("press-retry-now"), connection.retry_now.reform(|_: MouseEvent| ())),
        Press::SendNow => (t!("press-send-now"), connection.retry_now.reform(|_: MouseEvent| ())),
        Press::Resume => (t!("press-resume"), connection.resume.reform(|_: MouseEvent| ())),
        Press::SignIn => (t!("press-sign-in"), to(Panel::Sync)),
        Press::Decide => (t!("press-decide"), to(Panel::Conflict(None))),
    };
    html! {
        <p><button type="button" class="button primary" data-testid="why-press" {onclick}>{ words }</button></p>
    }
}
