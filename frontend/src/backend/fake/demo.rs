//! The demo board: a bottling line, with figures that look like those of a real one.

use crate::clock;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{
    Author, BoardId, ClientId, Number, OpId, Path, Point, RecordId, Seq,
    frame::{Peer, PresenceState, Role},
    ipc::{OpenedBoard, Snapshot},
    settings::{Home, Settings},
    status::{SyncState, SyncStatus, Tone},
    view::{
        BoardSummary, BoardView, ConnectionView, Freshness, LinkView, PresenceView, QueueView,
        RecordSync, RecordSyncState, RecordView,
    },
};
use uuid::Uuid;

const MINUTE: i64 = 60_000;

#[derive(Deserialize)]
struct DemoRecord {
    id: RecordId,
    kind: String,
    fields: BTreeMap<Path, Value>,
}

/// Everything a view shows when all is well.
pub fn snapshot() -> Snapshot {
    let board = BoardSummary {
        id: board_id("line-3"),
        title: "Line 3 · Bottling".to_owned(),
        role: Role::Owner,
    };
    let other = BoardSummary {
        id: board_id("line-4"),
        title: "Line 4 · Canning".to_owned(),
        role: Role::Viewer,
    };
    Snapshot {
        attachment: 1,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: Settings {
            home: Home::Joined { url: "wss://board.plant-3.example/api/realtime".to_owned() },
            device_name: "This laptop".to_owned(),
            ..Settings::default()
        },
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
            last_synced: Some(clock::now()),
            cause: None,
            late: false,
        },
        connection: ConnectionView {
            link: LinkView::Live,
            server_url: Some("wss://board.plant-3.example".to_owned()),
            server: Some("tideboard-server/0.1.0".to_owned()),
            user: Some("Ana".to_owned()),
            latency_ms: Some(18),
            last_synced: Some(clock::now()),
            last_error: None,
            paused: None,
            progress: None,
            digests: 0,
        },
        presence: Some(PresenceView {
            board: board.id.clone(),
            peers: vec![peer(1, "Bo, panel PC 2"), peer(2, "Chandra's tablet"), peer(3, "Office")],
        }),
        open: Some(OpenedBoard {
            board: BoardView {
                id: board.id.clone(),
                title: board.title.clone(),
                role: Some(board.role),
                cursor: Seq(412),
                loaded: true,
                records: records(),
            },
            freshness: Freshness::Live,
        }),
        boards: vec![board, other],
        queue: QueueView::default(),
        conflicts: Vec::new(),
        notices: Vec::new(),
        kiosk: false,
    }
}

/// Minutes before now.
pub fn ago(minutes: i64) -> Timestamp {
    let ms = clock::now().as_millisecond() - minutes * MINUTE;
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

/// Somebody else, on another device.
pub fn bo() -> Author {
    Author { client_id: client(1), user: "bo".to_owned(), name: "Bo, panel PC 2".to_owned() }
}

/// A well-formed id out of a small number.
pub fn op_id(number: u8) -> OpId {
    OpId(Uuid::from_bytes([number; 16]))
}

/// A path that is written in this program.
pub fn path(text: &str) -> Path {
    Path::new(text).expect("written by hand, tested")
}

/// A record that is written in this program.
pub fn record_id(text: &str) -> RecordId {
    RecordId::new(text).expect("written by hand, tested")
}

/// A board that is written in this program.
pub fn board_id(text: &str) -> BoardId {
    BoardId::new(text).expect("written by hand, tested")
}

fn client(number: u8) -> ClientId {
    ClientId(Uuid::from_bytes([number; 16]))
}

fn peer(number: u8, name: &str) -> Peer {
    Peer {
        client_id: client(number),
        name: name.to_owned(),
        user: name.to_lowercase(),
        record: None,
        state: PresenceState::Viewing,
        since: ago(30),
    }
}

fn records() -> Vec<RecordView> {
    let demo: Vec<DemoRecord> =
        serde_json::from_str(include_str!("demo.json")).expect("written by hand, tested");
    demo.into_iter().enumerate().map(|(place, record)| view(place, record)).collect()
}

fn view(place: usize, mut record: DemoRecord) -> RecordView {
    for (service, minutes) in
        [("filler", 371), ("pasteuriser", 18), ("palletiser", 4), ("labeller", 359)]
    {
        if record.kind == "status" {
            let since = Value::String(ago(minutes).to_string());
            record.fields.insert(path(&format!("services/{service}/since")), since);
        }
    }
    let points = match record.id.as_str() {
        "throughput" => vec![("points", ending(wave(60, MINUTE, 11_640.0, 320.0, 1.0), 11_840.0))],
        "pasteuriser" => vec![("points", ending(wave(60, MINUTE, 73.1, 0.5, 2.0), 73.4))],
        "energy" => vec![
            ("points/a-filler", with_gap(wave(24 * 30, 2 * MINUTE, 62.0, 14.0, 3.0))),
            ("points/b-washer", wave(24 * 30, 2 * MINUTE, 41.0, 7.0, 4.0)),
            ("points/c-compressor", wave(24 * 30, 2 * MINUTE, 21.0, 5.0, 5.0)),
        ],
        _ => Vec::new(),
    };
    RecordView {
        id: record.id,
        kind: record.kind,
        fields: record.fields,
        points: points.into_iter().map(|(id, points)| (path(id), points)).collect(),
        sync: RecordSync {
            state: RecordSyncState::Synced,
            pending: 0,
            pending_paths: Vec::new(),
            message: None,
        },
        changed_at: Some(ago(place as i64)),
        changed_by: Some(bo()),
    }
}

/// A series that wanders like a machine's figure, the same at every start.
pub fn wave(count: i64, step_ms: i64, middle: f64, swing: f64, seed: f64) -> Vec<Point> {
    let now = clock::now().as_millisecond();
    (0..count)
        .map(|i| {
            let x = i as f64;
            let noise = ((x * 12.9898 + seed * 78.233).sin() * 43_758.545).fract();
            let slow = (x / 37.0 + seed).sin() + (x / 11.0 + 2.0 * seed).sin() * 0.4;
            let value = middle + swing * (slow * 0.6 + noise * 0.22);
            point(now - (count - 1 - i) * step_ms, value)
        })
        .collect()
}

/// The series moved up or down so that it ends in `last`.
fn ending(mut points: Vec<Point>, last: f64) -> Vec<Point> {
    let by = points.last().map_or(0.0, |point| last - point.value.get());
    for reading in &mut points {
        *reading = point(reading.t_ms, reading.value.get() + by);
    }
    points
}

fn with_gap(mut points: Vec<Point>) -> Vec<Point> {
    let now = clock::now().as_millisecond();
    let gap = (now - 156 * MINUTE)..(now - 128 * MINUTE);
    points.retain(|point| !gap.contains(&point.t_ms));
    points
}

/// A reading, rounded to two decimals.
pub fn point(t_ms: i64, value: f64) -> Point {
    Point { t_ms, value: Number::new((value * 100.0).round() / 100.0).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_board_is_well_formed() {
        let snapshot = super::snapshot();
        let board = snapshot.open.unwrap().board;
        assert_eq!(board.records.len(), 8);
        for record in board.records {
            assert!(tideboard_protocol::widget::Widget::read(&record.kind, &record.fields).is_ok());
        }
    }
}
