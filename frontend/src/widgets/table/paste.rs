//! What a paste does to a table: which cells it writes, and which rows it adds. No browser.

use super::cursor::{Place, Selection};

/// What a paste does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Texts for cells that are there.
    pub cells: Vec<(Place, String)>,
    /// Texts for rows to add at the end, from the column of the paste on.
    pub rows: Vec<Vec<String>>,
    /// What is filled, to be selected afterwards.
    pub filled: Selection,
    /// Columns of the paste that the table does not have.
    pub left_out: usize,
}

/// Lays pasted cells over a table of `rows` × `columns`, beginning at the selection; a single cell
/// fills all of it. `None` if there is nothing to paste into.
pub fn plan(
    pasted: &[Vec<String>],
    selection: &Selection,
    (rows, columns): (usize, usize),
) -> Option<Plan> {
    let start = Place { row: *selection.rows.start(), column: *selection.columns.start() };
    let width = pasted.iter().map(Vec::len).max().filter(|width| *width > 0)?;
    if start.column >= columns {
        return None;
    }
    if let [only] = pasted
        && let [text] = only.as_slice()
    {
        let places = selection.places().filter(|at| at.row < rows && at.column < columns);
        let cells = places.map(|at| (at, text.clone())).collect();
        return Some(Plan { cells, rows: Vec::new(), filled: selection.clone(), left_out: 0 });
    }
    let fitting = width.min(columns - start.column);
    let mut cells = Vec::new();
    let mut new = Vec::new();
    for (down, line) in pasted.iter().enumerate() {
        let texts = line.iter().take(fitting);
        let row = start.row + down;
        if row < rows {
            let at = |right: usize| Place { row, column: start.column + right };
            cells.extend(texts.enumerate().map(|(right, text)| (at(right), text.clone())));
        } else {
            new.push(texts.cloned().collect());
        }
    }
    let end = Place { row: start.row + pasted.len() - 1, column: start.column + fitting - 1 };
    let filled = Selection::between(start, end);
    Some(Plan { cells, rows: new, filled, left_out: width - fitting })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    fn at(row: usize, column: usize) -> Selection {
        let place = Place { row, column };
        Selection::between(place, place)
    }

    #[test]
    fn what_reaches_below_the_end_becomes_new_rows() {
        let pasted = texts(&[&["a", "b"], &["c", "d"], &["e", "f"]]);
        let plan = plan(&pasted, &at(1, 0), (3, 2)).unwrap();
        assert_eq!(plan.cells.len(), 4);
        assert_eq!(plan.cells[3], (Place { row: 2, column: 1 }, "d".to_owned()));
        assert_eq!(plan.rows, [["e", "f"]]);
        assert_eq!(plan.filled.rows, 1..=3);
        assert_eq!(plan.left_out, 0);
    }

    #[test]
    fn columns_that_do_not_exist_are_counted() {
        let plan = plan(&texts(&[&["a", "b", "c"]]), &at(0, 1), (1, 2)).unwrap();
        assert_eq!(plan.cells, [(Place { row: 0, column: 1 }, "a".to_owned())]);
        assert_eq!(plan.left_out, 2);
    }

    #[test]
    fn one_cell_fills_a_whole_selection() {
        let all = Selection::between(Place::default(), Place { row: 1, column: 1 });
        let plan = plan(&texts(&[&["x"]]), &all, (2, 2)).unwrap();
        assert_eq!(plan.cells.len(), 4);
        assert!(plan.rows.is_empty());
    }

    #[test]
    fn without_columns_there_is_nothing_to_paste_into() {
        assert_eq!(plan(&texts(&[&["x"]]), &at(0, 0), (0, 0)), None);
        assert_eq!(plan(&[], &at(0, 0), (1, 1)), None);
    }

    #[test]
    fn lines_of_different_lengths_leave_the_other_cells_alone() {
        let plan = plan(&texts(&[&["a", "b"], &["c"]]), &at(0, 0), (2, 2)).unwrap();
        assert_eq!(plan.cells.len(), 3);
    }
}
