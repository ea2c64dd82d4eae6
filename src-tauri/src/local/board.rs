//! The board "This computer": made once, through ordinary edits, in the language that is spoken then,
//! and the user's from then on.

use crate::files::write_atomically;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    fs, io,
    path::{Path as FilePath, PathBuf},
};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, FieldMap, OpKind, Path, RecordId, ipc::EditRequest,
    widget::key_between,
};
use tideboard_sync::Client;
use tideboard_words::key;
use uuid::Uuid;

/// The board and the widgets that the figures go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThisComputer {
    /// The board.
    pub board: BoardId,
    /// Share of the processors.
    pub cpu: RecordId,
    /// Share of memory.
    pub memory: RecordId,
    /// Share of the disk.
    pub disk: RecordId,
    /// Received.
    pub down: RecordId,
    /// Sent.
    pub up: RecordId,
    /// Processors and memory over time.
    pub history: RecordId,
    rest: [RecordId; 5],
    /// Whether all was made. From then on nothing is made again, whatever the user deletes.
    made: bool,
}

impl ThisComputer {
    /// The board as noted in `file`; what of it was not made yet is made.
    pub async fn ensure(file: &FilePath, client: &Client) -> Result<Self, ApiError> {
        let mut computer = match Self::read(file.to_owned()).await? {
            Some(computer) => computer,
            None => {
                let computer = Self::mint()?;
                computer.write(file.to_owned()).await?;
                computer
            }
        };
        if !computer.made {
            computer.make(client).await?;
            computer.made = true;
            computer.write(file.to_owned()).await?;
        }
        Ok(computer)
    }

    pub(super) fn mint() -> Result<Self, ApiError> {
        let record = || RecordId::new(Uuid::now_v7().to_string()).map_err(internal);
        let random = Uuid::now_v7().simple().to_string();
        Ok(Self {
            board: BoardId::new(format!("this-computer-{}", &random[24..])).map_err(internal)?,
            cpu: record()?,
            memory: record()?,
            disk: record()?,
            down: record()?,
            up: record()?,
            history: record()?,
            rest: [record()?, record()?, record()?, record()?, record()?],
            made: false,
        })
    }

    async fn read(file: PathBuf) -> Result<Option<Self>, ApiError> {
        on_disk(move || match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn write(&self, file: PathBuf) -> Result<(), ApiError> {
        let bytes = serde_json::to_vec_pretty(self).map_err(internal)?;
        on_disk(move || write_atomically(&file, &bytes)).await
    }

    /// Makes what is missing: a start that was cut short is taken up where it ended.
    async fn make(&self, client: &Client) -> Result<(), ApiError> {
        client.subscribe(self.board.clone()).await;
        for edit in self.starter(&tideboard_words::plain)? {
            let there = client.record(self.board.clone(), edit.record.clone()).await?;
            if there.is_none() {
                client.edit(edit).await?;
            }
        }
        Ok(())
    }

    /// All of the board; `say` gives the text of a message.
    fn starter(&self, say: Say<'_>) -> Result<Vec<EditRequest>, ApiError> {
        let [steps, services, parts, counter, note] = &self.rest;
        let gauge = |title, place, limits| metric(say(title), "%", place, Some(limits));
        let traffic = |title, place| metric(say(title), "kB/s", place, None);
        let records = [
            (&RecordId::board(), "board", json!({"title": say(key!("starter-title"))})),
            (&self.cpu, "metric", gauge(key!("starter-processor"), [0, 0, 3, 3], (80, 95))),
            (&self.memory, "metric", gauge(key!("starter-memory"), [3, 0, 3, 3], (85, 95))),
            (&self.history, "chart", history(say)),
            (&self.disk, "metric", gauge(key!("starter-disk"), [0, 3, 2, 3], (85, 95))),
            (&self.down, "metric", traffic(key!("starter-received"), [2, 3, 2, 3])),
            (&self.up, "metric", traffic(key!("starter-sent"), [4, 3, 2, 3])),
            (steps, "checklist", first_steps(say)),
            (services, "status", sample_services(say)),
            (parts, "table", sample_table(say)),
            (counter, "counter", sample_counter(say)),
            (note, "note", welcome(say)),
        ];
        records
            .into_iter()
            .map(|(record, kind, fields)| self.creation(record, kind, fields))
            .collect()
    }

    fn creation(
        &self,
        record: &RecordId,
        kind: &str,
        fields: Value,
    ) -> Result<EditRequest, ApiError> {
        let mut edit = EditRequest::patch(self.board.clone(), record.clone());
        edit.kind = OpKind::Create;
        edit.record_kind = Some(kind.to_owned());
        edit.set = flat(fields)?;
        Ok(edit)
    }
}

/// Members become fields; their names are paths.
fn flat(fields: Value) -> Result<FieldMap<Value>, ApiError> {
    let Value::Object(members) = fields else { return Ok(FieldMap::new()) };
    members
        .into_iter()
        .map(|(path, value)| Ok((Path::new(path).map_err(internal)?, value)))
        .collect()
}

/// Gives the text of a message in the language in which the board is made.
type Say<'a> = &'a dyn Fn(&str) -> String;

/// Fields with a title and a place on the grid.
fn placed(title: String, [x, y, w, h]: [u32; 4], fields: Value) -> Value {
    let mut fields = fields;
    for (path, value) in [("layout/x", x), ("layout/y", y), ("layout/w", w), ("layout/h", h)] {
        fields[path] = json!(value);
    }
    fields["title"] = json!(title);
    fields
}

fn metric(title: String, unit: &str, place: [u32; 4], thresholds: Option<(u32, u32)>) -> Value {
    let mut fields = json!({"unit": unit, "direction": "down", "stale_after_s": 15});
    if let Some((warn, alarm)) = thresholds {
        fields["warn"] = json!(warn);
        fields["alarm"] = json!(alarm);
    }
    placed(title, place, fields)
}

fn history(say: Say<'_>) -> Value {
    let fields = json!({
        "series/cpu/name": say(key!("starter-processor")), "series/cpu/color": 0,
        "series/memory/name": say(key!("starter-memory")), "series/memory/color": 1,
        "unit": "%", "range": 600, "style": "line", "stale_after_s": 15,
    });
    placed(say(key!("starter-history")), [6, 0, 6, 6], fields)
}

/// Items of a list, each with an order key behind the one before.
fn items(prefix: &str, of: Vec<Value>) -> Value {
    let mut fields = json!({});
    let mut order = key_between(None, None);
    for (number, item) in of.into_iter().enumerate() {
        let id = format!("{prefix}/{}", number + 1);
        for (member, value) in item.as_object().into_iter().flatten() {
            fields[format!("{id}/{member}")] = value.clone();
        }
        fields[format!("{id}/order")] = json!(order);
        order = key_between(Some(&order), None);
    }
    fields
}

fn first_steps(say: Say<'_>) -> Value {
    let steps = [
        (key!("starter-step-figures"), true),
        (key!("starter-step-tick"), false),
        (key!("starter-step-note"), false),
        (key!("starter-step-coffee"), false),
        (key!("starter-step-pause"), false),
    ];
    let steps = steps.map(|(text, done)| json!({"text": say(text), "done": done}));
    placed(say(key!("starter-steps")), [0, 6, 3, 7], items("items", steps.into()))
}

fn sample_services(say: Say<'_>) -> Value {
    let services = [
        (key!("example-filler"), "ok", None),
        (key!("starter-pasteuriser"), "degraded", Some(key!("starter-exchanger"))),
        (key!("example-palletiser"), "down", Some(key!("example-curtain"))),
        (key!("starter-labeller"), "maintenance", Some(key!("starter-roll"))),
    ];
    let services = services.map(|(name, state, note)| {
        json!({"name": say(name), "state": state, "note": note.map(say).unwrap_or_default()})
    });
    placed(say(key!("starter-machines")), [3, 6, 3, 7], items("services", services.into()))
}

fn sample_table(say: Say<'_>) -> Value {
    let columns = [
        json!({"name": say(key!("example-lane"))}),
        json!({"name": say(key!("starter-product"))}),
        json!({"name": say(key!("example-pallets")), "type": "number"}),
    ];
    let rows = [
        ("A1", key!("starter-mineral-large"), 14),
        ("A2", key!("starter-mineral-small"), 9),
        ("B1", key!("starter-lemon"), 22),
    ];
    let rows =
        rows.map(|(lane, product, pallets)| json!({"1": lane, "2": say(product), "3": pallets}));
    let mut fields = items("columns", columns.into());
    if let (Some(all), Value::Object(rows)) = (fields.as_object_mut(), items("rows", rows.into())) {
        all.extend(rows);
    }
    placed(say(key!("starter-buffer")), [6, 6, 4, 4], fields)
}

fn sample_counter(say: Say<'_>) -> Value {
    placed(say(key!("starter-coffee")), [10, 6, 2, 4], json!({"value": 0, "step": 1}))
}

fn welcome(say: Say<'_>) -> Value {
    let mut text = format!("{}\n\n", say(key!("starter-welcome-live")));
    for line in
        [key!("starter-welcome-safe"), key!("starter-welcome-away"), key!("starter-welcome-team")]
    {
        text.push_str(&format!("- {}\n", say(line)));
    }
    placed(say(key!("starter-welcome")), [6, 10, 6, 3], json!({"text": text}))
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ApiError> {
    tauri::async_runtime::spawn_blocking(work).await.map_err(internal)?.map_err(|error| {
        ApiError::new(
            ErrorCode::StorageFailed,
            format!("The note about this computer's board cannot be used: {error}."),
        )
    })
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::Internal, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::widget::{Fields, GRID_COLUMNS, Layout, Widget};
    use tideboard_words::{Catalogue, Locale};

    fn edits(locale: Locale) -> Vec<EditRequest> {
        let catalogue = Catalogue::of(locale);
        let say = |message: &str| catalogue.text(message, &[]).unwrap();
        ThisComputer::mint().unwrap().starter(&say).unwrap()
    }

    fn widgets() -> Vec<(String, Fields)> {
        let edits = edits(Locale::English);
        let widget =
            |edit: EditRequest| (edit.record_kind.unwrap(), edit.set.into_iter().collect());
        edits.into_iter().skip(1).map(widget).collect()
    }

    #[test]
    fn every_kind_of_widget_is_there_and_reads_back() {
        let mut kinds: Vec<_> = widgets()
            .iter()
            .map(|(kind, fields)| {
                Widget::read(kind, fields).unwrap();
                kind.clone()
            })
            .collect();
        kinds.sort();
        kinds.dedup();
        assert_eq!(kinds.len(), 7);
    }

    #[test]
    fn it_is_made_in_the_language_that_is_spoken() {
        let titles = |locale| -> Vec<String> {
            let title = |edit: EditRequest| {
                let title = edit.set.into_iter().find(|(path, _)| path.as_str() == "title");
                title.unwrap().1.as_str().unwrap().to_owned()
            };
            edits(locale).into_iter().map(title).collect()
        };
        assert_eq!(titles(Locale::English)[0], "This computer");
        assert_eq!(titles(Locale::German)[0], "Dieser Computer");
        let chinese = titles(Locale::Chinese);
        assert_eq!(chinese[0], "这台电脑");
        let latin = |title: &String| title.chars().any(|letter| letter.is_ascii_alphabetic());
        assert!(!chinese.iter().any(latin), "{chinese:?}");
    }

    #[test]
    fn the_note_greets_with_a_paragraph_and_a_list() {
        let (_, note) = widgets().into_iter().find(|(kind, _)| kind == "note").unwrap();
        let Widget::Note(note) = Widget::read("note", &note).unwrap() else { panic!() };
        assert!(note.text.starts_with("Everything here is **live**"), "{}", note.text);
        assert_eq!(note.text.matches("\n- ").count(), 3);
    }

    #[test]
    fn lists_come_in_the_order_they_are_written() {
        let (_, steps) = widgets().into_iter().find(|(kind, _)| kind == "checklist").unwrap();
        let Widget::Checklist(steps) = Widget::read("checklist", &steps).unwrap() else { panic!() };
        assert_eq!(steps.items[1].text, "Tick this line");
        assert_eq!((steps.items.len(), steps.done()), (5, 1));
        let (_, table) = widgets().into_iter().find(|(kind, _)| kind == "table").unwrap();
        let Widget::Table(table) = Widget::read("table", &table).unwrap() else { panic!() };
        assert_eq!(table.columns[2].name, "Pallets");
        assert_eq!(table.rows[2].cells["1"], json!("B1"));
    }

    #[test]
    fn nothing_overlaps_or_leaves_the_grid() {
        let places: Vec<_> =
            widgets().iter().map(|(_, fields)| Layout::read(fields).unwrap()).collect();
        for (at, a) in places.iter().enumerate() {
            assert!(a.x + a.w <= GRID_COLUMNS);
            for b in &places[at + 1..] {
                let apart =
                    a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
                assert!(apart, "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn each_computer_gets_a_board_of_its_own() {
        let (one, other) = (ThisComputer::mint().unwrap(), ThisComputer::mint().unwrap());
        assert_ne!(one.board, other.board);
        assert_ne!(one.cpu, other.cpu);
    }
}
