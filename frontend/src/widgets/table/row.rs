//! A row of the table, and the field in the cell that has the focus.
//!
//! That field is always there, empty and unseen until something is typed: so typing, input
//! methods, pasting and screen readers find a text field wherever the cursor is.

use super::{keys::Start, sheet::CellView};
use crate::browser;
use std::{cell::Cell, ops::RangeInclusive, rc::Rc};
use tideboard_words::t;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Letters of a cell that its field is called by.
const NAME: usize = 80;

/// The cell with the focus.
#[derive(Clone, PartialEq)]
pub struct Active {
    /// Its column.
    pub column: usize,
    /// Whether it is edited, and how that began.
    pub editing: Option<Start>,
    /// What somebody else wrote while it is edited.
    pub changed_to: Option<String>,
    /// What is typed into it.
    pub on_text: Callback<String>,
    /// It was left.
    pub on_leave: Callback<()>,
    /// Set to bring the focus here with the next drawing.
    pub pull: Pull,
    pub is_read_only: bool,
}

/// Brings the focus to the cursor once.
#[derive(Clone, Default)]
pub struct Pull(Rc<Cell<bool>>);

impl Pull {
    /// With the next drawing.
    pub fn set(&self) {
        self.0.set(true);
    }
}

impl PartialEq for Pull {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A column as its cells need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnView {
    pub id: String,
    pub name: String,
    pub numeric: bool,
}

#[derive(Properties, PartialEq)]
pub struct TableRowProps {
    /// Place among the shown rows.
    pub row: usize,
    pub id: String,
    pub cells: Vec<CellView>,
    pub columns: Rc<Vec<ColumnView>>,
    pub active: Option<Active>,
    /// Selected columns.
    pub selected: Option<RangeInclusive<usize>>,
    /// Counts moves of the cursor, so that the row with the cursor draws again with each.
    pub moves: u32,
}

/// A row.
#[component]
pub fn TableRow(props: &TableRowProps) -> Html {
    let cell = |(at, (view, column)): (usize, (&CellView, &ColumnView))| {
        let active = props.active.as_ref().filter(|active| active.column == at);
        let is_selected = props.selected.as_ref().is_some_and(|columns| columns.contains(&at));
        let class = classes!(
            "cell",
            column.numeric.then_some("numeric"),
            view.is_pending.then_some("pending"),
            active.is_some().then_some("active"),
            is_selected.then_some("selected"),
        );
        html! {
            <td
                key={column.id.clone()} {class} data-testid="table-cell"
                data-row={props.id.clone()} data-column={column.id.clone()}
                data-place={format!("{}:{at}", props.row)} aria-colindex={(at + 1).to_string()}
                aria-selected={is_selected.to_string()}
                title={view.is_pending.then(|| t!("table-cell-pending"))}
            >
                <span class="cell-text" dir="auto">{ shown(&view.text) }</span>
                if let Some(active) = active {
                    <CellInput
                        text={view.text.clone()} active={active.clone()} moves={props.moves}
                        label={label(&column.name, props.row, view)}
                    />
                }
            </td>
        }
    };
    html! {
        <tr data-testid="table-row" data-row={props.id.clone()} aria-rowindex={(props.row + 2).to_string()}>
            { for props.cells.iter().zip(props.columns.iter()).enumerate().map(cell) }
        </tr>
    }
}

/// Line breaks as a sign: a cell is one line high.
fn shown(text: &str) -> String {
    /// Letters beyond which no cell is wide.
    const MOST: usize = 300;
    text.chars().take(MOST).map(|letter| if letter == '\n' { '↵' } else { letter }).collect()
}

fn label(column: &str, row: usize, view: &CellView) -> String {
    let text = crate::format::short(&view.text, NAME);
    let text = if text.is_empty() { t!("table-cell-empty") } else { text };
    if view.is_pending {
        t!("table-cell-waiting", column = column, row = row + 1, text = text)
    } else {
        t!("table-cell", column = column, row = row + 1, text = text)
    }
}

#[derive(Properties, PartialEq)]
struct CellInputProps {
    text: String,
    active: Active,
    label: String,
    moves: u32,
}

#[component]
fn CellInput(props: &CellInputProps) -> Html {
    let node = use_node_ref();
    let Active { editing, changed_to, on_text, on_leave, pull, is_read_only, .. } = &props.active;
    use_effect_with((*editing, node.clone()), {
        let text = props.text.clone();
        move |(editing, node)| {
            let Some(field) = node.cast::<HtmlTextAreaElement>() else { return };
            match editing {
                Some(Start::Kept) => {
                    field.set_value(&text);
                    let end = text.encode_utf16().count() as u32;
                    // Fails only for fields that hold no text.
                    let _ = field.set_selection_range(end, end);
                }
                // What was typed is there already.
                Some(Start::Typed) => {}
                None => field.set_value(""),
            }
        }
    });
    use_effect({
        let (pull, node) = (pull.clone(), node.clone());
        move || {
            if let Some(field) = node.cast::<HtmlTextAreaElement>().filter(|_| pull.0.take()) {
                browser::focus(&field);
                browser::show_whole(&field);
            }
        }
    });
    let oninput = {
        let on_text = on_text.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                on_text.emit(field.value());
            }
        })
    };
    let class = classes!("cell-input", editing.is_some().then_some("editing"));
    html! {
        <>
            <textarea
                ref={node} {class} rows="1" aria-label={props.label.clone()} dir="auto"
                readonly={*is_read_only} spellcheck="false" data-testid="table-input"
                data-keys={if editing.is_some() { "text" } else { "cell" }} {oninput}
                onblur={on_leave.reform(|_: FocusEvent| ())}
            />
            if let Some(theirs) = changed_to {
                <span class="cell-news" role="status">
                    { t!("table-cell-changed", text = shown(theirs)) }
                </span>
            }
        </>
    }
}
