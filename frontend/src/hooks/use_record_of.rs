//! A record of any board, for naming what a change is about.

use super::{use_door, use_view};
use crate::state::Shared;
use tideboard_protocol::{BoardId, RecordId, ipc::ReadRecord, view::RecordView};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The record: of the open board as it changes, of another one as it was when it was asked for.
#[hook]
pub fn use_record_of(board: &BoardId, record: &RecordId) -> Option<Shared<RecordView>> {
    let door = use_door();
    let read = use_state(|| None::<Shared<RecordView>>);
    let (is_open, here) = use_view({
        let (board, record) = (board.clone(), record.clone());
        move |view| {
            let is_open = view.board.as_ref().is_some_and(|open| open.id == board);
            (is_open, is_open.then(|| view.records.get(&record).cloned()).flatten())
        }
    });
    use_effect_with((is_open, board.clone(), record.clone()), {
        let read = read.setter();
        move |(is_open, board, record)| {
            if *is_open {
                return;
            }
            let command = ReadRecord { board: board.clone(), record: record.clone() };
            spawn_local(async move {
                // Without an answer, fields go by their plain names.
                if let Ok(Some(record)) = door.call(command).await {
                    read.set(Some(Shared::new(record)));
                }
            });
        }
    });
    if is_open { here } else { (*read).clone() }
}
