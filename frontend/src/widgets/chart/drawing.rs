//! A chart laid out for a size: axes, lines, gaps, and what lies under the pointer.

use crate::{
    clock, format,
    widgets::plot::{
        Scale, area, extent, gaps, line, nearest, nice_ticks, segments, tick_decimals, time_ticks,
        within,
    },
};
use jiff::Timestamp;
use tideboard_protocol::{Point, widget::ChartStyle};
use yew::prelude::*;

/// Room for labels at the left, at the top and at the bottom, in pixels.
const LEFT: f64 = 40.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 20.0;
/// Room for the last dot at the right.
const RIGHT: f64 = 6.0;
/// Room that a time label takes.
const LABEL: f64 = 64.0;
/// Width of a letter of a label, about.
const LETTER: f64 = 6.0;

/// One series to draw.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Its name.
    pub name: &'a str,
    /// Index in the palette.
    pub colour: usize,
    /// All its points.
    pub points: &'a [Point],
}

/// What lies under the pointer.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    /// Place of the guide line.
    x: f64,
    t_ms: i64,
    /// Name, colour and value of each series that has a value there.
    pub values: Vec<(String, usize, f64)>,
    /// The pointer is in the right half: there the words go to the left.
    pub at_right: bool,
}

impl Readout {
    /// The time pointed at.
    pub fn time(&self) -> Timestamp {
        Timestamp::from_millisecond(self.t_ms).unwrap_or_default()
    }
}

/// The layout.
#[derive(Debug)]
pub struct Drawing {
    style: ChartStyle,
    width: f64,
    height: f64,
    range: (i64, i64),
    x: Scale,
    y: Scale,
    ticks: Vec<f64>,
}

impl Drawing {
    /// Lays out; `None` where there is no room or nothing to show.
    pub fn new(
        style: ChartStyle,
        lines: &[Line<'_>],
        range: (i64, i64),
        (width, height): (f64, f64),
    ) -> Option<Self> {
        if width < 120.0 || height < 60.0 {
            return None;
        }
        let shown = lines.iter().flat_map(|line| within(line.points, range.0, range.1));
        let (low, high) = extent(shown)?;
        // Areas and bars say how much there is: they stand on zero.
        let (low, high) = match style {
            ChartStyle::Line => (low, high),
            ChartStyle::Area | ChartStyle::Bar => (low.min(0.0), high.max(0.0)),
        };
        let count = ((height - TOP - BOTTOM) / 44.0).clamp(2.0, 6.0) as usize;
        let ticks = nice_ticks(low, high, count);
        let ends = (*ticks.first()?, *ticks.last()?);
        Some(Self {
            style,
            width,
            height,
            range,
            x: Scale { values: (range.0 as f64, range.1 as f64), pixels: (LEFT, width - RIGHT) },
            y: Scale { values: ends, pixels: (height - BOTTOM, TOP) },
            ticks,
        })
    }

    /// What lies under the pointer at `x`.
    pub fn read(&self, lines: &[Line<'_>], x: f64) -> Option<Readout> {
        if x < LEFT || x > self.width {
            return None;
        }
        let wanted = self.x.value(x) as i64;
        let reach = (self.range.1 - self.range.0) / 40;
        let near: Vec<(&Line<'_>, Point)> = lines
            .iter()
            .filter_map(|line| {
                let point = nearest(within(line.points, self.range.0, self.range.1), wanted)?;
                ((point.t_ms - wanted).abs() <= reach).then_some((line, point))
            })
            .collect();
        let t_ms = near.iter().map(|(_, point)| point.t_ms).min_by_key(|t| (t - wanted).abs())?;
        Some(Readout {
            x: self.x.place(t_ms as f64),
            t_ms,
            values: near
                .into_iter()
                .map(|(line, point)| (line.name.to_owned(), line.colour, point.value.get()))
                .collect(),
            at_right: x > self.width / 2.0,
        })
    }

    /// Draws.
    pub fn render(&self, lines: &[Line<'_>], readout: Option<&Readout>) -> Html {
        let view = format!("0 0 {} {}", self.width, self.height);
        html! {
            <svg class="plot" viewBox={view} aria-hidden="true">
                { self.values_axis() }
                { self.time_axis(lines) }
                { for lines.iter().enumerate().map(|(place, line)| self.series(place, lines.len(), line)) }
                if let Some(readout) = readout {
                    <line
                        class="plot-guide" x1={px(readout.x)} x2={px(readout.x)} y1={px(TOP)}
                        y2={px(self.height - BOTTOM)}
                    />
                }
            </svg>
        }
    }

    fn values_axis(&self) -> Html {
        let decimals = tick_decimals(&self.ticks);
        html! {
            { for self.ticks.iter().map(|tick| {
                let y = self.y.place(*tick);
                html! {
                    <>
                        <line
                            class="plot-rule" x1={px(LEFT)} x2={px(self.width)} y1={px(y)} y2={px(y)}
                        />
                        <text class="plot-label at-end" x={px(LEFT - 6.0)} y={px(y + 3.5)}>
                            { format::number_with(*tick, decimals) }
                        </text>
                    </>
                }
            }) }
        }
    }

    /// Times below; a long gap that all series share is named there.
    fn time_axis(&self, lines: &[Line<'_>]) -> Html {
        let count = ((self.width - LEFT) / LABEL).clamp(2.0, 8.0) as usize;
        let gap = self.longest_gap(lines);
        let y = px(self.height - 5.0);
        let offset = zone_offset_ms(self.range.1);
        let time = |t: i64| Timestamp::from_millisecond(t).map(clock::time).unwrap_or_default();
        let half = |words: &str| words.chars().count() as f64 * LETTER / 2.0;
        let place = |t: f64, words: &str| {
            let half = half(words);
            self.x.place(t).clamp(half.min(self.width / 2.0), self.width - half)
        };
        let gap = gap.map(|(from, to)| {
            let words = format!("no data {}–{}", time(from), time(to));
            (place((from + to) as f64 / 2.0, &words), words)
        });
        let clear = |(x, words): &(f64, String)| match &gap {
            Some((middle, gap)) => (x - middle).abs() > half(words) + half(gap) + LETTER,
            None => true,
        };
        let labels = time_ticks(self.range.0, self.range.1, count, offset)
            .into_iter()
            .map(|t| (place(t as f64, &time(t)), time(t)))
            .filter(clear);
        html! {
            <>
                { for labels.map(|(x, words)| html! {
                    <text class="plot-label at-middle" x={px(x)} y={y.clone()}>{ words }</text>
                }) }
                if let Some((x, words)) = &gap {
                    <text class="plot-label at-middle gap-label" x={px(*x)} y={y.clone()}>
                        { words }
                    </text>
                }
            </>
        }
    }

    /// The longest gap of any series, if it is wide enough to be seen.
    fn longest_gap(&self, lines: &[Line<'_>]) -> Option<(i64, i64)> {
        lines
            .iter()
            .flat_map(|line| gaps(&segments(within(line.points, self.range.0, self.range.1))))
            .max_by_key(|(from, to)| to - from)
            .filter(|(from, to)| (to - from) * 40 > self.range.1 - self.range.0)
    }

    fn series(&self, place: usize, of: usize, line_of: &Line<'_>) -> Html {
        let points = within(line_of.points, self.range.0, self.range.1);
        let class = format!("series-{}", line_of.colour);
        let floor = self.y.place(0.0_f64.clamp(self.y.values.0, self.y.values.1));
        if self.style == ChartStyle::Bar {
            return self.bars(place, of, points, &class, floor);
        }
        // With several areas only the first is filled: more would hide each other.
        let filled = self.style == ChartStyle::Area && place == 0;
        let last = points.last();
        html! {
            <g class={class}>
                { for segments(points).into_iter().map(|part| html! {
                    <>
                        if filled { <path class="plot-area" d={area(part, self.x, self.y, floor)} /> }
                        <path class="plot-line" data-testid="chart-line" d={line(part, self.x, self.y)} />
                    </>
                }) }
                if let Some(last) = last {
                    <circle
                        class="plot-dot" r="3" cx={px(self.x.place(last.t_ms as f64))}
                        cy={px(self.y.place(last.value.get()))}
                    />
                }
            </g>
        }
    }

    fn bars(&self, place: usize, of: usize, points: &[Point], class: &str, floor: f64) -> Html {
        let room = (self.width - LEFT - RIGHT) / points.len().max(1) as f64;
        let width = (room * 0.7 / of.max(1) as f64).clamp(1.0, 24.0);
        html! {
            <g class={class.to_owned()}>
                { for points.iter().map(|point| {
                    let y = self.y.place(point.value.get());
                    let x = self.x.place(point.t_ms as f64) + (place as f64 - of as f64 / 2.0) * width;
                    html! {
                        <rect
                            class="plot-bar" data-testid="chart-line" x={px(x)} y={px(y.min(floor))}
                            width={px(width)} height={px((y - floor).abs())}
                        />
                    }
                }) }
            </g>
        }
    }
}

fn px(length: f64) -> String {
    format!("{length:.1}")
}

/// How far the reader's zone is ahead of UTC at a time.
fn zone_offset_ms(t_ms: i64) -> i64 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::Number;

    fn series(values: &[(i64, f64)]) -> Vec<Point> {
        values
            .iter()
            .map(|(t_ms, value)| Point { t_ms: *t_ms, value: Number::new(*value).unwrap() })
            .collect()
    }

    fn line_of(points: &[Point]) -> Line<'_> {
        Line { name: "Filler", colour: 0, points }
    }

    #[test]
    fn areas_stand_on_zero_and_lines_use_their_room() {
        let points = series(&[(0, 60.0), (50, 80.0)]);
        let lines = [line_of(&points)];
        let low = |style| Drawing::new(style, &lines, (0, 100), (400.0, 200.0)).unwrap().y.values.0;
        assert_eq!(low(ChartStyle::Area), 0.0);
        assert_eq!(low(ChartStyle::Line), 60.0);
    }

    #[test]
    fn the_pointer_reads_the_nearest_time_and_nothing_in_a_gap() {
        let points = series(&[(0, 1.0), (1, 2.0), (2, 3.0), (100, 4.0)]);
        let lines = [line_of(&points)];
        let drawing = Drawing::new(ChartStyle::Line, &lines, (0, 100), (446.0, 200.0)).unwrap();
        let read = |x| drawing.read(&lines, x).map(|readout| readout.values[0].2);
        assert_eq!(read(LEFT), Some(1.0));
        assert_eq!(read(LEFT + 2.2 * 4.0), Some(3.0));
        assert_eq!(read(LEFT + 200.0), None);
        assert_eq!(read(440.0), Some(4.0));
    }

    #[test]
    fn without_points_or_room_there_is_no_drawing() {
        assert!(Drawing::new(ChartStyle::Line, &[], (0, 100), (400.0, 200.0)).is_none());
        let points = series(&[(0, 1.0)]);
        let lines = [line_of(&points)];
        assert!(Drawing::new(ChartStyle::Line, &lines, (0, 100), (40.0, 20.0)).is_none());
    }
}
