//! Rows on disk: what the engine starts from ([`Stored`]) and what it writes ([`Write`]).
//!
//! One account is one user on one server. Queue rows belong to their account and go nowhere else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{
    Author, BoardId, ClientId, Epoch, FieldMap, Op, OpId, Path, Point, RecordId, Rejection, Seq,
    ServerId, Session,
    frame::{Deletion, FieldConflict, Role, User},
    state_hash::StateHash,
};

pub use tideboard_protocol::view::Ending;

/// Version of [`QueueRow::op`], [`QueueRow::before`] and [`QueueRow::state`] as written today.
pub const PAYLOAD_VERSION: u32 = 1;

/// Who this profile is on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Key on disk.
    pub id: i64,
    /// Id of the profile on that server.
    pub client_id: ClientId,
    /// Server and user, once welcomed for the first time.
    pub bound: Option<Bound>,
    /// Nonce of the last welcome.
    pub session: Option<Session>,
    /// The user paused.
    pub pause: Option<crate::input::Pause>,
}

/// Server and user of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The server.
    pub server_id: ServerId,
    /// Epoch of its data, as last seen.
    pub epoch: Epoch,
    /// The user.
    pub user: User,
}

/// A board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardRow {
    /// The board.
    pub id: BoardId,
    /// Title as the server lists it.
    pub title: String,
    /// Right of the user, as last told.
    pub role: Option<Role>,
    /// Seq of the confirmed state.
    pub cursor: Seq,
    /// Hash of the confirmed state.
    pub hash: StateHash,
    /// The user wants it kept in step.
    pub wanted: bool,
    /// Its content was received at least once.
    pub loaded: bool,
    /// When it was last known to be at the server's head; kept with whatever else changes here.
    pub fresh_at: Option<Timestamp>,
    /// Epoch of the server's data in which its content was last received whole, and compared with
    /// what this client had sent before.
    pub epoch: Option<Epoch>,
}

/// A confirmed record without its fields and series.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordRow {
    /// Kind, and seq of the creation or restore; stays after a deletion.
    pub live: Option<(String, Seq)>,
    /// The deletion, while it is deleted.
    pub deleted: Option<Deletion>,
    /// When the newest change was made, and by whom.
    pub changed: Option<(Timestamp, Author)>,
    /// Seq of the newest change by another client.
    pub foreign: Seq,
}

impl RecordRow {
    /// Whether the record exists and is not deleted.
    pub fn is_alive(&self) -> bool {
        self.live.is_some() && self.deleted.is_none()
    }

    /// Its kind, dead or alive.
    pub fn kind(&self) -> Option<&str> {
        self.live.as_ref().map(|(kind, _)| kind.as_str())
    }
}

/// A confirmed field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldRow {
    /// Its value.
    pub value: Value,
    /// Seq of the last write.
    pub seq: Seq,
}

/// A confirmed record with all it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRecord {
    /// The record itself.
    pub row: RecordRow,
    /// Its fields.
    pub fields: BTreeMap<Path, FieldRow>,
    /// Its series, each sorted by time.
    pub points: BTreeMap<Path, Vec<Point>>,
}

/// Value of a field before an edit, as it was shown; `None`: absent.
pub type Before = FieldMap<Option<Value>>;

/// An own change on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRow {
    /// Position in the queue; rising, with gaps. No two rows of an account share one.
    pub order: u64,
    /// The operation.
    pub op: Op,
    /// Values before.
    pub before: Before,
    /// Its state.
    pub state: OpState,
    /// It may have left this computer: it is never changed again.
    pub frozen: bool,
    /// How many edits were joined into it.
    pub joined: u32,
}

/// Life of an own change, as it survives a restart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OpState {
    /// Waits for its turn. With `frozen`: waits to be sent again.
    Queued,
    /// May be on its way.
    Sent,
    /// The server asked to try again.
    Waiting {
        /// Not before.
        next_at: Timestamp,
    },
    /// The server decided it at `seq`; the delta that shows it is awaited.
    Acknowledged {
        /// Where it took effect.
        seq: Seq,
    },
    /// Somebody else's values are in the way.
    Conflict(Clash),
    /// Refused; waits for the user.
    Parked(Rejection),
    /// The server cannot even read it and ends the connection instead of answering. Waits for the
    /// user like a refused one; only that another answer to it may have got lost before, so that
    /// it goes out again under its own id or not at all.
    Doubtful(Rejection),
    /// Another version of the program wrote it, in a form that this one cannot read. The operation
    /// holds what could be made out; the row on disk stays as it is, for a version that can read
    /// it or until the user rolls it back. It holds its lane and is never sent.
    Unreadable(Rejection),
    /// It took effect once, but the server was restored from a backup that lacks it: the user may
    /// send it again. It holds nothing back and is not shown on the board.
    Offered,
    /// Refused by a gate of its board; costs nothing, is minted again when the gate opens.
    Gated(Rejection),
}

impl OpState {
    /// Whether nothing more is to be found out about it: it holds nothing behind it back.
    pub fn is_decided(&self) -> bool {
        match self {
            Self::Acknowledged { .. } | Self::Offered => true,
            Self::Queued
            | Self::Sent
            | Self::Waiting { .. }
            | Self::Conflict(_)
            | Self::Parked(_)
            | Self::Doubtful(_)
            | Self::Unreadable(_)
            | Self::Gated(_) => false,
        }
    }
}

/// What an own change clashes with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// Head when it was found.
    pub seq: Seq,
    /// The clashing fields.
    pub fields: Vec<FieldConflict>,
    /// The deletion in the way.
    pub deleted: Option<Deletion>,
}

/// One entry of the journal: an own change that left the queue, with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalRow {
    /// The operation as it last was.
    pub op: Op,
    /// Values before.
    pub before: Before,
    /// How it ended.
    pub ending: Ending,
    /// Seq at which it took effect, if it did.
    pub seq: Option<Seq>,
    /// When it ended.
    pub at: Timestamp,
    /// The other side's values, where a conflict was decided.
    pub theirs: Vec<FieldConflict>,
}

/// How an own change left the queue; with the queue's row it makes the journal's.
#[derive(Debug, Clone, PartialEq)]
pub struct Conclusion {
    /// Position of the row.
    pub order: u64,
    /// The operation.
    pub op_id: OpId,
    /// How it ended.
    pub ending: Ending,
    /// Seq at which it took effect, if it did.
    pub seq: Option<Seq>,
    /// When it ended.
    pub at: Timestamp,
    /// The other side's values, where a conflict was decided.
    pub theirs: Vec<FieldConflict>,
}

/// Everything that is on disk for an account.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The account.
    pub account: Account,
    /// Its boards with their records.
    pub boards: Vec<(BoardRow, BTreeMap<RecordId, StoredRecord>)>,
    /// Its queue, by `order`.
    pub queue: Vec<QueueRow>,
}

/// One change of what is on disk. Rows are replaced by their key.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// The account.
    Account(Account),
    /// A board's row, by its id.
    Board(BoardRow),
    /// All confirmed records, fields and points of a board go.
    ClearBoard(BoardId),
    /// A record's row.
    Record {
        /// The board.
        board: BoardId,
        /// The record.
        record: RecordId,
        /// The row.
        row: RecordRow,
    },
    /// A field's row.
    Field {
        /// The board.
        board: BoardId,
        /// The record.
        record: RecordId,
        /// The field.
        path: Path,
        /// The row.
        row: FieldRow,
    },
    /// Fields and series go: those at or below `path`, or all of the record.
    Remove {
        /// The board.
        board: BoardId,
        /// The record.
        record: RecordId,
        /// Where; `None`: everywhere.
        path: Option<Path>,
    },
    /// Points come to a series, replacing those of the same time; those before `keep_from_ms` go.
    Points {
        /// The board.
        board: BoardId,
        /// The record.
        record: RecordId,
        /// The series.
        path: Path,
        /// The points.
        points: Vec<Point>,
        /// Oldest time kept.
        keep_from_ms: i64,
    },
    /// A queue row, by its position.
    Queue(Box<QueueRow>),
    /// State and freezing of a queue row change, and nothing else of it.
    Mark {
        /// Position of the row.
        order: u64,
        /// The row's operation.
        op_id: OpId,
        /// Its state.
        state: OpState,
        /// Whether it may have left this computer.
        frozen: bool,
    },
    /// A queue row moves to the journal, with operation and values as they are on disk.
    Conclude(Box<Conclusion>),
    /// A journal entry comes.
    Journal(Box<JournalRow>),
}

impl Write {
    /// Whether this follows from what the server said and says again when it is asked again, so
    /// that a power cut may take it back.
    pub fn is_told_again(&self) -> bool {
        match self {
            Self::Board(_)
            | Self::ClearBoard(_)
            | Self::Record { .. }
            | Self::Field { .. }
            | Self::Remove { .. }
            | Self::Points { .. }
            | Self::Mark { .. }
            | Self::Conclude(_) => true,
            Self::Account(_) | Self::Queue(_) | Self::Journal(_) => false,
        }
    }
}
