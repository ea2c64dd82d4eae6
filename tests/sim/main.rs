//! Whole histories in simulated worlds: real engines and the server's real decisions, with a
//! network that cuts, delays and half-opens, disks that fail, programs that are killed, servers
//! that are turned back, profiles that are copied, and rights that come and go. Promises are
//! checked after every step; after the faults stop, everybody must agree.
//!
//! The same seed is the same world. `cargo xtask sim --seeds N --from S` runs many; a failure
//! names its seed and prints the end of its history.

mod chance;
mod client;
mod coverage;
mod disk;
mod expected;
mod fault;
mod flaw;
mod healing;
mod history;
mod invariants;
mod network;
mod order;
mod replay;
mod sabotage;
mod server;
mod user;
mod world;

#[cfg(test)]
mod tests;

use std::{env, process::ExitCode};

/// Runs as many worlds as the first argument says, from the seed that the second one is. A third
/// one names a promise to break, to see that it is noticed.
fn main() -> ExitCode {
    let number =
        |nth, otherwise| env::args().nth(nth).map_or(Ok(otherwise), |text| text.parse::<u64>());
    let (Ok(seeds), Ok(from)) = (number(1, history::ENOUGH), number(2, 0)) else {
        eprintln!("tideboard-sim [SEEDS [FROM [BROKEN]]]; see `cargo xtask sim --help`");
        return ExitCode::FAILURE;
    };
    let broken = env::args()
        .nth(3)
        .map(|name| invariants::Invariant::ALL.into_iter().find(|it| format!("{it:?}") == name));
    let Ok(broken) = broken.map_or(Ok(None), |found| found.ok_or(()).map(Some)) else {
        eprintln!("there are the promises {:?}", invariants::Invariant::ALL);
        return ExitCode::FAILURE;
    };
    match history::run(from, seeds, broken, true) {
        Ok(seen) => {
            println!("{seen}");
            if history::is_complete(seeds, &seen) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(failure) => {
            eprintln!("{failure}");
            eprintln!("again: cargo xtask sim --seeds 1 --from {}", failure.seed);
            ExitCode::FAILURE
        }
    }
}
