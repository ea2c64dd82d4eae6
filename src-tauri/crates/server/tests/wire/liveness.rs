//! Pings, silence, slowness, presence, and the end.

use crate::world::{Client, Farewell, World, board, create, set, soon};
use futures_util::SinkExt;
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};
use tideboard_protocol::{
    ErrorCode, RecordId, Seq,
    frame::{Peer, PresenceState, ServerFrame},
    state_hash::StateHash,
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

async fn heads(client: &mut Client) -> BTreeMap<String, (Seq, StateHash)> {
    client
        .find(|frame| match frame {
            ServerFrame::Ping { heads } => Some(heads),
            _ => None,
        })
        .await
        .into_iter()
        .map(|(board, pair)| (board.to_string(), pair))
        .collect()
}

async fn peers(client: &mut Client) -> Vec<Peer> {
    client
        .find(|frame| match frame {
            ServerFrame::Presence { peers, .. } => Some(peers),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn every_heartbeat_tells_heads_and_hashes_of_the_subscribed_boards() {
    let world = World::with(|config| config.heartbeat = Duration::from_millis(300)).await;
    let mut ana = world.ana().await;
    for id in ["b-1", "b-2"] {
        ana.found(id).await;
    }
    assert!(heads(&mut ana).await.is_empty());
    ana.subscribe("b-2", Seq::ZERO).await;
    let hash = ana.delta().await.hash.unwrap();
    let told = heads(&mut ana).await;
    assert_eq!(told, BTreeMap::from([("b-2".to_owned(), (Seq(1), hash))]));
    ana.send(json!({"type": "pong"})).await;
    let head = ana.apply(create("b-2", "r1", "note", json!({"text": "x"}))).await;
    let hash = ana.delta().await.hash.unwrap();
    let told = heads(&mut ana).await;
    assert_eq!(told["b-2"], (head, hash));
}

#[tokio::test]
async fn a_client_that_is_silent_for_two_heartbeats_is_sent_away() {
    let world = World::with(|config| config.heartbeat = Duration::from_millis(150)).await;
    let mut ana = world.ana().await;
    let farewell = Farewell { close_code: 4003, error: Some(ErrorCode::Silent) };
    assert_eq!(ana.farewell().await, farewell);
}

#[tokio::test]
async fn a_client_that_answers_stays() {
    let world = World::with(|config| config.heartbeat = Duration::from_millis(150)).await;
    let mut ana = world.ana().await;
    for _ in 0..6 {
        heads(&mut ana).await;
        ana.send(json!({"type": "pong"})).await;
    }
}

#[tokio::test]
async fn bytes_of_a_long_message_are_a_sign_of_life() {
    use tokio::io::AsyncWriteExt;
    let heartbeat = Duration::from_millis(400);
    let world = World::with(|config| config.heartbeat = heartbeat).await;
    let mut ana = world.ana().await;
    // One message that takes far longer than two heartbeats, in drips.
    let text = format!("{{\"type\":\"ping\"{}}}", " ".repeat(100));
    let mask = [0_u8; 4];
    let mut bytes = vec![0x81, 0x80 | u8::try_from(text.len()).unwrap()];
    bytes.extend(mask);
    bytes.extend(text.as_bytes());
    let mut drips = tokio::time::interval(heartbeat / 4);
    for drip in bytes.chunks(6) {
        drips.tick().await;
        let tokio_tungstenite::MaybeTlsStream::Plain(stream) = ana.socket.get_mut() else {
            unreachable!("the test connects without TLS")
        };
        stream.write_all(drip).await.unwrap();
    }
    ana.find(|frame| matches!(frame, ServerFrame::Pong).then_some(())).await;
}

#[tokio::test]
async fn who_reads_nothing_for_too_long_is_told_so_at_the_end() {
    let slow_after = Duration::from_millis(400);
    let world = World::with(|config| {
        config.slow_after = slow_after;
        config.outbox_bytes = 64 * 1024 * 1024;
    })
    .await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let base = ana.found("b-1").await;
    ana.apply(create("b-1", "r1", "note", json!({}))).await;
    bo.subscribe("b-1", Seq::ZERO).await;
    bo.delta().await;
    bo.send(json!({"type": "presence", "board": "b-1", "record": null, "state": "viewing"})).await;
    bo.settle().await;
    ana.subscribe("b-1", Seq::ZERO).await;
    // Writes until the server gave the reader up, which is seen by its presence.
    let mut present = peers(&mut ana).await.len();
    for n in 0.. {
        if present == 0 {
            break;
        }
        let text = format!("{n} {}", "x".repeat(60_000));
        let op = set("b-1", "r1", base, json!({"text": text}));
        ana.send(json!({"type": "push", "ops": [op]})).await;
        loop {
            match ana.next().await {
                ServerFrame::Presence { peers, .. } => present = peers.len(),
                ServerFrame::Results { .. } => break,
                _ => {}
            }
        }
    }
    let farewell = Farewell { close_code: 4001, error: Some(ErrorCode::SlowConsumer) };
    assert_eq!(bo.farewell().await, farewell);
}

#[tokio::test]
async fn a_flood_of_frames_is_cut_off() {
    let world = World::with(|config| {
        config.frames_per_second = 20;
        config.flood_after = Duration::from_millis(200);
    })
    .await;
    let mut ana = world.ana().await;
    for _ in 0..50 {
        // The server may be gone before the last of them.
        let _ = soon(ana.socket.send(Message::text("{\"type\":\"ping\"}"))).await;
    }
    let farewell = Farewell { close_code: 4002, error: Some(ErrorCode::RateLimited) };
    assert_eq!(ana.farewell().await, farewell);
}

#[tokio::test]
async fn a_burst_of_frames_waits_and_is_answered() {
    let world = World::with(|config| config.frames_per_second = 100).await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    for at in 0..150 {
        ana.subscribe(&format!("b-{at}"), Seq::ZERO).await;
    }
    let answers = ana.settle().await;
    let told = |frame: &&ServerFrame| matches!(frame, ServerFrame::Unsubscribed { .. });
    assert_eq!(answers.iter().filter(told).count(), 149);
}

#[tokio::test]
async fn who_says_what_they_do_right_behind_a_subscription_is_seen() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    ana.found("b-1").await;
    let subscribe = json!({"type": "subscribe", "board": "b-1", "cursor": 0});
    let viewing = json!({"type": "presence", "board": "b-1", "record": null, "state": "viewing"});
    ana.send(json!([subscribe, viewing])).await;
    assert_eq!(peers(&mut ana).await.len(), 1);
}

#[tokio::test]
async fn a_close_is_answered() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let close = CloseFrame { code: CloseCode::Normal, reason: "done".into() };
    soon(ana.socket.close(Some(close))).await.unwrap();
    assert_eq!(ana.farewell().await, Farewell { close_code: 1000, error: None });
}

#[tokio::test]
async fn everybody_on_a_board_sees_who_is_there() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    ana.found("b-1").await;
    let says = |record: Option<&str>, state: &str| json!({"type": "presence", "board": "b-1", "record": record, "state": state});
    bo.send(says(None, "viewing")).await;
    ana.subscribe("b-1", Seq::ZERO).await;
    ana.delta().await;
    ana.send(says(Some("r1"), "editing")).await;
    let there = peers(&mut ana).await;
    assert_eq!(there.len(), 1, "bo does not listen to the board");
    assert_eq!((there[0].client_id, there[0].user.as_str()), (ana.id(), "ana"));
    assert_eq!(there[0].record, Some(RecordId::new("r1").unwrap()));
    assert_eq!((there[0].state, there[0].since), (PresenceState::Editing, world.now()));
    bo.subscribe("b-1", Seq::ZERO).await;
    assert_eq!(peers(&mut bo).await, there, "who comes later learns of those there");
    bo.send(says(None, "away")).await;
    assert_eq!(peers(&mut ana).await.len(), 2);
    drop(bo);
    assert_eq!(peers(&mut ana).await, there, "who leaves is gone");
}

#[tokio::test]
async fn a_stopping_server_answers_what_was_pushed_and_says_goodbye() {
    let mut world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    ana.found("b-1").await;
    let database = world.config.data.join("tideboard-server.db");
    let stopping = async {
        world.stop().await;
        world
    };
    let farewell = Farewell { close_code: 4000, error: Some(ErrorCode::Restarting) };
    let (mut world, first, second) = tokio::join!(stopping, ana.farewell(), bo.farewell());
    assert_eq!((&first, &second), (&farewell, &farewell));
    let side_file = database.with_extension("db-wal");
    assert!(!side_file.exists(), "everything is in one file");
    world.start().await;
    let boards = &world.ana().await.welcome().boards.clone();
    assert_eq!(boards[0].id, board("b-1"));
}
