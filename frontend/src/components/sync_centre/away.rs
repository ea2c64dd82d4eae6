//! The last absence in full: what others changed, and what became of the own changes.

use super::CentreTab;
use crate::{
    app::{Panel, ShowPanel},
    away_words, clock,
    components::{Glyph, Icon},
    format,
    hooks::{use_digest, use_go_to, use_record_of, use_view},
    op_words,
};
use tideboard_protocol::view::{AwayChange, AwayKind, AwayView};
use tideboard_words::t;
use yew::prelude::*;

/// The digest.
#[component]
pub fn AwayTab() -> Html {
    let Some(digest) = use_digest() else {
        return html! {
            <div class="drawer-empty">
                <Icon glyph={Glyph::Check} />
                <p>{ t!("away-nothing") }</p>
            </div>
        };
    };
    let view = &digest.view;
    let now = clock::now();
    let span =
        t!("away-span", from = clock::moment(view.since, now), to = clock::moment(view.until, now));
    html! {
        <div data-testid="away" data-count={view.others.len().to_string()}>
            <p class="away-span muted">{ span }</p>
            <Own view={(**view).clone()} />
            if !view.others.is_empty() {
                <h3 class="history-day">{ t!("away-by-others") }</h3>
                <ul>
                    { for view.others.iter().map(|change| html! {
                        <Row
                            key={format!("{}/{}", change.board, change.record)}
                            change={change.clone()}
                        />
                    }) }
                </ul>
            }
            if view.more > 0 {
                <p class="muted pad">
                    { t!("away-more", count = view.more) }
                </p>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct OwnProps {
    view: AwayView,
}

/// What became of the own changes, with the ways on.
#[component]
fn Own(props: &OwnProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    let view = &props.view;
    let to = |count: u32, panel: Panel, words: String| {
        if count == 0 {
            return Html::default();
        }
        html! {
            <button
                type="button" class="button small"
                onclick={show.reform(move |_: MouseEvent| panel)}
            >
                { words }
            </button>
        }
    };
    let parts = away_words::own(view);
    if parts.is_empty() {
        return Html::default();
    }
    html! {
        <section class="bulk" data-testid="away-own">
            <ul class="away-own">
                { for parts.iter().map(|part| html! { <li>{ part }</li> }) }
            </ul>
            { to(view.conflicts, Panel::Centre(CentreTab::Conflicts), t!("away-decide")) }
            { to(view.refused, Panel::Centre(CentreTab::Changes), t!("away-refused")) }
            { to(view.merged, Panel::Centre(CentreTab::History), t!("away-merges")) }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    change: AwayChange,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let change = &props.change;
    let record = use_record_of(&change.board, &change.record);
    let is_here = use_view({
        let board = change.board.clone();
        move |view| view.board.as_ref().is_some_and(|open| open.id == board)
    });
    let fields = record.as_ref().map(|record| &record.fields);
    let labels: Vec<String> =
        change.paths.iter().map(|path| op_words::field_label(path, fields)).collect();
    let mut about = away_words::about(change, |at| clock::time_or_day(at, clock::now()));
    if !is_here {
        about = t!("away-on-board", about = about, board = &change.board_title);
    }
    let (glyph, tone) = match change.kind {
        AwayKind::Added => (Glyph::Plus, "tone-good"),
        AwayKind::Changed => (Glyph::Pencil, "tone-accent"),
        AwayKind::Moved => (Glyph::Move, "tone-neutral"),
        AwayKind::Deleted => (Glyph::Trash, "tone-bad"),
    };
    let go = {
        let place = (change.board.clone(), change.record.clone());
        use_go_to().reform(move |_: MouseEvent| place.clone())
    };
    html! {
        <li
            class="change" data-testid="away-change" data-record={change.record.to_string()}
            data-kind={away_words::kind_name(change.kind)}
        >
            <span class={classes!("change-mark", tone)}><Icon {glyph} /></span>
            <p class="change-what">
                if change.kind == AwayKind::Deleted {
                    { &change.title }
                } else {
                    <button type="button" class="link" data-testid="away-go" onclick={go}>
                        { &change.title }
                    </button>
                }
            </p>
            <span class={classes!("tag", tone)}>{ away_words::kind_tag(change.kind) }</span>
            <p class="change-about meta">{ about }</p>
            if !labels.is_empty() && change.kind == AwayKind::Changed {
                <p class="change-about meta">{ format::short(&labels.join(", "), 120) }</p>
            }
        </li>
    }
}
