use super::*;
use serde_json::json;
use std::collections::BTreeMap;
use tideboard_protocol::{
    BoardId, Number, OpId, RecordId,
    view::{RecordSync, RecordSyncState},
};

fn path(text: &str) -> Path {
    Path::new(text).unwrap()
}

fn record(fields: Value) -> RecordView {
    RecordView {
        id: RecordId::new("r").unwrap(),
        kind: "any".to_owned(),
        fields: fields
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (path(name), value.clone()))
            .collect(),
        points: BTreeMap::new(),
        sync: RecordSync {
            state: RecordSyncState::Waiting,
            pending: 1,
            pending_paths: Vec::new(),
            message: None,
        },
        changed_at: None,
        changed_by: None,
    }
}

fn item(edits: Vec<FieldEdit>, joined: u32) -> QueueItem {
    QueueItem {
        op_id: OpId(uuid::Uuid::nil()),
        board: BoardId::new("b").unwrap(),
        record: RecordId::new("r").unwrap(),
        title: "Rejects".to_owned(),
        kind: OpKind::Patch,
        edits,
        at: Timestamp::UNIX_EPOCH,
        joined,
        state: QueueState::Waiting,
    }
}

fn set(field: &str, before: Option<Value>, after: Value) -> FieldEdit {
    FieldEdit::Set { path: path(field), before, after }
}

fn what(edits: Vec<FieldEdit>, fields: Value) -> String {
    describe(&item(edits, 1), Some(&record(fields))).what
}

#[test]
fn ticks_name_their_item() {
    let fields = json!({"items/i3/text": "Torque test, 5 caps"});
    let tick = |done: bool| vec![set("items/i3/done", Some(json!(!done)), json!(done))];
    assert_eq!(what(tick(true), fields.clone()), "Tick “Torque test, 5 caps”");
    assert_eq!(what(tick(false), fields), "Untick “Torque test, 5 caps”");
    assert_eq!(what(tick(true), json!({})), "Tick an item");
}

#[test]
fn taps_are_added_up_and_counted() {
    let by = Number::new(3.0).unwrap();
    let taps = item(vec![FieldEdit::Increment { path: path("value"), by }], 3);
    let words = describe(&taps, None);
    assert_eq!(words.what, "Rejects +3");
    assert_eq!(words.joined.as_deref(), Some("3 taps as one"));
}

#[test]
fn cells_are_named_by_row_and_column() {
    let fields = json!({
        "columns/lane/name": "Lane", "columns/lane/order": "A",
        "columns/pallets/name": "Pallets", "columns/pallets/order": "B",
        "rows/x/lane": "A1", "rows/x/pallets": 14,
    });
    let edit = vec![set("rows/x/pallets", Some(json!(12)), json!(14))];
    assert_eq!(what(edit, fields.clone()), "A1 · Pallets 12 → 14");
    let label = field_label(&path("rows/x/pallets"), Some(&record(fields).fields));
    assert_eq!(label, "A1 · Pallets");
    assert_eq!(field_label(&path("rows/gone/pallets"), None), "Row · pallets");
}

#[test]
fn a_new_entry_is_one_thing() {
    let edits = vec![
        set("items/n/done", None, json!(false)),
        set("items/n/order", None, json!("V")),
        set("items/n/text", None, json!("Sweep")),
    ];
    assert_eq!(what(edits, json!({})), "Add item “Sweep”");
    let removed = vec![FieldEdit::Remove { path: path("rows/x") }];
    assert_eq!(what(removed, json!({})), "Remove a row");
}

#[test]
fn everything_else_has_words_too() {
    assert_eq!(what(vec![set("value", Some(json!(72)), json!(90))], json!({})), "Rejects 72 → 90");
    assert_eq!(what(vec![set("text", None, json!("x"))], json!({})), "Edit the text");
    assert_eq!(what(vec![set("title", None, json!("New"))], json!({})), "Rename to “New”");
    let moved = vec![set("layout/x", None, json!(1)), set("layout/y", None, json!(2))];
    assert_eq!(what(moved, json!({})), "Move on the board");
    let two = vec![set("warn", Some(json!(1)), json!(2)), set("alarm", Some(json!(3)), json!(4))];
    assert_eq!(what(two, json!({})), "Warn 1 → 2 and 1 more field");
    let state = vec![set("services/f/state", Some(json!("ok")), json!("down"))];
    assert_eq!(what(state, json!({"services/f/name": "Filler"})), "Filler · State ok → down");
    assert_eq!(what(Vec::new(), json!({})), "Edit");
}

#[test]
fn creation_and_deletion_name_the_widget() {
    let of = |kind| describe(&QueueItem { kind, ..item(Vec::new(), 1) }, None).what;
    assert_eq!(of(OpKind::Create), "Add “Rejects”");
    assert_eq!(of(OpKind::Delete), "Delete “Rejects”");
    assert_eq!(of(OpKind::Restore), "Bring back “Rejects”");
}

#[test]
fn a_retry_counts_down() {
    let at = Timestamp::from_second(112).unwrap();
    let now = Timestamp::from_second(100).unwrap();
    assert_eq!(state_tag(&QueueState::Retrying { at }, now), "again in 12 s");
}

#[test]
fn what_only_goes_along_is_not_told() {
    let reading = FieldEdit::Append { path: path("points"), points: 1 };
    let value = set("value", Some(json!(5)), json!(7));
    assert_eq!(what(vec![value, reading.clone()], json!({})), "Rejects 5 → 7");
    let fields = json!({"services/a/name": "Filler"});
    let state = set("services/a/state", Some(json!("ok")), json!("down"));
    let since = set("services/a/since", None, json!("2026-03-03T12:00:00Z"));
    assert_eq!(what(vec![state, since, reading.clone()], fields), "Filler · State ok → down");
    assert_eq!(what(vec![reading], json!({})), "Add 1 reading to Rejects");
}
