//! Changes in plain words: what was done, to what, and how it stands.

use crate::format;
use jiff::Timestamp;
use serde_json::Value;
use tideboard_protocol::{
    OpKind, Path,
    view::{FieldEdit, HistoryItem, QueueItem, QueueState, RecordView},
    widget::{self, Fields},
};
use tideboard_words::t;

/// Longest text quoted in a line.
const QUOTE: usize = 40;

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// In one line.
    pub what: String,
    /// How many edits it stands for, where that is more than one.
    pub joined: Option<String>,
}

/// A change of the queue in words; `record` is the record as it is shown now, if it is.
pub fn describe(item: &QueueItem, record: Option<&RecordView>) -> Words {
    let fields = record.map(|record| &record.fields);
    let what = what(item.kind, &item.title, &item.edits, fields);
    let are_taps = item.edits.iter().all(|edit| matches!(edit, FieldEdit::Increment { .. }));
    let joined = (item.joined > 1).then(|| match are_taps {
        true => t!("op-taps-joined", count = item.joined),
        false => t!("op-edits-joined", count = item.joined),
    });
    Words { what, joined }
}

/// A change of the history in one line.
pub fn describe_past(item: &HistoryItem, record: Option<&RecordView>) -> String {
    what(item.kind, &item.title, &item.edits, record.map(|record| &record.fields))
}

fn what(kind: OpKind, title: &str, edits: &[FieldEdit], fields: Option<&Fields>) -> String {
    match kind {
        OpKind::Create => t!("op-add", title = title),
        OpKind::Delete => t!("op-delete", title = title),
        OpKind::Restore => t!("op-restore", title = title),
        OpKind::Patch => describe_edits(title, edits, fields),
    }
}

fn describe_edits(title: &str, edits: &[FieldEdit], fields: Option<&Fields>) -> String {
    if let Some(words) = describe_new_entry(edits) {
        return words;
    }
    match edits {
        [] => t!("op-edit"),
        [edit] => describe_edit(edit, title, fields),
        edits if edits.iter().all(|edit| path_of(edit).as_str().starts_with("layout/")) => {
            t!("op-move")
        }
        edits => {
            let told: Vec<&FieldEdit> = edits.iter().filter(|edit| !goes_along(edit)).collect();
            match told.as_slice() {
                [] => describe_edit(&edits[0], title, fields),
                [edit] => describe_edit(edit, title, fields),
                [first, rest @ ..] => t!(
                    "op-and-more",
                    first = describe_edit(first, title, fields),
                    count = rest.len()
                ),
            }
        }
    }
}

/// What is written along with something else and says nothing by itself: the reading of a value
/// that was entered, the time of a state.
fn goes_along(edit: &FieldEdit) -> bool {
    match edit {
        FieldEdit::Append { .. } => true,
        FieldEdit::Set { path, .. } => {
            let segments: Vec<&str> = path.segments().collect();
            matches!(segments.as_slice(), ["services", _, "since"])
        }
        FieldEdit::Remove { .. } | FieldEdit::Increment { .. } => false,
    }
}

/// Several fields written at once under a new id are one new item, row or service.
fn describe_new_entry(edits: &[FieldEdit]) -> Option<String> {
    let mut name = None;
    let mut entry: Option<(&str, &str)> = None;
    for edit in edits {
        let FieldEdit::Set { path, before: None, after } = edit else { return None };
        let mut segments = path.segments();
        let here = (segments.next()?, segments.next()?);
        let member = segments.next()?;
        if *entry.get_or_insert(here) != here {
            return None;
        }
        if member != "order" && name.is_none() {
            name = after.as_str().filter(|text| !text.is_empty());
        }
    }
    let (list, _) = entry.filter(|_| edits.len() > 1)?;
    Some(match name {
        Some(name) => {
            t!("op-add-entry-named", list = list, name = format::short(name, QUOTE))
        }
        None => t!("op-add-entry", list = list),
    })
}

fn describe_edit(edit: &FieldEdit, title: &str, fields: Option<&Fields>) -> String {
    match edit {
        FieldEdit::Set { path, before, after } => {
            describe_set(path, before.as_ref(), after, title, fields)
        }
        FieldEdit::Remove { path } => {
            let mut segments = path.segments();
            match (segments.next(), segments.next(), segments.next()) {
                (Some(list), Some(_), None) => t!("op-remove-entry", list = list),
                _ => t!("op-clear", field = field_label(path, fields)),
            }
        }
        FieldEdit::Increment { path, by } => {
            let subject = if path.as_str() == "value" { title } else { &field_label(path, fields) };
            format!("{subject} {}", format::signed(by.get()))
        }
        FieldEdit::Append { points, .. } => {
            t!("op-add-readings", count = *points, title = title)
        }
    }
}

fn describe_set(
    path: &Path,
    before: Option<&Value>,
    after: &Value,
    title: &str,
    fields: Option<&Fields>,
) -> String {
    let segments: Vec<&str> = path.segments().collect();
    if let (["items", id, "done"], Some(done)) = (segments.as_slice(), after.as_bool()) {
        let text = fields.and_then(|fields| widget::text(fields, &format!("items/{id}/text")));
        return match (text.map(|text| format::short(text, QUOTE)), done) {
            (Some(text), true) => t!("op-tick", text = text),
            (Some(text), false) => t!("op-untick", text = text),
            (None, true) => t!("op-tick-one"),
            (None, false) => t!("op-untick-one"),
        };
    }
    match segments.as_slice() {
        ["title"] => {
            t!("op-rename", name = format::short(&format::value(after), QUOTE))
        }
        ["text"] => t!("op-edit-text"),
        [list, _, "order"] => t!("op-move-entry", list = *list),
        ["value"] => format!("{title} {}", from_to(before, after)),
        _ => format!("{} {}", field_label(path, fields), from_to(before, after)),
    }
}

fn from_to(before: Option<&Value>, after: &Value) -> String {
    let short = |text: String| format::short(&text, QUOTE);
    format!("{} → {}", short(format::maybe_value(before)), short(format::value(after)))
}

fn path_of(edit: &FieldEdit) -> &Path {
    match edit {
        FieldEdit::Set { path, .. }
        | FieldEdit::Remove { path }
        | FieldEdit::Increment { path, .. }
        | FieldEdit::Append { path, .. } => path,
    }
}

/// Name of a field as a person knows it: "A1 · Pallets", "Filler · State", "Text".
pub fn field_label(path: &Path, fields: Option<&Fields>) -> String {
    let segments: Vec<&str> = path.segments().collect();
    let text = |path: String| fields.and_then(|fields| widget::text(fields, &path));
    match segments.as_slice() {
        ["items", id, "text"] => {
            named(text(format!("items/{id}/text")), &t!("op-noun", list = "items"))
        }
        ["items", id, member] => {
            format!(
                "{} · {}",
                named(text(format!("items/{id}/text")), &t!("op-noun", list = "items")),
                member_name(member)
            )
        }
        ["rows", id, column] => {
            let column = text(format!("columns/{column}/name")).unwrap_or(column);
            format!("{} · {column}", row_name(id, fields))
        }
        ["rows", id] => row_name(id, fields),
        [list @ ("services" | "series" | "columns"), id, member] => {
            let name = named(text(format!("{list}/{id}/name")), id);
            if *member == "name" { name } else { format!("{name} · {}", member_name(member)) }
        }
        [list @ ("items" | "services" | "series" | "columns"), _] => t!("op-noun", list = *list),
        ["layout", _] => t!("op-place"),
        [only] => member_name(only),
        _ => path.to_string(),
    }
}

fn named(name: Option<&str>, otherwise: &str) -> String {
    match name {
        Some(name) if !name.trim().is_empty() => format::short(name, QUOTE),
        _ => otherwise.to_owned(),
    }
}

/// A row is called by its first cell.
fn row_name(id: &str, fields: Option<&Fields>) -> String {
    let first = fields.and_then(|fields| {
        let widget::Widget::Table(table) = widget::Widget::read("table", fields).ok()? else {
            return None;
        };
        let column = table.columns.first()?.id.clone();
        let row = table.rows.into_iter().find(|row| row.id == id)?;
        row.cells.get(&column).map(format::value)
    });
    named(first.as_deref().filter(|name| *name != format::NOTHING), &t!("op-noun", list = "rows"))
}

fn member_name(member: &str) -> String {
    t!("field-name", field = member, name = capital(member))
}

/// "done" → "Done", "stale_after_s" → "Stale after s".
fn capital(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name,
    }
}

/// State of a change, in a word for its tag.
pub fn state_tag(state: &QueueState, now: Timestamp) -> String {
    match state {
        QueueState::Waiting => t!("op-state-waiting"),
        QueueState::Sending => t!("op-state-sending"),
        QueueState::Retrying { at } => {
            t!("op-state-retrying", span = format::span(at.duration_since(now).as_secs()))
        }
        QueueState::Acknowledged => t!("op-state-acknowledged"),
        QueueState::Held { .. } => t!("op-state-held"),
        QueueState::Conflict => t!("op-state-conflict"),
        QueueState::Offered => t!("op-state-offered"),
        QueueState::Refused { .. } => t!("op-state-refused"),
        QueueState::Gated { .. } => t!("op-state-gated"),
    }
}

/// Name of a state, for tests and styles.
pub fn state_name(state: &QueueState) -> &'static str {
    match state {
        QueueState::Waiting => "waiting",
        QueueState::Sending => "sending",
        QueueState::Retrying { .. } => "retrying",
        QueueState::Acknowledged => "acknowledged",
        QueueState::Held { .. } => "held",
        QueueState::Conflict => "conflict",
        QueueState::Offered => "offered",
        QueueState::Refused { .. } => "refused",
        QueueState::Gated { .. } => "gated",
    }
}

/// Why a change does not go on, where there is something to say.
pub fn state_reason(state: &QueueState) -> Option<String> {
    match state {
        QueueState::Held { .. } => Some(t!("op-reason-held")),
        QueueState::Offered => Some(t!("op-reason-offered")),
        QueueState::Refused { code, message } | QueueState::Gated { code, message } => {
            Some(t!("op-reason-said", message = tideboard_words::rejection(*code, message)))
        }
        QueueState::Waiting
        | QueueState::Sending
        | QueueState::Retrying { .. }
        | QueueState::Acknowledged
        | QueueState::Conflict => None,
    }
}

#[cfg(test)]
mod tests;
