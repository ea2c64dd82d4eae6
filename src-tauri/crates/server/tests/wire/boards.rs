//! Boards come and go through their record, and tokens say who sees them.

use crate::world::{Client, Farewell, Profile, World, board, create, op, patch, set};
use serde_json::json;
use std::time::Duration;
use tideboard_protocol::{
    ErrorCode, RejectCode, Seq,
    frame::{BoardEntry, OpResult, Outcome, ResultCode, Role, ServerFrame, UnsubscribedCode},
};
use tideboard_server::TokenRole;

async fn list(client: &mut Client) -> Vec<BoardEntry> {
    client
        .find(|frame| match frame {
            ServerFrame::Boards { boards } => Some(boards),
            _ => None,
        })
        .await
}

fn code(result: &OpResult) -> RejectCode {
    match result.code {
        Some(ResultCode::Reject(code)) => code,
        _ => panic!("expected a rejection, got {result:?}"),
    }
}

#[tokio::test]
async fn everybody_who_may_see_a_new_board_learns_of_it() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    let only = world.token_on("carl", TokenRole::Viewer, Some("b-1"));
    let other = world.token_on("dora", TokenRole::Viewer, Some("b-2"));
    let mut carl = world.join(&mut Profile::new(only)).await;
    let mut dora = world.join(&mut Profile::new(other)).await;
    ana.found("b-1").await;
    let entry =
        |role| vec![BoardEntry { id: board("b-1"), title: "A board".into(), head: Seq(1), role }];
    assert_eq!(list(&mut ana).await, entry(Role::Owner));
    assert_eq!(list(&mut bo).await, entry(Role::Editor));
    assert_eq!(list(&mut carl).await, entry(Role::Viewer));
    assert!(dora.settle().await.is_empty());
    assert!(world.ana().await.welcome().boards == entry(Role::Owner));
}

#[tokio::test]
async fn only_owners_of_all_boards_create_boards() {
    let world = World::new().await;
    let founding = |id: &str| create(id, "board", "board", json!({}));
    for role in [TokenRole::Editor, TokenRole::Viewer, TokenRole::Feed] {
        let mut client = world.join(&mut world.person("bo", role)).await;
        let result = client.push_one(founding("b-1")).await;
        assert_eq!(code(&result), RejectCode::Forbidden, "{role:?}");
    }
    let token = world.token_on("carl", TokenRole::Owner, Some("b-1"));
    let mut carl = world.join(&mut Profile::new(token)).await;
    assert_eq!(code(&carl.push_one(founding("b-1")).await), RejectCode::Forbidden);
    world.ana().await.apply(founding("b-1")).await;
}

#[tokio::test]
async fn the_title_is_a_field_of_the_board_record() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let base = ana.found("b-1").await;
    assert_eq!(list(&mut ana).await[0].title, "A board");
    ana.apply(set("b-1", "board", base, json!({"title": "Line 3"}))).await;
    assert_eq!(list(&mut ana).await[0].title, "Line 3");
    ana.apply(patch("b-1", "board", base, json!({"remove": ["title"]}))).await;
    assert_eq!(list(&mut ana).await[0].title, "b-1", "without a title its id stands in");
}

#[tokio::test]
async fn deleting_a_board_is_for_owners_and_compares_all_of_it() {
    let world = World::new().await;
    let (mut ana, mut bo) = (world.ana().await, world.bo().await);
    ana.found("b-1").await;
    let base = ana.apply(create("b-1", "r1", "note", json!({"text": "Ana's"}))).await;
    let delete = |base: Seq| op("b-1", "board", "delete", base.0, json!({}));
    assert_eq!(code(&bo.push_one(delete(base)).await), RejectCode::Forbidden);
    let edited = bo.apply(set("b-1", "r1", base, json!({"text": "Bo's"}))).await;
    let result = ana.push_one(delete(base)).await;
    assert_eq!(result.outcome, Outcome::Conflict);
    assert_eq!(result.conflicts[0].path.as_str(), "text");
    assert_eq!(result.conflicts[0].value, Some(json!("Bo's")));
    ana.apply(delete(edited)).await;
    bo.settle().await;
    let gone = world.bo().await.push_one(set("b-1", "r1", edited, json!({"text": "late"}))).await;
    assert_eq!(code(&gone), RejectCode::UnknownBoard);
    let again = ana.push_one(delete(edited)).await;
    assert_eq!(again.outcome, Outcome::Noop, "deleting the deleted");
}

#[tokio::test]
async fn a_slug_is_never_used_again_also_after_a_restart() {
    let mut world = World::new().await;
    let mut ana = world.ana().await;
    let head = ana.found("b-1").await;
    ana.apply(op("b-1", "board", "delete", head.0, json!({}))).await;
    assert!(world.ana().await.welcome().boards.is_empty());
    world.stop().await;
    world.start().await;
    let mut ana = world.ana().await;
    let again = ana.push_one(create("b-1", "board", "board", json!({}))).await;
    assert_eq!(code(&again), RejectCode::Exists);
    ana.subscribe("b-1", Seq::ZERO).await;
    let gone = ServerFrame::Unsubscribed { board: board("b-1"), code: UnsubscribedCode::Gone };
    assert_eq!(ana.next().await, gone);
}

#[tokio::test]
async fn a_board_can_be_created_filled_and_deleted_in_one_push() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let results = ana
        .push(vec![
            create("b-1", "board", "board", json!({"title": "T"})),
            op("b-1", "r1", "create", 0, json!({"record_kind": "note", "set": {"text": "x"}})),
            op("b-1", "board", "delete", 2, json!({})),
            op("b-1", "r2", "create", 0, json!({"record_kind": "note"})),
        ])
        .await;
    let outcomes: Vec<Outcome> = results.iter().map(|result| result.outcome).collect();
    use Outcome::{Applied, Rejected};
    assert_eq!(outcomes, [Applied, Applied, Applied, Rejected]);
    assert_eq!(code(&results[3]), RejectCode::UnknownBoard);
}

#[tokio::test]
async fn a_token_that_opens_less_ends_what_the_old_one_opened() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    for id in ["b-1", "b-2"] {
        ana.found(id).await;
    }
    let mut bo = world.bo().await;
    for id in ["b-1", "b-2"] {
        bo.subscribe(id, Seq::ZERO).await;
        bo.delta().await;
    }
    let less = world.token_on("bo", TokenRole::Viewer, Some("b-2"));
    bo.send(json!({"type": "auth", "token": less})).await;
    let lost = bo
        .find(|frame| match frame {
            ServerFrame::Unsubscribed { board, code } => Some((board, code)),
            _ => None,
        })
        .await;
    assert_eq!(lost, (board("b-1"), UnsubscribedCode::UnknownBoard));
    let boards = list(&mut bo).await;
    assert_eq!((boards.len(), boards[0].role), (1, Role::Viewer));
    ana.apply(create("b-1", "r1", "note", json!({}))).await;
    ana.apply(create("b-2", "r1", "note", json!({}))).await;
    assert_eq!(bo.delta().await.board, board("b-2"), "nothing of the lost board");
    let write = set("b-2", "board", Seq(1), json!({"n": 1}));
    assert_eq!(code(&bo.push_one(write).await), RejectCode::Forbidden);
}

#[tokio::test]
async fn a_refresh_with_a_wrong_or_foreign_token_ends_the_connection() {
    let world = World::new().await;
    let of_bo = world.token("bo", TokenRole::Owner);
    for token in ["wrong", &of_bo] {
        let mut ana = world.ana().await;
        ana.send(json!({"type": "auth", "token": token})).await;
        let farewell = Farewell { close_code: 4501, error: Some(ErrorCode::Unauthorized) };
        assert_eq!(ana.farewell().await, farewell);
    }
    let mut ana = world.ana().await;
    let fresh = world.token("ana", TokenRole::Owner);
    ana.send(json!({"type": "auth", "token": fresh})).await;
    ana.found("b-1").await;
}

#[tokio::test]
async fn a_revoked_token_ends_its_connections_within_a_heartbeat() {
    let world = World::with(|config| config.heartbeat = Duration::from_millis(200)).await;
    let mut ana = world.ana().await;
    let admin = world.admin();
    let token = admin.tokens().unwrap().pop().unwrap();
    admin.revoke_token(token.id).unwrap();
    let farewell = Farewell { close_code: 4501, error: Some(ErrorCode::Unauthorized) };
    assert_eq!(ana.farewell().await, farewell);
    assert!(admin.revoke_token(token.id).is_err(), "it is revoked already");
}

#[tokio::test]
async fn a_push_with_a_revoked_token_is_not_decided() {
    let world = World::new().await;
    let mut ana = world.ana().await;
    let admin = world.admin();
    admin.revoke_token(admin.tokens().unwrap().pop().unwrap().id).unwrap();
    let founding = create("b-1", "board", "board", json!({}));
    ana.send(json!({"type": "push", "ops": [founding]})).await;
    assert_eq!(ana.farewell().await.close_code, 4501);
    assert!(world.ana().await.welcome().boards.is_empty());
}
