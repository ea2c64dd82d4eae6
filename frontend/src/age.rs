//! How old what a widget shows is, in words. Old data never looks live.

use crate::format;
use jiff::Timestamp;
use std::fmt;
use tideboard_protocol::view::Freshness;
use tideboard_words::t;

/// What the age of a widget depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct News {
    /// How current the board is.
    pub freshness: Freshness,
    /// When the widget last got news.
    pub newest: Option<Timestamp>,
    /// After how many seconds without news it counts as stale; `None`: it is edited by people and
    /// stays right until somebody changes it.
    pub stale_after_s: Option<f64>,
}

/// An age in words, in parts: a narrow widget shows only the middle one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// "as of 14:02 · "
    pub from: String,
    /// "3 h"
    pub what: String,
    /// " old"
    pub old: String,
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.from, self.what, self.old)
    }
}

/// How old a widget's content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// A figure with recent news, on a board that is in step.
    Live,
    /// In step with the server; last changed then, if it is known.
    Current { changed: Option<Timestamp> },
    /// Overdue or out of touch by less than a minute.
    Seconds { seconds: i64 },
    /// As it was then.
    AsOf { at: Timestamp, seconds: i64 },
    /// Out of touch, and never known to be in step.
    Unknown,
}

impl News {
    /// The age at `now`.
    pub fn age(&self, now: Timestamp) -> Age {
        let since = |at: Timestamp| now.duration_since(at).as_secs().max(0);
        let old = |at: Timestamp| match since(at) {
            seconds @ 0..60 => Age::Seconds { seconds },
            seconds => Age::AsOf { at, seconds },
        };
        match (self.freshness, self.stale_after_s, self.newest) {
            (Freshness::Live, None, changed) => Age::Current { changed },
            (Freshness::Live, Some(limit), Some(at)) if (since(at) as f64) < limit => Age::Live,
            (Freshness::Live | Freshness::AsOf { .. }, Some(_), Some(at)) => old(at),
            (Freshness::AsOf { at: Some(at) }, None, _)
            | (Freshness::AsOf { at: Some(at) }, Some(_), None) => old(at),
            (Freshness::Live, Some(_), None) | (Freshness::AsOf { at: None }, _, _) => Age::Unknown,
        }
    }
}

impl Age {
    /// Name for styles and tests: `old` and `unknown` must not look live.
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Current { .. } => "current",
            Self::Seconds { .. } | Self::AsOf { .. } => "old",
            Self::Unknown => "unknown",
        }
    }

    /// In words; `clock` writes a time of day, or the day where that is another.
    pub fn words(self, clock: impl Fn(Timestamp) -> String) -> Words {
        let only = |what: &str| Words { what: what.to_owned(), ..Words::default() };
        match self {
            Self::Live => only(&t!("age-live")),
            Self::Current { changed: Some(at) } => Words {
                from: format!("{} ", t!("age-changed-at")),
                what: clock(at),
                old: String::new(),
            },
            Self::Current { changed: None } => only(&t!("age-synced")),
            Self::Seconds { seconds } => only(&format::span(seconds)),
            Self::AsOf { at, seconds } => Words {
                from: format!("{} ", t!("age-as-of", time = clock(at))),
                what: format::span(seconds),
                old: format!(" {}", t!("age-old")),
            },
            Self::Unknown => only(&t!("age-none")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn at(text: &str) -> Timestamp {
        format!("2026-03-03T{text}Z").parse().unwrap()
    }

    fn words(freshness: Freshness, newest: Option<&str>, stale_after_s: Option<f64>) -> String {
        let news = News { freshness, newest: newest.map(at), stale_after_s };
        news.age(at("12:00:00")).words(clock::time).to_string()
    }

    const OFFLINE: Freshness = Freshness::AsOf { at: None };

    #[test]
    fn a_figure_is_live_only_while_news_is_young_and_the_board_in_step() {
        assert_eq!(words(Freshness::Live, Some("11:59:55"), Some(10.0)), "live");
        assert_eq!(words(Freshness::Live, Some("11:59:48"), Some(10.0)), "12 s");
        assert_eq!(words(Freshness::Live, Some("09:02:00"), Some(10.0)), "as of 09:02 · 2 h old");
        assert_eq!(words(OFFLINE, Some("11:59:55"), Some(10.0)), "5 s");
        assert_eq!(words(OFFLINE, Some("11:40:00"), Some(10.0)), "as of 11:40 · 20 min old");
        assert_eq!(words(Freshness::Live, None, Some(10.0)), "no data yet");
    }

    #[test]
    fn what_people_edit_is_as_current_as_the_board() {
        let then = Freshness::AsOf { at: Some(at("11:36:00")) };
        assert_eq!(words(Freshness::Live, Some("08:00:00"), None), "changed 08:00");
        assert_eq!(words(Freshness::Live, None, None), "synced");
        assert_eq!(words(then, Some("08:00:00"), None), "as of 11:36 · 24 min old");
        assert_eq!(words(OFFLINE, Some("08:00:00"), None), "no data yet");
    }

    #[test]
    fn a_clock_that_runs_ahead_does_not_make_news_of_the_future() {
        assert_eq!(words(OFFLINE, Some("12:00:30"), Some(10.0)), "0 s");
    }

    #[test]
    fn old_looks_old() {
        let age = |freshness| {
            let news = News { freshness, newest: Some(at("11:59:00")), stale_after_s: None };
            news.age(at("12:00:00")).name()
        };
        assert_eq!(age(Freshness::Live), "current");
        assert_eq!(age(Freshness::AsOf { at: Some(at("11:00:00")) }), "old");
        assert_eq!(age(OFFLINE), "unknown");
    }
}
