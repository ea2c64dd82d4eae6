//! The cell that the keyboard is at, and the range that is selected. No browser.
//!
//! Both are kept by the ids of row and column, so that rows which others add or remove do not move
//! them to another cell.

use std::ops::RangeInclusive;

/// A cell, by row and column as they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Counted from the top.
    pub row: usize,
    /// Counted from the left.
    pub column: usize,
}

/// A cell, by its ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Id of the row.
    pub row: String,
    /// Id of the column.
    pub column: String,
    /// Where it was, for the case that its row or column is gone.
    pub last: Place,
}

/// Size of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Rows that a page has.
    pub page: usize,
}

/// A way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    RowStart,
    RowEnd,
    Top,
    Bottom,
    First,
    Last,
}

impl Motion {
    /// The motion of a key; `far` while Ctrl is held.
    pub fn of_key(key: &str, far: bool) -> Option<Self> {
        Some(match (key, far) {
            ("ArrowUp", false) => Self::Up,
            ("ArrowDown", false) => Self::Down,
            ("ArrowLeft", false) => Self::Left,
            ("ArrowRight", false) => Self::Right,
            ("ArrowUp", true) => Self::Top,
            ("ArrowDown", true) => Self::Bottom,
            ("ArrowLeft", true) | ("Home", false) => Self::RowStart,
            ("ArrowRight", true) | ("End", false) => Self::RowEnd,
            ("Home", true) => Self::First,
            ("End", true) => Self::Last,
            ("PageUp", _) => Self::PageUp,
            ("PageDown", _) => Self::PageDown,
            _ => return None,
        })
    }

    /// Where it leads; never out of the table.
    pub fn from(self, Place { row, column }: Place, size: Size) -> Place {
        let (bottom, right) = (size.rows.saturating_sub(1), size.columns.saturating_sub(1));
        let at =
            |row: usize, column: usize| Place { row: row.min(bottom), column: column.min(right) };
        match self {
            Self::Up => at(row.saturating_sub(1), column),
            Self::Down => at(row + 1, column),
            Self::Left => at(row, column.saturating_sub(1)),
            Self::Right => at(row, column + 1),
            Self::PageUp => at(row.saturating_sub(size.page), column),
            Self::PageDown => at(row + size.page, column),
            Self::RowStart => at(row, 0),
            Self::RowEnd => at(row, right),
            Self::Top => at(0, column),
            Self::Bottom => at(bottom, column),
            Self::First => at(0, 0),
            Self::Last => at(bottom, right),
        }
    }
}

/// A rectangle of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Its rows.
    pub rows: RangeInclusive<usize>,
    /// Its columns.
    pub columns: RangeInclusive<usize>,
}

impl Selection {
    /// The rectangle between two cells.
    pub fn between(a: Place, b: Place) -> Self {
        Self {
            rows: a.row.min(b.row)..=a.row.max(b.row),
            columns: a.column.min(b.column)..=a.column.max(b.column),
        }
    }

    /// How many cells it has.
    pub fn count(&self) -> usize {
        self.rows.clone().count() * self.columns.clone().count()
    }

    /// Its cells, row by row.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let row = |row| self.columns.clone().map(move |column| Place { row, column });
        self.rows.clone().flat_map(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { rows: 5000, columns: 12, page: 20 };

    fn go(key: &str, far: bool, row: usize, column: usize) -> (usize, usize) {
        let to = Motion::of_key(key, far).unwrap().from(Place { row, column }, SIZE);
        (to.row, to.column)
    }

    #[test]
    fn keys_lead_where_a_spreadsheet_leads_and_never_out() {
        assert_eq!(go("ArrowUp", false, 0, 3), (0, 3));
        assert_eq!(go("ArrowDown", false, 0, 3), (1, 3));
        assert_eq!(go("ArrowDown", true, 0, 3), (4999, 3));
        assert_eq!(go("ArrowRight", false, 7, 11), (7, 11));
        assert_eq!(go("Home", false, 7, 11), (7, 0));
        assert_eq!(go("End", true, 7, 0), (4999, 11));
        assert_eq!(go("PageDown", false, 4990, 0), (4999, 0));
        assert_eq!(go("PageUp", false, 30, 2), (10, 2));
        assert_eq!(Motion::of_key("x", false), None);
    }

    #[test]
    fn an_empty_table_has_nowhere_to_go() {
        let none = Size { rows: 0, columns: 0, page: 1 };
        for key in ["ArrowDown", "End", "PageDown", "ArrowLeft"] {
            let to = Motion::of_key(key, true).unwrap().from(Place::default(), none);
            assert_eq!(to, Place::default(), "{key}");
        }
    }

    #[test]
    fn a_selection_is_the_same_from_both_corners() {
        let (a, b) = (Place { row: 5, column: 1 }, Place { row: 2, column: 3 });
        assert_eq!(Selection::between(a, b), Selection::between(b, a));
        assert_eq!(Selection::between(a, b).count(), 12);
        let places: Vec<_> = Selection::between(a, a).places().collect();
        assert_eq!(places, [a]);
    }
}
