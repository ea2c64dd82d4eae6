//! The grid of widgets: 12 columns, one column in a narrow window.

use super::{Glyph, Icon, WidgetRealtime};
use crate::hooks::{use_realtime_updates, use_view};
use tideboard_protocol::{RecordId, view::Freshness, widget::Layout};
use web_sys::HtmlElement;
use yew::prelude::*;

/// The open board.
#[component]
pub fn Board() -> Html {
    let updates = use_realtime_updates();
    let places = use_view(crate::state::ViewState::places);
    let has_boards = use_view(|view| !view.boards.is_empty());
    let Some(board) = updates.board else {
        let words = if has_boards {
            "Choose a board at the top left."
        } else {
            "No boards on this server yet. They appear here as soon as there is one."
        };
        return html! {
            <main class="board-empty" data-testid="board" data-state="none">
                <Empty title="No board is open" {words} />
            </main>
        };
    };
    let freshness = match updates.freshness {
        Freshness::Live => "live",
        Freshness::AsOf { .. } => "as_of",
    };
    let state = match (board.loaded, places.is_empty()) {
        (_, false) => "ready",
        (true, true) => "empty",
        (false, true) => "loading",
    };
    let content = match state {
        "ready" => html! {
            { for places.iter().map(|(record, layout)| html! {
                <Place key={record.as_str()} record={record.clone()} layout={*layout} />
            }) }
        },
        "empty" => html! {
            <Empty
                title="Nothing on this board yet"
                words="Widgets that somebody adds appear here at once."
            />
        },
        _ => html! { { for (0..6).map(|_| html! { <Skeleton /> }) } },
    };
    html! {
        <main
            class={classes!("board", (state == "empty").then_some("board-empty"))}
            aria-label={board.title.clone()} aria-busy={(state == "loading").to_string()}
            data-testid="board" data-board={board.id.to_string()} data-state={state}
            data-freshness={freshness} data-count={places.len().to_string()}
        >
            { content }
        </main>
    }
}

#[derive(Properties, PartialEq)]
struct PlaceProps {
    record: RecordId,
    layout: Option<Layout>,
}

/// A widget at its place. The place is set as custom properties from here, because the page's
/// content security policy allows no style attributes.
#[component]
fn Place(props: &PlaceProps) -> Html {
    let node = use_node_ref();
    use_effect_with((props.layout, node.clone()), |(layout, node)| {
        let Some(element) = node.cast::<HtmlElement>() else { return };
        let style = element.style();
        let set = |name: &str, value: String| {
            // Fails only for a read-only style.
            let _ = style.set_property(name, &value);
        };
        if let Some(layout) = layout {
            set("--column", (layout.x + 1).to_string());
            set("--row-start", (layout.y + 1).to_string());
            set("--columns", layout.w.to_string());
            set("--rows", layout.h.to_string());
        }
        set("--shown", "visible".to_owned());
    });
    html! {
        <div class="place" ref={node}>
            <WidgetRealtime record={props.record.clone()} />
        </div>
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
struct EmptyProps {
    title: AttrValue,
    words: AttrValue,
}

#[component]
fn Empty(props: &EmptyProps) -> Html {
    html! {
        <div class="empty">
            <Icon glyph={Glyph::Grid} />
            <h2>{ &props.title }</h2>
            <p class="muted">{ &props.words }</p>
        </div>
    }
}
