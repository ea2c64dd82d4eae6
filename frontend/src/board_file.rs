//! A board in a file: its title and widgets as JSON with a version, to be kept or taken to another
//! server. A file is taken whole or not at all; the error says what is wrong with it and where.

use crate::{clock, whole_records};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{
    BoardId, Cause, Limits, Op, OpId, OpKind, Path, Point, RecordId, SCHEMA_VERSION, Seq,
    ipc::{EditRequest, SAVED_TEXT_MAX},
    view::RecordView,
    widget::{self, Fields},
};
use tideboard_words::t;
use uuid::Uuid;

/// Version of the file's form.
const VERSION: u32 = 1;
/// Most widgets that a file may hold.
const MOST_WIDGETS: usize = 2_000;
/// Bytes of a mebibyte.
const MIB: usize = 1024 * 1024;

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardFile {
    /// Version of the form.
    tideboard_board: u32,
    /// Title of the board.
    pub title: String,
    /// Its widgets.
    pub widgets: Vec<StoredWidget>,
}

/// A widget with its fields and the newest of its readings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredWidget {
    kind: String,
    fields: BTreeMap<Path, Value>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    points: BTreeMap<Path, Vec<Point>>,
}

/// Writes a board as it is shown; the error is a sentence.
pub fn write<'a>(
    title: &str,
    records: impl IntoIterator<Item = &'a RecordView>,
) -> Result<String, String> {
    let widgets: Vec<_> = records
        .into_iter()
        .map(|record| StoredWidget {
            kind: record.kind.clone(),
            fields: record.fields.clone(),
            points: record.points.clone(),
        })
        .collect();
    let file = BoardFile { tideboard_board: VERSION, title: title.to_owned(), widgets };
    check_count(&file)?;
    let text = serde_json::to_string(&file)
        .map_err(|error| t!("board-file-damaged", error = error.to_string()))?;
    check_size(&text)?;
    Ok(text)
}

/// What is written can be read again.
fn check_size(text: &str) -> Result<(), String> {
    if text.len() > SAVED_TEXT_MAX {
        return Err(t!("board-file-too-large", most = SAVED_TEXT_MAX / MIB));
    }
    Ok(())
}

fn check_count(file: &BoardFile) -> Result<(), String> {
    if file.widgets.len() > MOST_WIDGETS {
        return Err(t!("board-file-too-many", most = MOST_WIDGETS));
    }
    Ok(())
}

/// Name for the file of a board.
pub fn name(title: &str) -> String {
    format!("{}.tideboard.json", title.trim())
}

/// Reads a file; the error is a sentence.
pub fn read(text: &str) -> Result<BoardFile, String> {
    check_size(text)?;
    let value: Value = serde_json::from_str(text)
        .map_err(|error| t!("board-file-no-json", line = error.line()))?;
    let version = value.get("tideboard_board").and_then(Value::as_u64);
    match version {
        None => return Err(t!("board-file-foreign")),
        Some(version) if version > u64::from(VERSION) => {
            return Err(t!("board-file-newer"));
        }
        Some(_) => {}
    }
    let mut file: BoardFile = serde_json::from_value(value)
        .map_err(|error| t!("board-file-damaged", error = error.to_string()))?;
    check_count(&file)?;
    for (place, widget) in file.widgets.iter_mut().enumerate() {
        check(widget).map_err(|error| {
            let title = widget::title(&widget.fields, &widget.kind);
            t!("board-file-widget", place = place + 1, title = title, error = error)
        })?;
    }
    Ok(file)
}

/// Checks a widget as its creation will be. Its size as a whole is none of that, because what is too
/// large is created in parts; each field has to fit.
fn check(widget: &mut StoredWidget) -> Result<(), String> {
    let board = BoardId::new("board").map_err(|error| error.to_string())?;
    let record = RecordId::new("widget").map_err(|error| error.to_string())?;
    let mut op = Op {
        op_id: OpId(Uuid::nil()),
        board,
        record,
        base: Some(Seq::ZERO),
        kind: OpKind::Create,
        record_kind: Some(widget.kind.clone()),
        set: widget.fields.clone().into_iter().collect(),
        remove: Default::default(),
        inc: Default::default(),
        append: widget.points.clone(),
        schema: SCHEMA_VERSION,
        at: clock::now(),
        cause: Cause::Edit,
        resend: false,
    };
    op.check(&Limits::default()).map_err(|rejection| rejection.message)?;
    widget.fields = op.set.into_iter().collect();
    widget.points = op.append;
    Ok(())
}

impl BoardFile {
    /// The changes that make a board out of it; `id` gives each widget one.
    pub fn edits(
        &self,
        board: &BoardId,
        title: &str,
        mut id: impl FnMut() -> RecordId,
    ) -> Vec<EditRequest> {
        let widgets = self.widgets.iter().map(|widget| {
            let fields: Fields = widget.fields.clone();
            EditRequest {
                append: widget.points.clone(),
                ..whole_records::creation(board, id(), &widget.kind, fields)
            }
        });
        let widgets: Vec<EditRequest> = widgets.collect();
        std::iter::once(whole_records::create_board(board, title)).chain(widgets).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tideboard_protocol::{
        Number,
        view::{RecordSync, RecordSyncState},
    };

    fn record() -> RecordView {
        let path = |text: &str| Path::new(text).unwrap();
        let point = Point { t_ms: 5, value: Number::new(1.5).unwrap() };
        RecordView {
            id: RecordId::new("flow").unwrap(),
            kind: "metric".to_owned(),
            fields: [(path("title"), json!("Flow")), (path("layout/x"), json!(3))].into(),
            points: [(path("points"), vec![point])].into(),
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

    #[test]
    fn a_board_comes_back_as_it_was_saved_under_new_ids() {
        let file = read(&write("Line 3", [&record()]).unwrap()).unwrap();
        let board = BoardId::new("copy-1").unwrap();
        let edits = file.edits(&board, "Line 3", || RecordId::new("new").unwrap());
        assert_eq!(edits.len(), 2);
        assert!(edits[0].record.is_board());
        assert_eq!(edits[1].kind, OpKind::Create);
        assert_eq!(edits[1].record.as_str(), "new");
        assert_eq!(edits[1].set, record().fields.into_iter().collect());
        assert_eq!(edits[1].append, record().points);
    }

    #[test]
    fn a_board_that_could_not_be_read_again_is_not_written() {
        let (record, most) = (record(), MOST_WIDGETS);
        assert!(write("Line 3", std::iter::repeat_n(&record, most)).is_ok());
        let error = write("Line 3", std::iter::repeat_n(&record, most + 1)).unwrap_err();
        assert!(error.contains(&most.to_string()), "{error}");
        let error = write(&"x".repeat(SAVED_TEXT_MAX), [&record]).unwrap_err();
        assert!(error.contains("64 MB"), "{error}");
    }

    #[test]
    fn broken_files_are_refused_with_a_sentence_that_says_why() {
        let good = write("Line 3", [&record()]).unwrap();
        let newer = good.replace("\"tideboard_board\":1", "\"tideboard_board\":2");
        let bad_path = good.replace("layout/x", "lay out//x");
        let huge = good.replace("\"Flow\"", &format!("\"{}\"", "x".repeat(70_000)));
        for (text, words) in [
            ("", "not JSON"),
            (&good[..good.len() / 2], "cut off"),
            ("[1, 2]", "no board"),
            ("{\"title\": \"x\"}", "no board"),
            (newer.as_str(), "newer version"),
            (bad_path.as_str(), "damaged"),
            ("{\"tideboard_board\": 1, \"title\": 5, \"widgets\": []}", "damaged"),
            (huge.as_str(), "Widget 1"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(words), "{words}: {error}");
        }
    }
}
