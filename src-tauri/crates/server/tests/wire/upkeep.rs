//! What time clears away, and what a restore changes.

use crate::world::{Client, World, create, op, patch, set};
use serde_json::json;
use std::time::Duration;
use tideboard_protocol::{
    Seq,
    frame::{Delta, Outcome},
    limits::RESTORE_SEQ_STEP,
};
use tideboard_server::{ServerError, TokenRole, restore};

async fn from(client: &mut Client, cursor: Seq) -> Delta {
    client.subscribe("b-1", cursor).await;
    client.delta().await
}

/// Asks again until upkeep has come round.
async fn until_reset(client: &mut Client, cursor: Seq) -> Delta {
    loop {
        let delta = from(client, cursor).await;
        if delta.reset {
            return delta;
        }
    }
}

#[tokio::test]
async fn removals_are_remembered_for_ninety_days_and_then_cost_a_reset() {
    let world = World::with(|config| {
        config.upkeep_every = Duration::from_millis(20);
        config.frames_per_second = 1_000_000;
    })
    .await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    let base = ana.apply(create("b-1", "r1", "note", json!({"a": 1, "b": 1}))).await;
    let removed = ana.apply(patch("b-1", "r1", base, json!({"remove": ["a"]}))).await;
    ana.apply(create("b-1", "r2", "note", json!({}))).await;
    let deleted = ana.apply(op("b-1", "r2", "delete", removed.0 + 1, json!({}))).await;
    let head = ana.apply(set("b-1", "r1", base, json!({"b": 2}))).await;
    world.days_pass(89);
    let delta = from(&mut ana, base).await;
    assert_eq!(delta.changes[0].removed[0].as_str(), "a");
    assert!(delta.changes[1].deleted);
    world.days_pass(2);
    let delta = until_reset(&mut ana, Seq(deleted.0 - 1)).await;
    assert_eq!(delta.changes.len(), 3, "board and r1, no tombstones: {delta:?}");
    let delta = from(&mut ana, deleted).await;
    assert!(!delta.reset, "at the horizon nothing was missed");
    assert_eq!((delta.from, delta.to), (deleted, head));
    ana.apply(create("b-1", "r2", "note", json!({}))).await;
}

#[tokio::test]
async fn a_feeds_results_are_forgotten_after_a_day_and_peoples_are_not() {
    let world = World::with(|config| config.upkeep_every = Duration::from_millis(20)).await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let mut feed = world.join(&mut world.person("sensor", TokenRole::Feed)).await;
    let by_ana = patch("b-1", "board", base, json!({"inc": {"n": 1}}));
    let by_feed = op("b-1", "board", "patch", json!(null), json!({"inc": {"n": 1}}));
    ana.apply(by_ana.clone()).await;
    feed.apply(by_feed.clone()).await;
    world.days_pass(2);
    while feed.push_one(by_feed.clone()).await.replay {}
    assert!(ana.push_one(by_ana).await.replay);
}

#[tokio::test]
async fn authors_of_values_that_still_stand_are_kept() {
    let world = World::with(|config| config.upkeep_every = Duration::from_millis(5)).await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    ana.apply(set("b-1", "board", base, json!({"a": 1}))).await;
    for n in 0..50 {
        bo.apply(set("b-1", "board", base, json!({"b": n}))).await;
    }
    let delta = from(&mut ana, base).await;
    assert_eq!(delta.changes[0].by.client_id, ana.id());
    assert_eq!(delta.changes[1].by.client_id, bo.id());
}

#[tokio::test]
async fn a_restored_server_has_a_new_epoch_and_raised_seqs() {
    let mut world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut ana = world.join(&mut profile).await;
    ana.found("b-1").await;
    let base = ana.apply(create("b-1", "r1", "note", json!({"text": "kept"}))).await;
    let kept = set("b-1", "r1", base, json!({"text": "in the backup"}));
    ana.apply(kept.clone()).await;
    let backup = world.data.path().join("backup.db");
    world.admin().back_up(&backup).unwrap();
    assert!(world.admin().back_up(&backup).is_err(), "a backup is never written over");
    let lost = set("b-1", "r1", base, json!({"text": "lost"}));
    let cursor = ana.apply(lost.clone()).await;
    let before = world.admin().identity().unwrap();
    let busy = restore(&world.config.data, &backup);
    assert!(matches!(busy, Err(ServerError::InUse(_))));
    world.stop().await;
    let aside = restore(&world.config.data, &backup).unwrap().unwrap();
    assert!(aside.exists(), "the former data is kept");
    world.start().await;
    let after = world.admin().identity().unwrap();
    assert_eq!(before.server_id, after.server_id);
    assert_ne!(before.epoch, after.epoch);
    let mut ana = world.join(&mut profile).await;
    let delta = from(&mut ana, cursor).await;
    assert!(delta.reset);
    assert_eq!(delta.to, Seq(3 + RESTORE_SEQ_STEP));
    assert!(ana.push_one(kept).await.replay, "the backup knows it");
    let again = ana.push_one(lost).await;
    assert_eq!((again.outcome, again.seq), (Outcome::Applied, Some(Seq(4 + RESTORE_SEQ_STEP))));
}

#[tokio::test]
async fn the_same_backup_restored_again_rises_above_its_first_restored_life() {
    let mut world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut other = world.person("ben", TokenRole::Owner);
    let mut ana = world.join(&mut profile).await;
    ana.found("b-1").await;
    let backup = world.data.path().join("backup.db");
    world.admin().back_up(&backup).unwrap();
    let mut seen = Seq::ZERO;
    for life in 1..=3 {
        world.stop().await;
        restore(&world.config.data, &backup).unwrap();
        world.start().await;
        let mut ana = world.join(&mut profile).await;
        let made = ana.push_one(create("b-1", "r1", "note", json!({"text": "life"}))).await;
        assert_eq!(
            (made.outcome, made.seq),
            (Outcome::Applied, Some(Seq(2 + life * RESTORE_SEQ_STEP)))
        );
        // What was based on the former life lies below everything of the present one.
        let mut ben = world.join(&mut other).await;
        let clash = ben.push_one(set("b-1", "r1", seen, json!({"text": "late"}))).await;
        assert_eq!(clash.outcome, Outcome::Conflict);
        seen = ana.apply(set("b-1", "r1", made.seq.unwrap(), json!({"colour": "red"}))).await;
    }
}

#[tokio::test]
async fn a_board_that_the_backup_lacked_begins_above_its_former_life() {
    let mut world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut ana = world.join(&mut profile).await;
    ana.found("b-1").await;
    let backup = world.data.path().join("backup.db");
    world.admin().back_up(&backup).unwrap();
    ana.found("b-2").await;
    let seen = ana.apply(create("b-2", "r1", "note", json!({"text": "lost"}))).await;
    world.stop().await;
    restore(&world.config.data, &backup).unwrap();
    world.start().await;
    let mut ana = world.join(&mut profile).await;
    ana.found("b-2").await;
    let made = ana.push_one(create("b-2", "r1", "note", json!({"text": "anew"}))).await;
    assert_eq!((made.outcome, made.seq), (Outcome::Applied, Some(Seq(2 + RESTORE_SEQ_STEP))));
    // What was based on the former life lies below everything of the present one.
    let late = ana.push_one(set("b-2", "r1", seen, json!({"colour": "red"}))).await;
    assert_eq!(late.outcome, Outcome::Applied);
}

#[tokio::test]
async fn a_damaged_or_newer_database_is_refused_and_left_alone() {
    let mut world = World::new().await;
    world.ana().await.found("b-1").await;
    world.stop().await;
    let path = world.config.data.join("tideboard-server.db");
    let good = std::fs::read(&path).unwrap();
    let mut damaged = good.clone();
    damaged[4096 * 3..4096 * 5].fill(0xA5);
    let newer = {
        let conn = rusqlite::Connection::open(&path).unwrap();
        let future = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                      VALUES (9999, 'later', '2030-01-01T00:00:00Z', '1')";
        conn.execute(future, []).unwrap();
        drop(conn);
        std::fs::read(&path).unwrap()
    };
    for (content, says) in [
        (damaged, "damaged"),
        (b"not a database at all, but long enough to look like something".to_vec(), "damaged"),
        (newer, "newer"),
    ] {
        std::fs::write(&path, &content).unwrap();
        let error = tideboard_server::Server::open(world.config.clone()).err().unwrap();
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), content, "left as it was");
        assert!(restore(&world.config.data, &path).is_err(), "nor is it taken for a backup");
    }
    std::fs::write(&path, good).unwrap();
    world.start().await;
    assert_eq!(world.ana().await.welcome().boards.len(), 1);
}
