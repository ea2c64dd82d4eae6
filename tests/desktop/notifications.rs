//! What the desktop tells while nobody looks at the window, and what it does not.

use tideboard_tests::{
    desktop::{Desktop, in_widget, mark},
    eventually,
    notifications::NotificationHost,
    tray::{TrayHost, TrayItem},
};

use crate::{
    stage::{Stage, section},
    tray::CLOSE_TO_TRAY,
};

/// The window goes to the tray.
#[track_caller]
fn hides(desk: &Desktop) {
    desk.is_closed();
    desk.sees(CLOSE_TO_TRAY);
    desk.is_closed();
    eventually("the window hides", || (!desk.is_visible()).then_some(()));
}

/// Dora's level clashes with Ben's while her window is in the tray.
#[track_caller]
fn clashes_unseen(stage: &mut Stage, item: &TrayItem) {
    item.choose("Until I resume");
    item.says("Paused");
    stage.dora_sets_the_level("6");
    hides(&stage.desk);
    stage.ben.sets("level", "value", 7);
    stage.ben.is_synced();
    item.choose("Resume");
    item.says("1 conflict to decide");
}

#[test]
fn a_conflict_is_told_once_and_leads_to_the_decision_and_routine_is_never_told() {
    let stage = Stage::prepare();
    let tray = TrayHost::start(stage.desk.bus(), stage.desk.home());
    let host = NotificationHost::start(stage.desk.bus());
    let mut stage = stage.open();
    let item = tray.only_item();

    clashes_unseen(&mut stage, &item);
    let told = host.shows("1 conflict to decide");
    stage.ben.adds("tank", "value", 5);
    stage.ben.is_synced();
    stage.world.server.restart();
    stage.ben.syncs_now();
    stage.ben.is_synced();
    host.presses(&told);
    let desk = &stage.desk;
    eventually("the window shows", || desk.is_visible().then_some(()));
    desk.sees(&mark("conflict-dialog"));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "15");
    host.shows_none();
    assert_eq!(host.count(), 1, "neither what Ben did nor the restart was told");
}

#[test]
fn what_is_switched_off_is_not_told_and_all_goes_when_the_window_comes() {
    let stage = Stage::prepare();
    let tray = TrayHost::start(stage.desk.bus(), stage.desk.home());
    let host = NotificationHost::start(stage.desk.bus());
    let mut stage = stage.open();
    let item = tray.only_item();
    stage.desk.clicks(&mark("settings-toggle"));
    stage.desk.clicks(&section("notifications"));
    stage.desk.clicks(&mark("notify-conflicts"));
    stage.desk.property_is(&mark("notify-conflicts"), "checked", "false");
    stage.desk.presses("\u{e00c}");
    stage.desk.sees_no(&mark("settings"));

    clashes_unseen(&mut stage, &item);
    stage.world.server.revoke("dora");
    stage.world.server.restart();
    item.choose("Sync now");
    item.says("Sign in to sync");
    let told = host.shows("Sign in to sync");
    assert!(!told.body.contains("conflict"), "{told:?}");
    item.choose("Open Tideboard");
    eventually("the window shows", || stage.desk.is_visible().then_some(()));
    host.shows_none();
    assert_eq!(host.count(), 1);
}
