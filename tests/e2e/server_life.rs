//! The server comes, goes, and keeps what it has.

use serde_json::{Value, json};
use std::{process::Command, time::Duration};

use tideboard_tests::{
    BOARD, Edit, PATIENCE, Process, Role, World, eventually,
    programs::program,
    server::{self, USUAL_HEARTBEAT},
};

#[cfg(unix)]
#[test]
fn ready_means_one_line_with_the_address_on_stdout() {
    let world = World::without_server();
    let mut command = server::command(&world.folder("server"), 0, USUAL_HEARTBEAT);
    let (mut process, url) = server::launch(&mut command);
    let port = url
        .strip_prefix("ws://127.0.0.1:")
        .and_then(|rest| rest.strip_suffix("/api/realtime"))
        .and_then(|port| port.parse::<u16>().ok())
        .unwrap_or_else(|| panic!("{url} is no address"));
    assert_ne!(port, 0);
    assert_eq!(http_get(port, "/healthz").lines().next(), Some("HTTP/1.1 200 OK"));
    assert!(http_get(port, "/elsewhere").starts_with("HTTP/1.1 404"));
    process.terminate();
    let (status, more) = process.output_within(PATIENCE);
    assert!(status.success(), "{status}");
    assert!(more.is_empty(), "logs go to stderr: {more:?}");
}

#[test]
fn a_restart_keeps_everything() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    ada.adds("tank", "value", 32);
    ada.edits(BOARD, &Edit::of("round").remove("items/a"));
    ada.is_synced();
    world.server.stop();
    world.server.start();
    ada.syncs_now();
    ada.is_synced();
    ada.adds("tank", "value", 1);
    ada.is_synced();
    world.server.restart();
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("tank", "value", 43);
    assert!(ben.field(BOARD, "round", "items/a/text").is_none());
    assert_eq!(ben.now("round", "title"), "Round");
}

#[test]
fn a_client_comes_back_by_itself_after_a_restart() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.stop();
    ada.sets("log", "text", "nobody pressed a button");
    world.server.start();
    ada.is_synced_within(Duration::from_secs(40));
    let mut ben = world.client("ben", Role::Editor);
    ben.reads("log", "text", "nobody pressed a button");
}

#[test]
fn a_token_is_printed_once_and_stored_as_a_hash() {
    let world = World::new();
    let token = world.server.token("ada", Role::Owner);
    assert!(token.len() > 40 && !token.contains(char::is_whitespace), "{token}");
    let listed = world.server.admin(&["token", "list"], &[]);
    assert!(listed.iter().all(|line| !line.contains(&token)), "{listed:?}");
    for file in std::fs::read_dir(world.server.data()).expect("the folder is there") {
        let path = file.expect("an entry").path();
        // Some systems let nobody look into a lock.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let found = bytes.windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!found, "the token stands in {}", path.display());
    }
}

#[test]
fn a_backup_can_be_made_while_the_server_runs() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let copy = world.folder("copy.db");
    let copy = copy.to_str().expect("a plain path");
    world.server.admin(&["backup"], &["--to", copy]);
    ada.adds("tank", "value", 1);
    ada.is_synced();

    let mut elsewhere = tideboard_tests::TestServer::prepare(world.folder("elsewhere"));
    elsewhere.admin(&["restore"], &["--from", copy]);
    elsewhere.start();
    let mut ben = world.profile("ben", Role::Editor);
    ben.use_token(&elsewhere.token("ben", Role::Editor));
    ben.move_to(&elsewhere.url());
    ben.joins();
    ben.reads("tank", "value", 10);
}

#[test]
fn a_board_that_a_restore_took_away_is_offered_and_comes_back_whole() {
    let mut world = World::new();
    let mut ada = world.profile("ada", Role::Owner);
    let mut ben = world.profile("ben", Role::Editor);
    let copy = world.folder("copy.db");
    let copy = copy.to_str().expect("a plain path");
    world.server.admin(&["backup"], &["--to", copy]);
    ada.joins();
    ada.creates_board();
    ada.adds("tank", "value", 1);
    ada.is_synced();

    world.server.stop();
    world.server.admin(&["restore"], &["--from", copy]);
    world.server.start();
    let offered = eventually("every change is offered", || {
        let queue = ada.queue().into_iter();
        let offered: Vec<Value> = queue.filter(|change| change["state"] == "offered").collect();
        (offered.len() == 5).then_some(offered)
    });
    for op in offered {
        ada.done(&json!({"cmd": "retry", "op_id": op["op_id"]}));
    }
    ada.is_synced();
    ben.joins();
    ben.reads("tank", "value", 11);
    ben.reads("log", "text", "calm");
    ada.reads("tank", "value", 11);
}

#[test]
fn a_port_in_use_is_named() {
    let world = World::new();
    let mut command =
        server::command(&world.folder("second"), world.server.port(), USUAL_HEARTBEAT);
    let complaint = refuses_to_start(&mut command);
    let port = world.server.port().to_string();
    assert!(complaint.contains(&port) && complaint.contains("in use"), "{complaint}");
}

#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let world = World::new();
    let mut command = server::command(world.server.data(), 0, USUAL_HEARTBEAT);
    let complaint = refuses_to_start(&mut command);
    assert!(complaint.contains("another tideboard-server"), "{complaint}");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_named() {
    let world = World::without_server();
    let file = world.folder("file");
    std::fs::write(&file, "not a folder").expect("the test's folder can be written");
    let mut command = server::command(&file.join("data"), 0, USUAL_HEARTBEAT);
    let complaint = refuses_to_start(&mut command);
    assert!(complaint.contains(&file.join("data").display().to_string()), "{complaint}");
}

#[test]
fn a_damaged_or_newer_database_is_left_as_it_is() {
    for (harm, words) in
        [(super::storage::Harm::Damage, "damaged"), (super::storage::Harm::Future, "newer")]
    {
        let mut world = World::with_board();
        world.server.stop();
        let database = world.server.data().join("tideboard-server.db");
        harm.inflict(&database);
        let before = std::fs::read(&database).expect("the database is there");
        let mut command = server::command(world.server.data(), 0, USUAL_HEARTBEAT);
        let complaint = refuses_to_start(&mut command);
        assert!(complaint.contains(words), "{complaint}");
        assert_eq!(std::fs::read(&database).expect("still there"), before, "untouched");
    }
}

#[test]
fn a_restore_beside_a_running_server_is_refused() {
    let world = World::with_board();
    let copy = world.folder("copy.db");
    let copy = copy.to_str().expect("a plain path");
    world.server.admin(&["backup"], &["--to", copy]);
    let mut command = Command::new(program("tideboard-server"));
    command.arg("restore").arg("--data").arg(world.server.data()).args(["--from", copy]);
    let complaint = refuses_to_start(&mut command);
    assert!(complaint.contains("stop it first"), "{complaint}");
}

/// What a program that does not start says on stderr.
#[track_caller]
fn refuses_to_start(command: &mut Command) -> String {
    let mut process = Process::start("a second server", command);
    let (status, lines) = process.output_within(PATIENCE);
    assert!(!status.success(), "it started: {lines:?}");
    assert!(lines.is_empty(), "errors go to stderr: {lines:?}");
    eventually("it says why", || Some(process.log()).filter(|log| log.contains("err ")))
}

#[cfg(unix)]
fn http_get(port: u16, path: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit can be set");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("a request can be written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer comes");
    answer
}
