//! Entering a reading by hand: of now, or of a time of today.

use crate::{clock, format, widgets::Editor};
use tideboard_protocol::{Number, Path, Point};
use tideboard_words::{key, plain, t};
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, SubmitEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ReadingFormProps {
    /// Id and name of each series.
    pub series: Vec<(String, String)>,
    pub unit: String,
    pub editor: Editor,
    pub on_close: Callback<()>,
}

/// Enter saves and waits for the next one, Escape closes.
#[component]
pub fn ReadingForm(props: &ReadingFormProps) -> Html {
    let (series, value, time) = (use_node_ref(), use_node_ref(), use_node_ref());
    let wrong = use_state_eq(|| None::<&'static str>);
    use_effect_with(value.clone(), |value| {
        if let Some(value) = value.cast::<HtmlElement>() {
            crate::browser::focus(&value);
        }
    });
    let onsubmit = {
        let (series, value, time) = (series.clone(), value.clone(), time.clone());
        let (wrong, editor) = (wrong.clone(), props.editor.clone());
        let first = props.series.first().map(|(id, _)| id.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = |node: &NodeRef| node.cast::<HtmlInputElement>().map(|it| it.value());
            let chosen = series.cast::<HtmlSelectElement>().map(|it| it.value()).or(first.clone());
            let point = reading(
                &text(&value).unwrap_or_default(),
                &text(&time).unwrap_or_default(),
                clock::now().as_millisecond(),
                clock::zone_offset_ms,
            );
            let path = Path::new(format!("points/{}", chosen.unwrap_or_default()));
            match (point, path) {
                (Ok(point), Ok(path)) => {
                    editor.change(|edit| drop(edit.append.insert(path, vec![point])));
                    wrong.set(None);
                    if let Some(value) = value.cast::<HtmlInputElement>() {
                        value.set_value("");
                        crate::browser::focus(&value);
                    }
                }
                (Err(why), _) => wrong.set(Some(why)),
                (Ok(_), Err(_)) => wrong.set(Some(key!("reading-gone"))),
            }
        })
    };
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_close.emit(());
            }
        })
    };
    let placeholder = if props.unit.is_empty() { t!("metric-value") } else { props.unit.clone() };
    html! {
        <form class="reading-form" {onsubmit} {onkeydown}>
            if props.series.len() > 1 {
                <select ref={series} aria-label={t!("reading-line")} data-testid="chart-reading-series" data-draft="chart-add">
                    { for props.series.iter().map(|(id, name)| html! {
                        <option value={id.clone()}>{ name }</option>
                    }) }
                </select>
            }
            <input
                ref={value} type="text" inputmode="decimal" aria-label={t!("metric-value")} autocomplete="off"
                {placeholder}
                maxlength="32" aria-invalid={wrong.is_some().to_string()} data-testid="chart-reading-value"
                data-draft="chart-add"
            />
            <input
                ref={time} type="text" aria-label={t!("reading-time")} placeholder={t!("reading-now")} size="5"
                maxlength="5" autocomplete="off" title={t!("reading-time-about")}
                data-testid="chart-reading-time" data-draft="chart-add"
            />
            <button type="submit" class="button small" data-testid="chart-reading-save">{ t!("reading-add") }</button>
            if let Some(why) = *wrong { <p class="tone-bad meta" role="alert">{ plain(why) }</p> }
        </form>
    }
}

/// A reading out of what was typed. `now_ms` is now, `offset` how far the clock of the person is
/// ahead of UTC at a time. The error is a message.
fn reading(
    value: &str,
    time: &str,
    now_ms: i64,
    offset: impl Fn(i64) -> i64,
) -> Result<Point, &'static str> {
    let value = format::parse_number(value).and_then(|value| Number::new(value).ok());
    let value = value.ok_or(key!("number-wanted"))?;
    if time.trim().is_empty() {
        return Ok(Point { t_ms: now_ms, value });
    }
    let (hour, minute) = clock_time(time.trim()).ok_or(key!("reading-time-wanted"))?;
    const DAY: i64 = 86_400_000;
    let here = offset(now_ms);
    let midnight = (now_ms + here).div_euclid(DAY) * DAY;
    let wall = midnight + (hour * 60 + minute) * 60_000;
    // What the clock was ahead by then, which may be another summer time than now.
    let t_ms = wall - offset(wall - here);
    if t_ms > now_ms { Err(key!("reading-future")) } else { Ok(Point { t_ms, value }) }
}

fn clock_time(text: &str) -> Option<(i64, i64)> {
    let (hour, minute) = text.split_once([':', '.'])?;
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some((hour.into(), minute.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_reading_is_of_now_or_of_a_time_of_today() {
        let noon = 12 * HOUR;
        let read =
            |value, time| reading(value, time, noon, |_| 0).map(|it| (it.t_ms, it.value.get()));
        assert_eq!(read("12,5", ""), Ok((noon, 12.5)));
        assert_eq!(read("3", "9:30"), Ok((9 * HOUR + HOUR / 2, 3.0)));
        assert_eq!(read("3", "12.00"), Ok((noon, 3.0)));
        // Two hours ahead of UTC it is two in the afternoon.
        let ahead = reading("3", "13:00", noon, |_| 2 * HOUR).map(|it| it.t_ms);
        assert_eq!(ahead, Ok(11 * HOUR));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let read = |value, time| reading(value, time, 12 * HOUR, |_| 0);
        for (value, time) in [("NaN", ""), ("", ""), ("1e999", ""), ("3", "25:00"), ("3", "noon")] {
            assert!(read(value, time).is_err(), "{value} {time}");
        }
        assert_eq!(read("3", "12:01"), Err(key!("reading-future")));
    }
}
