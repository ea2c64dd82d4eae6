//! Coming back: what happened meanwhile, and old changes that the user looks at first.

use crate::support::*;
use serde_json::json;
use std::time::Duration;
use tideboard_protocol::{
    ErrorCode,
    view::{AwayKind, AwayView},
};
use tideboard_sync_core::{Input, Ticket};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Ana was gone for this long while Bo changed the note.
fn returned_after(length: Duration) -> Client {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    ana.passes(length);
    ana.comes_online();
    ana.delta(1, 2, json!([change(2, "n", BO, json!({"set": {"text": "new"}}))]));
    ana
}

fn only_change(view: &AwayView) -> (&str, AwayKind, u32, Option<&str>) {
    assert_eq!(view.others.len(), 1, "{view:?}");
    let change = &view.others[0];
    let by = change.by.as_ref().map(|by| by.name.as_str());
    (change.title.as_str(), change.kind, change.fields, by)
}

#[test]
fn what_others_changed_is_told_by_widget_and_name_once_everything_is_here() {
    let ana = returned_after(2 * MINUTE);
    let view = ana.engine.while_away().unwrap();
    assert_eq!(only_change(&view), ("Handover", AwayKind::Changed, 1, Some("Bo's panel")));
    assert_eq!(view.others[0].paths, ["text".parse().unwrap()]);
    assert_eq!(ana.engine.connection(ana.now()).digests, 1);
    assert!(view.until.duration_since(view.since).as_secs() >= 120);
}

#[test]
fn short_and_quiet_absences_are_not_told_of() {
    assert_eq!(returned_after(Duration::from_secs(20)).engine.while_away(), None);
    let mut quiet = client_with_a_note();
    quiet.link_breaks();
    quiet.passes(2 * MINUTE);
    quiet.comes_online();
    quiet.delta(1, 1, json!([]));
    assert_eq!(quiet.engine.while_away(), None);
    assert_eq!(quiet.engine.connection(quiet.now()).digests, 0);
}

#[test]
fn moved_deleted_and_new_widgets_are_told_apart_and_figures_are_left_out() {
    let mut ana = client_with_a_note();
    ana.delta(
        1,
        3,
        json!([
            change(2, "m", BO, json!({"record_kind": "metric", "set": {"title": "Flow", "value": 1, "stale_after_s": 10}})),
            change(3, "d", BO, json!({"record_kind": "note", "set": {"title": "Old"}})),
        ]),
    );
    ana.link_breaks();
    ana.passes(2 * MINUTE);
    ana.comes_online();
    ana.delta(
        3,
        7,
        json!([
            change(4, "n", BO, json!({"set": {"layout/x": 3}})),
            change(5, "m", BO, json!({"set": {"value": 2}})),
            change(6, "d", BO, json!({"deleted": true})),
            change(7, "c", BO, json!({"record_kind": "counter", "set": {"title": "Jams"}})),
        ]),
    );
    let view = ana.engine.while_away().unwrap();
    let mut told: Vec<_> =
        view.others.iter().map(|change| (change.record.to_string(), change.kind)).collect();
    told.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        told,
        [
            ("c".to_owned(), AwayKind::Added),
            ("d".to_owned(), AwayKind::Deleted),
            ("n".to_owned(), AwayKind::Moved),
        ]
    );
}

#[test]
fn own_changes_that_took_effect_are_counted_and_waited_for() {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    let op = ana.edit(set("n", "title", "Night shift")).unwrap();
    ana.passes(2 * MINUTE);
    ana.comes_online();
    ana.delta(1, 1, json!([]));
    assert_eq!(ana.engine.while_away(), None, "it is still on its way");
    ana.result(op, "applied", json!({"seq": 2}));
    ana.delta(1, 2, json!([change(2, "n", ME, json!({"set": {"title": "Night shift"}}))]));
    let view = ana.engine.while_away().unwrap();
    assert_eq!((view.others.len(), view.applied, view.merged), (0, 1, 0));
}

#[test]
fn a_start_tells_what_happened_since_the_last_run() {
    let mut ana = client_with_a_note().restarted();
    ana.passes(2 * MINUTE);
    ana.subscribes();
    ana.comes_online();
    ana.delta(1, 2, json!([change(2, "n", BO, json!({"set": {"text": "new"}}))]));
    assert!(ana.engine.while_away().is_some());
}

#[test]
fn old_unsent_changes_wait_for_a_look_and_go_out_when_told() {
    let mut ana = client_with_a_note();
    ana.input(Input::ReviewAfter(Some(DAY)));
    ana.link_breaks();
    ana.edit(set("n", "title", "Night shift")).unwrap();
    ana.passes(DAY + MINUTE);
    ana.comes_online();
    ana.delta(1, 2, json!([change(2, "n", BO, json!({"set": {"text": "new"}}))]));
    assert!(ana.pushed().is_empty(), "nothing goes out before it was looked at");
    assert_eq!(ana.shown("n", "text"), Some(json!("new")), "what others changed comes in");
    let cause = ana.engine.status(ana.now()).cause.map(|cause| cause.code);
    assert_eq!(cause, Some(ErrorCode::ReviewNeeded));
    assert!(ana.engine.while_away().is_some(), "the digest helps to decide");
    ana.input(Input::SyncNow { ticket: Ticket(77) });
    assert_eq!(ana.pushed().len(), 1);
}

#[test]
fn young_changes_and_clients_without_a_user_do_not_wait() {
    for limit in [None, Some(DAY)] {
        let mut ana = client_with_a_note();
        ana.input(Input::ReviewAfter(limit));
        ana.link_breaks();
        let age = if limit.is_some() { 2 * MINUTE } else { DAY + MINUTE };
        ana.edit(set("n", "title", "Night shift")).unwrap();
        ana.passes(age);
        ana.comes_online();
        assert_eq!(ana.pushed().len(), 1, "{limit:?}");
    }
}
