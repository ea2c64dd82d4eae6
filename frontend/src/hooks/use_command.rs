//! Sending a command from a component, with its progress and its error.

use crate::backend::{self, Door};
use std::{any::Any, rc::Rc};
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

enum Progress {
    Idle,
    Busy,
    Done(Rc<dyn Any>),
    Failed(Rc<ApiError>),
}

/// Sends commands of one kind and follows them.
#[hook]
pub fn use_command<C: Command + 'static>() -> Running<C> {
    let door = use_door();
    let running = use_texts(door, C::NAME, |text| {
        let reply: C::Reply = backend::read(text)?;
        Ok(Rc::new(reply))
    });
    let send = use_callback(running.send, |command: C, send| send.emit(backend::write(&command)));
    let reply = running.reply.and_then(|reply| reply.downcast().ok());
    Running { send, busy: running.busy, error: running.error, reply }
}

struct Texts {
    send: Callback<Result<String, ApiError>>,
    busy: bool,
    error: Option<Rc<ApiError>>,
    reply: Option<Rc<dyn Any>>,
}

/// Makes of an answer's text what it says.
type Read = fn(&str) -> Result<Rc<dyn Any>, ApiError>;

/// As [`use_command`], without its types: compiled once, and not once for each command.
#[hook]
fn use_texts(door: Door, command: &'static str, read: Read) -> Texts {
    let update = use_force_update();
    let progress = use_mut_ref(|| Progress::Idle);
    let send = {
        let progress = Rc::clone(&progress);
        use_callback(door, move |args: Result<String, ApiError>, door: &Door| {
            if matches!(*progress.borrow(), Progress::Busy) {
                return;
            }
            *progress.borrow_mut() = Progress::Busy;
            update.force_update();
            let (door, progress, update) = (door.clone(), Rc::clone(&progress), update.clone());
            spawn_local(async move {
                let answer = match args {
                    Ok(args) => door.call_with_text(command, args).await,
                    Err(error) => Err(error),
                };
                *progress.borrow_mut() = match answer.and_then(|text| read(&text)) {
                    Ok(reply) => Progress::Done(reply),
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
    Texts { send, busy, error, reply }
}
