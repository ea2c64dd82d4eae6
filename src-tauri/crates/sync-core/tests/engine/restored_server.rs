//! A server restored from a backup that lacks own changes.

use crate::support::*;
use serde_json::{Value, json};
use tideboard_protocol::{frame::ClientFrame, status::SyncState};
use tideboard_sync_core::{
    Input,
    stored::{Ending, OpState},
};

const NEW_EPOCH: &str = "00000000-0000-7000-8000-00000000000e";
/// A restore raises every seq by 2^32.
const RAISED: u64 = 1 << 32;

/// Ana's text took effect at 2 and her title at 3; the backup is of seq 1 and `also`.
fn after_a_restore(kept: Value) -> Client {
    let mut ana = client_with_a_note();
    for (seq, path, value) in [(2, "text", "kept"), (3, "title", "lost")] {
        let op = ana.edit(set("n", path, value)).unwrap();
        ana.result(op, "applied", json!({"seq": seq}));
        let written = change(seq, "n", ME, json!({"set": {path: value}}));
        ana.delta(seq - 1, seq, json!([written]));
    }
    ana.link_breaks();
    ana.passes(std::time::Duration::from_secs(60));
    ana.is_welcomed_in_epoch(NEW_EPOCH);
    ana.sent.clear();
    ana.delta(0, RAISED + 2, json!([kept]));
    ana
}

/// Where a subscription that was asked for starts.
fn cursor_asked(frame: &ClientFrame) -> Option<u64> {
    match frame {
        ClientFrame::Subscribe { cursor, .. } => Some(cursor.0),
        _ => None,
    }
}

fn backup() -> Value {
    change(2, "n", ME, json!({"record_kind": "note", "set": {"text": "kept", "title": "Handover"}}))
}

#[test]
fn own_changes_that_the_backup_lacks_are_offered_and_sent_again_under_their_ids() {
    let mut ana = after_a_restore(backup());
    let [offered] = ana.disk.stored.queue.as_slice() else {
        panic!("one is offered: {:?}", ana.disk.stored.queue)
    };
    assert_eq!(offered.state, OpState::Offered);
    assert_eq!(offered.op.set["title"], json!("lost"));
    let id = offered.op.op_id;
    assert!(ana.pushed().is_empty(), "nothing is sent unasked");
    assert_eq!(ana.shown("n", "title"), Some(json!("Handover")), "the board shows the server");
    let status = ana.engine.status(ana.now());
    assert_eq!((status.state, status.unsent), (SyncState::Attention, 0));

    // An offer outlives a restart, and holds nothing back.
    let mut ana = ana.restarted();
    ana.comes_online_in_epoch(NEW_EPOCH);
    ana.receives(json!({"type": "delta", "board": BOARD, "from": RAISED + 2, "to": RAISED + 2,
        "changes": []}));
    let other = ana.edit(set("n", "text", "go on")).unwrap();
    assert_eq!(ana.pushed().iter().map(|op| op.op_id).collect::<Vec<_>>(), [other]);

    ana.retry(id).unwrap();
    ana.result(other, "applied", json!({"seq": RAISED + 3}));
    let pushed = ana.pushed();
    assert_eq!(pushed.iter().map(|op| (op.op_id, op.resend)).collect::<Vec<_>>(), [(id, true)]);
    assert_eq!(ana.shown("n", "title"), Some(json!("lost")));
}

#[test]
fn green_waits_until_it_is_known_what_the_server_lacks() {
    for is_lost in [false, true] {
        let mut ana = client_with_a_note();
        ana.journal_is_slow = true;
        let answer = |ana: &mut Client| match is_lost {
            true => knows_no_board(ana),
            false => ana.delta(0, RAISED + 2, json!([backup()])),
        };
        ana.link_breaks();
        ana.passes(std::time::Duration::from_secs(60));
        ana.is_welcomed_in_epoch(NEW_EPOCH);
        answer(&mut ana);
        assert_eq!(ana.engine.status(ana.now()).state, SyncState::Syncing, "lost: {is_lost}");

        // An answer that comes after the connection is about another state of things.
        ana.link_breaks();
        ana.input(Input::Audited { board: board(), rows: Vec::new() });
        ana.passes(std::time::Duration::from_secs(60));
        ana.sent.clear();
        ana.is_welcomed_in_epoch(NEW_EPOCH);
        ana.journal_is_slow = false;
        answer(&mut ana);
        assert_eq!(ana.engine.status(ana.now()).state, SyncState::Synced, "lost: {is_lost}");
    }
}

#[test]
fn an_offer_can_be_let_go() {
    let mut ana = after_a_restore(backup());
    let id = ana.disk.stored.queue[0].op.op_id;
    ana.discard(id).unwrap();
    assert!(ana.disk.stored.queue.is_empty());
    assert_eq!(ana.disk.journal.last().unwrap().ending, Ending::RolledBack);
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Synced);
}

#[test]
fn what_the_backup_holds_or_others_wrote_over_is_not_offered() {
    let all = change(
        3,
        "n",
        ME,
        json!({"record_kind": "note", "set": {"text": "kept", "title": "lost"}}),
    );
    assert!(after_a_restore(all).disk.stored.queue.is_empty());
    let over = change(
        RAISED + 2,
        "n",
        BO,
        json!({"record_kind": "note", "set": {"text": "kept", "title": "Bo's"}}),
    );
    assert!(after_a_restore(over).disk.stored.queue.is_empty());
}

#[test]
fn a_whole_record_that_is_gone_is_offered_with_its_creation() {
    let mut ana = client_with_a_note();
    let op = ana.edit(create("m", "note")).unwrap();
    ana.result(op, "applied", json!({"seq": 2}));
    ana.delta(1, 2, json!([change(2, "m", ME, json!({"record_kind": "note"}))]));
    ana.link_breaks();
    ana.passes(std::time::Duration::from_secs(60));
    ana.is_welcomed_in_epoch(NEW_EPOCH);
    ana.delta(0, RAISED + 1, json!([change(1, "n", BO, json!({"record_kind": "note"}))]));
    assert_eq!(ana.disk.stored.queue[0].op.op_id, op);
}

#[test]
fn letting_an_offered_creation_go_takes_nothing_along_that_may_have_arrived() {
    let mut ana = client_with_a_note();
    let op = ana.edit(create("m", "note")).unwrap();
    ana.result(op, "applied", json!({"seq": 2}));
    ana.delta(1, 2, json!([change(2, "m", ME, json!({"record_kind": "note"}))]));
    ana.link_breaks();
    ana.passes(std::time::Duration::from_secs(60));
    ana.is_welcomed_in_epoch(NEW_EPOCH);
    ana.delta(0, RAISED + 1, json!([change(1, "n", BO, json!({"record_kind": "note"}))]));
    ana.pushed();
    let again = ana.edit(create("m", "note")).unwrap();
    assert_eq!(ana.pushed().iter().map(|op| op.op_id).collect::<Vec<_>>(), [again]);

    ana.discard(op).unwrap();
    let left: Vec<_> = ana.disk.stored.queue.iter().map(|row| row.op.op_id).collect();
    assert_eq!(left, [again], "its fate is the server's to tell");
}

#[test]
fn an_edit_made_before_the_restored_board_arrives_clashes_with_nothing_old() {
    let mut ana = client_with_a_note();
    for _ in 0..2 {
        ana.link_breaks();
        ana.passes(std::time::Duration::from_secs(60));
        ana.sent.clear();
        ana.is_welcomed_in_epoch(NEW_EPOCH);
        let asked = ana.sent.iter().find_map(cursor_asked);
        assert_eq!(asked, Some(0), "the board is asked for anew until it came");
    }
    // Bo wrote this text before the backup, and Ana has seen it.
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    assert_eq!(ana.pushed()[0].base.map(|base| base.0), Some(1));
    ana.link_breaks();
    ana.passes(std::time::Duration::from_secs(60));
    ana.is_welcomed_in_epoch(NEW_EPOCH);
    let note = json!({"record_kind": "note", "set": {"text": "old", "title": "Handover"}});
    ana.delta(0, RAISED + 1, json!([change(1, "n", BO, note)]));
    assert!(ana.engine.conflicts().is_empty());
    assert_eq!(ana.shown("n", "text"), Some(json!("mine")));
    ana.result(op, "applied", json!({"seq": RAISED + 2}));
}

/// The server, restored from a backup, answers that it does not know Ana's board.
fn loses_the_board(ana: &mut Client, epoch: &str) {
    ana.link_breaks();
    ana.passes(std::time::Duration::from_secs(60));
    ana.is_welcomed_in_epoch(epoch);
    knows_no_board(ana);
}

fn knows_no_board(ana: &mut Client) {
    assert_eq!(ana.sent.iter().filter_map(cursor_asked).next_back(), Some(0), "asked from nothing");
    ana.receives(json!({"type": "unsubscribed", "board": BOARD, "code": "unknown_board"}));
}

fn offered(ana: &Client) -> Vec<tideboard_protocol::OpId> {
    let rows = ana.disk.stored.queue.iter();
    rows.filter(|row| row.state == OpState::Offered).map(|row| row.op.op_id).collect()
}

#[test]
fn all_own_changes_to_a_board_that_the_backup_lacks_are_offered_once() {
    let mut ana = client_with_a_note();
    let text = ana.edit(set("n", "text", "kept")).unwrap();
    ana.result(text, "applied", json!({"seq": 2}));
    ana.delta(1, 2, json!([change(2, "n", ME, json!({"set": {"text": "kept"}}))]));
    let short_lived = ana.edit(create("m", "note")).unwrap();
    ana.result(short_lived, "applied", json!({"seq": 3}));
    ana.delta(2, 3, json!([change(3, "m", ME, json!({"record_kind": "note"}))]));
    let end = ana.edit(delete("m")).unwrap();
    ana.result(end, "applied", json!({"seq": 4}));
    ana.delta(3, 4, json!([change(4, "m", ME, json!({"deleted": true}))]));

    loses_the_board(&mut ana, NEW_EPOCH);
    assert_eq!(offered(&ana), [text], "what was deleted in the end is not to come back");
    assert_eq!(ana.shown("n", "text"), Some(json!("kept")), "the board can still be read here");

    // Told so again, and after a restart, nothing is offered twice, nor what was let go.
    loses_the_board(&mut ana, NEW_EPOCH);
    assert_eq!(offered(&ana), [text]);
    ana.discard(text).unwrap();
    let mut ana = ana.restarted();
    ana.comes_online_in_epoch(NEW_EPOCH);
    knows_no_board(&mut ana);
    assert_eq!(offered(&ana), []);

    // Another backup has the board after all, as it was at seq 1.
    ana.link_breaks();
    ana.passes(std::time::Duration::from_secs(60));
    ana.sent.clear();
    ana.is_welcomed_in_epoch("00000000-0000-7000-8000-00000000000f");
    let cursors: Vec<u64> = ana.sent.iter().filter_map(cursor_asked).collect();
    assert_eq!(cursors, [0], "what is here is of another life of the data");
    let note = json!({"record_kind": "note", "set": {"text": "old", "title": "Handover"}});
    ana.delta(0, 2 * RAISED + 1, json!([change(1, "n", BO, note)]));
    assert_eq!(ana.shown("n", "text"), Some(json!("old")));
    assert_eq!(offered(&ana), [], "the user let it go");
}

#[test]
fn an_offer_sent_to_a_board_that_is_still_missing_waits_for_it() {
    let mut ana = client_with_a_note();
    let text = ana.edit(set("n", "text", "kept")).unwrap();
    ana.result(text, "applied", json!({"seq": 2}));
    ana.delta(1, 2, json!([change(2, "n", ME, json!({"set": {"text": "kept"}}))]));
    loses_the_board(&mut ana, NEW_EPOCH);
    ana.pushed();
    ana.retry(text).unwrap();
    assert_eq!(ana.pushed().iter().map(|op| op.op_id).collect::<Vec<_>>(), [text]);
    ana.result(text, "rejected", json!({"code": "unknown_board", "message": "no such board"}));
    assert_eq!(ana.engine.status(ana.now()).unsent, 1, "it waits for the board");
}
