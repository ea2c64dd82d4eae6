//! What Tideboard says to people, in their language.
//!
//! Window and shell share these catalogues (Fluent, one folder for each language under `locales`),
//! so that both say the same thing in the same words. The shell carries them; the view reads them
//! as files beside its page and hands them to [`teach`]. A text is reached by [`t!`] with the name
//! of its message. A test reads every source of window and shell and checks that each message that
//! is used exists in every language with just the arguments it is given, and that none is left
//! over; what is still missing at run time falls back to English, message by message, and to the
//! name of the message where English is missing, too.
//!
//! Log lines, the command line and what servers say are English and not found here.

#[cfg(not(target_arch = "wasm32"))]
mod carried;
mod catalogue;
mod error;
mod locale;
#[cfg(any(test, debug_assertions))]
mod pseudo;
mod status;

pub use catalogue::{Argument, Catalogue, FILES};
pub use error::{error, notice, rejection};
pub use locale::Locale;
pub use status::{kept_here, status};

use std::sync::{OnceLock, PoisonError, RwLock};

/// The catalogues read so far; few, hence a list.
static KNOWN: RwLock<Vec<&Catalogue>> = RwLock::new(Vec::new());
static SPOKEN: RwLock<Locale> = RwLock::new(Locale::English);
static WRITE_NUMBER: OnceLock<fn(f64) -> String> = OnceLock::new();

/// The text of a message in the language in use: `t!("sync-paused")`, or with arguments
/// `t!("changes", count = 3)`. Names are literals, so that a test finds them.
#[macro_export]
macro_rules! t {
    ($key:literal) => {
        $crate::plain($key)
    };
    ($key:literal $(, $name:ident = $value:expr)+ $(,)?) => {
        $crate::text(
            concat!($key $(, "|", stringify!($name))+),
            &[$(&$value as &dyn $crate::Argument),+],
        )
    };
}

/// The name of a message without arguments, for tables; [`plain`] makes a text of it.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}

/// Adds the messages of a language for the rest of the run; the first ones of each language count.
pub fn teach(catalogue: Catalogue) {
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.iter().all(|it| it.locale() != catalogue.locale()) {
        known.push(Box::leak(Box::new(catalogue)));
    }
}

/// Whether the messages of a language are there.
pub fn knows(locale: Locale) -> bool {
    known(locale).is_some()
}

/// Speaks this language from now on.
pub fn speak(locale: Locale) {
    *SPOKEN.write().unwrap_or_else(PoisonError::into_inner) = locale;
}

/// The language in use; English until somebody chooses.
pub fn locale() -> Locale {
    *SPOKEN.read().unwrap_or_else(PoisonError::into_inner)
}

/// How numbers are written within texts; the first call counts. Without one: plain digits.
pub fn write_numbers_with(write: fn(f64) -> String) {
    // A second call changes nothing, as is said above.
    let _ = WRITE_NUMBER.set(write);
}

fn written(number: f64) -> String {
    WRITE_NUMBER.get().map_or_else(|| number.to_string(), |write| write(number))
}

/// The text of a message; use [`t!`].
pub fn text(message: &str, values: &[&dyn Argument]) -> String {
    let own = known(locale()).and_then(|catalogue| catalogue.text(message, values));
    let found = own.or_else(|| known(Locale::English)?.text(message, values));
    found.unwrap_or_else(|| catalogue::name(message).to_owned())
}

/// The text of a message without arguments, named by [`key!`].
pub fn plain(key: &str) -> String {
    text(key, &[])
}

fn known(locale: Locale) -> Option<&'static Catalogue> {
    let of = |known: &[&'static Catalogue]| known.iter().find(|it| it.locale() == locale).copied();
    let found = of(&KNOWN.read().unwrap_or_else(PoisonError::into_inner));
    #[cfg(not(target_arch = "wasm32"))]
    if found.is_none() {
        teach(Catalogue::of(locale));
        return of(&KNOWN.read().unwrap_or_else(PoisonError::into_inner));
    }
    found
}
