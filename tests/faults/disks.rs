//! The disk is full, read-only, or gives back something else than was written.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rusqlite::Connection;
use serde_json::Value;
use tideboard_tests::{
    BOARD, Edit, HeadlessClient, PATIENCE, Process, Role, TestServer, World, disk::SmallDisk,
    eventually, proxy::Way,
};

/// Room for the reserve of 8 MiB, a database, its log, and some more.
const CLIENT_MEGABYTES: u32 = 20;
const SERVER_MEGABYTES: u32 = 8;

/// A client whose profile lies on a small disk.
fn client_on(disk: &SmallDisk, world: &World, url: &str) -> HeadlessClient {
    let token = world.server.token("ada", Role::Editor);
    HeadlessClient::prepare("ada", disk.path().join("profile"), url, Some(&token))
}

/// Edits until one is refused; how many were saved.
#[track_caller]
fn edits_until_refused(client: &mut HeadlessClient) -> (usize, tideboard_tests::Failure) {
    let text = "x".repeat(60_000);
    for n in 0..2_000 {
        let edit = Edit::create(&format!("page-{n}"), "note").set("text", text.clone());
        if let Err(failure) = client.call(&edit.command(BOARD)) {
            return (n, failure);
        }
    }
    panic!("the disk is never full");
}

#[test]
fn with_a_full_disk_edits_are_refused_results_are_recorded_and_room_is_noticed() {
    let mut world = World::with_board();
    let Some(disk) = SmallDisk::mount(world.folder("disk"), CLIENT_MEGABYTES) else { return };
    let proxy = world.proxy();
    let mut ada = client_on(&disk, &world, &proxy.url());
    let mut ben = world.client("ben", Role::Editor);
    ada.joins();

    // Two changes are decided, and their results on the way, when the disk runs full.
    proxy.to_client(Way::Stuck);
    let decided = [ada.adds("tank", "value", 1), ada.sets("round", "title", "Decided")];
    ben.reads("tank", "value", 11);
    ben.reads("round", "title", "Decided");
    disk.fill();
    let (saved, refused) = edits_until_refused(&mut ada);
    assert_eq!(refused.code, "storage_full", "{refused}");
    assert_eq!(refused.action, "free_space", "{refused}");
    assert!(refused.message.contains("full"), "{refused}");
    assert_eq!(ada.now("tank", "value"), 11, "what was saved is still shown");

    // The results find room all the same, although the disk stays full.
    proxy.cuts();
    proxy.comes_up();
    ada.syncs_now();
    eventually("the results are recorded", || {
        let queue = ada.queue();
        let waits = |op: &Value| decided.iter().any(|op_id| op["op_id"] == op_id.as_str());
        (!queue.iter().any(waits)).then_some(())
    });
    let again = ada.fails(&Edit::of("log").set("text", "no room").command(BOARD));
    assert_eq!(again.code, "storage_full", "{again}");

    // A kill changes nothing of that.
    ada.kill();
    ada.start();
    assert_eq!(ada.now("tank", "value"), 11);
    for n in 0..saved {
        assert!(ada.record(BOARD, &format!("page-{n}")).is_some(), "page {n} was saved");
    }

    disk.make_room();
    eventually("edits are taken again", || {
        ada.call(&Edit::of("log").set("text", "room again").command(BOARD)).ok()
    });
    ada.is_synced();
    ben.reads("log", "text", "room again");
    let pages = |client: &mut HeadlessClient| {
        let board = client.board(BOARD);
        board["records"].as_array().map_or(0, Vec::len)
    };
    ben.is_synced();
    assert_eq!(pages(&mut ada), pages(&mut ben));
    world.server.stop();
}

#[test]
fn a_server_with_a_full_disk_decides_nothing_loses_nothing_and_goes_on() {
    let mut world = World::without_server();
    let Some(disk) = SmallDisk::mount(world.folder("disk"), SERVER_MEGABYTES) else { return };
    world.server = TestServer::prepare(disk.path().join("server"));
    world.server.start();
    let mut ada = world.profile("ada", Role::Owner);
    ada.start();
    ada.creates_board();
    ada.is_synced();
    let mut ben = world.client("ben", Role::Editor);

    disk.fill();
    let text = "x".repeat(60_000);
    let mut pages = 0;
    eventually("the full disk is told", || {
        let record = format!("page-{pages}");
        ada.edits(BOARD, &Edit::create(&record, "note").set("text", text.clone()));
        pages += 1;
        let status = ada.status().to_string();
        status.contains("the disk of the server is full").then_some(())
    });
    let refused = |op: &Value| op["state"] == "refused";
    assert!(!ada.queue().iter().any(refused), "a full server parks nothing");
    assert_eq!(ben.now("tank", "value"), 10, "what is there can be read");

    disk.make_room();
    ada.syncs_now();
    ada.is_synced_within(2 * PATIENCE);
    for n in 0..pages {
        ben.reads(&format!("page-{n}"), "text", text.clone());
    }
    world.server.restart();
    ada.syncs_now();
    ada.is_synced();
}

/// The same field again and again: what was written is more than the disk takes, the data is little.
#[test]
fn a_servers_log_does_not_fill_the_disk() {
    let mut world = World::without_server();
    let Some(disk) = SmallDisk::mount(world.folder("disk"), 12) else { return };
    world.server = TestServer::prepare(disk.path().join("server"));
    world.server.start();
    let mut ada = world.profile("ada", Role::Owner);
    ada.joins();
    ada.creates_board();
    for n in 0..250 {
        ada.sets("log", "text", format!("{n:05} ").repeat(10_000));
        ada.is_synced();
    }
    let log = world.server.log();
    assert!(!log.contains("a transaction failed"), "{log}");
}

/// The same for a client, whose unsent edits join into one.
#[test]
fn a_clients_log_does_not_fill_the_disk() {
    let mut world = World::with_board();
    let Some(disk) = SmallDisk::mount(world.folder("disk"), CLIENT_MEGABYTES) else { return };
    let mut ada = client_on(&disk, &world, &world.server.url());
    ada.joins();
    world.server.kill();
    ada.misses_the_server();
    for n in 0..400 {
        ada.sets("log", "text", format!("{n:05} ").repeat(10_000));
    }
    assert_eq!(ada.queue().len(), 1);
    assert_ne!(ada.state(), "storage_full");
    world.server.start();
    ada.syncs_now();
    ada.is_synced();
}

#[test]
fn on_a_full_disk_a_backup_or_a_restore_is_refused_and_leaves_everything_as_it_was() {
    let mut world = World::with_board();
    let Some(disk) = SmallDisk::mount(world.folder("disk"), CLIENT_MEGABYTES) else { return };
    let mut ada = client_on(&disk, &world, &world.server.url());
    ada.joins();
    world.server.kill();
    ada.misses_the_server();
    let elsewhere = world.folder("backup.db");
    ada.backs_up_to(&elsewhere);
    ada.adds("tank", "value", 1);
    assert!(ada.quit().success());

    disk.fill();
    let there = || {
        let entries = |folder: &Path| {
            let entries = fs::read_dir(folder).expect("a folder");
            entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
        };
        let mut all = [entries(disk.path()), entries(ada.data())].concat();
        // SQLite makes its side files for whoever looks, and removes them with the next one.
        let is_beside = |path: &PathBuf| {
            path.extension().is_some_and(|kind| kind == "db-shm" || kind == "db-wal")
        };
        all.retain(|path| !is_beside(path));
        all.sort();
        all
    };
    let before = there();
    for (option, file) in [("--back-up", disk.path().join("backup.db")), ("--restore", elsewhere)] {
        let error = failure_of(ada.command().arg(option).arg(file));
        assert_eq!(error["code"], "storage_full", "{option}: {error}");
        assert_eq!(there(), before, "{option} leaves nothing behind");
    }

    disk.make_room();
    ada.start();
    assert_eq!(ada.now("tank", "value"), 11);
    world.server.start();
    ada.syncs_now();
    ada.is_synced();
}

#[test]
fn a_read_only_folder_is_named_by_client_and_server() {
    let mut world = World::with_board();
    let Some(disk) = SmallDisk::mount(world.folder("disk"), CLIENT_MEGABYTES) else { return };
    let mut ada = client_on(&disk, &world, &world.server.url());
    let mut other = TestServer::prepare(disk.path().join("server"));
    ada.joins();
    other.start();
    other.stop();
    world.server.kill();
    ada.adds("tank", "value", 1);
    assert!(ada.quit().success());

    disk.forbid_writing();
    let error = refusal(&ada);
    assert_eq!(error["code"], "permission_denied", "{error}");
    assert_eq!(error["action"], "fix_input", "{error}");
    let message = error["message"].as_str().expect("a sentence");
    assert!(message.contains(&disk.path().display().to_string()), "{message}");
    let complaint = other.complains_at_start();
    assert!(complaint.contains(&disk.path().display().to_string()), "{complaint}");

    disk.allow_writing();
    ada.start();
    ada.reads("tank", "value", 11);
    world.server.start();
    ada.syncs_now();
    ada.is_synced();
    other.start();
}

/// Every page of the client's database in turn: the damage is found and named, or it hit nothing.
#[test]
fn a_damaged_page_of_a_client_is_found_named_and_left_alone() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.misses_the_server();
    ada.adds("tank", "value", 1);
    assert!(ada.quit().success());
    let database = ada.data().join("client.db");
    let mut found = 0;
    for damaged in each_page_damaged(&database) {
        let mut process = Process::start("ada", &mut ada.command());
        process.hang_up();
        let (status, lines) = process.output_within(PATIENCE);
        if status.success() {
            continue;
        }
        found += 1;
        let failed = lines.iter().find(|line| line.contains("\"failed\"")).expect("it says why");
        let event: Value = serde_json::from_str(failed).expect("a line of JSON");
        assert_eq!(event["error"]["code"], "database_corrupt", "{event}");
        assert!(failed.contains("client.db"), "the file is named: {failed}");
        assert!(fs::read(&database).expect("still there") == damaged, "left as it was");
    }
    assert!(found > 10, "only {found} damaged pages were found");
    ada.start();
    assert_eq!(ada.now("tank", "value"), 11, "the sound file is as good as ever");
}

/// The same for the server.
#[test]
fn a_damaged_page_of_a_server_is_found_named_and_left_alone() {
    let mut world = World::with_board();
    world.server.stop();
    let database = world.server.data().join("tideboard-server.db");
    let mut found = 0;
    for damaged in each_page_damaged(&database) {
        let mut command = world.server.admin_command(&["token", "list"], &[]);
        let mut process = Process::start("server", &mut command);
        let (status, _) = process.output_within(PATIENCE);
        if status.success() {
            continue;
        }
        found += 1;
        let complaint = world.server.complains_at_start();
        assert!(complaint.contains("damaged"), "{complaint}");
        assert!(complaint.contains("tideboard-server.db"), "the file is named: {complaint}");
        assert!(fs::read(&database).expect("still there") == damaged, "left as it was");
    }
    assert!(found > 10, "only {found} damaged pages were found");
    world.server.start();
    world.client("ben", Role::Viewer).reads("tank", "value", 10);
}

/// Fills one page after the other with nonsense; afterwards the file is sound again.
fn each_page_damaged(database: &Path) -> impl Iterator<Item = Vec<u8>> {
    let sound = Connection::open(database).expect("the database opens");
    let page: i64 =
        sound.query_row("PRAGMA page_size", [], |row| row.get(0)).expect("a database has pages");
    sound.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("one file");
    sound.close().expect("the database closes");
    let page = usize::try_from(page).expect("a page has a size");
    let bytes = fs::read(database).expect("the database can be read");
    let database = database.to_owned();
    let mut starts = (0..bytes.len()).step_by(page);
    std::iter::from_fn(move || {
        let Some(start) = starts.next() else {
            fs::write(&database, &bytes).expect("the database can be written");
            return None;
        };
        let mut damaged = bytes.clone();
        damaged[start..start + page].fill(0x5a);
        fs::write(&database, &damaged).expect("the database can be written");
        Some(damaged)
    })
}

/// Why a client does not start.
#[track_caller]
fn refusal(client: &HeadlessClient) -> Value {
    failure_of(&mut client.command())
}

/// Why a client does not do what it is started for.
#[track_caller]
fn failure_of(command: &mut Command) -> Value {
    let mut process = Process::start("ada", command);
    let (status, lines) = process.output_within(PATIENCE);
    assert!(!status.success(), "it succeeded: {lines:?}");
    let failed = lines.iter().find(|line| line.contains("\"failed\"")).expect("it says why");
    serde_json::from_str::<Value>(failed).expect("a line of JSON")["error"].clone()
}
