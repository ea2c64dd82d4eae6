//! From the upgrade to the welcome.

use crate::world::{Farewell, Profile, World, refused_upgrade, soon};
use futures_util::SinkExt;
use serde_json::json;
use std::time::Duration;
use tideboard_protocol::{
    ErrorCode, Limits,
    frame::{Identity, ServerFrame},
};
use tideboard_server::TokenRole;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

fn sent_away(code: ErrorCode) -> Farewell {
    Farewell { close_code: code.close_code().unwrap(), error: Some(code) }
}

#[tokio::test]
async fn a_welcome_tells_server_user_limits_and_heartbeat() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let claimed = profile.client_id;
    let client = world.join(&mut profile).await;
    let welcome = client.welcome();
    assert_eq!(welcome.protocol, 1);
    assert!(welcome.server.starts_with("tideboard-server/"));
    assert_eq!(welcome.server_id, world.admin().identity().unwrap().server_id);
    assert_eq!((welcome.client_id, welcome.identity), (claimed, Identity::Kept));
    assert_eq!((welcome.user.id.as_str(), welcome.user.name.as_str()), ("ana", "ANA"));
    assert_eq!(welcome.server_time, world.now());
    assert_eq!(welcome.heartbeat_ms, 15_000);
    assert_eq!(welcome.limits, Limits::default());
    assert!(welcome.boards.is_empty());
}

#[tokio::test]
async fn an_upgrade_without_the_subprotocol_is_refused_with_400() {
    let world = World::new().await;
    for subprotocol in [None, Some("chat")] {
        let url = format!("ws://{}/api/realtime", world.address);
        let mut request = url.into_client_request().unwrap();
        if let Some(name) = subprotocol {
            request.headers_mut().insert("sec-websocket-protocol", name.parse().unwrap());
        }
        assert_eq!(refused_upgrade(request).await, 400);
    }
}

#[tokio::test]
async fn the_health_page_answers_ok() {
    let world = World::new().await;
    let request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = world.http(request).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok"), "{answer}");
}

#[tokio::test]
async fn who_does_not_greet_in_time_is_sent_away() {
    let world = World::with(|config| config.hello_within = Duration::from_millis(50)).await;
    let mut client = world.connect(Some(&world.token("ana", TokenRole::Owner))).await;
    assert_eq!(client.farewell().await, sent_away(ErrorCode::Unauthorized));
}

#[tokio::test]
async fn anything_before_the_hello_is_unauthorized_but_unknown_frames_are_ignored() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    for early in [
        json!({"type": "ping"}),
        json!({"type": "subscribe", "board": "b", "cursor": 0}),
        json!({"type": "push", "ops": []}),
    ] {
        let mut client = world.connect(Some(&profile.token)).await;
        client.send(early).await;
        assert_eq!(client.farewell().await, sent_away(ErrorCode::Unauthorized));
    }
    let mut client = world.connect(Some(&profile.token)).await;
    client.send(json!({"type": "from_the_future", "x": 1})).await;
    client.greet(&mut profile).await;
}

#[tokio::test]
async fn a_missing_or_wrong_token_is_unauthorized() {
    let world = World::new().await;
    let profile = Profile::new("tideboard_wrong".to_owned());
    for token in [None, Some("tideboard_wrong"), Some("")] {
        let mut client = world.connect(token).await;
        client.send(profile.hello()).await;
        assert_eq!(client.farewell().await, sent_away(ErrorCode::Unauthorized), "{token:?}");
    }
}

#[tokio::test]
async fn the_header_wins_over_the_token_in_the_hello() {
    let world = World::new().await;
    let right = world.token("ana", TokenRole::Owner);
    let mut hello = Profile::new(String::new()).hello();
    for (header, in_hello, welcome) in [
        (Some(right.as_str()), "wrong", true),
        (Some("wrong"), right.as_str(), false),
        (None, right.as_str(), true),
    ] {
        hello["token"] = json!(in_hello);
        hello["client_id"] = json!(Profile::new(String::new()).client_id);
        let mut client = world.connect(header).await;
        client.send(hello.clone()).await;
        match welcome {
            true => drop(client.welcomed().await),
            false => assert_eq!(client.farewell().await, sent_away(ErrorCode::Unauthorized)),
        }
    }
}

#[tokio::test]
async fn without_a_common_version_the_client_is_told_to_upgrade() {
    let world = World::new().await;
    let profile = world.person("ana", TokenRole::Owner);
    let mut hello = profile.hello();
    hello["protocol"] = json!([2, 3]);
    let mut client = world.connect(Some(&profile.token)).await;
    client.send(hello.clone()).await;
    assert_eq!(client.farewell().await, sent_away(ErrorCode::UnsupportedVersion));
    let mut client = world.connect(Some(&profile.token)).await;
    client.send(json!({"type": "hello", "protocol": [2], "client": "of another form"})).await;
    assert_eq!(client.farewell().await, sent_away(ErrorCode::UnsupportedVersion));
    hello["protocol"] = json!([2, "3-draft", 1.0]);
    let mut client = world.connect(Some(&profile.token)).await;
    client.send(hello).await;
    assert_eq!(client.welcomed().await.protocol, 1);
}

#[tokio::test]
async fn a_message_may_hold_many_frames_with_unknown_members_and_repeated_keys() {
    let world = World::new().await;
    let profile = world.person("ana", TokenRole::Owner);
    let mut client = world.connect(Some(&profile.token)).await;
    let hello = profile.hello().to_string().replacen('{', "{\"name\":3,\"new\":[],", 1);
    client.send_text(&format!("[{hello},{{\"type\":\"ping\",\"more\":1}}]")).await;
    client.welcomed().await;
    assert_eq!(client.next().await, ServerFrame::Pong);
}

#[tokio::test]
async fn what_breaks_the_protocol_is_named_before_the_close() {
    let world = World::new().await;
    let text = |text: &str| Message::text(text.to_owned());
    let large = "x".repeat(Limits::default().frame_bytes + 1);
    for (message, code) in [
        (Message::binary(vec![1, 2, 3]), ErrorCode::ProtocolError),
        (text("{"), ErrorCode::ProtocolError),
        (text("7"), ErrorCode::ProtocolError),
        (text("{\"no\":\"type\"}"), ErrorCode::ProtocolError),
        (
            text("{\"type\":\"subscribe\",\"board\":\"NOT A SLUG\",\"cursor\":0}"),
            ErrorCode::ProtocolError,
        ),
        (text("{\"type\":\"push\",\"ops\":[{\"op_id\":7}]}"), ErrorCode::ProtocolError),
        (text(&large), ErrorCode::FrameTooLarge),
        (text(&large.repeat(8)), ErrorCode::FrameTooLarge),
    ] {
        let mut client = world.ana().await;
        // The server may close before it has read all of a message that is too long.
        let _ = soon(client.socket.send(message.clone())).await;
        assert_eq!(client.farewell().await, sent_away(code), "{:.80}", message.to_string());
    }
}

#[tokio::test]
async fn a_second_hello_breaks_the_protocol() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut client = world.join(&mut profile).await;
    client.send(profile.hello()).await;
    assert_eq!(client.farewell().await, sent_away(ErrorCode::ProtocolError));
}

#[tokio::test]
async fn a_message_of_the_full_size_is_taken() {
    let world = World::new().await;
    let mut client = world.ana().await;
    let ping = "{\"type\":\"ping\"}";
    let most = Limits::default().frame_bytes;
    client.send_text(&format!("{ping}{}", " ".repeat(most - ping.len()))).await;
    assert_eq!(client.next().await, ServerFrame::Pong);
}
