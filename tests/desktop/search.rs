//! Searching and going there, in the real window.

use tideboard_tests::{
    BOARD, Edit, Role,
    desktop::{mark, widget},
};

use crate::stage::Stage;

const ENTER: &str = "\u{e007}";
const CONTROL: &str = "\u{e009}";
const YARD: &str = "yard-4f2a";

#[test]
fn words_on_another_board_lead_to_their_widget_also_without_a_server() {
    let stage = Stage::prepare();
    let mut olga = stage.world.client("olga", Role::Owner);
    olga.edits(YARD, &Edit::create("board", "board").set("title", "Yard"));
    let bays = Edit::create("bays", "table").set("title", "Bays").set("columns/c/name", "Lorry");
    olga.edits(YARD, &bays.set("rows/r1/c", "Blue lorry waits for its seal"));
    olga.is_synced();
    let Stage { mut world, desk, ben: _ben } = stage.open();

    // Dora looks at the yard once, then goes back and loses the server.
    let option = |board: &str| format!("{}[data-board='{board}']", mark("board-option"));
    for board in [YARD, BOARD] {
        desk.clicks(&mark("board-switcher"));
        desk.clicks(&option(board));
        desk.shows(&mark("board"), "data-board", board);
        desk.shows(&mark("board"), "data-state", "ready");
    }
    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");

    desk.presses(&format!("{CONTROL}k"));
    desk.types(&mark("palette-input"), "seal LORRY");
    desk.reads(&mark("palette-entry"), "Blue lorry waits for its seal");
    desk.reads(&mark("palette-entry"), "in “Bays” · Yard");
    desk.presses(ENTER);
    desk.sees_no(&mark("palette"));
    desk.shows(&mark("board"), "data-board", YARD);
    desk.sees(&widget("bays"));
    let focused = format!("{}:focus", widget("bays"));
    desk.sees(&focused);

    // And back to a widget whose title holds the words.
    desk.presses(&format!("{CONTROL}k"));
    desk.types(&mark("palette-input"), "level");
    desk.reads(&mark("palette-entry"), "widget on Line 3");
    desk.presses(ENTER);
    desk.shows(&mark("board"), "data-board", BOARD);
    desk.sees(&format!("{}:focus", widget("level")));

    desk.presses(&format!("{CONTROL}k"));
    desk.types(&mark("palette-input"), "xylophone");
    desk.reads(&mark("palette-hint"), "Nothing kept on this computer has these words.");
}
