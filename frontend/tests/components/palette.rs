//! The whole window with its palette: searching all boards.

use crate::{
    page::{Page, mark, turn, until},
    shell::Shell,
};
use serde_json::json;
use std::rc::Rc;
use tideboard_frontend::parts::Screen;
use tideboard_protocol::ipc::{OpenBoard, SearchBoards};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

async fn opens(shell: &Rc<Shell>) -> Page {
    let page = Page::shows(shell, html! { <Screen /> }).await;
    page.clicks(&mark("palette-open")).await;
    page.sees(&mark("palette-input")).await;
    page
}

fn found(text: &str) -> serde_json::Value {
    json!({ "more": false, "hits": [{
        "board": "line-4", "board_title": "Line 4 · Canning", "record": "seams",
        "title": "Seams", "text": text,
    }]})
}

async fn is_asked(shell: &Rc<Shell>, times: usize) -> serde_json::Value {
    let all = || Some(shell.asked::<SearchBoards>()).filter(|asked| asked.len() == times);
    until("the shell is asked", all).await.pop().expect("asked")
}

#[wasm_bindgen_test]
async fn the_search_waits_for_the_last_letter_and_enter_goes_to_the_board() {
    let shell = Shell::in_scene("synced");
    shell.answers::<SearchBoards>(&found("double seam is dented"));
    let page = opens(&shell).await;
    for typed in ["d", "de", "den", "dent"] {
        page.types(&mark("palette-input"), typed).await;
    }
    let asked = is_asked(&shell, 1).await;
    assert_eq!((asked["text"].as_str(), asked["first"].as_str()), (Some("dent"), Some("line-3")));
    page.reads(&mark("palette-entry"), "double seam is dented").await;
    page.reads(&mark("palette-entry"), "in “Seams” · Line 4 · Canning").await;
    page.presses(&mark("palette-input"), "Enter").await;
    let opened = until("the board is opened", || shell.asked::<OpenBoard>().pop()).await;
    assert_eq!(opened["board"], "line-4");
    page.sees_no(&mark("palette")).await;
}

#[wasm_bindgen_test]
async fn an_answer_that_is_out_of_date_is_dropped() {
    let shell = Shell::in_scene("synced");
    shell.thinks_about::<SearchBoards>();
    let page = opens(&shell).await;
    page.types(&mark("palette-input"), "zinc").await;
    is_asked(&shell, 1).await;
    page.types(&mark("palette-input"), "zebra").await;
    is_asked(&shell, 2).await;
    shell.gives::<SearchBoards>(1, &found("the newer one"));
    page.reads(&mark("palette-entry"), "the newer one").await;
    shell.gives::<SearchBoards>(0, &found("the older one"));
    turn().await;
    turn().await;
    assert!(!page.text(&mark("palette")).contains("the older one"));
    page.reads(&mark("palette-entry"), "the newer one").await;
}

#[wasm_bindgen_test]
async fn nothing_found_is_said_only_once_that_is_known() {
    let shell = Shell::in_scene("synced");
    shell.thinks_about::<SearchBoards>();
    let page = opens(&shell).await;
    page.types(&mark("palette-input"), "qqqq").await;
    is_asked(&shell, 1).await;
    page.sees_no(&mark("palette-entry")).await;
    assert!(page.all(&mark("palette-hint")).is_empty());
    shell.gives::<SearchBoards>(0, &json!({ "hits": [], "more": false }));
    page.reads(&mark("palette-hint"), "Nothing kept on this computer has these words.").await;
}
