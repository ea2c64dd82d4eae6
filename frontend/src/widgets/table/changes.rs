//! Changes of a table: cells, rows, columns.

use super::{
    cells::cell_value,
    cursor::Place,
    paste::{Plan, plan},
    sheet::Sheet,
};
use crate::{
    browser,
    components::Toast,
    format,
    state::Shared,
    tsv,
    widgets::{Editor, below, order, put},
};
use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{
    view::RecordView,
    widget::{Table, key_between},
};
use tideboard_words::t;
use yew::prelude::*;

/// Letters of a name that a toast quotes.
const QUOTE: usize = 40;
/// Fields that one change removes at most.
const REMOVED_AT_ONCE: usize = 2_000;

/// Changes a table.
#[derive(Clone, PartialEq)]
pub struct Changes {
    /// The record.
    pub record: Shared<RecordView>,
    /// Where changes go.
    pub editor: Editor,
    /// What is said about them.
    pub toast: Callback<Toast>,
}

impl Changes {
    /// Writes texts into cells; what is written, by path.
    pub fn write(&self, sheet: &Sheet, cells: Vec<(Place, String)>) -> BTreeMap<String, Value> {
        let fields: BTreeMap<String, Value> = cells
            .into_iter()
            .filter(|(place, text)| sheet.text(*place) != *text)
            .filter_map(|(place, text)| {
                let numeric = sheet.column(place.column)?.numeric;
                Some((sheet.path(place)?, cell_value(&text, numeric)))
            })
            .collect();
        if !fields.is_empty() {
            self.editor.set_all(fields.clone());
        }
        fields
    }

    /// Pastes a text of tabs and lines at the selection. `None` where it was refused, which is
    /// said.
    pub fn paste(&self, sheet: &Sheet, text: &str) -> Option<(Plan, BTreeMap<String, Value>)> {
        let Some(pasted) = tsv::from_tsv(text) else {
            let most = format::number(tsv::MOST_CELLS as f64);
            let words = t!("table-paste-too-much", most = most);
            self.toast.emit(Toast::refusal(words));
            return None;
        };
        if pasted.iter().flatten().any(|cell| !crate::limits::fits(cell)) {
            self.toast.emit(Toast::refusal(crate::limits::too_long()));
            return None;
        }
        let size = sheet.size();
        let plan = plan(&pasted, &sheet.selection(), (size.rows, size.columns))?;
        let mut written = self.write(sheet, plan.cells.clone());
        let start = *plan.filled.columns.start();
        let mut new = BTreeMap::new();
        let mut last = sheet.table.rows.last().map(|row| row.order.clone());
        for line in &plan.rows {
            let at = format!("rows/{}", browser::fresh_id());
            let key = key_between(last.as_deref(), None);
            new.insert(format!("{at}/order"), Value::from(key.clone()));
            last = Some(key);
            for (right, text) in line.iter().enumerate() {
                if let Some(column) = sheet.column(start + right) {
                    let value = cell_value(text, column.numeric);
                    new.insert(format!("{at}/{}", column.id), value);
                }
            }
        }
        if !new.is_empty() {
            self.editor.set_all(new.clone());
            written.extend(new);
        }
        if plan.left_out > 0 {
            self.toast.emit(Toast::refusal(t!("table-left-out", count = plan.left_out)));
        }
        Some((plan, written))
    }

    /// Adds a row in front of the row at a place of the table; its id.
    pub fn add_row(&self, table: &Table, at: usize) -> String {
        let id = browser::fresh_id();
        let keys: Vec<&str> = table.rows.iter().map(|row| row.order.as_str()).collect();
        let placed = order::place(&keys, at);
        self.editor.change(|edit| {
            put(edit, &format!("rows/{id}/order"), placed.key);
            for (place, key) in placed.others {
                put(edit, &format!("rows/{}/order", table.rows[place].id), key);
            }
        });
        id
    }

    /// Moves a row of the table.
    pub fn move_row(&self, table: &Table, from: usize, to: usize) {
        let keys: Vec<&str> = table.rows.iter().map(|row| row.order.as_str()).collect();
        let writes = order::moved(&keys, from, to);
        let paths = writes
            .into_iter()
            .map(|(place, key)| (format!("rows/{}/order", table.rows[place].id), key.into()));
        self.editor.set_all(paths);
    }

    /// Removes rows, with a way back.
    pub fn remove_rows(&self, ids: &[String]) {
        let paths: Vec<String> = ids.iter().map(|id| format!("rows/{id}")).collect();
        self.remove(paths, t!("table-rows-removed", count = ids.len()));
    }

    /// Adds a column in front of the column at a place; its id.
    pub fn add_column(&self, table: &Table, at: usize) -> String {
        let id = browser::fresh_id();
        let keys: Vec<&str> = table.columns.iter().map(|column| column.order.as_str()).collect();
        let placed = order::place(&keys, at);
        self.editor.change(|edit| {
            put(edit, &format!("columns/{id}/name"), t!("table-new-column"));
            put(edit, &format!("columns/{id}/order"), placed.key);
            for (place, key) in placed.others {
                put(edit, &format!("columns/{}/order", table.columns[place].id), key);
            }
        });
        id
    }

    /// Moves a column.
    pub fn move_column(&self, table: &Table, from: usize, to: usize) {
        let keys: Vec<&str> = table.columns.iter().map(|column| column.order.as_str()).collect();
        let writes = order::moved(&keys, from, to);
        let paths = writes
            .into_iter()
            .map(|(place, key)| (format!("columns/{}/order", table.columns[place].id), key.into()));
        self.editor.set_all(paths);
    }

    /// Removes a column with its cells, with a way back.
    pub fn remove_column(&self, table: &Table, at: usize) {
        let Some(column) = table.columns.get(at) else { return };
        let cells = table.rows.iter().filter(|row| row.cells.contains_key(&column.id));
        let cells = cells.map(|row| format!("rows/{}/{}", row.id, column.id));
        let paths = std::iter::once(format!("columns/{}", column.id)).chain(cells).collect();
        let name = format::short(&column.name, QUOTE);
        self.remove(paths, t!("table-column-removed", name = name));
    }

    fn remove(&self, paths: Vec<String>, words: String) {
        let fields: Vec<_> =
            paths.iter().flat_map(|path| below(&self.record.fields, path)).collect();
        for part in paths.chunks(REMOVED_AT_ONCE) {
            self.editor.remove_all(part.iter().cloned());
        }
        let editor = self.editor.clone();
        let undo = Callback::from(move |()| editor.set_all(fields.clone()));
        self.toast.emit(Toast::undoable(words, undo));
    }
}
