//! Deciding conflicts.

use crate::{
    page::{Page, mark, until},
    shell::Shell,
};
use std::rc::Rc;
use tideboard_frontend::parts::{ConflictResolution, Panel};
use tideboard_protocol::ipc::{Resolve, ViewEvent};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

async fn shows(shell: &Rc<Shell>, panel: Option<Panel>) -> Page {
    Page::shows(shell, html! { <ConflictResolution {panel} on_panel={Callback::noop()} /> }).await
}

#[wasm_bindgen_test]
async fn the_badge_counts_them_and_is_not_there_without_any() {
    let shell = Shell::in_scene("conflict");
    let page = shows(&shell, None).await;
    page.reads(&mark("conflict-badge"), "2").await;
    page.sees_no(&mark("conflict-dialog")).await;
    shell.tells(ViewEvent::Conflicts(Vec::new()));
    page.sees_no(&mark("conflict-badge")).await;
}

#[wasm_bindgen_test]
async fn both_sides_stand_under_their_names_and_one_is_kept() {
    let shell = Shell::in_scene("conflict");
    let op_id = shell.snapshot.borrow().conflicts[0].op_id;
    let page = shows(&shell, Some(Panel::Conflict(Some(op_id)))).await;
    page.reads(&mark("conflict-mine-name"), "This laptop").await;
    page.reads(&mark("conflict-theirs-name"), "Bo, panel PC 2").await;
    page.reads(&mark("conflict-field"), "14").await;
    page.clicks(&mark("conflict-keep-local")).await;
    let asked = until("the decision is sent", || shell.asked::<Resolve>().pop()).await;
    assert_eq!(asked["op_id"], op_id.to_string());
    assert_eq!(asked["resolution"]["choice"], "local");
}

#[wasm_bindgen_test]
async fn both_of_two_short_texts_are_kept_in_one_line_and_of_two_numbers_only_one() {
    let shell = Shell::in_scene("conflict");
    let op_id = shell.snapshot.borrow().conflicts[0].op_id;
    let page = shows(&shell, Some(Panel::Conflict(Some(op_id)))).await;
    let field = |path: &str| format!("{}[data-path='{path}']", mark("conflict-field"));
    let row_below = |path: &str| format!("{} + .merged-row", field(path));
    let product = "rows/b2/product";
    page.sees(&row_below(product)).await;
    page.sees_no(&row_below("rows/a1/pallets")).await;

    page.clicks(&format!("{} {}", row_below(product), mark("conflict-both"))).await;
    page.sees(&format!("{}[data-choice='merged']", field(product))).await;
    let result = format!("{} {}", field(product), mark("conflict-result"));
    page.reads(&result, "Mineral 1.5 / Lemon 0.75").await;
    let typed = format!("{} input{}", row_below(product), mark("conflict-merged-text"));
    page.types(&typed, "Mineral 1.5, then Lemon 0.75").await;
    page.reads(&result, "Mineral 1.5, then Lemon 0.75").await;
}

#[wasm_bindgen_test]
async fn one_that_was_settled_elsewhere_says_so_instead_of_showing_another() {
    let shell = Shell::in_scene("conflict");
    let conflicts = shell.snapshot.borrow().conflicts.clone();
    let page = shows(&shell, Some(Panel::Conflict(Some(conflicts[0].op_id)))).await;
    page.sees(&format!("{}[data-kind='fields']", mark("conflict-dialog"))).await;
    shell.tells(ViewEvent::Conflicts(vec![conflicts[1].clone()]));
    page.sees(&format!("{}[data-kind='gone']", mark("conflict-dialog"))).await;
}
