//! Widgets are used by keyboard, and what is done in them reaches everybody.

use std::{env, fs, os::unix::fs::PermissionsExt as _};

use tideboard_tests::{
    BOARD, Edit,
    desktop::{Desktop, in_widget, mark, widget},
    eventually,
    wait::eventually_is,
};

use crate::stage::Stage;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const UP: &str = "\u{e013}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";
const F2: &str = "\u{e032}";
/// Holds Shift for the keys that follow it in the same text.
const SHIFT: &str = "\u{e008}";

/// A cell of the table, by the ids of its row and column.
fn cell(row: &str, column: &str) -> String {
    format!("{}[data-row=\"{row}\"][data-column=\"{column}\"]", in_widget("stock", "table-cell"))
}

/// A board with a table of two rows, lanes and pallets.
#[track_caller]
fn with_table() -> Stage {
    let mut stage = Stage::set();
    let table = Edit::create("stock", "table")
        .set("title", "Stock")
        .set("columns/lane/name", "Lane")
        .set("columns/lane/order", "A")
        .set("columns/count/name", "Pallets")
        .set("columns/count/order", "B")
        .set("columns/count/type", "number")
        .set("rows/r1/lane", "A1")
        .set("rows/r1/count", 14)
        .set("rows/r1/order", "A")
        .set("rows/r2/lane", "A2")
        .set("rows/r2/count", 9)
        .set("rows/r2/order", "B");
    stage.ben.edits(BOARD, &table);
    stage.desk.reads(&cell("r2", "lane"), "A2");
    stage
}

/// Puts the focus on something and waits until it is there.
#[track_caller]
fn focuses(desk: &Desktop, place: &str, test_id: &str) {
    desk.sees(place);
    let _ = desk.script(&format!("document.querySelector({place:?}).focus()"));
    assert_eq!(desk.focus().as_deref(), Some(test_id));
}

#[test]
fn cells_are_edited_by_keyboard_like_those_of_a_spreadsheet() {
    let Stage { desk, mut ben, world: _world } = with_table();
    let grid = in_widget("stock", "table-grid");
    desk.clicks(&cell("r1", "lane"));
    desk.shows(&grid, "data-cursor", "0:0");
    // Typing replaces, Tab keeps it and goes on to the right, Enter keeps it and goes down.
    desk.presses("B7");
    desk.shows(&grid, "data-editing", "true");
    desk.presses(TAB);
    desk.shows(&grid, "data-cursor", "0:1");
    desk.presses("21");
    desk.presses(ENTER);
    desk.shows(&grid, "data-cursor", "1:1");
    ben.reads("stock", "rows/r1/lane", "B7");
    ben.reads("stock", "rows/r1/count", 21);
    // F2 goes on with what is there, Escape leaves it as it was.
    desk.presses(F2);
    desk.shows(&grid, "data-editing", "true");
    desk.presses("5");
    desk.presses(ENTER);
    ben.reads("stock", "rows/r2/count", 95);
    desk.presses(UP);
    desk.shows(&grid, "data-cursor", "0:1");
    desk.presses("99");
    desk.presses(ESCAPE);
    desk.shows(&grid, "data-editing", "false");
    desk.reads(&cell("r1", "count"), "21");
    assert_eq!(ben.now("stock", "rows/r1/count"), 21);
}

#[test]
fn cells_of_a_spreadsheet_are_pasted_and_make_rows_where_they_are_missing() {
    let Stage { desk, mut ben, world: _world } = with_table();
    desk.clicks(&cell("r2", "lane"));
    desk.shows(&in_widget("stock", "table-grid"), "data-cursor", "1:0");
    let paste = "const data = new DataTransfer(); \
                 data.setData('text/plain', 'C1\\t3\\r\\n\"C\\t2\"\\t4,5\\r\\n'); \
                 document.activeElement.dispatchEvent(new ClipboardEvent('paste', \
                 { clipboardData: data, bubbles: true, cancelable: true }))";
    let _ = desk.script(paste);
    ben.reads("stock", "rows/r2/lane", "C1");
    ben.reads("stock", "rows/r2/count", 3);
    desk.shows(&in_widget("stock", "table-grid"), "data-rows", "3");
    let new = format!("{}:last-of-type", in_widget("stock", "table-row"));
    desk.reads(&new, "4.5");
    // Several cells at once are one range that can be emptied.
    desk.presses(&format!("{SHIFT}{DOWN}{RIGHT}"));
    desk.reads(&in_widget("stock", "table-count"), "4 cells");
    desk.presses("\u{e017}");
    ben.reads("stock", "rows/r2/lane", "");
}

#[test]
fn an_item_is_moved_down_by_keyboard_and_keeps_the_focus() {
    let Stage { desk, mut ben, world: _world } = Stage::set();
    ben.edits(
        BOARD,
        &Edit::of("round")
            .set("items/a/order", "A")
            .set("items/b/text", "Oil the chain")
            .set("items/b/order", "B")
            .set("items/c/text", "Lock the gate")
            .set("items/c/order", "C"),
    );
    let item = |id: &str, place: u32| {
        format!("{}[data-item=\"{id}\"]:nth-child({place})", in_widget("round", "checklist-item"))
    };
    desk.sees(&item("a", 1));
    let grip = format!("{} {}", item("a", 1), mark("checklist-grip"));
    focuses(&desk, &grip, "checklist-grip");
    desk.presses(DOWN);
    desk.sees(&item("a", 2));
    desk.reads(&in_widget("round", "checklist-said"), "2 of 3");
    desk.presses(DOWN);
    desk.sees(&item("a", 3));
    let order = ben.now("round", "items/a/order");
    assert!(order.as_str().is_some_and(|order| order > "C"), "{order}");
}

#[test]
fn a_removed_item_comes_back() {
    let Stage { desk, mut ben, world: _world } = Stage::set();
    desk.clicks(&in_widget("round", "checklist-remove"));
    desk.sees_no(&in_widget("round", "checklist-item"));
    desk.clicks(&mark("toast-undo"));
    desk.sees(&in_widget("round", "checklist-item"));
    ben.reads("round", "items/a/text", "Look at the gauge");
}

#[test]
fn the_counter_takes_another_amount_offline_and_adds_up_later() {
    let Stage { mut world, desk, mut ben } = Stage::set();
    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    desk.types(&in_widget("tank", "counter-amount"), "2.5");
    desk.presses(ENTER);
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "12.5");
    desk.clicks(&in_widget("tank", "counter-decrement"));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "10");
    desk.clicks(&in_widget("tank", "counter-increment"));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "12.5");
    world.server.start();
    desk.clicks(&mark("sync-toggle"));
    desk.clicks(&mark("sync-retry"));
    ben.syncs_now();
    ben.reads("tank", "value", 12.5);
    desk.shows(&widget("tank"), "data-state", "synced");
}

#[test]
fn a_chart_is_read_and_zoomed_by_keyboard() {
    let Stage { desk, mut ben, world: _world } = Stage::set();
    let now = jiff::Timestamp::now().as_millisecond();
    let points: Vec<(i64, f64)> =
        (0..30).map(|i| (now - (29 - i) * 60_000, 100.0 + i as f64)).collect();
    let chart = Edit::create("energy", "chart")
        .set("title", "Energy")
        .set("unit", "kW")
        .set("series/a/name", "Filler")
        .append("points/a", &points);
    ben.edits(BOARD, &chart);
    let surface = in_widget("energy", "chart-surface");
    focuses(&desk, &surface, "chart-surface");
    desk.presses(RIGHT);
    desk.reads(&in_widget("energy", "chart-said"), "Filler 129 kW");
    desk.presses("\u{e012}");
    desk.reads(&in_widget("energy", "chart-said"), "Filler 128 kW");
    let before = desk.attribute(&surface, "data-from");
    desk.presses("+");
    desk.sees(&format!("{}:not([disabled])", in_widget("energy", "chart-reset")));
    assert_ne!(desk.attribute(&surface, "data-from"), before, "it shows a shorter span");
    desk.presses("0");
    desk.sees_no(&format!("{}:not([disabled])", in_widget("energy", "chart-reset")));
}

#[test]
fn a_link_in_a_note_opens_outside_the_window() {
    let mut stage = Stage::prepare();
    let text = "[manual](https://plant.example/pumps?line=3&page=2) [script](javascript:alert(1)) \
                [file](file:///etc/passwd)";
    stage.ben.sets("log", "text", text);
    stage.ben.is_synced();
    // What the desktop would open a link with.
    let (opener, opened) = (stage.world.folder("bin"), stage.world.folder("opened"));
    fs::create_dir_all(&opener).expect("the test's folder can be written");
    let opener_script = format!("#!/bin/sh\necho \"$@\" >> '{}'\n", opened.display());
    let program = opener.join("xdg-open");
    fs::write(&program, opener_script).expect("the opener can be written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it can be run");
    let path = format!("{}:{}", opener.display(), env::var("PATH").unwrap_or_default());
    stage.desk = stage.desk.with_env("PATH", &path);
    let Stage { world: _world, desk, ben: _ben } = stage.open();

    let link = |place: u32| format!("{} a:nth-of-type({place})", in_widget("log", "note-preview"));
    desk.clicks(&link(1));
    let wanted = Some("https://plant.example/pumps?line=3&page=2\n".to_owned());
    eventually_is("the browser gets the address", wanted, || fs::read_to_string(&opened).ok());
    assert!(!desk.is_there(&link(2)), "only safe links are links");
    desk.shows(&mark("board"), "data-state", "ready");
}

#[test]
fn a_menu_at_the_lower_edge_of_the_window_is_shown_whole() {
    let Stage { desk, mut ben, world: _world } = Stage::set();
    let at = |edit: Edit, y: i64, h: i64| {
        let edit = edit.set("layout/x", 0).set("layout/w", 12);
        edit.set("layout/y", y).set("layout/h", h)
    };
    ben.edits(BOARD, &at(Edit::create("plan", "note").set("title", "Plan"), 0, 7));
    ben.edits(BOARD, &at(Edit::of("level"), 7, 4));
    ben.is_synced();
    desk.sees(&widget("plan"));
    desk.measures(900, 600);
    eventually("the level is at the lower edge", || {
        let top =
            "return document.querySelector('[data-record=\"level\"]').getBoundingClientRect().y;";
        (desk.script(top)?.as_f64()? > 480.0).then_some(())
    });
    desk.clicks(&in_widget("level", "widget-menu"));
    eventually("all of the menu is in the window", || {
        let whole = "const menu = document.querySelector('[data-testid=\"widget-menu-list\"]');
            const { top, bottom } = menu.getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight;";
        desk.script(whole)?.as_bool()?.then_some(())
    });
}
