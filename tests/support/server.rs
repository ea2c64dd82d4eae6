//! `tideboard-server` as a process.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{PATIENCE, Process, family, ports, programs::program};

/// What the server pings at when nobody says otherwise.
pub const USUAL_HEARTBEAT: Duration = Duration::from_secs(15);

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Reading and editing.
    Editor,
    /// Reading.
    Viewer,
    /// Reading, and writing readings.
    Feed,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
            Self::Feed => "feed",
        }
    }
}

/// A server with its folder and a port that stays its own while it is away.
pub struct TestServer {
    data: PathBuf,
    port: u16,
    heartbeat: Duration,
    process: Option<Process>,
}

impl TestServer {
    /// A server that does not run yet.
    #[track_caller]
    pub fn prepare(data: PathBuf) -> Self {
        Self { data, port: ports::reserve(), heartbeat: USUAL_HEARTBEAT, process: None }
    }

    /// Starts it, and waits until it says that it listens.
    #[track_caller]
    pub fn start(&mut self) {
        assert!(self.process.is_none(), "the server runs already");
        let (process, url) = launch(&mut command(&self.data, self.port, self.heartbeat));
        assert_eq!(url, self.url());
        self.process = Some(process);
    }

    /// From its next start on it pings this often.
    pub fn beats_every(&mut self, heartbeat: Duration) {
        self.heartbeat = heartbeat;
    }

    /// Ends it without warning.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Ends it as the system would, and waits; where there are no signals, as [`Self::kill`].
    #[track_caller]
    pub fn stop(&mut self) {
        if cfg!(not(unix)) {
            return self.kill();
        }
        if let Some(mut process) = self.process.take() {
            process.terminate();
            let status = process.exit_within(PATIENCE);
            assert!(status.success(), "the server ended with {status}:\n{}", process.log());
        }
    }

    /// Kills it and starts it again on the same port.
    #[track_caller]
    pub fn restart(&mut self) {
        self.kill();
        self.start();
    }

    /// Lets it stand still: its connections stay open, and nothing comes back.
    #[track_caller]
    pub fn freezes(&self) {
        let process = self.process.as_ref().expect("the server runs");
        assert!(family::freeze(process.id()), "the server cannot be frozen");
    }

    /// Lets it go on.
    #[track_caller]
    pub fn thaws(&self) {
        let process = self.process.as_ref().expect("the server runs");
        assert!(family::thaw(process.id()), "the server cannot be thawed");
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/api/realtime", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Its process id.
    #[track_caller]
    pub fn id(&self) -> u32 {
        self.process.as_ref().expect("the server runs").id()
    }

    /// What it logged.
    pub fn log(&self) -> String {
        self.process.as_ref().map(Process::log).unwrap_or_default()
    }

    /// Makes a token; the server may run or not.
    #[track_caller]
    pub fn token(&self, user: &str, role: Role) -> String {
        self.token_for(user, role, None)
    }

    /// Makes a token for one board alone.
    #[track_caller]
    pub fn token_for(&self, user: &str, role: Role, board: Option<&str>) -> String {
        let name = display_name(user);
        let mut args = vec!["--user", user, "--name", &name, "--role", role.name()];
        if let Some(board) = board {
            args.extend(["--board", board]);
        }
        let lines = self.admin(&["token", "create"], &args);
        let [token] = lines.as_slice() else { panic!("one token, not {lines:?}") };
        token.clone()
    }

    /// Revokes every token of a user.
    #[track_caller]
    pub fn revoke(&self, user: &str) {
        let mut revoked = 0;
        for line in self.admin(&["token", "list"], &[]) {
            let columns: Vec<_> = line.split('\t').collect();
            if columns.get(1) == Some(&user) && columns.last() == Some(&"valid") {
                self.admin(&["token", "revoke"], &[columns[0]]);
                revoked += 1;
            }
        }
        assert!(revoked > 0, "{user} has no token");
    }

    /// Runs an admin command on its folder and returns the lines it prints.
    #[track_caller]
    pub fn admin(&self, command: &[&str], args: &[&str]) -> Vec<String> {
        let mut program = Command::new(program("tideboard-server"));
        program.args(command).arg("--data").arg(&self.data).args(args);
        let mut process = Process::start(&command.join(" "), &mut program);
        let (status, lines) = process.output_within(PATIENCE);
        assert!(status.success(), "{command:?} ended with {status}:\n{}", process.log());
        lines
    }
}

/// The name under which others see this user.
pub fn display_name(user: &str) -> String {
    let mut letters = user.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The command line of a server.
pub fn command(data: &Path, port: u16, heartbeat: Duration) -> Command {
    let mut command = Command::new(program("tideboard-server"));
    command
        .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(data)
        .args(["--heartbeat-ms", &heartbeat.as_millis().to_string()]);
    command
}

/// Starts a server; its address as it says itself.
#[track_caller]
pub fn launch(command: &mut Command) -> (Process, String) {
    let mut process = Process::start("server", command);
    let Ok(line) = process.next_line(PATIENCE) else {
        let status = process.exit_within(PATIENCE);
        panic!("the server did not start ({status}):\n{}", process.log());
    };
    let url = line
        .strip_prefix("listening ")
        .unwrap_or_else(|| panic!("the first line says where the server listens, not {line}"));
    (process, url.to_owned())
}
