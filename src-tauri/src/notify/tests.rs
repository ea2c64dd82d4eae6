use super::*;
use tideboard_protocol::{settings::Settings, status::Tone};

const ALL: Notifications =
    Notifications { conflicts: true, refused: true, sign_in: true, offline: true };
const NONE: Notifications =
    Notifications { conflicts: false, refused: false, sign_in: false, offline: false };

fn conflicts(conflicts: u32) -> Matters {
    Matters { conflicts, ..Matters::default() }
}

fn away(matters: Matters) -> Sight {
    Sight { matters, switches: ALL, is_watched: false }
}

/// A notifier on a clock that the test turns.
struct Story {
    notifier: Notifier,
    now: Instant,
}

impl Story {
    fn begins() -> Self {
        Self { notifier: Notifier::default(), now: Instant::now() }
    }

    /// Looks at once, and again when that is due; everything that was done.
    fn sees(&mut self, sight: Sight) -> Vec<Act> {
        let mut acts: Vec<_> = self.notifier.look(self.now, sight).into_iter().collect();
        if let Some(due) = self.notifier.due() {
            self.now = due;
            acts.extend(self.notifier.look(due, sight));
        }
        assert_eq!(self.notifier.due(), None, "nothing is due for ever");
        acts
    }
}

#[test]
fn what_needs_a_person_is_told_once() {
    let mut story = Story::begins();
    assert_eq!(story.sees(away(conflicts(1))), [Act::Show(conflicts(1))]);
    assert_eq!(story.sees(away(conflicts(1))), []);
    assert_eq!(story.sees(away(conflicts(2))), [Act::Show(conflicts(2))]);
    assert_eq!(story.sees(away(conflicts(1))), [], "one was decided: no news");
    assert_eq!(story.sees(away(conflicts(0))), [Act::Withdraw]);
    assert_eq!(story.sees(away(conflicts(1))), [Act::Show(conflicts(1))], "a new one");
}

#[test]
fn what_comes_within_a_moment_is_told_together() {
    let mut story = Story::begins();
    let first = story.now;
    assert_eq!(story.notifier.look(first, away(conflicts(1))), None);
    let both = Matters { refused: 2, ..conflicts(3) };
    assert_eq!(story.notifier.look(first + GATHER / 2, away(both)), None);
    assert_eq!(story.notifier.due(), Some(first + GATHER), "the moment is not put off");
    assert_eq!(story.notifier.look(first + GATHER, away(both)), Some(Act::Show(both)));
}

#[test]
fn what_is_over_within_a_moment_is_not_told() {
    let mut story = Story::begins();
    assert_eq!(story.notifier.look(story.now, away(conflicts(1))), None);
    assert_eq!(story.notifier.look(story.now, away(conflicts(0))), None);
    assert_eq!(story.notifier.due(), None);
}

#[test]
fn whoever_looks_at_the_window_needs_no_notification_then_or_later() {
    let mut story = Story::begins();
    let watched = Sight { is_watched: true, ..away(conflicts(1)) };
    assert_eq!(story.sees(watched), []);
    assert_eq!(story.sees(away(conflicts(1))), []);
    assert_eq!(story.sees(away(conflicts(2))), [Act::Show(conflicts(2))]);
    let watched = Sight { is_watched: true, ..away(conflicts(2)) };
    assert_eq!(story.sees(watched), [Act::Withdraw], "it is on the screen anyway");
}

#[test]
fn each_can_be_switched_off_and_is_no_news_when_switched_on_again() {
    let all = Matters { sign_in: true, refused: 1, conflicts: 1, waiting: 1 };
    for (only, left) in [
        (Notifications { conflicts: true, ..NONE }, conflicts(1)),
        (Notifications { refused: true, ..NONE }, Matters { refused: 1, ..Matters::default() }),
        (Notifications { sign_in: true, ..NONE }, Matters { sign_in: true, ..Matters::default() }),
        (Notifications { offline: true, ..NONE }, Matters { waiting: 1, ..Matters::default() }),
    ] {
        let mut story = Story::begins();
        let sight = Sight { switches: only, ..away(all) };
        assert_eq!(story.sees(sight), [Act::Show(left)]);
        assert_eq!(story.sees(away(all)), [], "known since before");
    }
    let mut story = Story::begins();
    assert_eq!(story.sees(Sight { switches: NONE, ..away(all) }), []);
}

#[test]
fn more_changes_waiting_are_no_news() {
    let waiting = |waiting| Matters { waiting, ..Matters::default() };
    let mut story = Story::begins();
    assert_eq!(story.sees(away(waiting(1))), [Act::Show(waiting(1))]);
    assert_eq!(story.sees(away(waiting(9))), []);
    assert_eq!(story.sees(away(waiting(0))), [Act::Withdraw]);
}

#[test]
fn a_closed_notification_is_not_taken_away() {
    let mut story = Story::begins();
    story.sees(away(conflicts(1)));
    story.notifier.closed();
    assert_eq!(story.sees(away(conflicts(0))), []);
}

/// Every status that there is, by state, tone, counts and lateness.
fn statuses() -> Vec<SyncStatus> {
    let mut all = Vec::new();
    for state in SyncState::ALL {
        for tone in [Tone::Good, Tone::Warn, Tone::Bad, Tone::Neutral] {
            for counts in 0..16_u32 {
                all.push(SyncStatus {
                    state,
                    tone,
                    unsent: counts & 1,
                    conflicts: counts >> 1 & 1,
                    refused: counts >> 2 & 1,
                    activity: None,
                    since: None,
                    until: None,
                    last_synced: None,
                    cause: None,
                    late: counts >> 3 & 1 == 1,
                });
            }
        }
    }
    all
}

#[test]
fn routine_sync_never_needs_a_person() {
    for status in statuses() {
        let matters = Matters::of(&status);
        assert_eq!(matters.conflicts, status.conflicts);
        assert_eq!(matters.refused, status.refused);
        assert_eq!(matters.sign_in, status.state == SyncState::SignInNeeded);
        assert_eq!(matters.waiting > 0, status.late && status.unsent > 0, "{status:?}");
    }
}

/// All sights with counts up to two.
fn sights() -> Vec<Sight> {
    let mut all = Vec::new();
    for n in 0..(2 * 3 * 3 * 2 * 2 * 3) {
        let digit = |base: &mut usize, of: usize| {
            let digit = *base % of;
            *base /= of;
            digit as u32
        };
        let mut rest = n;
        let matters = Matters {
            sign_in: digit(&mut rest, 2) == 1,
            refused: digit(&mut rest, 3),
            conflicts: digit(&mut rest, 3),
            waiting: digit(&mut rest, 2),
        };
        let is_watched = digit(&mut rest, 2) == 1;
        let switches = match digit(&mut rest, 3) {
            0 => ALL,
            1 => NONE,
            _ => Notifications { conflicts: true, ..NONE },
        };
        all.push(Sight { matters, switches, is_watched });
    }
    all
}

#[test]
fn in_every_order_of_three_sights_each_promise_holds() {
    let all = sights();
    let switches = [ALL, NONE, Notifications { conflicts: true, ..NONE }];
    assert!(all.iter().all(|sight| switches.contains(&sight.switches)));
    for first in &all {
        for second in &all {
            let mut story = Story::begins();
            let mut on_screen = false;
            for sight in [first, second, first] {
                let acts = story.sees(*sight);
                assert!(acts.len() <= 1, "one act at a time: {acts:?}");
                for act in acts {
                    match act {
                        Act::Show(told) => {
                            assert!(!sight.is_watched, "shown to somebody who looks: {sight:?}");
                            assert!(!told.is_nothing());
                            assert_eq!(told, sight.matters.wanted(sight.switches));
                            on_screen = true;
                        }
                        Act::Withdraw => {
                            assert!(on_screen, "taken away what is not there");
                            on_screen = false;
                        }
                    }
                }
                assert_eq!(story.sees(*sight), [], "the same sight is told once");
                let wanted = sight.matters.wanted(sight.switches);
                let may_stay = !sight.is_watched && !wanted.is_nothing();
                assert!(!on_screen || may_stay, "it stays without a reason: {sight:?}");
            }
        }
    }
}

#[test]
fn all_are_on_until_somebody_switches_them_off() {
    assert_eq!(Settings::default().notifications, ALL);
}
