//! Boards and tables leave the window and come back.

use std::fs;

use tideboard_tests::{
    BOARD, Edit, Role,
    desktop::{in_widget, mark, widget},
};

use crate::stage::Stage;

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
fn a_table_and_all_of_a_series_are_saved_as_comma_separated_values() {
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
    // More readings than the window gets of them.
    let second = |n: i64| 1_767_225_600_000 + n * 1_000;
    let readings: Vec<_> = (0..1_200).map(|n| (second(n), n as f64 / 2.0)).collect();
    let flow = Edit::create("flow", "chart").set("title", "Flow").set("series/in/name", "Inlet");
    ben.edits(BOARD, &flow.append("points/in", &readings));
    desk.sees(&widget("flow"));
    let lines = readings.iter().map(|(t_ms, value)| {
        let second = t_ms / 1_000 - 1_767_225_600;
        format!("2026-01-01T00:{:02}:{:02}Z,{value}\r\n", second / 60, second % 60)
    });
    let all: String = std::iter::once("time,Inlet\r\n".to_owned()).chain(lines).collect();
    for (record, file, content) in [
        ("stock", "Stock.csv", "Lane,\"Pallets, full\"\r\n\"A \"\"left\"\"\",14.5\r\n"),
        ("flow", "Flow.csv", &all),
    ] {
        desk.clicks(&in_widget(record, "widget-menu"));
        desk.clicks(&mark("widget-save-csv"));
        desk.reads(&mark("toast"), file);
        assert_eq!(fs::read_to_string(desk.data().join(file)).expect("it is there"), content);
    }
}
