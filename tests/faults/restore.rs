//! A server goes back to an earlier state: clients notice, and nothing of theirs counts twice.

use tideboard_tests::{BOARD, Edit, Role, World};

fn back_up(world: &World) -> String {
    let copy = world.folder("backup.db");
    let copy = copy.to_str().expect("a plain path").to_owned();
    world.server.admin(&["backup"], &["--to", &copy]);
    copy
}

fn go_back_to(world: &mut World, copy: &str) {
    world.server.stop();
    world.server.admin(&["restore"], &["--from", copy]);
    world.server.start();
}

#[test]
fn clients_drop_what_the_restored_server_does_not_know() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let copy = back_up(&world);
    ben.sets("log", "text", "after the backup");
    ben.edits(BOARD, &Edit::create("late", "note").set("text", "late"));
    ben.is_synced();
    ada.reads("late", "text", "late");
    ada.kill();
    go_back_to(&mut world, &copy);
    ada.joins();
    ada.reads("log", "text", "calm");
    assert!(ada.record(BOARD, "late").is_none());
}

#[test]
fn unsent_changes_survive_a_restore_and_arrive_once() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let copy = back_up(&world);
    ada.pauses();
    ada.adds("tank", "value", 5);
    ada.sets("log", "text", "typed before the restore");
    go_back_to(&mut world, &copy);
    ada.resumes();
    ada.is_synced();
    ben.syncs_now();
    ben.reads("tank", "value", 15);
    ben.reads("log", "text", "typed before the restore");
    assert!(ada.conflicts().is_empty(), "{:?}", ada.conflicts());
}

#[test]
fn a_change_whose_result_was_lost_in_the_restore_counts_once() {
    let mut world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    proxy.to_client(tideboard_tests::proxy::Way::Lost);
    ada.adds("tank", "value", 1);
    ben.reads("tank", "value", 11);
    let copy = back_up(&world);
    proxy.goes_down();
    go_back_to(&mut world, &copy);
    proxy.comes_up();
    ada.syncs_now();
    ada.is_synced();
    ben.syncs_now();
    ben.is_synced();
    assert_eq!(ben.now("tank", "value"), 11);
    assert_eq!(ada.now("tank", "value"), 11);
}

#[test]
fn editing_goes_on_after_a_restore_without_false_conflicts() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let copy = back_up(&world);
    for n in 0..20 {
        ada.sets("log", "text", format!("before {n}"));
    }
    ada.is_synced();
    go_back_to(&mut world, &copy);
    for client in [&mut ada, &mut ben] {
        client.syncs_now();
        client.reads("log", "text", "calm");
        client.lets_go_of_what_is_offered();
        client.reads("log", "text", "calm");
    }
    ben.sets("log", "text", "after, by Ben");
    ada.reads("log", "text", "after, by Ben");
    ada.sets("log", "text", "after, by Ada");
    ben.reads("log", "text", "after, by Ada");
    assert!(ada.conflicts().is_empty() && ben.conflicts().is_empty());
}
