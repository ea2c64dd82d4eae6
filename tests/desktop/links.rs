//! Links to boards, as the system hands them to a start of the program.

use std::process::Stdio;

use tideboard_tests::{
    BOARD, Edit, PATIENCE, Process, Role, World,
    desktop::{Desktop, mark},
    programs::program,
};

use crate::stage::Stage;

const OTHER: &str = "yard-2";
const LEADS_NOWHERE: &str = "[data-testid='notice'][data-notice^='board-link:']";
const NO_SUCH_BOARD: &str = "[data-testid='notice'][data-notice^='open:']";

/// What the system does for somebody who presses a link while the app runs.
#[track_caller]
fn follows(desk: &Desktop, link: &str) {
    let mut command = desk.command(&program("tideboard"));
    command.arg(link).stdin(Stdio::null());
    assert!(Process::start("link", &mut command).exit_within(PATIENCE).success(), "{link}");
}

#[track_caller]
fn makes_another_board(world: &mut World) {
    let title = Edit::create("board", "board").set("title", "Yard");
    let mut owner = world.client("olga", Role::Owner);
    owner.edits(OTHER, &title);
    owner.is_synced();
}

#[test]
fn a_link_shows_its_board_in_the_running_window_and_nonsense_is_refused_with_words() {
    let Stage { mut world, desk, ben: _ben } = Stage::set();
    makes_another_board(&mut world);
    follows(&desk, &format!("tideboard://board/{OTHER}/"));
    desk.shows(&mark("board"), "data-board", OTHER);
    desk.reads(&mark("board-switcher"), "Yard");

    follows(&desk, &format!("tideboard://board/{BOARD}?token=x"));
    desk.reads(LEADS_NOWHERE, "This link does not lead to a board");
    desk.clicks(&format!("{LEADS_NOWHERE} {}", mark("notice-dismiss")));
    desk.sees_no(LEADS_NOWHERE);
    follows(&desk, "tideboard://settings/");
    desk.reads(LEADS_NOWHERE, "This link does not lead to a board");
    desk.shows(&mark("board"), "data-board", OTHER);

    follows(&desk, "tideboard://board/nobody-made-it");
    desk.reads(NO_SUCH_BOARD, "There is no board “nobody-made-it” on this server");
    desk.sees_no(LEADS_NOWHERE);
    desk.shows(&mark("board"), "data-board", OTHER);

    follows(&desk, &format!("tideboard://board/{BOARD}"));
    desk.shows(&mark("board"), "data-board", BOARD);
    desk.sees_no(NO_SUCH_BOARD);
}

#[test]
fn a_link_starts_the_app_with_its_board_and_with_another_one_where_there_is_none() {
    let Stage { mut world, desk, ben: _ben } = Stage::prepare();
    makes_another_board(&mut world);
    let server = world.server.url();
    let link = format!("tideboard://board/{OTHER}");
    let mut desk = desk.with(&["--server", &server, &link]);
    desk.starts();
    desk.shows(&mark("board"), "data-board", OTHER);
    desk.is_terminated();

    let mut desk = desk.with(&["--server", &server, "tideboard://board/nobody-made-it"]);
    desk.starts();
    desk.reads(NO_SUCH_BOARD, "There is no board “nobody-made-it” on this server");
    desk.shows(&mark("board"), "data-state", "ready");
    desk.shows(&mark("board"), "data-board", BOARD);
    desk.is_terminated();

    let mut desk = desk.with(&["--server", &server, "tideboard:whatever"]);
    desk.starts();
    desk.reads(LEADS_NOWHERE, "This link does not lead to a board");
}

#[test]
fn a_board_that_is_not_on_this_computer_says_so_until_the_server_is_there_to_ask() {
    let Stage { mut world, desk, ben: _ben } = Stage::prepare();
    let server = world.server.url();
    world.server.kill();
    let mut desk = desk.with(&["--server", &server, "tideboard://board/nobody-made-it"]);
    desk.starts();
    desk.shows(&mark("board"), "data-state", "missing");
    desk.reads(&mark("board"), "This board is not on this computer yet");
    world.server.start();
    desk.reads(NO_SUCH_BOARD, "There is no board “nobody-made-it” on this server");
    desk.shows(&mark("board"), "data-board", BOARD);

    // One that is followed offline is neither waited for nor begun with for ever.
    desk.shows(&mark("board"), "data-state", "ready");
    world.server.kill();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
    follows(&desk, "tideboard://board/nor-this-one");
    desk.shows(&mark("board"), "data-state", "missing");
    desk.is_terminated();
    let mut desk = desk.with(&["--server", &server]);
    desk.starts();
    desk.shows(&mark("board"), "data-board", BOARD);
    desk.clicks(&mark("board-switcher"));
    desk.sees(&mark("board-option"));
    assert!(!desk.is_there("[data-testid='board-option'][data-board='nor-this-one']"));
}

#[test]
fn where_there_is_no_board_at_all_a_link_to_none_leaves_an_empty_window_that_says_so() {
    let world = World::new();
    let token = world.server.token("dora", Role::Editor);
    let mut desk = Desktop::prepare(world.folder("desk"))
        .with(&["--server", &world.server.url(), "tideboard://board/nobody-made-it"])
        .with_env("TIDEBOARD_TOKEN", &token);
    desk.starts();
    desk.reads(NO_SUCH_BOARD, "There is no board “nobody-made-it” on this server");
    desk.shows(&mark("board"), "data-state", "none");

    let mut owner = world.client("olga", Role::Owner);
    owner.edits(OTHER, &Edit::create("board", "board").set("title", "Yard"));
    owner.is_synced();
    desk.shows(&mark("board"), "data-board", OTHER);
}
