//! How a value changed: since the reading before, and over the time that is shown.

use crate::{clock, format};
use jiff::Timestamp;
use tideboard_protocol::{
    Point,
    widget::{Direction, Metric},
};
use tideboard_words::t;
use yew::prelude::*;

/// Which way a value went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
    Level,
}

impl Way {
    fn of(difference: f64) -> Self {
        if difference > 0.0 {
            Self::Up
        } else if difference < 0.0 {
            Self::Down
        } else {
            Self::Level
        }
    }

    fn arrow(self) -> &'static str {
        match self {
            Self::Up => "▲",
            Self::Down => "▼",
            Self::Level => "●",
        }
    }
}

/// Change since the reading before, as a mark beside the value.
pub fn delta(points: &[Point], metric: &Metric) -> Html {
    let [.., before, last] = points else { return Html::default() };
    let difference = last.value.get() - before.value.get();
    let way = Way::of(difference);
    let at = Timestamp::from_millisecond(before.t_ms).unwrap_or_default();
    let words = delta_words(difference, metric.direction);
    let since = t!("trend-since", words = words, time = clock::moment(at, clock::now()));
    html! {
        <span class="metric-delta number" title={since.clone()} data-testid="metric-delta">
            <span aria-hidden="true">
                { way.arrow() }
                if way != Way::Level { { "\u{a0}" }{ format::number(difference.abs()) } }
            </span>
            <span class="offscreen">{ since }</span>
        </span>
    }
}

fn delta_words(difference: f64, direction: Direction) -> String {
    let size = format::number(difference.abs());
    match (Way::of(difference), direction) {
        (Way::Up, Direction::Up) => t!("trend-up-better", size = size),
        (Way::Up, Direction::Down) => t!("trend-up-worse", size = size),
        (Way::Down, Direction::Down) => t!("trend-down-better", size = size),
        (Way::Down, Direction::Up) => t!("trend-down-worse", size = size),
        (Way::Level, Direction::Up | Direction::Down) => t!("trend-unchanged"),
    }
}

/// Change since the oldest point that is shown.
pub fn over_time(points: &[Point]) -> Html {
    let Some(words) = over_time_words(points) else { return Html::default() };
    html! { <span class="muted">{ words }</span> }
}

fn over_time_words(points: &[Point]) -> Option<String> {
    let (first, last) = (points.first()?, points.last()?);
    let seconds = (last.t_ms - first.t_ms) / 1000;
    if seconds < 1 {
        return None;
    }
    let span = format::span(seconds);
    let difference = last.value.get() - first.value.get();
    let start = first.value.get().abs();
    let percent = (start > f64::EPSILON).then(|| (difference / start * 100.0).abs());
    let size = match percent {
        Some(percent) if percent < 0.05 => return Some(t!("trend-steady", span = span)),
        // Beyond tenfold a percentage says nothing.
        Some(percent) if percent < 1000.0 => {
            t!("percent", number = format::number_with(percent, usize::from(percent < 100.0)))
        }
        Some(_) | None => format::number(difference.abs()),
    };
    Some(match Way::of(difference) {
        Way::Up => t!("trend-up", size = size, span = span),
        Way::Down => t!("trend-down", size = size, span = span),
        Way::Level => t!("trend-steady", span = span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::Number;

    #[test]
    fn a_trend_says_how_much_in_what_time() {
        let trend = |from: f64, to: f64| {
            let point = |t_ms, value| Point { t_ms, value: Number::new(value).unwrap() };
            over_time_words(&[point(0, from), point(3_600_000, to)]).unwrap()
        };
        assert_eq!(trend(100.0, 103.14), "up 3.1 % in 1 h");
        assert_eq!(trend(100.0, 50.0), "down 50.0 % in 1 h");
        assert_eq!(trend(100.0, 100.0), "steady for 1 h");
        assert_eq!(trend(0.0, 3.0), "up 3 in 1 h");
        assert_eq!(trend(1.0, 5000.0), "up 4999 in 1 h");
        assert_eq!(over_time_words(&[]), None);
    }

    #[test]
    fn a_change_is_better_or_worse_by_the_direction() {
        assert_eq!(delta_words(3.0, Direction::Up), "up 3, better");
        assert_eq!(delta_words(3.0, Direction::Down), "up 3, worse");
        assert_eq!(delta_words(-0.5, Direction::Down), "down 0.50, better");
        assert_eq!(delta_words(0.0, Direction::Down), "unchanged");
    }
}
