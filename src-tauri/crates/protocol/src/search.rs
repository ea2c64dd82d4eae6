//! Searching boards: what counts as the text of a widget, when words are found in it, and what is
//! shown of the place.
//!
//! Upper and lower case are the same. All words must occur in one widget, each anywhere in its title
//! or its texts, also within longer words.

use crate::{BoardId, Path, RecordId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// Letters from which on a search looks for anything; less finds nothing.
pub const QUERY_FROM: usize = 2;
/// Most letters of a query; what comes behind them is passed over.
pub const QUERY_LETTERS: usize = 200;
/// Most widgets that a search answers with; [`Found::more`] says that there are others.
pub const MOST_FOUND: usize = 50;

/// Letters shown before and behind a word that was found.
const AROUND: usize = 24;
/// A text of so many letters is shown as a whole.
const WHOLE: usize = 60;
/// Most letters shown of the word itself.
const WORD_SHOWN: usize = 48;

/// Answer to a search.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Board by board; on each, those whose titles hold all words come first.
    pub hits: Vec<Hit>,
    /// There are more than [`MOST_FOUND`].
    pub more: bool,
}

/// A widget in which all words occur.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Its board.
    pub board: BoardId,
    /// The board's title.
    pub board_title: String,
    /// The widget.
    pub record: RecordId,
    /// Its title.
    pub title: String,
    /// The place in its text where most of the words stand, with a little around it, on one line of
    /// at most 100 letters; `None`: its title holds all words.
    pub text: Option<String>,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// In lower case; at least one.
    words: Vec<String>,
}

impl Query {
    /// Reads what was typed; `None`: too little to look for.
    pub fn new(typed: &str) -> Option<Self> {
        let typed: String = typed.trim().chars().take(QUERY_LETTERS).collect();
        let words = typed.split_whitespace().map(str::to_lowercase).collect();
        (typed.chars().count() >= QUERY_FROM).then_some(Self { words })
    }

    /// Looks into a widget. The answer is as [`Hit::text`]; `None`: some word is missing.
    pub fn find<'a>(
        &self,
        title: &str,
        fields: impl IntoIterator<Item = (&'a Path, &'a Value)>,
    ) -> Option<Option<String>> {
        let occur = |text: &str| -> Vec<bool> {
            let text = text.to_lowercase();
            self.words.iter().map(|word| text.contains(word)).collect()
        };
        let mut found = occur(title);
        if found.iter().all(|it| *it) {
            return Some(None);
        }
        let mut best: Option<(usize, Cow<'a, str>)> = None;
        for text in texts(fields) {
            let here = occur(&text);
            let count = here.iter().filter(|it| **it).count();
            found.iter_mut().zip(here).for_each(|(found, here)| *found |= here);
            if count > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((count, text));
            }
        }
        let (_, text) = best?;
        found.iter().all(|it| *it).then(|| Some(self.excerpt(&text)))
    }

    /// The place where the first of the words stands that occurs.
    fn excerpt(&self, text: &str) -> String {
        // Marks of bold type say nothing here.
        let text = text.replace("**", "");
        let letters: Vec<char> =
            text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Letter by letter, so that places in both are the same.
        let lower: Vec<char> =
            letters.iter().map(|letter| letter.to_lowercase().next().unwrap_or(*letter)).collect();
        let place = |word: &String| {
            let word: Vec<char> = word.chars().collect();
            Some((lower.windows(word.len()).position(|it| it == word)?, word.len()))
        };
        let (at, length) = self.words.iter().find_map(place).unwrap_or((0, 0));
        let end = at + length.min(WORD_SHOWN);
        let (mut from, mut to) = (at.saturating_sub(AROUND), (end + AROUND).min(letters.len()));
        if letters.len() <= WHOLE {
            (from, to) = (0, letters.len());
        }
        // Not through the middle of a word, where words have spaces between them.
        if from > 0 {
            from += letters[from - 1..at].iter().position(|it| it.is_whitespace()).unwrap_or(0);
        }
        if to < letters.len() {
            let spaces = letters[end..=to].iter().rposition(|it| it.is_whitespace());
            to = spaces.map_or(to, |space| end + space);
        }
        let middle: String = letters[from..to].iter().collect();
        let before = if from > 0 { "…" } else { "" };
        let after = if to < letters.len() { "…" } else { "" };
        format!("{before}{}{after}", middle.trim())
    }
}

/// Last parts of paths that hold keys and choices instead of text.
const NO_TEXT: [&str; 7] = ["order", "color", "since", "state", "style", "direction", "type"];

/// The texts of a widget besides its title, as a reader would call them: what stands in it, and
/// neither places, keys nor colours. A table's cells count whatever they hold.
pub fn texts<'a>(
    fields: impl IntoIterator<Item = (&'a Path, &'a Value)>,
) -> impl Iterator<Item = Cow<'a, str>> {
    fields.into_iter().filter_map(|(path, value)| {
        let path = path.as_str();
        let (_, last) = path.rsplit_once('/').unwrap_or(("", path));
        let is_cell = path.starts_with("rows/") && last != "order";
        match value {
            Value::Number(number) if is_cell => Some(number.to_string().into()),
            Value::String(text)
                if is_cell
                    || (path != "title"
                        && !path.starts_with("layout/")
                        && !NO_TEXT.contains(&last)) =>
            {
                Some(text.as_str().into())
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn fields(of: Value) -> BTreeMap<Path, Value> {
        serde_json::from_value(of).unwrap()
    }

    fn find(typed: &str, title: &str, of: Value) -> Option<Option<String>> {
        Query::new(typed).unwrap().find(title, &fields(of))
    }

    #[test]
    fn all_words_must_occur_in_title_or_texts_in_any_case_and_order() {
        let remarks = json!({"title": "Remarks", "text": "Forklift 2 is CHARGING"});
        let found = Some(Some("Forklift 2 is CHARGING".to_owned()));
        assert_eq!(find("charging FORK", "Remarks", remarks.clone()), found);
        assert_eq!(find("remarks fork", "Remarks", remarks.clone()), found);
        assert_eq!(find("rem", "Remarks", remarks.clone()), Some(None), "in the title alone");
        assert_eq!(find("fork lorry", "Remarks", remarks), None);
    }

    #[test]
    fn words_may_stand_in_different_texts_and_the_best_is_shown() {
        let table = json!({"columns/a/name": "Bay", "rows/r1/a": "north gate", "rows/r2/a": 417});
        assert_eq!(find("gate 417", "Yard", table.clone()), Some(Some("north gate".to_owned())));
        assert_eq!(find("417", "Yard", table.clone()), Some(Some("417".to_owned())));
        assert_eq!(find("yard bay", "Yard", table), Some(Some("Bay".to_owned())));
    }

    #[test]
    fn keys_colours_and_places_are_no_text() {
        let none = json!({"layout/x": "zz", "items/a/order": "zz", "series/a/color": "zz",
            "services/a/state": "zz", "services/a/since": "zz", "style": "zz", "rows/r/order": "zz",
            "value": 22});
        assert_eq!(find("zz", "Title", none), None);
        let cell = json!({"rows/r/state": "zz"});
        assert!(find("zz", "Title", cell).is_some(), "a column may be called like a key");
    }

    #[test]
    fn too_little_finds_nothing_and_too_much_is_cut() {
        assert_eq!(Query::new("a"), None);
        assert_eq!(Query::new("  "), None);
        assert!(Query::new("漢字").is_some());
        let long = format!("{} beyond", "x".repeat(QUERY_LETTERS));
        assert_eq!(Query::new(&long), Query::new(&"x".repeat(QUERY_LETTERS)));
    }

    #[test]
    fn a_long_text_is_shown_around_the_word_on_one_line() {
        let text = format!("{}größer\nals{}", "a ".repeat(400), " b".repeat(400));
        let shown = find("GRÖSSER", "t", json!({"text": text.clone()}));
        assert_eq!(shown, None, "ß is not ss here");
        let shown = find("größer", "t", json!({"text": text})).unwrap().unwrap();
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("größer als"));
        assert!(shown.chars().count() <= 100, "{shown}");
        let text =
            "The blue lorry at the north gate waits for its seal before it may leave the yard";
        let shown = find("seal", "t", json!({"text": text}));
        let expected = "…gate waits for its seal before it may leave the…";
        assert_eq!(shown, Some(Some(expected.to_owned())), "no word is cut");
        let whole = &text[..WHOLE];
        assert_eq!(find("seal", "t", json!({"text": whole})), Some(Some(whole.to_owned())));
        let long = "x".repeat(1000);
        let shown = find(&long, "t", json!({"text": long.clone()})).unwrap().unwrap();
        assert!(shown.chars().count() <= 100);
    }
}
