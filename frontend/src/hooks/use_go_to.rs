//! Going to a widget of any board.

use super::{use_door, use_store};
use crate::{browser, components::Toast, components::use_toast};
use gloo::timers::callback::Timeout;
use tideboard_protocol::{BoardId, RecordId, ipc::OpenBoard};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Opens the board, where it is not open, and puts the focus on the widget.
#[hook]
pub fn use_go_to() -> Callback<(BoardId, RecordId)> {
    let store = use_store();
    let deps = (use_door(), store, use_toast());
    use_callback(deps, |(board, record): (BoardId, RecordId), (door, store, toast)| {
        let open = store.view().as_ref().and_then(|view| Some(view.board.as_ref()?.id.clone()));
        if open.as_ref() == Some(&board) {
            reveal(record);
            return;
        }
        store.set_goal(Some((board.clone(), record)));
        let (door, store, toast) = (door.clone(), store.clone(), toast.clone());
        spawn_local(async move {
            if let Err(error) = door.call(OpenBoard { board }).await {
                store.set_goal(None);
                toast.emit(Toast::refusal(tideboard_words::error(&error)));
            }
        });
    })
}

/// Goes where the user wanted to be on this board, once its widgets are there.
#[hook]
pub fn use_arrival(board: Option<BoardId>, is_ready: bool) {
    let store = use_store();
    use_effect_with((board, is_ready), move |(board, is_ready)| {
        let board = board.as_ref().filter(|_| *is_ready);
        if let Some(record) = board.and_then(|board| store.take_goal(board)) {
            reveal(record);
        }
    });
}

fn reveal(record: RecordId) {
    // What was open above the board hands the focus back first.
    Timeout::new(0, move || browser::reveal_widget(record.as_str())).forget();
}
