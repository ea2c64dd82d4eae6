//! Two people change one field without knowing of each other.

use serde_json::{Value, json};
use tideboard_tests::{BOARD, Edit, HeadlessClient, Role, World};

/// Ada renamed the tank to "Ada's tank" first; Ben renamed it to "Ben's tank" offline.
struct Clash {
    ada: HeadlessClient,
    ben: HeadlessClient,
    conflict: Value,
    world: World,
}

impl Clash {
    fn arrange() -> Self {
        Self::between(
            &Edit::of("tank").set("title", "Ada's tank"),
            &[Edit::of("tank").set("title", "Ben's tank")],
        )
    }

    fn between(adas: &Edit, bens: &[Edit]) -> Self {
        let world = World::with_board();
        let mut ada = world.client("ada", Role::Editor);
        let mut ben = world.client("ben", Role::Editor);
        ben.pauses();
        for edit in bens {
            ben.edits(BOARD, edit);
        }
        ada.edits(BOARD, adas);
        ada.is_synced();
        ben.resumes();
        let conflict = ben.has_a_conflict();
        Self { ada, ben, conflict, world }
    }

    fn op(&self) -> String {
        self.conflict["op_id"].as_str().expect("a conflict names its change").to_owned()
    }

    fn ends_with(&mut self, path: &str, value: impl Into<Value> + Clone) {
        self.ben.is_synced();
        assert!(self.ben.conflicts().is_empty() && self.ben.queue().is_empty());
        self.ben.reads("tank", path, value.clone());
        self.ada.reads("tank", path, value);
    }
}

#[test]
fn a_clash_shows_both_sides_and_what_they_started_from() {
    let mut clash = Clash::arrange();
    let Clash { conflict, .. } = &clash;
    assert_eq!(conflict["record"], "tank");
    assert_eq!(conflict["title"], "Ben's tank", "the record as its owner sees it");
    assert_eq!(conflict["device"], "Ben's computer");
    let fields = conflict["fields"].as_array().expect("the fields are listed");
    let [field] = fields.as_slice() else { panic!("one field clashes: {fields:?}") };
    assert_eq!(field["path"], "title");
    assert_eq!(field["base"], "Tank");
    assert_eq!(field["mine"], "Ben's tank");
    assert_eq!(field["theirs"], "Ada's tank");
    assert_eq!(field["by"]["user"], "ada");
    assert_eq!(field["by"]["name"], "Ada's computer");
    let status = clash.ben.reaches("conflict");
    assert_eq!(status["conflicts"], 1, "{status}");
    let record = clash.ben.record(BOARD, "tank").expect("the tank is there");
    assert_eq!(record["sync"]["state"], "conflict");
    assert_eq!(clash.ada.state(), "synced", "only one side has to decide");
}

#[test]
fn keeping_the_local_value_writes_it_over_the_other() {
    let mut clash = Clash::arrange();
    let op = clash.op();
    clash.ben.resolves(&op, "local");
    clash.ends_with("title", "Ben's tank");
}

#[test]
fn keeping_the_remote_value_drops_the_local_one() {
    let mut clash = Clash::arrange();
    let op = clash.op();
    clash.ben.resolves(&op, "remote");
    clash.ends_with("title", "Ada's tank");
}

#[test]
fn merging_writes_what_was_agreed_upon() {
    let mut clash = Clash::arrange();
    let merge = json!({
        "cmd": "resolve", "op_id": clash.op(), "choice": "merge", "set": {"title": "Our tank"},
    });
    clash.ben.done(&merge);
    clash.ends_with("title", "Our tank");
}

#[test]
fn the_rest_of_a_clashing_change_is_not_lost() {
    let bens = Edit::of("tank").set("title", "Ben's tank").set("step", 5).inc("value", 1);
    let mut clash = Clash::between(&Edit::of("tank").set("title", "Ada's tank"), &[bens]);
    let op = clash.op();
    clash.ben.resolves(&op, "remote");
    clash.ends_with("title", "Ada's tank");
    clash.ends_with("step", 5);
    clash.ends_with("value", 11);
}

#[test]
fn a_decision_is_made_once() {
    let mut clash = Clash::arrange();
    let resolve = json!({"cmd": "resolve", "op_id": clash.op(), "choice": "local"});
    clash.ben.done(&resolve);
    let failure = clash.ben.fails(&resolve);
    assert_eq!(failure.code, "unknown_op");
    clash.ends_with("title", "Ben's tank");
}

#[test]
fn an_undecided_clash_holds_only_its_own_widget() {
    let mut clash = Clash::arrange();
    let held = clash.ben.adds("tank", "value", 1);
    clash.ben.sets("log", "text", "others go on");
    clash.ada.reads("log", "text", "others go on");
    clash.ada.sets("round", "items/a/done", true);
    clash.ben.reads("round", "items/a/done", true);
    clash.ada.sets("tank", "step", 2);
    clash.ben.reads("tank", "step", 2);
    assert_eq!(clash.ben.change_is(&held, "held")["by"], clash.op().as_str());
    assert_eq!(clash.ada.now("tank", "value"), 10);
    let op = clash.op();
    clash.ben.resolves(&op, "remote");
    clash.ends_with("value", 11);
}

#[test]
fn an_undecided_clash_survives_a_kill_and_can_be_decided_offline() {
    let mut clash = Clash::arrange();
    let op = clash.op();
    clash.world.server.kill();
    clash.ben.comes_back();
    let again = clash.ben.has_a_conflict();
    assert_eq!(again["op_id"], op.as_str());
    assert_eq!(again["fields"][0]["theirs"], "Ada's tank");
    clash.ben.resolves(&op, "local");
    clash.ben.reads("tank", "title", "Ben's tank");
    clash.ben.comes_back();
    clash.ben.reads("tank", "title", "Ben's tank");
    clash.world.server.start();
    clash.ben.syncs_now();
    clash.ends_with("title", "Ben's tank");
}

#[test]
fn a_decision_made_offline_is_asked_again_when_the_other_value_has_moved_on() {
    let mut clash = Clash::arrange();
    clash.ben.pauses();
    let op = clash.op();
    clash.ben.resolves(&op, "local");
    clash.ada.sets("tank", "title", "Ada's new tank");
    clash.ada.is_synced();
    clash.ben.resumes();
    let again = clash.ben.has_a_conflict();
    assert_eq!(again["fields"][0]["theirs"], "Ada's new tank");
    let op = again["op_id"].as_str().expect("a conflict names its change").to_owned();
    clash.ben.resolves(&op, "remote");
    clash.ends_with("title", "Ada's new tank");
}

#[test]
fn while_undecided_the_dialog_follows_the_other_side() {
    let mut clash = Clash::arrange();
    clash.ada.sets("tank", "title", "Ada's second thought");
    tideboard_tests::eventually("the conflict shows the newer value", || {
        let conflict = clash.ben.has_a_conflict();
        (conflict["fields"][0]["theirs"] == "Ada's second thought").then_some(())
    });
    let op = clash.ben.has_a_conflict()["op_id"].as_str().unwrap_or_default().to_owned();
    clash.ben.resolves(&op, "local");
    clash.ends_with("title", "Ben's tank");
}

#[test]
fn the_same_value_from_both_sides_is_no_conflict() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    ben.pauses();
    ada.sets("tank", "title", "Tank 1");
    ben.sets("tank", "title", "Tank 1");
    ada.resumes();
    ada.is_synced();
    ben.resumes();
    ben.is_synced();
    assert!(ada.conflicts().is_empty() && ben.conflicts().is_empty());
    ben.reads("tank", "title", "Tank 1");
}

#[test]
fn own_edits_in_quick_succession_never_clash() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    for n in 0..50 {
        ada.sets("tank", "title", format!("Tank {n}"));
        ada.edits(BOARD, &Edit::of("tank").set("step", n).inc("value", 1));
    }
    ada.is_synced();
    assert!(ada.conflicts().is_empty());
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "title", "Tank 49");
    ben.reads("tank", "value", 60);
}

#[test]
fn an_edit_of_what_somebody_deleted_can_bring_it_back() {
    let bens = [Edit::of("tank").set("title", "Ben's tank")];
    let mut clash = Clash::between(&Edit::delete("tank"), &bens);
    assert_eq!(clash.conflict["deleted"]["by"]["user"], "ada", "{}", clash.conflict);
    let op = clash.op();
    clash.ben.resolves(&op, "local");
    clash.ends_with("title", "Ben's tank");
    clash.ends_with("value", 10);
}

#[test]
fn an_edit_of_what_somebody_deleted_can_be_given_up() {
    let bens = [Edit::of("tank").set("title", "Ben's tank"), Edit::of("tank").inc("value", 1)];
    let mut clash = Clash::between(&Edit::delete("tank"), &bens);
    let op = clash.op();
    clash.ben.resolves(&op, "remote");
    clash.ben.is_synced();
    assert!(clash.ben.record(BOARD, "tank").is_none() && clash.ben.queue().is_empty());
}

#[test]
fn deleting_what_somebody_edited_asks_first() {
    let bens = [Edit::delete("tank")];
    let mut clash = Clash::between(&Edit::of("tank").set("title", "Ada's tank"), &bens);
    assert_eq!(clash.conflict["kind"], "delete");
    let op = clash.op();
    clash.ben.resolves(&op, "remote");
    clash.ends_with("title", "Ada's tank");
}
