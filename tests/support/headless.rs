//! `tideboard-headless` as a process: a client that a test talks to in JSON lines.

mod story;

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    fmt,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tideboard_failpoint::{Point, VARIABLE};

use crate::{PATIENCE, Process, family, process::NoLine, programs::program, server::display_name};

/// An error as the client answers it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Failure {
    /// Kind.
    pub code: String,
    /// In words.
    pub message: String,
    /// What to do.
    pub action: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.message, self.code, self.action)
    }
}

/// A client with its own profile, which outlives its process.
pub struct HeadlessClient {
    name: String,
    data: PathBuf,
    url: String,
    token: Option<String>,
    environment: Vec<(String, OsString)>,
    process: Option<Process>,
    next_id: u64,
    answers: HashMap<u64, Result<Value, Failure>>,
    /// Answers to lines that carried no id.
    unasked: Vec<Result<Value, Failure>>,
    events: Vec<Value>,
}

impl HeadlessClient {
    /// A client that does not run yet.
    pub fn prepare(name: &str, data: PathBuf, url: &str, token: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            data,
            url: url.to_owned(),
            token: token.map(str::to_owned),
            environment: Vec::new(),
            process: None,
            next_id: 0,
            answers: HashMap::new(),
            unasked: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Starts its process.
    #[track_caller]
    pub fn start(&mut self) {
        assert!(self.process.is_none(), "{} runs already", self.name);
        self.process = Some(Process::start(&self.name, &mut self.command()));
    }

    /// Its command line.
    pub fn command(&self) -> Command {
        let mut command = Command::new(program("tideboard-headless"));
        command
            .arg("--data")
            .arg(&self.data)
            .args(["--server", &self.url])
            .args(["--name", &device_name(&self.name)]);
        match &self.token {
            Some(token) => command.env("TIDEBOARD_TOKEN", token),
            None => command.env_remove("TIDEBOARD_TOKEN"),
        };
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Copies its profile into a file, beside the process that runs on it.
    #[track_caller]
    pub fn backs_up_to(&self, file: &Path) {
        let done = self.command().arg("--back-up").arg(file).status();
        assert!(done.is_ok_and(|status| status.success()), "{} is not backed up", self.name);
    }

    /// Puts a copy in the place of its profile, on which nothing runs; whether that went well.
    #[track_caller]
    pub fn is_restored_from(&self, file: &Path) -> bool {
        assert!(self.process.is_none(), "{} runs", self.name);
        let done = self.command().arg("--restore").arg(file).status();
        done.expect("the program starts").success()
    }

    /// Ends its process without warning.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
        self.answers.clear();
        self.events.clear();
    }

    /// Kills it and starts it again on the same profile.
    #[track_caller]
    pub fn restart(&mut self) {
        self.kill();
        self.start();
    }

    /// Asks it to quit and waits for its end.
    #[track_caller]
    pub fn quit(&mut self) -> ExitStatus {
        self.post(&json!({"cmd": "quit"}));
        let mut process = self.process.take().expect("the client runs");
        process.exit_within(PATIENCE)
    }

    /// From its next start on it uses another server.
    pub fn move_to(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    /// From its next start on it uses another token.
    pub fn use_token(&mut self, token: &str) {
        self.token = Some(token.to_owned());
    }

    /// From its next start on it has this variable in its environment, and no other.
    pub fn lives_with(&mut self, environment: &[(&str, &OsStr)]) {
        let owned = |(name, value): &(&str, &OsStr)| ((*name).to_owned(), (*value).to_owned());
        self.environment = environment.iter().map(owned).collect();
    }

    /// From its next start on it dies at a visit of a fail point; or nowhere.
    pub fn dies_at(&mut self, fate: Option<(Point, u64)>) {
        let plan = fate.map(|(point, visit)| format!("{}:{visit}", point.name()));
        self.environment =
            plan.map(|plan| (VARIABLE.to_owned(), plan.into())).into_iter().collect();
    }

    /// Lets it stand still.
    #[track_caller]
    pub fn freezes(&mut self) {
        assert!(family::freeze(self.process().id()), "{} cannot be frozen", self.name);
    }

    /// Lets it go on.
    #[track_caller]
    pub fn thaws(&mut self) {
        assert!(family::thaw(self.process().id()), "{} cannot be thawed", self.name);
    }

    /// Its token; empty when it has none.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// Its profile.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Its process.
    #[track_caller]
    pub fn process(&mut self) -> &mut Process {
        self.process.as_mut().expect("the client runs")
    }

    /// Sends a command without waiting; `None` when it is dead. The number names its answer.
    pub fn try_post(&mut self, command: &Value) -> Option<u64> {
        self.next_id += 1;
        let id = self.next_id;
        let mut command = command.clone();
        command["id"] = json!(id);
        self.process.as_mut()?.tell(&command.to_string()).then_some(id)
    }

    /// Sends a command without waiting; the number names its answer.
    #[track_caller]
    pub fn post(&mut self, command: &Value) -> u64 {
        self.try_post(command).unwrap_or_else(|| panic!("{} does not read", self.name))
    }

    /// Waits for the answer to a command; `None` when the client ended without one.
    #[track_caller]
    pub fn try_answer(&mut self, id: u64, limit: Duration) -> Option<Result<Value, Failure>> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return Some(answer);
            }
            match self.read(deadline) {
                Ok(()) => {}
                Err(NoLine::Ended) => return None,
                Err(NoLine::Late) => panic!("{} did not answer command {id} in time", self.name),
            }
        }
    }

    /// Waits for the answer to a command.
    #[track_caller]
    pub fn answer(&mut self, id: u64, limit: Duration) -> Result<Value, Failure> {
        match self.try_answer(id, limit) {
            Some(answer) => answer,
            None => panic!("{} ended without answering command {id}", self.name),
        }
    }

    /// Waits for the answer to a line that carried no id.
    #[track_caller]
    pub fn unasked_answer(&mut self) -> Result<Value, Failure> {
        let deadline = Instant::now() + PATIENCE;
        while self.unasked.is_empty() {
            let read = self.read(deadline);
            assert_eq!(read, Ok(()), "{} answered nothing", self.name);
        }
        self.unasked.remove(0)
    }

    /// Sends a command and waits for its answer.
    #[track_caller]
    pub fn call(&mut self, command: &Value) -> Result<Value, Failure> {
        let id = self.post(command);
        // Commands that wait bring their own limit, after which they answer.
        let own = command["timeout_ms"].as_u64().map_or(Duration::ZERO, Duration::from_millis);
        self.answer(id, own + PATIENCE)
    }

    /// Sends a command that has to succeed.
    #[track_caller]
    pub fn done(&mut self, command: &Value) -> Value {
        match self.call(command) {
            Ok(value) => value,
            Err(failure) => panic!("{} failed at {command}: {failure}", self.name),
        }
    }

    /// Sends a command that has to fail.
    #[track_caller]
    pub fn fails(&mut self, command: &Value) -> Failure {
        match self.call(command) {
            Ok(value) => panic!("{} did {command} and answered {value}", self.name),
            Err(failure) => failure,
        }
    }

    /// The next event, if one comes before the deadline.
    pub fn next_event(&mut self, deadline: Instant) -> Option<Value> {
        while self.events.is_empty() {
            self.read(deadline).ok()?;
        }
        Some(self.events.remove(0))
    }

    /// Takes the events that came since the last call.
    pub fn take_events(&mut self) -> Vec<Value> {
        while self.read(Instant::now()).is_ok() {}
        std::mem::take(&mut self.events)
    }

    /// Waits for an event, or a moment, whichever is first: what is awaited may come without one.
    fn wait_for_news(&mut self, deadline: Instant) {
        const MOMENT: Duration = Duration::from_millis(50);
        let _ = self.read(deadline.min(Instant::now() + MOMENT));
    }

    fn read(&mut self, deadline: Instant) -> Result<(), NoLine> {
        let Some(process) = &self.process else { return Err(NoLine::Ended) };
        let line = process.next_line(deadline.saturating_duration_since(Instant::now()))?;
        let value: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{} said no JSON ({error}): {line}", self.name));
        if value.get("event").is_some() {
            self.events.push(value);
            return Ok(());
        }
        let Some(id) = value["id"].as_u64() else {
            self.unasked.push(outcome(&self.name, &value));
            return Ok(());
        };
        self.answers.insert(id, outcome(&self.name, &value));
        Ok(())
    }
}

/// The name of a user's device, as others see it.
pub fn device_name(user: &str) -> String {
    format!("{}'s computer", display_name(user))
}

fn outcome(name: &str, answer: &Value) -> Result<Value, Failure> {
    if let Some(ok) = answer.get("ok") {
        return Ok(ok.clone());
    }
    let error = answer.get("error").cloned().unwrap_or_default();
    Err(serde_json::from_value(error)
        .unwrap_or_else(|_| panic!("{name} answered neither ok nor a whole error: {answer}")))
}
