//! From draft to settled: folding, freezing, lanes, resending, refusal, gates, restart.

use crate::support::*;
use serde_json::json;
use std::time::Duration;
use tideboard_protocol::{
    ErrorCode, Op, OpId, OpKind, RejectCode, Rejection, frame::ClientFrame, status::SyncState,
    view::QueueState,
};
use tideboard_sync_core::stored::{Ending, OpState};

#[test]
fn an_edit_of_a_board_never_heard_of_is_shown_after_a_restart() {
    let mut ana = Client::new();
    ana.edit(create("n", "note")).unwrap();
    ana.edit(set("n", "text", "early")).unwrap();
    let ana = ana.restarted();
    assert_eq!(ana.shown("n", "text"), Some(json!("early")));
    let open = ana.engine.board(ana.now(), &board()).expect("it is known");
    assert_eq!(open.board.records.len(), 1);
}

#[test]
fn an_edit_is_on_disk_before_it_is_answered_and_survives_a_restart() {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    let op = ana.edit(set("n", "text", "new")).unwrap();
    assert_eq!(ana.disk.stored.queue[0].op.op_id, op);
    let ana = ana.restarted();
    assert_eq!(ana.shown("n", "text"), Some(json!("new")));
}

#[test]
fn edits_made_offline_fold_keep_the_first_id_and_base_and_go_out_once() {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    let first = ana.edit(set("n", "text", "a")).unwrap();
    let second = ana.edit(set("n", "text", "ab")).unwrap();
    assert_eq!(first, second);
    ana.passes(Duration::from_secs(1));
    ana.is_welcomed();
    let pushed = ana.pushed();
    assert_eq!(pushed.len(), 1);
    assert_eq!(pushed[0].set["text"], json!("ab"));
    assert_eq!(pushed[0].base.unwrap().0, 1);
    assert!(!pushed[0].resend);
}

#[test]
fn a_sent_operation_is_frozen_and_the_next_edit_waits_behind_it() {
    let mut ana = client_with_a_note();
    let first = ana.edit(set("n", "text", "a")).unwrap();
    assert_eq!(ana.pushed().len(), 1);
    let second = ana.edit(set("n", "text", "b")).unwrap();
    assert_ne!(first, second);
    assert!(ana.pushed().is_empty(), "one push per lane in flight");
    assert_eq!(ana.discard(first).unwrap_err().code, ErrorCode::WrongState);
    ana.result(first, "applied", json!({"seq": 2}));
    let pushed = ana.pushed();
    assert_eq!(pushed.len(), 1);
    assert_eq!(pushed[0].op_id, second);
}

#[test]
fn an_applied_operation_stays_shown_until_its_delta_and_then_leaves_with_a_journal_row() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.result(op, "applied", json!({"seq": 2}));
    assert_eq!(ana.shown("n", "text"), Some(json!("mine")));
    assert_eq!(ana.disk.stored.queue.len(), 1);
    ana.delta(1, 2, json!([change(2, "n", ME, json!({"set": {"text": "mine"}}))]));
    assert!(ana.disk.stored.queue.is_empty());
    assert_eq!(ana.disk.journal.last().unwrap().ending, Ending::Settled);
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Synced);
}

#[test]
fn after_a_lost_link_the_same_id_is_sent_again_marked_as_a_resend() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.pushed();
    ana.link_breaks();
    ana.passes(Duration::from_secs(1));
    assert_eq!(ana.dials, 2);
    ana.is_welcomed();
    let again = ana.pushed();
    assert_eq!((again[0].op_id, again[0].resend), (op, true));
    let mut ana = ana.restarted();
    ana.comes_online();
    let again = ana.pushed();
    assert_eq!((again[0].op_id, again[0].resend), (op, true), "a restart changes nothing of that");
}

#[test]
fn an_increment_is_shown_once_while_its_echo_is_awaited() {
    let mut ana = client_with_a_note();
    ana.delta(
        1,
        2,
        json!([change(2, "c", BO, json!({"record_kind": "counter", "set": {"value": 10}}))]),
    );
    let mut plus = edit("c");
    plus.inc.insert("value".parse().unwrap(), tideboard_protocol::Number::new(1.0).unwrap());
    let op = ana.edit(plus).unwrap();
    assert_eq!(ana.shown("c", "value"), Some(json!(11)));
    ana.result(op, "applied", json!({"seq": 3}));
    assert_eq!(ana.shown("c", "value"), Some(json!(11)));
    ana.delta(2, 3, json!([change(3, "c", ME, json!({"set": {"value": 11}}))]));
    assert_eq!(ana.shown("c", "value"), Some(json!(11)));
}

#[test]
fn a_refused_change_is_parked_with_its_reason_and_others_go_on() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "bad")).unwrap();
    ana.result(op, "rejected", json!({"code": "invalid_value", "message": "No such text."}));
    assert_eq!(ana.shown("n", "text"), Some(json!("old")), "rolled back from view");
    let mut ana = ana.restarted();
    let item = &ana.engine.queue(ana.now()).ops[0];
    assert!(
        matches!(&item.state, QueueState::Refused { message, .. } if message == "No such text.")
    );
    ana.comes_online();
    ana.sent.clear();
    ana.edit(set("other", "text", "x")).unwrap_err();
    ana.edit(create("m", "note")).unwrap();
    assert_eq!(ana.pushed().len(), 1, "another lane is not held back");
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Attention);
    ana.retry(op).unwrap();
    let again = ana.pushed();
    assert_ne!(again[0].op_id, op, "a retry is a new operation");
    assert_eq!(again[0].set["text"], json!("bad"));
}

#[test]
fn lost_rights_close_the_boards_gate_and_cost_nothing() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "kept")).unwrap();
    ana.result(op, "rejected", json!({"code": "forbidden", "message": "Viewers may not edit."}));
    ana.receives(json!({"type": "boards", "boards": [
        {"id": BOARD, "title": "Line 3", "head": 1, "role": "viewer"}]}));
    assert!(matches!(ana.disk.stored.queue[0].state, OpState::Gated(_)));
    assert_eq!(ana.shown("n", "text"), Some(json!("kept")));
    ana.edit(create("m", "note")).unwrap();
    ana.sent.clear();
    assert!(ana.pushed().is_empty(), "nothing of the board goes out");
    ana.receives(json!({"type": "boards", "boards": [
        {"id": BOARD, "title": "Line 3", "head": 1, "role": "editor"}]}));
    let pushed = ana.pushed();
    assert_eq!(pushed.len(), 2);
    assert_ne!(pushed[0].op_id, op, "the id is spent on the refusal");
    assert_eq!(pushed[0].set["text"], json!("kept"));
}

#[test]
fn the_server_may_ask_to_wait_and_the_queue_drains_without_a_new_edit() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "x")).unwrap();
    ana.pushed();
    ana.result(op, "retry_later", json!({"code": "busy", "retry_after_ms": 3000}));
    ana.passes(Duration::from_millis(2900));
    assert!(ana.pushed().is_empty());
    ana.passes(Duration::from_millis(200));
    assert_eq!(ana.pushed()[0].op_id, op);
}

#[test]
fn typing_is_saved_at_once_and_sent_after_a_rest() {
    let mut ana = client_with_a_note();
    let mut keystroke = set("n", "text", "h");
    keystroke.typing = true;
    ana.edit(keystroke.clone()).unwrap();
    assert_eq!(ana.disk.stored.queue.len(), 1, "saving never waits");
    assert!(ana.pushed().is_empty());
    for _ in 0..6 {
        ana.passes(Duration::from_millis(300));
        ana.edit(keystroke.clone()).unwrap();
    }
    assert!(ana.pushed().is_empty());
    ana.passes(Duration::from_millis(250));
    assert_eq!(ana.pushed().len(), 1, "sent after two seconds of typing without a rest");
}

#[test]
fn created_and_deleted_before_it_was_sent_is_as_if_it_never_was() {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    ana.edit(create("m", "note")).unwrap();
    ana.edit(set("m", "text", "x")).unwrap();
    let mut delete = edit("m");
    delete.kind = OpKind::Delete;
    ana.edit(delete).unwrap();
    assert!(ana.disk.stored.queue.is_empty());
    assert_eq!(ana.disk.journal.last().unwrap().ending, Ending::Vanished);
    assert!(ana.shown("m", "text").is_none());
}

#[test]
fn a_new_boards_records_wait_for_the_boards_creation() {
    let mut ana = Client::new();
    let mut new_board = create("board", "board");
    new_board.set.insert("title".parse().unwrap(), json!("Line 3"));
    let board_op = ana.edit(new_board).unwrap();
    ana.edit(create("n", "note")).unwrap();
    ana.comes_online();
    let pushed = ana.pushed();
    assert_eq!(pushed.iter().map(|op| op.op_id).collect::<Vec<_>>(), [board_op]);
    ana.result(board_op, "applied", json!({"seq": 1}));
    assert_eq!(ana.pushed().len(), 1);
}

#[test]
fn what_cannot_succeed_is_refused_with_a_clear_error_and_not_queued() {
    let mut ana = client_with_a_note();
    let cases = [
        (set("n", "text", "\0"), ErrorCode::InvalidValue),
        (set("nowhere", "text", "x"), ErrorCode::UnknownRecord),
        (create("n", "note"), ErrorCode::Exists),
        (set("n", "text", "x".repeat(70_000)), ErrorCode::TooLarge),
    ];
    for (edit, code) in cases {
        assert_eq!(ana.edit(edit).unwrap_err().code, code);
    }
    let mut plus = edit("n");
    plus.inc.insert("text".parse().unwrap(), tideboard_protocol::Number::new(1.0).unwrap());
    assert_eq!(ana.edit(plus).unwrap_err().code, ErrorCode::TypeMismatch);
    assert!(ana.disk.stored.queue.is_empty());
}

/// Two changes went out together, and the server could not read the message.
fn client_with_two_suspects() -> (Client, [OpId; 2]) {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    let suspects =
        [ana.edit(set("n", "text", "first")).unwrap(), ana.edit(create("m", "note")).unwrap()];
    ana.passes(Duration::from_secs(1));
    ana.is_welcomed();
    assert_eq!(ana.pushed().len(), 2);
    ana.receives(json!({"type": "pong"}));
    cannot_be_read(&mut ana, Duration::from_secs(2));
    (ana, suspects)
}

/// The server cannot read what was sent; after a time there is a connection again.
fn cannot_be_read(ana: &mut Client, time: Duration) {
    ana.input(tideboard_sync_core::Input::Closed { code: Some(4500), reason: String::new() });
    ana.passes(time);
    ana.is_welcomed();
}

fn ids(ops: &[Op]) -> Vec<OpId> {
    ops.iter().map(|op| op.op_id).collect()
}

#[test]
fn a_change_the_server_cannot_read_is_found_by_sending_one_at_a_time() {
    let (mut ana, [bad, good]) = client_with_two_suspects();
    assert_eq!(ids(&ana.pushed()), [bad]);
    cannot_be_read(&mut ana, Duration::from_secs(4));
    assert_eq!(ids(&ana.pushed()), [good]);
    let OpState::Doubtful(rejection) = &ana.disk.stored.queue[0].state else {
        panic!("it is not known whether it took effect");
    };
    assert!(rejection.message.contains("may have taken effect"), "{}", rejection.message);
    // An answer to it may have got lost: under another id it might take effect twice.
    ana.retry(bad).unwrap();
    let again: Vec<_> = ana.pushed().iter().map(|op| (op.op_id, op.resend)).collect();
    assert_eq!(again, [(bad, true)]);
}

#[test]
fn once_no_suspect_is_left_changes_go_out_together_again() {
    let (mut ana, suspects) = client_with_two_suspects();
    for (suspect, seq) in suspects.into_iter().zip(2..) {
        assert_eq!(ids(&ana.pushed()), [suspect]);
        ana.result(suspect, "applied", json!({"seq": seq}));
    }
    ana.edit(create("p", "note")).unwrap();
    ana.edit(create("q", "note")).unwrap();
    assert_eq!(ana.pushed().len(), 2);
}

#[test]
fn a_full_disk_refuses_new_edits_and_still_records_results() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "x")).unwrap();
    ana.input(tideboard_sync_core::Input::StorageFull);
    assert_eq!(ana.edit(set("n", "text", "y")).unwrap_err().code, ErrorCode::StorageFull);
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Attention);
    ana.result(op, "applied", json!({"seq": 2}));
    assert!(matches!(ana.disk.stored.queue[0].state, OpState::Acknowledged { .. }));
}

#[test]
fn a_change_that_cannot_be_read_is_kept_shown_and_never_sent() {
    let mut ana = Client::new();
    ana.subscribes();
    let op = ana.edit(create("n", "note")).unwrap();
    let refusal = Rejection::new(RejectCode::SchemaUnknown, "written by another version");
    ana.disk.stored.queue[0].state = OpState::Unreadable(refusal);
    let mut ana = ana.restarted();
    ana.comes_online();
    ana.delta(0, 0, json!([]));
    assert!(ana.pushed().is_empty());
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Attention);
    let shown = ana.engine.queue(ana.now()).ops;
    assert!(matches!(shown[0].state, QueueState::Refused { .. }), "{shown:?}");
    assert!(ana.retry(op).is_err(), "half of a change is not sent");
    assert!(ana.exports().is_empty(), "nor handed on");
    ana.discard(op).unwrap();
    assert_eq!(ana.disk.journal.last().unwrap().op.op_id, op);
}

#[test]
fn what_took_effect_on_a_board_that_is_gone_waits_for_no_echo() {
    let mut ana = client_with_a_note();
    let last = ana.edit(set("n", "text", "last words")).unwrap();
    ana.result(last, "applied", json!({"seq": 2}));
    let late = ana.edit(set("n", "title", "The end")).unwrap();
    ana.receives(json!({"type": "unsubscribed", "board": BOARD, "code": "gone"}));
    assert_eq!(ana.disk.journal.last().unwrap().op.op_id, last);
    ana.result(late, "applied", json!({"seq": 3}));
    assert!(ana.disk.stored.queue.is_empty(), "{:?}", ana.disk.stored.queue);
    assert_eq!(ana.disk.journal.last().unwrap().ending, Ending::Settled);
}

#[test]
fn a_board_is_asked_for_once_its_own_refused_creation_is_taken_back() {
    let mut ana = Client::new();
    ana.subscribes();
    let op = ana.edit(create("board", "board")).unwrap();
    ana.comes_online();
    ana.result(op, "rejected", json!({"code": "exists"}));
    let asks = |client: &Client| {
        client.sent.iter().filter(|frame| matches!(frame, ClientFrame::Subscribe { .. })).count()
    };
    assert_eq!(asks(&ana), 0, "the user has to decide about the creation first");
    ana.discard(op).unwrap();
    assert_eq!(asks(&ana), 1);
}
