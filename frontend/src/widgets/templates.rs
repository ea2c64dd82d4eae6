//! What a new widget of each kind begins with, and examples of what it may become.

use crate::clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tideboard_protocol::{
    Number, Path, Point, RecordId,
    view::{RecordSync, RecordSyncState, RecordView},
    widget::{Fields, WidgetKind},
};

/// A kind as it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The kind.
    pub kind: WidgetKind,
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub words: &'static str,
    /// Width and height on the grid.
    pub size: (u32, u32),
}

/// All kinds, those used most first.
pub const OFFERS: [Offer; 7] = [
    offer(WidgetKind::Metric, "Metric", "One number with its trend and limits.", (3, 4)),
    offer(WidgetKind::Chart, "Chart", "Readings over time, one or several lines.", (6, 6)),
    offer(WidgetKind::Table, "Table", "Rows and columns; cells merge one by one.", (5, 5)),
    offer(WidgetKind::Checklist, "Checklist", "Items to tick, with who does them.", (3, 5)),
    offer(WidgetKind::Status, "Status", "Services or machines and how they are.", (3, 5)),
    offer(WidgetKind::Note, "Note", "Text with headings, lists and links.", (4, 4)),
    offer(WidgetKind::Counter, "Counter", "Two big keys; everybody's presses add up.", (2, 4)),
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
        WidgetKind::Metric => json!({"title": "New metric", "unit": "", "direction": "up"}),
        WidgetKind::Chart => json!({
            "title": "New chart", "unit": "", "style": "line", "range": 3600,
            "series/a/name": "Readings",
        }),
        WidgetKind::Table => json!({
            "title": "New table",
            "columns/a/name": "Name", "columns/a/order": "A",
            "columns/b/name": "Amount", "columns/b/order": "B", "columns/b/type": "number",
            "rows/a/order": "A",
        }),
        WidgetKind::Checklist => json!({"title": "New checklist"}),
        WidgetKind::Note => json!({"title": "New note", "text": ""}),
        WidgetKind::Status => json!({
            "title": "New status",
            "services/a/name": "First service", "services/a/state": "unknown",
            "services/a/note": "", "services/a/order": "A",
        }),
        WidgetKind::Counter => json!({"title": "New counter", "value": 0, "step": 1}),
    })
}

/// An example of a kind, for its preview.
pub fn example(kind: WidgetKind) -> RecordView {
    let example = match kind {
        WidgetKind::Metric => json!({
            "title": "Filler throughput", "value": 11840, "unit": "bottles/h", "target": 12000,
            "direction": "up", "stale_after_s": 60,
        }),
        WidgetKind::Chart => json!({
            "title": "Energy", "unit": "kW", "style": "area", "range": 3600,
            "series/a/name": "Filler", "series/b/name": "Washer",
        }),
        WidgetKind::Table => json!({
            "columns/a/name": "Lane", "columns/a/order": "A",
            "columns/b/name": "Pallets", "columns/b/order": "B", "columns/b/type": "number",
            "rows/a/a": "A1", "rows/a/b": 14, "rows/a/order": "A",
            "rows/b/a": "A2", "rows/b/b": 9, "rows/b/order": "B",
        }),
        WidgetKind::Checklist => json!({
            "items/a/text": "Check the log", "items/a/done": true, "items/a/order": "A",
            "items/b/text": "Sample to lab", "items/b/done": false, "items/b/order": "B",
            "items/b/assignee": "Bo",
        }),
        WidgetKind::Note => json!({"text": "**Forklift 2** is charging.\n\n- Back at *12:30*"}),
        WidgetKind::Status => json!({
            "services/a/name": "Filler", "services/a/state": "ok", "services/a/order": "A",
            "services/b/name": "Palletiser", "services/b/state": "down",
            "services/b/note": "light curtain", "services/b/order": "B",
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
