//! Dora comes back after a while: what happened meanwhile, and what of hers is too old to be sent
//! without a look.

use tideboard_tests::{
    clock::WallClock,
    desktop::{in_widget, mark, widget},
};

use crate::stage::{Stage, tab};

const HOUR: i64 = 3_600;

/// The stage in its past: Dora's window is open and in step, and its clock is behind.
struct Past {
    stage: Stage,
    clock: WallClock,
}

impl Past {
    #[track_caller]
    fn hours_ago(hours: i64) -> Self {
        let mut stage = Stage::prepare();
        let clock = WallClock::at(stage.world.folder("clock"));
        clock.moves(-hours * HOUR);
        for (name, value) in clock.environment() {
            let value = value.to_str().expect("a plain path");
            stage.desk = stage.desk.with_env(name, value);
        }
        Self { stage: stage.open(), clock }
    }

    /// Dora counts without a server, and her computer goes out.
    #[track_caller]
    fn counts_offline(&mut self) {
        self.stage.world.server.kill();
        self.stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "offline");
        self.stage.desk.clicks(&in_widget("tank", "counter-increment"));
        self.stage.desk.shows(&widget("tank"), "data-count", "1");
    }

    /// It is now, and the window opens again.
    #[track_caller]
    fn comes_to_an_end(self) -> Stage {
        let Self { mut stage, clock } = self;
        clock.moves(0);
        stage.desk.starts();
        stage
    }
}

#[test]
fn the_digest_says_what_others_changed_and_what_became_of_own_changes() {
    let mut past = Past::hours_ago(2);
    past.counts_offline();
    past.stage.desk.is_killed();
    past.stage.world.server.start();
    let ben = &mut past.stage.ben;
    ben.syncs_now();
    ben.sets("log", "text", "Ben was here");
    ben.sets("level", "value", 7);
    ben.is_synced();
    let Stage { world: _world, desk, mut ben } = past.comes_to_an_end();
    desk.reads(&mark("while-away"), "others changed 2 widgets");
    desk.reads(&mark("while-away"), "1 change of yours took effect");
    ben.reads("tank", "value", 11);
    desk.clicks(&mark("while-away-open"));
    desk.shows(&tab("away"), "aria-selected", "true");
    desk.sees_no(&mark("while-away"));
    let row = |record: &str| format!("{}[data-record='{record}']", mark("away-change"));
    desk.shows(&row("level"), "data-kind", "changed");
    desk.reads(&row("level"), "Ben");
    desk.sees(&row("log"));
    assert!(!desk.is_there(&row("tank")), "own changes are no news");
    desk.clicks(&format!("{} {}", row("log"), mark("away-go")));
    let there =
        desk.script("return document.activeElement.closest('[data-record]')?.dataset.record");
    assert_eq!(there, Some("log".into()));
}

#[test]
fn a_short_absence_is_not_told() {
    let mut stage = Stage::set();
    stage.desk.is_terminated();
    stage.ben.sets("level", "value", 7);
    stage.ben.is_synced();
    stage.desk.starts();
    stage.desk.shows(&in_widget("level", "metric-value"), "data-value", "7");
    stage.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    assert!(!stage.desk.is_there(&mark("while-away")));
}

/// Dora counted two days ago, and the server is there again.
#[track_caller]
fn with_an_old_change() -> Stage {
    let mut past = Past::hours_ago(48);
    past.counts_offline();
    past.stage.desk.is_killed();
    past.stage.world.server.start();
    past.stage.ben.syncs_now();
    past.stage.ben.is_synced();
    let mut stage = past.comes_to_an_end();
    stage.desk.shows(&mark("review"), "data-count", "1");
    stage.desk.shows(&in_widget("tank", "counter-value"), "data-value", "11");
    assert_eq!(stage.ben.now("tank", "value"), 10, "nothing is sent before the look");
    stage
}

#[test]
fn old_changes_are_sent_once_they_were_looked_at() {
    let Stage { world: _world, desk, mut ben } = with_an_old_change();
    // What others do comes in meanwhile.
    ben.sets("level", "value", 7);
    desk.shows(&in_widget("level", "metric-value"), "data-value", "7");
    desk.clicks(&mark("review-send"));
    ben.reads("tank", "value", 11);
    desk.sees_no(&mark("review"));
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
}

#[test]
fn or_they_are_rolled_back_one_by_one() {
    let Stage { world: _world, desk, mut ben } = with_an_old_change();
    desk.clicks(&mark("review-open"));
    desk.clicks(&format!("{} {}", mark("sync-centre"), mark("op-discard")));
    desk.sees_no(&mark("review"));
    desk.shows(&in_widget("tank", "counter-value"), "data-value", "10");
    desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
    ben.is_synced();
    assert_eq!(ben.now("tank", "value"), 10);
}
