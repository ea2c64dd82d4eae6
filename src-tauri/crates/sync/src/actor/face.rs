//! What can be seen of the client: the engine's views, with trouble of the disk on top.

use crate::{
    actor::Milestone,
    watch::{Interest, View},
};
use tideboard_protocol::{
    ApiError, BoardId, ClientId, OpId, RecordId,
    ipc::OpenedBoard,
    search::{Hit, Query},
    status::{SyncState, SyncStatus, Tone},
    view::{
        AwayView, BoardSummary, ConflictView, ConnectionView, Freshness, PresenceView, QueueView,
        RecordView,
    },
};
use tideboard_sync_core::{Engine, Now, stored::Bound};

/// The present state, for reading.
pub struct Face<'a> {
    pub(super) engine: &'a Engine,
    pub(super) trouble: Option<&'a ApiError>,
    pub(super) now: Now,
}

impl Face<'_> {
    /// How sync stands.
    pub fn status(&self) -> SyncStatus {
        let status = self.engine.status(self.now);
        match self.trouble {
            Some(trouble) if status.state > SyncState::SignInNeeded => SyncStatus {
                state: SyncState::Attention,
                tone: Tone::Bad,
                activity: None,
                since: None,
                until: None,
                cause: Some(trouble.clone()),
                ..status
            },
            _ => status,
        }
    }

    /// The connection.
    pub fn connection(&self) -> ConnectionView {
        self.engine.connection(self.now)
    }

    /// What happened while this client was away.
    pub fn while_away(&self) -> Option<AwayView> {
        self.engine.while_away()
    }

    /// Whose changes these are.
    pub fn account(&self) -> Option<Bound> {
        self.engine.bound().cloned()
    }

    /// Id of this profile on its server.
    pub fn client_id(&self) -> ClientId {
        self.engine.client_id()
    }

    /// All boards.
    pub fn boards(&self) -> Vec<BoardSummary> {
        self.engine.boards()
    }

    /// A board, unless it was never heard of.
    pub fn board(&self, board: &BoardId) -> Option<OpenedBoard> {
        self.engine.board(self.now, board)
    }

    /// How current a board is.
    pub fn freshness(&self, board: &BoardId) -> Freshness {
        self.engine.freshness(self.now, board)
    }

    /// A record with the outline of its series, if it is there.
    pub fn record(&self, board: &BoardId, record: &RecordId) -> Option<RecordView> {
        self.engine.record(board, record)
    }

    /// A record with every point of its series, if it is there.
    pub fn whole_record(&self, board: &BoardId, record: &RecordId) -> Option<RecordView> {
        self.engine.whole_record(board, record)
    }

    /// Widgets of a board in which all words occur, at most `most`.
    pub fn search(&self, board: &BoardId, query: &Query, most: usize) -> Vec<Hit> {
        self.engine.search(board, query, most)
    }

    /// Own changes.
    pub fn queue(&self) -> QueueView {
        self.engine.queue(self.now)
    }

    /// All own changes that can be rolled back, oldest first.
    pub fn discardable(&self) -> Vec<OpId> {
        self.engine.discardable()
    }

    /// Conflicts.
    pub fn conflicts(&self) -> Vec<ConflictView> {
        self.engine.conflicts()
    }

    /// Who else is on a board.
    pub fn presence(&self, board: &BoardId) -> Option<PresenceView> {
        self.engine.presence(board)
    }

    /// Whether a milestone is reached.
    pub fn is_at(&self, milestone: Milestone) -> bool {
        match milestone {
            Milestone::Idle => self.engine.is_idle(),
            Milestone::Synced => {
                let status = self.status();
                status.state == SyncState::Synced && status.unsent == 0 && self.engine.is_idle()
            }
        }
    }

    /// Everything that an interest covers.
    pub fn view(&self, interest: &Interest) -> View {
        let board = match interest {
            Interest::Board(board) => board.as_ref(),
            Interest::All => None,
        };
        View {
            status: self.status(),
            connection: self.connection(),
            boards: self.boards(),
            open: board.and_then(|board| self.board(board)),
            queue: self.queue(),
            conflicts: self.conflicts(),
            presence: board.and_then(|board| self.presence(board)),
        }
    }
}
