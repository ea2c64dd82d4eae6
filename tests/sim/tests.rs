//! What CI runs.

use crate::{
    history,
    invariants::{Checks, Invariant},
};

#[test]
fn every_world_keeps_its_promises_and_comes_into_step() {
    match history::run(0, history::ENOUGH, None, false) {
        Ok(seen) => {
            eprintln!("{seen}");
            assert!(history::is_complete(history::ENOUGH, &seen), "see above");
        }
        Err(failure) => panic!("{failure}"),
    }
}

/// Worlds within which a broken promise is noticed: one of some thousand loses a board to a restore.
const SOON: u64 = 6000;

#[test]
fn the_checks_bite() {
    for invariant in Invariant::ALL {
        let checks = Checks::only(invariant);
        let noticed = (0..SOON)
            .find_map(|seed| history::attempt(seed, &checks, Some(invariant)).err())
            .unwrap_or_else(|| panic!("{invariant:?} was broken in every world, and none noticed"));
        assert!(noticed.contains(&format!("{invariant:?}: ")), "{invariant:?}: {noticed}");
    }
}
