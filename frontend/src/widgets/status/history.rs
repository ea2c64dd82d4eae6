//! How a service was: a series of its own, with a number for each state. No browser.
//!
//! `points/<service>` holds one point for each change; feeds may write it like people do. A state
//! lasts until the next one; what is true since `since` is said by the service itself, so that a
//! change that was taken back leaves no trace.

use crate::format;
use jiff::Timestamp;
use std::fmt::Display;
use tideboard_protocol::{Number, Point, widget::ServiceState};
use tideboard_words::t;

/// A day in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// A time during which a service was in one state, in milliseconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its begin.
    pub from: i64,
    /// Its end.
    pub to: i64,
    /// The state.
    pub state: ServiceState,
}

/// The points to add when a service changes: its new state, and the one before, if the series did
/// not have that.
pub fn points_of_change(
    before: Option<(ServiceState, Timestamp)>,
    now: (ServiceState, Timestamp),
) -> Vec<Point> {
    let point = |(state, at): (ServiceState, Timestamp)| Point {
        t_ms: at.as_millisecond(),
        value: Number::new(code(state)).unwrap_or_default(),
    };
    let before = before.filter(|(_, at)| *at < now.1);
    before.into_iter().chain([now]).map(point).collect()
}

/// The states within `from..=to`, oldest first: what the series says, and the current state from
/// its `since` on.
pub fn stretches(
    points: &[Point],
    (state, since): (ServiceState, Option<i64>),
    (from, to): (i64, i64),
) -> Vec<Stretch> {
    let before = points.iter().take_while(|point| since.is_none_or(|since| point.t_ms < since));
    let mut begins: Vec<(i64, ServiceState)> =
        before.map(|point| (point.t_ms, of_code(point.value.get()))).collect();
    begins.extend(since.map(|since| (since, state)));
    let mut stretches: Vec<Stretch> = Vec::new();
    for (place, (begin, state)) in begins.iter().enumerate() {
        let end = begins.get(place + 1).map_or(to, |(next, _)| *next);
        let (begin, end) = ((*begin).max(from), end.min(to));
        match stretches.last_mut() {
            Some(last) if last.state == *state && begin < end => last.to = end,
            Some(_) | None if begin < end => {
                stretches.push(Stretch { from: begin, to: end, state: *state });
            }
            Some(_) | None => {}
        }
    }
    stretches
}

/// How long a service was in which state: "Last 24 h: OK 20 h, Down 3 h".
pub fn share_words<S: Display>(stretches: &[Stretch], words: impl Fn(ServiceState) -> S) -> String {
    let length = |state: ServiceState| -> i64 {
        let of_state = stretches.iter().filter(|stretch| stretch.state == state);
        of_state.map(|stretch| stretch.to - stretch.from).sum()
    };
    let shares = ServiceState::ALL.into_iter().filter(|state| length(*state) > 0);
    let shares: Vec<String> = shares
        .map(|state| format!("{} {}", words(state), format::span(length(state) / 1000)))
        .collect();
    if shares.is_empty() {
        t!("service-no-history")
    } else {
        t!("service-history", shares = shares.join(", "))
    }
}

fn code(state: ServiceState) -> f64 {
    match state {
        ServiceState::Ok => 0.0,
        ServiceState::Degraded => 1.0,
        ServiceState::Down => 2.0,
        ServiceState::Maintenance => 3.0,
        ServiceState::Unknown => 4.0,
    }
}

fn of_code(number: f64) -> ServiceState {
    ServiceState::ALL
        .into_iter()
        .find(|state| (code(*state) - number).abs() < 0.5)
        .unwrap_or(ServiceState::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    fn parts(points: &[Point], state: ServiceState, since: i64) -> Vec<(i64, i64, ServiceState)> {
        let shown = stretches(points, (state, Some(since)), (0, 1000));
        shown.into_iter().map(|it| (it.from, it.to, it.state)).collect()
    }

    #[test]
    fn every_state_has_a_number_of_its_own() {
        for state in ServiceState::ALL {
            assert_eq!(of_code(code(state)), state);
        }
        assert_eq!(of_code(99.0), ServiceState::Unknown);
    }

    #[test]
    fn the_first_change_tells_what_was_before() {
        let before = Some((ServiceState::Ok, at(100)));
        let points = points_of_change(before, (ServiceState::Down, at(700)));
        assert_eq!(points.len(), 2);
        assert_eq!(
            parts(&points, ServiceState::Down, 700),
            [(100, 700, ServiceState::Ok), (700, 1000, ServiceState::Down)]
        );
    }

    #[test]
    fn a_change_that_was_taken_back_is_gone() {
        let points =
            points_of_change(Some((ServiceState::Ok, at(100))), (ServiceState::Down, at(700)));
        assert_eq!(parts(&points, ServiceState::Ok, 100), [(100, 1000, ServiceState::Ok)]);
    }

    #[test]
    fn only_what_lies_in_the_span_is_shown_and_equal_states_are_one() {
        let points: Vec<Point> = [(-500, ServiceState::Ok), (200, ServiceState::Ok)]
            .into_iter()
            .flat_map(|(ms, state)| points_of_change(None, (state, at(ms))))
            .collect();
        assert_eq!(parts(&points, ServiceState::Degraded, 5000), [(0, 1000, ServiceState::Ok)]);
        assert!(stretches(&[], (ServiceState::Ok, None), (0, 1000)).is_empty());
    }

    #[test]
    fn the_shares_are_said() {
        let hour = 3_600_000;
        let shown = [
            Stretch { from: 0, to: 20 * hour, state: ServiceState::Ok },
            Stretch { from: 20 * hour, to: 23 * hour, state: ServiceState::Down },
        ];
        let words = share_words(&shown, ServiceState::name);
        assert_eq!(words, "Last 24 h: ok 20 h, down 3 h");
    }
}
