//! Own changes that left the queue, page by page.

use super::{use_door, use_view};
use crate::{backend::Door, history::Pages};
use std::{cell::RefCell, rc::Rc};
use tideboard_protocol::{
    ApiError,
    ipc::History,
    view::{HistoryItem, HistoryPage},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Changes read at once.
const PAGE: u32 = 30;

/// The history, as far as it was read.
pub struct PastChanges {
    /// Newest first.
    pub items: Rc<Vec<HistoryItem>>,
    /// The first page is on its way.
    pub is_loading: bool,
    /// There are older ones.
    pub more: bool,
    /// Why the last page did not come.
    pub error: Option<Rc<ApiError>>,
    /// Reads older ones.
    pub older: Callback<()>,
}

#[derive(Default)]
struct Reading {
    pages: Pages,
    shown: Rc<Vec<HistoryItem>>,
    has_begun: bool,
    error: Option<Rc<ApiError>>,
    /// Counts the questions about another filter: answers to older ones are not wanted.
    filter: u32,
}

/// Reads the history; `settled` includes what simply took effect. It is read anew whenever a change
/// leaves the queue.
#[hook]
pub fn use_history(settled: bool) -> PastChanges {
    let door = use_door();
    let update = use_force_update();
    let reading = use_mut_ref(Reading::default);
    let moved = use_view(|view| (view.queue.clone(), view.conflicts.clone()));
    use_effect_with(settled, {
        let reading = Rc::clone(&reading);
        move |_| {
            let mut reading = reading.borrow_mut();
            *reading = Reading { filter: reading.filter + 1, ..Reading::default() };
        }
    });
    use_effect_with((settled, moved, door.clone()), {
        let (reading, update) = (Rc::clone(&reading), update.clone());
        move |(settled, _, door)| read(door, *settled, None, reading, update)
    });
    let older = {
        let reading = Rc::clone(&reading);
        Callback::from(move |()| {
            let before = reading.borrow().pages.oldest();
            read(&door, settled, before, Rc::clone(&reading), update.clone());
        })
    };
    let now = reading.borrow();
    PastChanges {
        items: Rc::clone(&now.shown),
        is_loading: !now.has_begun && now.error.is_none(),
        more: now.pages.more,
        error: now.error.clone(),
        older,
    }
}

fn read(
    door: &Door,
    settled: bool,
    before: Option<i64>,
    reading: Rc<RefCell<Reading>>,
    update: UseForceUpdateHandle,
) {
    let (door, filter) = (door.clone(), reading.borrow().filter);
    spawn_local(async move {
        let answer = door.call(History { before, limit: PAGE, settled }).await;
        {
            let mut reading = reading.borrow_mut();
            if reading.filter != filter {
                return;
            }
            reading.take(before, answer);
        }
        update.force_update();
    });
}

impl Reading {
    fn take(&mut self, before: Option<i64>, answer: Result<HistoryPage, ApiError>) {
        match answer {
            Ok(page) => {
                match before {
                    None => self.pages.renew(page),
                    Some(_) => self.pages.extend(page),
                }
                self.error = None;
                self.has_begun = true;
                self.shown = Rc::new(self.pages.newest_first().cloned().collect());
            }
            Err(error) => self.error = Some(Rc::new(error)),
        }
    }
}
