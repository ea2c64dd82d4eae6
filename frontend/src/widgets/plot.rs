//! Geometry of plots: scales, ticks, and lines that break where data is missing. No browser.

use tideboard_protocol::Point;

/// A gap is longer than so many times the usual distance between points.
const GAP_FACTOR: i64 = 5;

/// Lengths of time between ticks, in milliseconds.
const TIME_STEPS: [i64; 13] = [
    10_000, 30_000, 60_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000,
    21_600_000, 43_200_000, 86_400_000,
];

/// Maps values of one axis to places on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Value at the start and at the end.
    pub values: (f64, f64),
    /// Place of the start and of the end, in pixels.
    pub pixels: (f64, f64),
}

impl Scale {
    /// Place of a value.
    pub fn place(&self, value: f64) -> f64 {
        let span = self.values.1 - self.values.0;
        let part = if span == 0.0 { 0.5 } else { (value - self.values.0) / span };
        self.pixels.0 + part * (self.pixels.1 - self.pixels.0)
    }

    /// Value at a place.
    pub fn value(&self, place: f64) -> f64 {
        let span = self.pixels.1 - self.pixels.0;
        let part = if span == 0.0 { 0.5 } else { (place - self.pixels.0) / span };
        self.values.0 + part * (self.values.1 - self.values.0)
    }
}

/// About `count` round values that enclose `low..=high`.
pub fn nice_ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, low + 1.0) };
    let rough = (high - low) / count.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power);
    let first = (low / step).floor() as i64;
    let last = (high / step).ceil() as i64;
    (first..=last).map(|multiple| multiple as f64 * step).collect()
}

/// Decimals that tell neighbouring ticks apart.
pub fn tick_decimals(ticks: &[f64]) -> usize {
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).next().unwrap_or(1.0);
    (0..6).find(|decimals| (step * 10_f64.powi(*decimals) + 1e-9).fract() < 1e-6).unwrap_or(0)
        as usize
}

/// Round times within `from..=to`, at most `count`, aligned to the reader's zone, which is
/// `offset_ms` ahead of UTC.
pub fn time_ticks(from: i64, to: i64, count: usize, offset_ms: i64) -> Vec<i64> {
    let span = (to - from).max(1);
    let step = TIME_STEPS
        .into_iter()
        .find(|step| span / step <= count as i64)
        .unwrap_or(span / count.max(1) as i64);
    let first = (from + offset_ms).div_euclid(step) * step - offset_ms;
    (0..=count as i64 + 2)
        .map(|number| first + number * step)
        .filter(|time| (from..=to).contains(time))
        .collect()
}

/// The points cut where data is missing: where two are further apart than five times the usual.
pub fn segments(points: &[Point]) -> Vec<&[Point]> {
    let mut distances: Vec<i64> =
        points.windows(2).map(|pair| pair[1].t_ms - pair[0].t_ms).collect();
    distances.sort_unstable();
    let Some(usual) = distances.get(distances.len() / 2) else { return vec![points] };
    let longest = usual.max(&1) * GAP_FACTOR;
    points.chunk_by(|a, b| b.t_ms - a.t_ms <= longest).collect()
}

/// Times without data between segments.
pub fn gaps(segments: &[&[Point]]) -> Vec<(i64, i64)> {
    segments
        .windows(2)
        .filter_map(|pair| Some((pair[0].last()?.t_ms, pair[1].first()?.t_ms)))
        .collect()
}

/// The part of a series within a span of time.
pub fn within(points: &[Point], from: i64, to: i64) -> &[Point] {
    let start = points.partition_point(|point| point.t_ms < from);
    let end = points.partition_point(|point| point.t_ms <= to);
    points.get(start..end).unwrap_or_default()
}

/// The point nearest in time.
pub fn nearest(points: &[Point], t_ms: i64) -> Option<Point> {
    let after = points.partition_point(|point| point.t_ms < t_ms);
    let candidates = [after.checked_sub(1), Some(after)];
    candidates
        .into_iter()
        .flatten()
        .filter_map(|place| points.get(place).copied())
        .min_by_key(|point| (point.t_ms - t_ms).abs())
}

/// Least and greatest value.
pub fn extent<'a>(points: impl IntoIterator<Item = &'a Point>) -> Option<(f64, f64)> {
    points.into_iter().map(|point| point.value.get()).fold(None, |extent, value| match extent {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}

/// SVG path of a line through points.
pub fn line(points: &[Point], x: Scale, y: Scale) -> String {
    let mut path = String::new();
    for (place, point) in points.iter().enumerate() {
        let command = if place == 0 { 'M' } else { 'L' };
        let (x, y) = (x.place(point.t_ms as f64), y.place(point.value.get()));
        path.push_str(&format!("{command}{x:.1} {y:.1}"));
    }
    if let [only] = points {
        // A point alone is a dot: a line of no length with round ends.
        let (x, y) = (x.place(only.t_ms as f64), y.place(only.value.get()));
        path.push_str(&format!("L{x:.1} {y:.1}"));
    }
    path
}

/// SVG path of the area between a line and `floor`.
pub fn area(points: &[Point], x: Scale, y: Scale, floor: f64) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let (start, end) = (x.place(first.t_ms as f64), x.place(last.t_ms as f64));
    format!("{}L{end:.1} {floor:.1}L{start:.1} {floor:.1}Z", line(points, x, y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::Number;

    fn points(times: &[i64]) -> Vec<Point> {
        times
            .iter()
            .map(|t_ms| Point { t_ms: *t_ms, value: Number::new(*t_ms as f64).unwrap() })
            .collect()
    }

    #[test]
    fn ticks_are_round_and_enclose_the_values() {
        assert_eq!(nice_ticks(3.0, 97.0, 4), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(nice_ticks(73.0, 73.5, 2), [73.0, 73.25, 73.5]);
        assert_eq!(nice_ticks(5.0, 5.0, 2), [4.0, 5.0, 6.0], "a flat line lies in the middle");
        assert_eq!(nice_ticks(-4.0, 4.0, 2), [-5.0, 0.0, 5.0]);
    }

    #[test]
    fn ticks_have_the_decimals_they_need() {
        assert_eq!(tick_decimals(&[0.0, 25.0]), 0);
        assert_eq!(tick_decimals(&[0.0, 0.25]), 2);
        assert_eq!(tick_decimals(&[73.0, 73.1]), 1);
        assert_eq!(tick_decimals(&[7.0]), 0);
    }

    #[test]
    fn time_ticks_lie_on_round_times_of_the_readers_zone() {
        const HOUR: i64 = 3_600_000;
        let ticks = time_ticks(HOUR / 2, 6 * HOUR + HOUR / 2, 6, 0);
        assert_eq!(ticks, [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 5 * HOUR, 6 * HOUR]);
        let half_past = time_ticks(0, 3 * HOUR, 4, HOUR / 2);
        assert_eq!(half_past, [HOUR / 2, HOUR + HOUR / 2, 2 * HOUR + HOUR / 2]);
        assert!(time_ticks(0, 30 * 24 * HOUR, 6, 0).len() <= 7);
    }

    #[test]
    fn a_line_breaks_where_data_is_missing() {
        let series = points(&[0, 10, 20, 30, 81, 91]);
        let lines = segments(&series);
        assert_eq!(lines.iter().map(|line| line.len()).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(gaps(&lines), [(30, 81)]);
        let regular = points(&[0, 10, 20, 30, 80]);
        assert_eq!(segments(&regular).len(), 1, "exactly five times is no gap");
        assert_eq!(segments(&[]).len(), 1);
    }

    #[test]
    fn the_nearest_point_is_found_on_both_sides() {
        let series = points(&[0, 10, 20]);
        let at = |t| nearest(&series, t).map(|point| point.t_ms);
        assert_eq!((at(-5), at(4), at(6), at(99)), (Some(0), Some(0), Some(10), Some(20)));
        assert_eq!(nearest(&[], 1), None);
    }

    #[test]
    fn only_what_is_in_range_is_drawn() {
        let series = points(&[0, 10, 20, 30]);
        assert_eq!(within(&series, 5, 20).len(), 2);
        assert!(within(&series, 31, 20).is_empty());
        assert_eq!(extent(&series), Some((0.0, 30.0)));
        assert_eq!(extent(&[]), None);
    }

    #[test]
    fn lines_and_areas_are_paths() {
        let x = Scale { values: (0.0, 10.0), pixels: (0.0, 100.0) };
        let y = Scale { values: (0.0, 10.0), pixels: (50.0, 0.0) };
        let series = points(&[0, 10]);
        assert_eq!(line(&series, x, y), "M0.0 50.0L100.0 0.0");
        assert_eq!(area(&series, x, y, 50.0), "M0.0 50.0L100.0 0.0L100.0 50.0L0.0 50.0Z");
        assert_eq!(line(&points(&[10]), x, y), "M100.0 0.0L100.0 0.0", "one point is a dot");
        assert!((x.value(x.place(4.0)) - 4.0).abs() < 1e-9);
    }
}
