//! Tables and series as comma-separated values (RFC 4180).

use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tideboard_protocol::{
    view::RecordView,
    widget::{Table, Widget},
};

/// A record as CSV; `None` for kinds that are no tables.
pub fn of_record(record: &RecordView) -> Option<String> {
    match Widget::read(&record.kind, &record.fields).ok()? {
        Widget::Table(table) => Some(of_table(&table)),
        Widget::Chart(chart) => {
            let names = chart
                .series
                .iter()
                .map(|series| (format!("points/{}", series.id), series.name.clone()));
            of_series(record, names.collect())
        }
        Widget::Metric(_) => of_series(record, vec![("points".to_owned(), "value".to_owned())]),
        Widget::Checklist(_) | Widget::Note(_) | Widget::Status(_) | Widget::Counter(_) => None,
    }
}

fn of_table(table: &Table) -> String {
    let head = table.columns.iter().map(|column| column.name.clone()).collect();
    let row = |row: &tideboard_protocol::widget::Row| {
        table.columns.iter().map(|column| plain(row.cells.get(&column.id))).collect()
    };
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(table.rows.iter().map(row)).collect();
    lines.iter().map(|line| csv_line(line)).collect()
}

/// One line for each time, one column for each series; nothing where a series has no reading.
fn of_series(record: &RecordView, series: Vec<(String, String)>) -> Option<String> {
    let mut times = BTreeSet::new();
    let mut columns: Vec<BTreeMap<i64, f64>> = Vec::new();
    for (path, _) in &series {
        let points = record.points.get(path.as_str()).map(Vec::as_slice).unwrap_or_default();
        let column: BTreeMap<i64, f64> =
            points.iter().map(|point| (point.t_ms, point.value.get())).collect();
        times.extend(column.keys().copied());
        columns.push(column);
    }
    if times.is_empty() {
        return None;
    }
    let head = std::iter::once("time".to_owned()).chain(series.into_iter().map(|(_, name)| name));
    let mut text = csv_line(&head.collect::<Vec<_>>());
    for t_ms in times {
        let time = Timestamp::from_millisecond(t_ms).map(|at| at.to_string()).unwrap_or_default();
        let values = columns
            .iter()
            .map(|column| column.get(&t_ms).map(|value| value.to_string()).unwrap_or_default());
        text.push_str(&csv_line(&std::iter::once(time).chain(values).collect::<Vec<_>>()));
    }
    Some(text)
}

fn csv_line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    });
    format!("{}\r\n", quoted.collect::<Vec<_>>().join(","))
}

/// A value without decoration.
fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_separators_are_quoted() {
        let line = csv_line(&["a,b".to_owned(), "c\"d".to_owned(), "e".to_owned()]);
        assert_eq!(line, "\"a,b\",\"c\"\"d\",e\r\n");
    }

    #[test]
    fn series_with_different_times_share_one_table() {
        let mut record = crate::widgets::example(tideboard_protocol::widget::WidgetKind::Chart);
        for points in record.points.values_mut() {
            points.truncate(2);
        }
        let text = of_record(&record).unwrap();
        assert!(text.starts_with("time,Filler,Washer\r\n"), "{text}");
        assert_eq!(text.lines().count(), 3);
    }
}
