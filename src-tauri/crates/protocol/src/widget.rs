//! The seven widget kinds: typed readers over a record's flat fields.
//!
//! A record is a flat map of paths to JSON values so that lists and cells merge field by field.
//! Readers are lenient, because any client may have written any value: a field of the wrong type
//! reads as absent, never as an error.

mod kinds;
mod order;

pub use kinds::{
    Chart, ChartStyle, Checklist, ChecklistItem, Column, Counter, Direction, Metric, Note, Row,
    Series, Service, ServiceState, Status, Table, Widget,
};
pub use order::key_between;

use crate::Path;
use serde_json::Value;
use std::{collections::BTreeMap, fmt, ops::Bound, str::FromStr};

/// A record's fields.
pub type Fields = BTreeMap<Path, Value>;

/// Kind of a widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WidgetKind {
    /// One number with its trend.
    Metric,
    /// Series over time.
    Chart,
    /// Rows and columns.
    Table,
    /// Items to tick.
    Checklist,
    /// Text in Markdown.
    Note,
    /// Services and how they are.
    Status,
    /// A number to count up and down.
    Counter,
}

impl WidgetKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Metric,
        Self::Chart,
        Self::Table,
        Self::Checklist,
        Self::Note,
        Self::Status,
        Self::Counter,
    ];

    /// Name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Chart => "chart",
            Self::Table => "table",
            Self::Checklist => "checklist",
            Self::Note => "note",
            Self::Status => "status",
            Self::Counter => "counter",
        }
    }

    /// The kind of that name; `None` for one this program does not know.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for WidgetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A kind this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a widget of the kind {0:?} needs a newer version of Tideboard")]
pub struct UnknownKind(pub String);

impl FromStr for WidgetKind {
    type Err = UnknownKind;
    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// Place and size on the 12-column grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Column of the left edge, 0–11.
    pub x: u32,
    /// Row of the top edge.
    pub y: u32,
    /// Width in columns, 1–12.
    pub w: u32,
    /// Height in rows, 1–40.
    pub h: u32,
}

/// Columns of the grid.
pub const GRID_COLUMNS: u32 = 12;

impl Layout {
    /// Reads `layout/{x,y,w,h}`, clamped to the grid; `None` where there is no layout.
    pub fn read(fields: &Fields) -> Option<Self> {
        let part = |name: &str| Some(number(fields, &format!("layout/{name}"))?.max(0.0) as u32);
        let w = part("w")?.clamp(1, GRID_COLUMNS);
        Some(Self {
            x: part("x")?.min(GRID_COLUMNS - w),
            y: part("y")?.min(10_000),
            w,
            h: part("h")?.clamp(1, 40),
        })
    }
}

/// The text of a field, if it holds one.
pub fn text<'a>(fields: &'a Fields, path: &str) -> Option<&'a str> {
    fields.get(path)?.as_str()
}

/// The number of a field, if it holds one.
pub fn number(fields: &Fields, path: &str) -> Option<f64> {
    fields.get(path)?.as_f64()
}

/// The title of a record, or a word for its kind.
pub fn title<'a>(fields: &'a Fields, kind: &'a str) -> &'a str {
    title_or_kind(text(fields, "title"), kind)
}

/// As [`title`], of a title that was read already.
pub fn title_or_kind<'a>(title: Option<&'a str>, kind: &'a str) -> &'a str {
    title.filter(|title| !title.trim().is_empty()).unwrap_or(kind)
}

/// Seconds after which a value without news counts as stale, if the record says so.
pub fn stale_after_s(fields: &Fields) -> Option<f64> {
    number(fields, "stale_after_s").filter(|seconds| *seconds > 0.0)
}

/// The ids below `prefix/`, each with its member fields.
fn members<'a>(
    fields: &'a Fields,
    prefix: &str,
) -> BTreeMap<&'a str, BTreeMap<&'a str, &'a Value>> {
    let mut out: BTreeMap<&str, BTreeMap<&str, &Value>> = BTreeMap::new();
    let start = format!("{prefix}/");
    for (path, value) in fields.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded))
    {
        let Some(rest) = path.as_str().strip_prefix(&start) else { break };
        let (id, member) = rest.split_once('/').unwrap_or((rest, ""));
        out.entry(id).or_default().insert(member, value);
    }
    out
}
