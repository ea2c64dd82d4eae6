//! Widgets: what is edited, what waits, what was not taken, and who renders again.

use crate::{
    page::{Page, mark, turn, until},
    shell::Shell,
};
use std::{rc::Rc, sync::Arc};
use tideboard_frontend::parts::{WidgetRealtime, take_renders};
use tideboard_protocol::{
    ErrorCode, RecordId,
    frame::Role,
    ipc::{Edit, ViewEvent},
    view::{RecordSyncState, RecordView},
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;
use yew::prelude::*;

const REJECTS: &str = "rejects";

fn id(record: &str) -> RecordId {
    RecordId::new(record).expect("an id")
}

/// All widgets of the stand-in's board but for those whose figures move by themselves.
async fn shows(shell: &Rc<Shell>) -> Page {
    let records: Vec<RecordId> = {
        let snapshot = shell.snapshot.borrow();
        let open = snapshot.open.as_ref().expect("a board is open");
        open.board.records.iter().map(|record| record.id.clone()).collect()
    };
    let content = html! { { for records.into_iter().map(|record| html! {
        <WidgetRealtime key={record.as_str()} record={record.clone()} />
    }) } };
    Page::shows(shell, content).await
}

fn record(shell: &Shell, record: &str) -> RecordView {
    let snapshot = shell.snapshot.borrow();
    let open = snapshot.open.as_ref().expect("a board is open");
    open.board.records.iter().find(|it| it.id == id(record)).expect("it is there").clone()
}

fn counted(shell: &Shell, value: i64, state: RecordSyncState) -> ViewEvent {
    let mut shown = record(shell, REJECTS);
    shown.fields.insert("value".parse().expect("a path"), value.into());
    shown.sync.state = state;
    shown.sync.pending = u32::from(state != RecordSyncState::Synced);
    ViewEvent::Record(Arc::new(shown))
}

fn widget(record: &str, state: &str) -> String {
    format!("{}[data-record='{record}'][data-state='{state}']", mark("widget-realtime"))
}

fn value(value: i64) -> String {
    format!("[data-record='{REJECTS}'] {}[data-value='{value}']", mark("counter-value"))
}

fn in_rejects(test_id: &str) -> String {
    format!("[data-record='{REJECTS}'] {}", mark(test_id))
}

#[wasm_bindgen_test]
async fn an_edit_is_sent_shown_with_its_mark_and_rolled_back_when_refused() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell).await;
    page.sees(&value(37)).await;
    page.clicks(&in_rejects("counter-increment")).await;
    let asked = until("the edit is sent", || shell.asked::<Edit>().pop()).await;
    assert_eq!(asked["edit"]["record"], REJECTS);
    assert_eq!(asked["edit"]["inc"]["value"], 1.0);

    shell.tells(counted(&shell, 38, RecordSyncState::Waiting));
    page.sees(&value(38)).await;
    page.sees(&widget(REJECTS, "waiting")).await;
    page.reads(&in_rejects("widget-tag"), "1").await;
    shell.tells(counted(&shell, 38, RecordSyncState::Sending));
    page.sees(&widget(REJECTS, "sending")).await;
    shell.tells(counted(&shell, 37, RecordSyncState::Refused));
    page.sees(&value(37)).await;
    page.sees(&widget(REJECTS, "refused")).await;
    shell.tells(counted(&shell, 37, RecordSyncState::Synced));
    page.sees_no(&in_rejects("widget-tag")).await;
}

#[wasm_bindgen_test]
async fn an_edit_that_cannot_be_saved_is_named_and_can_be_tried_again() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell).await;
    shell.refuses::<Edit>(ErrorCode::StorageFull, "The disk of this computer is full.");
    page.clicks(&in_rejects("counter-increment")).await;
    page.reads(&in_rejects("widget-error"), "The disk of this computer is full.").await;
    page.sees(&value(37)).await;
    shell.answers::<Edit>(&serde_json::json!({"op_id": uuid::Uuid::nil()}));
    page.clicks(&in_rejects("widget-error-retry")).await;
    page.sees_no(&in_rejects("widget-error")).await;
    assert_eq!(shell.asked::<Edit>().len(), 2);
}

#[wasm_bindgen_test]
async fn one_update_renders_one_widget() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell).await;
    page.sees(&value(37)).await;
    turn().await;
    take_renders();
    shell.tells(counted(&shell, 40, RecordSyncState::Synced));
    page.sees(&value(40)).await;
    turn().await;
    let rendered: Vec<_> = take_renders().into_iter().collect();
    assert_eq!(rendered, [(id(REJECTS), 1)]);

    // The same again is no news.
    shell.tells(counted(&shell, 40, RecordSyncState::Synced));
    turn().await;
    turn().await;
    assert!(take_renders().is_empty());
}

#[wasm_bindgen_test]
async fn a_widget_that_was_deleted_goes_and_takes_nothing_with_it() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell).await;
    let before = page.all(&mark("widget-realtime")).len();
    page.sees(&value(37)).await;
    shell.tells(ViewEvent::RecordGone(id(REJECTS)));
    page.sees_no(&value(37)).await;
    assert_eq!(page.all(&mark("widget-realtime")).len(), before - 1);
}

#[wasm_bindgen_test]
async fn what_is_typed_into_a_field_of_its_own_stays_when_news_arrive() {
    let shell = Shell::in_scene("synced");
    let page = shows(&shell).await;
    let item = "[data-record='handover'] [data-item='i3']";
    page.clicks(&format!("{item} {}", mark("checklist-assign"))).await;
    let field = format!("{item} {}", mark("checklist-assignee-input"));
    page.types(&field, "Ana").await;

    let mut shown = record(&shell, "handover");
    shown.fields.insert("title".parse().expect("a path"), "Morning".into());
    shell.tells(ViewEvent::Record(Arc::new(shown)));
    page.reads(&format!("[data-record='handover'] {}", mark("widget-title")), "Morning").await;
    let typed: HtmlInputElement = page.sees(&field).await.unchecked_into();
    assert_eq!(typed.value(), "Ana");
}

#[wasm_bindgen_test]
async fn readings_are_added_by_hand_also_where_a_time_is_set_after_which_they_are_old() {
    let shell = Shell::in_scene("synced");
    for named in ["pasteuriser", "energy"] {
        assert!(record(&shell, named).fields.contains_key("stale_after_s"), "{named}");
    }
    let page = shows(&shell).await;
    let in_metric = |place: &str| format!("[data-record='pasteuriser'] {place}");
    page.clicks(&in_metric(&mark("metric-edit"))).await;
    page.types(&in_metric(&mark("metric-input")), "72.5").await;
    page.clicks(&in_metric("button[type='submit']")).await;
    let asked = until("the value is sent", || shell.asked::<Edit>().pop()).await;
    assert_eq!(asked["edit"]["set"]["value"], 72.5);
    assert_eq!(asked["edit"]["append"]["points"][0][1], 72.5);

    let in_chart = |test_id: &str| format!("[data-record='energy'] {}", mark(test_id));
    page.clicks(&in_chart("chart-add")).await;
    page.types(&in_chart("chart-reading-value"), "18").await;
    page.clicks(&in_chart("chart-reading-save")).await;
    let asked = until("the reading is sent", || {
        shell.asked::<Edit>().into_iter().find(|it| it["edit"]["record"] == "energy")
    })
    .await;
    assert_eq!(asked["edit"]["append"]["points/a-filler"][0][1], 18.0);
}

#[wasm_bindgen_test]
async fn whoever_may_only_read_is_offered_no_way_to_add_readings() {
    let shell = Shell::in_scene("synced");
    if let Some(open) = &mut shell.snapshot.borrow_mut().open {
        open.board.role = Some(Role::Viewer);
    }
    let page = shows(&shell).await;
    page.sees(&format!("[data-record='pasteuriser'] {}", mark("metric-value"))).await;
    page.sees(&format!("[data-record='energy'] {}", mark("chart-legend"))).await;
    page.sees_no(&mark("metric-edit")).await;
    page.sees_no(&mark("chart-add")).await;
}
