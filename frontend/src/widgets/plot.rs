//! Geometry of plots: scales, ticks, and lines that break where data is missing. No browser.
//!
//! A series may have 50,000 points on a thousand pixels. Each pixel column then keeps its first,
//! lowest, highest and last point ([`columns`]): the picture is the same to the pixel, no spike is
//! lost, and the path has at most four points per column whatever the series holds.

mod ticks;

pub use ticks::{nice_ticks, tick_decimals, time_step, time_ticks};

use std::fmt::Write as _;
use tideboard_protocol::{
    Point,
    view::outline::{Outline, PER_SLOT},
};

/// A gap is longer than so many times the usual distance between points.
const GAP_FACTOR: i64 = 5;
/// And longer than so many slots of an outline: points in neighbouring slots are closer.
const GAP_SLOTS: i64 = 2;

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

/// How far apart two neighbouring points of a series are where no data is missing between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Longest distance that is no gap at the rate of the series, in milliseconds.
    usual: i64,
    /// Where the series is in outline: from which time on, and how long its slots are, both in
    /// milliseconds; the newest first.
    slots: Vec<(i64, i64)>,
}

impl Reach {
    /// That of a part of a series.
    pub fn of(part: &[Point], series: &[Point], outline: &Outline) -> Self {
        let distance = |pair: &[Point]| pair[1].t_ms - pair[0].t_ms;
        let mut distances: Vec<i64> = part.windows(2).map(distance).collect();
        let middle = distances.len() / 2;
        let usual = if distances.is_empty() {
            i64::MAX
        } else {
            (*distances.select_nth_unstable(middle).1).max(1).saturating_mul(GAP_FACTOR)
        };
        Self { usual, slots: slots(series, outline) }
    }

    /// Whether a line goes from a point to the next one.
    pub fn joins(&self, point: &Point, next: &Point) -> bool {
        let slot = self.slots.iter().find(|(from, _)| point.t_ms >= *from);
        let slot_ms = slot.map_or(0, |(_, slot_ms)| *slot_ms);
        next.t_ms - point.t_ms <= self.usual.max(GAP_SLOTS * slot_ms)
    }

    /// The points cut where data is missing.
    pub fn segments<'a>(&self, points: &'a [Point]) -> Vec<&'a [Point]> {
        points.chunk_by(|point, next| self.joins(point, next)).collect()
    }
}

/// The slots of a series in outline. Where one holds more points than come of a slot, these are all
/// that there are, and the distances between them say more.
fn slots(series: &[Point], outline: &Outline) -> Vec<(i64, i64)> {
    let Some(newest) = series.last() else { return Vec::new() };
    let mut rest = series;
    let part_of = |(span, slot_ms): (i64, i64)| {
        let from = newest.t_ms.saturating_sub(span);
        let (older, part) = rest.split_at(rest.partition_point(|point| point.t_ms < from));
        rest = older;
        let slot = |point: &Point| point.t_ms.div_euclid(slot_ms);
        let is_thin =
            part.chunk_by(|a, b| slot(a) == slot(b)).all(|points| points.len() <= PER_SLOT);
        (from, if is_thin { slot_ms } else { 0 })
    };
    outline.spans().map(part_of).collect()
}

/// What of a series is seen on a screen: of each pixel column the first, the lowest, the highest
/// and the last point, in order. A series with few points stays as it is.
pub fn columns(points: &[Point], x: Scale) -> Vec<Point> {
    const PER_COLUMN: usize = 4;
    let width = (x.pixels.1 - x.pixels.0).abs().ceil() as usize + 1;
    if points.len() <= width * PER_COLUMN {
        return points.to_vec();
    }
    let column_of = |point: &Point| x.place(point.t_ms as f64).floor() as i64;
    let mut kept = Vec::with_capacity(width * PER_COLUMN);
    for column in points.chunk_by(|a, b| column_of(a) == column_of(b)) {
        let value = |place: &usize| column[*place].value.get();
        let places = || 0..column.len();
        let lowest = places().min_by(|a, b| value(a).total_cmp(&value(b))).unwrap_or(0);
        let highest = places().max_by(|a, b| value(a).total_cmp(&value(b))).unwrap_or(0);
        let mut wanted = [0, lowest, highest, column.len() - 1];
        wanted.sort_unstable();
        for (at, place) in wanted.iter().enumerate() {
            if at == 0 || wanted[at - 1] != *place {
                kept.push(column[*place]);
            }
        }
    }
    kept
}

/// What of a series is drawn as bars `width` pixels apart: of each step the point furthest from
/// zero.
pub fn peaks(points: &[Point], x: Scale, width: f64) -> Vec<Point> {
    let step_of = |point: &Point| (x.place(point.t_ms as f64) / width).floor() as i64;
    points
        .chunk_by(|a, b| step_of(a) == step_of(b))
        .filter_map(|step| {
            let size = |point: &&Point| point.value.get().abs();
            step.iter().max_by(|a, b| size(a).total_cmp(&size(b))).copied()
        })
        .collect()
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
    let mut path = String::with_capacity(points.len() * 12);
    let mut to = |command: char, point: &Point| {
        let (x, y) = (x.place(point.t_ms as f64), y.place(point.value.get()));
        // Writing to a text cannot fail.
        let _ = write!(path, "{command}{x:.1} {y:.1}");
    };
    for (place, point) in points.iter().enumerate() {
        to(if place == 0 { 'M' } else { 'L' }, point);
    }
    if let [only] = points {
        // A point alone is a dot: a line of no length with round ends.
        to('L', only);
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

    fn segments(points: &[Point], range_s: f64) -> Vec<&[Point]> {
        let fields = [("range".parse().unwrap(), range_s.into())].into();
        Reach::of(points, points, &Outline::of(Some("chart"), &fields)).segments(points)
    }

    #[test]
    fn a_line_breaks_where_data_is_missing() {
        let series = points(&[0, 10, 20, 30, 81, 91]);
        let lines = segments(&series, 3_600.0);
        assert_eq!(lines.iter().map(|line| line.len()).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(gaps(&lines), [(30, 81)]);
        let regular = points(&[0, 10, 20, 30, 80]);
        assert_eq!(segments(&regular, 3_600.0).len(), 1, "exactly five times is no gap");
        assert_eq!(segments(&[], 1.0).len(), 0);
        assert_eq!(segments(&points(&[7]), 1.0).len(), 1);
    }

    #[test]
    fn the_far_part_of_an_outline_is_a_line_and_keeps_its_gaps() {
        const MINUTE: i64 = 60_000;
        // A day in slots of six minutes, an hour missing; the last hour in seconds.
        let far = (0..230).filter(|slot| !(100..110).contains(slot)).map(|slot| slot * 6 * MINUTE);
        let near = (0..3_600).map(|second| 23 * 60 * MINUTE + second * 1_000);
        let series = points(&far.chain(near).collect::<Vec<_>>());
        let lines = segments(&series, 86_400.0);
        assert_eq!(gaps(&lines), [(99 * 6 * MINUTE, 110 * 6 * MINUTE)]);
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
    fn fifty_thousand_points_keep_every_spike_in_few() {
        let wave = |i: i64| if i == 31_337 { 1e6 } else { (i as f64 / 900.0).sin() };
        let series: Vec<Point> = (0..50_000)
            .map(|i| Point { t_ms: i * 1000, value: Number::new(wave(i)).unwrap() })
            .collect();
        let x = Scale { values: (0.0, 50_000_000.0), pixels: (40.0, 840.0) };
        let kept = columns(&series, x);
        assert!(kept.len() <= 801 * 4, "{}", kept.len());
        assert_eq!(extent(&kept), extent(&series));
        assert_eq!((kept.first(), kept.last()), (series.first(), series.last()));
        assert!(kept.windows(2).all(|pair| pair[0].t_ms < pair[1].t_ms), "in order, none twice");
        let few = &series[..100];
        assert_eq!(columns(few, x), few);
    }

    #[test]
    fn dense_bars_show_their_peaks() {
        let series = points(&[0, 1, 2, 50, 99]);
        let x = Scale { values: (0.0, 100.0), pixels: (0.0, 100.0) };
        let shown: Vec<i64> = peaks(&series, x, 10.0).iter().map(|point| point.t_ms).collect();
        assert_eq!(shown, [2, 50, 99]);
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
