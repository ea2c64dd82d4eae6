//! Opening the app where there is no display: an own message bus, an own X server, a window
//! manager, and a screenshot as soon as live figures are to be seen.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;

/// What the app prints under `--smoke-test` once a figure has changed on its screen.
const READY: &str = "ready: live figures on screen";
const READY_WITHIN: Duration = Duration::from_secs(180);
/// Between the view's report and the last pixel on the screen.
const PAINT: Duration = Duration::from_millis(500);
const STOPPED_WITHIN: Duration = Duration::from_secs(15);

/// Arguments of the half that runs inside the virtual display.
#[derive(clap::Args)]
pub struct InDisplayArgs {
    /// The desktop program
    #[arg(long)]
    binary: PathBuf,
    /// Where the picture goes
    #[arg(long)]
    screenshot: PathBuf,
    /// Leave the app running afterwards
    #[arg(long)]
    keep: bool,
    /// Passed on to the app
    #[arg(last = true)]
    args: Vec<String>,
}

impl InDisplayArgs {
    /// Describes a run of `binary`; without a path the picture goes into the cache folder.
    pub fn new(
        workspace: &Workspace,
        binary: PathBuf,
        screenshot: Option<PathBuf>,
        keep: bool,
        args: Vec<String>,
    ) -> Result<Self> {
        let screenshot = match screenshot {
            Some(path) => env::current_dir()?.join(path),
            None => workspace.cache.join("screenshots").join(format!("{}.png", timestamp()?)),
        };
        Ok(Self { binary, screenshot, keep, args })
    }
}

/// Whether windows can be opened here.
pub fn has_display() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// A command that runs `program` with an own message bus and X server. Not even a display that is
/// there is used: what runs in here shall neither disturb the user nor be disturbed.
pub fn session(workspace: &Workspace, program: &Path) -> Command {
    let mut command = workspace.command("dbus-run-session");
    command
        .args(["--", "xvfb-run", "--auto-servernum", "--server-args=-screen 0 1280x800x24"])
        .arg(program)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("NO_AT_BRIDGE", "1")
        .env("GDK_BACKEND", "x11")
        .env_remove("WAYLAND_DISPLAY");
    command
}

/// Starts [`in_display`] inside an own [`session`].
pub fn run(workspace: &Workspace, args: &InDisplayArgs) -> Result<()> {
    let mut command = session(workspace, &env::current_exe().context("finding xtask itself")?);
    command.arg("in-display");
    command.arg("--binary").arg(&args.binary).arg("--screenshot").arg(&args.screenshot);
    if args.keep {
        command.arg("--keep");
    }
    command.arg("--").args(&args.args).run()
}

/// Opens the app, waits for live figures, takes a picture and prints its path as the last line.
pub fn in_display(workspace: &Workspace, args: &InDisplayArgs) -> Result<()> {
    // The user's own boards stay out of it, unless the user names a folder.
    let data = tempfile::Builder::new().prefix("tideboard-").tempdir()?;
    let mut window_manager =
        Running::start(workspace.command("openbox").stdout(Stdio::null()).stderr(Stdio::null()))?;
    let mut command = workspace.command(&args.binary.to_string_lossy());
    command.arg("--smoke-test").args(&args.args).stdin(Stdio::null()).stdout(Stdio::piped());
    if env::var_os("TIDEBOARD_DATA_DIR").is_none() {
        command.env("TIDEBOARD_DATA_DIR", data.path());
    }
    let mut app = Running::start(&mut command)?;

    let outcome = wait_until_ready(&app.lines()?);
    thread::sleep(PAINT);
    take_screenshot(workspace, &args.screenshot)?;
    let path = args.screenshot.display();
    if let Err(error) = outcome {
        app.stop(workspace)?;
        window_manager.stop(workspace)?;
        return Err(error.context(format!("no live figures; what was on the screen: {path}")));
    }
    if args.keep {
        say(format!("screenshot: {path}"));
        say("the app stays open (--keep); stop with Ctrl+C");
        app.child.wait()?;
    } else {
        app.stop(workspace)?;
    }
    window_manager.stop(workspace)?;
    println!("{path}");
    Ok(())
}

fn wait_until_ready(lines: &Receiver<String>) -> Result<()> {
    let deadline = Instant::now() + READY_WITHIN;
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) if line.trim() == READY => return Ok(()),
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => {
                bail!("the app did not print `{READY}` within {} s", READY_WITHIN.as_secs())
            }
            Err(RecvTimeoutError::Disconnected) => bail!("the app ended before it was ready"),
        }
    }
}

fn take_screenshot(workspace: &Workspace, path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    workspace.command("import").args(["-window", "root"]).arg(path).run()
}

fn timestamp() -> Result<String> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(format!("tideboard-{}", since.as_secs()))
}

/// A child that does not outlive us.
struct Running {
    child: Child,
}

impl Running {
    fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_os_string();
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {}", program.to_string_lossy()))?;
        Ok(Self { child })
    }

    /// The lines of its piped output, shown here as they come while anybody listens.
    fn lines(&mut self) -> Result<Receiver<String>> {
        let output = self.child.stdout.take().context("the output is not piped")?;
        let (sender, receiver) = sync_channel(64);
        thread::spawn(move || {
            let mut is_heard = true;
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Nobody listens any more once it was ready: then nothing is shown, so that our
                // own last line stays the last, and still all is read, lest the app block.
                if is_heard {
                    println!("{line}");
                    is_heard = sender.send(line).is_ok();
                }
            }
        });
        Ok(receiver)
    }

    /// Asks it to end, and ends it when it does not.
    fn stop(&mut self, workspace: &Workspace) -> Result<()> {
        let pid = self.child.id().to_string();
        // The shell's own `kill`: the program of that name is not on every system.
        workspace.command("sh").args(["-c", "kill -TERM \"$0\"", &pid]).succeeds();
        if self.ended_within(STOPPED_WITHIN)?.is_none() {
            say(format!("process {pid} did not end in {} s: killed", STOPPED_WITHIN.as_secs()));
            self.child.kill()?;
            self.child.wait()?;
        }
        Ok(())
    }

    fn ended_within(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let deadline = Instant::now() + limit;
        loop {
            let status = self.child.try_wait()?;
            if status.is_some() || Instant::now() >= deadline {
                return Ok(status);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails only when it has ended already.
        let _ = self.child.kill();
    }
}
