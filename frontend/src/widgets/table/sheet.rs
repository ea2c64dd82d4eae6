//! A table as it is shown: its rows sorted and filtered, what is in each cell, and what is
//! selected. No browser.

use super::{
    cells::cell_text,
    cursor::{Place, Selection, Size, Spot},
};
use crate::format;
use serde_json::Value;
use std::{collections::BTreeMap, rc::Rc};
use tideboard_protocol::{
    Path,
    widget::{Column, Row, Table},
};
use tideboard_words::t;

/// Most selected cells that are summed up while the selection is drawn.
const SUMMED: usize = 10_000;

/// A table as it is shown.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The table.
    pub table: Rc<Table>,
    /// Its rows as they are shown, by their place in the table.
    pub shown: Rc<Vec<usize>>,
    /// Cells just written that the record does not have yet.
    pub held: Rc<BTreeMap<String, Value>>,
    /// Fields whose change was not acknowledged yet, in order.
    pub pending: Rc<Vec<Path>>,
    /// The cell with the focus.
    pub cursor: Place,
    /// The other corner of the selection.
    pub corner: Place,
    /// Rows of a page.
    pub page: usize,
}

/// A cell as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellView {
    /// Its text.
    pub text: String,
    /// Its change was not acknowledged yet.
    pub is_pending: bool,
}

impl Sheet {
    /// Size of what is shown.
    pub fn size(&self) -> Size {
        Size { rows: self.shown.len(), columns: self.table.columns.len(), page: self.page }
    }

    /// A shown row.
    pub fn row(&self, row: usize) -> Option<&Row> {
        self.table.rows.get(*self.shown.get(row)?)
    }

    /// A column.
    pub fn column(&self, column: usize) -> Option<&Column> {
        self.table.columns.get(column)
    }

    /// A cell by its ids.
    pub fn spot(&self, place: Place) -> Option<Spot> {
        let (row, column) = (self.row(place.row)?, self.column(place.column)?);
        Some(Spot { row: row.id.clone(), column: column.id.clone(), last: place })
    }

    /// Where a cell is now; where it was, if its row or column is gone.
    pub fn place(&self, spot: &Spot) -> Place {
        let row = self.shown.iter().position(|row| self.table.rows[*row].id == spot.row);
        let column = self.table.columns.iter().position(|column| column.id == spot.column);
        let last = |length: usize, last: usize| last.min(length.saturating_sub(1));
        Place {
            row: row.unwrap_or_else(|| last(self.shown.len(), spot.last.row)),
            column: column.unwrap_or_else(|| last(self.table.columns.len(), spot.last.column)),
        }
    }

    /// What is selected; at least the cell with the focus.
    pub fn selection(&self) -> Selection {
        Selection::between(self.cursor, self.corner)
    }

    /// Path of a cell.
    pub fn path(&self, place: Place) -> Option<String> {
        Some(format!("rows/{}/{}", self.row(place.row)?.id, self.column(place.column)?.id))
    }

    /// What a cell holds.
    pub fn text(&self, place: Place) -> String {
        let held = || self.held.get(&self.path(place)?);
        let held = if self.held.is_empty() { None } else { held() };
        let known = || self.row(place.row)?.cells.get(&self.column(place.column)?.id);
        cell_text(held.or_else(known))
    }

    /// The cells of a shown row, as they are drawn.
    pub fn cells(&self, row: usize) -> Vec<CellView> {
        let id = self.row(row).map(|row| row.id.as_str()).unwrap_or_default();
        let whole = format!("rows/{id}");
        let is_whole = self.is_pending(&whole);
        let view = |column: usize| CellView {
            text: self.text(Place { row, column }),
            is_pending: !self.pending.is_empty()
                && (is_whole
                    || self.is_pending(&format!("{whole}/{}", self.table.columns[column].id))),
        };
        (0..self.table.columns.len()).map(view).collect()
    }

    fn is_pending(&self, path: &str) -> bool {
        self.pending.binary_search_by(|pending| pending.as_str().cmp(path)).is_ok()
    }

    /// The selected cells as texts, row by row.
    pub fn selected_texts(&self) -> Vec<Vec<String>> {
        let selection = self.selection();
        let row = |row| {
            let columns = selection.columns.clone();
            columns.map(|column| self.text(Place { row, column })).collect()
        };
        selection.rows.clone().map(row).collect()
    }

    /// How many cells are selected, with their sum if several are numbers; nothing for one cell.
    pub fn selection_words(&self) -> Option<String> {
        let selection = self.selection();
        if selection.count() < 2 {
            return None;
        }
        let numbers: Vec<f64> = selection
            .places()
            .take_while(|_| selection.count() <= SUMMED)
            .filter_map(|place| format::parse_number(&self.text(place)))
            .collect();
        let cells = t!("table-selected", count = selection.count());
        Some(if numbers.len() > 1 {
            t!("table-sum", cells = cells, sum = format::number(numbers.iter().sum()))
        } else {
            cells
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::widget::WidgetKind;

    fn sheet() -> Sheet {
        let table = Table::read(&crate::widgets::example(WidgetKind::Table).fields);
        Sheet {
            shown: Rc::new((0..table.rows.len()).rev().collect()),
            table: Rc::new(table),
            held: Rc::default(),
            pending: Rc::default(),
            cursor: Place::default(),
            corner: Place { row: 1, column: 1 },
            page: 10,
        }
    }

    #[test]
    fn a_cell_is_found_again_whatever_its_row_moves_to() {
        let mut sheet = sheet();
        let spot = sheet.spot(Place { row: 0, column: 1 }).unwrap();
        assert_eq!(spot.row, "b");
        sheet.shown = Rc::new(vec![0, 1]);
        assert_eq!(sheet.place(&spot), Place { row: 1, column: 1 });
        sheet.shown = Rc::new(vec![0]);
        assert_eq!(sheet.place(&spot).row, 0, "its row is gone: the nearest one");
    }

    #[test]
    fn what_was_just_written_is_shown_at_once() {
        let mut sheet = sheet();
        sheet.held = Rc::new(BTreeMap::from([("rows/a/b".to_owned(), 99.into())]));
        assert_eq!(sheet.text(Place { row: 1, column: 1 }), "99");
        assert_eq!(sheet.selected_texts(), [["A2", "9"], ["A1", "99"]]);
        assert_eq!(sheet.selection_words().as_deref(), Some("4 cells · sum 108"));
    }

    #[test]
    fn only_cells_with_a_waiting_change_are_marked() {
        let mut sheet = sheet();
        sheet.pending = Rc::new(vec![Path::new("rows/a/b").unwrap(), Path::new("rows/b").unwrap()]);
        let marks = |row| sheet.cells(row).iter().map(|cell| cell.is_pending).collect::<Vec<_>>();
        assert_eq!(marks(0), [true, true], "the whole row is new");
        assert_eq!(marks(1), [false, true]);
    }
}
