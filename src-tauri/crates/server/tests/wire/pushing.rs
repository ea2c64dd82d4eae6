//! Exactly once, in order, all or nothing.

use crate::world::{Profile, World, create, op, op_id_minted, patch, set};
use serde_json::{Value, json};
use tideboard_protocol::{
    RejectCode, Seq,
    frame::{OpResult, Outcome, ResultCode, RetryCode, ServerFrame},
};
use tideboard_server::TokenRole;

fn rejected(result: &OpResult) -> RejectCode {
    match (result.outcome, result.code) {
        (Outcome::Rejected, Some(ResultCode::Reject(code))) => code,
        _ => panic!("expected a rejection, got {result:?}"),
    }
}

fn retry(result: &OpResult) -> RetryCode {
    assert!(result.retry_after_ms.is_some() && result.seq.is_none());
    match (result.outcome, result.code) {
        (Outcome::RetryLater, Some(ResultCode::Retry(code))) => code,
        _ => panic!("expected to be told to come again, got {result:?}"),
    }
}

#[tokio::test]
async fn a_repeat_gets_the_recorded_result_also_after_a_restart() {
    let mut world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut ana = world.join(&mut profile).await;
    ana.found("b-1").await;
    let mut counted = patch("b-1", "board", Seq(1), json!({"inc": {"n": 1}}));
    let first = ana.push_one(counted.clone()).await;
    assert_eq!((first.outcome, first.replay), (Outcome::Applied, false));
    world.stop().await;
    world.start().await;
    let mut ana = world.join(&mut profile).await;
    counted["resend"] = json!(true);
    let again = ana.push_one(counted).await;
    assert_eq!(again, OpResult { replay: true, ..first });
    ana.subscribe("b-1", Seq::ZERO).await;
    assert_eq!(ana.delta().await.changes[1].set["n"], json!(1), "counted once");
}

/// Otherwise whoever comes back after a lost result would for a moment show the change twice: as
/// part of the board, and as an own one that waits.
#[tokio::test]
async fn the_result_of_a_repeat_comes_before_the_board_that_contains_it() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut ana = world.join(&mut profile).await;
    ana.found("b-1").await;
    let mut counted = patch("b-1", "board", Seq(1), json!({"inc": {"n": 1}}));
    ana.apply(counted.clone()).await;
    counted["resend"] = json!(true);
    for _ in 0..50 {
        let mut ana = world.join(&mut profile).await;
        let push = json!({"type": "push", "ops": [counted]});
        let subscribe = json!({"type": "subscribe", "board": "b-1", "cursor": 0});
        ana.send(json!([push, subscribe])).await;
        let is_result_first = ana.find(|frame| match frame {
            ServerFrame::Results { .. } => Some(true),
            ServerFrame::Delta(_) => Some(false),
            _ => None,
        });
        assert!(is_result_first.await);
    }
}

#[tokio::test]
async fn every_decided_outcome_is_recorded() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    ana.apply(set("b-1", "board", base, json!({"title": "Ana's"}))).await;
    let ops = [
        (set("b-1", "board", Seq(2), json!({"title": "Ana's"})), Outcome::Noop),
        (set("b-1", "board", base, json!({"title": "Bo's"})), Outcome::Conflict),
        (set("b-1", "nothing", base, json!({"x": 1})), Outcome::Rejected),
        (set("b-1", "board", base, json!({"a//b": 1})), Outcome::Rejected),
    ];
    for (op, outcome) in ops {
        let first = bo.push_one(op.clone()).await;
        assert_eq!(first.outcome, outcome);
        assert_eq!(bo.push_one(op).await, OpResult { replay: true, ..first });
    }
}

#[tokio::test]
async fn an_id_used_for_something_else_is_refused() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    let original = set("b-1", "board", base, json!({"title": "One"}));
    ana.apply(original.clone()).await;
    let mut other = original.clone();
    other["set"] = json!({"title": "Two"});
    assert_eq!(rejected(&ana.push_one(other).await), RejectCode::OpReuse);
    let of_bo = bo.push_one(original.clone()).await;
    assert_eq!(rejected(&of_bo), RejectCode::OpReuse, "another user's id");
    assert!(of_bo.seq.is_none());
    // A refused form burns the id as well.
    let mut bad = set("b-1", "board", base, json!({"title": "\u{0}"}));
    assert_eq!(rejected(&ana.push_one(bad.clone()).await), RejectCode::InvalidValue);
    // Of two that cannot be read, nobody can say whether they differ.
    bad["set"] = json!({"title": "\u{0}\u{0}"});
    let again = ana.push_one(bad.clone()).await;
    assert_eq!((rejected(&again), again.replay), (RejectCode::InvalidValue, true));
    bad["set"] = json!({"title": "fine"});
    assert_eq!(rejected(&ana.push_one(bad).await), RejectCode::OpReuse);
}

#[tokio::test]
async fn one_id_twice_in_a_push_takes_effect_once() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let op = patch("b-1", "board", base, json!({"inc": {"n": 2}}));
    let results = ana.push(vec![op.clone(), op]).await;
    assert_eq!((results[0].outcome, results[0].replay), (Outcome::Applied, false));
    assert_eq!((results[1].seq, results[1].replay), (results[0].seq, true));
}

#[tokio::test]
async fn conflict_values_are_replayed_only_to_who_may_still_read_the_board() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let mut profile = world.person("bo", TokenRole::Editor);
    let mut bo = world.join(&mut profile).await;
    ana.apply(set("b-1", "board", base, json!({"title": "Secret"}))).await;
    let op = set("b-1", "board", base, json!({"title": "Bo's"}));
    assert_eq!(bo.push_one(op.clone()).await.conflicts.len(), 1);
    profile.token = world.token_on("bo", TokenRole::Editor, Some("elsewhere"));
    let mut bo = world.join(&mut profile).await;
    let replay = bo.push_one(op).await;
    assert_eq!((replay.outcome, replay.replay), (Outcome::Conflict, true));
    assert!(replay.conflicts.is_empty());
}

#[tokio::test]
async fn after_a_failure_later_operations_of_that_record_wait() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    ana.apply(create("b-1", "r1", "note", json!({"text": "x"}))).await;
    let mut unreadable = set("b-1", "r2", base, json!({"a": 1}));
    unreadable["kind"] = json!("explode");
    let later = set("b-1", "r1", base, json!({"n": 1}));
    let results = ana
        .push(vec![
            patch("b-1", "r1", base, json!({"inc": {"text": 1}})),
            later.clone(),
            set("b-1", "board", base, json!({"title": "Other record"})),
            unreadable,
            create("b-1", "r2", "note", json!({})),
        ])
        .await;
    assert_eq!(rejected(&results[0]), RejectCode::TypeMismatch);
    assert_eq!(retry(&results[1]), RetryCode::Blocked);
    assert_eq!(results[2].outcome, Outcome::Applied);
    assert_eq!(rejected(&results[3]), RejectCode::InvalidOp);
    assert_eq!(retry(&results[4]), RetryCode::Blocked);
    let again = ana.push_one(later).await;
    assert_eq!((again.outcome, again.replay), (Outcome::Applied, false), "it was not recorded");
}

#[tokio::test]
async fn a_repeated_failure_holds_back_later_operations_too() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let failing = patch("b-1", "board", base, json!({"inc": {"title": 1}}));
    ana.push_one(failing.clone()).await;
    let results = ana.push(vec![failing, set("b-1", "board", base, json!({"x": 1}))]).await;
    assert!(results[0].replay);
    assert_eq!(retry(&results[1]), RetryCode::Blocked);
}

#[tokio::test]
async fn an_operation_applies_whole_or_not_at_all() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    ana.apply(set("b-1", "board", base, json!({"title": "Ana's"}))).await;
    let mixed =
        patch("b-1", "board", base, json!({"set": {"title": "Bo's", "x": 1}, "inc": {"n": 1}}));
    let result = bo.push_one(mixed).await;
    assert_eq!((result.outcome, result.seq), (Outcome::Conflict, Some(Seq(2))));
    assert_eq!(result.conflicts.len(), 1);
    assert_eq!(result.conflicts[0].value, Some(json!("Ana's")));
    assert_eq!(result.conflicts[0].by.client_id, ana.id());
    bo.subscribe("b-1", Seq::ZERO).await;
    assert_eq!(bo.delta().await.to, Seq(2));
}

#[tokio::test]
async fn a_resend_older_than_the_results_are_kept_is_stale() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let minted = |days: i64, resend: bool| {
        let id = op_id_minted(world.now(), days);
        patch("b-1", "board", base, json!({"op_id": id, "resend": resend, "inc": {"n": 1}}))
    };
    assert_eq!(rejected(&ana.push_one(minted(401, true)).await), RejectCode::StaleOp);
    assert_eq!(ana.push_one(minted(399, true)).await.outcome, Outcome::Applied);
    assert_eq!(ana.push_one(minted(401, false)).await.outcome, Outcome::Applied, "never sent");
}

#[tokio::test]
async fn a_feed_resends_for_a_day() {
    let world = World::new().await;
    world.ana().await.found("b-1").await;
    let mut feed = world.join(&mut world.person("sensor", TokenRole::Feed)).await;
    for (days, outcome) in [(0, Outcome::Applied), (2, Outcome::Rejected)] {
        let id = op_id_minted(world.now(), days);
        let with = json!({"op_id": id, "resend": true, "inc": {"n": 1}});
        let result = feed.push_one(op("b-1", "board", "patch", Value::Null, with)).await;
        assert_eq!(result.outcome, outcome, "{result:?}");
    }
}

#[tokio::test]
async fn writing_without_a_base_needs_a_feed_token() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    ana.found("b-1").await;
    let blind = |n: i64| op("b-1", "board", "patch", Value::Null, json!({"set": {"n": n}}));
    for client in [&mut ana, &mut bo] {
        assert_eq!(rejected(&client.push_one(blind(1)).await), RejectCode::Forbidden);
    }
    let mut feed = world.join(&mut world.person("sensor", TokenRole::Feed)).await;
    feed.apply(blind(2)).await;
    feed.apply(op("b-1", "cpu", "create", Value::Null, json!({"record_kind": "metric"}))).await;
    let delete = op("b-1", "cpu", "delete", Value::Null, json!({}));
    assert_eq!(rejected(&feed.push_one(delete).await), RejectCode::Forbidden);
    // What a feed wrote never clashes.
    ana.apply(set("b-1", "board", Seq(1), json!({"n": 3}))).await;
}

#[tokio::test]
async fn a_base_above_the_head_is_rejected() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    for base in [Seq(2), Seq(u64::MAX)] {
        let result = ana.push_one(set("b-1", "board", base, json!({"n": 1}))).await;
        assert_eq!(rejected(&result), RejectCode::InvalidOp);
    }
}

#[tokio::test]
async fn each_broken_rule_of_form_is_answered_by_a_result() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let hour = world.now().as_millisecond() + 3_600_001;
    for (with, code) in [
        (json!({"kind": "explode"}), RejectCode::InvalidOp),
        (json!({"kind": "create"}), RejectCode::InvalidOp),
        (json!({"set": {"a b": 1}}), RejectCode::InvalidPath),
        (json!({"set": {"a": 1e16}}), RejectCode::InvalidValue),
        (json!({"set": {"a": "x".repeat(70_000)}}), RejectCode::TooLarge),
        (json!({"schema": 2}), RejectCode::SchemaUnknown),
        (json!({"remove": ["a"], "set": {"a/b": 1}}), RejectCode::InvalidOp),
        (json!({"append": {"points": [[hour, 1]]}}), RejectCode::InvalidValue),
        (json!({"board": "nowhere"}), RejectCode::UnknownBoard),
        (json!({"record": "nothing"}), RejectCode::UnknownRecord),
        (json!({"kind": "create", "record": "board", "record_kind": "board"}), RejectCode::Exists),
    ] {
        let result = ana.push_one(patch("b-1", "board", base, with.clone())).await;
        assert_eq!(rejected(&result), code, "{with}");
        assert!(result.message.is_some());
    }
}

#[tokio::test]
async fn rights_come_before_form() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    let bad = |board: &str, record: &str, kind: &str| {
        op(board, record, kind, 0, json!({"record_kind": "board", "set": {"a b": 1}}))
    };
    let mut vera = world.join(&mut world.person("vera", TokenRole::Viewer)).await;
    let forbidden = vera.push_one(bad("b-1", "r1", "patch")).await;
    assert_eq!(rejected(&forbidden), RejectCode::Forbidden);
    let newer = op("b-1", "r1", "move", 0, json!({"schema": 2}));
    assert_eq!(rejected(&vera.push_one(newer).await), RejectCode::Forbidden);
    let unknown = ana.push_one(bad("b-2", "r1", "patch")).await;
    assert_eq!(rejected(&unknown), RejectCode::UnknownBoard);
    let token = world.token_on("bo", TokenRole::Owner, Some("b-2"));
    let mut bo = world.join(&mut Profile::new(token)).await;
    let hidden = bo.push_one(bad("b-1", "r1", "patch")).await;
    assert_eq!(rejected(&hidden), RejectCode::UnknownBoard);
    let founding = bo.push_one(bad("b-2", "board", "create")).await;
    assert_eq!(rejected(&founding), RejectCode::Forbidden);
    let founding = ana.push_one(bad("b-2", "board", "create")).await;
    assert_eq!(rejected(&founding), RejectCode::InvalidPath);
}

#[tokio::test]
async fn legible_operations_beside_one_without_an_id_are_answered_before_the_close() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let founding = create("b-1", "board", "board", json!({}));
    ana.send(json!({"type": "push", "ops": [{"op_id": 7}, founding]})).await;
    assert_eq!(ana.results().await[0].outcome, Outcome::Applied);
    assert_eq!(ana.farewell().await.close_code, 4500);
}

#[tokio::test]
async fn conflict_values_of_a_board_that_is_gone_are_not_replayed() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    let head = ana.apply(set("b-1", "board", base, json!({"title": "Secret"}))).await;
    let write = set("b-1", "board", base, json!({"title": "Bo's"}));
    assert_eq!(bo.push_one(write.clone()).await.conflicts.len(), 1);
    ana.apply(op("b-1", "board", "delete", head.0, json!({}))).await;
    let replay = bo.push_one(write).await;
    assert_eq!((replay.outcome, replay.replay), (Outcome::Conflict, true));
    assert!(replay.conflicts.is_empty());
}

#[tokio::test]
async fn viewers_may_read_but_not_write() {
    let world = World::new().await;
    world.ana().await.found("b-1").await;
    let mut vera = world.join(&mut world.person("vera", TokenRole::Viewer)).await;
    let write = set("b-1", "board", Seq(1), json!({"n": 1}));
    assert_eq!(rejected(&vera.push_one(write).await), RejectCode::Forbidden);
    vera.subscribe("b-1", Seq::ZERO).await;
    assert_eq!(vera.delta().await.to, Seq(1));
}

#[tokio::test]
async fn a_board_that_one_may_not_see_is_unknown_to_operations() {
    let world = World::new().await;
    world.ana().await.found("secret").await;
    let token = world.token_on("bo", TokenRole::Owner, Some("b-1"));
    let mut bo = world.join(&mut Profile::new(token)).await;
    let write = set("secret", "board", Seq(1), json!({"n": 1}));
    assert_eq!(rejected(&bo.push_one(write).await), RejectCode::UnknownBoard);
    for id in ["secret", "nowhere"] {
        let founding = create(id, "board", "board", json!({}));
        assert_eq!(rejected(&bo.push_one(founding).await), RejectCode::Forbidden, "alike");
    }
}

#[tokio::test]
async fn too_many_operations_are_told_when_to_come_again() {
    let world = World::with(|config| config.ops_per_second = 5).await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let push = |n: usize| -> Vec<Value> {
        (0..n).map(|_| patch("b-1", "board", base, json!({"inc": {"n": 1}}))).collect()
    };
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.extend(ana.push(push(4)).await);
    }
    let limited = seen.iter().filter(|result| result.outcome == Outcome::RetryLater);
    assert!(limited.clone().count() >= 4, "{seen:?}");
    assert!(limited.clone().all(|result| retry(result) == RetryCode::RateLimited));
}

#[tokio::test]
async fn a_push_above_the_limit_breaks_the_protocol_and_an_empty_one_is_answered() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    ana.send(json!({"type": "push", "ops": []})).await;
    assert_eq!(ana.results().await, []);
    let many: Vec<Value> =
        (0..201).map(|_| patch("b-1", "board", base, json!({"inc": {"n": 1}}))).collect();
    ana.send(json!({"type": "push", "ops": many})).await;
    assert_eq!(ana.farewell().await.close_code, 4500);
}

#[tokio::test]
async fn pushes_of_many_clients_are_all_answered_and_ordered() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    let mut clients = Vec::new();
    for n in 0..10 {
        clients.push(world.join(&mut world.person(&format!("u{n}"), TokenRole::Editor)).await);
    }
    for client in &mut clients {
        let ops: Vec<Value> =
            (0..50).map(|_| patch("b-1", "board", base, json!({"inc": {"n": 1}}))).collect();
        client.send(json!({"type": "push", "ops": ops})).await;
    }
    let mut seqs = Vec::new();
    for client in &mut clients {
        let results = client.results().await;
        assert!(results.is_sorted_by_key(|result| result.seq));
        seqs.extend(results.into_iter().map(|result| result.seq.unwrap().0));
    }
    seqs.sort_unstable();
    assert_eq!(seqs, (2..=501).collect::<Vec<u64>>());
    ana.subscribe("b-1", Seq::ZERO).await;
    let delta = ana.delta().await;
    let count = delta.changes.iter().find_map(|change| change.set.get("n"));
    assert_eq!(count, Some(&json!(500)));
}
