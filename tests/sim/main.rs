//! Whole histories in a simulated world: real engines and the server's real decisions, with a
//! network that drops, delays and half-opens, disks that fail, programs that are killed, and
//! rights that come and go. After the faults stop, everybody must agree.
//!
//! `TIDEBOARD_SIM_SEEDS` and `TIDEBOARD_SIM_FROM` choose how many worlds and which; a failure
//! names its seed and prints the end of its history.

mod board;
mod chance;
mod client;
mod server;
mod world;

use std::{collections::BTreeMap, panic};
use world::World;

/// Worlds per run unless asked otherwise.
const SEEDS: u64 = 500;
/// Lines of history printed with a failure.
const TRACE: usize = 60;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// One world; returns how often each kind of step was taken.
fn history(seed: u64) -> BTreeMap<&'static str, u32> {
    let clients = 2 + (seed % 2) as usize;
    let mut world = World::new(seed, clients);
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        for _ in 0..250 {
            world.step();
        }
        world.heals();
    }));
    if let Err(cause) = outcome {
        let from = world.trace.len().saturating_sub(TRACE);
        world.trace[from..].iter().for_each(|line| eprintln!("{line}"));
        eprintln!(
            "the world of seed {seed} broke a promise; rerun with TIDEBOARD_SIM_FROM={seed} TIDEBOARD_SIM_SEEDS=1"
        );
        panic::resume_unwind(cause);
    }
    world.steps
}

#[test]
fn every_world_keeps_its_promises_and_comes_into_step() {
    let from = number("TIDEBOARD_SIM_FROM", 0);
    let seeds = number("TIDEBOARD_SIM_SEEDS", SEEDS);
    let mut steps: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in from..from + seeds {
        for (kind, times) in history(seed) {
            *steps.entry(kind).or_default() += times;
        }
    }
    eprintln!("{seeds} worlds: {steps:?}");
    if seeds >= SEEDS {
        let kinds = [
            "edit",
            "up",
            "down",
            "time",
            "ping",
            "cut",
            "half open",
            "kill",
            "kill server",
            "disk fails",
            "role",
            "resolve",
            "discard or retry",
            "connect",
            "unreachable",
        ];
        for kind in kinds {
            assert!(steps.contains_key(kind), "no world took the step {kind:?}");
        }
    }
}
