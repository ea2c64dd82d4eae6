//! Backing up, restoring and erasing what this computer keeps, and leaving a server.

use std::path::Path;

use tideboard_tests::{
    Role, World,
    desktop::{Desktop, in_widget, mark},
    tray::WindowManager,
};

use crate::stage::{Stage, section};

const COUNT: &str = "[data-testid='counter-value']";
const KEY: &str = "[data-testid='counter-increment']";
const ESCAPE: &str = "\u{e00c}";

#[track_caller]
pub fn opens_the_section(desk: &Desktop) {
    desk.clicks(&mark("settings-toggle"));
    desk.clicks(&section("data"));
}

/// Backs up; the folder.
#[track_caller]
pub fn backs_up(desk: &Desktop) -> String {
    let saved = format!("{} code", mark("data-backed-up"));
    desk.clicks(&mark("data-back-up"));
    desk.sees(&saved);
    desk.text(&saved).expect("the folder is named")
}

#[test]
fn a_backup_brings_back_this_computers_board_with_its_server() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk"));
    let _window_manager = WindowManager::start(desk.bus(), desk.home());
    desk.starts();
    desk.clicks(&mark("first-run-try"));
    desk.clicks(KEY);
    desk.shows(COUNT, "data-value", "1");
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");

    opens_the_section(&desk);
    let folder = backs_up(&desk);
    desk.presses(ESCAPE);
    desk.clicks(KEY);
    desk.shows(COUNT, "data-value", "2");
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");

    opens_the_section(&desk);
    desk.clicks(&mark("data-restore"));
    desk.chooses_folder("Restore a backup", Path::new(&folder));
    desk.reads(&mark("data-found"), "1 board");
    desk.reads(&mark("data-found"), "the server inside the app");
    desk.clicks(&mark("data-restore-now"));
    desk.shows(COUNT, "data-value", "1");
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    desk.clicks(KEY);
    desk.shows(COUNT, "data-value", "2");

    // What was replaced is there, and can be brought back in the same way.
    desk.is_terminated();
    desk.starts();
    desk.shows(COUNT, "data-value", "2");
}

#[test]
fn a_folder_without_a_backup_is_refused_and_nothing_changes() {
    let Stage { world, desk, ben: _ben } = Stage::set();
    let _window_manager = WindowManager::start(desk.bus(), desk.home());
    opens_the_section(&desk);
    let empty = world.folder("empty");
    std::fs::create_dir_all(&empty).expect("a folder can be made");
    desk.clicks(&mark("data-restore"));
    desk.chooses_folder("Restore a backup", &empty);
    desk.reads(&mark("settings"), "holds no backup of Tideboard");
    desk.presses(ESCAPE);
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "10");
}

#[test]
fn erased_means_a_first_run_and_the_server_keeps_what_it_has() {
    let Stage { mut world, mut desk, mut ben } = Stage::set();
    desk.clicks(&in_widget("tank", "counter-increment"));
    ben.reads("tank", "value", 11);
    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&mark("pending-operations-badge"), "data-count", "1");

    opens_the_section(&desk);
    desk.clicks(&mark("data-erase"));
    desk.reads(&mark("data-erase-question"), "1 change is not on the server yet");
    desk.clicks(&mark("data-erase-now"));
    desk.sees(&mark("first-run"));
    desk.is_terminated();
    desk = desk.with(&[]);
    desk.starts();
    desk.sees(&mark("first-run"));

    world.server.start();
    ben.syncs_now();
    ben.reads("tank", "value", 11);
    let mut eve = world.client("eve", Role::Viewer);
    eve.reads("tank", "value", 11);
}

/// Dora counts offline, then asks to sign out.
#[track_caller]
fn signs_out_with_a_change() -> Stage {
    let mut stage = Stage::set();
    stage.world.server.kill();
    stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    stage.desk.clicks(&in_widget("tank", "counter-increment"));
    stage.desk.shows(&mark("pending-operations-badge"), "data-count", "1");
    stage.desk.clicks(&mark("settings-toggle"));
    stage.desk.clicks(&section("connection"));
    stage.desk.clicks(&mark("settings-sign-out"));
    stage.desk.shows(&mark("sign-out"), "data-count", "1");
    stage
}

/// Dora starts again with the address and token of before, and is in step with Ben.
#[track_caller]
fn signs_in_again(stage: &mut Stage) {
    stage.world.server.start();
    stage.desk.is_terminated();
    stage.desk.starts();
    stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    stage.ben.syncs_now();
    stage.ben.is_synced();
}

#[test]
fn signing_out_asks_about_unsent_changes_and_those_that_are_kept_arrive_later() {
    let mut stage = signs_out_with_a_change();
    stage.desk.clicks(&mark("sign-out-keep"));
    stage.desk.sees(&mark("first-run"));
    signs_in_again(&mut stage);
    stage.ben.reads("tank", "value", 11);
}

#[test]
fn those_that_are_discarded_do_not() {
    let mut stage = signs_out_with_a_change();
    stage.desk.clicks(&mark("sign-out-discard"));
    stage.desk.sees(&mark("first-run"));
    signs_in_again(&mut stage);
    assert_eq!(stage.ben.now("tank", "value"), 10);
    stage.desk.shows(&in_widget("tank", "counter-value"), "data-value", "10");
}
