//! The grid of widgets: 12 columns, one column in a narrow window.

mod arranging;
mod grip;
mod metrics;
mod place;

pub use arranging::{Arranging, ShowArranging};

use super::{Glyph, Icon};
use crate::{
    app::{Panel, ShowPanel},
    hooks::{use_arrival, use_realtime_updates, use_view},
};
use arranging::{ArrangeBar, use_arrangement};
use place::Place;
use tideboard_protocol::{
    status::SyncState,
    view::{Freshness, LinkView},
};
use tideboard_words::t;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct BoardProps {
    /// It hangs on a wall.
    #[prop_or_default]
    pub is_kiosk: bool,
}

/// The open board.
#[component]
pub fn Board(props: &BoardProps) -> Html {
    let updates = use_realtime_updates();
    let has_boards = use_view(|view| !view.boards.is_empty());
    let is_apart = use_view(|view| is_apart(view.status.state, &view.connection.link));
    let node = use_node_ref();
    let arrangement = use_arrangement(&node);
    let has_widgets = !arrangement.in_order().is_empty();
    use_arrival(updates.board.as_ref().map(|board| board.id.clone()), has_widgets);
    let Some(board) = updates.board else {
        let words = if has_boards { t!("board-choose") } else { t!("board-none-on-server") };
        return html! {
            <main class="board-empty" data-testid="board" data-state="none">
                <Empty title={t!("board-none-open")} {words} />
            </main>
        };
    };
    let freshness = match updates.freshness {
        Freshness::Live => "live",
        Freshness::AsOf { .. } => "as_of",
    };
    let shown = arrangement.in_order();
    let state = match (board.loaded, shown.is_empty()) {
        (_, false) => "ready",
        (true, true) => "empty",
        (false, true) if is_apart => "missing",
        (false, true) => "loading",
    };
    // A wall that nobody may change takes no keys either.
    let is_inert = props.is_kiosk && board.is_read_only();
    let content = match state {
        "ready" => html! {
            { for shown.iter().map(|(record, layout)| html! {
                <Place
                    key={record.as_str()} record={record.clone()} layout={*layout}
                    grip={arrangement.grip(record)} act={arrangement.act.clone()} {is_inert}
                />
            }) }
        },
        "empty" => html! { <EmptyBoard is_read_only={board.is_read_only()} /> },
        "missing" => {
            html! { <Empty title={t!("board-missing-title")} words={t!("board-missing")} /> }
        }
        _ => html! {
            <>
                <p class="board-waits muted">{ t!("board-waits") }</p>
                { for (0..6).map(|_| html! { <Skeleton /> }) }
            </>
        },
    };
    let is_arranging = arrangement.is_on && state == "ready";
    html! {
        <>
            if is_arranging { <ArrangeBar arrangement={arrangement.clone()} /> }
            <main
                ref={node} id="board" tabindex="-1"
                class={classes!(
                    "board", matches!(state, "empty" | "missing").then_some("board-empty"),
                    is_arranging.then_some("arranging"),
                )}
                aria-label={board.title.clone()} aria-busy={(state == "loading").to_string()}
                data-testid="board" data-board={board.id.to_string()} data-state={state}
                data-freshness={freshness} data-count={shown.len().to_string()}
                data-arranging={is_arranging.to_string()}
            >
                { content }
            </main>
        </>
    }
}

/// Whether nothing comes from the server for now, so that waiting for it would look like a hang.
fn is_apart(state: SyncState, link: &LinkView) -> bool {
    match state {
        SyncState::SignInNeeded | SyncState::Paused | SyncState::Offline => true,
        SyncState::Syncing | SyncState::Synced => false,
        // These are named before a lost connection is.
        SyncState::Attention | SyncState::Conflict => *link != LinkView::Live,
    }
}

#[component]
fn Skeleton() -> Html {
    html! {
        <div class="place skeleton-place">
            <div class="widget skeleton" aria-hidden="true"><i /><i /><i /></div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct EmptyBoardProps {
    is_read_only: bool,
}

/// A board without widgets: the way to the first one.
#[component]
fn EmptyBoard(props: &EmptyBoardProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard");
    if props.is_read_only {
        let words = t!("board-empty-view");
        return html! { <Empty title={t!("board-empty-title")} {words} /> };
    }
    html! {
        <Empty title={t!("board-empty-title")} words={t!("board-empty-edit")}>
            <button
                type="button" class="button primary" data-testid="board-add-first"
                onclick={show.0.reform(|_: MouseEvent| Panel::AddWidget)}
            >
                <Icon glyph={Glyph::Plus} />{ t!("board-add-widget") }
            </button>
        </Empty>
    }
}

#[derive(Properties, PartialEq)]
struct EmptyProps {
    title: AttrValue,
    words: AttrValue,
    #[prop_or_default]
    children: Html,
}

#[component]
fn Empty(props: &EmptyProps) -> Html {
    html! {
        <div class="empty">
            <Icon glyph={Glyph::Grid} />
            <h2>{ &props.title }</h2>
            <p class="muted">{ &props.words }</p>
            { props.children.clone() }
        </div>
    }
}
