//! Running histories: on all cores, quietly, and the one that fails once more with its trace.

use crate::{
    coverage::Coverage,
    invariants::{Checks, Invariant},
    sabotage::sabotage,
    world::{STEPS, World},
};
use std::{
    cell::{Cell, RefCell},
    fmt,
    io::Write as _,
    panic::{self, AssertUnwindSafe},
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Worlds from which on everything on the list must have happened.
pub const ENOUGH: u64 = 2_000;
/// Lines of history printed with a failure among many worlds; of a single one, all are.
const TRACE: usize = 120;

/// A world that broke a promise.
#[derive(Debug)]
pub struct Failure {
    pub seed: u64,
    pub what: String,
    trace: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.trace.iter().try_for_each(|line| writeln!(f, "{line}"))?;
        write!(f, "the world of seed {} broke a promise: {}", self.seed, self.what)
    }
}

thread_local! {
    /// What the last panic of this thread said.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
    /// A history runs in this thread: its panics are caught.
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// One world to its end, with what a promise rests on broken, if one is named.
pub fn attempt(seed: u64, checks: &Checks, broken: Option<Invariant>) -> Result<Coverage, String> {
    let mut world = World::new(seed, checks.clone(), false);
    if let Some(invariant) = broken {
        sabotage(&mut world, invariant);
    }
    caught(&mut world).map(|()| world.seen)
}

/// Keeps what panics of histories say, to be told once and with the trace.
fn hush() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if IS_CAUGHT.get() {
                SAID.with(|said| *said.borrow_mut() = Some(info.to_string()));
            } else {
                usual(info);
            }
        }));
    });
}

fn caught(world: &mut World) -> Result<(), String> {
    let live = || {
        world.opens();
        for _ in 0..STEPS {
            world.step();
        }
        world.heals();
    };
    hush();
    IS_CAUGHT.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(live));
    IS_CAUGHT.set(false);
    outcome.map_err(|_| {
        let said = SAID.with(|said| said.borrow_mut().take());
        said.unwrap_or_else(|| "a panic without words".to_owned())
    })
}

/// All promises, or the one that is broken on purpose.
fn checks(broken: Option<Invariant>) -> Checks {
    broken.map_or_else(Checks::all, Checks::only)
}

fn retold(seed: u64, broken: Option<Invariant>, what: String, is_single: bool) -> Failure {
    let mut world = World::new(seed, checks(broken), true);
    if let Some(invariant) = broken {
        sabotage(&mut world, invariant);
    }
    let again = caught(&mut world);
    let what = again.err().unwrap_or_else(|| format!("{what} (but not the second time)"));
    let from = if is_single { 0 } else { world.trace().len().saturating_sub(TRACE) };
    Failure { seed, what, trace: world.trace()[from..].to_vec() }
}

/// Runs worlds on all cores. The failure is the one of the lowest seed that was run.
pub fn run(
    from: u64,
    seeds: u64,
    broken: Option<Invariant>,
    is_told: bool,
) -> Result<Coverage, Box<Failure>> {
    let (next, done) = (AtomicU64::new(from), AtomicU64::new(0));
    let end = from + seeds;
    let seen = Mutex::new(Coverage::default());
    let failed: Mutex<Option<(u64, String)>> = Mutex::new(None);
    let lock = |mutex: &Mutex<Option<(u64, String)>>| {
        mutex.lock().unwrap_or_else(PoisonError::into_inner).clone()
    };
    let work = || {
        let mut mine = Coverage::default();
        while lock(&failed).is_none() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                break;
            }
            match attempt(seed, &checks(broken), broken) {
                Ok(history) => mine.add(&history),
                Err(what) => {
                    let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                    if failed.as_ref().is_none_or(|(other, _)| seed < *other) {
                        *failed = Some((seed, what));
                    }
                }
            }
            done.fetch_add(1, Ordering::Relaxed);
        }
        seen.lock().unwrap_or_else(PoisonError::into_inner).add(&mine);
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        if is_told {
            tell(seeds, &done, &workers);
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some((seed, what)) = failed {
        return Err(Box::new(retold(seed, broken, what, seeds == 1)));
    }
    Ok(seen.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// One line of progress, until all are done.
fn tell(seeds: u64, done: &AtomicU64, workers: &[thread::ScopedJoinHandle<'_, ()>]) {
    let start = Instant::now();
    while workers.iter().any(|worker| !worker.is_finished()) {
        thread::park_timeout(Duration::from_millis(500));
        let worlds = done.load(Ordering::Relaxed);
        let rate = worlds as f64 / start.elapsed().as_secs_f64();
        eprint!("\r{worlds} of {seeds} worlds, {rate:.0} a second ");
        // Progress that cannot be shown is no reason to stop.
        drop(std::io::stderr().flush());
    }
    eprintln!();
}

/// Whether everything on the list happened, and nothing else; says what not.
pub fn is_complete(seeds: u64, seen: &Coverage) -> bool {
    let (never, strange) = seen.gaps();
    for kind in &strange {
        eprintln!("not on the list: {kind}");
    }
    let never = if seeds < ENOUGH { Vec::new() } else { never };
    for kind in &never {
        eprintln!("never happened: {kind}");
    }
    strange.is_empty() && never.is_empty()
}
