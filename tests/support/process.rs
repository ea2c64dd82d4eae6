//! A child process: its lines, its log, and its end.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tideboard_failpoint::Point;

use crate::{family, wait::within};

/// Lines that may wait to be read by a test before the program has to wait.
const LINES_AHEAD: usize = 200_000;

/// A running program. Killed when this value goes, with all that it started itself; its log is
/// shown if the test is failing then.
pub struct Process {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    readers: Vec<JoinHandle<()>>,
    log: Log,
}

/// Why there is no next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLine {
    /// None came in time.
    Late,
    /// The program closed its output.
    Ended,
}

impl Process {
    /// Starts a program; `name` is what the log calls it.
    #[track_caller]
    pub fn start(name: &str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let log = Log::default();
        // Without the environment, which holds tokens.
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        log.note(&format!("started as process {}: {}", child.id(), args.join(" ")));
        let (sender, lines) = sync_channel(LINES_AHEAD);
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let readers = vec![
            follow(stdout, log.clone(), "out", move |line| drop(sender.send(line))),
            follow(stderr, log.clone(), "err", drop),
        ];
        Self { name: name.to_owned(), child, stdin, lines, readers, log }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes a line to its input; whether it still reads.
    pub fn tell(&mut self, line: &str) -> bool {
        self.log.note(&format!("in  {line}"));
        let Some(stdin) = &mut self.stdin else { return false };
        stdin.write_all(format!("{line}\n").as_bytes()).and_then(|()| stdin.flush()).is_ok()
    }

    /// Writes bytes to its input as they are; whether it still reads.
    pub fn tell_bytes(&mut self, bytes: &[u8]) -> bool {
        let Some(stdin) = &mut self.stdin else { return false };
        stdin.write_all(bytes).and_then(|()| stdin.flush()).is_ok()
    }

    /// The most memory that it ever had in use at once, in bytes, where the system tells.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilo| kilo * 1024)
    }

    /// Closes its input.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// The next line of its output.
    pub fn next_line(&self, limit: Duration) -> Result<String, NoLine> {
        self.lines.recv_timeout(limit).map_err(|error| match error {
            RecvTimeoutError::Timeout => NoLine::Late,
            RecvTimeoutError::Disconnected => NoLine::Ended,
        })
    }

    /// The newest lines that went in and came out, errors included.
    pub fn log(&self) -> String {
        self.log.text()
    }

    /// What it said on its error output until its end.
    pub fn complaints(&mut self) -> String {
        self.hears_it_out();
        let log = self.log.text();
        let said = log.lines().filter_map(|line| line.split_once(" err ").map(|(_, said)| said));
        said.collect::<Vec<_>>().join("\n")
    }

    /// The last words of a process may be read a moment after its end.
    fn hears_it_out(&mut self) {
        for reader in self.readers.drain(..) {
            reader.join().expect("reading does not fail");
        }
    }

    /// Ends it without warning, as `kill -9` does.
    pub fn kill(&mut self) {
        // Fails only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.log.note("killed");
    }

    /// Asks it to end, as a shutting down system does that has signals.
    #[track_caller]
    pub fn terminate(&mut self) {
        assert!(family::terminate(self.child.id()), "{} cannot be asked to end", self.name);
    }

    /// Waits for its end.
    #[track_caller]
    pub fn exit_within(&mut self, limit: Duration) -> ExitStatus {
        within(limit, &format!("{} ends", self.name), || {
            self.child.try_wait().expect("a child can be waited for")
        })
    }

    /// Whether it ended at this fail point; to be asked when it has ended.
    pub fn has_died_at(&mut self, point: Point) -> bool {
        assert!(!self.is_running(), "{} still runs", self.name);
        self.hears_it_out();
        self.log().contains(&format!("died at fail point {}\n", point.name()))
    }

    /// Whether it runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    /// Waits for its end, and for the last of its output.
    #[track_caller]
    pub fn output_within(&mut self, limit: Duration) -> (ExitStatus, Vec<String>) {
        let deadline = Instant::now() + limit;
        let mut lines = Vec::new();
        loop {
            match self.next_line(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => lines.push(line),
                Err(NoLine::Ended) => break,
                Err(NoLine::Late) => panic!("{} does not end", self.name),
            }
        }
        (self.exit_within(deadline.saturating_duration_since(Instant::now())), lines)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // What it started first: afterwards nobody knows any more that it was its own.
        family::kill(&family::descendants(self.child.id()));
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- {} ---\n{}", self.name, self.log.text());
        }
    }
}

fn follow(
    output: Option<impl Read + Send + 'static>,
    log: Log,
    mark: &'static str,
    mut each: impl FnMut(String) + Send + 'static,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let Some(output) = output else { return };
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            log.note(&format!("{mark} {line}"));
            each(line);
        }
    })
}

/// The newest lines of a process, with the time since its start.
#[derive(Clone)]
struct Log {
    start: Instant,
    lines: Arc<Mutex<VecDeque<String>>>,
}

impl Log {
    const LINES: usize = 300;
    const WIDTH: usize = 2_000;

    fn note(&self, line: &str) {
        let line: String = line.chars().take(Self::WIDTH).collect();
        let line = format!("{:9.3} {line}", self.start.elapsed().as_secs_f64());
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == Self::LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    fn text(&self) -> String {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { start: Instant::now(), lines: Arc::default() }
    }
}
