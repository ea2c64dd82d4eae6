//! The seven kinds of widgets: each shows its fields and sends edits.

mod chart;
mod checklist;
mod counter;
mod metric;
mod note;
mod order;
mod plot;
mod status;
mod table;
mod templates;

pub use templates::{OFFERS, Offer, beginning, example};

use crate::{
    clock,
    components::{Glyph, Icon},
    format, limits,
    state::Shared,
};
use serde_json::Value;
use tideboard_protocol::{
    BoardId, Number, Path, Point, RecordId,
    ipc::EditRequest,
    view::RecordView,
    widget::{Fields, UnknownKind, WidgetKind},
};
use tideboard_words::t;
use yew::prelude::*;

/// Fields of a widget of an unknown kind that are shown.
const UNKNOWN_FIELDS: usize = 20;
/// Letters of each of them.
const UNKNOWN_LETTERS: usize = 60;

/// Sends changes of one record.
#[derive(Clone, PartialEq)]
pub struct Editor {
    /// The board.
    pub board: BoardId,
    /// The record.
    pub record: RecordId,
    /// This user may only look.
    pub is_read_only: bool,
    /// Where changes go.
    pub send: Callback<EditRequest>,
}

impl Editor {
    /// Sends a change that `fill` fills in.
    pub fn change(&self, fill: impl FnOnce(&mut EditRequest)) {
        let mut edit = EditRequest::patch(self.board.clone(), self.record.clone());
        fill(&mut edit);
        self.send.emit(edit);
    }

    /// Writes one field.
    pub fn set(&self, path: &str, value: impl Into<Value>) {
        self.change(|edit| put(edit, path, value));
    }

    /// Writes a text that is being typed.
    pub fn type_text(&self, path: &str, value: impl Into<Value>, typing: bool) {
        self.change(|edit| {
            put(edit, path, value);
            edit.typing = typing;
        });
    }

    /// Removes many fields and all below, in one change.
    pub fn remove_all(&self, paths: impl IntoIterator<Item = String>) {
        self.change(|edit| {
            edit.remove.extend(paths.into_iter().filter_map(|path| Path::new(&path).ok()));
        });
    }

    /// Writes many fields, in as many changes as their size asks for.
    pub fn set_all(&self, fields: impl IntoIterator<Item = (String, Value)>) {
        let mut edit = EditRequest::patch(self.board.clone(), self.record.clone());
        let fields =
            fields.into_iter().filter_map(|(path, value)| Some((path.parse().ok()?, value)));
        edit.set = fields.collect();
        if !edit.set.is_empty() {
            in_parts(edit).into_iter().for_each(|part| self.send.emit(part));
        }
    }

    /// Adds to a number.
    pub fn add(&self, path: &str, by: f64) {
        if let (Ok(path), Ok(by)) = (Path::new(path), Number::new(by)) {
            self.change(|edit| {
                edit.inc.insert(path, by);
            });
        }
    }
}

/// The fields below a path, as they are, to write them again.
fn below(fields: &Fields, path: &str) -> Vec<(String, Value)> {
    let Ok(path) = Path::new(path) else { return Vec::new() };
    let all = fields.iter().filter(|(at, _)| at.is_at_or_below(&path));
    all.map(|(at, value)| (at.as_str().to_owned(), value.clone())).collect()
}

/// Cuts a change that is too large for one into several; the first is of its kind.
pub fn in_parts(mut edit: EditRequest) -> Vec<EditRequest> {
    let more = EditRequest::patch(edit.board.clone(), edit.record.clone());
    let (set, mut series) = (std::mem::take(&mut edit.set), std::mem::take(&mut edit.append));
    if series.values().map(Vec::len).sum::<usize>() <= limits::CHANGE_POINTS {
        edit.append = std::mem::take(&mut series);
    }
    let mut changes = Vec::new();
    let mut room = limits::CHANGE_BYTES;
    for (path, value) in set {
        let text = value.as_str().map_or_else(|| value.to_string().len(), limits::json_bytes);
        let bytes = path.as_str().len() + 4 + text;
        if bytes > room && !edit.set.is_empty() {
            changes.push(std::mem::replace(&mut edit, more.clone()));
            room = limits::CHANGE_BYTES;
        }
        room = room.saturating_sub(bytes);
        edit.set.insert(path, value);
    }
    changes.push(edit);
    for (path, points) in series {
        changes.extend(points.chunks(limits::CHANGE_POINTS).map(|points| EditRequest {
            append: [(path.clone(), points.to_vec())].into(),
            ..more.clone()
        }));
    }
    changes
}

/// Adds a reading of now to a change.
pub fn append(edit: &mut EditRequest, path: &str, value: Number) {
    if let Ok(path) = Path::new(path) {
        let point = Point { t_ms: clock::now().as_millisecond(), value };
        edit.append.entry(path).or_default().push(point);
    }
}

/// Adds a field to a change. Paths are made of ids that are well-formed.
pub fn put(edit: &mut EditRequest, path: &str, value: impl Into<Value>) {
    if let Ok(path) = Path::new(path) {
        edit.set.insert(path, value.into());
    }
}

/// What each widget gets.
#[derive(Properties, PartialEq, Clone)]
pub struct WidgetProps {
    pub record: Shared<RecordView>,
    pub editor: Editor,
    /// The figures are as they are now.
    pub is_live: bool,
    /// Which change could not be saved last; each makes inputs fall back to what is.
    pub failures: u32,
}

/// The content of a widget, by its kind.
#[component]
pub fn Content(props: &WidgetProps) -> Html {
    let common = props.clone();
    let (kind, content) = match props.record.kind.parse::<WidgetKind>() {
        Ok(kind) => (
            kind.name(),
            match kind {
                WidgetKind::Metric => html! { <metric::MetricWidget ..common /> },
                WidgetKind::Chart => html! { <chart::ChartWidget ..common /> },
                WidgetKind::Table => html! { <table::TableWidget ..common /> },
                WidgetKind::Checklist => html! { <checklist::ChecklistWidget ..common /> },
                WidgetKind::Note => html! { <note::NoteWidget ..common /> },
                WidgetKind::Status => html! { <status::StatusWidget ..common /> },
                WidgetKind::Counter => html! { <counter::CounterWidget ..common /> },
            },
        ),
        Err(unknown) => ("unknown", unknown_content(&unknown, &props.record)),
    };
    html! {
        <div class={classes!("widget-body", format!("body-{kind}"))} data-testid={format!("widget-{kind}")}>
            { content }
        </div>
    }
}

/// A kind of a newer version: what it is, that nothing of it is lost, and the texts it holds.
fn unknown_content(unknown: &UnknownKind, record: &RecordView) -> Html {
    let fields: Vec<_> = record
        .fields
        .iter()
        .filter(|(path, _)| !path.as_str().starts_with("layout/") && path.as_str() != "title")
        .take(UNKNOWN_FIELDS)
        .collect();
    html! {
        <div class="unknown">
            <Icon glyph={Glyph::Question} />
            <p>{ t!("widget-unknown", kind = &unknown.0) }</p>
            <p class="muted">{ t!("widget-unknown-about") }</p>
            <dl class="facts">
                { for fields.into_iter().map(|(path, value)| html! {
                    <>
                        <dt dir="auto">{ format::short(path.as_str(), UNKNOWN_LETTERS) }</dt>
                        <dd dir="auto">{ format::short(&format::value(value), UNKNOWN_LETTERS) }</dd>
                    </>
                }) }
            </dl>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::OpKind;

    #[test]
    fn a_large_creation_goes_in_several_changes_and_nothing_of_it_is_lost() {
        let id = |text: &str| RecordId::new(text).unwrap();
        let mut creation = EditRequest {
            kind: OpKind::Create,
            record_kind: Some("table".to_owned()),
            ..EditRequest::patch(BoardId::new("line").unwrap(), id("stock"))
        };
        put(&mut creation, "title", "Stock");
        assert_eq!(in_parts(creation.clone()), [creation.clone()], "a small one is left as it is");
        let mut large = creation.clone();
        put(&mut large, "text", "y".repeat(200_000));
        large.set.remove("title");
        assert_eq!(in_parts(large).len(), 1, "whether it fits is for others to say");
        for row in 0..3_000 {
            put(&mut creation, &format!("rows/{row}/a"), "x".repeat(90));
        }
        let point = |t_ms| Point { t_ms, value: Number::new(1.0).unwrap() };
        let path: Path = "points/a".parse().unwrap();
        creation.append.insert(path.clone(), (0..9_000).map(point).collect());
        let changes = in_parts(creation.clone());
        assert_eq!(changes[0].kind, OpKind::Create);
        assert!(changes[1..].iter().all(|change| change.kind == OpKind::Patch));
        let set: usize = changes.iter().map(|change| change.set.len()).sum();
        assert_eq!(set, creation.set.len());
        let points: Vec<Point> =
            changes.iter().flat_map(|change| change.append.get(&path)).flatten().copied().collect();
        assert_eq!(points, creation.append[&path]);
        let most = tideboard_protocol::Limits::default().op_bytes;
        for change in &changes {
            assert!(serde_json::to_string(change).unwrap().len() < most);
        }
    }
}
