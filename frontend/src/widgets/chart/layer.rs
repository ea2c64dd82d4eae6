//! The drawing itself: rules, labels, lines. It draws again only when the layout is another.

use super::drawing::{BOTTOM, Drawing, LETTER, Line, RIGHT};
use crate::{
    format,
    state::Shared,
    widgets::plot::{area, columns, line, peaks, tick_decimals, time_ticks},
};
use tideboard_protocol::widget::ChartStyle;
use tideboard_words::t;
use yew::prelude::*;

/// From this size on values are written in few letters.
const COMPACT_FROM: f64 = 1e6;
/// Narrowest and widest bar, in pixels.
const BAR: (f64, f64) = (1.0, 24.0);

#[derive(Properties, PartialEq)]
pub struct LayerProps {
    pub drawing: Shared<Drawing>,
}

/// Rules, labels and lines.
#[component]
pub fn Layer(props: &LayerProps) -> Html {
    let drawing = &*props.drawing;
    let (width, height) = drawing.size;
    html! {
        <svg class="plot" viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
            { values_axis(drawing) }
            { time_axis(drawing) }
            { for drawing.lines.iter().enumerate().map(|(place, line)| series(drawing, place, line)) }
        </svg>
    }
}

/// Letters that the longest label of these values has.
pub fn label_letters(ticks: &[f64]) -> usize {
    labels(ticks).iter().map(|label| label.chars().count()).max().unwrap_or(0)
}

fn labels(ticks: &[f64]) -> Vec<String> {
    let decimals = tick_decimals(ticks);
    let is_large = ticks.iter().any(|tick| tick.abs() >= COMPACT_FROM);
    let write = |tick: &f64| {
        if is_large { format::compact(*tick) } else { format::number_with(*tick, decimals) }
    };
    ticks.iter().map(write).collect()
}

/// A length as attributes have it.
pub fn px(length: f64) -> String {
    format!("{length:.1}")
}

fn values_axis(drawing: &Drawing) -> Html {
    let left = drawing.x.pixels.0;
    html! {
        { for drawing.ticks.iter().zip(labels(&drawing.ticks)).map(|(tick, label)| {
            let y = drawing.y.place(*tick);
            html! {
                <>
                    <line
                        class="plot-rule" x1={px(left)} x2={px(drawing.size.0)} y1={px(y)} y2={px(y)}
                    />
                    <text class="plot-label at-end" x={px(left - 6.0)} y={px(y + 3.5)}>{ label }</text>
                </>
            }
        }) }
    }
}

/// Times below; the longest gap is named there.
fn time_axis(drawing: &Drawing) -> Html {
    let (width, height) = drawing.size;
    let (from, to) = drawing.range;
    let y = px(height - 5.0);
    let half = |words: &str| words.chars().count() as f64 * LETTER / 2.0;
    let place = |t: f64, words: &str| {
        let half = half(words);
        drawing.x.place(t).clamp(half.min(width / 2.0), (width - half).max(width / 2.0))
    };
    let gap = drawing.longest_gap().map(|(from, to)| {
        let words =
            t!("chart-no-data", from = drawing.time_label(from), to = drawing.time_label(to));
        (place((from + to) as f64 / 2.0, &words), words)
    });
    let gap = gap.filter(|(_, words)| half(words) * 2.0 < width / 2.0);
    let clear = |(x, words): &(f64, String)| match &gap {
        Some((middle, gap)) => (x - middle).abs() > half(words) + half(gap) + LETTER,
        None => true,
    };
    let labels = time_ticks(from, to, drawing.step, crate::clock::zone_offset_ms)
        .into_iter()
        .map(|t| (drawing.time_label(t), t))
        .map(|(words, t)| (place(t as f64, &words), words))
        .filter(clear);
    // Those at the edges were moved inwards, perhaps onto their neighbours.
    let mut end = f64::NEG_INFINITY;
    let labels = labels.filter(move |(x, words)| {
        let is_free = x - half(words) >= end + LETTER;
        if is_free {
            end = x + half(words);
        }
        is_free
    });
    html! {
        <>
            { for labels.map(|(x, words)| html! {
                <text class="plot-label at-middle" x={px(x)} y={y.clone()}>{ words }</text>
            }) }
            if let Some((x, words)) = &gap {
                <text class="plot-label at-middle gap-label" x={px(*x)} y={y.clone()}>{ words }</text>
            }
        </>
    }
}

fn series(drawing: &Drawing, place: usize, of: &Line) -> Html {
    let (x, y) = (drawing.x, drawing.y);
    let points = drawing.points(of);
    let class = format!("series-{}", of.colour);
    let floor = y.place(0.0_f64.clamp(y.values.0, y.values.1));
    // With several areas only the first is filled: more would hide each other.
    let filled = match drawing.style {
        ChartStyle::Bar => return bars(drawing, place, of, floor),
        ChartStyle::Area => place == 0,
        ChartStyle::Line => false,
    };
    html! {
        <g class={class}>
            { for drawing.segments(of).into_iter().map(|part| {
                let part = columns(part, x);
                html! {
                    <>
                        if filled { <path class="plot-area" d={area(&part, x, y, floor)} /> }
                        <path class="plot-line" data-testid="chart-line" d={line(&part, x, y)} />
                    </>
                }
            }) }
            if let Some(last) = points.last() {
                <circle
                    class="plot-dot" r="3" cx={px(x.place(last.t_ms as f64))}
                    cy={px(y.place(last.value.get()))}
                />
            }
        </g>
    }
}

/// Bars beside each other for the series of one time; those too dense to be seen apart are one.
fn bars(drawing: &Drawing, place: usize, of: &Line, floor: f64) -> Html {
    let (x, y, count) = (drawing.x, drawing.y, drawing.lines.len().max(1) as f64);
    let points = drawing.points(of);
    let room = (drawing.size.0 - x.pixels.0 - RIGHT) / points.len().max(1) as f64;
    let width = (room * 0.7 / count).clamp(BAR.0, BAR.1);
    // Each set of bars has a pixel of room beside it, or several sets become one.
    let least = BAR.0 * count + 1.0;
    let points = if room < least { peaks(points, x, least) } else { points.to_vec() };
    let bottom = drawing.size.1 - BOTTOM;
    html! {
        <g class={format!("series-{}", of.colour)}>
            { for points.iter().map(|point| {
                let top = y.place(point.value.get()).min(bottom);
                let left = x.place(point.t_ms as f64) + (place as f64 - count / 2.0) * width;
                html! {
                    <rect
                        class="plot-bar" data-testid="chart-line" x={px(left)} y={px(top.min(floor))}
                        width={px(width)} height={px((top - floor).abs().max(1.0))}
                    />
                }
            }) }
        </g>
    }
}
