//! What goes wrong is said where a person sees it.

use std::{fs, process::Command};

use tideboard_tests::{
    PATIENCE, Process, Role, World,
    desktop::{Desktop, in_widget, mark, widget},
    eventually,
    programs::{program, tool},
};

use crate::stage::Stage;

/// The first answer with these words in it is cut off on its way into the page, after the app has
/// given it; from then on the bridge takes another way. Also counts how often the page finds itself
/// without the app.
const CUTS_AN_ANSWER: &str = "
    const [ask, words] = [window.fetch, 'cut off on the way'];
    Object.assign(window, { asked: 0, cut: 0, losses: 0 });
    window.fetch = async (...args) => {
        const isQuestion = String(args[0]).includes('next_batch');
        window.asked += isQuestion;
        const answer = await ask(...args);
        if (!isQuestion || !(await answer.clone().text()).includes(words)) return answer;
        window.cut += 1;
        window.fetch = ask;
        throw new TypeError('cut off');
    };
    const provider = document.querySelector('[data-testid=dashboard-realtime-provider]');
    new MutationObserver(() => { window.losses += provider.dataset.state === 'lost'; })
        .observe(provider, { attributeFilter: ['data-state'] });
";

#[test]
fn an_answer_that_is_cut_off_on_its_way_into_the_window_is_made_up_for() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    let number = |name: &str| desk.script(&format!("return window.{name};"))?.as_u64();
    desk.script(CUTS_AN_ANSWER).expect("the page can be watched");
    ben.sets("level", "value", 7);
    desk.shows(&in_widget("level", "metric-value"), "data-value", "7");
    eventually("the next question can be cut off", || number("asked").filter(|it| *it > 0));
    ben.sets("log", "text", "cut off on the way");
    desk.reads(&widget("log"), "cut off on the way");
    assert_eq!(number("cut"), Some(1));
    for value in [8, 9] {
        ben.sets("level", "value", value);
        desk.shows(&in_widget("level", "metric-value"), "data-value", &value.to_string());
    }
    assert_eq!(number("losses"), Some(0), "the window stayed in touch with the app");
}

#[test]
fn a_wrong_token_asks_for_another_one_in_the_window() {
    let Stage { world, mut desk, mut ben } = Stage::prepare();
    desk = desk.with_env("TIDEBOARD_TOKEN", "tideboard_wrong");
    desk.starts();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "sign_in_needed");
    desk.clicks(&mark("sync-toggle"));
    desk.types(&mark("sign-in-token"), &world.server.token("dora", Role::Editor));
    desk.clicks(&mark("sign-in-submit"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "10");
    desk.clicks(&in_widget("tank", "counter-increment"));
    ben.reads("tank", "value", 11);
}

#[test]
fn an_editors_window_says_who_makes_boards_and_offers_none() {
    let Stage { world: _world, desk, ben: _ben } = Stage::set();
    desk.clicks(&mark("board-switcher"));
    for task in ["board-new", "board-duplicate", "board-from-file", "board-delete"] {
        desk.sees(&format!("{}:disabled", mark(task)));
    }
    desk.reads(&mark("boards"), "Only owners may make boards on this server.");
    desk.sees(&format!("{}:enabled", mark("board-save")));
    desk.presses("\u{e00c}");
    desk.clicks(&mark("palette-open"));
    desk.types(&mark("palette-input"), "new board");
    desk.reads(&mark("palette-hint"), "Nothing kept on this computer");
}

#[test]
fn a_viewers_window_says_why_nothing_can_be_changed() {
    let Stage { world, mut desk, ben: _ben } = Stage::prepare();
    desk = desk.with_env("TIDEBOARD_TOKEN", &world.server.token("vera", Role::Viewer));
    desk.starts();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    desk.sees(&in_widget("tank", "counter-value"));
    let disabled = desk.property(&in_widget("tank", "counter-increment"), "disabled");
    assert_eq!(disabled.as_deref(), Some("true"), "what a viewer may not do is switched off");
}

#[test]
fn a_damaged_database_is_named_in_the_window_and_left_as_it_is() {
    let Stage { world: _world, mut desk, ben: _ben } = Stage::set();
    desk.is_terminated();
    let database = desk.data().join("client.db");
    let mut bytes = fs::read(&database).expect("the database is there");
    bytes[100..].fill(0x5a);
    fs::write(&database, &bytes).expect("the database can be written");
    for side in ["-wal", "-shm"] {
        // There is none when the database was closed properly.
        let _ = fs::remove_file(desk.data().join(format!("client.db{side}")));
    }
    desk.opens();
    desk.reads("body", "client.db");
    assert_eq!(fs::read(&database).expect("still there"), bytes, "untouched");
}

#[test]
fn a_folder_that_cannot_be_used_still_opens_a_window() {
    let world = World::without_server();
    let home = world.folder("desk");
    fs::create_dir_all(&home).expect("the test's folder can be written");
    fs::write(home.join("data"), "not a folder").expect("the test's folder can be written");
    let desk = Desktop::prepare(home);
    // Not through the driver: it cannot look into a page that may store nothing.
    let mut process =
        Process::start("desktop without folder", &mut desk.command(&program("tideboard")));
    eventually("the log says why", || process.log().contains("cannot be written").then_some(()));
    eventually("a window is there", || {
        let windows = Command::new(tool("xwininfo")).args(["-root", "-tree"]).output().ok()?;
        String::from_utf8_lossy(&windows.stdout).contains("\"Tideboard\"").then_some(())
    });
    assert!(process.is_running());
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_window_that_stayed_blank_it_is_drawn_without_the_card_and_that_is_said() {
    let mut stage = Stage::prepare();
    let variable = "WEBKIT_DISABLE_COMPOSITING_MODE=1";
    let is_safe = |desk: &Desktop| {
        let app = desk.app().expect("the app runs");
        let set = fs::read(format!("/proc/{app}/environ")).expect("it is ours");
        set.split(|byte| *byte == 0).any(|entry| entry == variable.as_bytes())
    };
    stage.desk.starts();
    assert!(!is_safe(&stage.desk), "the usual way, as long as nothing is wrong");
    stage.desk.is_terminated();
    let marker = stage.desk.data().join("window-stayed-blank");
    fs::write(&marker, "").expect("the app's folder can be written");
    stage.desk.starts();
    assert!(is_safe(&stage.desk));
    let notice = "[data-testid=\"notice\"][data-notice=\"safe-graphics\"]";
    stage.desk.sees(notice);
    let words = stage.desk.text(notice).expect("a notice");
    assert!(words.contains("without the graphics card"), "{words}");
}

#[test]
fn without_a_display_the_reason_is_said() {
    let world = World::without_server();
    let desk = Desktop::prepare(world.folder("desk"));
    let mut command = desk.command(&program("tideboard"));
    command.env_remove("DISPLAY");
    let mut process = Process::start("without display", &mut command);
    let (status, _) = process.output_within(PATIENCE);
    assert!(!status.success());
    eventually("it says why", || process.log().contains("no display").then_some(()));
}
