//! Watching: everything a surface shows, then what changed of it.

use crate::actor::Request;
use std::sync::Arc;
use tideboard_protocol::{
    BoardId, RecordId,
    ipc::OpenedBoard,
    status::SyncStatus,
    view::{
        BoardSummary, ConflictView, ConnectionView, Freshness, PresenceView, QueueView, RecordView,
    },
};
use tokio::sync::{mpsc, oneshot};

/// What a watcher wants to know of the boards' content. Everything else it is told anyway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Interest {
    /// One board, or none.
    Board(Option<BoardId>),
    /// All boards, each with the record that stands for the board itself. How fresh a board is
    /// comes with it as a whole, and not on its own.
    All,
}

/// Everything at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// How sync stands.
    pub status: SyncStatus,
    /// The connection.
    pub connection: ConnectionView,
    /// All boards.
    pub boards: Vec<BoardSummary>,
    /// The board of interest, unless it was never heard of.
    pub open: Option<OpenedBoard>,
    /// Own changes.
    pub queue: QueueView,
    /// Conflicts.
    pub conflicts: Vec<ConflictView>,
    /// Who else is on the board of interest.
    pub presence: Option<PresenceView>,
}

/// The newest value of something that changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// How sync stands.
    Status(SyncStatus),
    /// The connection.
    Connection(ConnectionView),
    /// All boards.
    Boards(Vec<BoardSummary>),
    /// A board as a whole.
    Board(Box<OpenedBoard>),
    /// How current a board is.
    Freshness {
        /// The board.
        board: BoardId,
        /// How current.
        freshness: Freshness,
    },
    /// A record.
    Record {
        /// Its board.
        board: BoardId,
        /// The record.
        record: Arc<RecordView>,
    },
    /// A record is gone.
    RecordGone {
        /// Its board.
        board: BoardId,
        /// The record.
        record: RecordId,
    },
    /// Own changes.
    Queue(QueueView),
    /// Conflicts.
    Conflicts(Vec<ConflictView>),
    /// Who else is on a board.
    Presence(PresenceView),
}

/// Told of changes until it is dropped.
///
/// However long nobody asks, what waits is bounded: the actor only remembers *what* changed and
/// reads the newest values when asked.
#[derive(Debug)]
pub struct Watch {
    pub(crate) id: u64,
    pub(crate) inbox: mpsc::Sender<Request>,
    /// Tells the actor that somebody still watches.
    pub(crate) _alive: Arc<()>,
    /// Asked, and not answered when the last [`Watch::next`] was given up.
    pub(crate) asked: Option<oneshot::Receiver<Vec<Update>>>,
}

impl Watch {
    /// Waits until something changed and answers the newest values of all that changed since the
    /// last call. `None`: the client was shut down. May be given up without losing anything.
    pub async fn next(&mut self) -> Option<Vec<Update>> {
        let asked = match &mut self.asked {
            Some(asked) => asked,
            None => {
                let place = self.inbox.reserve().await.ok()?;
                let (reply, asked) = oneshot::channel();
                place.send(Request::Next { watch: self.id, reply });
                self.asked.insert(asked)
            }
        };
        let updates = asked.await.ok();
        self.asked = None;
        updates
    }
}
