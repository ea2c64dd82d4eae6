//! Saves the open board to a file.

use super::{use_door, use_store};
use crate::{
    board_file,
    components::{Toast, use_toast},
    store::Store,
};
use tideboard_protocol::{ipc::SaveText, view::RecordView};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Saves the open board, as it is shown, into the folder for downloads, and says where.
#[hook]
pub fn use_board_file() -> Callback<()> {
    let store = use_store();
    let (door, toast) = (use_door(), use_toast());
    use_callback((store, door, toast), |(), (store, door, toast)| {
        let (name, text) = match written(store) {
            None => return,
            Some(Err(why)) => return toast.emit(Toast::refusal(why)),
            Some(Ok(written)) => written,
        };
        let (door, toast) = (door.clone(), toast.clone());
        spawn_local(async move {
            toast.emit(match door.call(SaveText { name, text }).await {
                Ok(saved) => Toast::done(t!("board-saved-in", file = saved.file)),
                Err(error) => Toast::failure(&error),
            });
        });
    })
}

/// Name and content of the file; the error is a sentence.
fn written(store: &Store) -> Option<Result<(String, String), String>> {
    let view = store.view();
    let view = view.as_ref()?;
    let title = &view.board.as_ref()?.title;
    let records: Vec<&RecordView> = view.records.values().map(|record| &**record).collect();
    Some(board_file::write(title, records).map(|text| (board_file::name(title), text)))
}
