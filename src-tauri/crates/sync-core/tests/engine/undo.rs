//! Own edits taken back and made again, always as new operations.

use crate::support::*;
use serde_json::json;
use tideboard_protocol::{Cause, ErrorCode, Number, OpKind, Path, ipc::Side};
use tideboard_sync_core::stored::Ending;

fn path(text: &str) -> Path {
    Path::new(text).unwrap()
}

#[test]
fn an_edit_is_taken_back_and_made_again_by_new_operations() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "new")).unwrap();
    ana.pushed();
    ana.result(op, "applied", json!({"seq": 2}));
    ana.delta(1, 2, json!([change(2, "n", ME, json!({"set": {"text": "new"}}))]));

    assert_eq!(ana.undo(), Ok(0));
    assert_eq!(ana.shown("n", "text"), Some(json!("old")));
    let undo = ana.pushed().remove(0);
    assert_ne!(undo.op_id, op);
    assert_eq!((undo.cause, undo.base.unwrap().0), (Cause::Undo, 2));

    assert_eq!(ana.redo(), Ok(0));
    assert_eq!(ana.shown("n", "text"), Some(json!("new")));
    assert_eq!(ana.undo(), Ok(0), "and back again");
    assert_eq!(ana.shown("n", "text"), Some(json!("old")));
    assert_eq!(ana.undo().unwrap_err().code, ErrorCode::WrongState, "there is nothing more");
}

#[test]
fn a_stretch_of_typing_is_one_step_and_a_new_edit_ends_what_can_be_made_again() {
    let mut ana = client_with_a_note();
    for text in ["n", "ne", "new"] {
        let mut typed = set("n", "text", text);
        typed.typing = true;
        ana.edit(typed).unwrap();
    }
    ana.undo().unwrap();
    assert_eq!(ana.shown("n", "text"), Some(json!("old")));
    ana.edit(set("n", "title", "Else")).unwrap();
    assert_eq!(ana.redo().unwrap_err().code, ErrorCode::WrongState);
}

#[test]
fn what_somebody_else_changed_since_is_left_alone() {
    let mut ana = client_with_a_note();
    let mut both = set("n", "text", "mine");
    both.set.insert(path("title"), json!("Mine"));
    let op = ana.edit(both).unwrap();
    ana.result(op, "applied", json!({"seq": 2}));
    ana.delta(
        1,
        3,
        json!([
            change(2, "n", ME, json!({"set": {"text": "mine"}})),
            change(3, "n", BO, json!({"set": {"title": "Bo's"}}))
        ]),
    );
    assert_eq!(ana.undo(), Ok(1), "one field was left alone");
    assert_eq!(ana.shown("n", "text"), Some(json!("old")));
    assert_eq!(ana.shown("n", "title"), Some(json!("Bo's")));
}

#[test]
fn an_undo_that_has_nothing_left_to_do_says_so() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.result(op, "applied", json!({"seq": 2}));
    ana.delta(1, 3, json!([change(3, "n", BO, json!({"set": {"text": "Bo's"}}))]));
    assert_eq!(ana.undo().unwrap_err().code, ErrorCode::WrongState);
    assert_eq!(ana.shown("n", "text"), Some(json!("Bo's")));
}

#[test]
fn a_deletion_is_undone_with_everything_the_record_held() {
    for was_sent in [true, false] {
        let mut ana = client_with_a_note();
        if !was_sent {
            ana.link_breaks();
        }
        let mut new = create("m", "note");
        new.set.insert(path("text"), json!("hello"));
        let op = ana.edit(new).unwrap();
        if was_sent {
            ana.result(op, "applied", json!({"seq": 2}));
            let made = json!({"record_kind": "note", "set": {"text": "hello"}});
            ana.delta(1, 2, json!([change(2, "m", ME, made)]));
        }
        let mut delete = edit("m");
        delete.kind = OpKind::Delete;
        ana.edit(delete).unwrap();
        assert_eq!(ana.shown("m", "text"), None);
        ana.undo().unwrap();
        assert_eq!(ana.shown("m", "text"), Some(json!("hello")), "sent: {was_sent}");
        ana.redo().unwrap();
        assert_eq!(ana.shown("m", "text"), None);
        ana.undo().unwrap();
        ana.undo().unwrap();
        assert_eq!(ana.shown("m", "text"), None, "the creation is undone, too");
        ana.redo().unwrap();
        assert_eq!(ana.shown("m", "text"), Some(json!("hello")));
    }
}

#[test]
fn increments_and_removals_are_undone_beside_the_work_of_others() {
    let mut ana = client_with_a_note();
    let mut count = edit("n");
    count.inc.insert(path("count"), Number::new(3.0).unwrap());
    count.set.insert(path("rows/a/x"), json!(1));
    ana.edit(count).unwrap();
    assert_eq!(ana.shown("n", "count"), Some(json!(3)));
    let mut gone = edit("n");
    gone.remove.insert(path("rows"));
    ana.edit(gone).unwrap();
    assert_eq!(ana.shown("n", "rows/a/x"), None);
    ana.undo().unwrap();
    assert_eq!(ana.shown("n", "rows/a/x"), Some(json!(1)));
    ana.undo().unwrap();
    assert_eq!(ana.shown("n", "rows/a/x"), None);
    assert_eq!(ana.shown("n", "count"), Some(json!(0)));
}

#[test]
fn a_removed_series_comes_back_with_its_points() {
    let mut ana = client_with_a_note();
    let mut readings = edit("n");
    readings.append.insert(path("points/a"), serde_json::from_str("[[1,2],[3,4]]").unwrap());
    ana.edit(readings).unwrap();
    let mut gone = edit("n");
    gone.remove.insert(path("points"));
    ana.edit(gone).unwrap();
    ana.undo().unwrap();
    let record = ana.engine.record(&board(), &"n".parse().unwrap()).unwrap();
    assert_eq!(record.points["points/a"].len(), 2);
}

#[test]
fn many_conflicts_are_decided_at_once_and_undone_at_once() {
    for (side, shown, back) in [
        (Side::Theirs, ["theirs n", "theirs m"], ["mine n", "mine m"]),
        (Side::Mine, ["mine n", "mine m"], ["theirs n", "theirs m"]),
    ] {
        let mut ana = client_with_a_note();
        ana.delta(1, 2, json!([change(2, "m", BO, json!({"record_kind": "note"}))]));
        let ops = ["n", "m"]
            .map(|record| ana.edit(set(record, "text", format!("mine {record}"))).unwrap());
        ana.pushed();
        for (op, record) in ops.into_iter().zip(["n", "m"]) {
            ana.result(op, "conflict", json!({"seq": 9, "conflicts": [{"path": "text",
                "value": format!("theirs {record}"), "seq": 9,
                "by": {"client_id": BO, "user": "bo", "name": "Bo"}, "at": "2026-01-02T03:00:00Z"}]}));
        }
        ana.delta(
            2,
            9,
            json!([
                change(8, "n", BO, json!({"set": {"text": "theirs n"}})),
                change(9, "m", BO, json!({"set": {"text": "theirs m"}}))
            ]),
        );
        assert_eq!(ana.engine.conflicts().len(), 2);
        let unknown = "00000000-0000-7000-8000-0000000000ff".parse().unwrap();
        assert_eq!(ana.resolve_all(vec![ops[0], unknown, ops[1]], side), 2);
        let texts = |ana: &Client| ["n", "m"].map(|record| ana.shown(record, "text").unwrap());
        assert_eq!(texts(&ana), shown.map(|text| json!(text)));
        let ending = match side {
            Side::Mine => Ending::KeptLocal,
            Side::Theirs => Ending::KeptRemote,
        };
        assert_eq!(ana.disk.journal.iter().filter(|row| row.ending == ending).count(), 2);
        assert_eq!(ana.undo(), Ok(0));
        assert_eq!(texts(&ana), back.map(|text| json!(text)));
    }
}
