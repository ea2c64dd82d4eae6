//! Dialogs and the focus.

use crate::{
    page::{Page, focus, mark, until},
    shell::Shell,
};
use tideboard_frontend::parts::Dialog;
use wasm_bindgen_test::wasm_bindgen_test;
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
