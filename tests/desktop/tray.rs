//! The tray icon in a real panel, and life without one.

use std::{collections::HashSet, process::Stdio};

use tideboard_tests::{
    PATIENCE, Process,
    desktop::{in_widget, mark, widget},
    eventually,
    programs::program,
    tray::{TrayHost, WindowManager},
};

use crate::{conflicts, stage::Stage};

/// Says that closing leaves the app in the tray.
pub const CLOSE_TO_TRAY: &str = "[data-testid=\"notice\"][data-notice=\"close-to-tray\"]";
const NO_TRAY: &str = "[data-testid=\"notice\"][data-notice=\"no-tray\"]";

#[test]
fn the_tray_follows_the_state_and_its_menu_works() {
    let stage = Stage::prepare();
    let host = TrayHost::start(stage.desk.bus(), stage.desk.home());
    let Stage { mut world, desk, mut ben } = stage.open();
    let item = host.only_item();
    item.says("Synced");
    let id = item.id();
    assert!(id.contains("app.tideboard.desktop"), "{id} could be any program's");
    assert!(!desk.is_there(NO_TRAY));
    let mut pictures = HashSet::from([item.picture()]);
    let mut has_a_new_picture = |state: &str| {
        let picture = eventually(&format!("{state} has a picture of its own"), || {
            Some(item.picture()).filter(|picture| !pictures.contains(picture))
        });
        assert!(!picture.is_empty());
        pictures.insert(picture);
    };

    item.choose("Until I resume");
    item.says("Paused");
    has_a_new_picture("paused");
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "paused");
    desk.clicks(&in_widget("tank", "counter-increment"));
    item.says("1 change kept here");
    let quit = item.menu().pop().expect("the menu has lines");
    assert!(quit.label.contains("1 change is kept"), "{quit:?}");
    item.choose("Resume");
    ben.reads("tank", "value", 11);
    item.says("Synced");

    world.server.kill();
    item.says("Offline");
    has_a_new_picture("offline");
    world.server.start();
    item.choose("Sync now");
    item.says("Synced");
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

#[test]
fn a_pause_ends_from_the_tray_while_a_conflict_waits() {
    let Stage { world: _world, desk, mut ben } = conflicts::clash();
    desk.clicks(&mark("conflict-later"));
    let host = TrayHost::start(desk.bus(), desk.home());
    let item = host.only_item();
    item.says("1 conflict");
    item.choose("Until I resume");
    eventually("the menu offers the way back", || {
        item.menu().into_iter().find(|line| line.label == "Resume" && line.enabled)
    });
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&widget("tank"), "data-count", "1");
    // A round through the server: what was not sent until here is held back.
    ben.adds("tank", "value", 5);
    ben.is_synced();
    ben.reads("tank", "value", 15);
    item.choose("Resume");
    ben.reads("tank", "value", 16);
    desk.shows(&widget("tank"), "data-count", "0");
    item.says("1 conflict");
}

#[test]
fn closing_leaves_the_app_in_the_tray_and_quitting_ends_it() {
    let stage = Stage::prepare();
    let host = TrayHost::start(stage.desk.bus(), stage.desk.home());
    let Stage { world: _world, mut desk, mut ben } = stage.open();
    let item = host.only_item();
    desk.is_closed();
    desk.sees(CLOSE_TO_TRAY);
    assert!(desk.is_visible(), "the first time it only explains");
    desk.is_closed();
    eventually("the window hides", || (!desk.is_visible()).then_some(()));
    ben.adds("tank", "value", 5);
    ben.is_synced();
    item.says("Synced");

    item.choose("Open Tideboard");
    eventually("the window shows", || desk.is_visible().then_some(()));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "15");
    item.choose("Settings");
    desk.sees(&mark("settings"));
    item.choose("Quit");
    desk.ends();
    host.is_empty();
}

#[test]
fn without_a_tray_closing_quits() {
    let stage = Stage::prepare();
    let _window_manager = WindowManager::start(stage.desk.bus(), stage.desk.home());
    let Stage { world: _world, mut desk, ben: _ben } = stage.open();
    desk.sees(NO_TRAY);
    desk.is_closed();
    desk.ends();
}

#[test]
fn without_a_tray_the_window_says_so() {
    let Stage { world: _world, desk, ben: _ben } = Stage::set();
    desk.sees(NO_TRAY);
    desk.reads(NO_TRAY, "closing the window quits");
}

#[test]
fn a_panel_that_comes_later_gets_the_icon() {
    let Stage { world: _world, desk, ben: _ben } = Stage::set();
    desk.sees(NO_TRAY);
    let host = TrayHost::start(desk.bus(), desk.home());
    host.only_item().says("Synced");
    desk.sees_no(NO_TRAY);
}

#[test]
fn a_second_start_ends_at_once_and_the_first_goes_on() {
    let Stage { world: _world, mut desk, ben: _ben } = Stage::set();
    let first = desk.app();
    let mut command = desk.command(&program("tideboard"));
    command.stdin(Stdio::null());
    let mut second = Process::start("second start", &mut command);
    assert!(second.exit_within(PATIENCE).success());
    assert_eq!(desk.app(), first);
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "11");
    desk.is_terminated();
}
