//! What Tideboard says to people, in their language.
//!
//! Window and shell share these catalogues (Fluent, one folder for each language under `locales`),
//! so that both say the same thing in the same words. A text is reached by [`t!`] with the name of
//! its message. A test reads every source of window and shell and checks that each message that is
//! used exists in every language with just the arguments it is given, and that none is left over;
//! what is still missing at run time falls back to English, message by message.
//!
//! Log lines, the command line and what servers say are English and not found here.

mod catalogue;
mod error;
mod locale;
#[cfg(any(test, debug_assertions))]
mod pseudo;
mod status;

pub use catalogue::{Arg, Catalogue};
pub use error::{error, rejection};
pub use locale::Locale;
pub use status::{kept_here, status};

use std::sync::{Arc, OnceLock, RwLock};

/// The catalogue in use; English until somebody chooses.
static CURRENT: RwLock<Option<Arc<Catalogue>>> = RwLock::new(None);
static WRITE_NUMBER: OnceLock<fn(f64) -> String> = OnceLock::new();

/// The text of a message in the language in use: `t!("sync-paused")`, or with arguments
/// `t!("changes", count = 3)`. Names are literals, so that a test finds them.
#[macro_export]
macro_rules! t {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text($key, &[$((stringify!($name), $crate::Arg::from($value))),*])
    };
}

/// The name of a message without arguments, for tables; [`plain`] makes a text of it.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}

/// Speaks this language from now on. Cheap when it is spoken already.
pub fn speak(locale: Locale) {
    if self::locale() != locale {
        let catalogue = Arc::new(Catalogue::of(locale));
        // A catalogue is replaced whole: a panic in between leaves nothing half done.
        *CURRENT.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(catalogue);
    }
}

/// The language in use.
pub fn locale() -> Locale {
    let current = CURRENT.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    current.as_ref().map_or(Locale::English, |catalogue| catalogue.locale())
}

/// How numbers are written within texts; the first call counts. Without one: plain digits.
pub fn write_numbers_with(write: fn(f64) -> String) {
    // A second call changes nothing, as is said above.
    let _ = WRITE_NUMBER.set(write);
}

fn written(number: f64) -> Option<String> {
    WRITE_NUMBER.get().map(|write| write(number))
}

/// The text of a message; use [`t!`].
pub fn text(key: &str, args: &[(&str, Arg<'_>)]) -> String {
    current().text(key, args)
}

/// The text of a message without arguments, named by [`key!`].
pub fn plain(key: &str) -> String {
    text(key, &[])
}

fn current() -> Arc<Catalogue> {
    if let Some(current) = &*CURRENT.read().unwrap_or_else(|poisoned| poisoned.into_inner()) {
        return current.clone();
    }
    let english = Arc::new(Catalogue::of(Locale::English));
    let mut current = CURRENT.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    current.get_or_insert(english).clone()
}
