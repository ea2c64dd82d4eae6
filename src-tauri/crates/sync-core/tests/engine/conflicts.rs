//! Clashes: what is one, what is none, and how each decision goes out.

use crate::support::*;
use serde_json::json;
use tideboard_protocol::{
    Cause, OpKind, ipc::Resolution, settings::ConflictPolicy, status::SyncState,
};
use tideboard_sync_core::{
    Input,
    stored::{Ending, OpState},
};

/// Ana's text is in conflict with Bo's, found by the delta without being sent.
fn in_conflict() -> (Client, tideboard_protocol::OpId) {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    let mut both = set("n", "text", "mine");
    both.set.insert("title".parse().unwrap(), json!("New title"));
    let op = ana.edit(both).unwrap();
    // Welcomed with the board's answer on its way, so that nothing was pushed yet.
    ana.pause(None);
    ana.sent.clear();
    (ana, op)
}

fn with_delta(mut ana: Client) -> Client {
    ana.input(tideboard_sync_core::Input::Resume { ticket: tideboard_sync_core::Ticket(99) });
    ana.is_welcomed();
    ana
}

#[test]
fn the_servers_verdict_holds_the_lane_and_shows_base_mine_and_theirs() {
    let (ana, op) = in_conflict();
    let mut ana = with_delta(ana);
    assert_eq!(ana.pushed().len(), 1);
    ana.result(
        op,
        "conflict",
        json!({"seq": 5, "conflicts": [{"path": "text", "value": "theirs",
        "seq": 4, "by": {"client_id": BO, "user": "bo", "name": "Bo's panel"},
        "at": "2026-01-02T03:00:00Z"}]}),
    );
    let conflicts = ana.engine.conflicts();
    let field = &conflicts[0].fields[0];
    assert_eq!(field.base, Some(json!("old")));
    assert_eq!(field.mine, Some(json!("mine")));
    assert_eq!(field.theirs, Some(json!("theirs")));
    assert_eq!(
        (conflicts[0].device.as_str(), field.by.name.as_str()),
        ("Ana's laptop", "Bo's panel")
    );
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Conflict);
    assert_eq!(ana.shown("n", "text"), Some(json!("mine")));

    ana.resolve(op, Resolution::Local).unwrap();
    let pushed = ana.pushed();
    assert_ne!(pushed[0].op_id, op);
    assert_eq!((pushed[0].base.unwrap().0, pushed[0].cause), (5, Cause::KeepLocal));
    assert_eq!(pushed[0].set["text"], json!("mine"));
    assert_eq!(pushed[0].set["title"], json!("New title"));
    let journal = &ana.disk.journal;
    assert_eq!(journal.last().unwrap().ending, Ending::KeptLocal);
    assert_eq!(journal.last().unwrap().theirs[0].value, Some(json!("theirs")));
}

#[test]
fn a_never_sent_change_goes_to_conflict_by_the_delta_alone() {
    let mut ana = client_with_a_note();
    let blocker = ana.edit(set("n", "title", "first")).unwrap();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.sent.clear();
    ana.delta(1, 2, json!([change(2, "n", BO, json!({"set": {"text": "theirs"}}))]));
    assert!(matches!(ana.disk.stored.queue[1].state, OpState::Conflict(_)));
    ana.result(blocker, "applied", json!({"seq": 3}));
    assert!(ana.pushed().is_empty(), "it is never sent");
    assert_eq!(ana.engine.conflicts()[0].op_id, op);
}

#[test]
fn equal_values_and_own_echoes_are_no_conflict() {
    let mut ana = client_with_a_note();
    let first = ana.edit(set("n", "title", "first")).unwrap();
    ana.edit(set("n", "text", "same")).unwrap();
    ana.delta(1, 2, json!([change(2, "n", BO, json!({"set": {"text": "same"}}))]));
    assert!(ana.engine.conflicts().is_empty());
    ana.result(first, "applied", json!({"seq": 3}));
    ana.delta(2, 3, json!([change(3, "n", ME, json!({"set": {"title": "first"}}))]));
    assert!(ana.engine.conflicts().is_empty());
}

#[test]
fn keeping_theirs_sends_only_the_rest_and_journals_the_loser() {
    let (ana, op) = in_conflict();
    let mut ana = with_delta(ana);
    ana.pushed();
    ana.result(op, "conflict", json!({"seq": 5, "conflicts": [{"path": "text", "value": "theirs",
        "seq": 4, "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]}));
    ana.resolve(op, Resolution::Remote).unwrap();
    let pushed = ana.pushed();
    assert_eq!(pushed.len(), 1);
    assert!(!pushed[0].set.contains_key("text"));
    assert_eq!(pushed[0].set["title"], json!("New title"));
    assert_eq!(ana.disk.journal.last().unwrap().op.set["text"], json!("mine"));
    assert!(ana.resolve(op, Resolution::Local).is_err(), "a second decision finds nothing");
}

#[test]
fn merging_writes_what_was_chosen_and_asks_again_if_the_server_moved_on() {
    let (ana, op) = in_conflict();
    let mut ana = with_delta(ana);
    ana.pushed();
    let clash = json!({"seq": 5, "conflicts": [{"path": "text", "value": "theirs", "seq": 4,
        "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]});
    ana.result(op, "conflict", clash.clone());
    let set = [("text".parse().unwrap(), json!("both"))].into();
    ana.resolve(op, Resolution::Merge { set, remove: Default::default() }).unwrap();
    let merged = ana.pushed().remove(0);
    assert_eq!((merged.set["text"].clone(), merged.cause), (json!("both"), Cause::Merge));
    ana.result(merged.op_id, "conflict", clash);
    assert_eq!(ana.engine.conflicts()[0].op_id, merged.op_id);
}

#[test]
fn the_last_pending_value_is_mine_and_the_decision_takes_it_out_of_later_changes() {
    let mut ana = client_with_a_note();
    let first = ana.edit(set("n", "text", "one")).unwrap();
    let second = ana.edit(set("n", "text", "two")).unwrap();
    ana.pushed();
    ana.result(
        first,
        "conflict",
        json!({"seq": 5, "conflicts": [{"path": "text",
        "value": "theirs", "seq": 4, "by": {"client_id": BO, "user": "bo", "name": "Bo"},
        "at": "2026-01-02T03:00:00Z"}]}),
    );
    assert_eq!(ana.engine.conflicts()[0].fields[0].mine, Some(json!("two")));
    ana.resolve(first, Resolution::Local).unwrap();
    let pushed = ana.pushed();
    assert_eq!(pushed.len(), 1);
    assert_eq!(pushed[0].set["text"], json!("two"));
    let superseded = ana.disk.journal.iter().find(|row| row.ending == Ending::Superseded).unwrap();
    assert_eq!(superseded.op.op_id, second);
}

#[test]
fn remote_changes_apply_while_a_change_is_stuck_and_refresh_what_the_conflict_shows() {
    let (ana, op) = in_conflict();
    let mut ana = with_delta(ana);
    ana.delta(1, 1, json!([]));
    ana.result(op, "conflict", json!({"seq": 1, "conflicts": [{"path": "text", "value": "theirs",
        "seq": 1, "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]}));
    ana.delta(
        1,
        3,
        json!([
            change(2, "m", BO, json!({"record_kind": "note", "set": {"text": "hello"}})),
            change(3, "n", BO, json!({"set": {"text": "newer"}}))
        ]),
    );
    assert_eq!(ana.shown("m", "text"), Some(json!("hello")));
    assert_eq!(ana.engine.conflicts()[0].fields[0].theirs, Some(json!("newer")));
}

#[test]
fn a_foreign_deletion_is_undone_or_accepted() {
    for keep in [true, false] {
        let mut ana = client_with_a_note();
        let op = ana.edit(set("n", "text", "mine")).unwrap();
        ana.pushed();
        ana.delta(1, 2, json!([change(2, "n", BO, json!({"deleted": true}))]));
        ana.result(
            op,
            "conflict",
            json!({"seq": 2, "deleted": {"seq": 2,
            "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}}),
        );
        assert!(ana.engine.conflicts()[0].deleted.is_some());
        ana.resolve(op, if keep { Resolution::Local } else { Resolution::Remote }).unwrap();
        let kinds: Vec<OpKind> = ana.pushed().iter().map(|op| op.kind).collect();
        if keep {
            assert_eq!(kinds, [OpKind::Restore, OpKind::Patch]);
            assert_eq!(ana.shown("n", "text"), Some(json!("mine")));
        } else {
            assert!(kinds.is_empty());
            assert!(ana.shown("n", "text").is_none());
        }
    }
}

const LOG: &str = "pump ok\nbelt ok\nvalve ok";

/// Ana's note says [`LOG`]; both change it, and the server says so.
fn both_write(mine: &str, theirs: &str, before: impl FnOnce(&mut Client)) -> Client {
    let mut ana = client_with_a_note();
    before(&mut ana);
    ana.delta(1, 2, json!([change(2, "n", BO, json!({"set": {"text": LOG}}))]));
    let op = ana.edit(set("n", "text", mine)).unwrap();
    ana.pushed();
    ana.result(
        op,
        "conflict",
        json!({"seq": 3, "conflicts": [{"path": "text", "value": theirs, "seq": 3,
            "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]}),
    );
    ana
}

#[test]
fn text_changed_in_different_lines_is_merged_without_asking_and_the_own_text_is_kept() {
    let mut ana = both_write(
        "pump ok
belt ok
valve leaks",
        "pump off
belt ok
valve ok",
        |_| {},
    );
    assert!(ana.engine.conflicts().is_empty());
    let both = json!(
        "pump off
belt ok
valve leaks"
    );
    assert_eq!(ana.shown("n", "text"), Some(both.clone()));
    let merged = ana.pushed().remove(0);
    assert_eq!((merged.cause, merged.base.unwrap().0), (Cause::Merge, 3));
    assert_eq!(merged.set["text"], both);
    let lost = ana.disk.journal.last().unwrap();
    assert_eq!(lost.ending, Ending::Merged);
    assert_eq!(
        lost.op.set["text"],
        json!(
            "pump ok
belt ok
valve leaks"
        )
    );
    assert_eq!(
        lost.theirs[0].value,
        Some(json!(
            "pump off
belt ok
valve ok"
        ))
    );

    // The next merge starts from what this one knew, so that what Bo takes back stays back.
    ana.result(
        merged.op_id,
        "conflict",
        json!({"seq": 4, "conflicts": [{"path": "text", "value": LOG, "seq": 4,
            "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]}),
    );
    assert_eq!(
        ana.shown("n", "text"),
        Some(json!(
            "pump ok
belt ok
valve leaks"
        ))
    );
}

#[test]
fn text_changed_in_one_line_is_asked_about() {
    let ana = both_write(
        "pump ok
belt ok
valve leaks",
        "pump ok
belt ok
valve new",
        |_| {},
    );
    assert_eq!(ana.engine.conflicts().len(), 1);
}

#[test]
fn a_policy_decides_for_its_kind_of_record_and_keeps_the_losing_value() {
    for (policy, shown) in [(ConflictPolicy::Mine, "mine"), (ConflictPolicy::Theirs, "theirs")] {
        let ana = both_write("mine", "theirs", |ana| {
            ana.input(Input::Policies([("note".to_owned(), policy)].into()));
        });
        assert!(ana.engine.conflicts().is_empty(), "{policy:?}");
        let lost = ana.disk.journal.last().unwrap();
        assert_eq!(lost.op.set["text"], json!("mine"));
        assert_eq!(lost.theirs[0].value, Some(json!("theirs")));
        if policy == ConflictPolicy::Mine {
            assert_eq!(ana.shown("n", "text"), Some(json!(shown)));
        }
    }
    let other = both_write("mine", "theirs", |ana| {
        ana.input(Input::Policies([("table".to_owned(), ConflictPolicy::Mine)].into()));
    });
    assert_eq!(other.engine.conflicts().len(), 1, "other kinds go on asking");
}

#[test]
fn a_deletion_is_asked_about_whatever_the_policy() {
    let mut ana = client_with_a_note();
    ana.input(Input::Policies([("note".to_owned(), ConflictPolicy::Theirs)].into()));
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.result(
        op,
        "conflict",
        json!({"seq": 2, "deleted": {"seq": 2,
        "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}}),
    );
    assert_eq!(ana.engine.conflicts().len(), 1);
}

#[test]
fn a_server_that_names_what_was_seen_already_is_not_answered_for_ever() {
    let mut ana = both_write("mine", "theirs", |ana| {
        ana.input(Input::Policies([("note".to_owned(), ConflictPolicy::Mine)].into()));
    });
    let again = ana.pushed().remove(0);
    ana.result(
        again.op_id,
        "conflict",
        json!({"seq": 3, "conflicts": [{"path": "text", "value": "theirs", "seq": 3,
            "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]}),
    );
    assert_eq!(ana.engine.conflicts().len(), 1);
}

#[test]
fn a_conflict_whose_values_may_not_be_seen_asks_again_from_where_it_started() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    let base = ana.pushed()[0].base;
    // The rights to the board were lost while the server decided.
    ana.receives(json!({"type": "boards", "boards": []}));
    ana.result(op, "conflict", json!({"seq": 9}));
    assert!(ana.engine.conflicts().is_empty(), "there is nothing to show and to decide");
    assert!(matches!(ana.disk.stored.queue[0].state, OpState::Gated(_)));
    ana.receives(json!({"type": "boards", "boards": [
        {"id": BOARD, "title": "Line 3", "head": 9, "role": "editor"}]}));
    let again = ana.pushed();
    assert_ne!(again[0].op_id, op);
    assert_eq!(again[0].base, base, "so that the server still sees what was not seen here");
}
