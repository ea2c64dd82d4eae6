//! The way to the shell: attaching, asking for news, a shell that does not answer, and leaving.

use crate::{
    page::{Page, frame, mark, turn, until},
    shell::Shell,
};
use tideboard_frontend::parts::{DashboardSyncIndicator, PendingOperationsBadge};
use tideboard_protocol::{
    ErrorCode,
    ipc::{Attach, NextBatch, ViewEvent},
    view::QueueView,
};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

fn badge() -> Html {
    html! { <PendingOperationsBadge open=false on_toggle={Callback::noop()} /> }
}

fn waiting(total: u32) -> ViewEvent {
    ViewEvent::Queue(QueueView { total, ops: Vec::new() })
}

fn counts(total: u32) -> String {
    format!("{}[data-count='{total}']", mark("pending-operations-badge"))
}

#[wasm_bindgen_test]
async fn nothing_is_shown_before_the_shell_said_something() {
    let shell = Shell::in_scene("synced");
    shell.thinks_about::<Attach>();
    let page = Page::opens(&shell, badge());
    until("the shell is asked", || shell.asked::<Attach>().pop()).await;
    page.sees(&format!("{}[data-state='attaching']", mark("dashboard-realtime-provider"))).await;
    assert!(page.all(&mark("pending-operations-badge")).is_empty());
    assert!(shell.asked::<NextBatch>().is_empty(), "of no attachment yet");
    let mut snapshot = shell.snapshot.borrow().clone();
    snapshot.queue.total = 7;
    shell.gives::<Attach>(0, &snapshot);
    page.sees(&counts(7)).await;
}

#[wasm_bindgen_test]
async fn when_an_attachment_is_over_everything_is_asked_for_anew() {
    let shell = Shell::in_scene("synced");
    let page = Page::shows(&shell, badge()).await;
    assert_eq!(shell.asked::<Attach>().len(), 1);
    shell.tells(waiting(1));
    page.sees(&counts(1)).await;
    shell.snapshot.borrow_mut().queue.total = 5;
    shell.ends_attachment();
    page.sees(&counts(5)).await;
    assert_eq!(shell.asked::<Attach>().len(), 2);
    shell.tells(waiting(6));
    page.sees(&counts(6)).await;
    let all = || Some(shell.asked::<NextBatch>()).filter(|asked| asked.len() >= 4);
    let asked = until("each attachment asks twice", all).await;
    let taken: Vec<_> = asked.iter().map(|it| it["taken"].clone()).collect();
    assert_eq!(taken[..4], [0, 1, 0, 1], "counted in each attachment");
}

#[wasm_bindgen_test]
async fn a_batch_that_did_not_come_is_made_up_for_by_attaching_again() {
    let shell = Shell::in_scene("synced");
    let page = Page::shows(&shell, badge()).await;
    shell.refuses::<NextBatch>(ErrorCode::Internal, "The answer was cut short.");
    shell.tells(waiting(1));
    page.reads(&mark("backend-error"), "cut short").await;
    shell.snapshot.borrow_mut().queue.total = 2;
    shell.answers::<NextBatch>(&());
    page.clicks(&mark("backend-retry")).await;
    page.sees(&counts(2)).await;
    page.sees_no(&mark("backend-error")).await;
}

#[wasm_bindgen_test]
async fn a_shell_that_is_lost_is_named_and_can_be_asked_again() {
    let shell = Shell::in_scene("synced");
    shell.refuses::<Attach>(ErrorCode::ShuttingDown, "The app is shutting down.");
    let page = Page::opens(&shell, badge());
    page.reads(&mark("backend-error"), "shutting down").await;
    shell.answers::<Attach>(&());
    page.clicks(&mark("backend-retry")).await;
    page.sees(&counts(0)).await;
    page.sees_no(&mark("backend-error")).await;
}

#[wasm_bindgen_test]
async fn who_leaves_listens_no_more() {
    let shell = Shell::in_scene("synced");
    let content = html! { <DashboardSyncIndicator open=false on_toggle={Callback::noop()} /> };
    let mut page = Page::shows(&shell, content).await;
    until("the view waits for news", || shell.is_heard().then_some(())).await;
    page.closes();
    shell.tells(waiting(1));
    until("the last answer is taken", || (!shell.is_heard()).then_some(())).await;
    let asked = shell.asked::<NextBatch>().len();
    for _ in 0..3 {
        frame().await;
        turn().await;
    }
    assert_eq!(shell.asked::<NextBatch>().len(), asked);
}
