//! The points of a series that a view gets, thinned out into the slots of its [`Outline`].
//!
//! Of each slot stay its lowest, its highest and its last point: no spike is lost, and what a value
//! came to be is exact. Slots are fixed in time, so that a line does not flicker when it moves on.

use crate::overlay::Shown;
use std::collections::BTreeMap;
use tideboard_protocol::{Path, Point, view::outline::Outline};

/// As many points of a span are no outline, but all of them.
const FEW: usize = 480;

/// What a view gets of the series of a record.
pub fn outline(shown: &Shown<'_>) -> BTreeMap<Path, Vec<Point>> {
    let outline = Outline::of(shown.kind.as_deref(), &shown.fields);
    shown.points.iter().map(|(path, series)| (path.clone(), thinned(series, &outline))).collect()
}

/// All of the series of a record.
pub fn whole(shown: &Shown<'_>) -> BTreeMap<Path, Vec<Point>> {
    shown.points.iter().map(|(path, series)| (path.clone(), series.to_vec())).collect()
}

/// What stays of a series.
fn thinned(series: &[Point], outline: &Outline) -> Vec<Point> {
    let Some(newest) = series.last() else { return Vec::new() };
    let mut kept = Vec::new();
    // From the newest backwards, a span at a time; each span only what the one before left out.
    let mut rest = series;
    let mut parts = Vec::new();
    for (span, slot_ms) in outline.spans() {
        let from = newest.t_ms.saturating_sub(span);
        let (older, part) = rest.split_at(rest.partition_point(|point| point.t_ms < from));
        parts.push((part, slot_ms));
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
    use tideboard_protocol::{Number, view::outline::SLOTS, widget::Fields};

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
        assert_eq!(thinned(&series, &Outline::of(Some("metric"), &range(3_600))), series);
        assert_eq!(thinned(&[], &Outline::of(None, &range(1))), []);
    }

    #[test]
    fn a_week_of_seconds_becomes_a_bounded_outline_that_has_every_spike() {
        let spike = 300_000;
        let series: Vec<_> = (0..7 * 86_400)
            .map(|second| point(second * 1000, if second == spike { 900.0 } else { 1.0 }))
            .collect();
        let shown = thinned(&series, &Outline::of(Some("chart"), &range(7 * 86_400)));
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
            let shown = thinned(&series, &Outline::of(Some(kind), &range(7_200)));
            assert_eq!(shown[0].t_ms, newest - reach, "{kind}");
        }
    }

    #[test]
    fn what_stays_does_not_depend_on_when_it_is_asked() {
        let series: Vec<_> =
            (0..86_400).map(|second| point(second * 1000, (second % 97) as f64)).collect();
        let outline = Outline::of(Some("metric"), &range(43_200));
        let (early, late) = (thinned(&series[..86_000], &outline), thinned(&series, &outline));
        let (_, slot_ms) = outline.spans().next().unwrap();
        let inner = |points: &[Point]| -> Vec<Point> {
            let is_inner = |point: &&Point| {
                point.t_ms > 86_400_000 - 43_200_000 + slot_ms && point.t_ms < 85_999_000 - slot_ms
            };
            points.iter().filter(is_inner).copied().collect()
        };
        assert_eq!(inner(&early), inner(&late));
    }
}
