//! Dora looks after her changes: what was lost, what travels, leaving a server, and the looks.

use tideboard_tests::{
    BOARD, Role, World,
    desktop::{Desktop, in_widget, mark, widget},
};

use crate::{
    conflicts::clash,
    stage::{Stage, opens_centre, section},
};

/// Dora counted once while the server was away.
#[track_caller]
fn one_unsent() -> Stage {
    let mut stage = Stage::set();
    stage.world.server.kill();
    stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    stage.desk.clicks(&in_widget("tank", "counter-increment"));
    stage.desk.shows(&mark("pending-operations-badge"), "data-count", "1");
    stage
}

#[test]
fn a_value_that_lost_comes_back_from_the_history_and_goes_again() {
    let Stage { world: _world, desk, mut ben } = clash();
    let shown = in_widget("level", "metric-value");
    desk.clicks(&mark("conflict-keep-remote"));
    desk.sees_no(&mark("conflict-dialog"));
    desk.shows(&shown, "data-value", "7");
    opens_centre(&desk, "history");
    desk.shows(&mark("history-item"), "data-ending", "kept_remote");
    desk.shows(&mark("history-restore"), "data-values", "mine");
    desk.clicks(&mark("history-restore"));
    desk.shows(&shown, "data-value", "6");
    ben.reads("level", "value", 6);
    desk.reads(&mark("toast"), "Brought back");
    desk.clicks(&format!("{}:last-child {}", mark("toast"), mark("toast-undo")));
    desk.shows(&shown, "data-value", "7");
    ben.reads("level", "value", 7);
}

#[test]
fn a_conflict_that_settles_itself_is_said_to_be_settled() {
    let Stage { world: _world, desk, mut ben } = clash();
    ben.sets("level", "value", 6);
    desk.sees(&mark("conflict-gone"));
    desk.clicks(&mark("conflict-later"));
    desk.sees_no(&mark("conflict-dialog"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

#[test]
fn unsent_changes_are_saved_to_a_file_behind_a_passphrase() {
    let Stage { world: _world, desk, ben: _ben } = one_unsent();
    opens_centre(&desk, "changes");
    desk.clicks(&mark("travel-out"));
    desk.types(&mark("travel-passphrase"), "correct horse");
    desk.types(&mark("travel-again"), "correct hoarse");
    desk.clicks(&mark("travel-save"));
    desk.reads("#travel-why", "not the same");
    desk.types(&mark("travel-again"), "correct horse");
    desk.clicks(&mark("travel-save"));
    desk.shows(&mark("travel-saved"), "data-count", "1");
    let file = desk.text(&format!("{} .path", mark("travel-saved"))).unwrap();
    let sealed = std::fs::read_to_string(file).unwrap();
    assert!(sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
}

#[test]
fn signing_out_keeps_unsent_changes_for_the_next_time() {
    let Stage { mut world, desk, mut ben } = one_unsent();
    desk.clicks(&mark("settings-toggle"));
    desk.clicks(&mark("settings-sign-out"));
    desk.shows(&mark("sign-out"), "data-count", "1");
    desk.clicks(&mark("sign-out-keep"));
    desk.shows(&mark("first-run"), "data-state", "choose");
    world.server.start();
    let token = world.server.token("dora", Role::Editor);
    desk.clicks(&mark("first-run-join"));
    desk.types(&mark("join-address"), &world.server.url());
    desk.types(&mark("join-token"), &token);
    desk.clicks(&mark("join-submit"));
    desk.shows(&mark("board"), "data-state", "ready");
    ben.syncs_now();
    ben.reads("tank", "value", 11);
}

#[test]
fn the_looks_follow_the_settings_at_once() {
    let Stage { world: _world, desk, ben: _ben } = Stage::set();
    desk.clicks(&mark("settings-toggle"));
    desk.clicks(&section("appearance"));
    desk.clicks(&mark("settings-contrast"));
    desk.shows("html", "data-contrast", "more");
    desk.clicks(&mark("settings-motion"));
    desk.shows("html", "data-motion", "reduced");
    desk.clicks(&section("about"));
    desk.reads(&mark("diagnostics"), "device id");
}

#[test]
fn on_a_wall_there_is_nothing_but_the_board_and_a_badge_when_something_is_wrong() {
    let mut world = World::with_board();
    let token = world.server.token("dora", Role::Viewer);
    let mut desk = Desktop::prepare(world.folder("desk"))
        .with(&["--server", &world.server.url(), "--kiosk", BOARD])
        .with_env("TIDEBOARD_TOKEN", &token);
    desk.starts();
    desk.sees(&widget("tank"));
    desk.sees_no(&mark("top-bar"));
    world.server.kill();
    desk.shows(&mark("kiosk-badge"), "data-state", "offline");
    desk.sees(&widget("tank"));
}
