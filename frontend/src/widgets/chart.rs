//! Series over time: lines, areas or bars, with gaps where data is missing.
//!
//! Drawn as SVG whatever the series holds: of dense series only what a pixel column shows becomes
//! part of a path (see [`super::plot`]), so that 50,000 points on 560 pixels make a path of 25 KB.
//! Moving the pointer draws only the guide and the read-out. A canvas would save little and lose
//! sharpness, print and styles.

mod drawing;
mod layer;
mod reading;
mod span;
mod surface;

use super::WidgetProps;
use crate::{
    clock,
    components::{Glyph, Icon},
    format,
    hooks::{use_size, use_ticked},
    state::Shared,
};
use drawing::{Drawing, lines_of};
use reading::ReadingForm;
use span::Range;
use std::collections::BTreeSet;
use surface::Surface;
use tideboard_protocol::widget::Chart;
use tideboard_words::t;
use yew::prelude::*;

/// Spans to choose from, in seconds, besides the chart's own.
const RANGES: [i64; 3] = [3_600, 21_600, 86_400];
/// Shortest span that a young series is stretched to, in milliseconds.
const LEAST_SPAN_MS: i64 = 60_000;
/// The right edge moves on in steps of so many seconds, so that a chart renders seldom.
const EDGE_S: i64 = 10;
/// How far ahead of this clock a reading may be and still move the right edge, in milliseconds.
const AHEAD_MS: i64 = 3_600_000;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looking {
    /// The chart's own span up to now; a young series uses the whole width.
    Own,
    /// So many seconds up to now.
    Last(i64),
    /// A part that stays.
    Part(Range),
}

/// The chart with its legend.
#[component]
pub fn ChartWidget(props: &WidgetProps) -> Html {
    let record = &props.record;
    let chart = use_memo(record.clone(), |it| Chart::read(&it.fields));
    let hidden = use_state_eq(BTreeSet::<String>::new);
    let looking = use_state_eq(|| Looking::Own);
    let adding = use_state_eq(|| false);
    let node = use_node_ref();
    let size = use_size(&node);
    let edge = use_ticked(|now| now.as_second().div_euclid(EDGE_S) * EDGE_S);

    let own = (chart.range_s as i64).max(1);
    let newest = newest(props, edge * 1000);
    let range = match *looking {
        Looking::Own => stretched(props, (newest - own.saturating_mul(1000), newest)),
        Looking::Last(seconds) => (newest - seconds * 1000, newest),
        Looking::Part(range) => range,
    };
    let drawing = use_memo(
        (record.clone(), (*hidden).clone(), range, size),
        |(record, hidden, range, size)| {
            let chart = Chart::read(&record.fields);
            let is_shown = |id: &str| !hidden.contains(id);
            let drawing =
                Drawing::new(record.clone(), &chart, is_shown, *range, *size, layer::label_letters);
            drawing.map(Shared::new)
        },
    );
    let on_range = {
        let looking = looking.setter();
        use_callback((), move |range: Option<Range>, ()| {
            looking.set(range.map_or(Looking::Own, Looking::Part));
        })
    };
    let toggle = {
        let adding = adding.clone();
        Callback::from(move |_: MouseEvent| adding.set(!*adding))
    };
    let close = {
        let adding = adding.setter();
        use_callback((), move |(), ()| adding.set(false))
    };
    html! {
        <>
            <div class="chart-head">
                { legend(&chart, &hidden) }
                <div class="chart-tools">
                    if !props.editor.is_read_only && !chart.series.is_empty() {
                        <button
                            type="button" class="icon-button" aria-label={t!("chart-add")}
                            title={t!("chart-add")} aria-expanded={adding.to_string()}
                            data-testid="chart-add" onclick={toggle}
                        >
                            <Icon glyph={Glyph::Plus} />
                        </button>
                    }
                    { ranges(own, *looking, &looking.setter()) }
                </div>
            </div>
            if *adding {
                <ReadingForm
                    series={chart.series.iter().map(|it| (it.id.clone(), it.name.clone())).collect::<Vec<_>>()}
                    unit={chart.unit.clone()} editor={props.editor.clone()} on_close={close}
                />
            }
            <div class="chart-plot" ref={node}>
                if let Some(drawing) = &*drawing {
                    <Surface
                        drawing={drawing.clone()} {newest} {on_range}
                        is_part={matches!(*looking, Looking::Part(_))}
                    />
                } else {
                    <p class="muted chart-empty">{ nothing(props, &chart, &hidden) }</p>
                }
            </div>
        </>
    }
}

/// The right edge: now, or the newest reading, which may be younger than the step of the edge. A
/// reading of a far future does not push everything else out of sight.
fn newest(props: &WidgetProps, edge_ms: i64) -> i64 {
    let points = props.record.points.values();
    let newest = points.filter_map(|points| Some(points.last()?.t_ms)).max().unwrap_or(edge_ms);
    if newest > edge_ms + AHEAD_MS { edge_ms } else { newest.max(edge_ms) }
}

fn stretched(props: &WidgetProps, (from, to): Range) -> Range {
    let oldest = props.record.points.values().filter_map(|points| Some(points.first()?.t_ms)).min();
    (oldest.unwrap_or(from).clamp(from, from.max(to - LEAST_SPAN_MS)), to)
}

/// Why there is nothing to see.
fn nothing(props: &WidgetProps, chart: &Chart, hidden: &BTreeSet<String>) -> String {
    let has_points = props.record.points.values().any(|points| !points.is_empty());
    if chart.series.is_empty() {
        t!("chart-no-lines")
    } else if chart.series.iter().all(|series| hidden.contains(&series.id)) {
        t!("chart-all-off")
    } else if has_points {
        t!("chart-none-in-span")
    } else {
        t!("chart-none")
    }
}

/// The names of the series; a press hides one or shows it again.
fn legend(chart: &Chart, hidden: &UseStateHandle<BTreeSet<String>>) -> Html {
    let entry = |(id, line): (&str, drawing::Line)| {
        let shown = !hidden.contains(id);
        let onclick = {
            let (hidden, id) = (hidden.clone(), id.to_owned());
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
                key={id.to_owned()} type="button" title={line.name.clone()}
                class={classes!("legend", format!("series-{}", line.colour))}
                aria-pressed={shown.to_string()} data-testid="chart-legend"
                data-series={id.to_owned()} {onclick}
            >
                <i class="dot" aria-hidden="true" /><span dir="auto">{ line.name }</span>
            </button>
        }
    };
    html! {
        <div class="legends" role="group" aria-label={t!("chart-lines")}>
            { for lines_of(chart).map(entry) }
            if !chart.unit.is_empty() { <span class="muted" dir="auto">{ &chart.unit }</span> }
        </div>
    }
}

fn ranges(own: i64, looking: Looking, set: &UseStateSetter<Looking>) -> Html {
    let mut spans = RANGES.to_vec();
    if !spans.contains(&own) {
        spans.push(own);
        spans.sort_unstable();
    }
    let chosen = match looking {
        Looking::Own => Some(own),
        Looking::Last(seconds) => Some(seconds),
        Looking::Part(_) => None,
    };
    let to = |wanted: Looking| {
        let set = set.clone();
        Callback::from(move |_: MouseEvent| set.set(wanted))
    };
    html! {
        <div class="ranges" role="group" aria-label={t!("chart-span")}>
            <button
                type="button" class={classes!("icon-button", chosen.is_some().then_some("unseen"))}
                disabled={chosen.is_some()} aria-label={t!("chart-reset")} title={t!("chart-reset")}
                data-testid="chart-reset" onclick={to(Looking::Own)}
            >
                <Icon glyph={Glyph::Undo} />
            </button>
            { for spans.into_iter().map(|span| {
                let wanted = if span == own { Looking::Own } else { Looking::Last(span) };
                html! {
                    <button
                        type="button" class="range" aria-pressed={(Some(span) == chosen).to_string()}
                        data-testid="chart-range" data-seconds={span.to_string()} onclick={to(wanted)}
                    >
                        { if span == 86_400 { t!("span-hours", n = 24_u32) } else { format::span(span) } }
                    </button>
                }
            }) }
        </div>
    }
}

/// The chart in a few sentences, for those who do not see it.
fn summary(drawing: &Drawing) -> String {
    let number = |value: f64| format!("{} {}", format::number(value), drawing.unit);
    let series = drawing.lines.iter().map(|line| {
        let points = drawing.points(line);
        match (points.last(), super::plot::extent(points)) {
            (Some(last), Some((low, high))) => t!(
                "chart-line-summary",
                name = &line.name,
                last = number(last.value.get()).trim_end(),
                low = number(low).trim_end(),
                high = number(high).trim_end()
            ),
            (_, _) => t!("chart-line-empty", name = &line.name),
        }
    });
    let gap = drawing
        .longest_gap()
        .map(|(from, to)| t!("chart-gap", from = drawing.moment(from), to = drawing.moment(to)));
    let (from, to) = drawing.range;
    let from = clock::moment(clock::of_ms(from), clock::now());
    let span = t!("chart-from-to", from = from, to = drawing.moment(to));
    std::iter::once(span).chain(series).chain(gap).collect::<Vec<_>>().join(" ")
}
