//! What the server says to a client that does not keep to the protocol.

use serde_json::{Value, json};
use tideboard_tests::{
    BOARD, Edit, RawClient, Role, World,
    raw::{hello, new_id},
};

fn greeted() -> (World, RawClient) {
    let world = World::with_board();
    let token = world.server.token("ada", Role::Editor);
    let client = RawClient::greeted(&world.server.url(), &token);
    (world, client)
}

#[test]
fn a_message_that_is_no_frame_ends_the_connection() {
    for text in ["{", "nonsense", "17", "{\"no\":\"type\"}", "[{\"type\":\"ping\"},{}]"] {
        let (_world, mut client) = greeted();
        client.say_text(text);
        client.is_closed_with(4500, "protocol_error");
    }
}

#[test]
fn a_binary_message_ends_the_connection() {
    let (_world, mut client) = greeted();
    client.say_bytes(b"{\"type\":\"ping\"}".to_vec());
    client.is_closed_with(4500, "protocol_error");
}

#[test]
fn a_message_above_the_limit_ends_the_connection() {
    let (_world, mut client) = greeted();
    let padding = "x".repeat(1024 * 1024);
    client.say(&json!({"type": "ping", "padding": padding}));
    client.is_closed_with(4504, "frame_too_large");
}

#[test]
fn a_message_just_below_the_limit_is_read() {
    let (_world, mut client) = greeted();
    let padding = "x".repeat(1024 * 1024 - 100);
    client.say(&json!({"type": "ping", "padding": padding}));
    client.hears("pong");
}

#[test]
fn unknown_frames_and_members_are_ignored_and_the_last_of_duplicate_keys_counts() {
    let (_world, mut client) = greeted();
    client.say(&json!({"type": "from_the_future", "x": 1}));
    client.say(&json!({"type": "ping", "later": {"more": []}}));
    client.hears("pong");
    client.say_text("{\"type\":\"nonsense\",\"type\":\"ping\"}");
    client.hears("pong");
    client.say_text("[{\"type\":\"unknown\"},{\"type\":\"ping\"}]");
    client.hears("pong");
}

#[test]
fn a_wrong_missing_or_revoked_token_is_refused() {
    let world = World::with_board();
    let revoked = world.server.token("eve", Role::Editor);
    world.server.revoke("eve");
    for token in [None, Some("tideboard_wrong"), Some(revoked.as_str())] {
        let Ok(mut client) = RawClient::open(&world.server.url(), token, Some("tideboard")) else {
            continue;
        };
        client.say(&hello());
        client.is_closed_with(4501, "unauthorized");
    }
}

#[test]
fn the_token_may_come_with_the_greeting() {
    let world = World::with_board();
    let token = world.server.token("ada", Role::Editor);
    let mut client = RawClient::connect(&world.server.url(), None);
    let mut greeting = hello();
    greeting["token"] = json!(token);
    client.say(&greeting);
    assert_eq!(client.hears("welcome")["user"]["name"], "Ada");
}

#[test]
fn a_client_without_a_version_in_common_is_told_to_upgrade() {
    let world = World::with_board();
    let token = world.server.token("ada", Role::Editor);
    let mut client = RawClient::connect(&world.server.url(), Some(&token));
    let mut greeting = hello();
    greeting["protocol"] = json!([2, 3]);
    client.say(&greeting);
    let closed = client.is_closed();
    assert_eq!(closed.code, Some(4502), "{closed:?}");
    let error = closed.error.expect("an error comes before the close");
    assert_eq!(error["code"], "unsupported_version");
    assert_eq!(error["action"], "upgrade");
}

#[test]
fn whoever_does_not_greet_in_time_or_first_is_let_go() {
    let world = World::with_board();
    let token = world.server.token("ada", Role::Editor);
    let mut silent = RawClient::connect(&world.server.url(), Some(&token));
    let mut hasty = RawClient::connect(&world.server.url(), Some(&token));
    hasty.say(&json!({"type": "subscribe", "board": BOARD, "cursor": 0}));
    let closed = hasty.is_closed();
    assert!(matches!(closed.code, Some(4500 | 4501)), "{closed:?}");
    assert_eq!(silent.is_closed().code, Some(4501), "after five seconds");
}

#[test]
fn an_operation_with_a_readable_id_is_answered_and_never_closes() {
    let (_world, mut client) = greeted();
    let op = |change: fn(&mut Value)| {
        let mut op = Edit::of("tank").set("step", 1).operation(BOARD, &new_id(), 4);
        change(&mut op);
        op
    };
    for (bad, code) in [
        (op(|op| op["board"] = json!("No Slug")), "invalid_op"),
        (op(|op| op["kind"] = json!("destroy")), "invalid_op"),
        (op(|op| op["set"] = json!({"a//b": 1})), "invalid_path"),
        (op(|op| op["set"] = json!({"a": "x".repeat(70_000)})), "too_large"),
        (op(|op| op["set"] = json!({"a": 1e308})), "invalid_value"),
        (op(|op| op["record"] = json!("none")), "unknown_record"),
        (op(|op| op["board"] = json!("none")), "unknown_board"),
        (op(|op| op["schema"] = json!(999)), "schema_unknown"),
        (op(|op| op["inc"] = json!({"title": 1})), "type_mismatch"),
    ] {
        let id = bad["op_id"].as_str().unwrap_or_default().to_owned();
        client.say(&json!({"type": "push", "ops": [bad]}));
        let result = client.result_of(&id);
        assert_eq!(result["outcome"], "rejected", "{result}");
        assert_eq!(result["code"], code, "{result}");
        assert!(result["message"].as_str().is_some_and(|text| !text.is_empty()), "{result}");
    }
    client.is_answered();
}

#[test]
fn an_operation_without_a_readable_id_ends_the_connection() {
    let (_world, mut client) = greeted();
    client.say(&json!({"type": "push", "ops": [{"board": BOARD}]}));
    client.is_closed_with(4500, "protocol_error");
}

#[test]
fn an_id_counts_once_and_may_not_be_used_for_something_else() {
    let (_world, mut client) = greeted();
    let id = new_id();
    let op = Edit::of("tank").inc("value", 1).operation(BOARD, &id, 4);
    client.say(&json!({"type": "push", "ops": [op]}));
    let first = client.result_of(&id);
    assert_eq!(first["outcome"], "applied", "{first}");
    let mut again = op.clone();
    again["resend"] = json!(true);
    client.say(&json!({"type": "push", "ops": [again]}));
    let second = client.result_of(&id);
    assert_eq!(second["outcome"], "applied", "{second}");
    assert_eq!(second["seq"], first["seq"]);
    assert_eq!(second["replay"], true, "{second}");
    let other = Edit::of("tank").inc("value", 2).operation(BOARD, &id, 4);
    client.say(&json!({"type": "push", "ops": [other]}));
    let reused = client.result_of(&id);
    assert_eq!(reused["code"], "op_reuse", "{reused}");
    client.say(&json!({"type": "subscribe", "board": BOARD, "cursor": 0}));
    let delta = client.hears("delta");
    let value = delta["changes"]
        .as_array()
        .and_then(|changes| {
            changes.iter().rfind(|it| it["record"] == "tank" && !it["set"]["value"].is_null())
        })
        .map(|change| change["set"]["value"].clone());
    assert_eq!(value, Some(json!(11)), "{delta}");
}

#[test]
fn unknown_and_forbidden_boards_look_alike() {
    let world = World::with_board();
    let mut owner = world.client("owner", Role::Owner);
    owner.edits("dock-8w1z", &Edit::create("board", "board").set("title", "Dock"));
    owner.is_synced();
    let token = world.server.token_for("ada", Role::Editor, Some("dock-8w1z"));
    let mut client = RawClient::greeted(&world.server.url(), &token);
    for board in [BOARD, "no-such-board"] {
        client.say(&json!({"type": "subscribe", "board": board, "cursor": 0}));
        let answer = client.hears("unsubscribed");
        assert_eq!(answer["board"], board);
        assert_eq!(answer["code"], "unknown_board", "{answer}");
    }
}

#[test]
fn a_second_connection_of_one_profile_replaces_the_first() {
    let world = World::with_board();
    let token = world.server.token("ada", Role::Editor);
    let url = world.server.url();
    let mut greeting = hello();
    let mut first = RawClient::connect(&url, Some(&token));
    first.say(&greeting);
    let welcome = first.hears("welcome");
    greeting["session"] = welcome["session"].clone();
    greeting["epoch"] = welcome["epoch"].clone();
    let mut second = RawClient::connect(&url, Some(&token));
    second.say(&greeting);
    let kept = second.hears("welcome");
    assert_eq!(kept["identity"], "kept", "{kept}");
    assert_eq!(first.is_closed().code, Some(4004));
    second.is_answered();
}

#[test]
fn a_copied_profile_gets_an_identity_of_its_own() {
    let world = World::with_board();
    let token = world.server.token("ada", Role::Editor);
    let url = world.server.url();
    let mut greeting = hello();
    let mut original = RawClient::connect(&url, Some(&token));
    original.say(&greeting);
    let first = original.hears("welcome");
    greeting["session"] = first["session"].clone();
    let mut again = RawClient::connect(&url, Some(&token));
    again.say(&greeting);
    let proven = again.hears("welcome");
    // The nonce proven by the second greeting is still good; one that was never given is not.
    greeting["session"] = json!(null);
    let mut copy = RawClient::connect(&url, Some(&token));
    copy.say(&greeting);
    let renewed = copy.hears("welcome");
    assert_eq!(renewed["identity"], "renewed", "{renewed}");
    assert_ne!(renewed["client_id"], proven["client_id"]);
}

#[test]
fn a_flood_of_wrong_frames_hurts_nobody_else() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let token = world.server.token("eve", Role::Editor);
    for round in 0..10 {
        let mut client = RawClient::greeted(&world.server.url(), &token);
        client.say_text(&"[".repeat(100_000));
        client.is_closed_with(4500, "protocol_error");
        ada.sets("tank", "step", round);
    }
    ada.is_synced();
}
