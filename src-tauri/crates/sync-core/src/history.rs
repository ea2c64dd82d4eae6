//! Values of the history brought back, as new operations like any edit.

use crate::{
    edit::wrong_state,
    engine::Engine,
    overlay,
    stored::JournalRow,
    undo::{Removed, Step, ways_back},
};
use tideboard_protocol::{
    ApiError, BoardId, Cause, OpId, OpKind, RecordId,
    ipc::{EditRequest, HistoryValues},
};

impl Engine {
    pub(crate) fn on_restore(
        &mut self,
        row: &JournalRow,
        values: HistoryValues,
    ) -> Result<OpId, ApiError> {
        let mut wanted = wanted(row, values);
        let (board, record) = (row.op.board.clone(), row.op.record.clone());
        let alive = self.is_alive(&board, &record);
        // Fields of a record that somebody deleted come back with it.
        let writes = wanted.iter().any(|request| request.kind == OpKind::Patch);
        if alive == Some(false) && writes {
            let kind = OpKind::Restore;
            wanted.insert(0, EditRequest { kind, ..EditRequest::patch(board, record) });
        }
        let (mut last, mut back) = (None, Vec::new());
        for request in wanted {
            let Some(request) = self.still_new(request) else { continue };
            match self.make(request, Cause::Undo) {
                Ok(made) => {
                    last = Some(made.op);
                    back.splice(0..0, made.back);
                }
                Err(error) if last.is_none() => return Err(error),
                Err(_) => break,
            }
        }
        let Some(op) = last else {
            return Err(wrong_state("The board shows these values already."));
        };
        self.undo.did(Step::edited(op, false, back));
        Ok(op)
    }

    fn is_alive(&self, board: &BoardId, record: &RecordId) -> Option<bool> {
        let stored = self.boards.get(board).and_then(|board| board.records.get(record));
        overlay::is_alive(stored, self.queue.lane(&(board.clone(), record.clone())))
    }

    /// What of a request would change something; `None`: nothing.
    fn still_new(&self, mut request: EditRequest) -> Option<EditRequest> {
        let key = (request.board.clone(), request.record.clone());
        let alive = self.is_alive(&key.0, &key.1);
        let record = self.boards.get(&key.0).and_then(|board| board.records.get(&key.1));
        let lane = self.queue.lane(&key);
        match (request.kind, alive) {
            (OpKind::Create, Some(true)) => {
                request.kind = OpKind::Patch;
                request.inc.clear();
            }
            (OpKind::Create, Some(false)) => request.kind = OpKind::Restore,
            (OpKind::Restore, Some(true)) | (OpKind::Delete, Some(false)) => return None,
            (OpKind::Create | OpKind::Restore | OpKind::Delete | OpKind::Patch, _) => {}
        }
        match request.kind {
            OpKind::Create => return Some(request),
            OpKind::Restore | OpKind::Delete => {
                let EditRequest { kind, board, record, .. } = request;
                return Some(EditRequest { kind, ..EditRequest::patch(board, record) });
            }
            OpKind::Patch => {}
        }
        request.record_kind = None;
        request
            .set
            .retain(|path, value| overlay::shown_value(record, lane, path).as_ref() != Some(value));
        let shown = overlay::Shown::new(record, lane);
        let is_there = |at: &tideboard_protocol::Path| {
            let mut paths = shown.fields.keys().chain(shown.points.keys());
            paths.any(|path| path.is_at_or_below(at))
        };
        request.remove.retain(is_there);
        let is_idle = request.set.is_empty()
            && request.remove.is_empty()
            && request.inc.is_empty()
            && request.append.is_empty();
        (!is_idle).then_some(request)
    }
}

/// The edits that bring values of the history back.
fn wanted(row: &JournalRow, values: HistoryValues) -> Vec<EditRequest> {
    let op = &row.op;
    let patch = EditRequest::patch(op.board.clone(), op.record.clone());
    match values {
        HistoryValues::Mine => {
            let fields = EditRequest {
                set: op.set.clone(),
                remove: op.remove.clone(),
                inc: op.inc.clone(),
                append: op.append.clone(),
                ..patch.clone()
            };
            match op.kind {
                OpKind::Patch => vec![fields],
                // The record may be there by now: then its fields are what is left to bring back.
                OpKind::Create => {
                    let record_kind = op.record_kind.clone();
                    let create = EditRequest { kind: OpKind::Create, record_kind, ..fields };
                    vec![create, EditRequest { set: op.set.clone(), ..patch }]
                }
                OpKind::Delete | OpKind::Restore => vec![EditRequest { kind: op.kind, ..fields }],
            }
        }
        HistoryValues::Theirs => {
            let mut theirs = patch;
            for field in &row.theirs {
                match &field.value {
                    Some(value) => drop(theirs.set.insert(field.path.clone(), value.clone())),
                    None => drop(theirs.remove.insert(field.path.clone())),
                }
            }
            vec![theirs]
        }
        HistoryValues::Before => {
            let back = ways_back(op, &row.before, &Removed::default());
            back.into_iter().map(|way| way.request).collect()
        }
    }
}
