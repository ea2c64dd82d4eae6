//! The history of the stand-in: one change for every way to end, and the commands around it.

use super::{
    demo::{self, ago, bo, op_id, path, record_id},
    reply,
};
use serde_json::{Value, json};
use tideboard_protocol::{
    ApiError, Cause, ErrorCode, OpKind, Seq,
    frame::FieldConflict,
    ipc::{
        BackUp, ChooseBackup, Edited, ExportChanges, ExportedChanges, FoundBackup, History,
        ImportChanges, Imported, LoginStart, RestoreFromHistory, SaveText, SavedFile, StartAtLogin,
    },
    view::{AwayChange, AwayKind, AwayView, Ending, FieldEdit, HistoryItem, HistoryPage},
};

/// What a report would say.
pub const DIAGNOSTICS: &str = "\
tideboard        0.1.0
system           Debian GNU/Linux 12
web view         2.50.1
data             /home/ana/.local/share/app.tideboard.desktop
logs             /home/ana/.local/share/app.tideboard.desktop/logs
device id        0192f0c4-7d55-7c3e-9a3b-0d6f1c2b4a5e
server           tideboard-server/0.1.0
";

const HOUR: i64 = 60;

/// A part of the history.
pub fn page(wanted: &History) -> Result<String, ApiError> {
    let all = items().into_iter();
    let mut items: Vec<_> = all
        .filter(|item| wanted.settled || item.ending != Ending::Settled)
        .filter(|item| wanted.before.is_none_or(|before| item.id < before))
        .collect();
    let more = items.len() > wanted.limit as usize;
    items.truncate(wanted.limit as usize);
    reply::<History>(&HistoryPage { items, more })
}

/// Nothing is brought back here; the oldest change is gone already.
pub fn restore(wanted: &RestoreFromHistory) -> Result<String, ApiError> {
    if wanted.id == 1 {
        let words = "The history does not hold this change any more.";
        return Err(ApiError::new(ErrorCode::UnknownOp, words));
    }
    reply::<RestoreFromHistory>(&Edited { op_id: op_id(40) })
}

/// Names a file that is not written.
pub fn export(changes: u32) -> Result<String, ApiError> {
    let file = "/home/ana/Downloads/tideboard-changes-2026-03-03-120400.age".to_owned();
    reply::<ExportChanges>(&ExportedChanges { file, changes })
}

/// Names a file that is not written.
pub fn save(name: &str) -> Result<String, ApiError> {
    reply::<SaveText>(&SavedFile { file: format!("/home/ana/Downloads/{name}") })
}

/// It starts at login as soon as it is asked to.
pub fn start_at_login(wanted: &StartAtLogin) -> Result<String, ApiError> {
    let state = if wanted.on == Some(true) { LoginStart::On } else { LoginStart::Off };
    reply::<StartAtLogin>(&state)
}

/// Where a backup would be.
const BACKUP: &str = "/home/ana/Downloads/tideboard-backup-2026-03-02-140200";

/// Writes no backup.
pub fn back_up() -> Result<String, ApiError> {
    reply::<BackUp>(&SavedFile { file: BACKUP.to_owned() })
}

/// The user chose a backup.
pub fn choose_backup() -> Result<String, ApiError> {
    reply::<ChooseBackup>(&Some(FoundBackup {
        folder: BACKUP.to_owned(),
        boards: 3,
        unsent: 4,
        has_server: false,
    }))
}

/// Takes every file for a good one, unless the passphrase is "wrong".
pub fn import(wanted: &ImportChanges) -> Result<String, ApiError> {
    if wanted.passphrase == "wrong" {
        let words = "The passphrase does not open this file.";
        return Err(ApiError::new(ErrorCode::InvalidValue, words));
    }
    reply::<ImportChanges>(&Imported { added: 2, known: 1 })
}

/// What happened during a long lunch.
pub fn away() -> AwayView {
    let change = |record: &str, title: &str, kind: AwayKind, paths: &[&str]| AwayChange {
        board: demo::board_id("line-3"),
        board_title: "Line 3 · Bottling".to_owned(),
        record: record_id(record),
        title: title.to_owned(),
        record_kind: "table".to_owned(),
        kind,
        fields: paths.len() as u32,
        paths: paths.iter().map(|text| path(text)).collect(),
        by: Some(bo()),
        at: ago(12),
    };
    AwayView {
        since: ago(95),
        until: ago(1),
        others: vec![
            change(
                "buffer",
                "Pallets in buffer",
                AwayKind::Changed,
                &["rows/a1/pallets", "rows/b2/product"],
            ),
            change("remarks", "Remarks", AwayKind::Changed, &["text"]),
            change("handover", "Shift handover", AwayKind::Moved, &[]),
            change("old", "Old line", AwayKind::Deleted, &[]),
        ],
        more: 0,
        applied: 4,
        merged: 1,
        conflicts: 2,
        refused: 0,
    }
}

fn items() -> Vec<HistoryItem> {
    let set = |field: &str, before: Value, after: Value| {
        vec![FieldEdit::Set { path: path(field), before: Some(before), after }]
    };
    let theirs = |field: &str, value: Value, minutes: i64| {
        vec![FieldConflict {
            path: path(field),
            value: Some(value),
            removed: false,
            seq: Seq(400),
            by: bo(),
            at: ago(minutes),
        }]
    };
    let item = |id: i64, ending: Ending, minutes: i64| HistoryItem {
        id,
        op_id: op_id(id as u8),
        board: demo::board_id("line-3"),
        record: record_id("buffer"),
        title: "Pallets in buffer".to_owned(),
        kind: OpKind::Patch,
        cause: Cause::Edit,
        edits: set("rows/a1/pallets", json!(12), json!(14)),
        theirs: Vec::new(),
        ending,
        made_at: ago(minutes + 5),
        ended_at: ago(minutes),
    };
    vec![
        HistoryItem {
            theirs: theirs("rows/a1/pallets", json!(13), 9),
            ..item(12, Ending::KeptRemote, 8)
        },
        HistoryItem {
            record: record_id("rejects"),
            title: "Rejects".to_owned(),
            edits: set("value", json!(37), json!(40)),
            ..item(11, Ending::Settled, 10)
        },
        HistoryItem {
            record: record_id("remarks"),
            title: "Remarks".to_owned(),
            edits: set(
                "text",
                json!("Forklift 2 charging."),
                json!("Forklift 2 charging, back 12:30."),
            ),
            theirs: theirs("text", json!("Forklift 3 charging."), 30),
            ..item(10, Ending::Merged, 28)
        },
        HistoryItem {
            record: record_id("pasteuriser"),
            title: "Pasteuriser temperature".to_owned(),
            edits: set("alarm", json!(75), json!(90)),
            ..item(9, Ending::RolledBack, 41)
        },
        HistoryItem {
            edits: set("rows/b2/product", json!("Lemon 0.75"), json!("Mineral 1.5")),
            theirs: theirs("rows/b2/product", json!("Cola 0.5"), 26 * HOUR),
            ..item(8, Ending::KeptLocal, 26 * HOUR)
        },
        HistoryItem {
            kind: OpKind::Create,
            edits: Vec::new(),
            title: "Trial".to_owned(),
            record: record_id("trial"),
            ..item(7, Ending::Vanished, 27 * HOUR)
        },
        HistoryItem {
            theirs: theirs("rows/a1/pallets", json!(9), 28 * HOUR),
            ..item(1, Ending::Superseded, 28 * HOUR)
        },
    ]
}
