//! Whether a client is who it says, and who of two is the newer.

use crate::world::{Farewell, Profile, World, create, op_id_minted};
use serde_json::json;
use tideboard_protocol::{
    ErrorCode, Session,
    frame::{Identity, Outcome, Welcome},
};
use tideboard_server::TokenRole;

async fn greet_with(world: &World, profile: &Profile, session: Option<&Session>) -> Welcome {
    let mut client = world.connect(Some(&profile.token)).await;
    let mut hello = profile.hello();
    hello["session"] = json!(session);
    client.send(hello).await;
    client.welcomed().await
}

#[tokio::test]
async fn a_client_that_comes_back_with_its_nonce_keeps_its_identity_over_restarts() {
    let mut world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    for _ in 0..3 {
        let client = world.join(&mut profile).await;
        assert_eq!(client.welcome().identity, Identity::Kept);
        world.stop().await;
        world.start().await;
    }
}

#[tokio::test]
async fn a_nonce_whose_successors_never_arrived_still_counts() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    world.join(&mut profile).await;
    let first = profile.session.clone();
    // Welcomes that the client did not get to store.
    for _ in 0..5 {
        let welcome = greet_with(&world, &profile, first.as_ref()).await;
        assert_eq!(welcome.identity, Identity::Kept);
    }
}

#[tokio::test]
async fn greeting_with_an_offered_nonce_voids_the_older_ones() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    world.join(&mut profile).await;
    let first = profile.session.clone();
    let second = greet_with(&world, &profile, first.as_ref()).await.session;
    let third = greet_with(&world, &profile, first.as_ref()).await.session;
    assert_eq!(greet_with(&world, &profile, Some(&second)).await.identity, Identity::Kept);
    assert_eq!(greet_with(&world, &profile, Some(&third)).await.identity, Identity::Kept);
    for voided in [first, Some(second)] {
        let welcome = greet_with(&world, &profile, voided.as_ref()).await;
        assert_eq!(welcome.identity, Identity::Renewed);
        assert_ne!(welcome.client_id, profile.client_id);
    }
}

#[tokio::test]
async fn pushing_under_a_nonce_voids_the_older_ones() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    world.join(&mut profile).await;
    let first = profile.session.clone();
    let mut client = world.join(&mut profile).await;
    client.found("b-1").await;
    let welcome = greet_with(&world, &profile, first.as_ref()).await;
    assert_eq!(welcome.identity, Identity::Renewed, "a copy of the profile from before the push");
    let welcome = greet_with(&world, &profile, profile.session.as_ref()).await;
    assert_eq!(welcome.identity, Identity::Kept);
}

#[tokio::test]
async fn of_many_offers_the_oldest_are_forgotten_but_the_proven_one_stays() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    world.join(&mut profile).await;
    let proven = profile.session.clone();
    let mut offers = Vec::new();
    for _ in 0..17 {
        offers.push(greet_with(&world, &profile, proven.as_ref()).await.session);
    }
    assert_eq!(greet_with(&world, &profile, Some(&offers[0])).await.identity, Identity::Renewed);
    assert_eq!(greet_with(&world, &profile, proven.as_ref()).await.identity, Identity::Kept);
    assert_eq!(greet_with(&world, &profile, Some(&offers[2])).await.identity, Identity::Kept);
}

#[tokio::test]
async fn copied_and_foreign_profiles_get_an_identity_of_their_own() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    world.join(&mut profile).await;
    let nonsense = Session("made-up".to_owned());
    for session in [None, Some(&nonsense)] {
        let welcome = greet_with(&world, &profile, session).await;
        assert_eq!(welcome.identity, Identity::Renewed, "{session:?}");
    }
    let stranger = Profile { token: world.token("bo", TokenRole::Owner), ..profile.clone() };
    let welcome = greet_with(&world, &stranger, profile.session.as_ref()).await;
    assert_eq!(welcome.identity, Identity::Renewed, "another user's profile");
    let unknown = Profile::new(profile.token.clone());
    let welcome = greet_with(&world, &unknown, Some(&nonsense)).await;
    assert_eq!(welcome.identity, Identity::Renewed, "a nonce of another server");
}

#[tokio::test]
async fn a_second_connection_replaces_the_first() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut first = world.join(&mut profile).await;
    let mut second = world.join(&mut profile).await;
    let replaced = Farewell { close_code: 4004, error: Some(ErrorCode::Replaced) };
    assert_eq!(first.farewell().await, replaced);
    second.found("b-1").await;
}

#[tokio::test]
async fn clients_of_one_user_stand_side_by_side() {
    let world = World::new().await;
    let token = world.token("ana", TokenRole::Owner);
    let mut laptop = world.join(&mut Profile::new(token.clone())).await;
    let mut phone = world.join(&mut Profile::new(token)).await;
    laptop.found("b-1").await;
    phone.apply(create("b-1", "r1", "note", json!({}))).await;
    laptop.apply(create("b-1", "r2", "note", json!({}))).await;
}

#[tokio::test]
async fn a_replaced_connection_decides_nothing_any_more() {
    let world = World::new().await;
    let mut profile = world.person("ana", TokenRole::Owner);
    let mut first = world.join(&mut profile).await;
    first.found("b-1").await;
    // Both leave the client at the same time: the new greeting and a push on the old connection.
    let mut second = world.connect(Some(&profile.token)).await;
    second.send(profile.hello()).await;
    let mut late = create("b-1", "r1", "note", json!({}));
    late["op_id"] = json!(op_id_minted(world.now(), 0));
    first.send(json!({"type": "push", "ops": [late]})).await;
    second.welcomed().await;
    assert_eq!(first.farewell().await.close_code, 4004);
    let again = second.push_one(late).await;
    assert_eq!(again.outcome, Outcome::Applied, "decided once, on whichever came first");
}
