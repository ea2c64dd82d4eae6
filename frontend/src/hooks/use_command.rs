//! Sending a command from a component, with its progress and its error.

use crate::backend::Door;
use std::rc::Rc;
use tideboard_protocol::{ApiError, ipc::Command};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The door to the shell.
#[hook]
pub fn use_door() -> Door {
    use_context::<Door>().expect("used below the DashboardRealtimeProvider")
}

/// A command that can be sent.
pub struct Running<C: Command> {
    /// Sends it. While one is on its way, further ones are dropped.
    pub send: Callback<C>,
    /// Whether it is on its way.
    pub busy: bool,
    /// Why the last one failed.
    pub error: Option<Rc<ApiError>>,
    /// What the last one answered.
    pub reply: Option<Rc<C::Reply>>,
}

enum Progress<R> {
    Idle,
    Busy,
    Done(Rc<R>),
    Failed(Rc<ApiError>),
}

/// Sends commands of one kind and follows them.
#[hook]
pub fn use_command<C: Command + 'static>() -> Running<C> {
    let door = use_door();
    let update = use_force_update();
    let progress = use_mut_ref(|| Progress::<C::Reply>::Idle);
    let send = {
        let progress = Rc::clone(&progress);
        use_callback(door, move |command: C, door: &Door| {
            if matches!(*progress.borrow(), Progress::Busy) {
                return;
            }
            *progress.borrow_mut() = Progress::Busy;
            update.force_update();
            let (door, progress, update) = (door.clone(), Rc::clone(&progress), update.clone());
            spawn_local(async move {
                *progress.borrow_mut() = match door.call(command).await {
                    Ok(reply) => Progress::Done(Rc::new(reply)),
                    Err(error) => Progress::Failed(Rc::new(error)),
                };
                update.force_update();
            });
        })
    };
    let progress = progress.borrow();
    let (busy, error, reply) = match &*progress {
        Progress::Idle => (false, None, None),
        Progress::Busy => (true, None, None),
        Progress::Done(reply) => (false, None, Some(Rc::clone(reply))),
        Progress::Failed(error) => (false, Some(Rc::clone(error)), None),
    };
    Running { send, busy, error, reply }
}
