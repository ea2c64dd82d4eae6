//! V1 and V2: the real window with a board full of widgets, while updates arrive.

use super::{Ticks, metric};
use crate::{
    pipe::{memory, processor_seconds},
    report::{Bar, Report, Sample},
    scene::{Scene, create, op_text},
};
use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use serde_json::Value;
use std::{
    iter,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tideboard_tests::{
    BOARD, RawClient,
    desktop::{Desktop, in_widget, mark},
    family,
};

/// Beside the note that is typed into.
const WIDGETS: usize = 199;
/// A widget with a figure that nobody sees without scrolling.
const FAR_BELOW: usize = 180;
/// Updates a second, all over the board.
const RATE: usize = 1_000;
/// Pushes a second that carry them.
const PUSHES: usize = 20;
/// Keys pressed with and without updates.
const KEYS: usize = 120;
/// Keys pressed a second, as a quick typist does.
const KEYS_PER_SECOND: u32 = 10;
/// How often memory is looked at in a long run.
const LOOK: Duration = Duration::from_secs(15);
/// How long a window fills its caches, before a long run begins to count.
const WARM_UP: Duration = Duration::from_secs(180);

/// Notes, for every key, how long it takes from the system's event until the frame that shows what
/// it did has been drawn.
const WATCH_KEYS: &str = "
    window.keyTimes = [];
    addEventListener('keydown', key => requestAnimationFrame(() => {
        const drawn = new MessageChannel();
        drawn.port1.onmessage = () => keyTimes.push(performance.now() - key.timeStamp);
        drawn.port2.postMessage(null);
    }), true);
";
const TAKE_KEYS: &str = "return window.keyTimes.splice(0);";

/// V1: typing into a note, first in silence, then with updates arriving.
pub fn view(report: &mut Report) -> Result<()> {
    let stage = Stage::open()?;
    let web = stage.web_process()?;
    let silent = stage.typing()?;
    let feed = Feed::start(&stage.scene)?;
    let (before, start) = (processor_seconds(web)?, Instant::now());
    let busy = stage.typing()?;
    let share = (processor_seconds(web)? - before) / start.elapsed().as_secs_f64();
    stage.shows(feed.stop()?)?;
    let late = metric("V1", "p95_ms", "key until drawn, 95th percentile", "ms", Bar::AtMost(50.0));
    report.add(late, busy.quantile(0.95), silent.quantile(0.95));
    let usual = metric("V1", "p50_ms", "key until drawn, median", "ms", Bar::None);
    report.add(usual, busy.quantile(0.5), silent.quantile(0.5));
    let work = metric("V1", "cpu", "web process's share of a core", "%", Bar::None);
    report.add(work, share * 100.0, 100.0);
    Ok(())
}

/// V2: updates arrive for so many minutes; neither the page nor the app may grow.
pub fn soak(report: &mut Report, minutes: u32) -> Result<()> {
    let stage = Stage::open()?;
    let (web, app) = (stage.web_process()?, stage.desk.app().context("the app")?);
    let feed = Feed::start(&stage.scene)?;
    let end = Instant::now() + WARM_UP + Duration::from_secs(60) * minutes;
    // The least of a while is what is really held; what waits to be collected comes and goes.
    let least = |until: Instant| -> Result<(f64, f64)> {
        let mut looks = Ticks::every(LOOK);
        let (mut page, mut program) = (f64::INFINITY, f64::INFINITY);
        while Instant::now() < until {
            looks.wait();
            page = page.min(memory(web)?);
            program = program.min(memory(app)?);
        }
        Ok((page, program))
    };
    thread::sleep(WARM_UP);
    let window = Duration::from_secs(60) * minutes / 4;
    let (page_first, app_first) = least(Instant::now() + window)?;
    thread::sleep(end.saturating_duration_since(Instant::now() + window));
    let (page_last, app_last) = least(end)?;
    let updates = feed.stop()?;
    stage.shows(updates)?;
    eprintln!("V2: {updates} updates in {minutes} minutes and the warm-up");
    let flat = Bar::ShareAtMost(1.1);
    let page = metric("V2", "page_mb", "web process, last quarter to first", "MB", flat);
    report.add(page, page_last, page_first);
    let program = metric("V2", "app_mb", "app, last quarter to first", "MB", flat);
    report.add(program, app_last, app_first);
    Ok(())
}

/// The window, and the server that it follows.
struct Stage {
    scene: Scene,
    desk: Desktop,
}

impl Stage {
    fn open() -> Result<Self> {
        let scene = Scene::with(widgets());
        let mut desk = Desktop::prepare(scene.world.folder("desk"))
            .with(&["--server", &scene.world.server.url(), "--open", BOARD])
            .with_env("TIDEBOARD_TOKEN", &scene.token);
        desk.starts();
        desk.shows(&mark("board"), "data-board", BOARD);
        desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
        desk.measures(1280, 800);
        desk.clicks(&in_widget("typed", "note-toggle"));
        desk.sees(&in_widget("typed", "note-text"));
        desk.script(WATCH_KEYS).context("the page can be watched")?;
        Ok(Self { scene, desk })
    }

    /// The process that draws the page.
    fn web_process(&self) -> Result<u32> {
        let app = self.desk.app().context("the app")?;
        let is_web = |id: &u32| {
            let name = std::fs::read_to_string(format!("/proc/{id}/comm"));
            name.is_ok_and(|name| name.starts_with("WebKitWeb"))
        };
        family::descendants(app).into_iter().find(is_web).context("a process draws the page")
    }

    /// Types as people do; how long each key took.
    fn typing(&self) -> Result<Sample> {
        self.desk.script(TAKE_KEYS);
        let mut ticks = Ticks::every(Duration::from_secs(1) / KEYS_PER_SECOND);
        for key in "on the level ".chars().cycle().take(KEYS) {
            ticks.wait();
            self.desk.presses(&key.to_string());
        }
        let mut times: Vec<f64> = Vec::new();
        let patience = Instant::now() + Duration::from_secs(10);
        while times.len() < KEYS {
            ensure!(Instant::now() < patience, "{} of {KEYS} keys were seen", times.len());
            let new = self.desk.script(TAKE_KEYS).unwrap_or_default();
            let new = new.as_array().context("times")?.iter();
            times.extend(new.filter_map(Value::as_f64));
        }
        Ok(Sample::new(times.into_iter().map(|ms| Duration::from_secs_f64(ms / 1e3)).collect()))
    }

    /// Waits until the window shows the newest values after so many updates: of a widget in sight,
    /// and of one far below.
    fn shows(&self, updates: usize) -> Result<()> {
        for widget in [0, FAR_BELOW] {
            let value = (0..updates).rfind(|n| n % WIDGETS == widget).context("it was updated")?;
            let place = in_widget(&name(widget), "metric-value");
            let patience = Instant::now() + Duration::from_secs(10);
            while self.desk.attribute(&place, "data-value") != Some(value.to_string()) {
                ensure!(Instant::now() < patience, "{value} never came to be seen");
            }
        }
        Ok(())
    }
}

fn name(n: usize) -> String {
    format!("w-{n:03}")
}

/// A note on top, then rows of four.
fn widgets() -> impl ExactSizeIterator<Item = String> {
    let place = |x: usize, y: usize, w: usize, h: usize| {
        format!("\"layout/x\":{x},\"layout/y\":{y},\"layout/w\":{w},\"layout/h\":{h}")
    };
    let note = format!("\"title\":\"Typed\",\"text\":\"\",{}", place(0, 0, 12, 4));
    let others = (0..WIDGETS).map(move |n| {
        let place = place(n % 4 * 3, 4 + n / 4 * 3, 3, 3);
        let title = format!("\"title\":\"Widget {n}\"");
        let (kind, content) = match kind(n) {
            Kind::Chart => ("chart", "\"series/s/name\":\"Level\",\"range\":\"1h\"".to_owned()),
            Kind::Counter => ("counter", "\"value\":0".to_owned()),
            Kind::Status => {
                let service = "\"services/s/name\":\"Pump\",\"services/s/state\":\"ok\"";
                ("status", service.to_owned())
            }
            Kind::Metric => ("metric", "\"value\":0,\"unit\":\"l\",\"target\":500".to_owned()),
        };
        create(&name(n), kind, &format!("{title},{content},{place}"))
    });
    iter::once(create("typed", "note", &note)).chain(others).collect::<Vec<_>>().into_iter()
}

enum Kind {
    Metric,
    Status,
    Counter,
    Chart,
}

/// Of twenty widgets, one is a chart, two are counters, two show states, and the others figures.
fn kind(n: usize) -> Kind {
    match n % 20 {
        19 => Kind::Chart,
        17 | 18 => Kind::Counter,
        15 | 16 => Kind::Status,
        _ => Kind::Metric,
    }
}

/// Somebody who updates one widget after another.
struct Feed {
    ends: Arc<AtomicBool>,
    thread: JoinHandle<usize>,
}

impl Feed {
    fn start(scene: &Scene) -> Result<Self> {
        let mut writer = RawClient::greeted(&scene.world.server.url(), &scene.token);
        let ends = Arc::new(AtomicBool::new(false));
        let asked = ends.clone();
        let run = move || {
            let mut done = 0;
            let mut ticks = Ticks::every(Duration::from_secs(1) / PUSHES as u32);
            while !asked.load(Ordering::Relaxed) {
                ticks.wait();
                let numbers = done..done + RATE / PUSHES;
                done = numbers.end;
                let ops: Vec<String> = numbers.map(update).collect();
                let frame = format!("{{\"type\":\"push\",\"ops\":[{}]}}", ops.join(","));
                writer.say_text(&frame);
                let results = writer.hears("results");
                let results = results["results"].as_array().cloned().unwrap_or_default();
                let took = |it: &Value| it["outcome"] == "applied" || it["outcome"] == "noop";
                assert!(results.iter().all(took), "refused: {results:?}");
            }
            done
        };
        Ok(Self { ends, thread: thread::Builder::new().name("feed".to_owned()).spawn(run)? })
    }

    /// How many updates there were.
    fn stop(self) -> Result<usize> {
        self.ends.store(true, Ordering::Relaxed);
        match self.thread.join() {
            Ok(done) => Ok(done),
            Err(_) => bail!("the updates stopped by themselves"),
        }
    }
}

/// Every update is to another widget than the one before.
fn update(n: usize) -> String {
    let widget = n % WIDGETS;
    let (set, inc, append) = match kind(widget) {
        Kind::Metric => (format!("\"value\":{n}"), String::new(), String::new()),
        Kind::Counter => (String::new(), "\"value\":1".to_owned(), String::new()),
        Kind::Status => {
            let state = ["ok", "degraded", "down"][n / WIDGETS % 3];
            (format!("\"services/s/state\":\"{state}\""), String::new(), String::new())
        }
        Kind::Chart => {
            let at = Timestamp::now().as_millisecond();
            (String::new(), String::new(), format!("\"points/s\":[[{at},{}]]", n % 97))
        }
    };
    // It has seen the board and all its records.
    let kind = format!("\"kind\":\"patch\",\"base\":{}", WIDGETS + 2);
    op_text(&name(widget), &kind, &set, &inc, &append)
}
