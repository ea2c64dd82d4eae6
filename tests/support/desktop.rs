//! The real desktop program in a real window, driven through WebDriver.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use fantoccini::{
    Client, ClientBuilder, Locator, elements::Element, error::CmdError, wd::Capabilities,
};
use hyper_util::client::legacy::connect::HttpConnector;
use image::{ImageFormat, RgbImage, imageops};
use serde_json::{Value, json};
use tokio::{
    runtime::{self, Runtime},
    time::timeout,
};

use crate::{
    PATIENCE, Process,
    bus::Bus,
    family, ports,
    programs::{program, tool},
    wait::{eventually, eventually_is, within},
};

/// How long a start may take until the view shows something; the first one on a busy machine
/// compiles a megabyte of WebAssembly.
const START: Duration = Duration::from_secs(40);

/// Title of the window, as a pattern.
const TITLE: &str = "^Tideboard$";

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

    /// Asks the window to close, as its frame does; needs a window manager.
    #[track_caller]
    pub fn is_closed(&self) {
        comes_to_the_front(TITLE);
        // By itself: behind a search, the key would go to the window and not to its manager.
        hands(&["key", "--clearmodifiers", "alt+F4"]).expect("a key can be pressed");
    }

    /// Chooses a folder in the system's own dialog of that title; needs a window manager.
    #[track_caller]
    pub fn chooses_folder(&self, title: &str, folder: &Path) {
        let title = format!("^{title}$");
        comes_to_the_front(&title);
        let path = folder.to_str().expect("a plain path");
        hands(&["key", "--clearmodifiers", "ctrl+l", "ctrl+a"]).expect("keys can be pressed");
        hands(&["type", "--delay", "20", path]).expect("a path can be typed");
        eventually("the dialog goes", || {
            hands(&["key", "--clearmodifiers", "Return"])?;
            is_gone(&title).then_some(())
        });
    }

    /// Whether its window is on the screen.
    pub fn is_visible(&self) -> bool {
        let found = Command::new(tool("xdotool"))
            .args(["search", "--onlyvisible", "--name", TITLE])
            .output();
        found.is_ok_and(|output| !output.stdout.is_empty())
    }

    /// Process id of the app, while it runs.
    pub fn app(&self) -> Option<u32> {
        app_of(&self.running.as_ref()?.driver)
    }

    // What a test does in the window. A place is a CSS selector; see `mark` and `in_widget`.

    /// Presses what is there, as soon as it can be pressed.
    #[track_caller]
    pub fn clicks(&self, place: &str) {
        self.act(&format!("{place} can be pressed"), async |client| {
            client.find(Locator::Css(place)).await?.click().await
        });
    }

    /// Types into a field in place of what is in it.
    #[track_caller]
    pub fn types(&self, place: &str, text: &str) {
        self.act(&format!("{place} can be typed into"), async |client| {
            let field = client.find(Locator::Css(place)).await?;
            field.clear().await?;
            field.send_keys(text).await
        });
    }

    /// Chooses a file in a field for one, as its dialog would.
    #[track_caller]
    pub fn gives_file(&self, place: &str, file: &Path) {
        let file = file.to_str().expect("a plain path");
        self.act(&format!("{place} takes a file"), async |client| {
            client.find(Locator::Css(place)).await?.send_keys(file).await
        });
    }

    /// Presses keys wherever the focus is.
    #[track_caller]
    pub fn presses(&self, keys: &str) {
        self.act("there is a focus", async |client| {
            // The driver sometimes goes on naming what had the focus and is gone. Keys for the body
            // go wherever the focus is, too.
            let focus = match client.active_element().await {
                Ok(element) => element,
                Err(_) => client.find(Locator::Css("body")).await?,
            };
            focus.send_keys(keys).await
        });
    }

    // What a test sees in the window.

    /// Waits until something is there.
    #[track_caller]
    pub fn sees(&self, place: &str) {
        eventually(&format!("{place} is to be seen"), || self.is_there(place).then_some(()));
    }

    /// Waits until something is not there.
    #[track_caller]
    pub fn sees_no(&self, place: &str) {
        eventually(&format!("{place} goes"), || (!self.is_there(place)).then_some(()));
    }

    /// Whether something is there now and takes up room.
    pub fn is_there(&self, place: &str) -> bool {
        self.rectangle(place).is_some_and(|[_, _, width, height]| width > 0.0 && height > 0.0)
    }

    /// Waits until an attribute has a value.
    #[track_caller]
    pub fn shows(&self, place: &str, attribute: &str, value: &str) {
        eventually_is(&format!("{attribute} of {place}"), Some(value.to_owned()), || {
            self.attribute(place, attribute)
        });
    }

    /// Waits until the text of something contains this.
    #[track_caller]
    pub fn reads(&self, place: &str, words: &str) {
        eventually(&format!("{place} says “{words}”"), || {
            self.text(place)?.contains(words).then_some(())
        });
    }

    /// An attribute, where it is there now.
    pub fn attribute(&self, place: &str, attribute: &str) -> Option<String> {
        self.look(place, async |element| element.attr(attribute).await).flatten()
    }

    /// A property of an element, such as what a field contains.
    pub fn property(&self, place: &str, property: &str) -> Option<String> {
        self.look(place, async |element| element.prop(property).await).flatten()
    }

    /// Waits until a property of an element has a value.
    #[track_caller]
    pub fn property_is(&self, place: &str, property: &str, value: &str) {
        eventually_is(&format!("{property} of {place}"), Some(value.to_owned()), || {
            self.property(place, property)
        });
    }

    /// The text of something, if it is there now.
    pub fn text(&self, place: &str) -> Option<String> {
        // The driver's own idea of text leaves out whatever could be cut off with an ellipsis.
        self.property(place, "textContent")
    }

    /// `data-testid` of what has the focus.
    pub fn focus(&self) -> Option<String> {
        self.try_to(async |client| client.active_element().await?.attr("data-testid").await)
            .flatten()
    }

    /// Runs a script in the page; what it returns.
    pub fn script(&self, script: &str) -> Option<Value> {
        self.try_to(async |client| client.execute(script, Vec::new()).await)
    }

    // What a test looks at as a whole.

    /// Gives the page this size, in pixels of the page.
    #[track_caller]
    pub fn measures(&self, width: u32, height: u32) {
        eventually(&format!("the page measures {width} × {height}"), || {
            let inner = self.script("return [window.innerWidth, window.innerHeight];")?;
            if inner == json!([width, height]) {
                return Some(());
            }
            self.try_to(async |client| client.set_window_rect(0, 0, width, height).await)?;
            None
        });
    }

    /// Goes to another address of the page.
    #[track_caller]
    pub fn goes_to(&self, address: &str) {
        self.script("document.documentElement.dataset.left = 'true';").expect("the page answers");
        let go = format!("location.replace({address:?});");
        self.script(&go).expect("the page can be left");
        eventually(&format!("the page is at {address}"), || {
            let there = self.script("return !document.documentElement.dataset.left")?;
            there.as_bool()?.then_some(())
        });
    }

    /// Keeps everything on the page from moving and blinking, and waits for the fonts.
    #[track_caller]
    pub fn stands_still(&self) {
        const STILL: &str = "
            // Not by the page's own switch, which its settings set once more when they come. Bars
            // that lie over what scrolls show up for a moment, and then fade.
            const still = new CSSStyleSheet();
            still.replaceSync('*, *::before, *::after { animation: none !important; '
                + 'transition: none !important; caret-color: transparent !important; } '
                + '* { scrollbar-width: none !important; } '
                + '.board, .widget-body { overflow: hidden !important; }');
            document.adoptedStyleSheets = [still];
            return document.fonts.status === 'loaded';";
        eventually("the page stands still", || self.script(STILL)?.as_bool()?.then_some(()));
    }

    /// A picture of something, once two in a row are the same. It is what the screen shows: the
    /// driver's own pictures never come while nothing on the page moves.
    #[track_caller]
    pub fn picture(&self, place: &str) -> RgbImage {
        // Nothing lies below the pointer.
        hands(&["mousemove", "4096", "4096"]).expect("the pointer can be moved");
        let mut before = None;
        eventually(&format!("{place} looks the same twice"), || {
            let [x, y, width, height] = self.rectangle(place)?;
            let edge = |at: f64| at.round().max(0.0) as u32;
            let window = picture_of_window()?;
            let part = imageops::crop_imm(&window, edge(x), edge(y), edge(width), edge(height));
            let now = part.to_image();
            (before.replace(now.clone()) == Some(now.clone())).then_some(now)
        })
    }

    /// Place and size of something. The driver itself knows none of what is inert.
    fn rectangle(&self, place: &str) -> Option<[f64; 4]> {
        let measure = format!(
            "const box = document.querySelector({place:?})?.getBoundingClientRect();
             return box ? [box.x, box.y, box.width, box.height] : null;"
        );
        serde_json::from_value(self.script(&measure)?).ok()
    }

    fn look<T>(
        &self,
        place: &str,
        look: impl AsyncFnOnce(Element) -> Result<T, CmdError>,
    ) -> Option<T> {
        self.try_to(async |client| look(client.find(Locator::Css(place)).await?).await)
    }

    #[track_caller]
    fn act(&self, what: &str, act: impl AsyncFn(&Client) -> Result<(), CmdError>) {
        let mut last = None;
        let done = eventually(what, || {
            let done = self.attempt(async |client| act(client).await);
            match done {
                Some(Ok(())) => Some(true),
                Some(Err(error)) => {
                    last = Some(error);
                    None
                }
                None => Some(false),
            }
        });
        assert!(done, "{what}: the window does not answer; before that: {last:?}");
    }

    fn try_to<T>(&self, ask: impl AsyncFnOnce(&Client) -> Result<T, CmdError>) -> Option<T> {
        self.attempt(ask)?.ok()
    }

    fn attempt<T>(
        &self,
        ask: impl AsyncFnOnce(&Client) -> Result<T, CmdError>,
    ) -> Option<Result<T, CmdError>> {
        let client = &self.running.as_ref()?.client;
        self.runtime.block_on(async { timeout(PATIENCE, ask(client)).await }).ok()
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

/// Keyboard and mouse of the screen.
fn hands(args: &[&str]) -> Option<()> {
    let done = Command::new(tool("xdotool")).args(args).stdout(Stdio::null()).status();
    done.is_ok_and(|status| status.success()).then_some(())
}

/// The app's window as the screen shows it.
fn picture_of_window() -> Option<RgbImage> {
    let mut search = Command::new(tool("xdotool"));
    let found = search.args(["search", "--onlyvisible", "--name", TITLE]).output().ok()?;
    let window = String::from_utf8(found.stdout).ok()?.lines().last()?.to_owned();
    let taken = Command::new(tool("import")).args(["-window", &window, "png:-"]).output().ok()?;
    let picture = image::load_from_memory_with_format(&taken.stdout, ImageFormat::Png);
    Some(picture.ok()?.into_rgb8())
}

/// Whether the screen shows no window of that title, a pattern. A search that stumbles over another
/// window that closes meanwhile knows nothing.
fn is_gone(title: &str) -> bool {
    let mut search = Command::new(tool("xdotool"));
    let found = search.args(["search", "--onlyvisible", "--name", title]).output();
    found.is_ok_and(|output| output.stdout.is_empty() && output.stderr.is_empty())
}

/// Waits until the window of that title, a pattern, has the keyboard. A window manager that has just
/// started does not listen yet.
#[track_caller]
fn comes_to_the_front(title: &str) {
    eventually(&format!("{title} comes to the front"), || {
        hands(&["search", "--onlyvisible", "--name", title, "windowactivate", "--sync"])
    });
}

/// Selector of what carries this test id.
pub fn mark(test_id: &str) -> String {
    format!("[data-testid=\"{test_id}\"]")
}

/// Selector of what carries a test id inside the widget of a record.
pub fn in_widget(record: &str, test_id: &str) -> String {
    format!("{} {}", widget(record), mark(test_id))
}

/// Selector of the widget of a record.
pub fn widget(record: &str) -> String {
    format!("[data-testid=\"widget-realtime\"][data-record=\"{record}\"]")
}

/// The app among what the driver started.
fn app_of(driver: &Process) -> Option<u32> {
    let app = program("tideboard").canonicalize().ok()?;
    let is_app = |id: &u32| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == app);
    family::descendants(driver.id()).into_iter().find(is_app)
}
