//! Searching all boards while the user types.

use super::use_door;
use gloo::timers::callback::Timeout;
use std::{cell::Cell, rc::Rc};
use tideboard_protocol::{
    ApiError, BoardId,
    ipc::SearchBoards,
    search::{Found, QUERY_FROM},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How long the keys rest before the search begins, in milliseconds.
const REST_MS: u32 = 120;

/// How far a search is.
#[derive(Clone, Default)]
pub struct Search {
    /// The newest answer; while the next one is awaited, that to what was typed before.
    pub answer: Option<Rc<Result<Found, ApiError>>>,
    /// An answer is awaited.
    pub is_busy: bool,
}

/// Searches for what is typed. An answer that comes after the next letter is dropped.
#[hook]
pub fn use_search(typed: &str, first: Option<BoardId>) -> Search {
    let door = use_door();
    let search = use_state(Search::default);
    use_effect_with((typed.trim().to_owned(), first), {
        let (answer, set) = (search.answer.clone(), search.setter());
        move |(text, first): &(String, Option<BoardId>)| {
            let is_wanted = Rc::new(Cell::new(true));
            let is_enough = text.chars().count() >= QUERY_FROM;
            set.set(Search { answer: answer.filter(|_| is_enough), is_busy: is_enough });
            let asking = is_enough.then(|| {
                let command = SearchBoards { text: text.clone(), first: first.clone() };
                let is_wanted = Rc::clone(&is_wanted);
                Timeout::new(REST_MS, move || {
                    spawn_local(async move {
                        let answer = Some(Rc::new(door.call(command).await));
                        if is_wanted.get() {
                            set.set(Search { answer, is_busy: false });
                        }
                    });
                })
            });
            move || {
                is_wanted.set(false);
                drop(asking);
            }
        }
    });
    (*search).clone()
}
