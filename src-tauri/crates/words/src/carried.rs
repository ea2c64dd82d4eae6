//! The catalogues inside the program. The view does without: it reads them as files beside it, so
//! that its own program stays small.

use crate::Locale;

/// The files of a language, in the order of [`crate::FILES`].
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

/// The files of a language.
pub fn files(locale: Locale) -> [&'static str; 4] {
    match locale {
        Locale::English => files!("en"),
        Locale::German => files!("de"),
        Locale::Chinese => files!("zh"),
        #[cfg(any(test, debug_assertions))]
        Locale::Pseudo | Locale::Mirrored => files!("en"),
    }
}
