//! The data of every earlier version, with changes on their way, opened by this one.
//!
//! `upgrades/` holds a server's data and a client's for each version of their tables, as SQL. They
//! belong together: the client's changes wait for that server. Whoever adds a migration writes the
//! data of the version before it first:
//! `cargo test -p tideboard-tests --test e2e -- --ignored writes_the_data_of_this_version`.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, types::ValueRef};
use serde_json::Value;
use tideboard_tests::{BOARD, Edit, HeadlessClient, Role, World, eventually, proxy::Way, sources};

const CLIENT: &str = "client";
const SERVER: &str = "server";
/// Stands for the server's address, which is another one in each test.
const ADDRESS: &str = "ws://tideboard.example/api/realtime";

#[test]
fn changes_that_waited_in_an_older_client_are_kept_and_sent() {
    let newest = versions(CLIENT);
    assert!(newest >= 2, "migrations are found");
    for version in 1..=newest {
        let Some(dump) = data(CLIENT, version) else {
            assert_eq!(version, newest, "upgrades/client-v{version}.sql is missing");
            continue;
        };
        let mut world = World::without_server();
        let server = data(SERVER, 1).expect("the data that the client belongs to");
        load(&server, world.server.data(), "tideboard-server.db");
        let ada_data = world.folder("ada");
        let url = world.server.url();
        load(&dump.replace(ADDRESS, &url), &ada_data, "client.db");
        let token = token_in(&server);
        let mut ada = HeadlessClient::prepare("ada", ada_data, &url, Some(token));

        // Without the server: everything is there, also what is in trouble.
        ada.start();
        let queue = ada.queue();
        let state = |record: &str| {
            let op = queue.iter().find(|op| op["record"] == record);
            op.map_or(Value::Null, |op| op["state"].clone())
        };
        assert_eq!(queue.len(), 5, "version {version}: {queue:?}");
        assert_eq!(state("round"), "refused", "version {version}");
        assert_eq!(state("log"), "conflict", "version {version}");
        assert_eq!(ada.now("tank", "value"), 12);
        assert_eq!(ada.now("fresh", "text"), "written before the upgrade");
        let ids: Vec<_> = queue.iter().map(|op| op["op_id"].clone()).collect();

        // With it: what can be sent arrives, each once and under its id.
        world.server.start();
        ada.syncs_now();
        let mut ben = world.profile("ben", Role::Editor);
        ben.joins();
        ben.reads("fresh", "text", "written before the upgrade");
        ben.reads("tank", "value", 12);
        eventually("only what needs a person is left", || (ada.queue().len() == 2).then_some(()));
        for op in ada.queue() {
            assert!(ids.contains(&op["op_id"]), "{op}");
        }
        let conflict = ada.has_a_conflict();
        ada.resolves(conflict["op_id"].as_str().expect("an id"), "local");
        ben.reads("log", "text", "Ada's");
    }
}

#[test]
fn an_older_servers_data_is_brought_up_to_date_with_everything_in_it() {
    let newest = versions(SERVER);
    assert!(newest >= 1, "migrations are found");
    for version in 1..=newest {
        let Some(dump) = data(SERVER, version) else {
            assert_eq!(version, newest, "upgrades/server-v{version}.sql is missing");
            continue;
        };
        let mut world = World::without_server();
        load(&dump, world.server.data(), "tideboard-server.db");
        world.server.start();
        let url = world.server.url();
        let mut ada =
            HeadlessClient::prepare("ada", world.folder("ada"), &url, Some(token_in(&dump)));
        ada.joins();
        ada.reads("log", "text", "Ben's");
        assert_eq!(ada.now("tank", "value"), 11);
        ada.adds("tank", "value", 1);
        ada.is_synced();
    }
}

#[test]
#[ignore = "writes into the source tree"]
fn writes_the_data_of_this_version() {
    let mut world = World::with_board();
    let proxy = world.proxy();
    let mut ada = world.client_behind(&proxy, "ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    ada.pauses();
    ada.adds("round", "items/a/count", 1);
    ada.sets("log", "text", "Ada's");
    ben.sets("round", "items/a/count", "no number");
    ben.sets("log", "text", "Ben's");
    ben.is_synced();
    ada.resumes();
    ada.is_idle();
    // One is decided without her knowing, and two were never sent.
    let lost = proxy.lost();
    proxy.to_client(Way::Lost);
    ada.adds("tank", "value", 1);
    ben.reads("tank", "value", 11);
    eventually("the result is lost", || (proxy.lost() > lost).then_some(()));
    proxy.goes_down();
    world.server.stop();
    ada.adds("tank", "value", 1);
    let fresh = Edit::create("fresh", "note").set("text", "written before the upgrade");
    ada.edits(BOARD, &fresh);
    assert!(ada.quit().success());
    let token = ada.token().to_owned();
    for (whose, database) in [
        (CLIENT, ada.data().join("client.db")),
        (SERVER, world.server.data().join("tideboard-server.db")),
    ] {
        let rows = dump(&database).replace(&proxy.url(), ADDRESS);
        let text = format!("-- token: {token}\n{rows}");
        fs::write(file(whose, versions(whose)), text).expect("the source tree can be written");
    }
}

/// The newest version of the tables of client or server.
fn versions(whose: &str) -> usize {
    let package = if whose == CLIENT { "sync" } else { "server" };
    let folder = sources().join(format!("../src-tauri/crates/{package}/migrations"));
    let names = fs::read_dir(folder).expect("the migrations are there");
    let names = names.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with('V') && name.ends_with(".sql")).count()
}

fn file(whose: &str, version: usize) -> PathBuf {
    sources().join(format!("e2e/upgrades/{whose}-v{version}.sql"))
}

fn data(whose: &str, version: usize) -> Option<String> {
    fs::read_to_string(file(whose, version)).ok()
}

fn token_in(dump: &str) -> &str {
    let first = dump.lines().next().unwrap_or_default();
    first.strip_prefix("-- token: ").expect("the first line is the token")
}

fn load(dump: &str, folder: &Path, name: &str) {
    fs::create_dir_all(folder).expect("the test's folder can be written");
    let database = Connection::open(folder.join(name)).expect("a database can be made");
    database.execute_batch(dump).expect("the SQL can be run");
    database.close().expect("the database closes");
}

/// All tables with their rows, as SQL.
fn dump(database: &Path) -> String {
    let database = Connection::open(database).expect("the database opens");
    let schema = "SELECT type, name, sql FROM sqlite_schema \
                  WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    let mut objects = database.prepare(schema).expect("a schema can be read");
    let objects: Vec<(String, String, String)> = objects
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .and_then(Iterator::collect)
        .expect("a schema can be read");
    let mut text = String::from("PRAGMA foreign_keys = OFF;\nBEGIN;\n");
    for (kind, name, sql) in &objects {
        writeln!(text, "{sql};").expect("memory");
        if kind == "table" {
            rows(&database, name, &mut text);
        }
    }
    text + "COMMIT;\n"
}

fn rows(database: &Connection, table: &str, text: &mut String) {
    let mut query = database.prepare(&format!("SELECT * FROM {table}")).expect("a table");
    let columns = query.column_count();
    let mut rows = query.query([]).expect("rows");
    while let Some(row) = rows.next().expect("a row") {
        let values: Vec<_> = (0..columns)
            .map(|column| match row.get_ref(column).expect("a column") {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => format!("{number:?}"),
                ValueRef::Text(bytes) => {
                    format!("'{}'", String::from_utf8_lossy(bytes).replace('\'', "''"))
                }
                ValueRef::Blob(bytes) => {
                    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                    format!("x'{digits}'")
                }
            })
            .collect();
        writeln!(text, "INSERT INTO {table} VALUES ({});", values.join(", ")).expect("memory");
    }
}
