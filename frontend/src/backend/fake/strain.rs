//! Boards that strain the view: very much of everything, and content that nobody should write.

use super::demo::{point, record_id, wave};
use crate::clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tideboard_protocol::{
    Path, Point,
    view::{RecordSync, RecordSyncState, RecordView},
    widget::Fields,
};

const SECOND: i64 = 1_000;

/// Three series of 50,000 readings, a table of 5,000 × 12, lists of hundreds.
pub fn heavy() -> Vec<RecordView> {
    let chart = json!({
        "title": "150,000 readings", "unit": "kW", "style": "line", "range": 50_000,
        "series/a/name": "Filler", "series/b/name": "Washer", "series/c/name": "Compressor",
    });
    let series = [("a", 62.0, 14.0), ("b", 41.0, 7.0), ("c", 21.0, 5.0)];
    let points = series.map(|(id, middle, swing)| {
        (format!("points/{id}"), wave(50_000, SECOND, middle, swing, middle))
    });
    let bars = json!({
        "title": "Rejects by minute", "style": "bar", "range": 7_200,
        "series/a/name": "Line 3", "series/b/name": "Line 4",
    });
    let counts = ["points/a", "points/b"]
        .map(|id| (id.to_owned(), wave(120, 60 * SECOND, 9.0, 8.0, id.len() as f64)));
    let mut list = object(json!({"title": "Inventory"}));
    for i in 0..300 {
        list.insert(format!("items/i{i}/text"), json!(format!("Shelf {i}")));
        list.insert(format!("items/i{i}/order"), json!(format!("{i:04}")));
        list.insert(format!("items/i{i}/done"), json!(i % 3 == 0));
    }
    vec![
        record("chart", "chart", object(chart), (0, 0, 6, 7), points.to_vec()),
        record("bars", "chart", object(bars), (6, 0, 6, 7), counts.to_vec()),
        record("table", "table", table(5_000, 12), (0, 7, 9, 9), Vec::new()),
        record("list", "checklist", list, (9, 7, 3, 9), Vec::new()),
    ]
}

fn table(rows: usize, columns: usize) -> BTreeMap<String, Value> {
    let mut fields = object(json!({"title": "Stock"}));
    for column in 0..columns {
        fields
            .insert(format!("columns/c{column:02}/name"), json!(format!("Column {}", column + 1)));
        fields.insert(format!("columns/c{column:02}/order"), json!(format!("{column:02}V")));
        if column % 3 == 1 {
            fields.insert(format!("columns/c{column:02}/type"), json!("number"));
        }
    }
    for row in 0..rows {
        fields.insert(format!("rows/r{row:05}/order"), json!(format!("{row:05}V")));
        for column in 0..columns {
            let value = if column % 3 == 1 {
                json!(row * 7 % 991)
            } else {
                json!(format!("Lot {row}-{column}"))
            };
            fields.insert(format!("rows/r{row:05}/c{column:02}"), value);
        }
    }
    fields
}

/// Titles without end, other scripts, markup, values of the wrong type, times to come.
pub fn odd() -> Vec<RecordView> {
    let endless = "Endless title ".repeat(720);
    let now = clock::now().as_millisecond();
    let metric = json!({
        "title": endless, "value": 9_007_199_254_740_991.0_f64, "unit": "millimetres of mercury at sea level",
        "warn": "not a number", "direction": "sideways",
    });
    let none = json!({"title": "لوحة الضغط", "value": "<script>alert(1)</script>", "unit": "بار"});
    let chart = json!({
        "title": "🚢🚢🚢 Tides 🌊", "unit": "", "style": "spiral", "range": -5,
        "series/a/name": "x".repeat(4_000), "series/b/name": "<b>bold</b>",
    });
    let future = now + 900 * 24 * 3_600_000;
    let tide = vec![
        ("points/a".to_owned(), wave(40, 60 * SECOND, 5e9, 4e9, 1.0)),
        ("points/b".to_owned(), vec![point(now - 60_000, -3.0), point(future, 8.0)]),
    ];
    let table = json!({
        "title": "<script>alert('title')</script>",
        "columns/a/name": "عمود", "columns/a/order": "A",
        "columns/b/name": "<img src=x>", "columns/b/order": "B", "columns/b/type": "number",
        "rows/a/a": "مرحبا بالعالم", "rows/a/b": "NaN", "rows/a/order": "A",
        "rows/b/a": "y".repeat(20_000), "rows/b/b": {"deep": [1, 2]}, "rows/b/order": "A",
        "rows/c/a": "two\nlines\tand a tab", "rows/c/b": -0.000_000_1, "rows/c/order": 7,
    });
    let list = json!({
        "title": "👩‍👩‍👧‍👦 crew",
        "items/a/text": "z".repeat(10_000), "items/a/done": "yes", "items/a/order": "A",
        "items/b/text": "اسحب الحبل", "items/b/done": true, "items/b/order": "A",
        "items/b/assignee": "w".repeat(500), "items/c/text": 12, "items/c/order": null,
    });
    let status = json!({
        "title": "Services",
        "services/a/name": "n".repeat(3_000), "services/a/state": "on fire",
        "services/a/since": "yesterday", "services/a/order": "A",
        "services/b/name": "Pump 🛠", "services/b/state": "down", "services/b/order": "B",
        "services/b/since": clock::of_ms(future).to_string(), "services/b/note": "q".repeat(2_000),
    });
    let note = json!({
        "title": "Note",
        "text": format!("# שלום\n\n<script>alert(1)</script> [x](javascript:alert(1)) {}\n\n| a | b |\n|--|--:|\n| 1 | 2 |", "w".repeat(3_000)),
    });
    let counter = json!({"title": "Counter", "value": -9_007_199_254_740_991.0_f64, "step": -3});
    let unknown = json!({"title": "From the future", "hologram/depth": 3, "colour": "blue"});
    vec![
        record("odd-metric", "metric", object(metric), (0, 0, 3, 4), Vec::new()),
        record("odd-none", "metric", object(none), (3, 0, 3, 4), Vec::new()),
        record("odd-chart", "chart", object(chart), (6, 0, 6, 7), tide),
        record("odd-list", "checklist", object(list), (0, 4, 3, 6), Vec::new()),
        record("odd-status", "status", object(status), (3, 4, 3, 6), Vec::new()),
        record("odd-table", "table", object(table), (6, 7, 4, 6), Vec::new()),
        record("odd-counter", "counter", object(counter), (10, 7, 2, 4), Vec::new()),
        record("odd-note", "note", object(note), (0, 10, 6, 4), Vec::new()),
        record("odd-kind", "hologram", object(unknown), (10, 11, 2, 4), Vec::new()),
    ]
}

fn object(fields: Value) -> BTreeMap<String, Value> {
    match fields {
        Value::Object(fields) => fields.into_iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            BTreeMap::new()
        }
    }
}

fn record(
    id: &str,
    kind: &str,
    fields: BTreeMap<String, Value>,
    (x, y, w, h): (u32, u32, u32, u32),
    points: Vec<(String, Vec<Point>)>,
) -> RecordView {
    let place = [("x", x), ("y", y), ("w", w), ("h", h)];
    let place = place.map(|(side, value)| (format!("layout/{side}"), json!(value)));
    let fields: Fields = fields
        .into_iter()
        .chain(place)
        .filter_map(|(path, value)| Some((Path::new(path).ok()?, value)))
        .collect();
    RecordView {
        id: record_id(id),
        kind: kind.to_owned(),
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
        changed_at: Some(clock::now()),
        changed_by: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::widget::Widget;

    #[test]
    fn whatever_anybody_wrote_is_read_as_something() {
        for record in odd().iter().chain(&heavy()) {
            let read = Widget::read(&record.kind, &record.fields);
            assert_eq!(read.is_err(), record.kind == "hologram", "{}", record.id);
        }
    }
}
