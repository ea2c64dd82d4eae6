//! Rows and columns; every cell is a field of its own.

use super::{Editor, WidgetProps, put};
use crate::{
    browser,
    components::{Glyph, Icon, TextField},
    format,
};
use serde_json::Value;
use tideboard_protocol::widget::{Column, Row, Table, key_between};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

/// Most rows shown at once.
const ROWS_AT_ONCE: usize = 200;

#[derive(Properties, PartialEq)]
pub struct TableProps {
    pub table: Table,
    pub common: WidgetProps,
}

/// The table.
#[component]
pub fn TableWidget(props: &TableProps) -> Html {
    let root = use_node_ref();
    let shown = use_state_eq(|| ROWS_AT_ONCE);
    let Table { columns, rows } = &props.table;
    let editor = &props.common.editor;
    let add = {
        let (editor, last) = (editor.clone(), rows.last().map(|row| row.order.clone()));
        Callback::from(move |_: MouseEvent| {
            let at = format!("rows/{}", browser::fresh_id());
            editor.change(|edit| {
                put(edit, &format!("{at}/order"), key_between(last.as_deref(), None));
            });
        })
    };
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + ROWS_AT_ONCE))
    };
    if columns.is_empty() {
        return html! { <p class="muted">{ "No columns yet." }</p> };
    }
    html! {
        <div class="table-scroll" ref={root.clone()}>
            <table class="grid">
                <thead>
                    <tr>
                        { for columns.iter().map(|column| html! {
                            <th scope="col" class={alignment(column)}>{ &column.name }</th>
                        }) }
                        <td class="row-end"></td>
                    </tr>
                </thead>
                <tbody>
                    { for rows.iter().take(*shown).enumerate().map(|(place, row)| html! {
                        <TableRow
                            key={row.id.clone()} {place} row={row.clone()}
                            columns={columns.clone()} editor={editor.clone()} root={root.clone()}
                        />
                    }) }
                </tbody>
            </table>
            if rows.len() > *shown {
                <button type="button" class="button small" onclick={more}>
                    { format!("Show more of {} rows", rows.len()) }
                </button>
            }
            if !editor.is_read_only {
                <button type="button" class="add" data-testid="table-add" onclick={add}>
                    <Icon glyph={Glyph::Plus} />{ "Add a row" }
                </button>
            }
        </div>
    }
}

fn alignment(column: &Column) -> Classes {
    classes!(column.numeric.then_some("numeric"))
}

#[derive(Properties, PartialEq)]
struct TableRowProps {
    place: usize,
    row: Row,
    columns: Vec<Column>,
    editor: Editor,
    root: NodeRef,
}

#[component]
fn TableRow(props: &TableRowProps) -> Html {
    let TableRowProps { place, row, columns, editor, root } = props;
    let remove = {
        let (editor, path) = (editor.clone(), format!("rows/{}", row.id));
        Callback::from(move |_: MouseEvent| editor.remove(&path))
    };
    let cell = |(number, column): (usize, &Column)| {
        let on_text = {
            let (editor, numeric) = (editor.clone(), column.numeric);
            let path = format!("rows/{}/{}", row.id, column.id);
            Callback::from(move |(text, typing): (String, bool)| {
                editor.type_text(&path, cell_value(&text, numeric), typing);
            })
        };
        let on_key = {
            let (root, place) = (root.clone(), *place);
            Callback::from(move |event: KeyboardEvent| move_focus(&root, place, number, &event))
        };
        html! {
            <td
                key={column.id.clone()} class={alignment(column)} data-testid="table-cell"
                data-row={row.id.clone()} data-column={column.id.clone()}
            >
                <TextField
                    value={cell_text(row.cells.get(&column.id))} label={column.name.clone()}
                    {on_text} disabled={editor.is_read_only} class="bare" test_id="table-input"
                    cell={format!("{place}:{number}")} {on_key}
                />
            </td>
        }
    };
    html! {
        <tr data-testid="table-row" data-row={row.id.clone()}>
            { for columns.iter().enumerate().map(cell) }
            <td class="row-end">
                if !editor.is_read_only {
                    <button
                        type="button" class="icon-button reveal" aria-label="Remove this row"
                        title="Remove this row" data-testid="table-remove" onclick={remove}
                    >
                        <Icon glyph={Glyph::Close} />
                    </button>
                }
            </td>
        </tr>
    }
}

/// A cell as it is edited: numbers without grouping, nothing as an empty text.
fn cell_text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => {
            number.as_f64().map_or_else(|| number.to_string(), format::plain_number)
        }
        Some(other) => other.to_string(),
    }
}

/// What a typed cell means: in a column of numbers a number where it reads as one.
fn cell_value(text: &str, numeric: bool) -> Value {
    let number = numeric.then(|| format::parse_number(text)).flatten();
    number.and_then(format::to_json).unwrap_or_else(|| Value::from(text))
}

/// Enter and the arrows move between cells; sideways only from the end of a text.
fn move_focus(root: &NodeRef, row: usize, column: usize, event: &KeyboardEvent) {
    let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    let caret = input.selection_start().ok().flatten().unwrap_or(0);
    let end = input.selection_end().ok().flatten().unwrap_or(0);
    let length = input.value().encode_utf16().count() as u32;
    let target = match event.key().as_str() {
        "Enter" | "ArrowDown" => Some((row + 1, column)),
        "ArrowUp" => row.checked_sub(1).map(|row| (row, column)),
        "ArrowLeft" if caret == 0 && end == 0 => column.checked_sub(1).map(|column| (row, column)),
        "ArrowRight" if caret == length => Some((row, column + 1)),
        _ => return,
    };
    let Some((row, column)) = target else { return };
    let Some(root) = root.cast::<HtmlElement>() else { return };
    let wanted = root.query_selector(&format!("[data-cell='{row}:{column}']")).ok().flatten();
    if let Some(cell) = wanted.and_then(|cell| cell.dyn_into::<HtmlInputElement>().ok()) {
        event.prevent_default();
        browser::focus(&cell);
        cell.select();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_of_number_columns_hold_numbers_where_they_can() {
        assert_eq!(cell_value("14", true), json!(14));
        assert_eq!(cell_value("1,5", true), json!(1.5));
        assert_eq!(cell_value("about 14", true), json!("about 14"));
        assert_eq!(cell_value("14", false), json!("14"));
        assert_eq!(cell_text(Some(&json!(1234.5))), "1234.5");
        assert_eq!(cell_text(Some(&json!(null))), "");
    }
}
