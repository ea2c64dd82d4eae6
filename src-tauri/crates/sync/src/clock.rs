//! The only place that reads the time.

use jiff::Timestamp;
use std::time::{Duration, Instant};
use tideboard_sync_core::Now;

/// The time now.
pub fn now() -> Now {
    Now { mono: Instant::now(), wall: Timestamp::now() }
}

/// Notices that the computer slept, by a wall clock that ran ahead between two looks.
///
/// The monotonic clock stands still during sleep on some systems and not on others, so the wall
/// clock decides. Somebody setting the clock forward looks the same, and costs one reconnect.
#[derive(Debug)]
pub struct WakeDetector {
    last: Timestamp,
}

impl WakeDetector {
    /// How often to look.
    pub const INTERVAL: Duration = Duration::from_secs(1);
    const JUMP: Duration = Duration::from_secs(10);

    /// Starts looking.
    pub fn new(now: Now) -> Self {
        Self { last: now.wall }
    }

    /// Looks once; whether the computer slept since the last look.
    pub fn slept(&mut self, now: Now) -> bool {
        let passed = now.wall.duration_since(self.last);
        self.last = now.wall;
        Duration::try_from(passed).is_ok_and(|passed| passed > Self::INTERVAL + Self::JUMP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_jump_forward_of_more_than_ten_seconds_is_a_sleep() {
        let start = now();
        let at = |seconds: i64| Now {
            wall: start.wall + jiff::SignedDuration::from_secs(seconds),
            ..start
        };
        let mut detector = WakeDetector::new(start);
        assert!(!detector.slept(at(1)));
        assert!(!detector.slept(at(12)));
        assert!(detector.slept(at(24)));
        assert!(!detector.slept(at(25)));
        assert!(!detector.slept(at(-3600)));
    }
}
