//! Watching: everything a surface shows, then what changed of it.

use crate::actor::Request;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    pub(crate) meeting: Arc<Meeting>,
    pub(crate) inbox: mpsc::Sender<Request>,
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
                match self.meeting.wait(reply) {
                    Standing::Quiet => drop(place),
                    Standing::News => place.send(Request::Look),
                    Standing::Over => return None,
                }
                self.asked.insert(asked)
            }
        };
        let updates = asked.await.ok();
        self.asked = None;
        updates
    }
}

/// Where a watcher and the actor meet, so that asking need not wake the actor as long as nothing has
/// happened.
#[derive(Debug, Default)]
pub struct Meeting(Mutex<Asked>);

#[derive(Debug)]
struct Asked {
    waiting: Option<oneshot::Sender<Vec<Update>>>,
    standing: Standing,
}

impl Default for Asked {
    fn default() -> Self {
        Self { waiting: None, standing: Standing::Quiet }
    }
}

/// What a watcher finds when it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing has happened since it was told last.
    Quiet,
    /// Something may have.
    News,
    /// The actor has ended.
    Over,
}

impl Meeting {
    fn lock(&self) -> MutexGuard<'_, Asked> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The watcher waits; unless all is quiet, the actor has to look.
    fn wait(&self, reply: oneshot::Sender<Vec<Update>>) -> Standing {
        let mut asked = self.lock();
        if asked.standing != Standing::Over {
            asked.waiting = Some(reply);
        }
        asked.standing
    }

    /// Whether the watcher counts on being told without asking again.
    pub fn is_counted_on(&self) -> bool {
        let asked = self.lock();
        let waits = asked.waiting.as_ref().is_some_and(|waiting| !waiting.is_closed());
        waits || asked.standing == Standing::Quiet
    }

    /// Whoever waits to be told. If nobody does, the watcher finds out when it asks that something
    /// may have happened.
    pub fn take(&self) -> Option<oneshot::Sender<Vec<Update>>> {
        let mut asked = self.lock();
        let waiting = asked.waiting.take_if(|waiting| !waiting.is_closed());
        asked.standing = if waiting.is_some() { Standing::Quiet } else { Standing::News };
        waiting
    }

    /// There was nothing to tell.
    pub fn put_back(&self, waiting: oneshot::Sender<Vec<Update>>) {
        self.lock().waiting = Some(waiting);
    }

    /// Nobody will be told anything any more.
    pub fn end(&self) {
        let mut asked = self.lock();
        (asked.waiting, asked.standing) = (None, Standing::Over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_wakes_the_actor_only_after_something_happened() {
        let meeting = Meeting::default();
        let (reply, mut told) = oneshot::channel();
        assert_eq!(meeting.wait(reply), Standing::Quiet);
        let waiting = meeting.take().expect("somebody waits");
        assert!(waiting.send(Vec::new()).is_ok());
        assert!(told.try_recv().is_ok());
        let (reply, _told) = oneshot::channel();
        assert_eq!(meeting.wait(reply), Standing::Quiet, "nothing happened since it was told");
    }

    #[test]
    fn what_happens_while_nobody_asks_is_found_out_by_asking() {
        let meeting = Meeting::default();
        assert!(meeting.is_counted_on(), "it would wait without waking the actor");
        assert!(meeting.take().is_none());
        assert!(!meeting.is_counted_on(), "it is going to ask");
        let (reply, _told) = oneshot::channel();
        assert_eq!(meeting.wait(reply), Standing::News);
        assert!(meeting.is_counted_on());
    }

    #[test]
    fn whoever_waits_at_the_end_is_not_left_waiting() {
        let meeting = Meeting::default();
        let (reply, mut told) = oneshot::channel();
        meeting.wait(reply);
        meeting.end();
        assert_eq!(told.try_recv(), Err(oneshot::error::TryRecvError::Closed));
        let (reply, mut told) = oneshot::channel();
        assert_eq!(meeting.wait(reply), Standing::Over);
        assert_eq!(told.try_recv(), Err(oneshot::error::TryRecvError::Closed));
    }
}
