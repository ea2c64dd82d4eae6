//! Backing up, restoring and erasing what this computer keeps.

use std::path::Path;

use tideboard_tests::{
    Role, World,
    desktop::{Desktop, in_widget, mark},
    tray::WindowManager,
};

use crate::{stage::Stage, surfaces::section};

const COUNT: &str = "[data-testid='counter-value']";
const KEY: &str = "[data-testid='counter-increment']";
const ESCAPE: &str = "\u{e00c}";

#[track_caller]
fn opens_the_section(desk: &Desktop) {
    desk.clicks(&mark("settings-toggle"));
    desk.clicks(&section("data"));
}

/// Backs up; the folder.
#[track_caller]
fn backs_up(desk: &Desktop) -> String {
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
