//! Every screen, light and dark, looked at by axe-core in the real window.

use tideboard_tests::{
    BOARD, Edit, HeadlessClient, Role, World,
    desktop::{Desktop, in_widget, mark, widget},
    tray::TrayHost,
};

use crate::{
    conflicts::clash,
    stage::{Stage, opens_centre, section, tab},
    tray::CLOSE_TO_TRAY,
};

const ESCAPE: &str = "\u{e00c}";

/// One widget of every kind that the usual board lacks, so that all kinds are there.
#[track_caller]
fn fills(ben: &mut HeadlessClient) {
    let hour = |n: i64| 1_767_225_600_000 + n * 3_600_000;
    let chart = Edit::create("flow", "chart").set("title", "Flow").set("series/in/name", "Inlet");
    let table = Edit::create("stock", "table")
        .set("title", "Stock")
        .set("columns/lane/name", "Lane")
        .set("columns/lane/order", "A")
        .set("columns/count/name", "Pallets")
        .set("columns/count/order", "B")
        .set("columns/count/type", "number")
        .set("rows/r1/lane", "A1")
        .set("rows/r1/count", 14)
        .set("rows/r1/order", "A");
    let status = Edit::create("lines", "status")
        .set("title", "Lines")
        .set("services/a/name", "Filler")
        .set("services/a/state", "ok")
        .set("services/b/name", "Labeller")
        .set("services/b/state", "degraded")
        .set("services/b/note", "slow since noon")
        .set("services/c/name", "Palletiser")
        .set("services/c/state", "down");
    let metric = Edit::create("heat", "metric")
        .set("title", "Oven")
        .set("unit", "°C")
        .set("value", 214)
        .set("warn", 200)
        .set("alarm", 230)
        .set("target", 190);
    let log =
        "# Shift\n\n- [x] handover\n- [ ] pump **2**, see `log`\n\n[manual](https://example.org)";
    for edit in [
        chart.append("points/in", &[(hour(0), 1.5), (hour(1), 2.0), (hour(2), 1.7)]),
        table,
        status,
        metric.append("points", &[(hour(0), 190.0), (hour(1), 214.0)]),
        Edit::of("log").set("text", log),
        Edit::of("round").set("items/a/assignee", "Ana").set("items/b/text", "Oil the chain"),
    ] {
        ben.edits(BOARD, &edit);
    }
    ben.is_synced();
}

/// A board with all kinds of widgets, in step with the server.
#[track_caller]
fn busy() -> Stage {
    let mut stage = Stage::prepare_as(Role::Owner);
    fills(&mut stage.ben);
    let stage = stage.open();
    stage.desk.sees(&widget("lines"));
    stage
}

/// Leaves what is open above the board.
#[track_caller]
fn leaves(desk: &Desktop, test_id: &str) {
    desk.presses(ESCAPE);
    desk.sees_no(&mark(test_id));
}

#[test]
fn setting_up_is_accessible() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk"));
    desk.starts();
    desk.is_accessible("first run");
    desk.clicks(&mark("first-run-join"));
    desk.sees(&mark("join-address"));
    desk.is_accessible("joining a server");
    desk.clicks(&mark("first-run-back"));
    desk.clicks(&mark("first-run-host"));
    desk.types(&mark("host-port"), "0");
    desk.is_accessible("hosting");
    desk.clicks(&mark("host-submit"));
    desk.sees(&mark("invitation-token"));
    desk.is_accessible("invitation");
}

#[test]
fn the_board_and_arranging_it_are_accessible() {
    let Stage { world: _world, desk, ben: _ben } = busy();
    desk.is_accessible("busy board");
    desk.clicks(&mark("board-switcher"));
    desk.sees(&mark("boards"));
    desk.is_accessible("board menu");
    desk.clicks(&mark("board-arrange"));
    desk.sees(&mark("arrange-bar"));
    desk.is_accessible("arranging");
    desk.clicks(&mark("arrange-add"));
    desk.sees(&mark("add-widget"));
    desk.is_accessible("adding a widget");
    leaves(&desk, "add-widget");
    desk.clicks(&mark("arrange-done"));
    desk.sees_no(&mark("arrange-bar"));
    for record in ["heat", "flow", "stock", "lines", "log", "tank", "round"] {
        desk.clicks(&in_widget(record, "widget-menu"));
        desk.sees(&mark("widget-menu-list"));
        desk.is_accessible(&format!("menu of {record}"));
        desk.clicks(&mark("widget-settings-open"));
        desk.sees(&mark("widget-settings"));
        desk.is_accessible(&format!("settings of {record}"));
        leaves(&desk, "widget-settings");
    }
}

#[test]
fn the_notice_at_the_first_closing_is_accessible() {
    let stage = Stage::prepare();
    let host = TrayHost::start(stage.desk.bus(), stage.desk.home());
    let Stage { world: _world, desk, ben: _ben } = stage.open();
    host.only_item();
    desk.is_closed();
    desk.sees(CLOSE_TO_TRAY);
    desk.sees(&mark("tray-picture"));
    desk.is_accessible("notice at the first closing");
}

#[test]
fn an_empty_board_is_accessible() {
    let Stage { world: _world, desk, ben: _ben } = Stage::set_as(Role::Owner);
    desk.clicks(&mark("board-switcher"));
    desk.clicks(&mark("board-new"));
    desk.sees(&mark("board-title"));
    desk.is_accessible("new board");
    desk.types(&mark("board-title"), "Night shift");
    desk.clicks(&mark("board-form-submit"));
    desk.sees(&mark("board-add-first"));
    desk.is_accessible("empty board");
    desk.clicks(&mark("board-switcher"));
    desk.clicks(&mark("board-delete"));
    desk.sees(&mark("board-form"));
    desk.is_accessible("deleting a board");
}

#[test]
fn what_opens_above_the_board_is_accessible() {
    let Stage { world: _world, desk, ben: _ben } = busy();
    desk.clicks(&mark("palette-open"));
    desk.types(&mark("palette-input"), "gauge");
    desk.reads(&mark("palette-entry"), "Look at the gauge");
    desk.is_accessible("palette");
    leaves(&desk, "palette");
    desk.presses("?");
    desk.sees(&mark("shortcuts"));
    desk.is_accessible("shortcuts");
    leaves(&desk, "shortcuts");
    desk.clicks(&mark("board-switcher"));
    desk.clicks(&mark("board-from-file"));
    desk.sees(&mark("board-load"));
    desk.is_accessible("board from a file");
    // Keys in a field for a file would be the path of one.
    desk.clicks(&format!("{} {}", mark("board-load"), mark("dialog-close")));
    desk.sees_no(&mark("board-load"));
    desk.clicks(&mark("settings-toggle"));
    for name in
        ["connection", "conflicts", "notifications", "appearance", "computer", "data", "about"]
    {
        desk.clicks(&section(name));
        desk.shows(&section(name), "aria-selected", "true");
        desk.is_accessible(&format!("settings, {name}"));
    }
    desk.clicks(&section("connection"));
    desk.clicks(&mark("settings-sign-out"));
    desk.sees(&mark("sign-out"));
    desk.is_accessible("signing out");
}

#[test]
fn how_sync_stands_is_accessible() {
    let Stage { world: _world, desk, ben: _ben } = busy();
    desk.clicks(&mark("sync-toggle"));
    desk.sees(&mark("sync-details"));
    desk.is_accessible("sync details");
    desk.clicks(&mark("sync-pause"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "paused");
    desk.presses(ESCAPE);
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&mark("pending-operations-badge"), "data-count", "1");
    // The words beside the badge grow a moment later and push it away from under a click.
    desk.reads(&mark("dashboard-sync-indicator"), "1 change kept here");
    desk.clicks(&mark("queue-toggle"));
    desk.sees(&mark("pending-operation"));
    desk.is_accessible("own changes");
    desk.presses(ESCAPE);
    opens_centre(&desk, "changes");
    for name in ["changes", "conflicts", "away", "history", "why"] {
        desk.clicks(&tab(name));
        desk.shows(&tab(name), "aria-selected", "true");
        desk.is_accessible(&format!("sync centre, {name}"));
    }
    desk.clicks(&tab("changes"));
    desk.clicks(&mark("travel-out"));
    desk.sees(&mark("travel-passphrase"));
    desk.is_accessible("saving unsent changes");
    leaves(&desk, "travel-dialog");
    desk.clicks(&mark("travel-in"));
    desk.sees(&mark("travel-file"));
    desk.is_accessible("taking changes in");
}

#[test]
fn deciding_a_conflict_is_accessible() {
    let Stage { world: _world, desk, ben: _ben } = clash();
    desk.is_accessible("conflict dialog");
    desk.clicks(&mark("conflict-later"));
    desk.sees_no(&mark("conflict-dialog"));
    desk.is_accessible("board with a conflict");
    opens_centre(&desk, "conflicts");
    desk.sees(&mark("centre-conflict"));
    desk.is_accessible("conflicts in the sync centre");
    desk.clicks(&mark("centre-decide"));
    desk.clicks(&mark("conflict-keep-remote"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    opens_centre(&desk, "history");
    desk.sees(&mark("history-item"));
    desk.is_accessible("history");
}

#[test]
fn the_gallery_of_all_states_is_accessible() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk"));
    desk.starts();
    let _ = desk.script("location.hash = '#/gallery'; location.reload();");
    desk.sees(&mark("gallery"));
    desk.is_accessible("gallery");
}
