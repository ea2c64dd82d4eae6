//! What the open board shows, as it changes.

use super::{use_view, use_watch::use_view_while};
use crate::state::{BoardHead, Shared};
use tideboard_protocol::{
    RecordId,
    view::{Freshness, PresenceView, RecordView},
};
use yew::prelude::*;

/// The open board.
pub struct RealtimeUpdates {
    /// The board without its records.
    pub board: Option<Shared<BoardHead>>,
    /// How current it is.
    pub freshness: Freshness,
    /// Who else is there.
    pub presence: Option<Shared<PresenceView>>,
}

/// Follows the open board.
#[hook]
pub fn use_realtime_updates() -> RealtimeUpdates {
    RealtimeUpdates {
        board: use_view(|view| view.board.clone()),
        freshness: use_view(|view| view.freshness),
        presence: use_view(|view| view.presence.clone()),
    }
}

/// Follows one record of the open board; `None` once it is gone.
#[hook]
pub fn use_record(record: &RecordId) -> Option<Shared<RecordView>> {
    let record = record.clone();
    use_view(move |view| view.records.get(&record).cloned())
}

/// The same for a widget: at once while it is in sight, and every few seconds while it is not.
#[hook]
pub fn use_record_in_sight(record: &RecordId, in_sight: bool) -> Option<Shared<RecordView>> {
    let record = record.clone();
    use_view_while(in_sight, move |view| view.records.get(&record).cloned())
}
