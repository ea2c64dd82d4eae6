//! Dora and Ben set the same level without knowing of each other.

use tideboard_tests::desktop::{in_widget, mark, widget};

use crate::stage::Stage;

/// Ben set 7 first; Dora set 6 offline and now has to decide.
#[track_caller]
pub fn clash() -> Stage {
    let mut stage = Stage::set();
    stage.world.server.kill();
    stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    stage.dora_sets_the_level("6");
    stage.desk.shows(&widget("level"), "data-count", "1");
    stage.desk.is_killed();
    stage.world.server.start();
    stage.ben.syncs_now();
    stage.ben.is_synced();
    stage.ben.sets("level", "value", 7);
    stage.ben.is_synced();
    stage.desk.starts();
    stage.desk.shows(&mark("conflict-resolution"), "data-count", "1");
    stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "conflict");
    stage.desk.shows(&widget("level"), "data-state", "conflict");
    stage.desk.clicks(&mark("conflict-badge"));
    stage.desk.shows(&mark("conflict-dialog"), "data-record", "level");
    stage
}

#[track_caller]
fn ends_with(mut stage: Stage, value: i64) {
    stage.desk.sees_no(&mark("conflict-dialog"));
    stage.desk.shows(&mark("conflict-resolution"), "data-count", "0");
    stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    let shown = in_widget("level", "metric-value");
    stage.desk.shows(&shown, "data-value", &value.to_string());
    stage.ben.reads("level", "value", value);
}

#[test]
fn the_dialog_names_both_sides_and_keeping_mine_wins() {
    let stage = clash();
    let desk = &stage.desk;
    desk.reads(&mark("conflict-mine-name"), "Desk");
    desk.reads(&mark("conflict-theirs-name"), "Ben");
    desk.sees(&mark("conflict-before-name"));
    desk.shows(&mark("conflict-field"), "data-path", "value");
    desk.reads(&mark("conflict-base"), "5");
    desk.reads(&mark("conflict-mine"), "6");
    desk.reads(&mark("conflict-theirs"), "7");
    desk.clicks(&mark("conflict-keep-local"));
    ends_with(stage, 6);
}

#[test]
fn keeping_theirs_drops_mine() {
    let stage = clash();
    stage.desk.clicks(&mark("conflict-keep-remote"));
    ends_with(stage, 7);
}

#[test]
fn deciding_later_leaves_everything_as_it_is() {
    let mut stage = clash();
    stage.desk.clicks(&mark("conflict-later"));
    stage.desk.sees_no(&mark("conflict-dialog"));
    stage.desk.shows(&mark("conflict-resolution"), "data-count", "1");
    stage.desk.shows(&in_widget("level", "metric-value"), "data-value", "6");
    assert_eq!(stage.ben.now("level", "value"), 7);
    // The rest of the board goes on meanwhile.
    stage.desk.clicks(&in_widget("tank", "counter-increment"));
    stage.ben.reads("tank", "value", 11);
    stage.ben.adds("tank", "value", 1);
    stage.desk.shows(&in_widget("tank", "counter-value"), "data-value", "12");
    // And the decision can still be made, from the widget itself.
    stage.desk.clicks(&in_widget("level", "widget-tag"));
    stage.desk.clicks(&mark("conflict-theirs"));
    stage.desk.clicks(&mark("conflict-apply"));
    ends_with(stage, 7);
}
