//! One number: its value, how it stands to its limits, and its trend.

mod sparkline;
mod trend;

use super::{Editor, WidgetProps, append, put};
use crate::{
    components::{Glyph, Icon, Painter},
    format,
};
use sparkline::Sparkline;
use tideboard_protocol::{
    Number, Point,
    view::{RecordView, outline::Outline},
    widget::{self, Direction, Metric},
};
use tideboard_words::t;
use web_sys::{HtmlInputElement, KeyboardEvent, SubmitEvent};
use yew::prelude::*;

/// The metric.
#[component]
pub fn MetricWidget(props: &WidgetProps) -> Html {
    let metric = use_memo(props.record.clone(), |it| Metric::read(&it.fields));
    let points = use_memo(props.record.clone(), |it| readings(it));
    let editing = use_state_eq(|| false);
    let value = metric.value.map_or_else(|| format::NOTHING.to_owned(), format::number);
    use_painter(props, &value);
    let level = level(&metric);
    let on_value = {
        let (editing, editor) = (editing.clone(), props.editor.clone());
        Callback::from(move |typed: Option<Number>| {
            if let Some(number) = typed {
                enter(&editor, number);
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
                        class={classes!("metric-value", "number", size_class(&value))}
                        title={value.clone()} data-testid="metric-value"
                        data-value={metric.value.map(|value| value.to_string())}
                        data-level={level.name()}
                    >
                        { value }
                    </output>
                    <span class="metric-unit" dir="auto">{ &metric.unit }</span>
                    { trend::delta(&points, &metric) }
                    if !props.editor.is_read_only {
                        <button
                            type="button" class="icon-button reveal" aria-label={t!("metric-change")}
                            title={t!("metric-change")} data-testid="metric-edit" onclick={edit}
                        >
                            <Icon glyph={Glyph::Pencil} />
                        </button>
                    }
                </p>
            }
            <p class="metric-about meta">{ limits(&metric, level) }{ trend::over_time(&points) }</p>
            if points.len() > 1 {
                <Sparkline
                    {points} {metric}
                    outline={Outline::of(Some(&props.record.kind), &props.record.fields)}
                />
            }
        </>
    }
}

/// The series, ending in the value that is shown: the two are written apart.
fn readings(record: &RecordView) -> Vec<Point> {
    let mut points = record.points.get("points").cloned().unwrap_or_default();
    let value = widget::number(&record.fields, "value").and_then(|it| Number::new(it).ok());
    if let (Some(last), Some(value)) = (points.last(), value) {
        let at = record.changed_at.map_or(last.t_ms, |at| at.as_millisecond());
        if last.value != value && at > last.t_ms {
            points.push(Point { t_ms: at, value });
        }
    }
    points
}

/// Writes a value; it is a reading of the series, too.
fn enter(editor: &Editor, number: Number) {
    editor.change(|edit| {
        put(edit, "value", number);
        append(edit, "points", number);
    });
}

/// A longer number is written smaller, so that it is not cut off.
fn size_class(value: &str) -> Option<&'static str> {
    match value.chars().count() {
        0..=9 => None,
        10..=14 => Some("long"),
        _ => Some("very-long"),
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
    let number = |limit: Option<f64>| limit.map(format::number);
    let target = number(metric.target).map(|value| t!("metric-target", value = value));
    let alarm = number(metric.alarm).map(|value| t!("metric-alarm", value = value));
    let beyond_warning = number(metric.warn).map(|value| match metric.direction {
        Direction::Down => t!("metric-above-warning", value = value),
        Direction::Up => t!("metric-below-warning", value = value),
    });
    let beyond_alarm = number(metric.alarm).map(|value| match metric.direction {
        Direction::Down => t!("metric-above-alarm", value = value),
        Direction::Up => t!("metric-below-alarm", value = value),
    });
    let join =
        |parts: [Option<String>; 2]| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (shape, words) = match level {
        Level::Normal => (None, target.unwrap_or_default()),
        Level::Warning => (Some(Glyph::Diamond), join([beyond_warning, alarm])),
        Level::Alarm => (Some(Glyph::Cross), beyond_alarm.unwrap_or_default()),
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

#[derive(Properties, PartialEq)]
struct ValueFormProps {
    value: Option<f64>,
    unit: String,
    on_value: Callback<Option<Number>>,
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
            let number = format::parse_number(&input.value()).and_then(|it| Number::new(it).ok());
            match number {
                Some(number) => on_value.emit(Some(number)),
                None => is_wrong.set(true),
            }
        })
    };
    let onkeydown = {
        let on_value = props.on_value.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_value.emit(None);
            }
        })
    };
    let before = props.value.map(format::plain_number).unwrap_or_default();
    html! {
        <form class="metric-form" {onsubmit}>
            <input
                ref={input} type="text" inputmode="decimal" aria-label={t!("metric-value")} ~defaultValue={before}
                maxlength="32" autocomplete="off" aria-invalid={is_wrong.to_string()}
                data-testid="metric-input" {onkeydown}
            />
            if !props.unit.is_empty() { <span class="metric-unit" dir="auto">{ &props.unit }</span> }
            <button type="submit" class="button primary small">{ t!("common-save") }</button>
            if *is_wrong { <p class="tone-bad meta" role="alert">{ t!("number-wanted") }</p> }
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn the_series_ends_in_the_value_that_is_shown() {
        let mut record = crate::widgets::example(widget::WidgetKind::Metric);
        let written = record.points["points"].len();
        record.changed_at = record.points["points"]
            .last()
            .map(|last| jiff::Timestamp::from_millisecond(last.t_ms + 1000).unwrap());
        assert_eq!(readings(&record).len(), written + 1);
        assert_eq!(readings(&record).last().unwrap().value.get(), 11840.0);
    }
}
