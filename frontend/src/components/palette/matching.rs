//! Whether something is meant by what was typed, and how well it fits.

/// From here on only the letters of some word come in order.
pub const FAR: u32 = 1_000;

/// How well `words` fit; less is better, `None`: not at all. Every word that was typed must begin
/// a word, or stand anywhere, or at least its letters must come in order.
pub fn rank(words: &str, typed: &str) -> Option<u32> {
    let words = words.to_lowercase();
    typed.to_lowercase().split_whitespace().map(|part| rank_part(&words, part)).sum()
}

fn rank_part(words: &str, part: &str) -> Option<u32> {
    if words.starts_with(part) {
        return Some(0);
    }
    if words.split(|letter: char| !letter.is_alphanumeric()).any(|word| word.starts_with(part)) {
        return Some(1);
    }
    if words.contains(part) {
        return Some(3);
    }
    let mut left = words.chars();
    let in_order = part.chars().all(|letter| left.any(|other| other == letter));
    // Letters far apart fit almost anything: only for names is that of use.
    (in_order && words.chars().count() < 60).then_some(FAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_before_middles() {
        let of = |words| rank(words, "li").unwrap();
        assert!(of("Line 3") < of("Bottling line") && of("Bottling line") < of("Palliative"));
        let of_letters = |words, typed| rank(words, typed).is_some_and(|rank| rank >= FAR);
        assert!(!of_letters("Bottling line", "li bo tt"));
        assert_eq!(rank("Line 3", "xyz"), None);
        assert_eq!(rank("Anything", ""), Some(0));
        assert!(rank("Add a widget", "wid add").is_some(), "words in any order");
        assert!(
            of_letters("Pasteuriser", "pstr")
                && of_letters("Line 3 for a pasteuriser", "line pstr")
        );
    }
}
