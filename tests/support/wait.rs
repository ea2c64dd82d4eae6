//! Waiting for conditions.

use std::{
    fmt::Debug,
    thread,
    time::{Duration, Instant},
};

/// How long a test waits for what should happen at once; long, because machines that test are busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks at a condition that cannot tell by itself when it changes.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Waits until `look` finds something.
#[track_caller]
pub fn eventually<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, what, look)
}

/// Waits until `look` finds something, for as long as told.
#[track_caller]
pub fn within<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {} s: {what}", limit.as_secs_f32());
        thread::sleep(LOOK_AGAIN);
    }
}

/// Waits until `look` sees `wanted`, and says what it saw last if it never does.
#[track_caller]
pub fn eventually_is<T: PartialEq + Debug>(what: &str, wanted: T, mut look: impl FnMut() -> T) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let seen = look();
        if seen == wanted {
            return;
        }
        assert!(Instant::now() < deadline, "{what}: wanted {wanted:?}, saw {seen:?} to the end");
        thread::sleep(LOOK_AGAIN);
    }
}

/// Waits until `act` succeeds, and says why it failed last if it never does.
#[track_caller]
pub fn eventually_ok<T, E: Debug>(what: &str, mut act: impl FnMut() -> Result<T, E>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match act() {
            Ok(done) => return done,
            Err(why) => assert!(Instant::now() < deadline, "not in time: {what}; last: {why:?}"),
        }
        thread::sleep(LOOK_AGAIN);
    }
}
