//! What every store must do, told once and run against each of them.

use super::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tideboard_protocol::{
    Author, BoardId, Epoch, Number, Op, OpId, Path, Point, RecordId, RejectCode, Rejection, Seq,
    Session,
    frame::{Deletion, FieldConflict, Role, User},
    state_hash::StateHash,
};
use tideboard_sync_core::{
    input::Pause,
    stored::{
        Account, BoardRow, Bound, Clash, Conclusion, Ending, FieldRow, JournalRow, OpState,
        QueueRow, RecordRow,
    },
};
use uuid::Uuid;

macro_rules! suite {
    ($($story:ident),* $(,)?) => {
        mod memory {
            $(#[test] fn $story() { super::$story(&mut super::MemoryStore::default()); })*
        }
        mod sqlite {
            $(#[test] fn $story() {
                let dir = tempfile::tempdir().unwrap();
                let mut store = super::SqliteStore::open(&dir.path().join("client.db")).unwrap();
                super::$story(&mut store);
            })*
        }
    };
}

suite! {
    a_new_account_is_empty,
    everything_written_is_loaded_again,
    rows_are_replaced_by_their_key,
    removing_takes_what_lies_below_and_nothing_beside,
    points_are_replaced_by_time_and_trimmed,
    clearing_a_board_leaves_its_row_and_other_boards,
    queue_rows_come_in_order_and_leave_by_id,
    marking_a_change_leaves_its_content_alone,
    no_change_takes_the_place_of_another,
    a_change_that_ends_moves_to_the_journal_as_it_was_written,
    the_journal_is_newest_first_and_purged_by_age,
    accounts_do_not_see_each_other,
    the_account_of_an_address_is_the_last_used_there,
    what_was_edited_before_a_server_was_known_moves_to_the_account_found_there,
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0192_f0c1_2345_7abc_8def_0000_0000_0000 + n)
}

fn path(text: &str) -> Path {
    Path::new(text).unwrap()
}

fn board(text: &str) -> BoardId {
    BoardId::new(text).unwrap()
}

fn record(text: &str) -> RecordId {
    RecordId::new(text).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn ben() -> Author {
    Author { client_id: ClientId(id(50)), user: "ben".to_owned(), name: "Ben's phone".to_owned() }
}

fn point(t_ms: i64, value: f64) -> Point {
    Point { t_ms, value: Number::new(value).unwrap() }
}

fn account(store: &mut dyn Store) -> AccountId {
    store.create_account(ClientId(id(1))).unwrap()
}

fn board_row(name: &str) -> BoardRow {
    BoardRow {
        id: board(name),
        title: "Line 3".to_owned(),
        role: Some(Role::Editor),
        cursor: Seq(1 << 33),
        hash: StateHash(u64::MAX - 3),
        wanted: true,
        loaded: true,
        fresh_at: Some(Timestamp::from_second(1_767_322_245).unwrap()),
        epoch: Some(Epoch(id(70))),
    }
}

fn field(name: &str, at: &str, value: Value, seq: u64) -> Write {
    let row = FieldRow { value, seq: Seq(seq) };
    Write::Field { board: board(name), record: record("r1"), path: path(at), row }
}

fn points(at: &str, points: &[Point], keep_from_ms: i64) -> Write {
    Write::Points {
        board: board("b-1"),
        record: record("r1"),
        path: path(at),
        points: points.to_vec(),
        keep_from_ms,
    }
}

fn op(n: u128) -> Op {
    serde_json::from_value(json!({"op_id": id(n), "board": "b-1", "record": "r1", "base": 7,
        "kind": "patch", "set": {"a": null, "b/c": [1.5, {"x": "é"}]}, "remove": ["d"],
        "inc": {"n": 0.1}, "append": {"s": [[1, 2]]}, "schema": 1,
        "at": "2026-01-02T03:04:05.678Z", "cause": "merge", "resend": true}))
    .unwrap()
}

fn queue_row(n: u128, order: u64, state: OpState) -> QueueRow {
    let before = [(path("a"), None), (path("b/c"), Some(Value::Null)), (path("n"), Some(json!(2)))];
    QueueRow { order, op: op(n), before: before.into(), state, frozen: true, joined: 3 }
}

fn journal_row(n: u128, ended: &str) -> JournalRow {
    JournalRow {
        op: op(n),
        before: [(path("a"), Some(Value::Null))].into(),
        ending: Ending::KeptRemote,
        seq: Some(Seq(9)),
        at: at(ended),
        theirs: vec![clash_field()],
    }
}

fn clash_field() -> FieldConflict {
    FieldConflict {
        path: path("a"),
        value: Some(Value::Null),
        removed: false,
        seq: Seq(8),
        by: ben(),
        at: at("2026-01-02T03:04:05Z"),
    }
}

fn only_board(
    stored: Stored,
) -> (BoardRow, BTreeMap<RecordId, tideboard_sync_core::stored::StoredRecord>) {
    assert_eq!(stored.boards.len(), 1);
    stored.boards.into_iter().next().unwrap()
}

fn a_new_account_is_empty(store: &mut dyn Store) {
    let account = account(store);
    let stored = store.load(account).unwrap();
    assert_eq!(stored.account.client_id, ClientId(id(1)));
    assert_eq!((stored.account.id, stored.account.bound), (account.0, None));
    assert!(stored.boards.is_empty() && stored.queue.is_empty());
    let entry = AccountEntry { id: account, url: None, identity: None };
    assert_eq!(store.accounts().unwrap(), [entry]);
    assert!(store.load(AccountId(99)).is_err());
}

fn everything_written_is_loaded_again(store: &mut dyn Store) {
    let key = account(store);
    let account = Account {
        id: key.0,
        client_id: ClientId(id(2)),
        bound: Some(Bound {
            server_id: ServerId(id(3)),
            epoch: Epoch(id(4)),
            user: User { id: "ana".to_owned(), name: "Ana".to_owned() },
        }),
        session: Some(Session("nonce".to_owned())),
        pause: Some(Pause { until: Some(at("2026-01-02T03:04:05.678Z")) }),
    };
    let deleted = Deletion { seq: Seq(6), by: ben(), at: at("2026-01-02T03:04:05Z") };
    let gone = RecordRow {
        live: None,
        deleted: Some(deleted),
        changed: Some((at("2026-01-02T03:04:05Z"), ben())),
        foreign: Seq(6),
    };
    let lives = RecordRow {
        live: Some(("note".to_owned(), Seq(1))),
        deleted: None,
        changed: None,
        foreign: Seq::ZERO,
    };
    let row = |name: &str, row: &RecordRow| Write::Record {
        board: board("b-1"),
        record: record(name),
        row: row.clone(),
    };
    let writes = [
        Write::Account(account.clone()),
        Write::Board(board_row("b-1")),
        row("r1", &lives),
        row("r2", &gone),
        field("b-1", "a", json!(null), 2),
        field("b-1", "b/c", json!({"x": [0.1, -3, 9007199254740991_i64]}), 3),
        points("s", &[point(5, 0.1), point(3, -2.0)], i64::MIN),
    ];
    store.commit(key, &writes).unwrap();
    store.reopen().unwrap();

    let stored = store.load(key).unwrap();
    assert_eq!(stored.account, account);
    let (row, records) = only_board(stored);
    assert_eq!(row, board_row("b-1"));
    assert_eq!(records[&record("r2")].row, gone);
    let r1 = &records[&record("r1")];
    assert_eq!(r1.row, lives);
    assert_eq!(r1.fields[&path("a")], FieldRow { value: Value::Null, seq: Seq(2) });
    assert_eq!(r1.fields[&path("b/c")].value, json!({"x": [0.1, -3, 9007199254740991_i64]}));
    assert_eq!(r1.points[&path("s")], [point(3, -2.0), point(5, 0.1)]);
}

fn rows_are_replaced_by_their_key(store: &mut dyn Store) {
    let key = account(store);
    let renamed = BoardRow { title: "Line 4".to_owned(), role: None, ..board_row("b-1") };
    let waiting = queue_row(10, 1, OpState::Queued);
    let sent = QueueRow { joined: 4, ..queue_row(10, 1, OpState::Sent) };
    let first = [Write::Board(board_row("b-1")), field("b-1", "a", json!(1), 1)];
    store.commit(key, &first).unwrap();
    store.commit(key, &[Write::Queue(Box::new(waiting))]).unwrap();
    let second = [
        Write::Board(renamed.clone()),
        field("b-1", "a", json!(2), 2),
        Write::Queue(Box::new(sent.clone())),
    ];
    store.commit(key, &second).unwrap();

    let stored = store.load(key).unwrap();
    assert_eq!(stored.queue, [sent]);
    let (row, records) = only_board(stored);
    assert_eq!(row, renamed);
    let expected = FieldRow { value: json!(2), seq: Seq(2) };
    assert_eq!(records[&record("r1")].fields, BTreeMap::from([(path("a"), expected)]));
}

fn removing_takes_what_lies_below_and_nothing_beside(store: &mut dyn Store) {
    let key = account(store);
    let remove = |at: Option<&str>| Write::Remove {
        board: board("b-1"),
        record: record("r1"),
        path: at.map(path),
    };
    let mut writes = vec![Write::Board(board_row("b-1"))];
    writes.extend(
        ["a", "a/b", "a/b/c", "a-b", "a.b", "a0", "aa"].map(|at| field("b-1", at, json!(1), 1)),
    );
    writes.push(points("a/s", &[point(1, 1.0)], 0));
    writes.push(points("a_s", &[point(1, 1.0)], 0));
    writes.push(remove(Some("a")));
    store.commit(key, &writes).unwrap();

    let (_, records) = only_board(store.load(key).unwrap());
    let left = &records[&record("r1")];
    let names: Vec<_> = left.fields.keys().map(Path::as_str).collect();
    assert_eq!(names, ["a-b", "a.b", "a0", "aa"]);
    assert_eq!(left.points.keys().map(Path::as_str).collect::<Vec<_>>(), ["a_s"]);

    let row = RecordRow { live: None, deleted: None, changed: None, foreign: Seq(5) };
    let keep = Write::Record { board: board("b-1"), record: record("r1"), row: row.clone() };
    store.commit(key, &[keep, remove(None)]).unwrap();
    let (_, records) = only_board(store.load(key).unwrap());
    let left = &records[&record("r1")];
    assert!(left.fields.is_empty() && left.points.is_empty());
    assert_eq!(left.row, row);
}

fn points_are_replaced_by_time_and_trimmed(store: &mut dyn Store) {
    let key = account(store);
    let first = points("s", &[point(1, 1.0), point(2, 2.0), point(3, 3.0)], i64::MIN);
    store.commit(key, &[Write::Board(board_row("b-1")), first]).unwrap();
    store.commit(key, &[points("s", &[point(4, 4.0), point(3, 3.5)], 2)]).unwrap();
    let (_, records) = only_board(store.load(key).unwrap());
    let series = &records[&record("r1")].points[&path("s")];
    assert_eq!(series, &[point(2, 2.0), point(3, 3.5), point(4, 4.0)]);
}

fn clearing_a_board_leaves_its_row_and_other_boards(store: &mut dyn Store) {
    let key = account(store);
    let writes = [
        Write::Board(board_row("b-1")),
        Write::Board(board_row("b-2")),
        field("b-1", "a", json!(1), 1),
        field("b-2", "a", json!(2), 1),
        points("s", &[point(1, 1.0)], 0),
        Write::ClearBoard(board("b-1")),
    ];
    store.commit(key, &writes).unwrap();
    let stored = store.load(key).unwrap();
    let of = |name: &str| stored.boards.iter().find(|(row, _)| row.id == board(name)).unwrap();
    assert!(of("b-1").1.is_empty());
    assert_eq!(of("b-2").1[&record("r1")].fields[&path("a")].value, json!(2));
}

fn queue_rows_come_in_order_and_leave_by_id(store: &mut dyn Store) {
    let key = account(store);
    let clash = Clash { seq: Seq(9), fields: vec![clash_field()], deleted: None };
    let rejection = Rejection::new(RejectCode::Exists, "it exists");
    let next_at = at("2026-01-02T03:04:05.678Z");
    let rows = [
        queue_row(25, 2, OpState::Queued),
        queue_row(24, 5, OpState::Waiting { next_at }),
        queue_row(23, 8, OpState::Acknowledged { seq: Seq(4) }),
        queue_row(22, 9, OpState::Conflict(clash)),
        queue_row(21, 10, OpState::Parked(rejection.clone())),
        queue_row(20, 11, OpState::Gated(rejection)),
    ];
    let writes: Vec<_> = rows.iter().rev().map(|row| Write::Queue(Box::new(row.clone()))).collect();
    store.commit(key, &writes).unwrap();
    assert_eq!(store.load(key).unwrap().queue, rows);
    store
        .commit(key, &[conclude(24, 5, Ending::RolledBack), conclude(99, 8, Ending::Settled)])
        .unwrap();
    let left: Vec<_> = store.load(key).unwrap().queue.iter().map(|row| row.order).collect();
    assert_eq!(left, [2, 8, 9, 10, 11]);
}

fn mark(n: u128, order: u64, state: OpState) -> Write {
    Write::Mark { order, op_id: OpId(id(n)), state, frozen: true }
}

fn conclude(n: u128, order: u64, ending: Ending) -> Write {
    Write::Conclude(Box::new(Conclusion {
        order,
        op_id: OpId(id(n)),
        ending,
        seq: Some(Seq(12)),
        at: at("2026-01-02T00:00:00Z"),
        theirs: vec![clash_field()],
    }))
}

fn marking_a_change_leaves_its_content_alone(store: &mut dyn Store) {
    let key = account(store);
    let draft = QueueRow { frozen: false, ..queue_row(1, 16, OpState::Queued) };
    let other = queue_row(2, 32, OpState::Queued);
    let rows = [draft.clone(), other.clone()].map(|row| Write::Queue(Box::new(row)));
    store.commit(key, &rows).unwrap();
    let acknowledged = OpState::Acknowledged { seq: Seq(3) };
    store
        .commit(
            key,
            &[
                mark(1, 16, OpState::Sent),
                mark(1, 16, acknowledged.clone()),
                mark(9, 32, OpState::Sent),
                mark(9, 48, OpState::Sent),
            ],
        )
        .unwrap();
    let marked = QueueRow { state: acknowledged, frozen: true, ..draft };
    assert_eq!(store.load(key).unwrap().queue, [marked, other]);
}

fn a_change_that_ends_moves_to_the_journal_as_it_was_written(store: &mut dyn Store) {
    let key = account(store);
    let row = queue_row(1, 16, OpState::Queued);
    store.commit(key, &[Write::Queue(Box::new(row.clone()))]).unwrap();
    let newer = QueueRow { joined: 5, op: Op { schema: 7, ..op(1) }, ..row.clone() };
    let acknowledged = OpState::Acknowledged { seq: Seq(12) };
    let writes = [
        mark(1, 16, OpState::Sent),
        Write::Queue(Box::new(newer.clone())),
        mark(1, 16, acknowledged),
        conclude(1, 16, Ending::Settled),
        // Offered for sending again after a restore: it comes back under its id.
        Write::Queue(Box::new(row.clone())),
        mark(1, 16, OpState::Offered),
    ];
    store.commit(key, &writes).unwrap();
    let offered = QueueRow { state: OpState::Offered, ..row };
    assert_eq!(store.load(key).unwrap().queue, [offered]);
    let ended = JournalRow {
        op: newer.op,
        before: newer.before,
        ending: Ending::Settled,
        seq: Some(Seq(12)),
        at: at("2026-01-02T00:00:00Z"),
        theirs: vec![clash_field()],
    };
    let journal = store.journal(key, JournalQuery::newest(10)).unwrap();
    assert_eq!(journal.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), [ended]);
}

fn no_change_takes_the_place_of_another(store: &mut dyn Store) {
    let key = account(store);
    let row = queue_row(1, 16, OpState::Queued);
    store.commit(key, &[Write::Queue(Box::new(row.clone()))]).unwrap();
    let other = Write::Queue(Box::new(queue_row(2, 16, OpState::Queued)));
    assert!(store.commit(key, &[field("b-1", "a", json!(1), 1), other.clone()]).is_err());
    store.reopen().unwrap();
    assert_eq!(store.load(key).unwrap().queue, [row]);
    store.commit(key, &[conclude(1, 16, Ending::RolledBack), other]).unwrap();
    assert_eq!(store.load(key).unwrap().queue, [queue_row(2, 16, OpState::Queued)]);
}

fn the_journal_is_newest_first_and_purged_by_age(store: &mut dyn Store) {
    let key = account(store);
    let rows = [journal_row(1, "2026-01-02T00:00:00Z"), journal_row(2, "2026-01-03T00:00:00Z")];
    for row in &rows {
        store.commit(key, &[Write::Journal(Box::new(row.clone()))]).unwrap();
    }
    let [older, newer] = rows;
    let kept = store.journal(key, JournalQuery::newest(10)).unwrap();
    let [(newer_id, first), (older_id, second)] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((first, second), (&newer, &older));
    assert!(newer_id > older_id);
    assert_eq!(store.journal(key, JournalQuery::newest(1)).unwrap(), [(*newer_id, newer.clone())]);
    let before = JournalQuery { before: Some(*newer_id), ..JournalQuery::newest(10) };
    assert_eq!(store.journal(key, before).unwrap(), [(*older_id, older.clone())]);
    assert_eq!(store.journal_row(key, *older_id).unwrap(), Some(older));
    assert_eq!(store.journal_row(key, newer_id + 1).unwrap(), None);
    for (endings, count) in [(Endings::Settled, 0), (Endings::Unsettled, 2)] {
        let some = JournalQuery { endings, ..JournalQuery::newest(10) };
        assert_eq!(store.journal(key, some).unwrap().len(), count, "{endings:?}");
    }
    store.purge_journal(at("2026-01-02T12:00:00Z")).unwrap();
    let left = store.journal(key, JournalQuery::newest(10)).unwrap();
    assert_eq!(left.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), [newer]);
}

fn accounts_do_not_see_each_other(store: &mut dyn Store) {
    let (one, other) = (account(store), account(store));
    let writes = [
        Write::Board(board_row("b-1")),
        field("b-1", "a", json!(1), 1),
        Write::Queue(Box::new(queue_row(1, 1, OpState::Queued))),
    ];
    store.commit(one, &writes).unwrap();
    store
        .commit(other, &[Write::Board(board_row("b-1")), Write::ClearBoard(board("b-1"))])
        .unwrap();
    let stored = store.load(other).unwrap();
    assert!(stored.queue.is_empty() && only_board(stored).1.is_empty());
    let stored = store.load(one).unwrap();
    assert_eq!((stored.queue.len(), only_board(stored).1.len()), (1, 1));
}

fn the_account_of_an_address_is_the_last_used_there(store: &mut dyn Store) {
    let fresh = ClientId(id(1));
    let first = account_for_start(store, fresh).unwrap();
    assert_eq!(account_for_start(store, fresh).unwrap(), first);
    let here = account_for_url(store, "ws://here", fresh).unwrap();
    assert_eq!(here, first, "the first server adopts what was edited before");
    let there = account_for_url(store, "ws://there", fresh).unwrap();
    assert_ne!(there, here);
    assert_eq!(account_for_start(store, fresh).unwrap(), there);
    assert_eq!(account_for_url(store, "ws://here", fresh).unwrap(), here);
    store.use_account(there, Some("ws://here")).unwrap();
    assert_eq!(account_for_url(store, "ws://here", fresh).unwrap(), there);
}

fn what_was_edited_before_a_server_was_known_moves_to_the_account_found_there(
    store: &mut dyn Store,
) {
    let (bound, unbound) = (account(store), account(store));
    let unread = BoardRow { wanted: false, ..board_row("b-1") };
    let writes = [Write::Board(unread), Write::Queue(Box::new(queue_row(1, 4, OpState::Sent)))];
    store.commit(bound, &writes).unwrap();
    let writes = [
        Write::Board(board_row("b-1")),
        Write::Board(board_row("b-2")),
        Write::Board(BoardRow { wanted: false, ..board_row("b-3") }),
        Write::Queue(Box::new(queue_row(2, 0, OpState::Queued))),
        Write::Queue(Box::new(queue_row(3, 7, OpState::Queued))),
        Write::Journal(Box::new(journal_row(4, "2026-01-02T00:00:00Z"))),
    ];
    store.commit(unbound, &writes).unwrap();
    store.merge_account(unbound, bound).unwrap();

    let stored = store.load(bound).unwrap();
    let ids: Vec<_> = stored.queue.iter().map(|row| row.op.op_id).collect();
    assert_eq!(ids, [1, 2, 3].map(|n| OpId(id(n))));
    assert!(stored.queue.is_sorted_by(|a, b| a.order < b.order));
    let boards: Vec<_> =
        stored.boards.iter().map(|(row, _)| (row.id.as_str(), row.wanted)).collect();
    assert_eq!(boards, [("b-1", true), ("b-2", true)]);
    assert_eq!(store.journal(bound, JournalQuery::newest(10)).unwrap().len(), 1);
    assert!(store.load(unbound).is_err());
}
