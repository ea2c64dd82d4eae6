//! The messages of one language.

use crate::Locale;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::borrow::Cow;
use unic_langid::LanguageIdentifier;

/// The files of a language, without their ending.
pub const FILES: [&str; 4] = ["sync", "board", "widgets", "app"];

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
    /// Reads the messages of a language from the texts of its files.
    pub fn read(locale: Locale, files: impl IntoIterator<Item = String>) -> Self {
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
        if locale.is_pseudo() {
            bundle.set_transform(Some(crate::pseudo::accented));
        }
        for file in files {
            // A test reads all files; of a broken one the whole messages count.
            let (Ok(messages) | Err((messages, _))) = FluentResource::try_new(file);
            bundle.add_resource_overriding(messages);
        }
        Self { locale, bundle }
    }

    /// The messages of a language as this program carries them.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn of(locale: Locale) -> Self {
        Self::read(locale, crate::carried::files(locale).map(str::to_owned))
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The text of a message, if this language has it.
    pub fn text(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let args: FluentArgs<'_> = args.iter().map(|(name, arg)| (*name, value(arg))).collect();
        // A test gives every message its arguments; what is wrong all the same shows its name.
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        #[cfg(any(test, debug_assertions))]
        if self.locale.is_pseudo() {
            return Some(crate::pseudo::bracketed(&text));
        }
        Some(text)
    }
}

fn value<'a>(arg: &'a Arg<'_>) -> FluentValue<'a> {
    match arg {
        Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
        Arg::Number(number) => FluentValue::from(*number),
    }
}

/// The language whose plurals count; that of a pseudo-language is English.
fn language(locale: Locale) -> LanguageIdentifier {
    locale.folder().parse().unwrap_or_default()
}
