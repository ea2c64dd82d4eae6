//! The one thread that writes: greetings and pushes of all connections, many to a transaction.
//!
//! The thread takes everything that waits, decides it in one transaction with one fsync at its end,
//! and only then lets anything be known: first results, then the deltas of the boards that moved,
//! then welcomes. When a commit certainly failed, everybody is told to come again; when its
//! outcome is unknown, the connections are closed and ask again under the same ids.

mod batch;
mod greet;
#[cfg(test)]
mod tests;

use crate::{
    Config,
    access::Token,
    error::is_full,
    hub::Hub,
    link::Link,
    outbox::Fate,
    store::{ServerIdentity, accounts, chain::Cursor, ledger::Known, upkeep},
};
use batch::{Batch, Guard, PushEnd};
use greet::Greeted;
use rusqlite::Connection;
use std::{
    sync::{Arc, atomic::Ordering},
    thread,
};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, RecordId,
    frame::{Hello, OpEntry, OpResult, Outcome, PresenceState, ResultCode, RetryCode, ServerFrame},
};
use tokio::sync::{mpsc, oneshot};

/// Commands that may wait; a push that finds no room is told to come again.
const QUEUE: usize = 4096;
/// Most operations in one transaction: bounds how long a result waits for others.
const GROUP_OPS: usize = 4096;
/// Most commands in one transaction.
const GROUP_COMMANDS: usize = 1024;
/// When to come again after a full disk.
const FULL_RETRY_MS: u64 = 10_000;
/// When to come again in all other cases.
const RETRY_MS: u64 = 1_000;

/// Work for the writer.
pub(crate) enum Command {
    /// A client greeted.
    Greet {
        link: Arc<Link>,
        token: Token,
        hello: Box<Hello>,
        reply: oneshot::Sender<Result<(), ApiError>>,
    },
    /// A client sent a new token.
    Refresh { link: Arc<Link>, token: Token },
    /// Operations to decide.
    Push { link: Arc<Link>, ops: Vec<OpEntry> },
    /// Deliver a board. Comes this way because whoever pushed before is answered before: a delta
    /// must not overtake the result of an operation that it contains, a repeated one included.
    Subscribe { link: Arc<Link>, board: BoardId, cursor: Cursor },
    /// Deliver no more of it; behind the subscription that it ends.
    Unsubscribe { link: Arc<Link>, board: BoardId },
    /// What a user does on a board; behind the subscription that makes it count.
    Presence { link: Arc<Link>, board: BoardId, record: Option<RecordId>, state: PresenceState },
    /// See whether tokens were withdrawn.
    CheckTokens,
    /// Clear old things away.
    Upkeep,
    /// Say that the thread lives.
    Health(oneshot::Sender<()>),
    /// Finish.
    Stop,
}

/// The way to the writer.
#[derive(Clone)]
pub(crate) struct Writer {
    commands: mpsc::Sender<Command>,
}

impl Writer {
    /// Starts the thread. The receiver resolves when it ends.
    pub(crate) fn start(
        conn: Connection,
        hub: Arc<Hub>,
        identity: ServerIdentity,
        config: Config,
    ) -> std::io::Result<(Self, oneshot::Receiver<()>)> {
        let (commands, inbox) = mpsc::channel(QUEUE);
        let (ended, end) = oneshot::channel();
        thread::Builder::new().name("tideboard-writer".to_owned()).spawn(move || {
            let _ended = ended;
            let known = Known::default();
            Desk { conn, known, hub, identity, config }.work(inbox);
        })?;
        Ok((Self { commands }, end))
    }

    /// Hands operations over, or answers them if too many wait.
    pub(crate) fn push(&self, link: &Arc<Link>, ops: Vec<OpEntry>) {
        link.in_flight.fetch_add(ops.len(), Ordering::AcqRel);
        let command = Command::Push { link: link.clone(), ops };
        let refused = match self.commands.try_send(command) {
            Ok(()) => return,
            Err(
                mpsc::error::TrySendError::Full(command)
                | mpsc::error::TrySendError::Closed(command),
            ) => command,
        };
        if let Command::Push { link, ops } = refused {
            link.answer(come_again(&ops, RetryCode::Busy, RETRY_MS));
        }
    }

    /// Hands anything else over; false when the thread has ended.
    pub(crate) async fn send(&self, command: Command) -> bool {
        self.commands.send(command).await.is_ok()
    }

    /// Waits until everything handed over before was done; false when the thread has ended.
    pub(crate) async fn has_done_all(&self) -> bool {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Health(reply)).await && answer.await.is_ok()
    }

    /// Hands something over that may be left out when too much waits.
    pub(crate) fn try_send(&self, command: Command) {
        let _left_out_until_next_time = self.commands.try_send(command);
    }
}

/// Every operation of a push answered with `retry_later`.
pub(crate) fn come_again(ops: &[OpEntry], code: RetryCode, after_ms: u64) -> Vec<Fate> {
    ops.iter()
        .map(|entry| {
            let op_id = match entry {
                Ok((op, _)) => op.op_id,
                Err(refused) => refused.op_id,
            };
            Fate { board: None, result: retry(op_id, code, after_ms) }
        })
        .collect()
}

fn retry(op_id: tideboard_protocol::OpId, code: RetryCode, after_ms: u64) -> OpResult {
    OpResult {
        code: Some(ResultCode::Retry(code)),
        retry_after_ms: Some(after_ms),
        ..OpResult::new(op_id, Outcome::RetryLater)
    }
}

/// The thread's own things.
struct Desk {
    conn: Connection,
    known: Known,
    hub: Arc<Hub>,
    identity: ServerIdentity,
    config: Config,
}

/// Why a transaction did not come about.
enum Failure {
    /// Nothing was written.
    NotDone(rusqlite::Error),
    /// It may or may not have been written.
    Unknown(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::NotDone(error)
    }
}

/// What to say after the commit, command by command.
enum Answer {
    Push(PushEnd),
    Greet(Greeted),
    Nothing,
}

impl Desk {
    fn work(mut self, mut inbox: mpsc::Receiver<Command>) {
        let mut untidy = false;
        loop {
            let first = match inbox.try_recv() {
                Ok(first) => Some(first),
                // Nobody waits: time to go on clearing away.
                Err(mpsc::error::TryRecvError::Empty) if untidy => {
                    untidy = self.upkeep();
                    continue;
                }
                Err(_) => inbox.blocking_recv(),
            };
            let Some(first) = first else { break };
            let mut ops = op_count(&first);
            let mut group = vec![first];
            while ops < GROUP_OPS && group.len() < GROUP_COMMANDS {
                let Ok(next) = inbox.try_recv() else { break };
                ops += op_count(&next);
                group.push(next);
            }
            untidy |= group.iter().any(|command| matches!(command, Command::Upkeep));
            if self.handle(group) {
                break;
            }
        }
        reached(Point::ServerStopping);
        // Leaves one file behind that can be copied as it is.
        if let Err(error) = self.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!("the write-ahead log could not be folded in: {error}");
        }
    }

    /// Performs a group; true when it says to stop.
    fn handle(&mut self, mut group: Vec<Command>) -> bool {
        let writes = |command: &Command| {
            matches!(
                command,
                Command::Push { .. } | Command::Greet { .. } | Command::Refresh { .. }
            )
        };
        if group.iter().any(writes) {
            match self.commit(&group) {
                Ok((mut answers, published)) => {
                    let moves = published.moves(&self.config.limits);
                    let answer = || {
                        let answered = tell_pushes(&group, &mut answers);
                        reached(Point::ServerAnswered);
                        answered
                    };
                    self.hub.announce(answer, moves);
                    reached(Point::ServerAnnounced);
                    self.tell_greetings(&mut group, answers);
                }
                Err(failure) => self.apologise(&mut group, &failure),
            }
        }
        let mut stop = false;
        for command in group {
            match command {
                Command::Subscribe { link, board, cursor } => {
                    self.hub.subscribe(&link, &board, cursor);
                }
                Command::Unsubscribe { link, board } => self.hub.unsubscribe(&link, &board),
                Command::Presence { link, board, record, state } => {
                    self.hub.present(&link, &board, record, state, self.config.clock.now());
                }
                Command::CheckTokens => self.check_tokens(),
                Command::Upkeep => {
                    self.upkeep();
                }
                Command::Health(reply) => {
                    let _asker_left = reply.send(());
                }
                Command::Stop => stop = true,
                Command::Greet { .. } | Command::Refresh { .. } | Command::Push { .. } => {}
            }
        }
        stop
    }

    /// Decides a group. If something fails in the middle of it, once more, so that only the
    /// operation fails that cannot be stored.
    fn commit(&self, group: &[Command]) -> Result<(Vec<Answer>, batch::Published), Failure> {
        match self.attempt(group, Guard::Group) {
            Err(Failure::NotDone(error)) => {
                tracing::warn!("a group could not be stored as a whole: {error}");
                self.attempt(group, Guard::Operation)
            }
            ended => ended,
        }
    }

    fn attempt(
        &self,
        group: &[Command],
        guard: Guard,
    ) -> Result<(Vec<Answer>, batch::Published), Failure> {
        let mut batch = Batch::begin(&self.conn, &self.config, &self.known, guard)?;
        let mut answers = Vec::with_capacity(group.len());
        for command in group {
            let answer = match command {
                Command::Push { link, ops } => batch.push(link, ops).map(Answer::Push),
                Command::Greet { link, token, hello, .. } => {
                    batch.greet(link, token, hello).map(Answer::Greet)
                }
                Command::Refresh { link, token } => {
                    batch.refresh(&self.hub, link, token).map(|()| Answer::Nothing)
                }
                Command::Subscribe { .. }
                | Command::Unsubscribe { .. }
                | Command::Presence { .. }
                | Command::CheckTokens
                | Command::Upkeep
                | Command::Health(_)
                | Command::Stop => Ok(Answer::Nothing),
            };
            match answer {
                Ok(answer) => answers.push(answer),
                Err(error) => {
                    batch.roll_back();
                    return Err(Failure::NotDone(error));
                }
            }
        }
        batch.commit().map(|published| (answers, published))
    }

    fn tell_greetings(&self, group: &mut Vec<Command>, answers: Vec<Answer>) {
        let mut rest = Vec::new();
        for (command, answer) in std::mem::take(group).into_iter().zip(answers) {
            match (command, answer) {
                (Command::Greet { link, reply, hello, .. }, Answer::Greet(greeted)) => {
                    let _asker_left = reply.send(self.welcome(&link, &hello, greeted));
                }
                (command, _) => rest.push(command),
            }
        }
        *group = rest;
    }

    fn welcome(&self, link: &Arc<Link>, hello: &Hello, greeted: Greeted) -> Result<(), ApiError> {
        let (who, identity) = match greeted {
            Greeted::As(who, identity) => (who, identity),
            Greeted::Refused(error) => return Err(error),
        };
        tracing::info!(
            user = ?who.user.id, client = %who.author.client_id, app = ?hello.app, ?identity,
            "connected"
        );
        let welcome = greet::welcome(&who, identity, self.identity, &self.config, &self.hub);
        let client = who.author.client_id;
        link.set_who(who);
        link.outbox.send(&ServerFrame::Welcome(Box::new(welcome)));
        self.hub.join(link, client);
        Ok(())
    }

    /// Nothing was decided, or nobody knows: say so to everyone in the group.
    fn apologise(&mut self, group: &mut Vec<Command>, failure: &Failure) {
        let (error, unknown) = match failure {
            Failure::NotDone(error) => (error, false),
            Failure::Unknown(error) => (error, true),
        };
        tracing::error!(unknown, "a transaction failed: {error}");
        let (code, after, message) = match is_full(error) {
            true => (
                RetryCode::StorageFull,
                FULL_RETRY_MS,
                "the disk of the server is full; changes wait where they were made",
            ),
            false => (
                RetryCode::Busy,
                RETRY_MS,
                "the server cannot write just now; connect again in a moment",
            ),
        };
        let closing = || ApiError::new(ErrorCode::Restarting, message);
        let mut rest = Vec::new();
        for command in std::mem::take(group) {
            match command {
                Command::Push { link, .. } if unknown => link.outbox.close(closing(), true),
                Command::Push { link, ops } => link.answer(come_again(&ops, code, after)),
                Command::Greet { reply, .. } => {
                    let _asker_left = reply.send(Err(closing()));
                }
                Command::Refresh { link, .. } => link.outbox.close(closing(), false),
                command @ (Command::Subscribe { .. }
                | Command::Unsubscribe { .. }
                | Command::Presence { .. }
                | Command::CheckTokens
                | Command::Upkeep
                | Command::Health(_)
                | Command::Stop) => rest.push(command),
            }
        }
        *group = rest;
    }

    fn check_tokens(&self) {
        match accounts::revoked(&self.conn) {
            Ok(tokens) if tokens.is_empty() => {}
            Ok(tokens) => self.hub.revoked(&tokens),
            Err(error) => tracing::error!("withdrawn tokens could not be looked up: {error}"),
        }
    }

    /// Clears one piece away; whether more is to be done.
    fn upkeep(&mut self) -> bool {
        self.known.clear();
        upkeep::run(&mut self.conn, &self.config).unwrap_or_else(|error| {
            tracing::error!("old data could not be cleared away: {error}");
            false
        })
    }
}

/// Queues the results of pushes; gives the connections that are to be woken for them.
fn tell_pushes(group: &[Command], answers: &mut [Answer]) -> Vec<Arc<Link>> {
    let mut answered = Vec::new();
    for (command, answer) in group.iter().zip(answers) {
        let (Command::Push { link, .. }, Answer::Push(end)) = (command, answer) else { continue };
        match end {
            PushEnd::Decided(fates) => {
                link.proven.store(true, Ordering::Release);
                link.queue_answer(std::mem::take(fates));
                answered.push(link.clone());
            }
            PushEnd::Closed(error) => link.outbox.close(error.clone(), true),
        }
    }
    answered
}

fn op_count(command: &Command) -> usize {
    match command {
        Command::Push { ops, .. } => ops.len(),
        Command::Greet { .. }
        | Command::Refresh { .. }
        | Command::Subscribe { .. }
        | Command::Unsubscribe { .. }
        | Command::Presence { .. }
        | Command::CheckTokens
        | Command::Upkeep
        | Command::Health(_)
        | Command::Stop => 1,
    }
}
