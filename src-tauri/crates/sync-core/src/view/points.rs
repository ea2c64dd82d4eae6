//! The points of a series that a view gets: near ones in detail, far ones in outline.
//!
//! A series may hold a week of readings a second, more than a view can use or take in with every
//! change. So time is cut into [`SLOTS`] slots for each span that a view looks at, and of each slot
//! stay its lowest, its highest and its last point: no spike is lost, and what a value came to be is
//! exact. Slots are fixed in time, so that a line does not flicker when it moves on.

use serde_json::Value;
use tideboard_protocol::{
    Path, Point,
    widget::{Fields, WidgetKind},
};

/// Slots per span: enough for a line across a wide screen, with two points each.
const SLOTS: i64 = 240;
/// As many points of a span are no outline, but all of them.
const FEW: usize = 480;
/// Span where the record names none, in seconds.
const DEFAULT_SPAN_S: f64 = 3_600.0;
/// Spans that charts and histories offer besides their own, in milliseconds.
const OFFERED_MS: [i64; 2] = [3_600_000, 86_400_000];

/// The spans that a widget looks at, in milliseconds up to its newest point, the shortest first.
pub fn spans(kind: Option<&str>, fields: &Fields) -> Vec<i64> {
    let range = Path::new("range").ok().and_then(|path| fields.get(&path).and_then(Value::as_f64));
    let own = (range.unwrap_or(DEFAULT_SPAN_S).clamp(1.0, 1e9) * 1000.0) as i64;
    let mut spans = vec![own];
    match kind.and_then(WidgetKind::named) {
        Some(WidgetKind::Chart | WidgetKind::Status) => spans.extend(OFFERED_MS),
        Some(
            WidgetKind::Metric
            | WidgetKind::Table
            | WidgetKind::Checklist
            | WidgetKind::Note
            | WidgetKind::Counter,
        )
        | None => {}
    }
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// What stays of a series.
pub fn thinned(series: &[Point], spans: &[i64]) -> Vec<Point> {
    let Some(newest) = series.last() else { return Vec::new() };
    let mut kept = Vec::new();
    // From the newest backwards, a span at a time; each span only what the one before left out.
    let mut rest = series;
    let mut parts = Vec::with_capacity(spans.len());
    for span in spans {
        let from = newest.t_ms.saturating_sub(*span);
        let (older, part) = rest.split_at(rest.partition_point(|point| point.t_ms < from));
        parts.push((part, (span / SLOTS).max(1)));
        rest = older;
    }
    for (part, slot_ms) in parts.into_iter().rev() {
        if part.len() <= FEW {
            kept.extend_from_slice(part);
            continue;
        }
        let slot = |point: &Point| point.t_ms.div_euclid(slot_ms);
        for slot in part.chunk_by(|a, b| slot(a) == slot(b)) {
            keep(slot, &mut kept);
        }
    }
    kept
}

/// The lowest, the highest and the last of one slot, in order.
fn keep(slot: &[Point], kept: &mut Vec<Point>) {
    let value = |place: &usize| slot[*place].value.get();
    let by_value = |a: &usize, b: &usize| value(a).total_cmp(&value(b));
    let places = 0..slot.len();
    let (lowest, highest) = (places.clone().min_by(by_value), places.clone().max_by(by_value));
    let (Some(lowest), Some(highest), Some(last)) = (lowest, highest, places.last()) else {
        return;
    };
    let (first, second) = (lowest.min(highest), lowest.max(highest));
    kept.push(slot[first]);
    for (before, place) in [(first, second), (second, last)] {
        if before != place {
            kept.push(slot[place]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::Number;

    const DAY_MS: i64 = 86_400_000;

    fn point(t_ms: i64, value: f64) -> Point {
        Point { t_ms, value: Number::new(value).unwrap() }
    }

    fn range(seconds: i64) -> Fields {
        [("range".parse().unwrap(), seconds.into())].into()
    }

    #[test]
    fn few_points_stay_as_they_are() {
        let series: Vec<_> = (0..100).map(|i| point(i * 10_000, i as f64)).collect();
        assert_eq!(thinned(&series, &spans(Some("metric"), &range(3_600))), series);
        assert_eq!(thinned(&[], &[1000]), []);
    }

    #[test]
    fn a_week_of_seconds_becomes_a_bounded_outline_that_has_every_spike() {
        let spike = 300_000;
        let series: Vec<_> = (0..7 * 86_400)
            .map(|second| point(second * 1000, if second == spike { 900.0 } else { 1.0 }))
            .collect();
        let shown = thinned(&series, &spans(Some("chart"), &range(7 * 86_400)));
        assert!(shown.len() <= 3 * 3 * (SLOTS as usize + 2), "{}", shown.len());
        assert!(shown.is_sorted_by_key(|point| point.t_ms));
        assert!(shown.contains(&point(spike * 1000, 900.0)));
        assert_eq!(shown.last(), series.last());
    }

    #[test]
    fn charts_and_histories_reach_back_a_day_and_a_trend_its_own_span() {
        let series: Vec<_> = (0..48).map(|hour| point(hour * 3_600_000, 1.0)).collect();
        let newest = series[47].t_ms;
        for (kind, reach) in
            [("chart", DAY_MS), ("status", DAY_MS), ("metric", 7_200_000), ("else", 7_200_000)]
        {
            let shown = thinned(&series, &spans(Some(kind), &range(7_200)));
            assert_eq!(shown[0].t_ms, newest - reach, "{kind}");
        }
    }

    #[test]
    fn what_stays_does_not_depend_on_when_it_is_asked() {
        let series: Vec<_> =
            (0..86_400).map(|second| point(second * 1000, (second % 97) as f64)).collect();
        let spans = spans(Some("metric"), &range(43_200));
        let (early, late) = (thinned(&series[..86_000], &spans), thinned(&series, &spans));
        let slot_ms = spans[0] / SLOTS;
        let inner = |points: &[Point]| -> Vec<Point> {
            let is_inner = |point: &&Point| {
                point.t_ms > 86_400_000 - 43_200_000 + slot_ms && point.t_ms < 85_999_000 - slot_ms
            };
            points.iter().filter(is_inner).copied().collect()
        };
        assert_eq!(inner(&early), inner(&late));
    }
}
