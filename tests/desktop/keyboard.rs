//! The main path without a mouse.

use tideboard_tests::{
    World,
    desktop::{Desktop, in_widget, mark, widget},
};

use crate::stage::Stage;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
/// More stops than any screen has.
const STOPS: usize = 80;

#[test]
fn the_first_choice_is_made_by_keyboard() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk"));
    desk.starts();
    tab_to(&desk, "first-run-try");
    desk.presses(ENTER);
    desk.shows(&mark("board"), "data-state", "ready");
}

#[test]
fn a_change_is_made_looked_up_and_taken_back_by_keyboard() {
    let Stage { mut world, desk, ben: _ben } = Stage::set();
    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    tab_to(&desk, "counter-increment");
    desk.presses(ENTER);
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "11");
    desk.shows(&widget("tank"), "data-count", "1");
    tab_to(&desk, "queue-toggle");
    desk.presses(ENTER);
    desk.sees(&mark("pending-operation"));
    tab_to(&desk, "op-discard");
    desk.presses(ENTER);
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "10");
    tab_to(&desk, "sync-toggle");
    desk.presses(ENTER);
    desk.sees(&mark("sync-details"));
    desk.presses(ESCAPE);
    desk.sees_no(&mark("sync-details"));
    assert_eq!(desk.focus().as_deref(), Some("sync-toggle"), "the focus goes back");
}

/// Presses Tab until the focus is there, once around at most.
#[track_caller]
fn tab_to(desk: &Desktop, test_id: &str) {
    desk.sees(&mark(test_id));
    let mut seen = Vec::new();
    for _ in 0..STOPS {
        desk.presses(TAB);
        let focus = desk.focus().unwrap_or_default();
        if focus == test_id {
            return;
        }
        seen.push(focus);
    }
    panic!("{test_id} cannot be reached with Tab; on the way: {seen:?}");
}
