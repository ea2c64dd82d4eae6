//! Three-way merge of text, line by line.
//!
//! Used for a clash on a field of text: where the two sides changed different lines, nobody needs
//! to be asked. Where they touched the same lines, or lines next to each other, there is no merge:
//! a person decides. The lines of both sides are kept whole; no line is made up.

/// Most lines of each side; texts beyond that are left to a person, because the search for common
/// lines takes time that grows with the square of what differs.
const MAX_LINES: usize = 4096;

/// Both sides' changes to `base` in one text; `None` where they meet.
///
/// A side that equals `base` gives way to the other one, equal sides are the result.
pub fn merge_text(base: &str, mine: &str, theirs: &str) -> Option<String> {
    if mine == theirs || theirs == base {
        return Some(mine.to_owned());
    }
    if mine == base {
        return Some(theirs.to_owned());
    }
    if [base, mine, theirs].iter().any(|text| text.lines().count() > MAX_LINES) {
        return None;
    }
    // A last line without its end would differ from the same line with a new one behind it.
    let [base, mine, theirs] = [base, mine, theirs].map(|text| format!("{text}\n"));
    let mut merged = diffy::merge(&base, &mine, &theirs).ok()?;
    merged.pop();
    Some(merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn changes_of_different_lines_come_together() {
        let base = "Shift A\n\n- pump 3 checked\n- belt ok\n";
        let mine = "Shift B\n\n- pump 3 checked\n- belt ok\n";
        let theirs = "Shift A\n\n- pump 3 checked\n- belt ok\n- valve replaced\n";
        let both = "Shift B\n\n- pump 3 checked\n- belt ok\n- valve replaced\n";
        assert_eq!(merge_text(base, mine, theirs).as_deref(), Some(both));
        assert_eq!(merge_text(base, theirs, mine).as_deref(), Some(both));
    }

    #[test]
    fn a_missing_line_end_is_no_difference_of_its_own() {
        let merged = merge_text("a\nb\nc", "a2\nb\nc", "a\nb\nc\nd");
        assert_eq!(merged.as_deref(), Some("a2\nb\nc\nd"));
    }

    #[test]
    fn changes_of_one_line_are_for_a_person() {
        assert_eq!(merge_text("old", "mine", "theirs"), None);
        assert_eq!(merge_text("a\nb\n", "a\nb\nx\n", "a\nb\ny\n"), None, "both add at the end");
        assert_eq!(merge_text("a\nb\nc\n", "a\nc\n", "a\nb2\nc\n"), None, "gone here, new there");
    }

    #[test]
    fn texts_without_end_are_for_a_person() {
        let long = "a\n".repeat(MAX_LINES + 1);
        assert_eq!(merge_text(&long, &format!("b\n{long}"), &format!("{long}c\n")), None);
    }

    fn lines(text: &str) -> BTreeMap<&str, i64> {
        let mut counts = BTreeMap::new();
        text.split('\n').for_each(|line| *counts.entry(line).or_default() += 1);
        counts
    }

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec("[a-f]", 0..12).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #[test]
        fn the_sides_may_change_places(base in text(), mine in text(), theirs in text()) {
            prop_assert_eq!(merge_text(&base, &mine, &theirs), merge_text(&base, &theirs, &mine));
        }

        #[test]
        fn one_sided_changes_win_and_equal_ones_stay(base in text(), other in text()) {
            prop_assert_eq!(merge_text(&base, &other, &base), Some(other.clone()));
            prop_assert_eq!(merge_text(&base, &base, &other), Some(other.clone()));
            prop_assert_eq!(merge_text(&base, &other, &other), Some(other));
        }

        /// What a side has more of than the base is all there, and every line of the result stands
        /// in one of the sides. (More cannot be said of numbers alone: a line that one side moved
        /// and the other removed is rightly there at its new place.)
        #[test]
        fn no_line_is_lost_or_made_up(base in text(), mine in text(), theirs in text()) {
            let Some(merged) = merge_text(&base, &mine, &theirs) else { return Ok(()) };
            let of = |text: &str, line: &str| lines(text).get(line).copied().unwrap_or(0);
            for line in lines(&[&*base, &*mine, &*theirs, &*merged].join("\n")).keys() {
                let [b, m, t, r] = [&base, &mine, &theirs, &merged].map(|text| of(text, line));
                let added = (m - b).max(t - b).max(0);
                prop_assert!((added..=m + t).contains(&r), "{line:?}: {b} {m} {t} -> {r}");
            }
        }
    }

    #[test]
    fn a_line_moved_here_and_removed_there_stays_at_its_new_place() {
        assert_eq!(merge_text("d\nc\nb", "c\nb\nd", "c\nb").as_deref(), Some("c\nb\nd"));
    }
}
