//! Own changes that wait.

use crate::{
    page::{Page, mark, until},
    shell::Shell,
};
use std::rc::Rc;
use tideboard_frontend::parts::PendingOperationsBadge;
use tideboard_protocol::{
    ipc::{Discard, Retry, ViewEvent},
    view::QueueView,
};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

async fn shows(shell: &Rc<Shell>, open: bool) -> Page {
    Page::shows(shell, html! { <PendingOperationsBadge {open} on_toggle={Callback::noop()} /> })
        .await
}

#[wasm_bindgen_test]
async fn the_count_follows_the_queue_and_goes_with_it() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell, false).await;
    page.sees(&format!("{}[data-count='0']", mark("pending-operations-badge"))).await;
    page.sees_no(&mark("queue-toggle")).await;
    let busy = Shell::in_scene("busy").snapshot.borrow().queue.clone();
    shell.tells(ViewEvent::Queue(busy));
    page.reads(&mark("queue-toggle"), "14").await;
    shell.tells(ViewEvent::Queue(QueueView::default()));
    page.sees_no(&mark("queue-toggle")).await;
}

#[wasm_bindgen_test]
async fn each_change_says_its_state_and_can_be_taken_back_or_sent_again() {
    let shell = Shell::in_scene("busy");
    let queue = shell.snapshot.borrow().queue.clone();
    let page = shows(&shell, true).await;
    page.reads(&mark("queue-list"), "Only owners may change set points.").await;
    page.reads(&mark("queue-list"), "and 9 more, all kept on this computer").await;
    let shown = page.all(&mark("pending-operation"));
    let ids: Vec<_> = shown.iter().filter_map(|row| row.get_attribute("data-op")).collect();
    let expected: Vec<_> = queue.ops.iter().map(|item| item.op_id.to_string()).collect();
    assert_eq!(ids, expected);

    let refused = format!("{}[data-op='{}']", mark("pending-operation"), expected[4]);
    page.clicks(&format!("{refused} {}", mark("op-retry"))).await;
    let retried = until("sent again", || shell.asked::<Retry>().pop()).await;
    assert_eq!(retried["op_id"], expected[4]);
    page.clicks(&format!("{refused} {}", mark("op-discard"))).await;
    let discarded = until("taken back", || shell.asked::<Discard>().pop()).await;
    assert_eq!(discarded["op_id"], expected[4]);
}
