//! What goes into the engine and what comes out.

use jiff::Timestamp;
use std::{collections::BTreeMap, time::Duration};
use tideboard_protocol::{
    ApiError, BoardId, OpId, RecordId, ServerId,
    frame::{ClientFrame, PresenceState, ServerFrame, User},
    ipc::{EditRequest, HistoryValues, Resolution, Side},
    settings::ConflictPolicy,
};

use crate::stored::{JournalRow, QueueRow, Write};

/// Ties a reply to the request that asked for it; chosen by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The user changes a record. Answered once durable.
    Edit {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The change.
        edit: EditRequest,
    },
    /// The user sends a refused change again.
    Retry {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The change.
        op_id: OpId,
    },
    /// The user rolls a change back.
    Discard {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The change.
        op_id: OpId,
    },
    /// The user decides a conflict.
    Resolve {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The own change in conflict.
        op_id: OpId,
        /// The decision.
        resolution: Resolution,
    },
    /// The user decides many conflicts alike; what is not in conflict any more is passed over.
    ResolveAll {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The own changes in conflict.
        op_ids: Vec<OpId>,
        /// Whose values are kept.
        side: Side,
    },
    /// The user takes the last own step back, by new operations.
    Undo {
        /// Who waits for the answer.
        ticket: Ticket,
        /// Only steps on this board.
        board: Option<BoardId>,
    },
    /// The user makes what was taken back again.
    Redo {
        /// Who waits for the answer.
        ticket: Ticket,
        /// Only steps on this board.
        board: Option<BoardId>,
    },
    /// The user brings values of the history back.
    Restore {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The entry of the history.
        row: Box<JournalRow>,
        /// Which of its values.
        values: HistoryValues,
    },
    /// The user takes unsent changes to another computer. From then on they are frozen, because
    /// they may reach the server from there.
    Export {
        /// Who waits for the answer.
        ticket: Ticket,
    },
    /// The user brings unsent changes from another computer; those that are known are passed over.
    Import {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The changes, in their order, without those that ended here already.
        rows: Vec<QueueRow>,
        /// How many ended here already.
        ended: u32,
    },
    /// What [`Effect::Audit`] asked for.
    Audited {
        /// The board.
        board: BoardId,
        /// Oldest first.
        rows: Vec<JournalRow>,
    },
    /// What happens to clashes from now on, by kind of record.
    Policies(BTreeMap<String, ConflictPolicy>),
    /// After a connection, unsent changes of this age wait until [`Input::SyncNow`], so that the user
    /// can look at them first; `None`: none wait.
    ReviewAfter(Option<Duration>),
    /// A board shall be kept in step.
    Subscribe {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The board.
        board: BoardId,
    },
    /// A board need not be kept in step, unless own changes of it wait.
    Unsubscribe {
        /// Who waits for the answer.
        ticket: Ticket,
        /// The board.
        board: BoardId,
    },
    /// The user pauses syncing.
    Pause {
        /// Who waits for the answer.
        ticket: Ticket,
        /// For how long; `None`: until resumed.
        length: Option<Duration>,
    },
    /// The user ends a pause.
    Resume {
        /// Who waits for the answer.
        ticket: Ticket,
    },
    /// The user wants everything tried now.
    SyncNow {
        /// Who waits for the answer.
        ticket: Ticket,
    },
    /// What this user does on a board; told to others while connected.
    Presence {
        /// The board.
        board: BoardId,
        /// The record in hand.
        record: Option<RecordId>,
        /// What is done.
        state: PresenceState,
    },
    /// This device's name changed.
    Rename {
        /// The new name.
        device_name: String,
    },
    /// There is a server to connect to (or a new token for it), or none any more.
    Server {
        /// Its address; the token stays with the caller.
        url: Option<String>,
        /// Whether there is a token to show it.
        has_token: bool,
    },
    /// There is a new token for the same server.
    TokenRenewed,
    /// The socket asked for by [`Effect::Connect`] is open.
    Connected,
    /// It could not be opened.
    ConnectFailed {
        /// Why.
        error: ApiError,
    },
    /// Frames arrived.
    Received(Vec<ServerFrame>),
    /// A message arrived that breaks the protocol.
    Garbled {
        /// What was wrong.
        message: String,
    },
    /// Bytes moved: something was received that is no frame, or a long write went on.
    Heard,
    /// The socket closed.
    Closed {
        /// Close code, if there was one.
        code: Option<u16>,
        /// Reason given.
        reason: String,
    },
    /// The computer woke from sleep: the socket is worthless whatever it seems.
    Woke,
    /// This computer has a network address that it had not before.
    NetworkUp,
    /// The disk has no room for more; results still fit into the reserve.
    StorageFull,
    /// The disk takes writes again.
    StorageOk,
    /// The time of [`crate::Engine::poll_timeout`] came.
    Timeout,
    /// The program ends: say goodbye to the server.
    Shutdown,
}

/// What to do, in the order given.
///
/// All commits of a batch of inputs may be joined into one transaction, but nothing that stands
/// behind a commit may happen before it. A failed commit voids everything behind it, and the
/// engine: it is to be built again from what is on disk, as after a crash.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write, in one transaction.
    Commit(Vec<Write>),
    /// Answer a request.
    Reply {
        /// Which.
        ticket: Ticket,
        /// The answer.
        result: Result<Reply, ApiError>,
    },
    /// Something shown is out of date; ask the engine for its new value.
    Changed(Changed),
    /// The server's data was restored, and this board was received anew, or is unknown there now:
    /// look everything up that the journal has about it, once all before this is durable, and hand
    /// it in as [`Input::Audited`].
    Audit(BoardId),
    /// Open a socket to the server; drop any that is open.
    Connect,
    /// Send a frame.
    Send(ClientFrame),
    /// Show the server the token anew, as an `auth` frame.
    Authenticate,
    /// Close the socket.
    Close {
        /// Close code to give.
        code: u16,
    },
    /// The server and user that answered are not those of this account: load that account (or a
    /// new one) and build the engine again. Queued changes stay with the old account.
    SwitchAccount {
        /// The server that answered.
        server_id: ServerId,
        /// The user it knows.
        user: User,
    },
}

impl Effect {
    /// Whether somebody relies on what is written with it, even after a power cut: whoever asked
    /// for it, or a server that is sent operations.
    pub fn is_promise(&self) -> bool {
        match self {
            Self::Reply { .. } | Self::Send(ClientFrame::Push { .. }) => true,
            Self::Commit(_)
            | Self::Changed(_)
            | Self::Audit(_)
            | Self::Connect
            | Self::Send(_)
            | Self::Authenticate
            | Self::Close { .. }
            | Self::SwitchAccount { .. } => false,
        }
    }
}

/// Answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Done.
    Done,
    /// The change is safe, as part of this operation.
    Edited(OpId),
    /// Unsent changes to take along, in their order.
    Exported(Vec<QueueRow>),
    /// Unsent changes came in.
    Imported {
        /// So many are new here.
        added: u32,
        /// So many were known already.
        known: u32,
    },
    /// So many conflicts are decided.
    Decided(u32),
    /// A step was taken back or made again.
    Stepped {
        /// Fields that were left alone, because somebody else changed them since.
        left_alone: u32,
    },
}

/// What is out of date.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Changed {
    /// [`crate::Engine::status`] and [`crate::Engine::connection`].
    Status,
    /// [`crate::Engine::boards`].
    Boards,
    /// [`crate::Engine::board`] as a whole.
    Board(BoardId),
    /// [`crate::Engine::record`]; `None` there: it is gone.
    Record(BoardId, RecordId),
    /// [`crate::Engine::queue`].
    Queue,
    /// [`crate::Engine::conflicts`].
    Conflicts,
    /// [`crate::Engine::presence`].
    Presence(BoardId),
}

/// A pause: until then, or until resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}
