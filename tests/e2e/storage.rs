//! A client's folder: damaged, too new, in use, or no folder at all.

use std::{fs, path::Path};

use rusqlite::Connection;
use tideboard_tests::{HeadlessClient, PATIENCE, Process, Role, World, eventually};

use crate::bad_input::failure_among;

/// What can have happened to a database.
#[derive(Debug, Clone, Copy)]
pub enum Harm {
    /// Its pages hold nonsense.
    Damage,
    /// A newer version of the program has written it.
    Future,
}

impl Harm {
    /// Does it to a database that nobody uses.
    #[track_caller]
    pub fn inflict(self, database: &Path) {
        match self {
            Self::Damage => {
                let mut bytes = fs::read(database).expect("the database is there");
                // Past the header: it still looks like a database at first sight.
                bytes[100..].fill(0x5a);
                fs::write(database, bytes).expect("the database can be written");
            }
            Self::Future => {
                let database = Connection::open(database).expect("the database opens");
                database
                    .execute(
                        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                         SELECT 9999, 'from_the_future', applied_on, checksum \
                         FROM refinery_schema_history LIMIT 1",
                        [],
                    )
                    .expect("the history can be written");
                database.close().expect("the database closes");
            }
        }
        for side in ["-wal", "-shm"] {
            let mut name = database.as_os_str().to_owned();
            name.push(side);
            // There is none when the database was closed properly.
            let _ = fs::remove_file(name);
        }
    }
}

#[test]
fn a_damaged_or_newer_database_is_named_and_left_as_it_is() {
    for (harm, code, action) in
        [(Harm::Damage, "database_corrupt", "retry"), (Harm::Future, "database_too_new", "upgrade")]
    {
        let mut world = World::with_board();
        let mut ada = world.client("ada", Role::Editor);
        world.server.kill();
        ada.adds("tank", "value", 1);
        assert!(ada.quit().success());
        let database = ada.data().join("client.db");
        harm.inflict(&database);
        let before = fs::read(&database).expect("the database is there");
        let error = refuses_to_start(&ada);
        assert_eq!(error["code"], code, "{error}");
        assert_eq!(error["action"], action, "{error}");
        let named = error["message"].as_str().is_some_and(|text| text.contains("client.db"));
        assert!(named, "the file is named: {error}");
        assert_eq!(fs::read(&database).expect("still there"), before, "untouched");
    }
}

#[test]
fn a_profile_is_used_by_one_program_at_a_time() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let error = refuses_to_start(&ada);
    assert_eq!(error["code"], "profile_in_use", "{error}");
    assert_eq!(error["action"], "close_other", "{error}");
    assert_eq!(ada.now("tank", "value"), 10, "the first one goes on");
    ada.comes_back();
    ada.reads("tank", "value", 10);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let world = World::without_server();
    let file = world.folder("file");
    fs::write(&file, "not a folder").expect("the test's folder can be written");
    let ada = HeadlessClient::prepare("ada", file.join("ada"), &world.server.url(), None);
    let error = refuses_to_start(&ada);
    let folder = file.display().to_string();
    assert!(error["message"].as_str().is_some_and(|text| text.contains(&folder)), "{error}");
}

#[test]
fn a_client_whose_input_ends_quits_in_good_order() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.adds("tank", "value", 1);
    ada.process().hang_up();
    let status = ada.process().exit_within(PATIENCE);
    assert!(status.success(), "the end of the input means quit: {status}");
    ada.comes_back();
    ada.reads("tank", "value", 11);
}

/// A profile with the same files as another, which is not running.
fn copied(world: &World, original: &HeadlessClient) -> HeadlessClient {
    let mut copy = world.profile("copy", Role::Editor);
    copy.use_token(original.token());
    fs::create_dir_all(copy.data()).expect("the test's folder can be written");
    for entry in fs::read_dir(original.data()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a file has a name");
        fs::copy(&path, copy.data().join(name)).expect("a profile can be copied");
    }
    copy
}

#[test]
fn two_copies_of_a_profile_that_only_look_do_not_take_turns_for_ever() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    ada.is_synced();
    assert!(ada.quit().success());
    let mut copy = copied(&world, &ada);
    ada.joins();
    copy.joins();
    let connected = || world.server.log().lines().filter(|line| line.contains("Renewed")).count();
    eventually("the one that was replaced is somebody of its own", || {
        (connected() == 1).then_some(())
    });
    ada.is_synced();
    copy.is_synced();
    assert_eq!(connected(), 1, "and that is all");
}

#[test]
fn a_copied_profile_goes_on_as_a_client_of_its_own() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.misses_the_server();
    ada.adds("tank", "value", 1);
    assert!(ada.quit().success());
    let mut copy = copied(&world, &ada);
    world.server.start();
    ada.joins();
    copy.joins();
    // The waiting change is the same one in both profiles: it counts once.
    ada.reads("tank", "value", 11);
    copy.reads("tank", "value", 11);
    for value in (12..20).step_by(2) {
        ada.adds("tank", "value", 1);
        copy.adds("tank", "value", 1);
        ada.reads("tank", "value", value + 1);
        copy.reads("tank", "value", value + 1);
    }
    ada.is_synced();
    copy.is_synced();
    // What one of them writes, the other one did not: as between any two clients.
    copy.pauses();
    copy.sets("tank", "title", "the copy's");
    ada.sets("tank", "title", "the original's");
    ada.is_synced();
    copy.resumes();
    assert_eq!(copy.has_a_conflict()["fields"][0]["theirs"], "the original's");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_a_profile() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::with_board();
    let ada = world.client("ada", Role::Editor);
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    for data in [ada.data(), world.server.data()] {
        assert_eq!(mode(data), 0o700, "{}", data.display());
        for entry in fs::read_dir(data).expect("a folder") {
            let path = entry.expect("an entry").path();
            assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
        }
    }
}

#[track_caller]
fn refuses_to_start(client: &HeadlessClient) -> serde_json::Value {
    let mut process = Process::start("a second program", &mut client.command());
    let (status, lines) = process.output_within(PATIENCE);
    assert!(!status.success(), "it started: {lines:?}");
    failure_among(&lines)
}
