//! Typed readers of the seven kinds.

use super::{Fields, UnknownKind, WidgetKind, members, number, text};
use crate::order::sort_by;
use serde_json::Value;
use std::collections::BTreeMap;

/// A widget's content, read from its fields.
#[derive(Debug, Clone, PartialEq)]
pub enum Widget {
    /// One number with its trend.
    Metric(Metric),
    /// Series over time.
    Chart(Chart),
    /// Rows and columns.
    Table(Table),
    /// Items to tick.
    Checklist(Checklist),
    /// Text in Markdown.
    Note(Note),
    /// Services and how they are.
    Status(Status),
    /// A number to count up and down.
    Counter(Counter),
}

impl Widget {
    /// Reads the fields of a record of the given kind.
    pub fn read(kind: &str, fields: &Fields) -> Result<Self, UnknownKind> {
        Ok(match kind.parse::<WidgetKind>()? {
            WidgetKind::Metric => Self::Metric(Metric::read(fields)),
            WidgetKind::Chart => Self::Chart(Chart::read(fields)),
            WidgetKind::Table => Self::Table(Table::read(fields)),
            WidgetKind::Checklist => Self::Checklist(Checklist::read(fields)),
            WidgetKind::Note => Self::Note(Note::read(fields)),
            WidgetKind::Status => Self::Status(Status::read(fields)),
            WidgetKind::Counter => Self::Counter(Counter::read(fields)),
        })
    }
}

/// Which way a metric is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better: thresholds are lower bounds.
    Up,
    /// Less is better: thresholds are upper bounds.
    Down,
}

/// One number with its trend; its series is `points`.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// The number.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: String,
    /// What it should be.
    pub target: Option<f64>,
    /// Threshold of the warning.
    pub warn: Option<f64>,
    /// Threshold of the alarm.
    pub alarm: Option<f64>,
    /// Which way is better.
    pub direction: Direction,
}

impl Metric {
    /// Reads the metric out of a record's fields.
    pub fn read(fields: &Fields) -> Self {
        Self {
            value: number(fields, "value"),
            unit: text(fields, "unit").unwrap_or_default().to_owned(),
            target: number(fields, "target"),
            warn: number(fields, "warn"),
            alarm: number(fields, "alarm"),
            direction: match text(fields, "direction") {
                Some("up") => Direction::Up,
                _ => Direction::Down,
            },
        }
    }

    /// Whether the value is beyond a threshold.
    pub fn is_beyond(&self, threshold: Option<f64>) -> bool {
        match (self.value, threshold, self.direction) {
            (Some(value), Some(threshold), Direction::Down) => value >= threshold,
            (Some(value), Some(threshold), Direction::Up) => value <= threshold,
            (None, _, _) | (_, None, _) => false,
        }
    }
}

/// How a chart draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartStyle {
    /// Lines.
    Line,
    /// Lines with their area filled.
    Area,
    /// Bars.
    Bar,
}

/// One line of a chart; its points are the series `points/<id>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Id of the series.
    pub id: String,
    /// Name in the legend.
    pub name: String,
    /// Index of its colour in the palette, where set.
    pub color: Option<usize>,
}

/// Series over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The lines, by id.
    pub series: Vec<Series>,
    /// Unit of the values.
    pub unit: String,
    /// Span shown, in seconds.
    pub range_s: f64,
    /// How it draws.
    pub style: ChartStyle,
}

impl Chart {
    /// Reads the chart out of a record's fields.
    pub fn read(fields: &Fields) -> Self {
        let series = members(fields, "series")
            .into_iter()
            .map(|(id, member)| Series {
                id: id.to_owned(),
                name: string(&member, "name").unwrap_or(id).to_owned(),
                color: member.get("color").and_then(|c| c.as_u64()).map(|c| c as usize),
            })
            .collect();
        Self {
            series,
            unit: text(fields, "unit").unwrap_or_default().to_owned(),
            range_s: number(fields, "range").filter(|s| *s > 0.0).unwrap_or(3600.0),
            style: match text(fields, "style") {
                Some("area") => ChartStyle::Area,
                Some("bar") => ChartStyle::Bar,
                _ => ChartStyle::Line,
            },
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Id of the column.
    pub id: String,
    /// Its heading.
    pub name: String,
    /// Whether its cells are numbers, set at the right.
    pub numeric: bool,
    /// Key that sorts it.
    pub order: String,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Id of the row.
    pub id: String,
    /// Key that sorts it.
    pub order: String,
    /// Cells by column id.
    pub cells: BTreeMap<String, Value>,
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// In order.
    pub columns: Vec<Column>,
    /// In order.
    pub rows: Vec<Row>,
}

/// Name of the order key among a row's columns.
const ORDER: &str = "order";

impl Table {
    /// Reads the table out of a record's fields.
    pub fn read(fields: &Fields) -> Self {
        let mut columns: Vec<Column> = members(fields, "columns")
            .into_iter()
            .map(|(id, member)| Column {
                id: id.to_owned(),
                name: string(&member, "name").unwrap_or(id).to_owned(),
                numeric: string(&member, "type") == Some("number"),
                order: string(&member, ORDER).unwrap_or_default().to_owned(),
            })
            .collect();
        sort_by(&mut columns, |a, b| (&a.order, &a.id).cmp(&(&b.order, &b.id)));
        let mut rows: Vec<Row> = members(fields, "rows")
            .into_iter()
            .map(|(id, cells)| Row {
                id: id.to_owned(),
                order: string(&cells, ORDER).unwrap_or_default().to_owned(),
                cells: cells
                    .into_iter()
                    .filter(|(column, _)| *column != ORDER && !column.is_empty())
                    .map(|(column, value)| (column.to_owned(), value.clone()))
                    .collect(),
            })
            .collect();
        sort_by(&mut rows, |a, b| (&a.order, &a.id).cmp(&(&b.order, &b.id)));
        Self { columns, rows }
    }
}

/// An item of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistItem {
    /// Id of the item.
    pub id: String,
    /// What to do.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
    /// Key that sorts it.
    pub order: String,
    /// Who does it.
    pub assignee: Option<String>,
}

/// Items to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// In order.
    pub items: Vec<ChecklistItem>,
}

impl Checklist {
    /// Reads the checklist out of a record's fields.
    pub fn read(fields: &Fields) -> Self {
        let mut items: Vec<ChecklistItem> = members(fields, "items")
            .into_iter()
            .map(|(id, item)| ChecklistItem {
                id: id.to_owned(),
                text: string(&item, "text").unwrap_or_default().to_owned(),
                done: item.get("done").and_then(|done| done.as_bool()).unwrap_or(false),
                order: string(&item, ORDER).unwrap_or_default().to_owned(),
                assignee: string(&item, "assignee").filter(|a| !a.is_empty()).map(str::to_owned),
            })
            .collect();
        sort_by(&mut items, |a, b| (&a.order, &a.id).cmp(&(&b.order, &b.id)));
        Self { items }
    }

    /// How many items are done.
    pub fn done(&self) -> usize {
        self.items.iter().filter(|item| item.done).count()
    }
}

/// Text in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The source.
    pub text: String,
}

impl Note {
    /// Reads the note out of a record's fields.
    pub fn read(fields: &Fields) -> Self {
        Self { text: text(fields, "text").unwrap_or_default().to_owned() }
    }
}

/// How a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceState {
    /// As it should be.
    Ok,
    /// Works, but not as it should.
    Degraded,
    /// Does not work.
    Down,
    /// Worked upon.
    Maintenance,
    /// Nobody knows.
    Unknown,
}

impl ServiceState {
    /// All states.
    pub const ALL: [Self; 5] =
        [Self::Ok, Self::Degraded, Self::Down, Self::Maintenance, Self::Unknown];

    /// Name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Degraded => "degraded",
            Self::Down => "down",
            Self::Maintenance => "maintenance",
            Self::Unknown => "unknown",
        }
    }
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Id of the service.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it is.
    pub state: ServiceState,
    /// A word about it.
    pub note: String,
    /// Since when it is so (RFC 3339), as written.
    pub since: Option<String>,
    /// Key that sorts it.
    pub order: String,
}

/// Services and how they are.
///
/// How a service was before is its series `points/<id>`: one point for each change, 0 ok,
/// 1 degraded, 2 down, 3 maintenance, 4 unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// In order.
    pub services: Vec<Service>,
}

impl Status {
    /// Reads the services out of a record's fields.
    pub fn read(fields: &Fields) -> Self {
        let mut services: Vec<Service> = members(fields, "services")
            .into_iter()
            .map(|(id, service)| Service {
                id: id.to_owned(),
                name: string(&service, "name").unwrap_or(id).to_owned(),
                state: ServiceState::ALL
                    .into_iter()
                    .find(|state| string(&service, "state") == Some(state.name()))
                    .unwrap_or(ServiceState::Unknown),
                note: string(&service, "note").unwrap_or_default().to_owned(),
                since: string(&service, "since").map(str::to_owned),
                order: string(&service, ORDER).unwrap_or_default().to_owned(),
            })
            .collect();
        sort_by(&mut services, |a, b| (&a.order, &a.id).cmp(&(&b.order, &b.id)));
        Self { services }
    }
}

/// A number to count up and down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counter {
    /// The number.
    pub value: f64,
    /// How much one press adds.
    pub step: f64,
}

impl Counter {
    /// Reads the counter out of a record's fields.
    pub fn read(fields: &Fields) -> Self {
        Self {
            value: number(fields, "value").unwrap_or(0.0),
            step: number(fields, "step").filter(|step| *step > 0.0).unwrap_or(1.0),
        }
    }
}

fn string<'a>(member: &BTreeMap<&str, &'a Value>, name: &str) -> Option<&'a str> {
    member.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Path;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        let members = value.as_object().unwrap().clone();
        members.into_iter().map(|(path, value)| (Path::new(path).unwrap(), value)).collect()
    }

    #[test]
    fn lists_come_in_the_order_of_their_keys() {
        let list = fields(json!({
            "items/b/text": "second", "items/b/order": "V", "items/b/done": true,
            "items/a/text": "third", "items/a/order": "k",
            "items/c/text": "first", "items/c/order": "A", "items/c/done": "not a bool",
            "itemsx/z/text": "not an item",
        }));
        let Widget::Checklist(list) = Widget::read("checklist", &list).unwrap() else { panic!() };
        let texts: Vec<_> = list.items.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(texts, ["first", "second", "third"]);
        assert_eq!(list.done(), 1);
    }

    #[test]
    fn a_table_reads_cells_by_column() {
        let table = fields(json!({
            "columns/p/name": "Pallets", "columns/p/type": "number", "columns/p/order": "B",
            "columns/l/name": "Lane", "columns/l/order": "A",
            "rows/r1/l": "A1", "rows/r1/p": 14, "rows/r1/order": "A",
        }));
        let Widget::Table(table) = Widget::read("table", &table).unwrap() else { panic!() };
        assert_eq!(
            table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
            ["Lane", "Pallets"]
        );
        assert_eq!(table.rows[0].cells["p"], json!(14));
        assert_eq!(table.rows[0].cells.len(), 2);
    }

    #[test]
    fn thresholds_follow_the_direction() {
        let metric = |value, direction| Metric {
            value: Some(value),
            unit: String::new(),
            target: None,
            warn: Some(10.0),
            alarm: None,
            direction,
        };
        assert!(metric(11.0, Direction::Down).is_beyond(Some(10.0)));
        assert!(metric(9.0, Direction::Up).is_beyond(Some(10.0)));
        assert!(!metric(9.0, Direction::Down).is_beyond(None));
    }

    #[test]
    fn unknown_kinds_are_said_to_be_unknown() {
        assert!(Widget::read("hologram", &Fields::new()).is_err());
    }
}
