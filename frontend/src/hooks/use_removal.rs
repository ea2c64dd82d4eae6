//! Deletes a widget and offers to bring it back.

use super::{use_edits, use_store};
use crate::{
    components::{Toast, use_toast},
    format,
    state::Shared,
    store::Store,
    whole_records,
};
use tideboard_protocol::{BoardId, RecordId, ipc::EditRequest, view::RecordView, widget};
use tideboard_words::t;
use yew::prelude::*;

/// Letters of a title that a toast quotes.
const QUOTE: usize = 40;

/// Deletes a widget of the open board. A toast offers the way back.
#[hook]
pub fn use_removal() -> Callback<RecordId> {
    let store = use_store();
    let (edits, toast) = (use_edits(), use_toast());
    use_callback((store, edits, toast), |id: RecordId, (store, edits, toast)| {
        let Some((board, record)) = find(store, &id) else { return };
        edits.emit(vec![whole_records::delete(&board, &id)]);
        let title = format::short(widget::title(&record.fields, &record.kind), QUOTE);
        // One whose creation was never sent is gone as if it never was: it is made anew.
        let was_sent = record.changed_at.is_some();
        let undo = edits.reform(move |()| vec![way_back(&board, &record, was_sent)]);
        toast.emit(Toast::undoable(t!("widget-deleted", title = title), undo));
    })
}

fn find(store: &Store, id: &RecordId) -> Option<(BoardId, Shared<RecordView>)> {
    let view = store.view();
    let view = view.as_ref()?;
    Some((view.board.as_ref()?.id.clone(), view.records.get(id)?.clone()))
}

fn way_back(board: &BoardId, record: &RecordView, was_sent: bool) -> EditRequest {
    if was_sent {
        whole_records::restore(board, &record.id)
    } else {
        whole_records::again(board, record)
    }
}
