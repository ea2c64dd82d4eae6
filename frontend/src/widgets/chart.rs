//! Series over time: lines, areas or bars, with gaps where data is missing.

mod drawing;

use super::WidgetProps;
use crate::{clock, format, hooks::use_size, hooks::use_ticked};
use drawing::{Drawing, Line, Readout};
use std::collections::BTreeSet;
use tideboard_protocol::{
    Point,
    widget::{Chart, Series},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// Spans to choose from, in seconds, besides the chart's own.
const RANGES: [i64; 3] = [3_600, 21_600, 86_400];
/// Shortest span that a young series is stretched to, in milliseconds.
const LEAST_SPAN_MS: i64 = 60_000;
/// Colours of the palette.
const COLOURS: usize = 6;
/// The right edge moves on in steps of so many seconds, so that a chart renders seldom.
const EDGE_S: i64 = 10;

#[derive(Properties, PartialEq)]
pub struct ChartProps {
    pub chart: Chart,
    pub common: WidgetProps,
}

/// The chart with its legend.
#[component]
pub fn ChartWidget(props: &ChartProps) -> Html {
    let chart = &props.chart;
    let hidden = use_state_eq(BTreeSet::<String>::new);
    let range = use_state_eq(|| None::<i64>);
    let pointer = use_state_eq(|| None::<i32>);
    let node = use_node_ref();
    let size = use_size(&node);
    let edge = use_ticked(|now| now.as_second().div_euclid(EDGE_S) * EDGE_S);

    let own = (chart.range_s as i64).max(1);
    let seconds = range.unwrap_or(own);
    let newest = newest(props);
    // News may be younger than the step of the edge.
    let to = newest.unwrap_or(0).max(edge * 1000);
    let lines: Vec<Line<'_>> = chart
        .series
        .iter()
        .enumerate()
        .filter(|(_, series)| !hidden.contains(&series.id))
        .map(|(place, series)| Line {
            name: &series.name,
            colour: colour(place, series),
            points: points_of(props, series),
        })
        .collect();
    let mut from = to - seconds * 1000;
    if range.is_none() {
        // A young series uses the whole width, until somebody asks for a span.
        let oldest = lines.iter().filter_map(|line| Some(line.points.first()?.t_ms)).min();
        from = oldest.unwrap_or(from).clamp(from, from.max(to - LEAST_SPAN_MS));
    }
    let drawing = Drawing::new(chart.style, &lines, (from, to), size);
    let readout = (*pointer).and_then(|x| drawing.as_ref()?.read(&lines, f64::from(x)));
    let onpointermove = {
        let pointer = pointer.clone();
        Callback::from(move |event: PointerEvent| {
            let target = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
            let left = target.map_or(0.0, |it| it.get_bounding_client_rect().left());
            pointer.set(Some(event.client_x() - left as i32));
        })
    };
    let onpointerleave = Callback::from(move |_: PointerEvent| pointer.set(None));
    html! {
        <>
            <div class="chart-head">
                { legend(chart, &hidden) }
                { ranges(own, seconds, &range) }
            </div>
            <div
                class="chart-plot" ref={node} role="img" aria-label={summary(chart, &lines)}
                {onpointermove} {onpointerleave}
            >
                if let Some(drawing) = &drawing {
                    { drawing.render(&lines, readout.as_ref()) }
                } else if lines.iter().all(|line| line.points.is_empty()) {
                    <p class="muted chart-empty">{ "No readings yet." }</p>
                }
                if let Some(readout) = &readout { { read_out(readout, &chart.unit) } }
            </div>
        </>
    }
}

fn points_of<'a>(props: &'a ChartProps, series: &Series) -> &'a [Point] {
    let path = format!("points/{}", series.id);
    props.common.record.points.get(path.as_str()).map(Vec::as_slice).unwrap_or_default()
}

fn newest(props: &ChartProps) -> Option<i64> {
    props.common.record.points.values().filter_map(|points| Some(points.last()?.t_ms)).max()
}

fn colour(place: usize, series: &Series) -> usize {
    series.color.unwrap_or(place) % COLOURS
}

/// The names of the series; a press hides one or shows it again.
fn legend(chart: &Chart, hidden: &UseStateHandle<BTreeSet<String>>) -> Html {
    let entry = |(place, series): (usize, &Series)| {
        let shown = !hidden.contains(&series.id);
        let onclick = {
            let (hidden, id) = (hidden.clone(), series.id.clone());
            Callback::from(move |_: MouseEvent| {
                let mut next = (*hidden).clone();
                if !next.remove(&id) {
                    next.insert(id.clone());
                }
                hidden.set(next);
            })
        };
        html! {
            <button
                key={series.id.clone()} type="button"
                class={classes!("legend", format!("series-{}", colour(place, series)))}
                aria-pressed={shown.to_string()} data-testid="chart-legend"
                data-series={series.id.clone()} {onclick}
            >
                <i class="dot" aria-hidden="true" />{ &series.name }
            </button>
        }
    };
    html! {
        <div class="legends" role="group" aria-label="Series">
            { for chart.series.iter().enumerate().map(entry) }
            if !chart.unit.is_empty() { <span class="muted">{ &chart.unit }</span> }
        </div>
    }
}

fn ranges(own: i64, seconds: i64, range: &UseStateHandle<Option<i64>>) -> Html {
    let mut spans = RANGES.to_vec();
    if !spans.contains(&own) {
        spans.push(own);
        spans.sort_unstable();
    }
    html! {
        <div class="ranges" role="group" aria-label="Span">
            { for spans.into_iter().map(|span| {
                let range = range.clone();
                let onclick = Callback::from(move |_: MouseEvent| range.set(Some(span)));
                html! {
                    <button
                        type="button" class="range" aria-pressed={(span == seconds).to_string()}
                        data-testid="chart-range" data-seconds={span.to_string()} {onclick}
                    >
                        { if span == 86_400 { "24 h".to_owned() } else { format::span(span) } }
                    </button>
                }
            }) }
        </div>
    }
}

/// The chart in a sentence, for those who do not see it.
fn summary(chart: &Chart, lines: &[Line<'_>]) -> String {
    let parts = lines.iter().map(|line| match line.points.last() {
        Some(point) => {
            format!("{} {} {}", line.name, format::number(point.value.get()), chart.unit)
        }
        None => format!("{}: no readings", line.name),
    });
    format!("Chart. {}.", parts.collect::<Vec<_>>().join(", "))
}

fn read_out(readout: &Readout, unit: &str) -> Html {
    html! {
        <div class={classes!("readout", readout.at_right.then_some("at-left"))} data-testid="chart-readout">
            <p class="meta muted number">{ clock::time(readout.time()) }</p>
            { for readout.values.iter().map(|(name, colour, value)| html! {
                <p class="meta">
                    <i class={classes!("dot", format!("series-{colour}"))} aria-hidden="true" />
                    { name }
                    <b class="number">{ format!("{} {unit}", format::number(*value)) }</b>
                </p>
            }) }
        </div>
    }
}
