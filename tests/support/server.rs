//! `tideboard-server` as a process.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use tideboard_failpoint::{Point, VARIABLE};

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
    environment: Vec<(String, OsString)>,
    process: Option<Process>,
}

impl TestServer {
    /// A server that does not run yet.
    #[track_caller]
    pub fn prepare(data: PathBuf) -> Self {
        Self {
            data,
            port: ports::reserve(),
            heartbeat: USUAL_HEARTBEAT,
            environment: Vec::new(),
            process: None,
        }
    }

    /// Starts it, and waits until it says that it listens.
    #[track_caller]
    pub fn start(&mut self) {
        assert!(self.process.is_none(), "the server runs already");
        let mut command = command(&self.data, self.port, self.heartbeat);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let (process, url) = launch(&mut command);
        assert_eq!(url, self.url());
        self.process = Some(process);
    }

    /// Starts it to die at a visit of a fail point, and waits until it listens or has died.
    #[track_caller]
    pub fn starts_to_die_at(&mut self, point: Point, visit: u64) {
        assert!(self.process.is_none(), "the server runs already");
        let mut command = command(&self.data, self.port, self.heartbeat);
        command.env(VARIABLE, format!("{}:{visit}", point.name()));
        let mut process = Process::start("server", &mut command);
        if process.next_line(PATIENCE).is_err() {
            process.exit_within(PATIENCE);
        }
        self.process = Some(process);
    }

    /// Whether it runs.
    pub fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(Process::is_running)
    }

    /// Takes the process of a server that has ended, or ends now because it was asked to.
    #[track_caller]
    pub fn ended(&mut self) -> Process {
        let mut process = self.process.take().expect("the server was started");
        if process.is_running() {
            process.terminate();
        }
        process.exit_within(PATIENCE);
        process
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

    /// The most memory that it ever had in use at once, in bytes.
    #[track_caller]
    pub fn peak_memory(&self) -> u64 {
        let process = self.process.as_ref().expect("the server runs");
        process.peak_memory().expect("the system tells it")
    }

    /// From its next start on it has these variables in its environment, and no others.
    pub fn lives_with(&mut self, environment: &[(&str, &OsStr)]) {
        let owned = |(name, value): &(&str, &OsStr)| ((*name).to_owned(), (*value).to_owned());
        self.environment = environment.iter().map(owned).collect();
    }

    /// Tries to start it on its data; what it complains of when it does not.
    #[track_caller]
    pub fn complains_at_start(&self) -> String {
        let mut command = command(&self.data, self.port, self.heartbeat);
        let mut process = Process::start("server", &mut command);
        let (status, lines) = process.output_within(PATIENCE);
        assert!(!status.success() && lines.is_empty(), "it started: {lines:?}");
        process.complaints()
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
        let mut process =
            Process::start(&command.join(" "), &mut self.admin_command(command, args));
        let (status, lines) = process.output_within(PATIENCE);
        assert!(status.success(), "{command:?} ended with {status}:\n{}", process.log());
        lines
    }

    /// The command line of an admin command on its folder.
    pub fn admin_command(&self, command: &[&str], args: &[&str]) -> Command {
        let mut program = Command::new(program("tideboard-server"));
        program.args(command).arg("--data").arg(&self.data).args(args);
        program
    }

    /// Runs an admin command that is to die at a visit of a fail point; whether it got there.
    #[track_caller]
    pub fn admin_dies_at(&self, fate: (Point, u64), command: &[&str], args: &[&str]) -> bool {
        let mut program = self.admin_command(command, args);
        program.env(VARIABLE, format!("{}:{}", fate.0.name(), fate.1));
        let mut process = Process::start(&command.join(" "), &mut program);
        let (status, _) = process.output_within(PATIENCE);
        let died = process.has_died_at(fate.0);
        assert!(died || status.success(), "{command:?} ended with {status}:\n{}", process.log());
        died
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
