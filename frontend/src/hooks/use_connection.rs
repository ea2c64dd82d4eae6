//! The connection: how it stands, and what a person can do about it.

use super::{use_command, use_view};
use crate::state::Shared;
use std::rc::Rc;
use tideboard_protocol::{
    ApiError,
    ipc::{Pause, Resume, SignIn, SyncNow},
    status::SyncStatus,
    view::ConnectionView,
};
use yew::prelude::*;

/// The connection.
pub struct Connection {
    /// How sync stands, in one value.
    pub status: Shared<SyncStatus>,
    /// The connection in detail.
    pub details: Shared<ConnectionView>,
    /// Connects and sends at once.
    pub retry_now: Callback<()>,
    /// Pauses for some minutes, or until resumed.
    pub pause: Callback<Option<u32>>,
    /// Ends a pause.
    pub resume: Callback<()>,
    /// Signs in again with a token.
    pub sign_in: Callback<String>,
    /// Whether signing in is under way.
    pub signing_in: bool,
    /// Why the last of these failed.
    pub error: Option<Rc<ApiError>>,
}

/// Reads and steers the connection.
#[hook]
pub fn use_connection() -> Connection {
    let retry = use_command::<SyncNow>();
    let pause = use_command::<Pause>();
    let resume = use_command::<Resume>();
    let sign_in = use_command::<SignIn>();
    Connection {
        status: use_view(|view| view.status.clone()),
        details: use_view(|view| view.connection.clone()),
        retry_now: retry.send.reform(|()| SyncNow {}),
        pause: pause.send.reform(|minutes| Pause { minutes }),
        resume: resume.send.reform(|()| Resume {}),
        sign_in: sign_in.send.reform(|token| SignIn { token }),
        signing_in: sign_in.busy,
        error: retry.error.or(pause.error).or(resume.error).or(sign_in.error),
    }
}
