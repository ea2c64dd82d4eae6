//! How finely a view gets the points of a series: near ones in detail, far ones in outline.
//!
//! A series may hold a week of readings a second. So time is cut into [`SLOTS`] slots for each span
//! that a widget looks at, and of each slot come its lowest, its highest and its last point. Who
//! draws them has to know: there, points lie up to two slots apart where no reading is missing.

use crate::widget::{Fields, WidgetKind};
use serde_json::Value;

/// Most points that come of a slot.
pub const PER_SLOT: usize = 3;
/// Slots per span: enough for a line across a wide screen, with two points each.
pub const SLOTS: i64 = 240;
/// Span where the record names none, in seconds.
const DEFAULT_SPAN_S: f64 = 3_600.0;
/// Spans that charts and histories offer besides their own, in milliseconds.
const OFFERED_MS: [i64; 2] = [3_600_000, 86_400_000];

/// The spans that a widget looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// In milliseconds up to the newest point, the shortest first; at least one.
    spans: Vec<i64>,
}

impl Outline {
    /// That of a record.
    pub fn of(kind: Option<&str>, fields: &Fields) -> Self {
        let range = fields.get("range").and_then(Value::as_f64);
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
        Self { spans }
    }

    /// The spans with the length of their slots, both in milliseconds, the shortest first.
    pub fn spans(&self) -> impl Iterator<Item = (i64, i64)> {
        self.spans.iter().map(|span| (*span, (span / SLOTS).max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_as_long_as_the_span_of_their_points_makes_them() {
        let spans = |kind, seconds: i64| -> Vec<(i64, i64)> {
            Outline::of(kind, &[("range".parse().unwrap(), seconds.into())].into())
                .spans()
                .collect()
        };
        let of_day = [(600_000, 2_500), (3_600_000, 15_000), (86_400_000, 360_000)];
        assert_eq!(spans(Some("chart"), 600), of_day);
        assert_eq!(spans(Some("metric"), 7_200), [(7_200_000, 30_000)]);
        assert_eq!(spans(None, 3_600), [(3_600_000, 15_000)]);
    }
}
