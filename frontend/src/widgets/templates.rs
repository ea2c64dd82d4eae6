//! What a new widget of each kind begins with, and examples of what it may become.

use crate::clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tideboard_protocol::{
    Number, Path, Point, RecordId,
    view::{RecordSync, RecordSyncState, RecordView},
    widget::{Fields, WidgetKind},
};
use tideboard_words::{key, t};

/// A kind as it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The kind.
    pub kind: WidgetKind,
    /// The message with its name.
    pub name: &'static str,
    /// The message that says what it is for.
    pub words: &'static str,
    /// Width and height on the grid.
    pub size: (u32, u32),
}

/// All kinds, those used most first.
pub const OFFERS: [Offer; 7] = [
    offer(WidgetKind::Metric, key!("offer-metric"), key!("offer-metric-about"), (3, 4)),
    offer(WidgetKind::Chart, key!("offer-chart"), key!("offer-chart-about"), (6, 6)),
    offer(WidgetKind::Table, key!("offer-table"), key!("offer-table-about"), (5, 5)),
    offer(WidgetKind::Checklist, key!("offer-checklist"), key!("offer-checklist-about"), (3, 5)),
    offer(WidgetKind::Status, key!("offer-status"), key!("offer-status-about"), (3, 5)),
    offer(WidgetKind::Note, key!("offer-note"), key!("offer-note-about"), (4, 4)),
    offer(WidgetKind::Counter, key!("offer-counter"), key!("offer-counter-about"), (2, 4)),
];

const fn offer(
    kind: WidgetKind,
    name: &'static str,
    words: &'static str,
    size: (u32, u32),
) -> Offer {
    Offer { kind, name, words, size }
}

/// Fields of a new widget: a title, and what makes it usable at once.
pub fn beginning(kind: WidgetKind) -> Fields {
    fields(match kind {
        WidgetKind::Metric => json!({"title": t!("begin-metric"), "unit": "", "direction": "up"}),
        WidgetKind::Chart => json!({
            "title": t!("begin-chart"), "unit": "", "style": "line", "range": 3600,
            "series/a/name": t!("begin-readings"),
        }),
        WidgetKind::Table => json!({
            "title": t!("begin-table"),
            "columns/a/name": t!("begin-name"), "columns/a/order": "A",
            "columns/b/name": t!("begin-amount"), "columns/b/order": "B", "columns/b/type": "number",
            "rows/a/order": "A",
        }),
        WidgetKind::Checklist => json!({"title": t!("begin-checklist")}),
        WidgetKind::Note => json!({"title": t!("begin-note"), "text": ""}),
        WidgetKind::Status => json!({
            "title": t!("begin-status"),
            "services/a/name": t!("begin-service"), "services/a/state": "unknown",
            "services/a/note": "", "services/a/order": "A",
        }),
        WidgetKind::Counter => json!({"title": t!("begin-counter"), "value": 0, "step": 1}),
    })
}

/// An example of a kind, for its preview.
pub fn example(kind: WidgetKind) -> RecordView {
    let example = match kind {
        WidgetKind::Metric => json!({
            "title": t!("example-throughput"), "value": 11840, "unit": t!("example-bottles"), "target": 12000,
            "direction": "up", "stale_after_s": 60,
        }),
        WidgetKind::Chart => json!({
            "title": t!("example-energy"), "unit": "kW", "style": "area", "range": 3600,
            "series/a/name": t!("example-filler"), "series/b/name": t!("example-washer"),
        }),
        WidgetKind::Table => json!({
            "columns/a/name": t!("example-lane"), "columns/a/order": "A",
            "columns/b/name": t!("example-pallets"), "columns/b/order": "B", "columns/b/type": "number",
            "rows/a/a": "A1", "rows/a/b": 14, "rows/a/order": "A",
            "rows/b/a": "A2", "rows/b/b": 9, "rows/b/order": "B",
        }),
        WidgetKind::Checklist => json!({
            "items/a/text": t!("example-log"), "items/a/done": true, "items/a/order": "A",
            "items/b/text": t!("example-lab"), "items/b/done": false, "items/b/order": "B",
            "items/b/assignee": "Bo",
        }),
        WidgetKind::Note => {
            json!({"text": format!("{}\n\n- {}", t!("example-forklift"), t!("example-back"))})
        }
        WidgetKind::Status => json!({
            "services/a/name": t!("example-filler"), "services/a/state": "ok", "services/a/order": "A",
            "services/b/name": t!("example-palletiser"), "services/b/state": "down",
            "services/b/note": t!("example-curtain"), "services/b/order": "B",
        }),
        WidgetKind::Counter => json!({"value": 37, "step": 1}),
    };
    let points = match kind {
        WidgetKind::Metric => vec![("points", wave(30, 10.0, 2.0))],
        WidgetKind::Chart => {
            vec![("points/a", wave(60, 60.0, 9.0)), ("points/b", wave(60, 38.0, 5.0))]
        }
        WidgetKind::Table
        | WidgetKind::Checklist
        | WidgetKind::Note
        | WidgetKind::Status
        | WidgetKind::Counter => Vec::new(),
    };
    view(kind, fields(example), points)
}

fn view(kind: WidgetKind, fields: Fields, points: Vec<(&str, Vec<Point>)>) -> RecordView {
    RecordView {
        id: RecordId::board(),
        kind: kind.name().to_owned(),
        fields,
        points: points
            .into_iter()
            .filter_map(|(at, all)| Some((Path::new(at).ok()?, all)))
            .collect(),
        sync: RecordSync {
            state: RecordSyncState::Synced,
            pending: 0,
            pending_paths: Vec::new(),
            message: None,
        },
        changed_at: None,
        changed_by: None,
    }
}

fn fields(object: Value) -> Fields {
    let members = match object {
        Value::Object(members) => members.into_iter().collect::<BTreeMap<_, _>>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            BTreeMap::new()
        }
    };
    members.into_iter().filter_map(|(path, value)| Some((Path::new(path).ok()?, value))).collect()
}

/// Readings of the last hour that rise and fall.
fn wave(count: i64, middle: f64, swing: f64) -> Vec<Point> {
    let now = clock::now().as_millisecond();
    let reading = |i: i64| {
        let x = i as f64 / count as f64;
        let value = middle + swing * ((x * 9.0 + middle).sin() * 0.7 + (x * 31.0).sin() * 0.3);
        Some(Point {
            t_ms: now - (count - 1 - i) * 3_600_000 / count,
            value: Number::new(value).ok()?,
        })
    };
    (0..count).filter_map(reading).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::widget::Widget;

    #[test]
    fn every_kind_is_offered_once_and_begins_well_formed() {
        for kind in WidgetKind::ALL {
            assert_eq!(OFFERS.iter().filter(|offer| offer.kind == kind).count(), 1, "{kind}");
            assert!(beginning(kind).contains_key("title"), "{kind}");
            assert!(Widget::read(kind.name(), &beginning(kind)).is_ok(), "{kind}");
            assert!(!example(kind).fields.is_empty(), "{kind}");
        }
    }
}
