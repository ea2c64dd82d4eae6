//! How sync stands.

use crate::{
    page::{Page, mark},
    shell::Shell,
};
use std::{collections::BTreeSet, rc::Rc};
use tideboard_frontend::parts::DashboardSyncIndicator;
use tideboard_protocol::{
    ipc::{SyncNow, ViewEvent},
    status::{Activity, SyncState, SyncStatus, Tone},
};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

async fn shows(shell: &Rc<Shell>, open: bool) -> Page {
    Page::shows(shell, html! { <DashboardSyncIndicator {open} on_toggle={Callback::noop()} /> })
        .await
}

fn status(shell: &Shell, state: SyncState, tone: Tone) -> SyncStatus {
    let before = shell.snapshot.borrow().status.clone();
    SyncStatus {
        state,
        tone,
        unsent: 4,
        conflicts: 2,
        refused: 1,
        activity: Some(Activity::Sending),
        ..before
    }
}

#[wasm_bindgen_test]
async fn every_state_has_words_and_a_shape_of_its_own() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell, false).await;
    let mut shapes = BTreeSet::new();
    for (state, tone, words) in [
        (SyncState::SignInNeeded, Tone::Bad, "Sign in to sync · 4 changes kept here"),
        (SyncState::Attention, Tone::Bad, "1 change was refused"),
        (SyncState::Conflict, Tone::Warn, "2 conflicts to decide"),
        (SyncState::Paused, Tone::Neutral, "Paused"),
        (SyncState::Offline, Tone::Warn, "Offline"),
        (SyncState::Syncing, Tone::Warn, "Sending 4 changes…"),
        (SyncState::Synced, Tone::Good, "Synced"),
    ] {
        shell.tells(ViewEvent::Status(status(&shell, state, tone)));
        let indicator = mark("dashboard-sync-indicator");
        let place = format!("{indicator}[data-state='{}'][data-count='4']", state.name());
        page.sees(&place).await;
        page.reads(&mark("sync-toggle"), words).await;
        shapes.insert(page.attribute(&format!("{} use", mark("sync-toggle")), "href"));
    }
    assert_eq!(shapes.len(), SyncState::ALL.len(), "{shapes:?}");
    assert!(!shapes.contains(&None));
}

#[wasm_bindgen_test]
async fn only_transitions_are_announced_and_no_routine() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell, false).await;
    let said = mark("sync-announcer");
    for state in [SyncState::Syncing, SyncState::Synced, SyncState::Syncing] {
        shell.tells(ViewEvent::Status(status(&shell, state, Tone::Warn)));
        page.sees(&format!("[data-state='{}']", state.name())).await;
        assert_eq!(page.text(&said), "");
    }
    shell.tells(ViewEvent::Status(status(&shell, SyncState::Offline, Tone::Warn)));
    page.reads(&said, "Offline").await;
}

#[wasm_bindgen_test]
async fn the_details_say_why_and_try_at_once() {
    let shell = Shell::in_scene("offline");
    let page = shows(&shell, true).await;
    page.reads(&mark("sync-details"), "The server did not answer within 10 s.").await;
    page.clicks(&mark("sync-retry")).await;
    crate::page::until("the shell is asked", || {
        (!shell.asked::<SyncNow>().is_empty()).then_some(())
    })
    .await;
}
