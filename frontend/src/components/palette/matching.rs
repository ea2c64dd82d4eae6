//! Whether something is meant by what was typed, and how well it fits.

/// Letters around a hit that are shown.
const AROUND: usize = 24;

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
    (in_order && words.chars().count() < 60).then_some(9)
}

/// The place in a text where what was typed stands, with a little around it.
pub fn snippet(text: &str, typed: &str) -> Option<String> {
    let wanted = typed.trim().to_lowercase();
    let letters: Vec<char> = text.chars().collect();
    // Lowercase letter by letter, so that places in both are the same.
    let lower: Vec<char> =
        letters.iter().map(|letter| letter.to_lowercase().next().unwrap_or(*letter)).collect();
    let wanted: Vec<char> = wanted.chars().collect();
    if wanted.is_empty() {
        return None;
    }
    let at = lower.windows(wanted.len()).position(|window| window == wanted)?;
    let (from, to) = (at.saturating_sub(AROUND), (at + wanted.len() + AROUND).min(letters.len()));
    let middle: String =
        letters[from..to].iter().map(|c| if c.is_control() { ' ' } else { *c }).collect();
    let (before, after) =
        (if from > 0 { "…" } else { "" }, if to < letters.len() { "…" } else { "" });
    Some(format!("{before}{}{after}", middle.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_before_middles() {
        let of = |words| rank(words, "li").unwrap();
        assert!(of("Line 3") < of("Bottling line") && of("Bottling line") < of("Palliative"));
        assert_eq!(rank("Line 3", "xyz"), None);
        assert_eq!(rank("Anything", ""), Some(0));
        assert!(rank("Add a widget", "wid add").is_some(), "words in any order");
        assert!(rank("Pasteuriser", "pstr").is_some(), "letters in order");
    }

    #[test]
    fn a_hit_is_shown_with_what_is_around_it() {
        assert_eq!(
            snippet("Forklift 2 is charging", "FORK").as_deref(),
            Some("Forklift 2 is charging")
        );
        let long = format!("{}größer{}", "a ".repeat(40), " b".repeat(40));
        let shown = snippet(&long, "GRÖSSER");
        assert_eq!(shown, None, "ß is not ss here");
        assert!(snippet(&long, "größer").unwrap().starts_with('…'));
        assert_eq!(snippet("text", "  "), None);
    }
}
