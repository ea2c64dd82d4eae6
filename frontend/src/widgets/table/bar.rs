//! The line below a table: adding, filtering, what is selected, and the way to the menu.

use crate::components::{Glyph, Icon};
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

/// What can be done with a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    AddRow,
    RowAbove,
    RowBelow,
    RowUp,
    RowDown,
    RemoveRows,
    AddColumn,
    ColumnAfter,
    ColumnLeft,
    ColumnRight,
    Rename,
    Numbers(bool),
    RemoveColumn,
    /// Largest first, smallest first, or as they are.
    Sort(Option<bool>),
}

impl Act {
    /// It changes only what this reader sees.
    pub fn is_own(self) -> bool {
        match self {
            Self::Sort(_) => true,
            Self::AddRow
            | Self::RowAbove
            | Self::RowBelow
            | Self::RowUp
            | Self::RowDown
            | Self::RemoveRows
            | Self::AddColumn
            | Self::ColumnAfter
            | Self::ColumnLeft
            | Self::ColumnRight
            | Self::Rename
            | Self::Numbers(_)
            | Self::RemoveColumn => false,
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct BarProps {
    /// Rows of the table, and how many of them are shown.
    pub rows: usize,
    pub shown: usize,
    /// What is selected.
    pub words: Option<String>,
    /// The filter, while there is one.
    pub filter: Option<AttrValue>,
    pub has_columns: bool,
    pub is_read_only: bool,
    pub on_act: Callback<Act>,
    pub on_filter: Callback<Option<AttrValue>>,
    /// Opens the menu at a place of the window.
    pub on_menu: Callback<(i32, i32)>,
}

/// The line below a table.
#[component]
pub fn Bar(props: &BarProps) -> Html {
    let act = |act: Act| props.on_act.reform(move |_: MouseEvent| act);
    let tool = |glyph: Glyph, words: String, test_id: &'static str, what: Act| {
        html! {
            <button
                type="button" class="icon-button" aria-label={words.clone()} title={words}
                data-testid={test_id} onclick={act(what)}
            >
                <Icon {glyph} />
            </button>
        }
    };
    let toggle = {
        let is_on = props.filter.is_some();
        props.on_filter.reform(move |_: MouseEvent| (!is_on).then(AttrValue::default))
    };
    let menu = props.on_menu.reform(|event: MouseEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let button = target.and_then(|it| it.closest("button").ok().flatten());
        let rect = button.map(|button| button.get_bounding_client_rect());
        rect.map_or((0, 0), |rect| (rect.left() as i32, rect.bottom() as i32))
    });
    let count = if props.shown == props.rows {
        t!("table-rows", count = props.rows)
    } else {
        t!("table-rows-of", shown = props.shown, count = props.rows)
    };
    html! {
        <div class="table-bar" role="toolbar" aria-label={t!("table-title")}>
            if !props.is_read_only {
                <button
                    type="button" class="add" data-testid="table-add" title={t!("table-add-row")}
                    onclick={act(Act::AddRow)}
                >
                    <Icon glyph={Glyph::Plus} /><span>{ t!("table-row") }</span>
                </button>
                { tool(Glyph::Table, t!("table-add-column"), "table-add-column", Act::AddColumn) }
            }
            <button
                type="button" class="icon-button" aria-label={t!("table-filter")} title={t!("table-filter")}
                aria-pressed={props.filter.is_some().to_string()}
                data-testid="table-filter-toggle" onclick={toggle}
            >
                <Icon glyph={Glyph::Filter} />
            </button>
            if let Some(filter) = &props.filter {
                <FilterField text={filter.clone()} on_filter={props.on_filter.clone()} />
            }
            <span class="muted meta number table-count" data-testid="table-count">
                { props.words.clone().unwrap_or(count) }
            </span>
            if props.has_columns {
                <button
                    type="button" class="icon-button" aria-label={t!("table-menu")}
                    title={t!("table-menu")} aria-haspopup="menu" data-testid="table-menu"
                    onclick={menu}
                >
                    <Icon glyph={Glyph::Dots} />
                </button>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FilterFieldProps {
    text: AttrValue,
    on_filter: Callback<Option<AttrValue>>,
}

#[component]
fn FilterField(props: &FilterFieldProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        if let Some(field) = node.cast::<HtmlElement>() {
            crate::browser::focus(&field);
        }
    });
    let oninput = {
        let on_filter = props.on_filter.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                on_filter.emit(Some(field.value().into()));
            }
        })
    };
    let onkeydown = {
        let on_filter = props.on_filter.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_filter.emit(None);
            }
        })
    };
    html! {
        <input
            ref={node} type="text" class="bare table-filter" value={props.text.clone()}
            placeholder={t!("table-filter-placeholder")} aria-label={t!("table-filter-label")} maxlength="200" dir="auto"
            data-testid="table-filter" data-draft="table-filter-toggle" {oninput} {onkeydown}
        />
    }
}
