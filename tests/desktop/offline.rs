//! Dora goes on working while the server is away.

use tideboard_tests::desktop::{in_widget, mark, widget};

use crate::stage::Stage;

#[test]
fn an_edit_made_without_the_server_outlives_a_kill_and_reaches_everybody() {
    let Stage { mut world, mut desk, mut ben } = Stage::set();
    let value = in_widget("tank", "counter-value");
    desk.shows(&value, "data-value", "10");
    world.server.kill();
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&value, "data-value", "11");
    desk.shows(&widget("tank"), "data-count", "1");
    desk.shows(&mark("pending-operations-badge"), "data-count", "1");
    // The words beside the badge grow a moment later and push it away from under a click.
    desk.reads(&mark("dashboard-sync-indicator"), "1 change kept here");
    desk.clicks(&mark("queue-toggle"));
    desk.shows(&mark("pending-operation"), "data-record", "tank");

    desk.is_killed();
    desk.starts();
    desk.shows(&value, "data-value", "11");
    desk.shows(&mark("pending-operations-badge"), "data-count", "1");
    desk.shows(&mark("dashboard-sync-indicator"), "data-count", "1");

    world.server.start();
    desk.clicks(&mark("sync-toggle"));
    desk.clicks(&mark("sync-retry"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    desk.shows(&mark("pending-operations-badge"), "data-count", "0");
    desk.shows(&widget("tank"), "data-state", "synced");
    ben.syncs_now();
    ben.reads("tank", "value", 11);
}

#[test]
fn offline_is_said_and_old_figures_do_not_look_live() {
    let Stage { mut world, desk, ben: _ben } = Stage::set();
    desk.shows(&mark("board"), "data-freshness", "live");
    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    desk.shows(&mark("dashboard-sync-indicator"), "data-tone", "warn");
    desk.clicks(&mark("sync-toggle"));
    desk.reads(&mark("sync-words"), "Offline since");
    desk.sees(&mark("sync-error"));
    desk.sees(&mark("sync-next"));
    let freshness = desk.attribute(&mark("board"), "data-freshness");
    assert_ne!(freshness.as_deref(), Some("live"));
}

#[test]
fn what_others_write_appears_without_a_touch() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    ben.adds("tank", "value", 32);
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "42");
    ben.sets("log", "text", "Ben was here");
    desk.reads(&widget("log"), "Ben was here");
    ben.sets("round", "items/a/done", true);
    desk.shows(&in_widget("round", "checklist-item"), "data-done", "true");
}

#[test]
fn pausing_in_the_window_keeps_edits_until_resumed() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    desk.clicks(&mark("sync-toggle"));
    desk.clicks(&mark("sync-pause"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "paused");
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&mark("pending-operations-badge"), "data-count", "1");
    assert_eq!(ben.now("tank", "value"), 10);
    if !desk.is_there(&mark("sync-resume")) {
        desk.clicks(&mark("sync-toggle"));
    }
    desk.clicks(&mark("sync-resume"));
    ben.reads("tank", "value", 11);
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

#[test]
fn a_waiting_change_can_be_rolled_back_in_the_window() {
    let Stage { mut world, desk, ben: _ben } = Stage::set();
    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "11");
    // The words beside the badge grow a moment later and push it away from under a click.
    desk.reads(&mark("dashboard-sync-indicator"), "1 change kept here");
    desk.clicks(&mark("queue-toggle"));
    desk.clicks(&mark("op-discard"));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "10");
    desk.shows(&mark("pending-operations-badge"), "data-count", "0");
}
