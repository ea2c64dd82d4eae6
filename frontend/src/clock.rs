//! The time, and times in words, in the reader's time zone and locale.
//!
//! The browser knows both; natively (in tests) the zone is UTC and the form 24 hours.

use jiff::Timestamp;
use tideboard_words::t;

/// Now. A clock outside of what a timestamp can hold counts as the epoch.
pub fn now() -> Timestamp {
    #[cfg(any(debug_assertions, feature = "gallery"))]
    if let Some(stopped) = stopped() {
        return stopped;
    }
    Timestamp::from_millisecond(now_ms()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The moment at which `?now=2026-03-03T12:04:31Z` stops all clocks, so that two pictures of one
/// state are the same.
#[cfg(all(any(debug_assertions, feature = "gallery"), target_arch = "wasm32"))]
pub fn stopped() -> Option<Timestamp> {
    thread_local! {
        static STOPPED: Option<Timestamp> =
            crate::browser::query("now").and_then(|moment| moment.parse().ok());
    }
    STOPPED.with(|stopped| *stopped)
}

#[cfg(all(any(debug_assertions, feature = "gallery"), not(target_arch = "wasm32")))]
pub fn stopped() -> Option<Timestamp> {
    None
}

/// A time out of milliseconds since the epoch; the epoch for what no timestamp can hold.
pub fn of_ms(t_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(t_ms).unwrap_or_default()
}

/// How far the reader's zone is ahead of UTC at a time, in milliseconds.
pub fn zone_offset_ms(t_ms: i64) -> i64 {
    #[cfg(target_arch = "wasm32")]
    {
        let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(t_ms as f64));
        -(date.get_timezone_offset() as i64) * 60_000
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        let _ = t_ms;
        0
    }
}

/// Time of day: "12:04".
pub fn time(at: Timestamp) -> String {
    write(Form::Time, at)
}

/// Time of day with seconds: "12:04:31".
pub fn time_with_seconds(at: Timestamp) -> String {
    write(Form::Seconds, at)
}

/// Day: "3 Mar".
pub fn day(at: Timestamp) -> String {
    write(Form::Day, at)
}

/// Time of day, or the day if that is not today's.
pub fn time_or_day(at: Timestamp, now: Timestamp) -> String {
    if day(at) == day(now) { time(at) } else { day(at) }
}

/// The time of something of today, the day of anything else.
pub fn recent(at: Timestamp) -> String {
    time_or_day(at, now())
}

/// "today 12:04", "3 Mar 12:04".
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    let day_of = day(at);
    if day_of == day(now) {
        t!("moment-today", time = time(at))
    } else {
        format!("{day_of} {}", time(at))
    }
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Time,
    Seconds,
    Day,
}

#[cfg(target_arch = "wasm32")]
fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

#[cfg(not(target_arch = "wasm32"))]
fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

#[cfg(target_arch = "wasm32")]
fn write(form: Form, at: Timestamp) -> String {
    use js_sys::{Function, Intl::DateTimeFormat};
    use std::cell::RefCell;
    use tideboard_words::Locale;
    use wasm_bindgen::JsValue;

    struct Forms {
        locale: Locale,
        time: Function,
        seconds: Function,
        day: Function,
    }

    fn format(parts: &[(&str, JsValue)]) -> Function {
        let (language, options) = crate::language::form(parts);
        DateTimeFormat::new(&language, &options).format()
    }

    impl Forms {
        fn new() -> Self {
            let part = |name| (name, JsValue::from("2-digit"));
            let (hour, minute) = (part("hour"), part("minute"));
            Self {
                locale: tideboard_words::locale(),
                time: format(&[hour.clone(), minute.clone()]),
                seconds: format(&[hour, minute, part("second")]),
                day: format(&[("day", "numeric".into()), ("month", "short".into())]),
            }
        }
    }

    thread_local! {
        /// Making a format is slow, hence each is made once for a language.
        static FORMS: RefCell<Forms> = RefCell::new(Forms::new());
    }
    let ms = JsValue::from_f64(at.as_millisecond() as f64);
    FORMS
        .with_borrow_mut(|forms| {
            if forms.locale != tideboard_words::locale() {
                *forms = Forms::new();
            }
            let format = match form {
                Form::Time => &forms.time,
                Form::Seconds => &forms.seconds,
                Form::Day => &forms.day,
            };
            format.call1(&JsValue::UNDEFINED, &ms).ok().and_then(|text| text.as_string())
        })
        .unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
fn write(form: Form, at: Timestamp) -> String {
    let at = at.to_string();
    match form {
        Form::Time => at[11..16].to_owned(),
        Form::Seconds => at[11..19].to_owned(),
        Form::Day => at[..10].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_day_is_named() {
        let at: Timestamp = "2026-03-03T12:04:31Z".parse().unwrap();
        let later: Timestamp = "2026-03-04T01:00:00Z".parse().unwrap();
        assert_eq!(time_or_day(at, at), "12:04");
        assert_eq!(time_or_day(at, later), "2026-03-03");
        assert_eq!(moment(at, at), "today 12:04");
        assert_eq!(moment(at, later), "2026-03-03 12:04");
    }
}
