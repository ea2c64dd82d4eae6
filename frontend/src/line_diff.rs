//! What a text has other than another, line by line.

use diffy::{DiffOptions, Line as DiffLine};

/// Most lines of a text that are compared; the search takes time that grows with the square of
/// what differs.
const MOST_LINES: usize = 2_000;

/// A line of a text beside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// In both.
    Same(String),
    /// Only in the new one.
    New(String),
    /// Only in the old one.
    Gone(String),
}

/// All lines of both texts, in order; `None` where they are too long to compare.
pub fn line_diff(old: &str, new: &str) -> Option<Vec<Line>> {
    if [old, new].iter().any(|text| text.lines().count() > MOST_LINES) {
        return None;
    }
    // A last line without its end would differ from the same line with a new one behind it.
    let (old, new) = (format!("{old}\n"), format!("{new}\n"));
    let mut options = DiffOptions::new();
    let patch = options.set_context_len(MOST_LINES).create_patch(&old, &new);
    let lines: Vec<Line> = patch
        .hunks()
        .iter()
        .flat_map(|hunk| hunk.lines())
        .map(|line| match line {
            DiffLine::Context(text) => Line::Same(bare(text)),
            DiffLine::Insert(text) => Line::New(bare(text)),
            DiffLine::Delete(text) => Line::Gone(bare(text)),
        })
        .collect();
    if lines.is_empty() {
        // Equal texts give no hunk.
        return Some(new.lines().map(|line| Line::Same(line.to_owned())).collect());
    }
    Some(lines)
}

fn bare(line: &str) -> String {
    line.strip_suffix('\n').unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        let sign = |line: &Line| match line {
            Line::Same(text) => format!(" {text}"),
            Line::New(text) => format!("+{text}"),
            Line::Gone(text) => format!("-{text}"),
        };
        line_diff(old, new).unwrap().iter().map(sign).collect()
    }

    #[test]
    fn every_line_is_there_and_marked() {
        let old = "Shift A\n- pump ok\n- belt ok";
        let new = "Shift A\n- pump leaks\n- belt ok\n- valve new";
        assert_eq!(
            shown(old, new),
            [" Shift A", "-- pump ok", "+- pump leaks", " - belt ok", "+- valve new"]
        );
        assert_eq!(shown("same", "same"), [" same"]);
    }

    #[test]
    fn what_is_too_long_is_not_compared() {
        assert_eq!(line_diff(&"a\n".repeat(MOST_LINES + 1), "b"), None);
    }
}
