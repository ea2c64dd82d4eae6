//! The real desktop program in a real window, driven through WebDriver.

mod page;
mod screen;

pub use page::{in_widget, mark, widget};

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::{
    runtime::{self, Runtime},
    time::timeout,
};

use crate::{
    Process,
    bus::Bus,
    family, ports,
    programs::{program, tool},
    wait::{eventually, within},
};

/// How long a start may take until the view shows something; the first one on a busy machine
/// compiles a megabyte of WebAssembly.
const START: Duration = Duration::from_secs(40);

/// Windows share one screen and one keyboard: one test has them at a time.
static SCREEN: Mutex<()> = Mutex::new(());

/// The desktop program with its own profile, home folder and message bus.
pub struct Desktop {
    home: PathBuf,
    args: Vec<String>,
    env: Vec<(&'static str, String)>,
    runtime: Runtime,
    running: Option<Running>,
    bus: Bus,
    _turn: MutexGuard<'static, ()>,
}

struct Running {
    client: Client,
    driver: Process,
}

impl Desktop {
    /// A desktop that does not run yet; everything it stores goes below `home`.
    #[track_caller]
    pub fn prepare(home: PathBuf) -> Self {
        assert!(
            env::var_os("DISPLAY").is_some_and(|display| !display.is_empty()),
            "there is no display for the window tests: run them with `cargo xtask test`, which \
             starts one, or inside `dbus-run-session -- xvfb-run --auto-servernum`"
        );
        let turn = SCREEN.lock().unwrap_or_else(PoisonError::into_inner);
        fs::create_dir_all(&home).expect("the test's folder can be written");
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be made");
        let bus = Bus::start(&home);
        Self { home, args: Vec::new(), env: Vec::new(), runtime, running: None, bus, _turn: turn }
    }

    /// From its next start on it has these flags.
    #[must_use]
    pub fn with(mut self, args: &[&str]) -> Self {
        self.args = args.iter().map(|arg| (*arg).to_owned()).collect();
        self
    }

    /// From its next start on it has this variable.
    #[must_use]
    pub fn with_env(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    /// Its message bus.
    pub fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Where all that it stores lies.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Where the app keeps its data.
    pub fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// A command with the environment in which the app runs.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("TIDEBOARD_DATA_DIR", self.data())
            .env("TIDEBOARD_DEVICE_NAME", "Desk")
            .env("HOME", &self.home)
            .env("XDG_CONFIG_HOME", self.home.join("config"))
            .env("XDG_CACHE_HOME", self.home.join("cache"))
            .env("XDG_DATA_HOME", self.home.join("share"))
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            // Stories are told in English, whatever the system of whoever runs them speaks.
            .env("LC_ALL", "C.UTF-8")
            .env("LANGUAGE", "en")
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("TIDEBOARD_TOKEN")
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        self.bus.serve(&mut command);
        command
    }

    /// Starts it and waits until its view has attached.
    #[track_caller]
    pub fn starts(&mut self) {
        self.opens();
        within(START, "the view attaches", || {
            let state = self.attribute(&mark("dashboard-realtime-provider"), "data-state")?;
            (state == "attached").then_some(())
        });
    }

    /// Starts it and waits for its window, whatever that shows.
    #[track_caller]
    pub fn opens(&mut self) {
        assert!(self.running.is_none(), "the desktop runs already");
        let (port, native_port) = (ports::reserve(), ports::reserve());
        let mut command = self.command(&tool("tauri-driver"));
        command
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .arg("--native-driver")
            .arg(tool("WebKitWebDriver"));
        let driver = Process::start("desktop", &mut command);
        let url = format!("http://127.0.0.1:{port}");
        let client = within(START, "the window opens", || {
            let capabilities = self.capabilities();
            let session = async {
                ClientBuilder::new(HttpConnector::new())
                    .capabilities(capabilities)
                    .connect(&url)
                    .await
            };
            self.runtime.block_on(async { timeout(START, session).await }).ok()?.ok()
        });
        self.running = Some(Running { client, driver });
    }

    /// Ends the app as `kill -9` does.
    #[track_caller]
    pub fn is_killed(&mut self) {
        let running = self.running.take().expect("the desktop runs");
        let app = app_of(&running.driver).expect("the app is a child of the driver");
        let killed =
            Command::new("sh").args(["-c", "kill -KILL \"$0\"", &app.to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the app cannot be killed");
        eventually("the app is gone", || app_of(&running.driver).is_none().then_some(()));
    }

    /// Waits until the app has ended by itself.
    #[track_caller]
    pub fn ends(&mut self) {
        let running = self.running.take().expect("the desktop runs");
        eventually("the app ends", || app_of(&running.driver).is_none().then_some(()));
    }

    /// Asks the app to end, as a shutting down system does, and waits.
    #[track_caller]
    pub fn is_terminated(&mut self) {
        let app = self.app().expect("the app runs");
        assert!(family::terminate(app), "the app cannot be asked to end");
        self.ends();
    }

    /// Process id of the app, while it runs.
    pub fn app(&self) -> Option<u32> {
        app_of(&self.running.as_ref()?.driver)
    }

    fn capabilities(&self) -> Capabilities {
        let options = json!({ "application": program("tideboard"), "args": self.args });
        Capabilities::from_iter([("tauri:options".to_owned(), options)])
    }

    /// What a person would look at first: the picture, and what the app logged.
    fn show_failure(&self) {
        let picture = self.try_to(async |client| client.screenshot().await);
        if let Some(picture) = picture {
            let path = env::temp_dir().join(format!("tideboard-window-{}.png", std::process::id()));
            if fs::write(&path, picture).is_ok() {
                eprintln!("--- the window: {} ---", path.display());
            }
        }
        eprintln!("--- words in the window ---\n{}", self.text("body").unwrap_or_default());
        for log in fs::read_dir(self.data().join("logs")).into_iter().flatten().flatten() {
            let text = fs::read_to_string(log.path()).unwrap_or_default();
            let lines: Vec<_> = text.lines().collect();
            let newest = lines[lines.len().saturating_sub(100)..].join("\n");
            eprintln!("--- {} ---\n{newest}", log.path().display());
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        if thread::panicking() {
            self.show_failure();
        }
    }
}

/// The app among what the driver started.
fn app_of(driver: &Process) -> Option<u32> {
    let app = program("tideboard").canonicalize().ok()?;
    let is_app = |id: &u32| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == app);
    family::descendants(driver.id()).into_iter().find(is_app)
}
