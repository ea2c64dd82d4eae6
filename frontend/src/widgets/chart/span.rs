//! Which span of time a chart shows: the newest, which moves on, or a part that stays.

/// Shortest span that zooming goes to, in milliseconds.
pub const LEAST_MS: i64 = 10_000;
/// Longest span that zooming out goes to: readings of a year.
const MOST_MS: i64 = 366 * 86_400_000;
/// A step of zooming shows so much of the span before.
const STEP: f64 = 0.6;

/// A span of time in milliseconds since the epoch.
pub type Range = (i64, i64);

/// A part of a range: `at` (0 to 1) stays where it is, the span becomes `factor` as long.
fn scaled((from, to): Range, at: f64, factor: f64) -> Range {
    let span = (to - from).max(1);
    let wanted = ((span as f64 * factor) as i64).clamp(LEAST_MS, MOST_MS);
    let middle = from + (span as f64 * at) as i64;
    let start = middle - (wanted as f64 * at) as i64;
    (start, start + wanted)
}

/// Closer by one step; `at` (0 to 1) stays where it is.
pub fn closer(range: Range, at: f64) -> Range {
    scaled(range, at, STEP)
}

/// Further away by one step.
pub fn further(range: Range, at: f64) -> Range {
    scaled(range, at, 1.0 / STEP)
}

/// Moved by a quarter of the span, to earlier (−1) or later (+1) times, but not past `newest`.
pub fn shifted((from, to): Range, direction: i64, newest: i64) -> Range {
    let by = ((to - from) / 4).max(1) * direction;
    let by = if direction > 0 { by.min((newest - to).max(0)) } else { by };
    (from + by, to + by)
}

/// The part between two times, in either order; `None` where it is too short to be meant.
pub fn between(a: i64, b: i64) -> Option<Range> {
    let range = (a.min(b), a.max(b));
    (range.1 - range.0 >= LEAST_MS / 10).then(|| {
        let missing = (LEAST_MS - (range.1 - range.0)).max(0);
        (range.0 - missing / 2, range.1 + missing - missing / 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let range = (0, 1_000_000);
        assert_eq!(closer(range, 0.25), (100_000, 700_000));
        let (from, to) = further(closer(range, 0.25), 0.25);
        assert!((from - range.0).abs() < 10 && (to - range.1).abs() < 10, "{from} {to}");
    }

    #[test]
    fn zooming_ends_on_both_sides() {
        let near = (0..60).fold((0, 1_000_000), |range, _| closer(range, 0.5));
        assert_eq!(near.1 - near.0, LEAST_MS);
        let far = (0..60).fold((0, 1_000_000), |range, _| further(range, 0.5));
        assert_eq!(far.1 - far.0, MOST_MS);
    }

    #[test]
    fn moving_on_ends_at_the_newest() {
        assert_eq!(shifted((0, 400), 1, 10_000), (100, 500));
        assert_eq!(shifted((0, 400), 1, 430), (30, 430));
        assert_eq!(shifted((0, 400), 1, 300), (0, 400));
        assert_eq!(shifted((0, 400), -1, 430), (-100, 300));
    }

    #[test]
    fn a_selected_part_is_never_too_short() {
        assert_eq!(between(90_000, 30_000), Some((30_000, 90_000)));
        assert_eq!(between(5, 5), None);
    }

    proptest! {
        #[test]
        fn ranges_stay_ranges(from in 0..1_000_000_i64, span in 1..1_000_000_i64, at in 0.0..=1.0) {
            for (from, to) in [closer((from, from + span), at), further((from, from + span), at)] {
                prop_assert!(to - from >= LEAST_MS, "{from} {to}");
            }
        }
    }
}
