//! Two edits of one text: where each differs from what both started from, and what they give
//! together when they touch different places.

/// A text split where it differs from another: same, different, same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked<'a> {
    /// Same as in the other.
    pub head: &'a str,
    /// Only here.
    pub changed: &'a str,
    /// What stands in its place in the other.
    pub replaced: &'a str,
    /// Same as in the other.
    pub tail: &'a str,
}

/// Marks what `text` has other than `base`.
pub fn mark<'a>(base: &'a str, text: &'a str) -> Marked<'a> {
    let (start, base_end, text_end) = changed_range(base, text);
    Marked {
        head: &text[..start],
        changed: &text[start..text_end],
        replaced: &base[start..base_end],
        tail: &text[text_end..],
    }
}

/// Both edits together; `None` if they touch the same place.
pub fn merge(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let (my_start, my_end, mine_end) = changed_range(base, mine);
    let (their_start, their_end, theirs_end) = changed_range(base, theirs);
    let my_text = &mine[my_start..mine_end];
    let their_text = &theirs[their_start..theirs_end];
    let join = |first: (usize, usize, &str), second: (usize, usize, &str)| {
        let parts =
            [&base[..first.0], first.2, &base[first.1..second.0], second.2, &base[second.1..]];
        parts.concat()
    };
    let mine = (my_start, my_end, my_text);
    let theirs = (their_start, their_end, their_text);
    // Two insertions at one place have no order of their own.
    if my_end <= their_start && (my_start, my_end) != (their_start, their_end) {
        Some(join(mine, theirs))
    } else if their_end <= my_start && (my_start, my_end) != (their_start, their_end) {
        Some(join(theirs, mine))
    } else {
        None
    }
}

/// Byte offsets: where both begin to differ, and where the difference ends in each.
fn changed_range(base: &str, text: &str) -> (usize, usize, usize) {
    let start: usize =
        base.chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let tail: usize = base[start..]
        .chars()
        .rev()
        .zip(text[start..].chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    (start, base.len() - tail, text.len() - tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "Forklift 2 charging.";

    #[test]
    fn edits_at_different_places_give_both() {
        let mine = "Forklift 2 charging, back 12:30.";
        let theirs = "Forklift 3 charging.";
        let both = "Forklift 3 charging, back 12:30.";
        assert_eq!(merge(BASE, mine, theirs).as_deref(), Some(both));
        assert_eq!(merge(BASE, theirs, mine).as_deref(), Some(both));
    }

    #[test]
    fn edits_at_one_place_are_for_a_person() {
        assert_eq!(merge(BASE, "Forklift 4 charging.", "Forklift 3 charging."), None);
        assert_eq!(merge("", "mine", "theirs"), None);
        assert_eq!(merge("ab", "aXb", "aYb"), None, "two insertions at one place");
    }

    #[test]
    fn the_difference_is_marked() {
        let marked = mark(BASE, "Forklift 3 charging.");
        assert_eq!((marked.head, marked.changed), ("Forklift ", "3"));
        assert_eq!((marked.replaced, marked.tail), ("2", " charging."));
        let same = mark(BASE, BASE);
        assert_eq!((same.changed, same.replaced), ("", ""));
    }

    #[test]
    fn letters_of_several_bytes_are_not_cut() {
        let marked = mark("größer", "grösser");
        assert_eq!((marked.head, marked.changed, marked.tail), ("grö", "ss", "er"));
        assert_eq!(merge("aä", "aäö", "üaä").as_deref(), Some("üaäö"));
    }
}
