//! Own changes on their way to the server, and the conflicts among them.

use super::{use_command, use_view};
use crate::state::Shared;
use std::rc::Rc;
use tideboard_protocol::{
    ApiError, OpId,
    ipc::{Discard, Resolution, Resolve, Retry},
    view::{ConflictView, QueueView},
};
use yew::prelude::*;

/// Own changes on their way.
pub struct BackgroundSync {
    /// The changes that the server has not acknowledged.
    pub queue: Shared<QueueView>,
    /// Those that clash with somebody else's.
    pub conflicts: Shared<Vec<ConflictView>>,
    /// Sends a refused change again.
    pub retry: Callback<OpId>,
    /// Rolls a change back.
    pub discard: Callback<OpId>,
    /// Decides a conflict.
    pub resolve: Callback<(OpId, Resolution)>,
    /// Whether a decision is on its way.
    pub resolving: bool,
    /// Why the last retry or roll-back failed.
    pub error: Option<Rc<ApiError>>,
    /// Why the last decision failed.
    pub resolve_error: Option<Rc<ApiError>>,
}

/// Follows and steers own changes.
#[hook]
pub fn use_background_sync() -> BackgroundSync {
    let retry = use_command::<Retry>();
    let discard = use_command::<Discard>();
    let resolve = use_command::<Resolve>();
    BackgroundSync {
        queue: use_view(|view| view.queue.clone()),
        conflicts: use_view(|view| view.conflicts.clone()),
        retry: retry.send.reform(|op_id| Retry { op_id }),
        discard: discard.send.reform(|op_id| Discard { op_id }),
        resolve: resolve.send.reform(|(op_id, resolution)| Resolve { op_id, resolution }),
        resolving: resolve.busy,
        error: retry.error.or(discard.error),
        resolve_error: resolve.error,
    }
}
