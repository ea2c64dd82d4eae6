//! Every screen without a mouse. After each step something that is to be seen has the focus and
//! shows it: whoever works by keyboard always knows where they are.

use tideboard_tests::{
    BOARD, Edit, Role, World,
    desktop::{Desktop, in_widget, mark, widget},
    wait::eventually_is,
};

use crate::{
    conflicts::clash,
    stage::{Stage, section, tab},
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const SPACE: &str = "\u{e00d}";
const UP: &str = "\u{e013}";
const LEFT: &str = "\u{e012}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";
const F11: &str = "\u{e03b}";
/// These hold the key for what follows in the same text.
const SHIFT: &str = "\u{e008}";
const CONTROL: &str = "\u{e009}";
/// More stops than any screen has.
const STOPS: usize = 120;

/// What is wrong with the focus; nothing is.
const LOOK: &str = "
    const it = document.activeElement;
    if (!it || it === document.body) return 'nothing has the focus';
    const name = it.dataset.testid || it.outerHTML.slice(0, 80);
    const box = it.getBoundingClientRect();
    const isSeen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
        && box.top < window.innerHeight && box.left < window.innerWidth;
    if (!isSeen) return name + ' has the focus and is not to be seen';
    return it.matches(':focus-visible') ? 'fine' : name + ' has the focus and does not show it';";

/// Hands that never touch the mouse.
struct Hands<'a>(&'a Desktop);

impl Hands<'_> {
    /// Presses keys; the focus is seen afterwards.
    #[track_caller]
    fn press(&self, keys: &str) {
        self.0.presses(keys);
        self.sees_focus();
    }

    #[track_caller]
    fn sees_focus(&self) {
        eventually_is("the focus", Some("fine".to_owned()), || {
            Some(self.0.script(LOOK)?.as_str()?.to_owned())
        });
    }

    /// The focus is there, or comes there.
    #[track_caller]
    fn is_at(&self, place: &str) {
        eventually_is(&format!("the focus is at {place}"), Some(true), || self.is_now_at(place));
        self.sees_focus();
    }

    fn is_now_at(&self, place: &str) -> Option<bool> {
        self.0.script(&format!("return document.activeElement.matches({place:?});"))?.as_bool()
    }

    /// Presses Tab until the focus is there, once around at most.
    #[track_caller]
    fn tab_to(&self, place: &str) {
        self.walk_to(TAB, place);
    }

    /// Presses a key until the focus is there.
    #[track_caller]
    fn walk_to(&self, key: &str, place: &str) {
        self.0.sees(place);
        let mut seen = Vec::new();
        while self.is_now_at(place) != Some(true) {
            seen.push(self.0.focus().unwrap_or_default());
            assert!(seen.len() < STOPS, "{place} cannot be reached; on the way: {seen:?}");
            self.press(key);
        }
        self.sees_focus();
    }

    /// Goes there and presses Enter.
    #[track_caller]
    fn enter(&self, place: &str) {
        self.tab_to(place);
        self.press(ENTER);
    }

    /// Opens the menu of boards and presses one of its entries.
    #[track_caller]
    fn choose(&self, test_id: &str) {
        self.enter(&mark("board-switcher"));
        self.press(DOWN);
        self.is_at(&format!("{} button", mark("boards")));
        self.tab_to(&mark(test_id));
        self.press(ENTER);
    }
}

#[test]
fn from_the_first_start_to_a_note_of_ones_own() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk"));
    desk.starts();
    let hands = Hands(&desk);
    // There and back: every way of starting.
    hands.enter(&mark("first-run-join"));
    desk.sees(&mark("join-address"));
    hands.enter(&mark("first-run-back"));
    hands.enter(&mark("first-run-host"));
    desk.sees(&mark("host-port"));
    hands.enter(&mark("first-run-back"));
    hands.enter(&mark("first-run-try"));
    desk.shows(&mark("board"), "data-state", "ready");
    hands.sees_focus();
    let before: u32 = desk.attribute(&mark("board"), "data-count").unwrap().parse().unwrap();

    hands.choose("board-add-widget");
    desk.sees(&mark("add-widget"));
    hands.enter("[data-testid='add-widget-kind'][data-kind='note']");
    desk.sees_no(&mark("add-widget"));
    desk.shows(&mark("board"), "data-count", &(before + 1).to_string());
    hands.sees_focus();

    hands.enter(&mark("note-toggle"));
    hands.is_at(&mark("note-text"));
    hands.press("Pump 2 hums. ");
    hands.press(ESCAPE);
    hands.is_at(&mark("note-toggle"));
    desk.reads(&mark("note-preview"), "Pump 2 hums.");
}

#[test]
fn arranging_a_board() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    let hands = Hands(&desk);
    hands.choose("board-arrange");
    desk.sees(&mark("arrange-bar"));
    let grip = format!("{}[data-record='tank']", mark("widget-grip"));
    let place = format!("{}:has({grip})", mark("place"));
    hands.tab_to(&grip);
    let at = |name: &str| desk.attribute(&place, name).unwrap().parse::<i64>().unwrap();
    let (x, w, h) = (at("data-x"), at("data-w"), at("data-h"));

    // Moved and resized, then dropped: others see it.
    hands.press(ENTER);
    hands.press(RIGHT);
    desk.shows(&place, "data-x", &(x + 1).to_string());
    hands.press(&format!("{SHIFT}{RIGHT}"));
    desk.shows(&place, "data-w", &(w + 1).to_string());
    hands.press(&format!("{SHIFT}{DOWN}"));
    desk.shows(&place, "data-h", &(h + 1).to_string());
    hands.press(SPACE);
    hands.is_at(&grip);
    ben.reads("tank", "layout/x", x + 1);

    // Put back.
    hands.press(ENTER);
    hands.press(DOWN);
    hands.press(LEFT);
    desk.shows(&place, "data-x", &x.to_string());
    hands.press(ESCAPE);
    desk.shows(&place, "data-x", &(x + 1).to_string());
    hands.is_at(&grip);

    // Where the page is read from the right, the arrow that points onward is the other one.
    let _ = desk.script("document.documentElement.dir = 'rtl';");
    hands.press(ENTER);
    hands.press(LEFT);
    desk.shows(&place, "data-x", &(x + 2).to_string());
    hands.press(ESCAPE);
    let _ = desk.script("document.documentElement.dir = 'ltr';");

    hands.enter(&mark("arrange-undo"));
    desk.shows(&place, "data-x", &x.to_string());
    ben.reads("tank", "layout/x", x);
    // Deleted, and the focus goes to a neighbour.
    hands.tab_to(&grip);
    hands.press("\u{e017}");
    desk.sees_no(&grip);
    hands.sees_focus();
    hands.enter(&mark("arrange-done"));
    desk.sees_no(&mark("arrange-bar"));
    hands.sees_focus();
    hands.enter(&mark("toast-undo"));
    desk.sees(&widget("tank"));
    hands.sees_focus();
}

#[test]
fn widgets_and_what_is_in_them() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    let table = Edit::create("stock", "table")
        .set("title", "Stock")
        .set("columns/lane/name", "Lane")
        .set("columns/lane/order", "A")
        .set("columns/count/name", "Pallets")
        .set("columns/count/order", "B")
        .set("rows/r1/lane", "A1")
        .set("rows/r1/count", "14")
        .set("rows/r1/order", "A");
    ben.edits(BOARD, &table);
    let items = Edit::of("round")
        .set("items/a/order", "A")
        .set("items/b/text", "Oil the chain")
        .set("items/b/order", "B");
    ben.edits(BOARD, &items);
    let hands = Hands(&desk);

    // A number, kept and given up.
    hands.enter(&in_widget("level", "metric-edit"));
    hands.is_at(&in_widget("level", "metric-input"));
    hands.press(&format!("{CONTROL}a"));
    hands.press(&format!("8{ENTER}"));
    ben.reads("level", "value", 8);
    hands.enter(&in_widget("level", "metric-edit"));
    hands.press(ESCAPE);

    // A cell, and the name of its column.
    hands.tab_to(&format!("{} [data-keys]", widget("stock")));
    hands.press(&format!("B7{ENTER}"));
    ben.reads("stock", "rows/r1/lane", "B7");
    hands.enter(&in_widget("stock", "table-menu"));
    hands.walk_to(DOWN, &mark("table-rename"));
    hands.press(ENTER);
    hands.is_at(&mark("table-column-name"));
    hands.press(&format!("{CONTROL}a"));
    hands.press(&format!("Row{ENTER}"));
    ben.reads("stock", "columns/lane/name", "Row");
    hands.sees_focus();

    // An item goes down, gets somebody, is ticked and goes away.
    let item = |id: &str| format!("{}[data-item='{id}']", in_widget("round", "checklist-item"));
    let in_item = |id: &str, test_id: &str| format!("{} {}", item(id), mark(test_id));
    hands.tab_to(&in_item("a", "checklist-grip"));
    hands.press(DOWN);
    desk.sees(&format!("{}:nth-child(2)", item("a")));
    hands.is_at(&in_item("a", "checklist-grip"));
    hands.press(UP);
    desk.sees(&format!("{}:nth-child(1)", item("a")));
    hands.is_at(&in_item("a", "checklist-grip"));
    hands.enter(&in_item("a", "checklist-assign"));
    hands.press(&format!("Ana{ENTER}"));
    ben.reads("round", "items/a/assignee", "Ana");
    hands.is_at(&in_item("a", "checklist-assignee"));
    hands.tab_to(&in_item("b", "checklist-check"));
    hands.press(SPACE);
    ben.reads("round", "items/b/done", true);
    hands.enter(&in_item("b", "checklist-remove"));
    desk.sees_no(&item("b"));
    hands.sees_focus();

    // The menu of a widget, its settings, and back.
    hands.enter(&in_widget("tank", "widget-menu"));
    hands.walk_to(DOWN, &mark("widget-settings-open"));
    hands.press(ENTER);
    desk.sees(&mark("widget-settings"));
    hands.press(ESCAPE);
    desk.sees_no(&mark("widget-settings"));
    hands.sees_focus();
}

#[test]
fn what_opens_above_the_board() {
    let Stage { mut world, desk, ben: _ben } = Stage::set_as(Role::Owner);
    let hands = Hands(&desk);
    hands.tab_to(&mark("palette-open"));
    hands.press(&format!("{CONTROL}k"));
    hands.is_at(&mark("palette-input"));
    hands.press("tank");
    hands.press(ENTER);
    hands.is_at(&widget("tank"));
    hands.press("?");
    desk.sees(&mark("shortcuts"));
    hands.press(ESCAPE);
    desk.sees_no(&mark("shortcuts"));
    hands.is_at(&widget("tank"));

    hands.enter(&mark("settings-toggle"));
    for name in
        ["conflicts", "notifications", "appearance", "computer", "data", "about", "connection"]
    {
        hands.press(DOWN);
        desk.shows(&section(name), "aria-selected", "true");
        hands.is_at(&section(name));
    }
    hands.press(ESCAPE);
    desk.sees_no(&mark("settings"));
    hands.is_at(&mark("settings-toggle"));

    hands.choose("board-new");
    hands.is_at(&mark("board-title"));
    hands.press(&format!("Night shift{ESCAPE}"));
    desk.sees_no(&mark("board-form"));
    hands.sees_focus();
    hands.enter(&mark("board-switcher"));
    hands.tab_to(&format!("{}[data-board='{BOARD}']", mark("board-option")));
    hands.press(ENTER);
    desk.shows(&mark("board"), "data-board", BOARD);
    hands.sees_focus();

    // On the wall and back: the focus is where it was.
    hands.tab_to(&mark("palette-open"));
    desk.presses(F11);
    desk.sees_no(&mark("top-bar"));
    desk.presses(F11);
    desk.sees(&mark("top-bar"));
    hands.is_at(&mark("palette-open"));

    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    hands.enter(&in_widget("tank", "counter-increment"));
    desk.shows(&mark("pending-operations-badge"), "data-count", "1");
    hands.enter(&mark("sync-toggle"));
    desk.sees(&mark("sync-details"));
    hands.enter(&mark("sync-centre-open"));
    desk.sees(&mark("sync-centre"));
    hands.tab_to(&tab("changes"));
    for (key, name) in [
        (RIGHT, "conflicts"),
        (RIGHT, "away"),
        (RIGHT, "history"),
        (RIGHT, "why"),
        (RIGHT, "changes"),
        (LEFT, "why"),
    ] {
        hands.press(key);
        desk.shows(&tab(name), "aria-selected", "true");
        hands.is_at(&tab(name));
    }
    let _ = desk.script("document.documentElement.dir = 'rtl';");
    hands.press(LEFT);
    desk.shows(&tab("changes"), "aria-selected", "true");
    let _ = desk.script("document.documentElement.dir = 'ltr';");
    // The change is rolled back, and the row with the focus goes.
    hands.enter(&format!("{} {}", mark("sync-centre"), mark("op-discard")));
    desk.shows(&mark("pending-operations-badge"), "data-count", "0");
    hands.sees_focus();
    hands.press(ESCAPE);
    desk.sees_no(&mark("sync-centre"));
    hands.sees_focus();
}

#[test]
fn deciding_a_conflict() {
    // The story begins with a click, as everywhere; from the open dialog on there are only keys.
    let Stage { world: _world, desk, mut ben } = clash();
    let hands = Hands(&desk);
    hands.press(ESCAPE);
    desk.sees_no(&mark("conflict-dialog"));
    hands.enter(&mark("conflict-badge"));
    desk.sees(&mark("conflict-dialog"));
    hands.tab_to(&mark("conflict-theirs"));
    hands.press(ENTER);
    desk.shows(&mark("conflict-field"), "data-choice", "theirs");
    hands.enter(&mark("conflict-apply"));
    desk.sees_no(&mark("conflict-dialog"));
    desk.shows(&mark("conflict-resolution"), "data-count", "0");
    hands.sees_focus();
    ben.reads("level", "value", 7);
}

#[test]
fn a_wall_that_nobody_may_change_takes_no_keys() {
    let world = World::with_board();
    let token = world.server.token("dora", Role::Viewer);
    let mut desk = Desktop::prepare(world.folder("desk"))
        .with(&["--server", &world.server.url(), "--kiosk", BOARD])
        .with_env("TIDEBOARD_TOKEN", &token);
    desk.starts();
    desk.sees(&widget("tank"));
    for _ in 0..8 {
        desk.presses(TAB);
        let inside = desk.script("return !!document.activeElement.closest('.widget');");
        assert_eq!(inside, Some(false.into()), "{:?}", desk.focus());
    }
}
