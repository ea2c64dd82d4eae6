//! A newcomer's first minute.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use tideboard_tests::{
    Role, World,
    desktop::{Desktop, mark},
    keychain::Keychain,
    wait::within,
};

use crate::data::{backs_up, opens_the_section};

const NO_KEYCHAIN: &str = "[data-testid=\"notice\"][data-notice^=\"keychain:\"]";

const METRIC: &str = "[data-testid=\"widget-realtime\"][data-kind=\"metric\"]";

#[test]
fn trying_it_shows_live_figures_of_this_computer() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk"));
    desk.starts();
    desk.shows(&mark("first-run"), "data-state", "choose");
    desk.clicks(&mark("first-run-try"));
    shows_live_figures(&desk);
    for kind in ["chart", "checklist", "table", "note", "counter", "status"] {
        desk.sees(&format!("[data-testid=\"widget-realtime\"][data-kind=\"{kind}\"]"));
    }
    // A number that is counted goes through the same server as the figures.
    let counter = mark("counter-value");
    let before: f64 = number(&desk, &counter).expect("the counter has a value");
    desk.clicks(&mark("counter-increment"));
    within(Duration::from_secs(10), "the counter counts", || {
        (number(&desk, &counter)? > before).then_some(())
    });
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    let counted = number(&desk, &counter);

    desk.is_terminated();
    desk.starts();
    shows_live_figures(&desk);
    assert!(!desk.is_there(&mark("first-run")), "the choice is remembered");
    assert_eq!(number(&desk, &counter), counted);
}

#[test]
fn the_demo_skips_the_first_screen() {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk")).with(&["--demo"]);
    desk.starts();
    shows_live_figures(&desk);
}

#[test]
fn joining_a_server_takes_its_address_and_a_token() {
    let world = World::with_board();
    let mut desk = Desktop::prepare(world.folder("desk"));
    desk.starts();
    desk.clicks(&mark("first-run-join"));
    desk.types(&mark("join-address"), &world.server.url());
    desk.types(&mark("join-token"), "tideboard_wrong");
    desk.clicks(&mark("join-test"));
    desk.sees(&mark("first-run-error"));
    assert!(!desk.is_there(&mark("join-result")), "a wrong token joins nothing");
    desk.types(&mark("join-token"), &world.server.token("dora", Role::Editor));
    desk.clicks(&mark("join-test"));
    desk.reads(&mark("join-result"), "Dora");
    desk.clicks(&mark("join-submit"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

#[test]
fn the_token_is_kept_in_the_keychain_and_nowhere_else() {
    let world = World::with_board();
    let mut desk = Desktop::prepare(world.folder("desk"));
    let _keychain = Keychain::start(desk.bus(), desk.home());
    let token = world.server.token("dora", Role::Editor);
    desk.starts();
    joins(&desk, &world, &token);
    assert!(!desk.is_there(NO_KEYCHAIN));
    desk.is_terminated();
    let written = files_below(&desk.data());
    assert!(!written.is_empty());
    for file in written {
        let bytes = fs::read(&file).expect("a file of the app can be read");
        let found = bytes.windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!found, "the token stands in {}", file.display());
    }
    desk.starts();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

#[test]
fn without_a_keychain_the_token_lasts_until_the_end_and_that_is_said() {
    let world = World::with_board();
    let mut desk = Desktop::prepare(world.folder("desk"));
    let token = world.server.token("dora", Role::Editor);
    desk.starts();
    joins(&desk, &world, &token);
    desk.reads(NO_KEYCHAIN, "keychain");
    desk.is_terminated();
    desk.starts();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "sign_in_needed");
}

#[test]
fn without_a_keychain_the_token_goes_into_a_file_only_when_asked_and_into_nothing_else() {
    let world = World::with_board();
    let mut desk = Desktop::prepare(world.folder("desk"));
    let token = world.server.token("dora", Role::Editor);
    let files_with_it = |folder: &Path| -> Vec<PathBuf> {
        let mut files = files_below(folder);
        files.retain(|file| match fs::read(file) {
            Ok(bytes) => bytes.windows(token.len()).any(|window| window == token.as_bytes()),
            // The app is running: some are there for a moment only.
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => panic!("{} can be read: {error}", file.display()),
        });
        files
    };
    desk.starts();
    joins(&desk, &world, &token);
    desk.reads(NO_KEYCHAIN, "Whoever can read the files of this account can then use the token");
    assert!(files_with_it(&desk.data()).is_empty(), "nobody asked for it");
    desk.clicks(&mark("keep-token-in-file"));
    desk.sees_no(NO_KEYCHAIN);
    let file = desk.data().join("access-token");
    assert_eq!(files_with_it(&desk.data()), std::slice::from_ref(&file));
    let mode = fs::metadata(&file).expect("the file is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    opens_the_section(&desk);
    let backup = PathBuf::from(backs_up(&desk));
    assert!(!files_below(&backup).is_empty());
    assert!(files_with_it(&backup).is_empty(), "a backup leaves it out");

    desk.is_terminated();
    desk.starts();
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    assert_eq!(files_with_it(&desk.data()), [file]);
}

#[track_caller]
fn joins(desk: &Desktop, world: &World, token: &str) {
    desk.clicks(&mark("first-run-join"));
    desk.types(&mark("join-address"), &world.server.url());
    desk.types(&mark("join-token"), token);
    desk.clicks(&mark("join-submit"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            Ok(_) | Err(_) => {}
        }
    }
    files
}

#[track_caller]
fn shows_live_figures(desk: &Desktop) {
    desk.shows(&mark("board"), "data-state", "ready");
    desk.reads(&mark("board-switcher"), "This computer");
    // Any of them may stand still: a busy processor is at 100 % for minutes.
    let script = format!(
        "return Array.from(document.querySelectorAll('{METRIC} {}'), (it, at) => at + ': ' + it.dataset.value)",
        mark("metric-value")
    );
    let mut seen: HashMap<String, HashSet<String>> = HashMap::new();
    within(Duration::from_secs(30), "figures change", || {
        for figure in desk.script(&script)?.as_array()? {
            let (metric, value) = figure.as_str()?.split_once(": ")?;
            seen.entry(metric.to_owned()).or_default().insert(value.to_owned());
        }
        seen.values().any(|values| values.len() >= 3).then_some(())
    });
    desk.shows(METRIC, "data-fresh", "live");
}

fn number(desk: &Desktop, place: &str) -> Option<f64> {
    desk.attribute(place, "data-value")?.parse().ok()
}
