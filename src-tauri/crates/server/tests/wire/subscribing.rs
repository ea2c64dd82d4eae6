//! Catching up, following live, and stopping.

use crate::{
    mirror::Mirror,
    world::{Client, World, board, create, op, patch, set},
};
use serde_json::json;
use tideboard_protocol::{
    Epoch, RecordId, Seq,
    frame::{Delta, ServerFrame, UnsubscribedCode},
    limits::DELTA_PART_BYTES,
};
use tideboard_server::TokenRole;
use uuid::Uuid;

const WEEK: i64 = 7 * 24 * 3_600_000;

/// Reads a whole chain into a mirror.
async fn catch_up(client: &mut Client, mirror: &mut Mirror) -> Vec<Delta> {
    let mut chain = Vec::new();
    loop {
        let delta = client.delta().await;
        mirror.apply(&delta, WEEK);
        let more = delta.more;
        chain.push(delta);
        if !more {
            return chain;
        }
    }
}

async fn ended(client: &mut Client) -> UnsubscribedCode {
    client
        .find(|frame| match frame {
            ServerFrame::Unsubscribed { code, .. } => Some(code),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn from_nothing_a_subscription_starts_with_a_reset_and_the_whole_board() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    let head = ana.apply(create("b-1", "r1", "note", json!({"text": "hi", "a/b": 1}))).await;
    ana.subscribe("b-1", Seq::ZERO).await;
    let mut mirror = Mirror::default();
    let chain = catch_up(&mut ana, &mut mirror).await;
    assert_eq!((chain.len(), chain[0].reset, chain[0].from), (1, true, Seq::ZERO));
    assert_eq!(mirror.cursor, head);
    assert_eq!(mirror.value("r1", "text"), Some(&json!("hi")));
    let change = &chain[0].changes[1];
    assert_eq!(change.by.client_id, ana.id());
    assert_eq!((change.by.user.as_str(), change.by.name.as_str()), ("ana", "test device"));
    assert_eq!(change.at.to_string(), "2026-03-01T11:59:00Z");
}

#[tokio::test]
async fn from_a_cursor_only_what_is_newer_and_still_current_comes() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let cursor = ana.found("b-1").await;
    let created = ana.apply(create("b-1", "r1", "note", json!({"a": 1, "b": 1}))).await;
    ana.apply(set("b-1", "r1", created, json!({"a": 2}))).await;
    let head = ana.apply(set("b-1", "r1", created, json!({"a": 3, "b": 3}))).await;
    ana.subscribe("b-1", cursor).await;
    let delta = ana.delta().await;
    assert_eq!((delta.from, delta.to, delta.reset, delta.more), (cursor, head, false, false));
    let seqs: Vec<Seq> = delta.changes.iter().map(|change| change.seq).collect();
    assert_eq!(seqs, [created, head], "the write in between has nothing left");
    assert_eq!(delta.changes[0].record_kind.as_deref(), Some("note"));
    assert!(delta.changes[0].set.is_empty());
}

#[tokio::test]
async fn at_the_head_an_empty_delta_says_so() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let head = ana.found("b-1").await;
    ana.subscribe("b-1", head).await;
    let delta = ana.delta().await;
    assert_eq!((delta.from, delta.to, delta.reset), (head, head, false));
    assert!(delta.changes.is_empty() && delta.hash.is_some());
}

#[tokio::test]
async fn a_cursor_above_the_head_starts_anew() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    for cursor in [Seq(2), Seq(u64::MAX)] {
        ana.subscribe("b-1", cursor).await;
        let delta = ana.delta().await;
        assert_eq!((delta.from, delta.to, delta.reset), (Seq::ZERO, Seq(1), true));
    }
}

#[tokio::test]
async fn to_a_client_of_another_epoch_every_board_starts_anew() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let head = world.join(&mut profile).await.found("b-1").await;
    profile.epoch = Some(Epoch(Uuid::new_v4()));
    let mut client = world.join(&mut profile).await;
    let subscribe = json!({"type": "subscribe", "board": "b-1", "cursor": head});
    let unsubscribe = json!({"type": "unsubscribe", "board": "b-1"});
    client.send(json!([subscribe, unsubscribe, subscribe])).await;
    assert!(client.delta().await.reset);
    client.settle().await;
    client.subscribe("b-1", head).await;
    assert!(client.delta().await.reset, "the cursor may be the old one");
}

#[tokio::test]
async fn a_long_chain_comes_in_parts_that_can_be_resumed() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    for record in 0..30 {
        let text = "x".repeat(if record == 7 { 60_000 } else { 10_000 });
        let more = "y".repeat(if record == 7 { 60_000 } else { 0 });
        let id = format!("r{record}");
        ana.apply(create("b-1", &id, "note", json!({"text": text, "more": more}))).await;
    }
    let mut whole = Mirror::default();
    ana.send(json!({"type": "subscribe", "board": "b-1", "cursor": 0})).await;
    let chain = catch_up(&mut ana, &mut whole).await;
    assert!(chain.len() > 4, "{} parts", chain.len());
    for delta in &chain {
        let bytes = serde_json::to_string(&ServerFrame::Delta(delta.clone())).unwrap().len();
        assert!(bytes <= DELTA_PART_BYTES || delta.changes.len() == 1, "{bytes} bytes");
    }
    assert!(chain[1..].iter().all(|delta| !delta.reset));
    // Broken off after the second part, taken up from there.
    let mut resumed = Mirror::default();
    chain[..2].iter().for_each(|delta| resumed.apply(delta, WEEK));
    ana.subscribe("b-1", resumed.cursor).await;
    catch_up(&mut ana, &mut resumed).await;
    assert_eq!(resumed, whole);
}

#[tokio::test]
async fn live_changes_follow_without_gaps_and_results_come_first() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    ana.found("b-1").await;
    for client in [&mut ana, &mut bo] {
        client.subscribe("b-1", Seq::ZERO).await;
    }
    let (mut at_ana, mut at_bo) = (Mirror::default(), Mirror::default());
    catch_up(&mut ana, &mut at_ana).await;
    catch_up(&mut bo, &mut at_bo).await;
    for step in 0..20 {
        let op = create("b-1", &format!("r{step}"), "note", json!({"n": step}));
        ana.send(json!({"type": "push", "ops": [op]})).await;
        let ServerFrame::Results { results } = ana.next().await else {
            panic!("the result precedes the delta")
        };
        catch_up(&mut ana, &mut at_ana).await;
        assert_eq!(results[0].seq, Some(at_ana.cursor));
        catch_up(&mut bo, &mut at_bo).await;
    }
    assert_eq!(at_ana, at_bo);
}

#[tokio::test]
async fn a_push_of_many_is_told_as_one_delta_of_what_is_current() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    bo.subscribe("b-1", Seq::ZERO).await;
    let mut mirror = Mirror::default();
    catch_up(&mut bo, &mut mirror).await;
    let mut ops = vec![create("b-1", "r1", "note", json!({"a": 0, "x/y": 1}))];
    ops.push(create("b-1", "r2", "note", json!({"gone": true})));
    ops.extend((1..50).map(|n| set("b-1", "r1", base, json!({"a": n}))));
    ops.push(patch("b-1", "r1", base, json!({"remove": ["x"]})));
    ops.push(op("b-1", "r2", "delete", base.0, json!({})));
    ana.push(ops).await;
    let delta = bo.delta().await;
    mirror.apply(&delta, WEEK);
    assert_eq!(delta.to, Seq(base.0 + 53));
    assert_eq!(delta.changes.len(), 4, "creation, last value, removal, deletion: {delta:?}");
    assert_eq!(mirror.value("r1", "a"), Some(&json!(49)));
    assert_eq!(mirror.value("r1", "x/y"), None);
    assert!(!mirror.records.contains_key(&RecordId::new("r2").unwrap()));
}

#[tokio::test]
async fn unknown_and_forbidden_boards_look_alike() {
    let world = World::new().await;
    world.ana().await.found("secret").await;
    let token = world.token_on("bo", TokenRole::Editor, Some("b-1"));
    let mut bo = world.join(&mut crate::world::Profile::new(token)).await;
    for id in ["secret", "nowhere"] {
        bo.subscribe(id, Seq::ZERO).await;
        assert_eq!(ended(&mut bo).await, UnsubscribedCode::UnknownBoard);
    }
    assert!(bo.welcome().boards.is_empty());
}

#[tokio::test]
async fn after_unsubscribing_nothing_of_the_board_comes() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let head = ana.found("b-1").await;
    ana.subscribe("b-1", head).await;
    ana.delta().await;
    ana.send(json!({"type": "unsubscribe", "board": "b-1"})).await;
    ana.apply(create("b-1", "r1", "note", json!({}))).await;
    let after = ana.settle().await;
    assert!(after.iter().all(|frame| !matches!(frame, ServerFrame::Delta(_))), "{after:?}");
}

#[tokio::test]
async fn a_slow_reader_gets_one_chain_instead_of_a_pile_of_deltas() {
    let world = World::with(|config| config.outbox_bytes = 10_000).await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    ana.apply(create("b-1", "r1", "note", json!({"text": ""}))).await;
    bo.subscribe("b-1", Seq::ZERO).await;
    let mut mirror = Mirror::default();
    catch_up(&mut bo, &mut mirror).await;
    // More than socket buffers hold, while the reader does not read.
    let writes = 800;
    for n in 0..writes {
        let text = format!("{n} {}", "x".repeat(30_000));
        ana.apply(set("b-1", "r1", base, json!({"text": text}))).await;
    }
    let mut deltas = 0;
    while mirror.cursor < Seq(base.0 + 1 + writes) {
        deltas += catch_up(&mut bo, &mut mirror).await.len();
    }
    assert!(deltas < writes as usize, "{deltas} deltas for {writes} writes");
    assert!(mirror.value("r1", "text").unwrap().as_str().unwrap().starts_with("799 "));
}

#[tokio::test]
async fn a_deleted_board_is_gone_for_who_listens_and_for_who_comes_later() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let head = ana.found("b-1").await;
    bo.subscribe("b-1", Seq::ZERO).await;
    bo.delta().await;
    ana.apply(op("b-1", "board", "delete", head.0, json!({}))).await;
    assert_eq!(ended(&mut bo).await, UnsubscribedCode::Gone);
    bo.subscribe("b-1", head).await;
    assert_eq!(ended(&mut bo).await, UnsubscribedCode::Gone);
}

#[tokio::test]
async fn boards_are_followed_apart_from_each_other() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    for id in ["b-1", "b-2"] {
        ana.found(id).await;
        bo.subscribe(id, Seq::ZERO).await;
        bo.delta().await;
    }
    ana.apply(create("b-2", "r1", "note", json!({}))).await;
    ana.apply(create("b-1", "r1", "note", json!({}))).await;
    let (first, second) = (bo.delta().await, bo.delta().await);
    assert_eq!((first.board, second.board), (board("b-2"), board("b-1")));
}
