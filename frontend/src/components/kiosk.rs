//! The board alone, for a screen on the wall: no chrome, no pointer, and a badge where otherwise a
//! dialog would ask.

use super::{Icon, dashboard_sync_indicator as indicator};
use crate::{
    backend::Door, browser, clock, hooks::use_connection, hooks::use_door, hooks::use_view,
};
use tideboard_protocol::{ipc::Kiosk, status::SyncState};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Whether the board is shown alone, and the switch.
#[hook]
pub fn use_kiosk() -> (bool, Callback<()>) {
    let door = use_door();
    let from_start = use_view(|view| view.kiosk);
    let on = use_state_eq(|| from_start);
    let before = use_mut_ref(|| None);
    use_effect_with(*on, move |on| {
        browser::mark_root("data-kiosk", *on);
        // What had the focus is hidden with the rest of the chrome, and has it again afterwards.
        if *on {
            *before.borrow_mut() = browser::focused();
            browser::focus_by_id("board");
        } else if let Some(before) = before.borrow_mut().take() {
            browser::focus(&before);
        }
    });
    let toggle =
        use_callback((on.clone(), door), |(), (on, door): &(UseStateHandle<bool>, Door)| {
            let (wanted, door) = (!**on, door.clone());
            on.set(wanted);
            spawn_local(async move {
                // The page is as wanted all the same; only the frame of the window stays.
                if let Err(error) = door.call(Kiosk { on: wanted }).await {
                    gloo::console::warn!(error.message);
                }
            });
        });
    (*on, toggle)
}

/// How sync stands, in a corner of the board; nothing while all is well.
#[component]
pub fn KioskBadge() -> Html {
    let connection = use_connection();
    let status = &connection.status;
    if status.state == SyncState::Synced {
        return Html::default();
    }
    html! {
        <p
            class={classes!("kiosk-badge", indicator::tone_class(status.tone))}
            data-testid="kiosk-badge" data-state={status.state.name()}
        >
            <Icon glyph={indicator::glyph(status)} /><span>{ tideboard_words::status(status, clock::recent) }</span>
        </p>
    }
}
