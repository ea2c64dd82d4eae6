use super::*;
use crate::store::account_for_start;
use serde_json::json;
use std::fs;
use tideboard_protocol::{ApiError, BoardId, OpId, RecordId, Seq};
use tideboard_sync_core::stored::{BoardRow, FieldRow, OpState};
use uuid::Uuid;

fn fresh() -> ClientId {
    ClientId(Uuid::nil())
}

fn write_field(n: u64) -> [Write; 2] {
    let board = BoardId::new("b-1").unwrap();
    let row = BoardRow {
        id: board.clone(),
        title: "Line 3".to_owned(),
        role: None,
        cursor: Seq(n),
        hash: Default::default(),
        wanted: true,
        loaded: true,
        fresh_at: None,
        epoch: None,
    };
    let field = Write::Field {
        board,
        record: RecordId::new("r1").unwrap(),
        path: tideboard_protocol::Path::new("a").unwrap(),
        row: FieldRow { value: json!(n), seq: Seq(n) },
    };
    [Write::Board(row), field]
}

/// Cursor and value of what [`write_field`] wrote.
fn written(store: &SqliteStore, account: AccountId) -> (u64, u64) {
    let stored = store.load(account).unwrap();
    let (row, records) = &stored.boards[0];
    let field = records.values().next().unwrap().fields.values().next().unwrap();
    (row.cursor.0, field.value.as_u64().unwrap())
}

fn code(error: StoreError) -> tideboard_protocol::ErrorCode {
    ApiError::from(error).code
}

#[test]
fn what_was_committed_survives_a_crash_and_a_torn_log() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("client.db");
    let mut store = SqliteStore::open(&file).unwrap();
    let account = account_for_start(&mut store, fresh()).unwrap();
    for n in 1..=50 {
        store.commit(account, &write_field(n)).unwrap();
    }
    let whole_log = fs::read(dir.path().join("client.db-wal")).unwrap();
    for lost in [0, 1, 5000, 40_000] {
        // As a crash leaves it: the files as they are, the end of the log never written.
        let crashed = tempfile::tempdir().unwrap();
        let copy = crashed.path().join("client.db");
        fs::copy(&file, &copy).unwrap();
        let log = &whole_log[..whole_log.len() - lost];
        fs::write(crashed.path().join("client.db-wal"), log).unwrap();
        let found = written(&SqliteStore::open(&copy).unwrap(), account);
        assert_eq!(found.0, found.1, "cursor and value are of one transaction");
        if lost == 0 {
            assert_eq!(found, (50, 50));
        }
    }
}

#[test]
fn a_commit_waits_for_the_drive_on_every_system() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&dir.path().join("client.db")).unwrap();
    for (name, wanted) in [("synchronous", 2), ("fullfsync", 1), ("checkpoint_fullfsync", 1)] {
        let set: i64 = store.connection.pragma_query_value(None, name, |row| row.get(0)).unwrap();
        assert_eq!(set, wanted, "{name}");
    }
}

#[test]
fn a_failed_commit_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(&dir.path().join("client.db")).unwrap();
    let account = account_for_start(&mut store, fresh()).unwrap();
    store.commit(account, &write_field(1)).unwrap();
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let mut writes = write_field(2).to_vec();
    writes.push(Write::Field {
        board: BoardId::new("b-1").unwrap(),
        record: RecordId::new("r1").unwrap(),
        path: tideboard_protocol::Path::new("long").unwrap(),
        row: FieldRow { value: json!("x".repeat(60_000)), seq: Seq(2) },
    });
    assert_eq!(store.commit(account, &writes), Err(StoreError::Full));
    store.reopen().unwrap();
    assert_eq!(written(&store, account), (1, 1));
    store.commit(account, &writes).unwrap();
}

#[test]
fn a_damaged_file_is_named_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("client.db");
    let mut store = SqliteStore::open(&file).unwrap();
    let account = account_for_start(&mut store, fresh()).unwrap();
    store.commit(account, &write_field(1)).unwrap();
    drop(store);
    let mut damaged = fs::read(&file).unwrap();
    damaged[5000..9000].fill(0x5a);
    for content in [damaged, b"this is no database".repeat(100)] {
        fs::write(&file, &content).unwrap();
        let error = SqliteStore::open(&file).unwrap_err();
        assert!(error.to_string().contains("client.db"), "{error}");
        assert_eq!(code(error), tideboard_protocol::ErrorCode::DatabaseCorrupt);
        assert_eq!(fs::read(&file).unwrap(), content);
    }
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("client.db");
    let store = SqliteStore::open(&file).unwrap();
    store
        .connection
        .execute("UPDATE refinery_schema_history SET version = version + 4000", [])
        .unwrap();
    drop(store);
    let content = fs::read(&file).unwrap();
    let error = SqliteStore::open(&file).unwrap_err();
    assert_eq!(code(error), tideboard_protocol::ErrorCode::DatabaseTooNew);
    assert_eq!(fs::read(&file).unwrap(), content);
}

#[test]
fn the_queue_of_an_older_version_is_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("client.db");
    let mut old = Connection::open(&file).unwrap();
    let runner = open::migrations::migrations::runner();
    runner.set_target(refinery::Target::Version(2)).run(&mut old).unwrap();
    let id = |n: u128| OpId(Uuid::from_u128(n));
    for account in [3, 4] {
        let sql = "INSERT INTO accounts (id, client_id) VALUES (?1, ?2)";
        old.execute(sql, params![account, fresh().to_string()]).unwrap();
    }
    for (account, position, n) in [(3, 16, 2), (3, 0, 1), (4, 5, 3)] {
        let op = json!({"op_id": id(n), "board": "b-1", "record": "r1", "base": 7, "kind": "patch",
            "set": {"a": n as u64}, "at": "2026-01-02T03:04:05Z"});
        old.execute(
            "INSERT INTO queue (account, op_id, position, payload_version, op, before, state,
                 frozen, joined) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, 1, 2)",
            params![
                account,
                id(n).to_string(),
                position,
                op.to_string(),
                r#"{"held":{"a":0},"absent":[]}"#,
                r#"{"state":"sent"}"#,
            ],
        )
        .unwrap();
    }
    drop(old);
    let store = SqliteStore::open(&file).unwrap();
    let queue = |account| {
        let rows = store.load(AccountId(account)).unwrap().queue;
        rows.iter().map(|row| (row.order, row.op.op_id, row.joined)).collect::<Vec<_>>()
    };
    assert_eq!(queue(3), [(0, id(1), 2), (16, id(2), 2)]);
    assert_eq!(queue(4), [(5, id(3), 2)]);
}

#[test]
fn a_folder_in_place_of_the_file_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    assert!(SqliteStore::open(dir.path()).is_err());
    assert!(SqliteStore::open(&dir.path().join("missing/client.db")).is_err());
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(&dir.path().join("client.db")).unwrap();
    account_for_start(&mut store, fresh()).unwrap();
    for entry in fs::read_dir(dir.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
}

#[test]
fn a_waiting_change_of_another_version_is_shown_and_its_row_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("client.db");
    let mut store = SqliteStore::open(&file).unwrap();
    let account = account_for_start(&mut store, fresh()).unwrap();
    let put = |op: &str, version: u32, place: i64| {
        store
            .connection
            .execute(
                "INSERT INTO queue (account, op_id, place, payload_version, op, before, state,
                     frozen, joined) VALUES (?1, ?2, (?1 << 40) + ?3, ?4, ?5, '{}', '{}', 0, 1)",
                params![account.0, Uuid::from_u128(place as u128).to_string(), place, version, op],
            )
            .unwrap();
    };
    let later = json!({"board": "b-1", "record": "r1", "set": {"text": "kept"}, "new": true});
    put(&later.to_string(), 99, 1);
    put("neither JSON nor anything else", 1, 2);

    let queue = store.load(account).unwrap().queue;
    assert!(queue.iter().all(|row| matches!(row.state, OpState::Unreadable(_))), "{queue:?}");
    assert_eq!((queue[0].op.board.as_str(), queue[0].op.record.as_str()), ("b-1", "r1"));
    assert_eq!(queue[0].op.set.values().next(), Some(&json!("kept")));
    assert_eq!(
        queue[1].op.set.values().next(),
        Some(&json!("neither JSON nor anything else")),
        "what nobody understands is shown whole"
    );
    let raw: String = store
        .connection
        .query_row("SELECT op FROM queue ORDER BY place LIMIT 1", [], |row| row.get(0))
        .unwrap();
    assert_eq!(raw, later.to_string());
}
