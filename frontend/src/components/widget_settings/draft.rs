//! Settings as they are being typed, and the change that they come to.

use super::spec::{self, FieldSpec, Input};
use crate::{format, whole_records::TITLE_LETTERS, widgets::put};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tideboard_protocol::{
    BoardId, Path,
    ipc::EditRequest,
    order::sort_by,
    view::RecordView,
    widget::{self, key_between},
};
use tideboard_words::key;

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its name, as typed.
    pub name: String,
    /// Its further member, where the list has one.
    pub choice: String,
    /// Its order key.
    pub order: String,
}

/// What was typed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    kind: String,
    texts: BTreeMap<&'static str, String>,
    /// The list in order.
    pub entries: Vec<Entry>,
}

impl Draft {
    /// What a record holds.
    pub fn of(record: &RecordView) -> Self {
        let texts = spec::fields_of(&record.kind)
            .into_iter()
            .map(|spec| (spec.path, held(record, spec)))
            .collect();
        Self { kind: record.kind.clone(), texts, entries: entries_of(record) }
    }

    /// A text as typed.
    pub fn value(&self, path: &str) -> &str {
        self.texts.get(path).map(String::as_str).unwrap_or_default()
    }

    /// The draft with another text.
    pub fn with(&self, path: &'static str, text: String) -> Self {
        let mut next = self.clone();
        next.texts.insert(path, text);
        next
    }

    /// What is wrong, by path: a message.
    pub fn wrong(&self) -> BTreeMap<&'static str, &'static str> {
        let check = |spec: FieldSpec| {
            let text = self.value(spec.path).trim();
            let why = match spec.input {
                Input::Text if text.chars().count() > TITLE_LETTERS => Some(key!("spec-too-long")),
                Input::Text | Input::Choice(_) | Input::Span(_) => None,
                Input::Number | Input::Positive if text.is_empty() => None,
                Input::Number => {
                    format::parse_number(text).is_none().then_some(key!("spec-no-number"))
                }
                Input::Positive => match format::parse_number(text) {
                    None => Some(key!("spec-no-number")),
                    Some(number) if number <= 0.0 => Some(key!("spec-not-positive")),
                    Some(_) => None,
                },
            };
            why.map(|why| (spec.path, why))
        };
        spec::fields_of(&self.kind).into_iter().filter_map(check).collect()
    }

    /// The change that saves what differs; `None` while something is wrong or nothing differs.
    pub fn edit(&self, board: &BoardId, record: &RecordView) -> Option<EditRequest> {
        if !self.wrong().is_empty() {
            return None;
        }
        let mut edit = EditRequest::patch(board.clone(), record.id.clone());
        for spec in spec::fields_of(&self.kind) {
            let text = self.value(spec.path);
            if text == held(record, spec) {
                continue;
            }
            match value_of(spec.input, text) {
                Some(value) => put(&mut edit, spec.path, value),
                None => edit.remove.extend(Path::new(spec.path).ok()),
            }
        }
        self.edit_list(record, &mut edit);
        (!edit.set.is_empty() || !edit.remove.is_empty()).then_some(edit)
    }

    fn edit_list(&self, record: &RecordView, edit: &mut EditRequest) {
        let Some(list) = spec::list_of(&self.kind) else { return };
        let before = entries_of(record);
        let kept: BTreeSet<&str> = self.entries.iter().map(|entry| entry.id.as_str()).collect();
        for gone in before.iter().filter(|entry| !kept.contains(entry.id.as_str())) {
            edit.remove.extend(Path::new(format!("{}/{}", list.prefix, gone.id)).ok());
            let cell = format!("/{}", gone.id);
            let cells = record.fields.keys().filter(|path| {
                list.cells.is_some_and(|rows| path.as_str().starts_with(rows))
                    && path.as_str().ends_with(&cell)
            });
            edit.remove.extend(cells.cloned());
        }
        for entry in &self.entries {
            let old = before.iter().find(|old| old.id == entry.id);
            let mut write = |member: &str, value: &str, before: Option<&str>| {
                if before != Some(value) {
                    put(edit, &format!("{}/{}/{member}", list.prefix, entry.id), value);
                }
            };
            write("name", entry.name.trim(), old.map(|old| old.name.as_str()));
            if list.is_ordered {
                write("order", &entry.order, old.map(|old| old.order.as_str()));
            }
            if let Some((member, _)) = list.choice {
                write(member, &entry.choice, old.map(|old| old.choice.as_str()));
            }
        }
    }

    /// The draft with one more entry at the end.
    pub fn with_entry(&self, id: String, name: String) -> Self {
        let mut next = self.clone();
        let order = key_between(self.entries.last().map(|entry| entry.order.as_str()), None);
        let choice = spec::list_of(&self.kind).and_then(|list| list.choice);
        let choice = choice.and_then(|(_, options)| options.first()).map(|(value, _)| *value);
        next.entries.push(Entry { id, name, choice: choice.unwrap_or_default().to_owned(), order });
        next
    }

    /// The draft with an entry one place further up.
    pub fn with_entry_up(&self, place: usize) -> Self {
        let mut next = self.clone();
        if let Some(above) = place.checked_sub(1).filter(|_| place < next.entries.len()) {
            let before = above.checked_sub(1).map(|at| next.entries[at].order.clone());
            let order = key_between(before.as_deref(), Some(&next.entries[above].order));
            next.entries[place].order = order;
            next.entries.swap(above, place);
        }
        next
    }
}

/// A setting of a record, as it is typed.
fn held(record: &RecordView, spec: FieldSpec) -> String {
    match record.fields.get(spec.path) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => {
            number.as_f64().map(format::plain_number).unwrap_or_default()
        }
        _ => spec.unset.to_owned(),
    }
}

fn value_of(input: Input, text: &str) -> Option<Value> {
    match input {
        Input::Text | Input::Choice(_) => Some(text.trim().into()),
        Input::Number | Input::Positive | Input::Span(_) => {
            format::parse_number(text).and_then(format::to_json)
        }
    }
}

fn entries_of(record: &RecordView) -> Vec<Entry> {
    let Some(list) = spec::list_of(&record.kind) else { return Vec::new() };
    let start = format!("{}/", list.prefix);
    let ids: BTreeSet<&str> = record
        .fields
        .keys()
        .filter_map(|path| path.as_str().strip_prefix(&start)?.split('/').next())
        .collect();
    let text = |id: &str, member: &str| {
        let path = format!("{}/{id}/{member}", list.prefix);
        widget::text(&record.fields, &path).map(str::to_owned)
    };
    let entry = |id: &str| Entry {
        id: id.to_owned(),
        name: text(id, "name").unwrap_or_else(|| id.to_owned()),
        choice: match list.choice {
            Some((member, options)) => text(id, member)
                .or_else(|| options.first().map(|(value, _)| (*value).to_owned()))
                .unwrap_or_default(),
            None => String::new(),
        },
        order: text(id, "order").unwrap_or_default(),
    };
    let mut entries: Vec<Entry> = ids.into_iter().map(entry).collect();
    sort_by(&mut entries, |a, b| (&a.order, &a.id).cmp(&(&b.order, &b.id)));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::example;
    use serde_json::json;
    use tideboard_protocol::widget::{Chart, ChartStyle, Direction, Metric, WidgetKind};

    fn board() -> BoardId {
        BoardId::new("b").unwrap()
    }

    #[test]
    fn nothing_changed_is_nothing_saved() {
        for kind in WidgetKind::ALL {
            let record = example(kind);
            assert_eq!(Draft::of(&record).edit(&board(), &record), None, "{kind}");
        }
    }

    #[test]
    fn only_what_was_changed_is_written_and_an_emptied_limit_goes() {
        let record = example(WidgetKind::Metric);
        let draft =
            Draft::of(&record).with("warn", "11 000".to_owned()).with("target", String::new());
        let edit = draft.edit(&board(), &record).unwrap();
        assert_eq!(
            edit.set.iter().map(|(p, v)| (p.as_str(), v)).collect::<Vec<_>>(),
            [("warn", &json!(11000))]
        );
        assert!(edit.remove.contains("target"));
    }

    #[test]
    fn what_is_no_number_is_not_saved() {
        let record = example(WidgetKind::Metric);
        let draft = Draft::of(&record).with("warn", "NaN".to_owned());
        assert_eq!(draft.wrong().len(), 1);
        assert_eq!(draft.edit(&board(), &record), None);
        let backwards = Draft::of(&example(WidgetKind::Counter)).with("step", "-3".to_owned());
        assert!(backwards.wrong().contains_key("step"));
        let long = Draft::of(&record).with("title", "x".repeat(10_000));
        assert!(long.wrong().contains_key("title"));
    }

    #[test]
    fn a_chosen_span_is_kept_in_seconds_and_none_goes() {
        let record = example(WidgetKind::Metric);
        let draft = Draft::of(&record);
        let edit = draft.with("stale_after_s", "21600".to_owned()).edit(&board(), &record).unwrap();
        assert_eq!(edit.set["stale_after_s"], json!(21600));
        let edit = draft.with("stale_after_s", String::new()).edit(&board(), &record).unwrap();
        assert!(edit.remove.contains("stale_after_s"));
    }

    #[test]
    fn what_is_shown_where_nothing_is_set_is_what_the_widget_does() {
        let unset = |kind: &str, path| {
            spec::fields_of(kind).into_iter().find(|spec| spec.path == path).unwrap().unset
        };
        let (chart, metric) = (Chart::read(&Default::default()), Metric::read(&Default::default()));
        assert_eq!(unset("chart", "range"), format::plain_number(chart.range_s));
        assert_eq!((unset("chart", "style"), chart.style), ("line", ChartStyle::Line));
        assert_eq!((unset("metric", "direction"), metric.direction), ("down", Direction::Down));
    }

    #[test]
    fn a_removed_column_takes_its_cells_along() {
        let record = example(WidgetKind::Table);
        let mut draft = Draft::of(&record);
        draft.entries.remove(1);
        let edit = draft.edit(&board(), &record).unwrap();
        let gone: Vec<_> = edit.remove.iter().map(Path::as_str).collect();
        assert_eq!(gone, ["columns/b", "rows/a/b", "rows/b/b"]);
    }

    #[test]
    fn a_moved_column_writes_one_key() {
        let record = example(WidgetKind::Table);
        let edit = Draft::of(&record).with_entry_up(1).edit(&board(), &record).unwrap();
        let written: Vec<_> = edit.set.keys().map(Path::as_str).collect();
        assert_eq!(written, ["columns/b/order"]);
        assert!(edit.set["columns/b/order"].as_str() < Some("A"));
    }
}
