//! Own changes that wait.

use crate::{
    page::{Page, mark, until},
    shell::Shell,
};
use std::{cell::Cell, rc::Rc};
use tideboard_frontend::parts::{PendingOperationsBadge, WidgetRealtime};
use tideboard_protocol::{
    BoardId, RecordId,
    ipc::{Discard, OpenBoard, ReadRecord, Retry, ViewEvent},
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

fn id(record: &str) -> RecordId {
    RecordId::new(record).expect("an id")
}

fn edit_of(record: &str) -> String {
    format!("{}[data-record='{record}'] {}", mark("pending-operation"), mark("op-edit"))
}

#[wasm_bindgen_test]
async fn a_change_leads_to_its_widget_and_the_list_makes_way() {
    let shell = Shell::in_scene("busy");
    let open = Rc::new(Cell::new(true));
    let on_toggle = {
        let open = Rc::clone(&open);
        Callback::from(move |wanted| open.set(wanted))
    };
    let content = html! {
        <>
            <PendingOperationsBadge open=true {on_toggle} />
            <WidgetRealtime record={id("pasteuriser")} />
        </>
    };
    let page = Page::shows(&shell, content).await;
    page.clicks(&edit_of("pasteuriser")).await;
    assert!(!open.get());
    let active = || gloo::utils::document().active_element()?.get_attribute("data-record");
    until("the widget has the focus", || (active()? == "pasteuriser").then_some(())).await;
    assert!(shell.asked::<OpenBoard>().is_empty(), "its board is open");
}

#[wasm_bindgen_test]
async fn no_way_leads_to_a_widget_that_is_gone() {
    let shell = Shell::in_scene("busy");
    let page = shows(&shell, true).await;
    page.sees(&edit_of("pasteuriser")).await;
    shell.tells(ViewEvent::RecordGone(id("pasteuriser")));
    page.sees_no(&edit_of("pasteuriser")).await;
    page.reads(&mark("queue-list"), "Pasteuriser temperature").await;
}

#[wasm_bindgen_test]
async fn a_widget_of_another_board_is_gone_to_as_well() {
    let shell = Shell::in_scene("busy");
    let shown = {
        let mut snapshot = shell.snapshot.borrow_mut();
        snapshot.queue.ops[0].board = BoardId::new("yard").expect("an id");
        let open = snapshot.open.as_ref().expect("a board is open");
        open.board.records.iter().find(|it| it.id == id("handover")).cloned()
    };
    shell.answers::<ReadRecord>(&shown);
    let page = shows(&shell, true).await;
    page.clicks(&edit_of("handover")).await;
    let asked = until("the board is opened", || shell.asked::<OpenBoard>().pop()).await;
    assert_eq!(asked["board"], "yard");
}
