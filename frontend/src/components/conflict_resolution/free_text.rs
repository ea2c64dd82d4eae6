//! Which fields hold free text, so that both sides of a clash can be kept, and how the two are
//! joined.
//!
//! The meaning of a field decides, and not what stands in it: a state or a key made of two others
//! would be none, however long it is. Fields that this version does not know are no free text.

use serde_json::Value;
use tideboard_protocol::{
    Path,
    widget::{self, Fields, WidgetKind},
};

/// How a free text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreeText {
    /// In one line.
    Line,
    /// In lines.
    Lines,
}

impl FreeText {
    /// What a field of a record of that kind holds; `None`: no free text. `fields` are those of the
    /// record, where known.
    pub fn of(kind: Option<&str>, path: &Path, fields: Option<&Fields>) -> Option<Self> {
        let segments: Vec<&str> = path.segments().collect();
        if segments == ["title"] {
            return Some(Self::Line);
        }
        let is_line = match (WidgetKind::named(kind?)?, segments.as_slice()) {
            (WidgetKind::Note, path) => return (path == ["text"]).then_some(Self::Lines),
            (WidgetKind::Checklist, path) => matches!(path, ["items", _, "text" | "assignee"]),
            (WidgetKind::Status, path) => matches!(path, ["services", _, "name" | "note"]),
            (WidgetKind::Chart, path) => matches!(path, ["series", _, "name"]),
            (WidgetKind::Table, ["rows", _, column]) => {
                let kind = format!("columns/{column}/type");
                let kind = fields.and_then(|fields| widget::text(fields, &kind));
                *column != "order" && kind != Some("number")
            }
            (WidgetKind::Table, path) => matches!(path, ["columns", _, "name"]),
            (WidgetKind::Metric | WidgetKind::Counter, _) => false,
        };
        is_line.then_some(Self::Line)
    }

    /// For two texts: in a cell, for example, there may be lines, although few have them.
    pub fn with(self, texts: [&str; 2]) -> Self {
        if texts.iter().any(|text| text.contains('\n')) { Self::Lines } else { self }
    }

    /// Both texts, theirs first.
    pub fn both(self, mine: &str, theirs: &str) -> String {
        match self {
            Self::Line => format!("{theirs} / {mine}"),
            Self::Lines => format!("{theirs}\n{mine}"),
        }
    }
}

/// Two texts of which both can be kept.
pub fn two_texts<'a>(
    mine: Option<&'a Value>,
    theirs: Option<&'a Value>,
) -> Option<(&'a str, &'a str)> {
    let text = |value: Option<&'a Value>| {
        value.and_then(Value::as_str).filter(|text| !text.trim().is_empty())
    };
    Some((text(mine)?, text(theirs)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(kind: &str, path: &str) -> Option<FreeText> {
        let fields = json!({
            "columns/p/name": "Pallets", "columns/p/type": "number",
            "columns/l/name": "Lane", "columns/l/type": "text",
        });
        let fields: Fields = serde_json::from_value(fields).unwrap();
        FreeText::of(Some(kind), &Path::new(path).unwrap(), Some(&fields))
    }

    #[test]
    fn what_people_write_is_free_text() {
        assert_eq!(of("note", "text"), Some(FreeText::Lines));
        for (kind, path) in [
            ("checklist", "items/i/text"),
            ("checklist", "items/i/assignee"),
            ("status", "services/s/name"),
            ("status", "services/s/note"),
            ("chart", "series/s/name"),
            ("table", "columns/l/name"),
            ("table", "rows/r/l"),
            ("counter", "title"),
            ("hologram", "title"),
        ] {
            assert_eq!(of(kind, path), Some(FreeText::Line), "{kind} {path}");
        }
        let title = Path::new("title").unwrap();
        assert_eq!(FreeText::of(None, &title, None), Some(FreeText::Line));
    }

    #[test]
    fn what_a_program_reads_is_none() {
        for (kind, path) in [
            ("status", "services/s/state"),
            ("status", "services/s/since"),
            ("status", "services/s/order"),
            ("checklist", "items/i/order"),
            ("checklist", "items/i/done"),
            ("table", "rows/r/order"),
            ("table", "rows/r/p"),
            ("table", "columns/l/type"),
            ("chart", "series/s/color"),
            ("chart", "style"),
            ("chart", "range"),
            ("metric", "unit"),
            ("metric", "direction"),
            ("metric", "text"),
            ("note", "layout/x"),
            ("hologram", "text"),
        ] {
            assert_eq!(of(kind, path), None, "{kind} {path}");
        }
    }

    #[test]
    fn a_cell_counts_as_text_until_its_column_is_known() {
        let cell = Path::new("rows/r/p").unwrap();
        assert_eq!(FreeText::of(Some("table"), &cell, None), Some(FreeText::Line));
    }

    #[test]
    fn one_line_stays_one_line_and_lines_stay_lines() {
        let both =
            |text: FreeText, mine: &str, theirs: &str| text.with([mine, theirs]).both(mine, theirs);
        assert_eq!(both(FreeText::Line, "Lemon", "Lime"), "Lime / Lemon");
        assert_eq!(both(FreeText::Lines, "Lemon", "Lime"), "Lime\nLemon");
        assert_eq!(both(FreeText::Line, "Lemon", "Lime\n0.75"), "Lime\n0.75\nLemon");
    }

    #[test]
    fn there_is_nothing_to_join_to_an_empty_or_missing_text() {
        let (text, other) = (json!("Lemon"), json!("Lime"));
        assert_eq!(two_texts(Some(&text), Some(&other)), Some(("Lemon", "Lime")));
        for nothing in [None, Some(&json!("")), Some(&json!(" ")), Some(&json!(7))] {
            assert_eq!(two_texts(Some(&text), nothing), None);
            assert_eq!(two_texts(nothing, Some(&text)), None);
        }
    }
}
