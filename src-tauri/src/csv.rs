//! Tables and series as comma-separated values (RFC 4180).

use crate::{downloads, folders::Folders};
use jiff::Timestamp;
use serde_json::Value;
use tideboard_protocol::{
    ApiError, ErrorCode, Point,
    ipc::{SaveCsv, SavedFile},
    view::RecordView,
    widget::{self, Row, Table, Widget},
};
use tideboard_sync::Client;

/// Writes a widget into a file that is named after it.
pub async fn save(
    client: &Client,
    folders: &Folders,
    wanted: SaveCsv,
) -> Result<SavedFile, ApiError> {
    let record = client.whole_record(wanted.board, wanted.record).await?.ok_or_else(gone)?;
    let name = format!("{}.csv", widget::title(&record.fields, &record.kind));
    let write = move || of_record(&record).ok_or_else(nothing);
    let text = tauri::async_runtime::spawn_blocking(write)
        .await
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))??;
    downloads::save(folders, &name, text).await
}

fn gone() -> ApiError {
    ApiError::new(ErrorCode::UnknownRecord, "This widget is not on this computer any more.")
}

fn nothing() -> ApiError {
    ApiError::new(ErrorCode::WrongState, "This widget holds no rows and no readings to save.")
}

/// A record as CSV; `None` where it holds neither rows nor points.
fn of_record(record: &RecordView) -> Option<String> {
    let named = |path: String, name: String| {
        let points = record.points.get(path.as_str()).map(Vec::as_slice).unwrap_or_default();
        Column { name, points }
    };
    match Widget::read(&record.kind, &record.fields).ok()? {
        Widget::Table(table) => Some(of_table(&table)),
        Widget::Chart(chart) => {
            let series = chart.series.into_iter();
            of_series(series.map(|it| named(format!("points/{}", it.id), it.name)).collect())
        }
        Widget::Metric(_) => of_series(vec![named("points".to_owned(), "value".to_owned())]),
        Widget::Checklist(_) | Widget::Note(_) | Widget::Status(_) | Widget::Counter(_) => None,
    }
}

fn of_table(table: &Table) -> String {
    let head = line(table.columns.iter().map(|column| column.name.clone()));
    let row = |row: &Row| line(table.columns.iter().map(|column| plain(row.cells.get(&column.id))));
    std::iter::once(head).chain(table.rows.iter().map(row)).collect()
}

/// A series, of which the points before the line that is being written are gone.
struct Column<'a> {
    name: String,
    points: &'a [Point],
}

/// One line for each time, one column for each series; nothing where a series has no reading.
fn of_series(mut series: Vec<Column<'_>>) -> Option<String> {
    let next = |series: &[Column<'_>]| {
        series.iter().filter_map(|column| Some(column.points.first()?.t_ms)).min()
    };
    next(&series)?;
    let names = series.iter().map(|column| column.name.clone());
    let mut text = line(std::iter::once("time".to_owned()).chain(names));
    while let Some(t_ms) = next(&series) {
        let time = Timestamp::from_millisecond(t_ms).map(|at| at.to_string()).unwrap_or_default();
        let values = series.iter_mut().map(|column| match column.points.split_first() {
            Some((point, rest)) if point.t_ms == t_ms => {
                column.points = rest;
                point.value.get().to_string()
            }
            Some(_) | None => String::new(),
        });
        text.push_str(&line(std::iter::once(time).chain(values)));
    }
    Some(text)
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let quoted = |cell: String| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    };
    format!("{}\r\n", cells.into_iter().map(quoted).collect::<Vec<_>>().join(","))
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
    use tideboard_protocol::Number;

    #[test]
    fn cells_with_separators_are_quoted() {
        let cells = ["a,b", "c\"d", "e"].map(str::to_owned);
        assert_eq!(line(cells), "\"a,b\",\"c\"\"d\",e\r\n");
    }

    #[test]
    fn series_with_different_times_share_one_table() {
        let points = |readings: &[(i64, f64)]| -> Vec<Point> {
            let point = |&(s, value): &(i64, f64)| Point {
                t_ms: s * 1_000,
                value: Number::new(value).unwrap(),
            };
            readings.iter().map(point).collect()
        };
        let (filler, washer) = (points(&[(1, 1.5), (2, 2.0)]), points(&[(2, 7.0), (3, 8.0)]));
        let column = |name: &str, points| Column { name: name.to_owned(), points };
        let text = of_series(vec![column("Filler", &filler), column("Washer", &washer)]).unwrap();
        let lines = [
            "time,Filler,Washer",
            "1970-01-01T00:00:01Z,1.5,",
            "1970-01-01T00:00:02Z,2,7",
            "1970-01-01T00:00:03Z,,8",
            "",
        ];
        assert_eq!(text, lines.join("\r\n"));
        assert_eq!(of_series(vec![column("Filler", &[])]), None);
    }
}
