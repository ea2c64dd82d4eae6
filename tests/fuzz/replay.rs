//! Every fuzz target on its checked-in corpus, and on random mutations of it.
//!
//! What a fuzzer finds is put into `corpus/TARGET/`, where it stays. The mutations here are seeded:
//! `TIDEBOARD_TEST_SEED` repeats a run or starts another, `TIDEBOARD_FUZZ_SECONDS` makes it longer.

mod lines;
mod vectors;

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    time::{Duration, Instant},
};
use tideboard_tests::{
    fuzz::{TARGETS, Target},
    sources,
};

/// How many mutations of each target are tried when nobody says for how long.
const MUTATIONS: u32 = 20_000;
/// Longest input that mutations grow to.
const LONGEST: usize = 4096;

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = sources().join("fuzz/corpus").join(target);
    let mut inputs: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(path).expect("an input can be read")))
        .collect();
    inputs.sort();
    inputs
}

fn replay(target: Target) {
    let inputs = corpus(target.name);
    assert!(inputs.len() >= 5, "{} has a corpus of {}", target.name, inputs.len());
    for (path, bytes) in &inputs {
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)));
        assert!(outcome.is_ok(), "{} fails on {}", target.name, path.display());
    }
    mutate(target, &inputs);
}

fn mutate(target: Target, inputs: &[(PathBuf, Vec<u8>)]) {
    let seed = number("TIDEBOARD_TEST_SEED").unwrap_or(1);
    let seconds = number("TIDEBOARD_FUZZ_SECONDS");
    let mut dice = Dice(seed);
    let start = Instant::now();
    for round in 0.. {
        let is_over = match seconds {
            None => round >= MUTATIONS,
            Some(seconds) => start.elapsed() >= Duration::from_secs(seconds),
        };
        if is_over {
            break;
        }
        let mut bytes = inputs[dice.below(inputs.len())].1.clone();
        for _ in 0..=dice.below(6) {
            change(&mut bytes, inputs, &mut dice);
        }
        bytes.truncate(LONGEST);
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(&bytes)));
        if outcome.is_err() {
            let found = env::temp_dir().join(format!("tideboard-{}-{seed}-{round}", target.name));
            fs::write(&found, &bytes).expect("the input can be kept");
            panic!("{} fails with seed {seed}: {}", target.name, found.display());
        }
    }
}

/// Pieces that mean something to somebody who reads JSON, text or paths.
const WORDS: [&str; 24] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "-0",
    "1e999",
    "0.1",
    "9007199254740993",
    "\\ud800",
    "\\u0000",
    "\u{1f600}",
    "/",
    "//",
    "\n",
    "\"type\":",
    "\"op_id\":",
    "\"set\":{",
    "\"a/b\":",
    "\"changes\":[",
];

fn change(bytes: &mut Vec<u8>, inputs: &[(PathBuf, Vec<u8>)], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    match dice.below(7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
        1 if at < bytes.len() => {
            bytes.remove(at);
        }
        2 => bytes.insert(at, dice.below(256) as u8),
        3 => drop(bytes.splice(at..at, WORDS[dice.below(WORDS.len())].bytes())),
        4 => {
            let to = (at + dice.below(16)).min(bytes.len());
            let copied = bytes[at..to].to_vec();
            let place = dice.below(bytes.len() + 1);
            drop(bytes.splice(place..place, copied));
        }
        5 => {
            let other = &inputs[dice.below(inputs.len())].1;
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(64)).min(other.len());
            drop(bytes.splice(at..at, other[from..to].iter().copied()));
        }
        _ => drop(bytes.drain(at..(at + dice.below(16)).min(bytes.len()))),
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

/// Numbers that look random and follow from the seed alone.
pub struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

macro_rules! replays {
    ($($test:ident $target:literal,)*) => {
        $(#[test]
        fn $test() {
            replay(*TARGETS.iter().find(|it| it.name == $target).expect("a target"));
        })*

        #[test]
        fn every_target_is_replayed() {
            let replayed = [$($target),*];
            for target in TARGETS {
                assert!(replayed.contains(&target.name), "{}", target.name);
            }
        }
    };
}

replays! {
    frames_of_clients_are_read_without_a_panic_and_mean_the_same_when_written_again "client_frames",
    frames_of_servers_are_read_without_a_panic_and_mean_the_same_when_written_again "server_frames",
    paths_are_what_the_protocol_says "paths",
    canonical_json_is_that_of_a_second_implementation "canonical_json",
    merging_text_loses_nothing_and_favours_nobody "text_merge",
    folding_edits_means_the_same_as_applying_them_in_turn "op_fold",
}
