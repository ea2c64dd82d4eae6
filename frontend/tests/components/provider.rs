//! The way to the shell: attaching, gaps, a shell that does not answer, and leaving.

use crate::{
    page::{Page, mark, turn, until},
    shell::Shell,
};
use tideboard_frontend::parts::{DashboardSyncIndicator, PendingOperationsBadge};
use tideboard_protocol::{
    ErrorCode,
    ipc::{Attach, ViewEvent},
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
    // What comes before the answer is not lost.
    let mut snapshot = shell.snapshot.borrow().clone();
    snapshot.attachment += 1;
    *shell.snapshot.borrow_mut() = snapshot.clone();
    shell.sends(1, waiting(7));
    shell.gives::<Attach>(0, &snapshot);
    page.sees(&counts(7)).await;
}

#[wasm_bindgen_test]
async fn after_a_gap_everything_is_asked_for_anew() {
    let shell = Shell::in_scene("synced");
    let page = Page::shows(&shell, badge()).await;
    assert_eq!(shell.asked::<Attach>().len(), 1);
    shell.tells(waiting(1));
    page.sees(&counts(1)).await;
    shell.snapshot.borrow_mut().queue.total = 5;
    shell.sends(9, waiting(9));
    page.sees(&counts(5)).await;
    assert_eq!(shell.asked::<Attach>().len(), 2);
    shell.tells(waiting(6));
    page.sees(&counts(6)).await;
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
    assert!(shell.is_heard());
    page.closes();
    until("the subscription ends", || (!shell.is_heard()).then_some(())).await;
    turn().await;
}
