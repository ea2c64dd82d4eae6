//! Takes own steps back and makes them again.

use super::{use_door, use_view};
use crate::{
    backend::Door,
    components::{Toast, use_toast},
    format,
};
use tideboard_protocol::{
    ApiError, BoardId,
    ipc::{Redo, Stepped, Undo},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Undo and redo on the open board.
#[derive(Clone, PartialEq)]
pub struct Stepping {
    /// Takes the last own step back.
    pub undo: Callback<()>,
    /// Makes again what was taken back last.
    pub redo: Callback<()>,
}

/// Undo and redo on the open board. What became of it is said in a toast.
#[hook]
pub fn use_stepping() -> Stepping {
    let (door, toast) = (use_door(), use_toast());
    let board = use_view(|view| view.board.as_ref().map(|board| board.id.clone()));
    let deps = (door, toast, board);
    let undo = use_callback(deps.clone(), |(), (door, toast, board)| {
        step(
            door,
            toast,
            board,
            |door, board| async move { door.call(Undo { board }).await },
            "Taken back",
        );
    });
    let redo = use_callback(deps, |(), (door, toast, board)| {
        step(
            door,
            toast,
            board,
            |door, board| async move { door.call(Redo { board }).await },
            "Made again",
        );
    });
    Stepping { undo, redo }
}

fn step<F>(
    door: &Door,
    toast: &Callback<Toast>,
    board: &Option<BoardId>,
    call: fn(Door, Option<BoardId>) -> F,
    done: &'static str,
) where
    F: Future<Output = Result<Stepped, ApiError>> + 'static,
{
    let (answer, toast) = (call(door.clone(), board.clone()), toast.clone());
    spawn_local(async move {
        toast.emit(match answer.await {
            Ok(Stepped { left_alone: 0 }) => Toast::done(format!("{done}.")),
            Ok(Stepped { left_alone }) => Toast::done(format!(
                "{done}, but for {} that somebody else changed since.",
                format::counted(left_alone, "field", "fields")
            )),
            Err(error) => Toast { is_failure: true, ..Toast::done(error.message) },
        });
    });
}
