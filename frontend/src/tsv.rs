//! Cells as tab-separated text, the form in which spreadsheets put them on the clipboard.

/// Most cells that a paste may hold.
pub const MOST_CELLS: usize = 20_000;

/// Cells as spreadsheets copy them: tabs between cells, a line for each row. A cell with a tab, a
/// line break or a quote is quoted.
pub fn to_tsv(rows: &[Vec<String>]) -> String {
    let cell = |text: &String| {
        if text.contains(['\t', '\n', '\r', '"']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.clone()
        }
    };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join("\t");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Cells out of a pasted text; `None` if there are more than [`MOST_CELLS`].
pub fn from_tsv(text: &str) -> Option<Vec<Vec<String>>> {
    let mut rows = vec![vec![String::new()]];
    let mut cells = 1;
    let mut letters = text.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        let row = rows.last_mut()?;
        let at_start = row.last().is_some_and(String::is_empty);
        match (letter, quoted) {
            ('"', true) if letters.peek() == Some(&'"') => {
                letters.next();
                row.last_mut()?.push('"');
            }
            ('"', true) => quoted = false,
            ('"', false) if at_start => quoted = true,
            ('\r', false) if letters.peek() == Some(&'\n') => {}
            ('\t', false) => {
                row.push(String::new());
                cells += 1;
            }
            ('\n', false) => {
                // A break at the very end is no row.
                if letters.peek().is_some() {
                    rows.push(vec![String::new()]);
                    cells += 1;
                }
            }
            (letter, _) => row.last_mut()?.push(letter),
        }
        if cells > MOST_CELLS {
            return None;
        }
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_copies_is_read() {
        let text = "A1\t14\r\n\"two\nlines\"\t\"say \"\"hi\"\"\"\r\n";
        let rows = from_tsv(text).unwrap();
        assert_eq!(rows, [["A1", "14"], ["two\nlines", "say \"hi\""]]);
    }

    #[test]
    fn a_paste_without_end_is_refused() {
        assert_eq!(from_tsv(&"\t".repeat(MOST_CELLS + 1)), None);
        assert_eq!(from_tsv(&"x".repeat(100_000)).map(|rows| rows.len()), Some(1));
    }

    proptest! {
        #[test]
        fn cells_survive_the_clipboard(rows in proptest::collection::vec(
            proptest::collection::vec("[a-z\t\n\" ]{0,6}", 1..4), 1..4)) {
            // A last row of one empty cell cannot be told from a line break at the end.
            prop_assume!(rows.last().is_some_and(|row| row.len() > 1 || !row[0].is_empty()));
            prop_assert_eq!(from_tsv(&to_tsv(&rows)), Some(rows));
        }
    }
}
