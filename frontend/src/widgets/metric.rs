//! One number: its value, how it stands to its limits, and its trend.

use super::{
    WidgetProps,
    plot::{Scale, area, extent, line, segments},
};
use crate::{
    components::{Glyph, Icon, Painter},
    format,
    hooks::use_size,
};
use tideboard_protocol::{
    Point,
    widget::{Direction, Metric},
};
use web_sys::{HtmlInputElement, KeyboardEvent, SubmitEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct MetricProps {
    pub metric: Metric,
    pub common: WidgetProps,
}

/// The metric.
#[component]
pub fn MetricWidget(props: &MetricProps) -> Html {
    let MetricProps { metric, common } = props;
    let editing = use_state_eq(|| false);
    let value = metric.value.map_or_else(|| format::NOTHING.to_owned(), format::number);
    use_painter(common, &value);
    let points = common.record.points.get("points").map(Vec::as_slice).unwrap_or_default();
    let level = level(metric);
    // Figures of a feed are not for hands.
    let by_hand = tideboard_protocol::widget::stale_after_s(&common.record.fields).is_none()
        && !common.editor.is_read_only;
    let on_value = {
        let (editing, editor) = (editing.clone(), common.editor.clone());
        Callback::from(move |typed: Option<f64>| {
            if let Some(number) = typed.and_then(format::to_json) {
                editor.set("value", number);
            }
            editing.set(false);
        })
    };
    let edit = {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(true))
    };
    html! {
        <>
            if *editing {
                <ValueForm value={metric.value} unit={metric.unit.clone()} {on_value} />
            } else {
                <p class={classes!("metric-line", level.class())}>
                    <output
                        class="metric-value number" data-testid="metric-value"
                        data-value={metric.value.map(|value| value.to_string())}
                        data-level={level.name()}
                    >
                        { value }
                    </output>
                    <span class="metric-unit">{ &metric.unit }</span>
                    if by_hand {
                        <button
                            type="button" class="icon-button reveal" aria-label="Change the value"
                            title="Change the value" data-testid="metric-edit" onclick={edit}
                        >
                            <Icon glyph={Glyph::Pencil} />
                        </button>
                    }
                </p>
            }
            <p class="metric-about meta">{ limits(metric, level) }{ trend(points) }</p>
            if points.len() > 1 { <Sparkline points={points.to_vec()} /> }
        </>
    }
}

/// Tells which values of a live figure were on the screen.
#[hook]
fn use_painter(common: &WidgetProps, value: &str) {
    let painter = use_context::<Painter>().expect("used below the DashboardRealtimeProvider");
    let live = common.is_live.then(|| (common.record.id.clone(), value.to_owned()));
    use_effect_with((live, painter), |(live, painter)| {
        if let Some((record, value)) = live {
            painter.shows(record, value);
        }
    });
}

/// How a value stands to its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Normal,
    Warning,
    Alarm,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Warning => "warning",
            Self::Alarm => "alarm",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Normal => "tone-plain",
            Self::Warning => "tone-warn",
            Self::Alarm => "tone-bad",
        }
    }
}

fn level(metric: &Metric) -> Level {
    if metric.is_beyond(metric.alarm) {
        Level::Alarm
    } else if metric.is_beyond(metric.warn) {
        Level::Warning
    } else {
        Level::Normal
    }
}

/// The limits in words; beyond one of them with a shape and a colour.
fn limits(metric: &Metric, level: Level) -> Html {
    let side = match metric.direction {
        Direction::Down => "above",
        Direction::Up => "below",
    };
    let number = |name: &str, limit: Option<f64>| {
        limit.map(|limit| format!("{name} {}", format::number(limit)))
    };
    let join =
        |parts: [Option<String>; 2]| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (shape, words) = match level {
        Level::Normal => (None, number("target", metric.target).unwrap_or_default()),
        Level::Warning => {
            let beyond = number(&format!("{side} warning"), metric.warn);
            (Some(Glyph::Diamond), join([beyond, number("alarm", metric.alarm)]))
        }
        Level::Alarm => {
            (Some(Glyph::Cross), join([number(&format!("{side} alarm"), metric.alarm), None]))
        }
    };
    html! {
        if !words.is_empty() {
            <span class={classes!("metric-limits", level.class())}>
                if let Some(glyph) = shape { <Icon {glyph} /> }
                { words }
            </span>
        }
    }
}

/// Change since the oldest point that is shown.
fn trend(points: &[Point]) -> Html {
    let Some(words) = trend_words(points) else { return Html::default() };
    html! { <span class="muted">{ words }</span> }
}

fn trend_words(points: &[Point]) -> Option<String> {
    let (first, last) = (points.first()?, points.last()?);
    let seconds = (last.t_ms - first.t_ms) / 1000;
    if seconds < 1 {
        return None;
    }
    let difference = last.value.get() - first.value.get();
    let size = if first.value.get().abs() > f64::EPSILON {
        let percent = difference / first.value.get().abs() * 100.0;
        if percent.abs() < 0.05 {
            return Some(format!("steady for {}", format::span(seconds)));
        }
        format!("{} %", format::number_with(percent.abs(), usize::from(percent.abs() < 100.0)))
    } else if difference == 0.0 {
        return Some(format!("steady for {}", format::span(seconds)));
    } else {
        format::number(difference.abs())
    };
    let arrow = if difference > 0.0 { "▲" } else { "▼" };
    Some(format!("{arrow} {size} in {}", format::span(seconds)))
}

#[derive(Properties, PartialEq)]
struct ValueFormProps {
    value: Option<f64>,
    unit: String,
    on_value: Callback<Option<f64>>,
}

/// Typing the value: Enter saves, Escape leaves it.
#[component]
fn ValueForm(props: &ValueFormProps) -> Html {
    let input = use_node_ref();
    let is_wrong = use_state_eq(|| false);
    use_effect_with(input.clone(), |input| {
        if let Some(input) = input.cast::<HtmlInputElement>() {
            crate::browser::focus(&input);
            input.select();
        }
    });
    let onsubmit = {
        let (input, on_value, is_wrong) = (input.clone(), props.on_value.clone(), is_wrong.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            match format::parse_number(&input.value()) {
                Some(number) => on_value.emit(Some(number)),
                None => is_wrong.set(true),
            }
        })
    };
    let onkeydown = {
        let on_value = props.on_value.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                on_value.emit(None);
            }
        })
    };
    let before = props.value.map(format::plain_number).unwrap_or_default();
    html! {
        <form class="metric-form" {onsubmit}>
            <input
                ref={input} type="text" inputmode="decimal" aria-label="Value" value={before}
                aria-invalid={is_wrong.to_string()} data-testid="metric-input" {onkeydown}
            />
            <button type="submit" class="button primary small">{ "Save" }</button>
            if *is_wrong { <p class="tone-bad meta" role="alert">{ "That is not a number." }</p> }
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct SparklineProps {
    points: Vec<Point>,
}

/// The trend without axes.
#[component]
fn Sparkline(props: &SparklineProps) -> Html {
    let node = use_node_ref();
    let (width, height) = use_size(&node);
    let points = &props.points;
    let drawing = match (points.first(), points.last(), extent(points)) {
        (Some(first), Some(last), Some((low, high))) if width > 0.0 && height > 8.0 => {
            let room = if high > low { (high - low) * 0.1 } else { 1.0 };
            let x =
                Scale { values: (first.t_ms as f64, last.t_ms as f64), pixels: (1.0, width - 4.0) };
            let y = Scale { values: (low - room, high + room), pixels: (height - 1.0, 3.0) };
            html! {
                <svg class="plot" viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
                    { for segments(points).into_iter().map(|part| html! {
                        <>
                            <path class="plot-area series-0" d={area(part, x, y, height)} />
                            <path class="plot-line series-0" d={line(part, x, y)} />
                        </>
                    }) }
                    <circle
                        class="plot-dot series-0" r="3"
                        cx={format!("{:.1}", x.place(last.t_ms as f64))}
                        cy={format!("{:.1}", y.place(last.value.get()))}
                    />
                </svg>
            }
        }
        _ => Html::default(),
    };
    html! { <div class="sparkline" ref={node}>{ drawing }</div> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::Number;

    fn metric(value: f64, direction: Direction) -> Metric {
        Metric {
            value: Some(value),
            unit: String::new(),
            target: None,
            warn: Some(70.0),
            alarm: Some(if direction == Direction::Down { 80.0 } else { 60.0 }),
            direction,
        }
    }

    #[test]
    fn the_worse_limit_counts() {
        assert_eq!(level(&metric(69.0, Direction::Down)), Level::Normal);
        assert_eq!(level(&metric(75.0, Direction::Down)), Level::Warning);
        assert_eq!(level(&metric(80.0, Direction::Down)), Level::Alarm);
        assert_eq!(level(&metric(65.0, Direction::Up)), Level::Warning);
        assert_eq!(level(&metric(5.0, Direction::Up)), Level::Alarm);
    }

    #[test]
    fn a_trend_says_how_much_in_what_time() {
        let trend = |from: f64, to: f64| {
            let point = |t_ms, value| Point { t_ms, value: Number::new(value).unwrap() };
            trend_words(&[point(0, from), point(3_600_000, to)]).unwrap()
        };
        assert_eq!(trend(100.0, 103.14), "▲ 3.1 % in 1 h");
        assert_eq!(trend(100.0, 50.0), "▼ 50.0 % in 1 h");
        assert_eq!(trend(100.0, 100.0), "steady for 1 h");
        assert_eq!(trend(0.0, 3.0), "▲ 3 in 1 h");
        assert_eq!(trend_words(&[]), None);
    }
}
