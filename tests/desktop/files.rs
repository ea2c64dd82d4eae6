//! Boards and tables leave the window and come back.

use std::fs;

use tideboard_tests::{
    BOARD, Edit, Role,
    desktop::{in_widget, mark, widget},
};

use crate::stage::Stage;

const CONTROL: &str = "\u{e009}";

#[test]
fn a_board_is_saved_to_a_file_and_another_one_is_made_of_it() {
    let Stage { world, desk, ben: _ben } = Stage::set_as(Role::Owner);
    desk.clicks(&mark("board-switcher"));
    desk.clicks(&mark("board-save"));
    desk.reads(&mark("toast"), ".json");
    let said = desk.text(&format!("{} p", mark("toast"))).expect("the toast says where");
    let (from, to) = (said.find('/'), said.find(".json"));
    let (from, to) = from.zip(to).unwrap_or_else(|| panic!("no file in “{said}”"));
    let file = &said[from..to + ".json".len()];
    let saved: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(file).expect("the file is there")).unwrap();
    assert!(saved.to_string().contains("Look at the gauge"), "{saved}");

    // A mistake is told, and nothing is made.
    let broken = world.folder("broken.json");
    fs::write(&broken, "{\"no\": \"board\"}").unwrap();
    desk.clicks(&mark("board-switcher"));
    desk.clicks(&mark("board-from-file"));
    desk.gives_file(&mark("board-load-file"), &broken);
    desk.sees(&mark("board-load-error"));
    desk.gives_file(&mark("board-load-file"), file.as_ref());
    desk.types(&mark("board-load-title"), "Night shift");
    desk.clicks(&mark("board-load-submit"));
    desk.reads(&mark("board-switcher"), "Night shift");
    desk.shows(&mark("board"), "data-count", "4");
    assert_ne!(desk.attribute(&mark("board"), "data-board").as_deref(), Some(BOARD));
    desk.reads(&mark("widget-checklist"), "1");
    desk.shows(&mark("counter-value"), "data-value", "10");
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

#[test]
fn a_table_and_a_series_are_copied_as_comma_separated_values() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    let table = Edit::create("stock", "table")
        .set("title", "Stock")
        .set("columns/lane/name", "Lane")
        .set("columns/lane/order", "A")
        .set("columns/count/name", "Pallets, full")
        .set("columns/count/order", "B")
        .set("rows/r1/lane", "A \"left\"")
        .set("rows/r1/count", 14.5)
        .set("rows/r1/order", "A");
    ben.edits(BOARD, &table);
    let flow = Edit::create("flow", "chart").set("title", "Flow").set("series/in/name", "Inlet");
    let hour = |n: i64| 1_767_225_600_000 + n * 3_600_000;
    ben.edits(BOARD, &flow.append("points/in", &[(hour(0), 1.5), (hour(1), 2.0)]));
    desk.sees(&widget("flow"));
    for (record, copied) in [
        ("stock", "Lane,\"Pallets, full\"\n\"A \"\"left\"\"\",14.5"),
        ("flow", "time,Inlet\n2026-01-01T00:00:00Z,1.5\n2026-01-01T01:00:00Z,2"),
    ] {
        desk.clicks(&in_widget(record, "widget-menu"));
        desk.clicks(&mark("widget-copy-csv"));
        desk.reads(&mark("toast"), "opied");
        // What is on the clipboard is seen where it is pasted.
        if !desk.is_there(&in_widget("log", "note-text")) {
            desk.clicks(&in_widget("log", "note-toggle"));
        }
        desk.clicks(&in_widget("log", "note-text"));
        desk.presses(&format!("{CONTROL}a"));
        desk.presses(&format!("{CONTROL}v"));
        let pasted = |desk: &tideboard_tests::desktop::Desktop| {
            let text = desk.property(&in_widget("log", "note-text"), "value")?;
            Some(text.replace("\r\n", "\n").trim_end().to_owned())
        };
        tideboard_tests::wait::eventually_is(record, Some(copied.to_owned()), || pasted(&desk));
    }
}
