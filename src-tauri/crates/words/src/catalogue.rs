//! The messages of one language.

use crate::Locale;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{borrow::Cow, sync::OnceLock};
use unic_langid::LanguageIdentifier;

/// The files of a language.
macro_rules! files {
    ($folder:literal) => {
        [
            include_str!(concat!("../locales/", $folder, "/sync.ftl")),
            include_str!(concat!("../locales/", $folder, "/board.ftl")),
            include_str!(concat!("../locales/", $folder, "/widgets.ftl")),
            include_str!(concat!("../locales/", $folder, "/app.ftl")),
        ]
    };
}

const ENGLISH: [&str; 4] = files!("en");
const GERMAN: [&str; 4] = files!("de");
const CHINESE: [&str; 4] = files!("zh");

/// What a message is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// A text, shown as it is.
    Text(Cow<'a, str>),
    /// A number; forms of the plural depend on it.
    Number(f64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<f64> for Arg<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

/// The messages of one language.
pub struct Catalogue {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Reads the messages of a language.
    pub fn of(locale: Locale) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language(locale)]);
        bundle.set_use_isolating(locale.is_mirrored());
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => crate::written(number.value),
            FluentValue::String(_)
            | FluentValue::Custom(_)
            | FluentValue::None
            | FluentValue::Error => None,
        }));
        #[cfg(any(test, debug_assertions))]
        if matches!(locale, Locale::Pseudo | Locale::Mirrored) {
            bundle.set_transform(Some(crate::pseudo::accented));
        }
        for file in files(locale) {
            // A test reads all files; of a broken one the whole messages count.
            let (Ok(messages) | Err((messages, _))) = FluentResource::try_new((*file).to_owned());
            bundle.add_resource_overriding(messages);
        }
        Self { locale, bundle }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The text of a message; in English if this language lacks it, its name if English does too.
    pub fn text(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let found = self.own_text(key, args).or_else(|| english().own_text(key, args));
        let text = found.unwrap_or_else(|| key.to_owned());
        #[cfg(any(test, debug_assertions))]
        if matches!(self.locale, Locale::Pseudo | Locale::Mirrored) {
            return crate::pseudo::bracketed(&text);
        }
        text
    }

    /// The text of a message, if this language has it.
    pub fn own_text(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let args: FluentArgs<'_> = args.iter().map(|(name, arg)| (*name, value(arg))).collect();
        // A test gives every message its arguments; what is wrong all the same shows its name.
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
    }
}

fn value<'a>(arg: &'a Arg<'_>) -> FluentValue<'a> {
    match arg {
        Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
        Arg::Number(number) => FluentValue::from(*number),
    }
}

/// For messages that another language lacks; read when the first one is missing.
fn english() -> &'static Catalogue {
    static ENGLISH: OnceLock<Catalogue> = OnceLock::new();
    ENGLISH.get_or_init(|| Catalogue::of(Locale::English))
}

fn files(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::English => &ENGLISH,
        Locale::German => &GERMAN,
        Locale::Chinese => &CHINESE,
        #[cfg(any(test, debug_assertions))]
        Locale::Pseudo | Locale::Mirrored => &ENGLISH,
    }
}

/// The language whose plurals count; that of a pseudo-language is English.
fn language(locale: Locale) -> LanguageIdentifier {
    let tag = match locale {
        Locale::English => "en",
        Locale::German => "de",
        Locale::Chinese => "zh",
        #[cfg(any(test, debug_assertions))]
        Locale::Pseudo | Locale::Mirrored => "en",
    };
    tag.parse().unwrap_or_default()
}
