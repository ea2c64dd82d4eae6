//! The scenes that a demo can start in: `?fake=offline`, `conflict`, `busy`, `empty`,
//! `loading`, `first-run`, `full`, `lost`, `heavy`, `odd`, `restored`, `away`, `review`, `closing`.

use super::{
    demo::{ago, bo, op_id, path, record_id, snapshot},
    strain,
};
use jiff::Timestamp;
use serde_json::json;
use tideboard_protocol::{
    ApiError, ErrorCode, Number, OpKind, Path, RejectCode,
    frame::PresenceState,
    ipc::{Notice, Snapshot},
    settings::Home,
    status::{Activity, SyncState, SyncStatus, Tone},
    view::{
        ConflictField, ConflictView, FieldEdit, Freshness, LinkView, QueueItem, QueueState,
        QueueView, RecordSyncState, RecordView,
    },
};
use tideboard_words::t;

/// How the demo starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// All is well.
    Synced,
    /// No connection, some changes kept.
    Offline,
    /// Changes in every state.
    Busy,
    /// Two values to decide.
    Conflict,
    /// A board with nothing on it.
    Empty,
    /// A board that was never received.
    Loading,
    /// Nothing chosen yet.
    FirstRun,
    /// No edit can be saved.
    Full,
    /// The shell does not answer.
    Lost,
    /// Very much of everything.
    Heavy,
    /// Content that nobody should write.
    Odd,
    /// The server was restored from a backup that lacks own changes.
    Restored,
    /// Just back, with somebody editing.
    Away,
    /// Old changes wait for a look.
    Review,
    /// The window was closed for the first time.
    Closing,
}

impl Scene {
    /// The scene of a name in the page's address.
    pub fn named(name: &str) -> Self {
        match name {
            "offline" => Self::Offline,
            "busy" => Self::Busy,
            "conflict" => Self::Conflict,
            "empty" => Self::Empty,
            "loading" => Self::Loading,
            "first-run" => Self::FirstRun,
            "full" => Self::Full,
            "lost" => Self::Lost,
            "heavy" => Self::Heavy,
            "odd" => Self::Odd,
            "restored" => Self::Restored,
            "away" => Self::Away,
            "review" => Self::Review,
            "closing" => Self::Closing,
            _ => Self::Synced,
        }
    }

    /// What the view shows at first.
    pub fn snapshot(self) -> Snapshot {
        let mut shown = snapshot();
        match self {
            Self::Synced | Self::Full | Self::Lost => {}
            Self::Offline => offline(&mut shown),
            Self::Busy => busy(&mut shown),
            Self::Conflict => conflict(&mut shown),
            Self::Away => away(&mut shown),
            Self::Review => review(&mut shown),
            Self::Closing => {
                let words = t!("notice-close-to-tray");
                shown.notices = vec![notice("close-to-tray", ErrorCode::Tray, &words)];
            }
            Self::Restored => restored(&mut shown),
            Self::Empty => clear(&mut shown, true),
            Self::Loading => clear(&mut shown, false),
            Self::Heavy => show(&mut shown, strain::heavy()),
            Self::Odd => show(&mut shown, strain::odd()),
            Self::FirstRun => {
                shown.settings.home = Home::FirstRun;
                shown.open = None;
                shown.boards.clear();
            }
        }
        shown
    }
}

fn notice(id: &str, code: ErrorCode, words: &str) -> Notice {
    Notice { id: id.to_owned(), error: ApiError::new(code, words) }
}

fn show(shown: &mut Snapshot, records: Vec<RecordView>) {
    if let Some(open) = &mut shown.open {
        open.board.records = records;
    }
}

fn clear(shown: &mut Snapshot, loaded: bool) {
    if let Some(open) = &mut shown.open {
        open.board.records.clear();
        open.board.loaded = loaded;
    }
}

fn away(shown: &mut Snapshot) {
    conflict(shown);
    shown.connection.digests = 1;
    for peer in shown.presence.iter_mut().flat_map(|presence| &mut presence.peers).take(1) {
        peer.state = PresenceState::Editing;
        peer.record = Some(record_id("remarks"));
    }
}

fn review(shown: &mut Snapshot) {
    let words = "2 changes waited for a long time. Look at them, then send them.";
    shown.status = SyncStatus {
        state: SyncState::Attention,
        tone: Tone::Bad,
        unsent: 2,
        cause: Some(ApiError::new(ErrorCode::ReviewNeeded, words)),
        ..shown.status.clone()
    };
    let mut ops = vec![tick(QueueState::Waiting), rejects(QueueState::Waiting)];
    for item in &mut ops {
        item.at = ago(50 * 60);
    }
    shown.queue = QueueView { total: 2, ops };
}

fn restored(shown: &mut Snapshot) {
    let words = "The server was restored from a backup that lacks 2 changes of yours. Send them again, or let them go.";
    shown.status = SyncStatus {
        state: SyncState::Attention,
        tone: Tone::Bad,
        cause: Some(ApiError::new(ErrorCode::ServerRestored, words)),
        ..shown.status.clone()
    };
    let ops = vec![tick(QueueState::Offered), rejects(QueueState::Offered)];
    shown.queue = QueueView { total: 2, ops };
}

fn offline(shown: &mut Snapshot) {
    let since = ago(24);
    shown.status = SyncStatus {
        state: SyncState::Offline,
        tone: Tone::Warn,
        unsent: 3,
        since: Some(since),
        ..shown.status.clone()
    };
    let error = ApiError::new(ErrorCode::Unreachable, "The server did not answer within 10 s.");
    shown.connection.link = LinkView::Waiting { retry_at: ago(-1), attempt: 9 };
    shown.connection.latency_ms = None;
    shown.connection.last_synced = Some(since);
    shown.connection.last_error = Some((error, ago(0)));
    // Who is there is not known without a connection.
    if let Some(presence) = &mut shown.presence {
        presence.peers.clear();
    }
    if let Some(open) = &mut shown.open {
        open.freshness = Freshness::AsOf { at: Some(since) };
        for record in &mut open.board.records {
            for points in record.points.values_mut() {
                points.retain(|point| point.t_ms <= since.as_millisecond());
            }
            record.changed_at = Some(since);
        }
    }
    let ops = vec![tick(QueueState::Waiting), rejects(QueueState::Waiting), pallets(ago(12))];
    shown.queue = QueueView { total: 3, ops };
    mark(shown, "handover", RecordSyncState::Waiting, 1, &["items/i3/done"]);
    mark(shown, "rejects", RecordSyncState::Waiting, 1, &["value"]);
    mark(shown, "buffer", RecordSyncState::Waiting, 1, &["rows/a1/pallets"]);
}

fn busy(shown: &mut Snapshot) {
    shown.status = SyncStatus {
        state: SyncState::Syncing,
        tone: Tone::Warn,
        unsent: 14,
        conflicts: 1,
        refused: 1,
        activity: Some(Activity::Sending),
        ..shown.status.clone()
    };
    shown.connection.progress = Some((9, 14));
    let mut decide = pallets(ago(9));
    decide.state = QueueState::Conflict;
    let held = QueueItem {
        op_id: op_id(14),
        edits: vec![set("rows/b2/product", Some(json!("")), json!("Lemon 0.75"))],
        state: QueueState::Held { by: op_id(13) },
        ..pallets(ago(8))
    };
    let refused = QueueItem {
        op_id: op_id(15),
        record: record_id("pasteuriser"),
        title: "Pasteuriser temperature".to_owned(),
        edits: vec![set("alarm", Some(json!(75)), json!(90))],
        state: QueueState::Refused {
            code: RejectCode::InvalidValue,
            message: "Only owners may change set points.".to_owned(),
        },
        ..pallets(ago(6))
    };
    let ops = vec![
        tick(QueueState::Sending),
        rejects(QueueState::Retrying { at: ago(-1) }),
        decide,
        held,
        refused,
    ];
    shown.queue = QueueView { total: 14, ops };
    shown.conflicts = conflicts(shown).into_iter().take(1).collect();
    shown.notices = vec![notice(
        "keychain:0",
        ErrorCode::NoKeychain,
        "The keychain of this computer cannot be used, so the access token is kept only until \
         Tideboard quits.",
    )];
    mark(shown, "handover", RecordSyncState::Sending, 1, &["items/i3/done"]);
    mark(shown, "rejects", RecordSyncState::Waiting, 1, &["value"]);
    mark(shown, "buffer", RecordSyncState::Conflict, 2, &["rows/a1/pallets", "rows/b2/product"]);
    mark(shown, "pasteuriser", RecordSyncState::Refused, 1, &["alarm"]);
}

fn conflict(shown: &mut Snapshot) {
    shown.conflicts = conflicts(shown);
    let mut decide = pallets(ago(12));
    decide.state = QueueState::Conflict;
    shown.status = SyncStatus {
        state: SyncState::Conflict,
        tone: Tone::Warn,
        unsent: 2,
        conflicts: 2,
        ..shown.status.clone()
    };
    let edit_text = QueueItem {
        op_id: op_id(16),
        record: record_id("remarks"),
        title: "Remarks".to_owned(),
        state: QueueState::Conflict,
        edits: Vec::new(),
        kind: OpKind::Patch,
        ..pallets(ago(3))
    };
    shown.queue = QueueView { total: 2, ops: vec![decide, edit_text] };
    mark(shown, "buffer", RecordSyncState::Conflict, 1, &["rows/a1/pallets"]);
    mark(shown, "remarks", RecordSyncState::Conflict, 1, &["text"]);
}

fn conflicts(shown: &Snapshot) -> Vec<ConflictView> {
    let field = |path: Path, base, mine, theirs| ConflictField {
        path,
        base: Some(base),
        mine: Some(mine),
        theirs: Some(theirs),
        by: bo(),
        at: ago(6),
    };
    let Some(open) = &shown.open else { return Vec::new() };
    let pallets = ConflictView {
        op_id: op_id(13),
        board: open.board.id.clone(),
        record: record_id("buffer"),
        title: "Pallets in buffer".to_owned(),
        record_kind: Some("table".to_owned()),
        kind: OpKind::Patch,
        at: ago(12),
        device: shown.settings.device_name.clone(),
        fields: vec![
            field(path("rows/a1/pallets"), json!(12), json!(14), json!(13)),
            field(path("rows/b2/product"), json!(""), json!("Lemon 0.75"), json!("Mineral 1.5")),
            field(
                path("rows/a1/remark"),
                json!("Forklift 2 charging."),
                json!("Forklift 2 charging, back 12:30."),
                json!("Forklift 3 charging."),
            ),
        ],
        deleted: None,
    };
    let deleted = ConflictView {
        op_id: op_id(16),
        record: record_id("remarks"),
        title: "Remarks".to_owned(),
        record_kind: Some("note".to_owned()),
        fields: Vec::new(),
        deleted: Some(tideboard_protocol::frame::Deletion {
            seq: tideboard_protocol::Seq(411),
            by: bo(),
            at: ago(2),
        }),
        ..pallets.clone()
    };
    vec![pallets, deleted]
}

fn mark(shown: &mut Snapshot, record: &str, state: RecordSyncState, pending: u32, paths: &[&str]) {
    let records = shown.open.iter_mut().flat_map(|open| &mut open.board.records);
    for record in records.filter(|it| it.id.as_str() == record) {
        record.sync.state = state;
        record.sync.pending = pending;
        record.sync.pending_paths = paths.iter().map(|text| path(text)).collect();
        if state == RecordSyncState::Refused {
            record.sync.message = Some("Only owners may change set points.".to_owned());
        }
    }
}

fn set(field: &str, before: Option<serde_json::Value>, after: serde_json::Value) -> FieldEdit {
    FieldEdit::Set { path: path(field), before, after }
}

fn pallets(at: Timestamp) -> QueueItem {
    QueueItem {
        op_id: op_id(13),
        board: super::demo::board_id("line-3"),
        record: record_id("buffer"),
        title: "Pallets in buffer".to_owned(),
        kind: OpKind::Patch,
        edits: vec![set("rows/a1/pallets", Some(json!(12)), json!(14))],
        at,
        joined: 1,
        state: QueueState::Waiting,
    }
}

fn tick(state: QueueState) -> QueueItem {
    QueueItem {
        op_id: op_id(11),
        record: record_id("handover"),
        title: "Shift handover".to_owned(),
        edits: vec![set("items/i3/done", Some(json!(false)), json!(true))],
        state,
        ..pallets(ago(14))
    }
}

fn rejects(state: QueueState) -> QueueItem {
    QueueItem {
        op_id: op_id(12),
        record: record_id("rejects"),
        title: "Rejects".to_owned(),
        edits: vec![FieldEdit::Increment {
            path: path("value"),
            by: Number::new(3.0).unwrap_or_default(),
        }],
        joined: 3,
        state,
        ..pallets(ago(11))
    }
}
