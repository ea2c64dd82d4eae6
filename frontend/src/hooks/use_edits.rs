//! Sends changes of whole records: new ones, their places, deletions.

use super::use_door;
use crate::{
    backend::Door,
    components::{Toast, use_toast},
    widgets::in_parts,
};
use tideboard_protocol::ipc::{Edit, EditRequest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Sends changes one after the other, those that are too large for one in parts. The first that
/// cannot be saved ends the row and is said in a toast.
#[hook]
pub fn use_edits() -> Callback<Vec<EditRequest>> {
    let (door, toast) = (use_door(), use_toast());
    use_callback((door, toast), |edits: Vec<EditRequest>, (door, toast)| {
        let (door, toast) = (door.clone(), toast.clone());
        spawn_local(async move { send(&door, &toast, edits).await });
    })
}

async fn send(door: &Door, toast: &Callback<Toast>, edits: Vec<EditRequest>) {
    for edit in edits.into_iter().flat_map(in_parts) {
        if let Err(error) = door.call(Edit { edit }).await {
            toast.emit(Toast::failure(&error));
            return;
        }
    }
}
