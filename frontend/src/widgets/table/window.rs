//! Which of many rows exist on the page: those in sight, and the one with the cursor. No browser.

use tideboard_protocol::widget::Table;

/// Height of a row in pixels, as in the styles.
pub const ROW_PX: f64 = 28.0;
/// The window moves in steps of so many rows, and has so many more at both ends.
const STEP: usize = 8;
/// Rows whose cells are looked at for the width of a column.
const SAMPLE: usize = 100;
/// Narrowest and widest column that is not asked to be otherwise, in pixels.
const WIDTH: (usize, usize) = (64, 260);
/// Width of a letter, about.
const LETTER: usize = 7;

/// A part of the body from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// So many rows that are not there, as room.
    Room(usize),
    /// A row.
    Row(usize),
}

/// The first row of the window when `scrolled` pixels are above it.
pub fn first_row(scrolled: f64) -> usize {
    let row = (scrolled.max(0.0) / ROW_PX) as usize;
    (row / STEP * STEP).saturating_sub(STEP)
}

/// The body: a window of rows from `first` on that fills `height` pixels, room for the others, and
/// the row of the cursor wherever it is, so that the focus stays.
pub fn pieces(first: usize, height: f64, rows: usize, cursor: Option<usize>) -> Vec<Piece> {
    let first = first.min(rows);
    let last = (first + (height.max(0.0) / ROW_PX) as usize + 3 * STEP).min(rows);
    let cursor = cursor.filter(|row| *row < rows);
    let mut wanted: Vec<usize> = (first..last).collect();
    match cursor {
        Some(row) if row < first => wanted.insert(0, row),
        Some(row) if row >= last => wanted.push(row),
        Some(_) | None => {}
    }
    let mut pieces = Vec::with_capacity(wanted.len() + 3);
    let mut next = 0;
    for row in wanted {
        if row > next {
            pieces.push(Piece::Room(row - next));
        }
        pieces.push(Piece::Row(row));
        next = row + 1;
    }
    if rows > next {
        pieces.push(Piece::Room(rows - next));
    }
    pieces
}

/// Width of each column in pixels, by what it holds.
pub fn widths(table: &Table) -> Vec<usize> {
    let width = |letters: usize| (letters * LETTER + 18).clamp(WIDTH.0, WIDTH.1);
    let columns = table.columns.iter().map(|column| {
        let cells = table.rows.iter().take(SAMPLE).filter_map(|row| row.cells.get(&column.id));
        let letters = cells.map(|cell| super::cells::cell_text(Some(cell)).chars().count());
        // A heading has the sign of its sorting beside it.
        width(letters.max().unwrap_or(0).max(column.name.chars().count() + 2))
    });
    columns.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn five_thousand_rows_are_few_on_the_page() {
        let shown = pieces(first_row(70_000.0), 560.0, 5000, Some(0));
        let rows = shown.iter().filter(|piece| matches!(piece, Piece::Row(_))).count();
        assert!(rows < 60, "{rows}");
        assert_eq!(shown.first(), Some(&Piece::Row(0)), "the cursor stays");
    }

    #[test]
    fn a_small_table_is_there_as_a_whole() {
        assert_eq!(pieces(0, 300.0, 2, None), [Piece::Row(0), Piece::Row(1)]);
        assert!(pieces(0, 300.0, 0, Some(3)).is_empty());
    }

    proptest! {
        #[test]
        fn every_row_has_its_room_exactly_once(
            scrolled in 0.0..200_000.0, height in 0.0..2000.0, rows in 0..6000_usize,
            cursor in proptest::option::of(0..6000_usize),
        ) {
            let shown = pieces(first_row(scrolled), height, rows, cursor);
            let mut next = 0;
            for piece in &shown {
                match piece {
                    Piece::Room(count) => next += count,
                    Piece::Row(row) => {
                        prop_assert_eq!(*row, next);
                        next += 1;
                    }
                }
            }
            prop_assert_eq!(next, rows);
            if let Some(row) = cursor.filter(|row| *row < rows) {
                prop_assert!(shown.contains(&Piece::Row(row)));
            }
            let top = (scrolled / ROW_PX) as usize;
            for row in top..(top + (height / ROW_PX) as usize + 1).min(rows) {
                prop_assert!(shown.contains(&Piece::Row(row)), "{} is in sight", row);
            }
        }
    }
}
