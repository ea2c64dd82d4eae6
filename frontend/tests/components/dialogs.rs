//! Dialogs and the focus.

use crate::{
    page::{Page, focus, mark, until},
    shell::Shell,
};
use std::{cell::Cell, rc::Rc};
use tideboard_frontend::parts::{Dialog, Travel};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit};
use yew::prelude::*;

/// A button that opens a dialog with a field in it.
#[component]
fn Opener() -> Html {
    let is_open = use_state_eq(|| false);
    let set = |on: bool| {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(on))
    };
    html! {
        <>
            <button type="button" data-testid="opener" onclick={set(true).reform(|_: MouseEvent| ())} />
            if *is_open {
                <Dialog title="A dialog" on_close={set(false)} test_id="asked">
                    <input type="text" autofocus=true data-testid="inside" />
                </Dialog>
            }
        </>
    }
}

#[wasm_bindgen_test]
async fn the_focus_goes_into_a_dialog_and_back_to_where_it_was() {
    let shell = Shell::in_scene("synced");
    let page = Page::shows(&shell, html! { <Opener /> }).await;
    let opener = page.sees(&mark("opener")).await;
    opener.focus().expect("it takes the focus");
    opener.click();
    page.sees(&format!("{}[open]", mark("asked"))).await;
    until("the field has the focus", || (focus()? == "inside").then_some(())).await;
    page.clicks(&format!("{} {}", mark("asked"), mark("dialog-close"))).await;
    page.sees_no(&mark("asked")).await;
    until("the focus is back", || (focus()? == "opener").then_some(())).await;
}

#[wasm_bindgen_test]
async fn leaving_a_dialog_above_another_leaves_only_that_one() {
    let shell = Shell::in_scene("busy");
    let is_left = Rc::new(Cell::new(false));
    let on_close = {
        let is_left = Rc::clone(&is_left);
        Callback::from(move |()| is_left.set(true))
    };
    let content = html! {
        <Dialog title="Settings" {on_close} test_id="below"><Travel unsent=14 /></Dialog>
    };
    let page = Page::shows(&shell, content).await;
    page.clicks(&mark("travel-out")).await;
    let above = page.sees(&format!("{}[open]", mark("travel-dialog"))).await;
    let how = EventInit::new();
    how.set_cancelable(true);
    let escape = Event::new_with_event_init_dict("cancel", &how).expect("an event");
    above.dispatch_event(&escape).expect("the dialog takes it");
    page.sees_no(&mark("travel-dialog")).await;
    page.sees(&format!("{}[open]", mark("below"))).await;
    assert!(!is_left.get());
}

#[wasm_bindgen_test]
async fn without_unsent_changes_the_way_out_says_why_it_is_shut() {
    let shell = Shell::in_scene("synced");
    let page = Page::shows(&shell, html! { <Travel unsent=0 /> }).await;
    let shut = page.sees(&format!("{}[disabled]", mark("travel-out"))).await;
    assert!(shut.title().starts_with("Nothing waits"), "{}", shut.title());
    page.sees(&format!("{}:not([disabled])", mark("travel-in"))).await;
}
