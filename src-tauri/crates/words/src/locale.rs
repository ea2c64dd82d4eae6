//! The languages, and which one a system asks for.

use tideboard_protocol::settings::Language;

/// A language that texts are there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Locale {
    /// The source of all others.
    English,
    /// German.
    German,
    /// Chinese in simplified characters.
    Chinese,
    /// English with accents, brackets and 40 % more length: shows what is not translated and
    /// where room is short.
    #[cfg(any(test, debug_assertions))]
    Pseudo,
    /// The same, read from right to left.
    #[cfg(any(test, debug_assertions))]
    Mirrored,
}

impl Locale {
    /// The languages that people can choose.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Chinese];

    /// What a setting means; `system` are the system's languages, the preferred one first, as
    /// language tags or in the form of a `LANG` variable.
    pub fn chosen<S: AsRef<str>>(language: Language, system: impl IntoIterator<Item = S>) -> Self {
        match language {
            Language::System => system
                .into_iter()
                .find_map(|tag| Self::of_tag(tag.as_ref()))
                .unwrap_or(Self::English),
            Language::English => Self::English,
            Language::German => Self::German,
            Language::Chinese => Self::Chinese,
        }
    }

    /// The language of a tag such as `de-AT` or `zh_CN.UTF-8`, if texts are there for it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "de" => Some(Self::German),
            "zh" => Some(Self::Chinese),
            #[cfg(any(test, debug_assertions))]
            "qps" if tag == "qps-plocm" => Some(Self::Mirrored),
            #[cfg(any(test, debug_assertions))]
            "qps" => Some(Self::Pseudo),
            _ => None,
        }
    }

    /// Language tag, for the page and for forms of numbers and times.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Chinese => "zh-Hans",
            #[cfg(any(test, debug_assertions))]
            Self::Pseudo => "qps-ploc",
            #[cfg(any(test, debug_assertions))]
            Self::Mirrored => "qps-plocm",
        }
    }

    /// The folder of its catalogue.
    pub fn folder(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Chinese => "zh",
            #[cfg(any(test, debug_assertions))]
            Self::Pseudo | Self::Mirrored => "en",
        }
    }

    /// The form of the plural for a number, as Fluent names it.
    pub fn plural(self, number: f64) -> &'static str {
        match self {
            Self::English | Self::German if number == 1.0 => "one",
            #[cfg(any(test, debug_assertions))]
            Self::Pseudo | Self::Mirrored if number == 1.0 => "one",
            Self::English | Self::German | Self::Chinese => "other",
            #[cfg(any(test, debug_assertions))]
            Self::Pseudo | Self::Mirrored => "other",
        }
    }

    /// Its own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Chinese => "简体中文",
            #[cfg(any(test, debug_assertions))]
            Self::Pseudo | Self::Mirrored => "Pseudo",
        }
    }

    /// Whether it is English made strange.
    #[cfg(any(test, debug_assertions))]
    pub fn is_pseudo(self) -> bool {
        matches!(self, Self::Pseudo | Self::Mirrored)
    }

    /// Whether it is read from right to left.
    pub fn is_mirrored(self) -> bool {
        match self {
            Self::English | Self::German | Self::Chinese => false,
            #[cfg(any(test, debug_assertions))]
            Self::Pseudo => false,
            #[cfg(any(test, debug_assertions))]
            Self::Mirrored => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_followed_as_far_as_texts_are_there() {
        let system = |tags: &[&str]| Locale::chosen(Language::System, tags);
        assert_eq!(system(&["de-AT", "en"]), Locale::German);
        assert_eq!(system(&["fr-FR", "zh-CN", "en"]), Locale::Chinese);
        assert_eq!(system(&["de_DE.UTF-8"]), Locale::German);
        assert_eq!(system(&["C.UTF-8"]), Locale::English);
        assert_eq!(system(&[]), Locale::English);
    }

    #[test]
    fn a_choice_wins_over_the_system() {
        assert_eq!(Locale::chosen(Language::English, ["de"]), Locale::English);
    }

    #[test]
    fn every_tag_leads_back_to_its_language() {
        for locale in [&Locale::ALL[..], &[Locale::Pseudo, Locale::Mirrored]].concat() {
            assert_eq!(Locale::of_tag(locale.tag()), Some(locale));
        }
    }
}
