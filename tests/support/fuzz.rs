//! What must hold for any bytes whatever: each target takes some and panics where it does not.
//!
//! The same functions run in three ways: on the checked-in corpus and on random mutations of it in
//! every test run (`tests/fuzz/replay.rs`), and for as long as one likes under a coverage-guided
//! fuzzer (`tests/fuzz/`, see `docs/reliability.md`).

mod bytes;
mod canonical;
mod folds;
mod frames;
mod paths;
mod texts;

pub use canonical::reference_form;

/// A target: its name, which is also its corpus' folder, and what to do with bytes.
#[derive(Clone, Copy)]
pub struct Target {
    /// Name.
    pub name: &'static str,
    /// Panics where something does not hold.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "client_frames", run: frames::from_a_client },
    Target { name: "server_frames", run: frames::from_a_server },
    Target { name: "paths", run: paths::check },
    Target { name: "canonical_json", run: canonical::check },
    Target { name: "text_merge", run: texts::check },
    Target { name: "op_fold", run: folds::check },
];

/// Runs the target of this name.
///
/// # Panics
/// When there is none, or something does not hold.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.unwrap_or_else(|| panic!("no target is called {name}")).run)(bytes);
}
