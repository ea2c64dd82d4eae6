//! Changes of whole widgets and boards in the stand-in.

use super::{demo, reply};
use std::{cell::RefCell, collections::BTreeMap};
use tideboard_protocol::{
    ApiError, BoardId, OpKind, Path, Seq,
    frame::Role,
    ipc::{EditRequest, OpenedBoard, SearchBoards, Snapshot},
    search::{Found, Hit, MOST_FOUND, Query},
    view::{BoardSummary, BoardView, Freshness, RecordSync, RecordSyncState, RecordView},
    widget,
};

thread_local! {
    /// Boards that were made here, and widgets that were deleted.
    static KEPT: RefCell<BTreeMap<BoardId, Vec<RecordView>>> = const { RefCell::new(BTreeMap::new()) };
    static GONE: RefCell<Vec<RecordView>> = const { RefCell::new(Vec::new()) };
}

/// The widgets of a board that was made here.
pub fn kept(board: &BoardId) -> Option<Vec<RecordView>> {
    KEPT.with_borrow(|kept| kept.get(board).cloned())
}

/// A board with these widgets.
pub fn opened(records: Vec<RecordView>) -> OpenedBoard {
    OpenedBoard {
        board: BoardView {
            id: demo::board_id("made-here"),
            title: String::new(),
            role: Some(Role::Owner),
            cursor: Seq::ZERO,
            loaded: true,
            records,
        },
        freshness: Freshness::Live,
    }
}

/// What is found on all boards: the open one and those that were made here.
pub fn search(shown: &Snapshot, wanted: &SearchBoards) -> Result<String, ApiError> {
    let mut found = Found::default();
    let Some(query) = Query::new(&wanted.text) else { return reply::<SearchBoards>(&found) };
    for board in &shown.boards {
        let open = shown.open.as_ref().filter(|open| open.board.id == board.id);
        let records = match open {
            Some(open) => open.board.records.clone(),
            None => kept(&board.id).unwrap_or_default(),
        };
        for record in records {
            let title = widget::title(&record.fields, &record.kind);
            let Some(text) = query.find(title, &record.fields) else { continue };
            let (board, board_title) = (board.id.clone(), board.title.clone());
            let title = title.to_owned();
            found.hits.push(Hit { board, board_title, record: record.id, title, text });
        }
    }
    found.more = found.hits.len() > MOST_FOUND;
    found.hits.truncate(MOST_FOUND);
    reply::<SearchBoards>(&found)
}

/// Applies everything but patches of widgets.
pub fn apply(shown: &mut Snapshot, edit: &EditRequest) {
    if edit.record.is_board() {
        return apply_to_board(shown, edit);
    }
    let made = || RecordView {
        id: edit.record.clone(),
        kind: edit.record_kind.clone().unwrap_or_default(),
        fields: edit.set.clone().into_iter().collect(),
        points: edit.append.clone(),
        sync: RecordSync {
            state: RecordSyncState::Synced,
            pending: 0,
            pending_paths: Vec::new(),
            message: None,
        },
        changed_at: Some(demo::ago(0)),
        changed_by: None,
    };
    let open = shown.open.as_mut().filter(|open| open.board.id == edit.board);
    match (edit.kind, open) {
        (OpKind::Create, Some(open)) => open.board.records.push(made()),
        (OpKind::Create, None) => KEPT.with_borrow_mut(|kept| {
            kept.entry(edit.board.clone()).or_default().push(made());
        }),
        (OpKind::Delete, Some(open)) => {
            let (gone, left) = open.board.records.drain(..).partition(|it| it.id == edit.record);
            open.board.records = left;
            GONE.set(gone);
        }
        (OpKind::Restore, Some(open)) => open.board.records.extend(GONE.take()),
        (OpKind::Patch, _) | (OpKind::Delete | OpKind::Restore, None) => {}
    }
}

fn apply_to_board(shown: &mut Snapshot, edit: &EditRequest) {
    let title = Path::new("title").ok().and_then(|path| edit.set.get(&path)?.as_str());
    match (edit.kind, title) {
        (OpKind::Create, Some(title)) => {
            let (id, title, role) = (edit.board.clone(), title.to_owned(), Role::Owner);
            KEPT.with_borrow_mut(|kept| kept.insert(id.clone(), Vec::new()));
            shown.boards.push(BoardSummary { id, title, role });
        }
        (OpKind::Delete, _) => shown.boards.retain(|board| board.id != edit.board),
        (_, Some(title)) => {
            let open = shown.open.iter_mut().map(|open| (&open.board.id, &mut open.board.title));
            let listed = shown.boards.iter_mut().map(|board| (&board.id, &mut board.title));
            for (_, shown) in open.chain(listed).filter(|(id, _)| **id == edit.board) {
                title.clone_into(shown);
            }
        }
        (OpKind::Create | OpKind::Patch | OpKind::Restore, None) => {}
    }
}
