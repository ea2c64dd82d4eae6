//! When a change of status is shown.
//!
//! Most syncing is over before an eye could follow it, so that state comes late and goes late:
//! shown only after it lasted, and then long enough to be read. There is one exception. Where the
//! last thing shown was "synced", it is taken back at once, because green must never be false.
//! Window and tray both show what comes out of here and nothing else.

use std::time::{Duration, Instant};
use tideboard_protocol::status::{SyncState, SyncStatus};

/// How long syncing lasts before it is shown.
const SYNCING_AFTER: Duration = Duration::from_millis(400);
/// How long syncing is shown at least.
const SYNCING_FOR: Duration = Duration::from_secs(1);

/// The status as it is shown, and the one that is true.
#[derive(Debug, Clone)]
pub struct Presentation {
    truth: SyncStatus,
    shown: SyncStatus,
    /// When the next change is due that needs no news.
    due: Option<Instant>,
    /// Until when syncing stays on show.
    held_until: Option<Instant>,
}

impl Presentation {
    /// Begins with a status, shown as it is.
    pub fn new(now: Instant, status: SyncStatus) -> Self {
        let held_until = (status.state == SyncState::Syncing).then(|| now + SYNCING_FOR);
        Self { shown: status.clone(), truth: status, due: None, held_until }
    }

    /// Takes news.
    pub fn tell(&mut self, now: Instant, status: SyncStatus) {
        let was_syncing = self.truth.state == SyncState::Syncing;
        self.truth = status;
        match (self.truth.state, self.shown.state) {
            (SyncState::Syncing, SyncState::Syncing | SyncState::Synced) => self.show(now),
            (SyncState::Syncing, SyncState::Offline) => {
                // The counts are facts of their own and never wait.
                self.copy_counts();
                if !was_syncing || self.due.is_none() {
                    self.due = Some(now + SYNCING_AFTER);
                }
            }
            (SyncState::Synced | SyncState::Offline, SyncState::Syncing) => {
                match self.held_until.filter(|until| *until > now) {
                    Some(until) => self.due = Some(until),
                    None => self.show(now),
                }
            }
            (
                SyncState::Syncing,
                SyncState::SignInNeeded
                | SyncState::Attention
                | SyncState::Conflict
                | SyncState::Paused,
            )
            | (
                SyncState::Synced | SyncState::Offline,
                SyncState::SignInNeeded
                | SyncState::Attention
                | SyncState::Conflict
                | SyncState::Paused
                | SyncState::Offline
                | SyncState::Synced,
            )
            | (
                SyncState::SignInNeeded
                | SyncState::Attention
                | SyncState::Conflict
                | SyncState::Paused,
                _,
            ) => self.show(now),
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Instant) {
        if self.due.is_some_and(|due| due <= now) {
            self.show(now);
        }
    }

    /// When [`Presentation::tick`] has something to do.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// What is shown.
    pub fn shown(&self) -> &SyncStatus {
        &self.shown
    }

    fn show(&mut self, now: Instant) {
        let begins_syncing =
            self.truth.state == SyncState::Syncing && self.shown.state != SyncState::Syncing;
        if begins_syncing {
            self.held_until = Some(now + SYNCING_FOR);
        }
        self.due = None;
        self.shown.clone_from(&self.truth);
    }

    fn copy_counts(&mut self) {
        self.shown.unsent = self.truth.unsent;
        self.shown.conflicts = self.truth.conflicts;
        self.shown.refused = self.truth.refused;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::status::Tone;

    struct Story {
        start: Instant,
        presentation: Presentation,
    }

    impl Story {
        fn begins(state: SyncState) -> Self {
            let start = Instant::now();
            Self { start, presentation: Presentation::new(start, status(state, 0)) }
        }

        fn at(&mut self, ms: u64, state: SyncState, unsent: u32) -> &mut Self {
            let now = self.start + Duration::from_millis(ms);
            self.presentation.tick(now);
            self.presentation.tell(now, status(state, unsent));
            self
        }

        fn shows(&mut self, ms: u64) -> SyncState {
            self.presentation.tick(self.start + Duration::from_millis(ms));
            self.presentation.shown().state
        }
    }

    fn status(state: SyncState, unsent: u32) -> SyncStatus {
        SyncStatus {
            state,
            tone: Tone::Neutral,
            unsent,
            conflicts: 0,
            refused: 0,
            activity: None,
            since: None,
            until: None,
            last_synced: None,
            cause: None,
            late: false,
        }
    }

    #[test]
    fn a_short_attempt_to_connect_stays_unseen() {
        let mut story = Story::begins(SyncState::Offline);
        story.at(0, SyncState::Syncing, 3);
        assert_eq!(story.shows(399), SyncState::Offline);
        assert_eq!(story.presentation.shown().unsent, 3, "counts never wait");
        story.at(399, SyncState::Offline, 3);
        assert_eq!(story.shows(5_000), SyncState::Offline);
    }

    #[test]
    fn syncing_that_lasts_is_shown_and_stays_a_second() {
        let mut story = Story::begins(SyncState::Offline);
        story.at(0, SyncState::Syncing, 1).at(200, SyncState::Syncing, 1);
        assert_eq!(story.shows(400), SyncState::Syncing, "news do not begin the wait again");
        story.at(500, SyncState::Synced, 0);
        assert_eq!(story.shows(1_399), SyncState::Syncing);
        assert_eq!(story.shows(1_400), SyncState::Synced);
    }

    #[test]
    fn green_is_taken_back_at_once() {
        let mut story = Story::begins(SyncState::Synced);
        story.at(0, SyncState::Syncing, 1);
        assert_eq!(story.shows(0), SyncState::Syncing);
        story.at(30, SyncState::Synced, 0);
        assert_eq!(story.shows(999), SyncState::Syncing);
        assert_eq!(story.shows(1_000), SyncState::Synced);
    }

    #[test]
    fn what_needs_a_person_never_waits() {
        for urgent in
            [SyncState::SignInNeeded, SyncState::Attention, SyncState::Conflict, SyncState::Paused]
        {
            let mut story = Story::begins(SyncState::Synced);
            story.at(0, SyncState::Syncing, 1).at(10, urgent, 1);
            assert_eq!(story.shows(10), urgent);
        }
    }

    #[test]
    fn green_is_never_shown_while_it_is_not_true() {
        let mut random = 7_u64;
        for _ in 0..200 {
            let mut story = Story::begins(SyncState::Offline);
            let mut ms = 0;
            for _ in 0..50 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let truth = SyncState::ALL[(random >> 33) as usize % SyncState::ALL.len()];
                ms += (random >> 40) % 700;
                story.at(ms, truth, 0);
                if story.shows(ms) == SyncState::Synced {
                    assert_eq!(truth, SyncState::Synced);
                }
                let later = ms + 2_000;
                let mut settled = story.presentation.clone();
                settled.tick(story.start + Duration::from_millis(later));
                assert_eq!(settled.shown().state, truth, "the truth comes out in the end");
            }
        }
    }
}
