//! What cells hold, how they are written and typed, and how they compare. No browser.

use crate::format;
use serde_json::Value;
use std::cmp::Ordering;
use tideboard_protocol::widget::{Row, Table};

/// How rows are sorted for this reader alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorting {
    /// By this column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// A cell as it is edited: numbers without grouping, nothing as an empty text.
pub fn cell_text(value: Option<&Value>) -> String {
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
pub fn cell_value(text: &str, numeric: bool) -> Value {
    let number = numeric.then(|| format::parse_number(text)).flatten();
    number.and_then(format::to_json).unwrap_or_else(|| Value::from(text))
}

/// The rows to show, by their place in the table: those that contain the filter, sorted.
pub fn shown_rows(table: &Table, sorting: Option<&Sorting>, filter: &str) -> Vec<usize> {
    let filter = filter.trim().to_lowercase();
    let contains = |row: &Row| {
        let mut cells = table.columns.iter().filter_map(|column| row.cells.get(&column.id));
        cells.any(|cell| cell_text(Some(cell)).to_lowercase().contains(&filter))
    };
    let rows = table.rows.iter().enumerate();
    let rows = rows.filter(|(_, row)| filter.is_empty() || contains(row));
    let Some(sorting) = sorting else { return rows.map(|(place, _)| place).collect() };
    let mut keys: Vec<(Key, usize)> =
        rows.map(|(place, row)| (Key::of(row.cells.get(&sorting.column)), place)).collect();
    keys.sort_by(|(a, at), (b, bt)| {
        // Empty cells come last in both directions; equal ones keep their order.
        let order = match (a, b) {
            (Key::Nothing, _) | (_, Key::Nothing) => a.compare(b),
            (_, _) if sorting.descending => b.compare(a),
            (_, _) => a.compare(b),
        };
        order.then(at.cmp(bt))
    });
    keys.into_iter().map(|(_, place)| place).collect()
}

/// What a cell is sorted by: numbers before texts before nothing.
enum Key {
    Number(f64),
    Text(String),
    Nothing,
}

impl Key {
    fn of(value: Option<&Value>) -> Self {
        let text = cell_text(value);
        match value.and_then(Value::as_f64).or_else(|| format::parse_number(&text)) {
            Some(number) => Self::Number(number),
            None if text.trim().is_empty() => Self::Nothing,
            None => Self::Text(text.to_lowercase()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Text(_) => 1,
            Self::Nothing => 2,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tideboard_protocol::{
        Path,
        widget::{Fields, WidgetKind},
    };

    fn table(cells: &[Value]) -> Table {
        let mut fields: Fields = crate::widgets::beginning(WidgetKind::Table);
        fields.retain(|path, _| !path.as_str().starts_with("rows/"));
        for (place, cell) in cells.iter().enumerate() {
            let at = |member: &str| Path::new(format!("rows/r{place}/{member}")).unwrap();
            fields.insert(at("b"), cell.clone());
            fields.insert(at("order"), json!(format!("B{place}")));
        }
        Table::read(&fields)
    }

    #[test]
    fn cells_of_number_columns_hold_numbers_where_they_can() {
        assert_eq!(cell_value("14", true), json!(14));
        assert_eq!(cell_value("1,5", true), json!(1.5));
        assert_eq!(cell_value("about 14", true), json!("about 14"));
        assert_eq!(cell_value("NaN", true), json!("NaN"));
        assert_eq!(cell_value("14", false), json!("14"));
        assert_eq!(cell_text(Some(&json!(1234.5))), "1234.5");
        assert_eq!(cell_text(Some(&json!(null))), "");
    }

    #[test]
    fn numbers_come_before_texts_and_nothing_last_both_ways() {
        let table = table(&[json!("b"), json!(10), json!(""), json!("9"), json!("A")]);
        let sorted = |descending| {
            shown_rows(&table, Some(&Sorting { column: "b".to_owned(), descending }), "")
        };
        assert_eq!(sorted(false), [3, 1, 4, 0, 2]);
        assert_eq!(sorted(true), [0, 4, 1, 3, 2]);
        assert_eq!(shown_rows(&table, None, ""), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_filter_looks_into_every_column_and_at_no_case() {
        let table = table(&[json!("Lemon 0.5"), json!("Mineral"), json!("LEMON 0.75")]);
        assert_eq!(shown_rows(&table, None, " lemon "), [0, 2]);
        assert!(shown_rows(&table, None, "cola").is_empty());
    }
}
