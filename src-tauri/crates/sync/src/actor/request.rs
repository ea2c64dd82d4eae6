//! What the client's handles ask of the actor.

use crate::{
    actor::Face,
    address::ServerAddress,
    store::JournalQuery,
    watch::{Interest, Meeting, View},
};
use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};
use tideboard_protocol::{
    ApiError, BoardId, OpId, RecordId,
    frame::PresenceState,
    ipc::{EditRequest, HistoryValues, Resolution, Side},
    settings::ConflictPolicy,
    view::HistoryPage,
};
use tideboard_sync_core::{Input, Reply, Ticket, stored::QueueRow};
use tokio::sync::oneshot;

/// A command for the engine that is answered when it has taken effect.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Change a record; answered once durable.
    Edit(EditRequest),
    /// Send a refused change again.
    Retry(OpId),
    /// Roll a change back.
    Discard(OpId),
    /// Decide a conflict.
    Resolve(OpId, Resolution),
    /// Decide many conflicts alike.
    ResolveAll(Vec<OpId>, Side),
    /// Take the last step back, of one board or of all.
    Undo(Option<BoardId>),
    /// Make again what was taken back.
    Redo(Option<BoardId>),
    /// Keep a board in step.
    Subscribe(BoardId),
    /// A board need not be kept in step any more.
    Unsubscribe(BoardId),
    /// Pause syncing, for a time or until resumed.
    Pause(Option<Duration>),
    /// End a pause.
    Resume,
    /// Try everything now.
    SyncNow,
    /// Hand all unsent changes out, which are frozen from then on.
    Export,
}

/// Who waits for an answer of the engine.
pub type Answer = oneshot::Sender<Result<Reply, ApiError>>;

impl Command {
    pub(super) fn input(self, ticket: Ticket) -> Input {
        match self {
            Self::Edit(edit) => Input::Edit { ticket, edit },
            Self::Retry(op_id) => Input::Retry { ticket, op_id },
            Self::Discard(op_id) => Input::Discard { ticket, op_id },
            Self::Resolve(op_id, resolution) => Input::Resolve { ticket, op_id, resolution },
            Self::ResolveAll(op_ids, side) => Input::ResolveAll { ticket, op_ids, side },
            Self::Undo(board) => Input::Undo { ticket, board },
            Self::Redo(board) => Input::Redo { ticket, board },
            Self::Subscribe(board) => Input::Subscribe { ticket, board },
            Self::Unsubscribe(board) => Input::Unsubscribe { ticket, board },
            Self::Pause(length) => Input::Pause { ticket, length },
            Self::Resume => Input::Resume { ticket },
            Self::SyncNow => Input::SyncNow { ticket },
            Self::Export => Input::Export { ticket },
        }
    }
}

/// Something that can be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Milestone {
    /// Nothing waits, every board is at the server's head, and the server answered just now.
    Synced,
    /// Nothing can be sent now, and nothing is on its way or being caught up.
    Idle,
}

/// A question about the present state.
pub type Query = Box<dyn FnOnce(&Face<'_>) + Send>;

/// One message of a handle.
pub enum Request {
    /// A command and who waits for its answer.
    Command { command: Command, reply: Answer },
    /// Which server, if any.
    SetServer { address: Option<ServerAddress>, reply: oneshot::Sender<Result<(), ApiError>> },
    /// This device's name.
    Rename(String),
    /// What happens to clashes, by kind of record.
    SetPolicies(BTreeMap<String, ConflictPolicy>),
    /// From which age on unsent changes wait for the user to look at them.
    ReviewAfter(Option<Duration>),
    /// Bring values of a journal entry back.
    Restore { id: i64, values: HistoryValues, reply: Answer },
    /// Take unsent changes of another computer in.
    Import { rows: Vec<QueueRow>, reply: Answer },
    /// A part of the journal.
    History { query: JournalQuery, reply: oneshot::Sender<Result<HistoryPage, ApiError>> },
    /// What the user does.
    Presence { board: BoardId, record: Option<RecordId>, state: PresenceState },
    /// A question.
    Query(Query),
    /// Somebody wants to watch.
    Watch { interest: Interest, meeting: Arc<Meeting>, reply: oneshot::Sender<View> },
    /// A watcher waits, for which there may be news.
    Look,
    /// Somebody waits for a milestone.
    Await { milestone: Milestone, reply: oneshot::Sender<()> },
    /// The program ends.
    Shutdown,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Command { .. } => "Command",
            Self::SetServer { .. } => "SetServer",
            Self::Rename(_) => "Rename",
            Self::SetPolicies(_) => "SetPolicies",
            Self::ReviewAfter(_) => "ReviewAfter",
            Self::Restore { .. } => "Restore",
            Self::Import { .. } => "Import",
            Self::History { .. } => "History",
            Self::Presence { .. } => "Presence",
            Self::Query(_) => "Query",
            Self::Watch { .. } => "Watch",
            Self::Look => "Look",
            Self::Await { .. } => "Await",
            Self::Shutdown => "Shutdown",
        })
    }
}
