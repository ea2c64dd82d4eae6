use super::*;
use serde_json::json;
use tideboard_protocol::{
    Path, Seq,
    settings::Theme,
    status::{SyncState, Tone},
    view::{BoardView, LinkView, RecordSync, RecordSyncState},
};

fn record(id: &str, value: i64) -> RecordView {
    RecordView {
        id: RecordId::new(id).unwrap(),
        kind: "counter".to_owned(),
        fields: [(Path::new("value").unwrap(), json!(value))].into(),
        points: BTreeMap::new(),
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

fn opened(board: &str, records: Vec<RecordView>) -> OpenedBoard {
    OpenedBoard {
        board: BoardView {
            id: BoardId::new(board).unwrap(),
            title: "Line 3".to_owned(),
            role: Some(Role::Editor),
            cursor: Seq(1),
            loaded: true,
            records,
        },
        freshness: Freshness::Live,
    }
}

fn snapshot(open: Option<OpenedBoard>) -> Snapshot {
    Snapshot {
        attachment: 1,
        version: "0.1.0".to_owned(),
        settings: Settings::default(),
        tray: true,
        status: SyncStatus {
            state: SyncState::Synced,
            tone: Tone::Good,
            unsent: 0,
            conflicts: 0,
            refused: 0,
            activity: None,
            since: None,
            until: None,
            last_synced: None,
            cause: None,
            late: false,
        },
        connection: ConnectionView {
            link: LinkView::Live,
            server_url: None,
            server: None,
            user: None,
            latency_ms: None,
            last_synced: None,
            last_error: None,
            paused: None,
            progress: None,
            digests: 0,
        },
        boards: Vec::new(),
        open,
        queue: QueueView::default(),
        conflicts: Vec::new(),
        presence: None,
        notices: Vec::new(),
        kiosk: false,
    }
}

fn two_widgets() -> ViewState {
    ViewState::new(snapshot(Some(opened("b", vec![record("a", 1), record("b", 2)]))))
}

fn slice(state: &ViewState, id: &str) -> Shared<RecordView> {
    state.records[&RecordId::new(id).unwrap()].clone()
}

#[test]
fn one_changed_record_replaces_one_slice() {
    let mut state = two_widgets();
    let (a, b) = (slice(&state, "a"), slice(&state, "b"));
    state.reduce(ViewEvent::Record(Arc::new(record("a", 9))));
    assert!(slice(&state, "a") != a);
    assert!(slice(&state, "b") == b);
    assert_eq!(slice(&state, "a").fields["value"], json!(9));
}

#[test]
fn what_did_not_change_keeps_its_slice() {
    let mut state = two_widgets();
    let (a, status) = (slice(&state, "a"), state.status.clone());
    state.reduce(ViewEvent::Record(Arc::new(record("a", 1))));
    state.reduce(ViewEvent::Status((*status).clone()));
    state.replace(snapshot(Some(opened("b", vec![record("a", 1), record("b", 3)]))));
    assert!(slice(&state, "a") == a, "attaching again renders only what is another");
    assert!(state.status == status);
    assert_eq!(slice(&state, "b").fields["value"], json!(3));
}

#[test]
fn records_come_and_go() {
    let mut state = two_widgets();
    state.reduce(ViewEvent::Record(Arc::new(record("c", 3))));
    state.reduce(ViewEvent::RecordGone(RecordId::new("a").unwrap()));
    let ids: Vec<_> = state.records.keys().map(RecordId::as_str).collect();
    assert_eq!(ids, ["b", "c"]);
}

#[test]
fn another_board_replaces_all_records() {
    let mut state = two_widgets();
    let a = slice(&state, "a");
    state.reduce(ViewEvent::Board(Box::new(opened("other", vec![record("a", 1)]))));
    assert_eq!(state.board.as_ref().unwrap().id.as_str(), "other");
    assert_eq!(state.records.len(), 1);
    assert!(slice(&state, "a") != a, "the same id on another board is another record");
}

#[test]
fn a_snapshot_without_a_board_closes_the_board() {
    let mut state = two_widgets();
    state.replace(snapshot(None));
    assert!(state.board.is_none());
    assert!(state.records.is_empty());
    assert_eq!(state.freshness, Freshness::AsOf { at: None });
}

#[test]
fn every_other_event_replaces_what_it_names() {
    let mut state = two_widgets();
    state.reduce(ViewEvent::Tray(false));
    state.reduce(ViewEvent::Freshness(Freshness::AsOf { at: None }));
    state.reduce(ViewEvent::Settings(Settings { theme: Theme::Dark, ..Settings::default() }));
    state.reduce(ViewEvent::Queue(QueueView { total: 3, ops: Vec::new() }));
    assert!(!state.tray);
    assert_eq!(state.freshness, Freshness::AsOf { at: None });
    assert_eq!(state.settings.theme, Theme::Dark);
    assert_eq!(state.queue.total, 3);
}

#[test]
fn going_to_the_same_place_twice_is_news() {
    let mut state = two_widgets();
    state.reduce(ViewEvent::Navigate(Destination::Settings));
    let first = state.destination;
    state.reduce(ViewEvent::Navigate(Destination::Settings));
    assert_ne!(state.destination, first);
}

#[test]
fn who_owns_no_board_that_the_server_lists_may_make_none() {
    let may = |roles: &[Role]| {
        let mut state = two_widgets();
        let boards = roles.iter().enumerate().map(|(number, role)| BoardSummary {
            id: BoardId::new(format!("b{number}")).unwrap(),
            title: String::new(),
            role: *role,
        });
        state.reduce(ViewEvent::Boards(boards.collect()));
        state.may_make_boards()
    };
    assert!(may(&[]), "nobody knows yet");
    assert!(may(&[Role::Editor, Role::Owner]));
    assert!(!may(&[Role::Editor, Role::Viewer]));
}

#[test]
fn widgets_come_in_reading_order_and_those_without_a_place_last() {
    let placed = |id: &str, x: i64, y: i64| {
        let mut record = record(id, 0);
        for (name, value) in [("x", x), ("y", y), ("w", 3), ("h", 2)] {
            record.fields.insert(Path::new(format!("layout/{name}")).unwrap(), json!(value));
        }
        record
    };
    let records = vec![record("loose", 0), placed("c", 0, 4), placed("b", 6, 0), placed("a", 3, 0)];
    let state = ViewState::new(snapshot(Some(opened("b", records))));
    let order: Vec<_> = state.places().into_iter().map(|(id, _)| id.to_string()).collect();
    assert_eq!(order, ["a", "b", "c", "loose"]);
}
