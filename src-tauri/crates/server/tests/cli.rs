//! The program as it is typed.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tideboard-server"));
    for name in ["DATA", "LISTEN", "HEARTBEAT_MS", "LOG"] {
        command.env_remove(format!("TIDEBOARD_SERVER_{name}"));
    }
    command
}

fn run(data: &Path, words: &[&str]) -> Output {
    program().args(words).arg("--data").arg(data).output().unwrap()
}

/// What was printed by a command that must succeed.
fn printed(output: Output) -> String {
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// The sentence with which a command failed.
fn complaint(output: Output) -> String {
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.starts_with("tideboard-server: "), "{complaint}");
    complaint
}

const TOKEN: [&str; 8] = ["token", "create", "--user", "ana", "--name", "Ana", "--role", "owner"];

struct Served {
    child: Child,
    line: String,
    #[cfg(unix)]
    rest: BufReader<std::process::ChildStdout>,
}

impl Served {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut rest = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        rest.read_line(&mut line).unwrap();
        Self {
            child,
            line,
            #[cfg(unix)]
            rest,
        }
    }

    fn on(data: &Path) -> Self {
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        Self::start(command)
    }

    fn address(&self) -> &str {
        let rest = self.line.strip_prefix("listening ws://").expect("the line");
        rest.strip_suffix("/api/realtime\n").expect("the line")
    }

    /// Asks the program to end; what else it printed.
    #[cfg(unix)]
    fn end(mut self) -> String {
        use std::io::Read;
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let mut more = String::new();
        self.rest.read_to_string(&mut more).unwrap();
        assert!(self.child.wait().unwrap().success());
        more
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _already_ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn folder() -> (TempDir, std::path::PathBuf) {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("data");
    (outer, data)
}

#[cfg(unix)]
#[test]
fn serving_prints_one_line_and_ends_well_when_asked() {
    let (_outer, data) = folder();
    let served = Served::on(&data);
    let port: u16 = served.address().strip_prefix("127.0.0.1:").unwrap().parse().unwrap();
    assert_ne!(port, 0);
    assert_eq!(served.end(), "");
    assert_eq!(Served::on(&data).end(), "");
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_this_account_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_outer, data) = folder();
    printed(run(&data, &TOKEN));
    let _served = Served::on(&data);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&data).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
        names.push(entry.file_name());
    }
    assert!(names.iter().any(|name| name == "tideboard-server.db-wal"), "{names:?}");
}

#[test]
fn creating_a_token_prints_only_the_token_also_beside_a_running_server() {
    let (_outer, data) = folder();
    let _served = Served::on(&data);
    let mut tokens = Vec::new();
    for role in ["owner", "editor", "viewer", "feed"] {
        let create = ["token", "create", "--user", "ana", "--role", role, "--board", "b-1"];
        let out = printed(run(&data, &create));
        let token = out.strip_suffix('\n').unwrap().to_owned();
        assert_eq!(token.len(), "tideboard_".len() + 64);
        assert!(token.starts_with("tideboard_") && !token.contains(char::is_whitespace));
        tokens.push(token);
    }
    let database = std::fs::read(data.join("tideboard-server.db-wal")).unwrap();
    for token in &tokens {
        let stored = database.windows(token.len()).any(|bytes| bytes == token.as_bytes());
        assert!(!stored, "the secret itself is stored nowhere");
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 4);
}

#[test]
fn tokens_are_listed_and_withdrawn_by_number() {
    let (_outer, data) = folder();
    printed(run(&data, &TOKEN));
    printed(run(&data, &["token", "create", "--user", "cam", "--role", "feed", "--board", "b-1"]));
    let listed = printed(run(&data, &["token", "list"]));
    let expected = "1\tana\tAna\towner\t*\tvalid\n2\tcam\tcam\tfeed\tb-1\tvalid\n";
    assert_eq!(listed, expected);
    printed(run(&data, &["token", "revoke", "2"]));
    assert!(printed(run(&data, &["token", "list"])).ends_with("feed\tb-1\trevoked\n"));
    assert!(complaint(run(&data, &["token", "revoke", "2"])).contains("token list"));
}

#[test]
fn the_environment_can_say_what_flags_say() {
    let (_outer, data) = folder();
    let mut command = program();
    command.arg("serve").env("TIDEBOARD_SERVER_DATA", &data);
    command.env("TIDEBOARD_SERVER_LISTEN", "127.0.0.1:0");
    let served = Served::start(command);
    assert!(served.address().starts_with("127.0.0.1:"));
    assert!(data.join("tideboard-server.db").exists());
}

#[test]
fn what_keeps_it_from_starting_is_one_sentence_with_what_to_do() {
    let (outer, data) = folder();
    let served = Served::on(&data);
    let serve = |listen: &str, data: &Path| run(data, &["serve", "--listen", listen]);
    let other = outer.path().join("other");
    let taken = complaint(serve(served.address(), &other));
    assert!(taken.contains("in use") && taken.contains("--listen"), "{taken}");
    let nowhere = complaint(serve("not an address", &other));
    assert!(nowhere.contains("cannot listen") && nowhere.contains("--listen"), "{nowhere}");
    let in_use = complaint(serve("127.0.0.1:0", &data));
    assert!(in_use.contains("another tideboard-server"), "{in_use}");
    let file = outer.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let no_folder = complaint(serve("127.0.0.1:0", &file));
    assert!(no_folder.contains("data folder") && no_folder.contains("--data"), "{no_folder}");
    std::fs::create_dir(&other).unwrap();
    let database = other.join("tideboard-server.db");
    std::fs::write(&database, "anything but a database, and long enough").unwrap();
    let damaged = complaint(serve("127.0.0.1:0", &other));
    assert!(damaged.contains("damaged") && damaged.contains("restore"), "{damaged}");
    let left = std::fs::read_to_string(&database).unwrap();
    assert_eq!(left, "anything but a database, and long enough");
}

#[test]
fn a_backup_can_be_restored() {
    let (outer, data) = folder();
    printed(run(&data, &TOKEN));
    let backup = outer.path().join("backup.db");
    let backup = backup.to_str().unwrap();
    printed(run(&data, &["backup", "--to", backup]));
    printed(run(&data, &TOKEN));
    printed(run(&data, &["restore", "--from", backup]));
    assert_eq!(printed(run(&data, &["token", "list"])).lines().count(), 1);
    let empty = complaint(run(&outer.path().join("empty"), &["backup", "--to", "b"]));
    assert!(empty.contains("no server's data"), "{empty}");
    let missing = complaint(run(&data, &["restore", "--from", "/nowhere/to/be/found"]));
    assert!(missing.contains("no file"), "{missing}");
}
