//! Starting with the user's session.

use std::fs;

use tideboard_tests::{
    World,
    desktop::{Desktop, mark},
    eventually,
    programs::program,
};

use crate::stage::section;

const SWITCH: &str = "settings-start-at-login";

#[track_caller]
fn opens_this_computer(desk: &Desktop) {
    desk.clicks(&mark("first-run-try"));
    desk.sees(&mark("board"));
    desk.clicks(&mark("settings-toggle"));
    desk.clicks(&section("computer"));
}

#[test]
fn the_switch_puts_the_app_on_the_desktops_list_and_takes_it_off() {
    let world = World::without_server();
    // Without the variable the data lie where every start looks for them.
    let mut desk = Desktop::prepare(world.folder("desk")).with_env("TIDEBOARD_DATA_DIR", "");
    let entry = desk.home().join("config/autostart/tideboard.desktop");
    desk.starts();
    opens_this_computer(&desk);
    desk.property_is(&mark(SWITCH), "checked", "false");
    assert!(!entry.exists(), "nobody asked for it");

    desk.clicks(&mark(SWITCH));
    let text = eventually("the list has the app", || fs::read_to_string(&entry).ok());
    let line = text.lines().find_map(|line| line.strip_prefix("Exec=")).expect("it has a command");
    let app = program("tideboard").display().to_string();
    assert!(line.contains(&app) && line.ends_with(" --hidden"), "{line}");
    desk.property_is(&mark(SWITCH), "checked", "true");

    // The list itself is the truth, whoever changes it.
    fs::remove_file(&entry).expect("the entry can be removed");
    desk.is_terminated();
    desk.starts();
    desk.clicks(&mark("settings-toggle"));
    desk.clicks(&section("computer"));
    desk.property_is(&mark(SWITCH), "checked", "false");
    desk.clicks(&mark(SWITCH));
    eventually("the list has the app again", || entry.exists().then_some(()));
    desk.property_is(&mark(SWITCH), "checked", "true");
    desk.clicks(&mark(SWITCH));
    eventually("the list is as before", || (!entry.exists()).then_some(()));
}

#[test]
fn where_a_variable_moved_the_data_it_cannot_be_set_and_says_why() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk"));
    desk.starts();
    opens_this_computer(&desk);
    desk.reads("body", "a variable says where its data are");
    desk.property_is(&mark(SWITCH), "disabled", "true");
}
