//! The dispatcher, and the state that all other modules work on.

use crate::{
    Config, Entropy, Now,
    away::Away,
    board::{Board, HashCheck, Subscription},
    input::{Changed, Effect, Input, Pause, Reply, Ticket},
    link::Link,
    queue::Queue,
    stored::{Account, Conclusion, Ending, OpState, Stored, Write},
};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tideboard_protocol::{
    ApiError, BoardId, OpId, RecordId,
    frame::{BoardEntry, FieldConflict, PresenceState},
    status::SyncStatus,
    view::ConnectionView,
};

use crate::{
    pending::Pending,
    undo::{Direction, Undo},
};

/// The sync engine of one account. See the crate's documentation.
pub struct Engine {
    pub(crate) config: Config,
    pub(crate) entropy: Box<dyn Entropy>,
    pub(crate) account: Account,
    pub(crate) boards: BTreeMap<BoardId, Board>,
    /// The server's list, once it was told on this run.
    pub(crate) listed: Option<Vec<BoardEntry>>,
    pub(crate) queue: Queue,
    pub(crate) server: Option<Server>,
    pub(crate) link: Link,
    /// Failed attempts in a row.
    pub(crate) attempt: u32,
    /// When the link was last lost, or the program started.
    pub(crate) down_since: Option<(Instant, Timestamp)>,
    /// What was on its way when the server could not read a message. While any of it can still be
    /// sent, one change at a time is, to find the one.
    pub(crate) suspects: Vec<OpId>,
    pub(crate) storage_full: bool,
    /// When a gate is tried that the list of boards says is open.
    pub(crate) gate_recheck: Option<Instant>,
    pub(crate) last_synced: Option<Timestamp>,
    pub(crate) last_error: Option<(ApiError, Timestamp)>,
    /// What the server last complained about on this connection; explains the close behind it.
    pub(crate) complaint: Option<ApiError>,
    /// Changes that waited when the present stretch of sending began.
    pub(crate) sending_from: usize,
    /// A new token was shown on this connection, and nothing was heard about it.
    pub(crate) refreshing: bool,
    /// What this user does, told again after a reconnect.
    pub(crate) presence: Option<(BoardId, Option<RecordId>, PresenceState)>,
    pub(crate) undo: Undo,
    pub(crate) away: Away,
    /// Unsent changes that are older wait, after a connection, for the user to look at them.
    pub(crate) review_after: Option<Duration>,
    /// They wait now.
    pub(crate) in_review: bool,
    shown_status: Option<(SyncStatus, ConnectionView)>,
    pub(crate) now: Now,
    out: Vec<Effect>,
}

/// A server to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) has_token: bool,
}

impl Engine {
    /// An engine that goes on from what is on disk. It is offline until [`Input::Server`].
    pub fn new(config: Config, entropy: Box<dyn Entropy>, stored: Stored, now: Now) -> Self {
        let queue = Queue::load(stored.queue);
        let mut boards: BTreeMap<BoardId, Board> = stored
            .boards
            .into_iter()
            .map(|(row, records)| (row.id.clone(), Board::load(row, records)))
            .collect();
        // Of a board that was edited and never heard of, only the changes are on disk.
        for board in queue.boards() {
            boards.entry(board.clone()).or_insert_with(|| Board::new(board.clone()));
        }
        let away = Away::at_start(&boards, now.wall);
        Self {
            config,
            entropy,
            account: stored.account,
            boards,
            listed: None,
            queue,
            server: None,
            link: Link::Off,
            attempt: 0,
            down_since: Some((now.mono, now.wall)),
            suspects: Vec::new(),
            storage_full: false,
            gate_recheck: None,
            last_synced: None,
            last_error: None,
            complaint: None,
            sending_from: 0,
            refreshing: false,
            presence: None,
            undo: Undo::default(),
            away,
            review_after: None,
            in_review: false,
            shown_status: None,
            now,
            out: Vec::new(),
        }
    }

    /// Takes what happened and answers with what to do, in order.
    pub fn handle(&mut self, now: Now, input: Input) -> Vec<Effect> {
        self.now = now;
        self.dispatch(input);
        self.ask_for_boards();
        self.pump();
        self.note_in_step();
        self.note_return();
        let status = (self.status(now), self.connection(now));
        if self.shown_status.as_ref() != Some(&status) {
            self.shown_status = Some(status);
            self.changed(Changed::Status);
        }
        std::mem::take(&mut self.out)
    }

    /// When [`Input::Timeout`] is due, and what for.
    pub fn poll_timeout(&self) -> Option<(Instant, &'static str)> {
        let queue = self.queue.next_timer().map(|at| (at, "a change may be sent"));
        let candidates = [
            queue,
            self.link_timeout(),
            self.heal_timeout(),
            self.gate_recheck.map(|at| (at, "a gate is tried again")),
            self.pause_timeout(),
            self.status_timeout(),
        ];
        candidates.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    fn dispatch(&mut self, input: Input) {
        match input {
            Input::Edit { ticket, edit } => {
                let result = self.on_edit(edit);
                self.reply(ticket, result.map(Reply::Edited));
            }
            Input::Retry { ticket, op_id } => {
                let result = self.on_retry(op_id);
                self.reply_done(ticket, result);
            }
            Input::Discard { ticket, op_id } => {
                let result = self.on_discard(op_id);
                self.reply_done(ticket, result);
            }
            Input::Resolve { ticket, op_id, resolution } => {
                let result = self.on_resolve(op_id, resolution);
                self.reply_done(ticket, result);
            }
            Input::ResolveAll { ticket, op_ids, side } => {
                let decided = self.on_resolve_all(&op_ids, side);
                self.reply(ticket, Ok(Reply::Decided(decided)));
            }
            Input::Undo { ticket, board } => {
                let result = self.on_step(Direction::Undo, board.as_ref());
                self.reply(ticket, result.map(|left_alone| Reply::Stepped { left_alone }));
            }
            Input::Redo { ticket, board } => {
                let result = self.on_step(Direction::Redo, board.as_ref());
                self.reply(ticket, result.map(|left_alone| Reply::Stepped { left_alone }));
            }
            Input::Restore { ticket, row, values } => {
                let result = self.on_restore(&row, values);
                self.reply(ticket, result.map(Reply::Edited));
            }
            Input::Export { ticket } => {
                let rows = self.on_export();
                self.reply(ticket, Ok(Reply::Exported(rows)));
            }
            Input::Import { ticket, rows, ended } => {
                let result = self.on_import(rows, ended);
                self.reply(ticket, result);
            }
            Input::Audited { board, rows } => self.on_audited(&board, rows),
            Input::ReviewAfter(age) => self.review_after = age,
            Input::Policies(policies) => self.config.realtime.conflict_policies = policies,
            Input::Subscribe { ticket, board } => {
                self.want(board, true);
                self.reply(ticket, Ok(Reply::Done));
            }
            Input::Unsubscribe { ticket, board } => {
                self.want(board, false);
                self.reply(ticket, Ok(Reply::Done));
            }
            Input::Pause { ticket, length } => {
                // A length beyond the calendar is as good as for ever.
                let until = length.and_then(|length| self.now.wall.checked_add(length).ok());
                self.set_pause(Some(Pause { until }));
                self.reply(ticket, Ok(Reply::Done));
            }
            Input::Resume { ticket } => {
                self.set_pause(None);
                self.reply(ticket, Ok(Reply::Done));
            }
            Input::SyncNow { ticket } => {
                self.in_review = false;
                self.queue.elapse(self.now.mono, true);
                self.dial_now();
                self.reply(ticket, Ok(Reply::Done));
            }
            Input::Presence { board, record, state } => self.on_presence(board, record, state),
            Input::Rename { device_name } => self.config.device_name = device_name,
            Input::Server { url, has_token } => self.on_server(url, has_token),
            Input::TokenRenewed => self.on_token_renewed(),
            Input::Connected => self.on_connected(),
            Input::ConnectFailed { error } => self.on_connect_failed(error),
            Input::Received(frames) => frames.into_iter().for_each(|frame| self.on_frame(frame)),
            Input::Garbled { message } => self.on_garbled(message),
            Input::Heard => self.on_heard(),
            Input::Closed { code, reason } => self.on_closed(code, reason),
            Input::Woke => self.on_woke(),
            Input::NetworkUp => self.dial_now(),
            Input::StorageFull => self.storage_full = true,
            Input::StorageOk => self.storage_full = false,
            Input::Timeout => self.on_timeout(),
            Input::Shutdown => self.hang_up(1000),
        }
    }

    fn on_timeout(&mut self) {
        self.queue.elapse(self.now.mono, false);
        let ended = |pause: Pause| pause.until.is_some_and(|until| until <= self.now.wall);
        if self.account.pause.is_some_and(ended) {
            self.set_pause(None);
        }
        self.heal_due();
        if self.gate_recheck.is_some_and(|at| at <= self.now.mono) {
            self.open_right_gates();
        }
        self.on_link_timeout();
    }

    fn set_pause(&mut self, pause: Option<Pause>) {
        self.account.pause = pause;
        self.write(Write::Account(self.account.clone()));
        match pause {
            Some(_) => self.hang_up(1000),
            None => self.dial_now(),
        }
    }

    fn pause_timeout(&self) -> Option<(Instant, &'static str)> {
        let until = self.account.pause?.until?;
        // A wall-clock time is waited for in small steps, since either clock may jump.
        let left = self.now.wall.duration_until(until);
        let left = Duration::try_from(left).unwrap_or_default();
        Some((self.now.mono + left.min(Duration::from_secs(30)), "a pause may end"))
    }

    fn want(&mut self, board: BoardId, wanted: bool) {
        let entry = self.board_entry(&board);
        if entry.row.wanted != wanted {
            entry.row.wanted = wanted;
            let row = entry.row.clone();
            self.write(Write::Board(row));
            self.changed(Changed::Boards);
        }
        if wanted {
            self.subscribe(&board);
        } else if !self.queue.has_ops(&board) {
            self.unsubscribe(&board);
        }
    }

    /// The board, which comes into being unknown and empty where it is not.
    pub(crate) fn board_entry(&mut self, board: &BoardId) -> &mut Board {
        let listed = self.listed.iter().flatten().find(|entry| entry.id == *board);
        self.boards.entry(board.clone()).or_insert_with(|| {
            let mut new = Board::new(board.clone());
            if let Some(listed) = listed {
                new.row.title = listed.title.clone();
                new.row.role = Some(listed.role);
                new.head = listed.head;
            }
            new
        })
    }

    /// Remembers the moment if everything is in step.
    fn note_in_step(&mut self) {
        if self.is_in_step() {
            self.last_synced = self.link.confirmed_at().or(self.last_synced);
            self.sending_from = 0;
        }
        let unsent = self.queue.counts().unsent();
        self.sending_from = self.sending_from.max(unsent);
    }

    /// Queue empty and every subscribed board as the server has it, while connected.
    pub(crate) fn is_in_step(&self) -> bool {
        let counts = self.queue.counts();
        self.link.is_live()
            && counts.total == counts.offered
            && !self.is_catching_up()
            && !self.boards.values().any(Board::differs)
    }

    pub(crate) fn is_catching_up(&self) -> bool {
        self.boards.values().any(|board| {
            let is_moving = match board.subscription {
                Subscription::Off | Subscription::Refused(_) => false,
                Subscription::Requested | Subscription::Chain => true,
                Subscription::Live => {
                    !board.is_at_head() || matches!(board.check, HashCheck::Healing { .. })
                }
            };
            is_moving || board.audit_due
        })
    }

    /// Nothing can be sent now, nothing is on its way, and nothing is being caught up.
    pub fn is_idle(&self) -> bool {
        let counts = self.queue.counts();
        let moving = counts.in_flight > 0 || counts.acknowledged > 0 || self.is_catching_up();
        !moving
            && match self.link {
                Link::Live(_) => self.queue.is_nothing_ready() && self.queue.next_timer().is_none(),
                Link::Dialing { .. } | Link::Greeting { .. } => false,
                Link::Off | Link::Waiting { .. } | Link::Refused(_) => true,
            }
    }

    pub(crate) fn write(&mut self, write: Write) {
        match self.out.last_mut() {
            Some(Effect::Commit(writes)) => writes.push(write),
            _ => self.out.push(Effect::Commit(vec![write])),
        }
    }

    pub(crate) fn write_all(&mut self, writes: Vec<Write>) {
        writes.into_iter().for_each(|write| self.write(write));
    }

    pub(crate) fn changed(&mut self, what: Changed) {
        self.out.push(Effect::Changed(what));
    }

    pub(crate) fn push_effect(&mut self, effect: Effect) {
        self.out.push(effect);
    }

    fn reply(&mut self, ticket: Ticket, result: Result<Reply, ApiError>) {
        self.out.push(Effect::Reply { ticket, result });
    }

    fn reply_done(&mut self, ticket: Ticket, result: Result<(), ApiError>) {
        self.reply(ticket, result.map(|()| Reply::Done));
    }

    /// Writes the changed state of a row of the queue and tells the surfaces.
    pub(crate) fn store_state(&mut self, op: OpId) {
        let Some(Pending { row, .. }) = self.queue.get(op) else { return };
        let (board, record) = (row.op.board.clone(), row.op.record.clone());
        let (order, state, frozen) = (row.order, row.state.clone(), row.frozen);
        self.write(Write::Mark { order, op_id: op, state, frozen });
        self.changed(Changed::Queue);
        self.changed(Changed::Record(board, record));
    }

    /// Writes a new or changed row of the queue as a whole and tells the surfaces.
    pub(crate) fn store_op(&mut self, op: OpId) {
        let Some(pending) = self.queue.get(op) else { return };
        let row = pending.row.clone();
        let (board, record) = (row.op.board.clone(), row.op.record.clone());
        self.write(Write::Queue(Box::new(row)));
        self.changed(Changed::Queue);
        self.changed(Changed::Record(board, record));
    }

    /// Adds a change to its lane, at a place or at the end, and stores it.
    pub(crate) fn enqueue(&mut self, pending: Pending, at: Option<usize>) {
        let op = pending.id();
        self.queue.insert(pending, at);
        self.store_op(op);
    }

    /// Takes a change out of the queue; what it was stays in the journal.
    pub(crate) fn conclude(&mut self, op: OpId, ending: Ending, theirs: Vec<FieldConflict>) {
        let Some(pending) = self.queue.remove(op) else { return };
        let seq = match &pending.row.state {
            OpState::Acknowledged { seq } => Some(*seq),
            OpState::Queued
            | OpState::Sent
            | OpState::Waiting { .. }
            | OpState::Conflict(_)
            | OpState::Parked(_)
            | OpState::Doubtful(_)
            | OpState::Unreadable(_)
            | OpState::Gated(_)
            | OpState::Offered => None,
        };
        self.away.concluded(ending, pending.row.op.cause);
        let (board, record) = (pending.row.op.board, pending.row.op.record);
        let (order, at) = (pending.row.order, self.now.wall);
        let conclusion = Conclusion { order, op_id: op, ending, seq, at, theirs };
        self.write(Write::Conclude(Box::new(conclusion)));
        self.changed(Changed::Queue);
        self.changed(Changed::Record(board.clone(), record));
        let unwanted = self.boards.get(&board).is_some_and(|board| !board.row.wanted);
        if unwanted && !self.queue.has_ops(&board) {
            self.unsubscribe(&board);
        }
    }
}
