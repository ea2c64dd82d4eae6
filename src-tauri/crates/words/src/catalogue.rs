//! The messages of one language, and how a text is made of a message.
//!
//! The files are Fluent, of which little is needed: texts, arguments, and one choice by an argument
//! around a whole text. Reading just that takes a few lines; a library for all of Fluent would add
//! a twentieth to the program of the view, which has a bound. A test holds every text against what
//! such a library makes of it.

use crate::Locale;
use std::collections::BTreeMap;

/// The files of a language, without their ending.
pub const FILES: [&str; 4] = ["sync", "board", "widgets", "app"];

/// Marks around an argument whose direction may be another than that of the text around it.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// What a message is given. It is handed over by reference, which keeps the many places small that
/// do so.
pub trait Argument {
    /// Writes it into a text.
    fn write(&self, to: &mut String);
    /// Whether this is what a choice is named for.
    fn is(&self, name: &str, locale: Locale) -> bool;
}

/// Texts are shown as they are.
macro_rules! texts {
    ($($text:ty),*) => { $(
        impl Argument for $text {
            fn write(&self, to: &mut String) {
                to.push_str(self);
            }

            fn is(&self, name: &str, _: Locale) -> bool {
                *self == name
            }
        }
    )* };
}

/// Numbers are written as the reader writes them; forms of the plural depend on them.
macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Argument for $number {
            fn write(&self, to: &mut String) {
                write_number(*self as f64, to);
            }

            fn is(&self, name: &str, locale: Locale) -> bool {
                locale.plural(*self as f64) == name
            }
        }
    )* };
}

texts!(&str, String, &String);
numbers!(u32, i64, usize, f64);

fn write_number(number: f64, to: &mut String) {
    to.push_str(&crate::written(number));
}

/// Between the name of a message and those of its arguments, as [`crate::t!`] puts them together:
/// one text that is known beforehand takes less room at each of the many places than several.
const BETWEEN: char = '|';

/// What a message is asked for with.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// Its name, then those of the values.
    message: &'a str,
    /// The values.
    values: &'a [&'a dyn Argument],
}

/// Where the first entry of a file ends: at a line that begins with neither a space nor the brace
/// that closes a choice.
fn end_of_entry(file: &str) -> usize {
    let lines = file.match_indices('\n').map(|(at, _)| at + 1);
    lines.into_iter().find(|at| !file[*at..].starts_with([' ', '}'])).unwrap_or(file.len())
}

/// The name of a message, without those of its values.
pub fn name(message: &str) -> &str {
    message.split(BETWEEN).next().unwrap_or_default()
}

impl<'a> Asked<'a> {
    /// The value of a reference such as `$count`.
    fn value(self, reference: &str) -> Option<&'a dyn Argument> {
        let name = reference.strip_prefix('$')?;
        let place = self.message.split(BETWEEN).skip(1).position(|known| known == name)?;
        self.values.get(place).copied()
    }
}

/// The messages of one language.
pub struct Catalogue {
    locale: Locale,
    /// Each as it stands in its file, without its name.
    messages: BTreeMap<&'static str, &'static str>,
}

impl Catalogue {
    /// Reads the messages of a language from the texts of its files. These stay for good: a run
    /// speaks few languages.
    pub fn read(locale: Locale, files: impl IntoIterator<Item = &'static str>) -> Self {
        let mut messages = Vec::new();
        for file in files {
            let mut rest = file;
            while !rest.is_empty() {
                let (entry, next) = rest.split_at(end_of_entry(rest));
                // What begins with a sign is a comment, whatever stands in it.
                if let (false, Some((name, text))) = (entry.starts_with('#'), entry.split_once('='))
                {
                    messages.push((name.trim_end(), text.trim()));
                }
                rest = next;
            }
        }
        Self { locale, messages: messages.into_iter().collect() }
    }

    /// The messages of a language as this program carries them.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn of(locale: Locale) -> Self {
        Self::read(locale, crate::carried::files(locale))
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The text of a message, if this language has it; `message` is its name, then the names of the
    /// values: `rows|count`.
    pub fn text(&self, message: &str, values: &[&dyn Argument]) -> Option<String> {
        let asked = Asked { message, values };
        let found = self.messages.get(name(message))?;
        let text = self.filled(self.chosen(found, asked), asked);
        #[cfg(any(test, debug_assertions))]
        if self.locale.is_pseudo() {
            return Some(crate::pseudo::bracketed(&text));
        }
        Some(text)
    }

    /// Of `{ $count -> [one] … *[other] … }` the text that the argument chooses; any other message
    /// as it is.
    fn chosen<'a>(&self, message: &'a str, asked: Asked<'_>) -> &'a str {
        let mut lines = message.lines();
        let Some(name) = lines.next().and_then(|line| line.strip_suffix("->")) else {
            return message;
        };
        let arg = asked.value(name.trim_start_matches('{').trim());
        let mut otherwise = "";
        for line in lines {
            let line = line.trim_start();
            let is_default = line.starts_with('*');
            let variant = line.trim_start_matches('*').strip_prefix('[');
            let Some((name, text)) = variant.and_then(|it| it.split_once(']')) else { continue };
            if arg.is_some_and(|arg| arg.is(name, self.locale)) {
                return text.trim_start();
            }
            if is_default {
                otherwise = text.trim_start();
            }
        }
        otherwise
    }

    /// The text with its arguments; one that is missing shows its name.
    fn filled(&self, text: &str, asked: Asked<'_>) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, after)) = behind.split_once('}') else { break };
            self.say(before, &mut filled);
            let isolates = self.locale.is_mirrored();
            if isolates {
                filled.push(ISOLATE.0);
            }
            match asked.value(name.trim()) {
                Some(arg) => arg.write(&mut filled),
                None => filled.push_str(name),
            }
            if isolates {
                filled.push(ISOLATE.1);
            }
            rest = after;
        }
        self.say(rest, &mut filled);
        filled
    }

    /// Adds what is no argument.
    fn say(&self, words: &str, to: &mut String) {
        #[cfg(any(test, debug_assertions))]
        if self.locale.is_pseudo() {
            return to.push_str(&crate::pseudo::accented(words));
        }
        to.push_str(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# Comment = nothing

rows =
    { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }
greeting = Good day, { $name }!
";

    fn text(locale: Locale, message: &str, values: &[&dyn Argument]) -> Option<String> {
        Catalogue::read(locale, [FILE]).text(message, values)
    }

    #[test]
    fn a_text_is_chosen_and_filled() {
        let rows = |count: u32| text(Locale::English, "rows|count", &[&count]).unwrap();
        assert_eq!((rows(1).as_str(), rows(5).as_str()), ("1 row", "5 rows"));
        let greeting = text(Locale::German, "greeting|name", &[&"Ada"]);
        assert_eq!(greeting.as_deref(), Some("Good day, Ada!"));
    }

    #[test]
    fn what_is_missing_is_not_made_up() {
        assert_eq!(text(Locale::English, "unknown", &[]), None);
        assert_eq!(text(Locale::English, "# Comment", &[]), None);
        assert_eq!(text(Locale::English, "greeting", &[]).as_deref(), Some("Good day,  $name !"));
    }

    #[test]
    fn arguments_keep_their_direction_in_a_mirrored_text() {
        let mirrored = text(Locale::Mirrored, "greeting|name", &[&"Ada"]).unwrap();
        assert!(mirrored.contains("\u{2068}Ada\u{2069}"), "{mirrored}");
    }
}
