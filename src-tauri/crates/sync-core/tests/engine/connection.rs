//! Dialing, heartbeat, backoff, close codes, deltas and hashes.

use crate::support::*;
use serde_json::json;
use std::time::Duration;
use tideboard_protocol::{
    ApiError, ErrorCode, Seq,
    frame::{ClientFrame, PresenceState, ServerFrame},
    state_hash::StateHash,
    status::SyncState,
    view::{Freshness, LinkView},
};
use tideboard_sync_core::Input;

fn link(client: &Client) -> LinkView {
    client.engine.connection(client.now()).link
}

#[test]
fn a_silent_link_ends_after_two_intervals_and_is_dialed_again() {
    let mut ana = client_with_a_note();
    ana.passes(Duration::from_secs(15));
    assert!(ana.sent.contains(&ClientFrame::Ping));
    ana.passes(Duration::from_secs(15));
    assert!(matches!(link(&ana), LinkView::Waiting { .. }), "two intervals of silence");
    ana.passes(Duration::from_secs(1));
    assert_eq!(ana.dials, 2);
}

#[test]
fn old_data_never_looks_live() {
    let mut ana = client_with_a_note();
    assert_eq!(ana.engine.freshness(ana.now(), &board()), Freshness::Live);
    ana.link_breaks();
    assert!(matches!(ana.engine.freshness(ana.now(), &board()), Freshness::AsOf { at: Some(_) }));
    ana.passes(Duration::from_secs(6));
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Offline);
    let ana = ana.restarted();
    let freshness = ana.engine.freshness(ana.now(), &board());
    assert!(matches!(freshness, Freshness::AsOf { at: Some(_) }), "not even after a restart");
}

#[test]
fn waits_double_up_to_the_bound_and_retry_now_starts_over() {
    let mut ana = Client::new();
    ana.input(Input::Server { url: Some("ws://test".into()), has_token: true });
    let error = tideboard_protocol::ApiError::new(
        tideboard_protocol::ErrorCode::Unreachable,
        "nobody there",
    );
    let mut waits = Vec::new();
    for _ in 0..9 {
        ana.input(Input::ConnectFailed { error: error.clone() });
        let LinkView::Waiting { retry_at, .. } = link(&ana) else { panic!("{:?}", link(&ana)) };
        let wait = Duration::try_from(ana.now().wall.duration_until(retry_at)).unwrap();
        waits.push(wait.as_millis());
        ana.passes(wait);
    }
    assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    ana.input(Input::ConnectFailed { error });
    ana.input(Input::SyncNow { ticket: tideboard_sync_core::Ticket(1) });
    assert!(matches!(link(&ana), LinkView::Connecting));
}

#[test]
fn a_refused_token_asks_to_sign_in_and_edits_are_still_kept() {
    let mut ana = client_with_a_note();
    ana.input(Input::Closed { code: Some(4501), reason: String::new() });
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::SignInNeeded);
    ana.passes(Duration::from_secs(3600));
    assert_eq!(ana.dials, 1, "waiting does not cure it");
    ana.edit(set("n", "text", "kept")).unwrap();
    ana.comes_online();
    assert_eq!(ana.pushed().len(), 1);
}

#[test]
fn a_token_refused_before_the_connection_opens_asks_to_sign_in_as_well() {
    let mut ana = Client::new();
    ana.input(Input::Server { url: Some("ws://test".into()), has_token: true });
    let error = ApiError::new(ErrorCode::Unauthorized, "the token expired");
    ana.input(Input::ConnectFailed { error: error.clone() });
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::SignInNeeded);
    assert_eq!(link(&ana), LinkView::Refused { error });
}

#[test]
fn a_close_is_explained_by_the_complaint_before_it_or_in_plain_words() {
    for (complaint, reason, words) in [
        (Some("The token expired."), "unauthorized", "The token expired."),
        (None, "unauthorized", "The server does not accept the access token."),
        (None, "", "The server does not accept the access token."),
        (None, "Sign in anew.", "Sign in anew."),
    ] {
        let mut ana = client_with_a_note();
        if let Some(message) = complaint {
            let error = ApiError::new(ErrorCode::Unauthorized, message);
            ana.input(Input::Received(vec![ServerFrame::Error {
                code: error.code,
                message: error.message,
                action: error.action,
            }]));
        }
        ana.input(Input::Closed { code: Some(4501), reason: reason.to_owned() });
        let LinkView::Refused { error } = link(&ana) else { panic!("{:?}", link(&ana)) };
        assert_eq!(error.message, words);
    }
}

#[test]
fn a_client_that_was_replaced_greets_as_nobody_known_instead_of_taking_over_in_return() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.input(Input::Closed { code: Some(4004), reason: String::new() });
    assert_eq!(ana.disk.stored.account.session, None, "also after a restart");
    ana.passes(Duration::from_secs(4));
    ana.sent.clear();
    ana.input(Input::Connected);
    let ClientFrame::Hello(hello) = &ana.sent[0] else { panic!("{:?}", ana.sent) };
    assert_eq!(hello.session, None);
    ana.is_welcomed();
    assert_eq!(ana.pushed().iter().map(|op| op.op_id).collect::<Vec<_>>(), [op]);
}

#[test]
fn a_pause_hangs_up_survives_a_restart_and_ends_by_itself() {
    let mut ana = client_with_a_note();
    ana.pause(Some(Duration::from_secs(900)));
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Paused);
    let mut ana = ana.restarted();
    ana.input(Input::Server { url: Some("ws://test".into()), has_token: true });
    assert_eq!(ana.dials, 0);
    ana.passes(Duration::from_secs(901));
    assert_eq!(ana.dials, 1);
}

#[test]
fn a_gap_in_the_deltas_asks_anew_and_what_is_old_is_dropped() {
    let mut ana = client_with_a_note();
    ana.delta(1, 4, json!([]));
    ana.delta(1, 4, json!([]));
    let later = json!([change(7, "n", BO, json!({"set": {"text": "later"}}))]);
    ana.delta(6, 7, later.clone());
    assert_eq!(ana.shown("n", "text"), Some(json!("old")));
    assert!(ana.sent.contains(&asks_from(3)));
    ana.delta(3, 7, later);
    assert_eq!(ana.shown("n", "text"), Some(json!("later")));
}

/// A subscription as long as it lasts is all that its deltas speak for.
#[test]
fn what_an_earlier_subscription_sent_is_not_taken_for_the_answer_to_the_next() {
    let mut ana = client_with_a_note();
    ana.delta(1, 4, json!([]));
    ana.unsubscribes();
    ana.subscribes();
    assert!(ana.sent.contains(&asks_from(3)));
    ana.unsubscribes();
    ana.subscribes();
    assert!(ana.sent.contains(&asks_from(2)), "below the one that was not answered yet");
    let later = json!([change(5, "n", BO, json!({"set": {"text": "later"}}))]);
    for on_its_way in [4, 3] {
        ana.delta(on_its_way, 5, later.clone());
        assert_eq!(ana.shown("n", "text"), Some(json!("old")));
        assert_eq!(ana.engine.status(ana.now()).state, SyncState::Syncing, "green is never false");
    }
    ana.delta(2, 5, later);
    assert_eq!(ana.shown("n", "text"), Some(json!("later")));
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Synced);
    ana.sent.clear();
    ana.unsubscribes();
    ana.subscribes();
    assert!(ana.sent.contains(&asks_from(4)), "no lower than it must be");
}

fn asks_from(cursor: u64) -> ClientFrame {
    ClientFrame::Subscribe { board: board(), cursor: Seq(cursor) }
}

#[test]
fn a_differing_hash_heals_once_and_never_loops() {
    let mut ana = client_with_a_note();
    let ping = |ana: &mut Client, hash: StateHash| {
        ana.receives(json!({"type": "ping", "heads": {BOARD: [1, hash]}}));
    };
    let right = ana.hash_of();
    ping(&mut ana, right);
    ana.passes(Duration::from_secs(6));
    let asked = |ana: &Client| {
        ana.sent.iter().filter(|frame| matches!(frame, ClientFrame::Subscribe { .. })).count()
    };
    assert_eq!(asked(&ana), 0);
    ping(&mut ana, StateHash(1));
    ana.passes(Duration::from_secs(6));
    assert_eq!(asked(&ana), 1);
    let note = change(
        1,
        "n",
        BO,
        json!({"record_kind": "note", "set": {"text": "old", "title": "Handover"}}),
    );
    ana.delta(0, 1, json!([note]));
    for _ in 0..3 {
        ping(&mut ana, StateHash(1));
        ana.passes(Duration::from_secs(6));
    }
    assert_eq!(asked(&ana), 1, "checking has ended for this connection");
    let said = ana.engine.connection(ana.now()).last_error.unwrap().0.message;
    assert!(said.contains("differs"), "{said}");
}

#[test]
fn an_unreadable_change_is_set_aside_and_the_rest_applies() {
    let mut ana = client_with_a_note();
    let mut broken = change(2, "n", BO, json!({}));
    broken["set"] = json!({"bad//path": 1});
    ana.delta(1, 3, json!([broken, change(3, "n", BO, json!({"set": {"text": "fine"}}))]));
    assert_eq!(ana.shown("n", "text"), Some(json!("fine")));
    assert!(ana.engine.connection(ana.now()).last_error.is_some());
    let status = ana.engine.status(ana.now());
    assert_eq!(status.state, SyncState::Attention, "green is never false");
    assert!(status.cause.unwrap().message.contains("cannot read"));
}

#[test]
fn a_board_that_differs_is_not_green_until_it_was_loaded_anew() {
    let mut ana = client_with_a_note();
    ana.receives(json!({"type": "ping", "heads": {BOARD: [1, StateHash(1)]}}));
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::Syncing);
    assert!(matches!(ana.engine.freshness(ana.now(), &board()), Freshness::AsOf { .. }));
}

#[test]
fn records_that_are_still_to_come_can_be_edited_while_a_board_comes_anew() {
    let mut ana = client_with_a_note();
    ana.receives(json!({"type": "delta", "board": BOARD, "from": 0, "to": 5, "reset": true,
        "more": true, "changes": [change(5, "other", BO, json!({"record_kind": "note"}))]}));
    ana.edit(set("n", "text", "mine")).expect("it may come with the next part");
    ana.receives(json!({"type": "delta", "board": BOARD, "from": 5, "to": 6, "changes": []}));
    let error = ana.edit(set("nowhere", "text", "x")).expect_err("the board is here whole");
    assert_eq!(error.code, ErrorCode::UnknownRecord);
}

#[test]
fn what_the_user_does_is_said_again_whenever_the_board_is_answered() {
    let mut ana = client_with_a_note();
    ana.input(Input::Presence { board: board(), record: None, state: PresenceState::Viewing });
    ana.link_breaks();
    ana.passes(Duration::from_secs(1));
    ana.is_welcomed();
    let said = |ana: &mut Client| {
        let sent = std::mem::take(&mut ana.sent);
        sent.iter().filter(|frame| matches!(frame, ClientFrame::Presence { .. })).count()
    };
    assert_eq!(said(&mut ana), 1, "once, when the user did it");
    ana.delta(1, 1, json!([]));
    assert_eq!(said(&mut ana), 1, "the board is delivered now");
    ana.delta(1, 2, json!([]));
    assert_eq!(said(&mut ana), 0);
}

#[test]
fn waking_from_sleep_drops_the_socket_and_dials_at_once() {
    let mut ana = client_with_a_note();
    ana.input(Input::Woke);
    assert_eq!(ana.dials, 2);
}

#[test]
fn a_head_beyond_the_cursor_at_two_pings_asks_for_the_rest() {
    let mut ana = client_with_a_note();
    for expected in [0, 1] {
        ana.receives(json!({"type": "ping", "heads": {BOARD: [7, StateHash(3)]}}));
        let asked = ana.sent.iter().filter(|f| matches!(f, ClientFrame::Subscribe { .. })).count();
        assert_eq!(asked, expected);
        assert_eq!(ana.engine.status(ana.now()).state, SyncState::Syncing, "green is never false");
    }
}

#[test]
fn after_a_restore_from_backup_every_board_is_asked_for_from_nothing() {
    let mut ana = client_with_a_note();
    let op = ana.edit(set("n", "text", "mine")).unwrap();
    ana.pushed();
    ana.link_breaks();
    ana.passes(Duration::from_secs(1));
    ana.is_welcomed_in_epoch("00000000-0000-7000-8000-0000000000ee");
    assert!(ana.sent.contains(&ClientFrame::Subscribe {
        board: board(),
        cursor: tideboard_protocol::Seq::ZERO
    }));
    let again = ana.pushed();
    assert_eq!((again[0].op_id, again[0].resend), (op, true), "undecided: simply sent again");
    assert_eq!(ana.shown("n", "text"), Some(json!("mine")));
}

#[test]
fn a_new_token_is_shown_on_the_live_connection_and_a_foreign_one_leads_to_a_new_greeting() {
    let mut ana = client_with_a_note();
    let dials = ana.dials;
    ana.input(Input::TokenRenewed);
    assert!(matches!(ana.sent.as_slice(), [ClientFrame::Auth { .. }]), "{:?}", ana.sent);
    assert_eq!(ana.dials, dials, "the connection stays");

    ana.input(Input::Closed { code: Some(4501), reason: String::new() });
    assert_eq!(ana.dials, dials + 1, "the greeting will say whose token it is");
    ana.input(Input::Closed { code: Some(4501), reason: String::new() });
    assert_eq!(ana.engine.status(ana.now()).state, SyncState::SignInNeeded);
    ana.input(Input::TokenRenewed);
    assert_eq!(ana.dials, dials + 2, "without a connection, it is dialed with the new token");
}

#[test]
fn a_network_that_came_up_ends_the_wait_and_harms_no_live_connection() {
    let mut ana = client_with_a_note();
    let dials = ana.dials;
    ana.input(Input::NetworkUp);
    assert_eq!(ana.dials, dials);
    assert!(matches!(ana.sent.as_slice(), [ClientFrame::Ping]), "it is only put to the test");
    ana.link_breaks();
    ana.input(Input::NetworkUp);
    assert_eq!(ana.dials, dials + 1);
}

#[test]
fn a_long_catch_up_says_how_far_it_has_come() {
    let mut ana = Client::new();
    ana.subscribes();
    ana.comes_online();
    let part = |from: u64, to: u64, more: bool| json!({"type": "delta", "board": BOARD, "from": from, "to": to, "more": more, "changes": []});
    ana.receives(json!({"type": "boards", "boards": [
        {"id": BOARD, "title": "Line 3", "head": 40, "role": "owner"}
    ]}));
    assert_eq!(ana.engine.connection(ana.now()).progress, Some((0, 40)));
    ana.receives(part(0, 10, true));
    assert_eq!(ana.engine.connection(ana.now()).progress, Some((10, 40)));
    ana.receives(part(10, 40, false));
    assert_eq!(ana.engine.connection(ana.now()).progress, None);
}
