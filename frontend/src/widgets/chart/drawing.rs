//! A chart laid out for a size: scales, ticks, gaps, and what lies at a time. No browser.

use super::span::Range;
use crate::{
    clock,
    state::Shared,
    widgets::plot::{Reach, Scale, extent, gaps, nearest, nice_ticks, time_step, within},
};
use tideboard_protocol::{
    Point,
    view::{RecordView, outline::Outline},
    widget::{Chart, ChartStyle},
};

/// Room at the top and at the bottom, in pixels.
pub const TOP: f64 = 8.0;
pub const BOTTOM: f64 = 20.0;
/// Room for the last dot at the right.
pub const RIGHT: f64 = 6.0;
/// Least room for the labels at the left.
const LEAST_LEFT: f64 = 28.0;
/// Room that a time label takes.
const LABEL: f64 = 64.0;
/// Width of a letter of a label, about.
pub const LETTER: f64 = 6.2;
/// Colours of the palette.
const COLOURS: usize = 6;

/// One series to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Index in the palette.
    pub colour: usize,
    /// Path of its points.
    path: String,
}

/// One line for each series of a chart.
pub fn lines_of(chart: &Chart) -> impl Iterator<Item = (&str, Line)> {
    chart.series.iter().enumerate().map(|(place, series)| {
        let line = Line {
            name: series.name.clone(),
            colour: series.color.unwrap_or(place) % COLOURS,
            path: format!("points/{}", series.id),
        };
        (series.id.as_str(), line)
    })
}

/// What lies at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    /// The time, in milliseconds since the epoch.
    pub t_ms: i64,
    /// Name, colour and value of each series that has a value there.
    pub values: Vec<(String, usize, f64)>,
}

/// The layout.
#[derive(Debug)]
pub struct Drawing {
    record: Shared<RecordView>,
    /// The series that are shown.
    pub lines: Vec<Line>,
    /// How it draws.
    pub style: ChartStyle,
    /// Unit of the values.
    pub unit: String,
    /// Width and height in pixels.
    pub size: (f64, f64),
    /// The span of time that is shown.
    pub range: Range,
    /// Times to pixels.
    pub x: Scale,
    /// Values to pixels.
    pub y: Scale,
    /// Values with a rule.
    pub ticks: Vec<f64>,
    /// Time between the labels below, in milliseconds.
    pub step: i64,
}

impl Drawing {
    /// Lays out; `None` where there is no room or nothing to show. `width_of` tells how many
    /// letters the label of a value has.
    pub fn new(
        record: Shared<RecordView>,
        chart: &Chart,
        is_shown: impl Fn(&str) -> bool,
        range: Range,
        size: (f64, f64),
        width_of: impl Fn(&[f64]) -> usize,
    ) -> Option<Self> {
        let (width, height) = size;
        if width < 120.0 || height < 60.0 {
            return None;
        }
        let lines: Vec<Line> =
            lines_of(chart).filter(|(id, _)| is_shown(id)).map(|(_, line)| line).collect();
        let (low, high) = extent(lines.iter().flat_map(|line| visible(&record, line, range)))?;
        // Areas and bars say how much there is: they stand on zero.
        let (low, high) = match chart.style {
            ChartStyle::Line => (low, high),
            ChartStyle::Area | ChartStyle::Bar => (low.min(0.0), high.max(0.0)),
        };
        let count = ((height - TOP - BOTTOM) / 44.0).clamp(2.0, 6.0) as usize;
        let ticks = nice_ticks(low, high, count);
        let ends = (*ticks.first()?, *ticks.last()?);
        let left = (width_of(&ticks) as f64 * LETTER + 10.0).clamp(LEAST_LEFT, width / 3.0);
        let labels = ((width - left) / LABEL).clamp(2.0, 8.0) as usize;
        Some(Self {
            style: chart.style,
            unit: chart.unit.clone(),
            size,
            range,
            x: Scale { values: (range.0 as f64, range.1 as f64), pixels: (left, width - RIGHT) },
            y: Scale { values: ends, pixels: (height - BOTTOM, TOP) },
            ticks,
            step: time_step(range.0, range.1, labels),
            record,
            lines,
        })
    }

    /// The points of a line within the span.
    pub fn points(&self, line: &Line) -> &[Point] {
        visible(&self.record, line, self.range)
    }

    /// The parts of a line, between which data is missing.
    pub fn segments(&self, line: &Line) -> Vec<&[Point]> {
        self.reach(line).segments(self.points(line))
    }

    fn reach(&self, line: &Line) -> Reach {
        let outline = Outline::of(Some(&self.record.kind), &self.record.fields);
        Reach::of(self.points(line), series(&self.record, line), &outline)
    }

    /// The time at a place, within the span.
    pub fn time_at(&self, x: f64) -> i64 {
        (self.x.value(x) as i64).clamp(self.range.0, self.range.1)
    }

    /// Where a place lies between the ends of the span, 0 to 1.
    pub fn part_at(&self, x: f64) -> f64 {
        let (left, right) = self.x.pixels;
        ((x - left) / (right - left)).clamp(0.0, 1.0)
    }

    /// What lies at a time, or nearest to it; nothing in a gap.
    pub fn read(&self, t_ms: i64) -> Option<Readout> {
        let at = |t_ms: i64| {
            self.lines.iter().filter_map(move |line| Some((line, self.at(line, t_ms)?)))
        };
        let t_ms = at(t_ms).map(|(_, point)| point.t_ms).min_by_key(|t| (t - t_ms).abs())?;
        let values = at(t_ms)
            .map(|(line, point)| (line.name.clone(), line.colour, point.value.get()))
            .collect();
        Some(Readout { t_ms, values })
    }

    /// The point of a line nearest to a time, unless there is a gap.
    fn at(&self, line: &Line, t_ms: i64) -> Option<Point> {
        let points = self.points(line);
        let near = nearest(points, t_ms)?;
        let after = points.partition_point(|point| point.t_ms < t_ms);
        let before = after.checked_sub(1).and_then(|before| points.get(before));
        let is_on_line = match (before, points.get(after)) {
            (Some(before), Some(after)) => self.reach(line).joins(before, after),
            (None, _) | (_, None) => false,
        };
        let is_close = (near.t_ms - t_ms).abs() <= (self.range.1 - self.range.0) / 40;
        (is_on_line || is_close).then_some(near)
    }

    /// The next time with a point in a direction (−1 or +1), at least a pixel away.
    pub fn next(&self, t_ms: i64, direction: i64) -> Option<i64> {
        let pixel = self.x.value(self.x.pixels.0 + 1.0) - self.x.value(self.x.pixels.0);
        let target = t_ms + direction * (pixel.abs() as i64).max(1);
        let times = self.lines.iter().filter_map(|line| {
            let points = self.points(line);
            if direction > 0 {
                points.get(points.partition_point(|point| point.t_ms < target))
            } else {
                points.get(points.partition_point(|point| point.t_ms <= target).checked_sub(1)?)
            }
        });
        let times = times.map(|point| point.t_ms);
        if direction > 0 { times.min() } else { times.max() }
    }

    /// The first (−1) or last (+1) time with a point.
    pub fn end(&self, direction: i64) -> Option<i64> {
        let ends = self.lines.iter().map(|line| self.points(line));
        if direction > 0 {
            ends.filter_map(|points| Some(points.last()?.t_ms)).max()
        } else {
            ends.filter_map(|points| Some(points.first()?.t_ms)).min()
        }
    }

    /// The longest gap of any series, if it is wide enough to be seen.
    pub fn longest_gap(&self) -> Option<Range> {
        self.lines
            .iter()
            .flat_map(|line| gaps(&self.segments(line)))
            .max_by_key(|(from, to)| to - from)
            .filter(|(from, to)| (to - from) * 40 > self.range.1 - self.range.0)
    }

    /// The label of a time below the axis: a day where one begins.
    pub fn time_label(&self, t_ms: i64) -> String {
        const DAY: i64 = 86_400_000;
        let at = clock::of_ms(t_ms);
        let starts_day = (t_ms + clock::zone_offset_ms(t_ms)).rem_euclid(DAY) == 0;
        if starts_day {
            clock::day(at)
        } else if self.step < 60_000 {
            clock::time_with_seconds(at)
        } else {
            clock::time(at)
        }
    }

    /// A time in full, as the read-out has it.
    pub fn moment(&self, t_ms: i64) -> String {
        const HALF_DAY: i64 = 43_200_000;
        let at = clock::of_ms(t_ms);
        let time = if self.step < 60_000 { clock::time_with_seconds(at) } else { clock::time(at) };
        if self.range.1 - self.range.0 > HALF_DAY {
            format!("{} {time}", clock::day(at))
        } else {
            time
        }
    }
}

fn series<'a>(record: &'a RecordView, line: &Line) -> &'a [Point] {
    record.points.get(line.path.as_str()).map(Vec::as_slice).unwrap_or_default()
}

fn visible<'a>(record: &'a RecordView, line: &Line, (from, to): Range) -> &'a [Point] {
    within(series(record, line), from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::{Number, Path, widget::WidgetKind};

    fn drawn(style: ChartStyle, all: &[&[(i64, f64)]], range: Range) -> Option<Drawing> {
        let mut record = crate::widgets::example(WidgetKind::Chart);
        record.points.clear();
        record.fields.clear();
        for (place, values) in all.iter().enumerate() {
            let id = ["a", "b"][place];
            let point = |(t_ms, value): &(i64, f64)| Point {
                t_ms: *t_ms,
                value: Number::new(*value).unwrap(),
            };
            let path = Path::new(format!("points/{id}")).unwrap();
            record.points.insert(path, values.iter().map(point).collect());
            let name = Path::new(format!("series/{id}/name")).unwrap();
            record.fields.insert(name, id.to_uppercase().into());
        }
        let chart = Chart { style, ..Chart::read(&record.fields) };
        Drawing::new(Shared::new(record), &chart, |_| true, range, (440.0, 200.0), |_| 5)
    }

    #[test]
    fn areas_stand_on_zero_and_lines_use_their_room() {
        let low = |style| drawn(style, &[&[(0, 60.0), (50, 80.0)]], (0, 100)).unwrap().y.values.0;
        assert_eq!(low(ChartStyle::Area), 0.0);
        assert_eq!(low(ChartStyle::Line), 60.0);
    }

    #[test]
    fn all_series_are_read_at_one_time_and_none_in_a_gap() {
        let a: Vec<_> = (0..10).map(|i| (i * 10, i as f64)).chain([(900, 90.0)]).collect();
        let b: Vec<_> = (0..40).map(|i| (i * 25, i as f64)).collect();
        let drawing = drawn(ChartStyle::Line, &[&a, &b], (0, 1000)).unwrap();
        let read = |t| drawing.read(t).map(|it| (it.t_ms, it.values.len()));
        assert_eq!(read(31), Some((30, 2)));
        assert_eq!(read(500), Some((500, 1)), "the first series has a gap there");
        assert_eq!(read(895), Some((900, 2)), "its last point is alone and can be read");
    }

    #[test]
    fn a_sparse_series_is_read_anywhere_on_its_line() {
        let drawing = drawn(ChartStyle::Line, &[&[(0, 1.0), (450, 2.0), (900, 3.0)]], (0, 1000));
        let read = drawing.unwrap().read(300).unwrap();
        assert_eq!((read.t_ms, read.values[0].2), (450, 2.0));
    }

    #[test]
    fn keys_go_from_point_to_point_over_all_series() {
        let drawing = drawn(
            ChartStyle::Line,
            &[&[(0, 1.0), (400, 2.0)], &[(200, 1.0), (900, 1.0)]],
            (0, 1000),
        )
        .unwrap();
        assert_eq!((drawing.end(-1), drawing.end(1)), (Some(0), Some(900)));
        assert_eq!(drawing.next(0, 1), Some(200));
        assert_eq!(drawing.next(200, 1), Some(400));
        assert_eq!(drawing.next(900, 1), None);
        assert_eq!(drawing.next(400, -1), Some(200));
        assert_eq!(drawing.next(0, -1), None);
    }

    #[test]
    fn without_points_or_room_there_is_no_drawing() {
        assert!(drawn(ChartStyle::Line, &[], (0, 100)).is_none());
        assert!(drawn(ChartStyle::Line, &[&[(500, 1.0)]], (0, 100)).is_none());
    }
}
