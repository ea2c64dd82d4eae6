//! Takes own steps back and makes them again.

use super::{use_door, use_view};
use crate::{
    backend::Door,
    components::{Toast, use_toast},
};
use tideboard_protocol::{
    ApiError, BoardId,
    ipc::{Redo, Stepped, Undo},
};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Undo and redo on the open board.
#[derive(Clone, PartialEq)]
pub struct Stepping {
    /// Takes the last own step back.
    pub undo: Callback<()>,
    /// Makes again what was taken back last.
    pub redo: Callback<()>,
    /// Takes the last own step on a board back; `None`: the last step anywhere.
    pub undo_on: Callback<Option<BoardId>>,
}

/// Undo and redo on the open board. What became of it is said in a toast.
#[hook]
pub fn use_stepping() -> Stepping {
    let (door, toast) = (use_door(), use_toast());
    let board = use_view(|view| view.board.as_ref().map(|board| board.id.clone()));
    let undo_on =
        use_callback((door.clone(), toast.clone()), |board: Option<BoardId>, (door, toast)| {
            step(
                door,
                toast,
                &board,
                |door, board| async move { door.call(Undo { board }).await },
                |left_alone| match left_alone {
                    0 => t!("undo-done"),
                    count => t!("undo-partly", count = count),
                },
            );
        });
    let undo = use_callback((undo_on.clone(), board.clone()), |(), (undo_on, board)| {
        undo_on.emit(board.clone());
    });
    let redo = use_callback((door, toast, board), |(), (door, toast, board)| {
        step(
            door,
            toast,
            board,
            |door, board| async move { door.call(Redo { board }).await },
            |left_alone| match left_alone {
                0 => t!("redo-done"),
                count => t!("redo-partly", count = count),
            },
        );
    });
    Stepping { undo, redo, undo_on }
}

fn step<F>(
    door: &Door,
    toast: &Callback<Toast>,
    board: &Option<BoardId>,
    call: fn(Door, Option<BoardId>) -> F,
    done: fn(u32) -> String,
) where
    F: Future<Output = Result<Stepped, ApiError>> + 'static,
{
    let (answer, toast) = (call(door.clone(), board.clone()), toast.clone());
    spawn_local(async move {
        toast.emit(match answer.await {
            Ok(Stepped { left_alone }) => Toast::done(done(left_alone)),
            Err(error) => Toast::refusal(tideboard_words::error(&error)),
        });
    });
}
