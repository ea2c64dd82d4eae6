//! One transaction in the making: operations decided one after another, each whole or not at all.

use super::{FULL_RETRY_MS, Failure, RETRY_MS, retry};
use crate::{
    Config,
    decide::{self, Applied, BoardState, Decision, Situation, Write},
    delta,
    error::{is_full, is_log_full},
    hub::{Move, Standing},
    link::{Link, Who},
    outbox::Fate,
    store::{
        accounts,
        ledger::{self, BoardRow, Known, Ledger},
        results::{self, Recorded},
    },
};
use jiff::Timestamp;
use rusqlite::Connection;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
    time::Duration,
};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{
    ApiError, BoardId, Change, ErrorCode, Limits, Op, OpId, RecordId, Rejection, Seq,
    frame::{OpEntry, OpResult, Outcome, ResultCode, RetryCode},
    op::{ContentHash, Refused},
};

/// How a push ended.
pub(super) enum PushEnd {
    /// Each operation has a result.
    Decided(Vec<Fate>),
    /// The connection may not push any more.
    Closed(ApiError),
}

/// A board that this transaction looked at.
struct Open {
    row: BoardRow,
    /// The head before.
    from: Seq,
    title: String,
    changes: Vec<Change>,
}

/// What an applied operation makes of its board.
struct Moved {
    row: BoardRow,
    from: Seq,
    title: Option<String>,
    change: Change,
}

/// Who pushes, with the key of that author in the history.
struct Pusher<'a> {
    who: &'a Who,
    author: i64,
}

/// What a failure in the middle of an operation takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// The whole group, which is then tried again with the other guard. Costs nothing while nothing
    /// fails.
    Group,
    /// The operation alone: each has a savepoint, for which SQLite copies every page it touches.
    Operation,
}

/// The transaction.
pub(super) struct Batch<'c> {
    pub(super) conn: &'c Connection,
    config: &'c Config,
    guard: Guard,
    now: Timestamp,
    known: &'c Known,
    boards: BTreeMap<BoardId, Open>,
}

/// What a committed transaction has to tell subscribers.
pub(super) struct Published {
    boards: BTreeMap<BoardId, Open>,
}

impl<'c> Batch<'c> {
    /// Begins; waits for another process that writes.
    pub(super) fn begin(
        conn: &'c Connection,
        config: &'c Config,
        known: &'c Known,
        guard: Guard,
    ) -> Result<Self, rusqlite::Error> {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let now = config.clock.now();
        let batch = Self { conn, config, known, guard, now, boards: BTreeMap::new() };
        // From here on nobody else can write.
        match known.refresh(conn) {
            Ok(()) => Ok(batch),
            Err(error) => {
                batch.roll_back();
                Err(error)
            }
        }
    }

    /// Gives everything up.
    pub(super) fn roll_back(&self) {
        self.known.clear();
        if self.conn.is_autocommit() {
            return;
        }
        if let Err(error) = self.conn.execute_batch("ROLLBACK") {
            tracing::error!("a transaction could not be rolled back: {error}");
        }
    }

    /// Writes the heads and commits.
    pub(super) fn commit(self) -> Result<Published, Failure> {
        let moved = self.boards.values().filter(|open| open.row.head != open.from);
        for open in moved {
            let now_ms = self.now.as_millisecond();
            if let Err(error) = ledger::update_board(self.conn, &open.row, now_ms) {
                self.roll_back();
                return Err(Failure::NotDone(error));
            }
        }
        reached(Point::ServerCommitting);
        match self.conn.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([])) {
            Ok(_) => {
                reached(Point::ServerCommitted);
                Ok(Published { boards: self.boards })
            }
            Err(error) => {
                let certain = is_log_full(&error) && !self.conn.is_autocommit();
                self.roll_back();
                Err(if certain { Failure::NotDone(error) } else { Failure::Unknown(error) })
            }
        }
    }

    /// Decides the operations of a push in order.
    pub(super) fn push(
        &mut self,
        link: &Link,
        ops: &[OpEntry],
    ) -> Result<PushEnd, rusqlite::Error> {
        let Some(who) = link.who() else {
            let message = "a hello comes first";
            return Ok(PushEnd::Closed(ApiError::new(ErrorCode::Unauthorized, message)));
        };
        if !accounts::is_valid(self.conn, who.token)? {
            return Ok(PushEnd::Closed(super::greet::bad_token()));
        }
        if !accounts::is_newest(self.conn, who.author.client_id, &who.session)? {
            let message = "another connection of this profile took over";
            return Ok(PushEnd::Closed(ApiError::new(ErrorCode::Replaced, message)));
        }
        if !link.proven.load(Ordering::Acquire) {
            accounts::prove(self.conn, who.author.client_id, &who.session)?;
        }
        let pusher = Pusher { who: &who, author: accounts::author(self.conn, &who.author)? };
        let mut fates = Vec::with_capacity(ops.len());
        let mut blocked = BTreeSet::new();
        for entry in ops {
            fates.push(self.answer(&pusher, entry, &mut blocked)?);
        }
        Ok(PushEnd::Decided(fates))
    }

    /// One operation's result.
    fn answer(
        &mut self,
        pusher: &Pusher<'_>,
        entry: &OpEntry,
        blocked: &mut BTreeSet<(BoardId, RecordId)>,
    ) -> Result<Fate, rusqlite::Error> {
        let lane = match entry {
            Ok((op, _)) => Some((op.board.clone(), op.record.clone())),
            Err(refused) => refused.lane.clone(),
        };
        if lane.as_ref().is_some_and(|lane| blocked.contains(lane)) {
            let result = retry(op_id_of(entry), RetryCode::Blocked, RETRY_MS);
            return Ok(Fate { board: None, result });
        }
        let fate = match self.guard {
            Guard::Group => self.settle(pusher, entry)?,
            Guard::Operation => self.settle_apart(pusher, entry)?,
        };
        match fate.result.outcome {
            Outcome::Applied | Outcome::Noop => {}
            Outcome::Conflict | Outcome::Rejected | Outcome::RetryLater => blocked.extend(lane),
        }
        Ok(fate)
    }

    /// An operation in a savepoint: when it fails, the others of the group go on.
    fn settle_apart(
        &mut self,
        pusher: &Pusher<'_>,
        entry: &OpEntry,
    ) -> Result<Fate, rusqlite::Error> {
        self.conn.prepare_cached("SAVEPOINT op")?.execute([])?;
        let fate = match self.settle(pusher, entry) {
            Ok(fate) => fate,
            Err(error) if self.conn.is_autocommit() => return Err(error),
            Err(error) => {
                self.conn.prepare_cached("ROLLBACK TO op")?.execute([])?;
                self.known.clear();
                tracing::error!("an operation could not be stored: {error}");
                let op_id = op_id_of(entry);
                let result = match is_full(&error) {
                    true => retry(op_id, RetryCode::StorageFull, FULL_RETRY_MS),
                    false => retry(op_id, RetryCode::Busy, RETRY_MS),
                };
                Fate { board: None, result }
            }
        };
        self.conn.prepare_cached("RELEASE op")?.execute([])?;
        Ok(fate)
    }

    /// The recorded result of a known operation, or the decision about a new one.
    fn settle(&mut self, pusher: &Pusher<'_>, entry: &OpEntry) -> Result<Fate, rusqlite::Error> {
        let op_id = op_id_of(entry);
        // What cannot be read has no content to compare; such operations count as one.
        let content = entry.as_ref().map_or([0; 32], |(_, content)| *content);
        if let Some(recorded) = results::find(self.conn, op_id)? {
            return self.replay(pusher.who, recorded, content);
        }
        match entry {
            Ok((op, _)) => self.decide(pusher, op, content),
            Err(refused) => {
                let Rejection { code, message } = self.refusal(pusher, refused)?;
                let result = OpResult {
                    code: Some(ResultCode::Reject(code)),
                    message: Some(message),
                    ..OpResult::new(op_id, Outcome::Rejected)
                };
                let board = refused.lane.as_ref().map(|(board, _)| board.clone());
                self.record(pusher, content, board, result, self.config.results_kept)
            }
        }
    }

    /// A recorded result told again, to the user whose operation it was. Of a board that is gone
    /// nobody is shown values any more.
    fn replay(
        &mut self,
        who: &Who,
        recorded: Recorded,
        content: ContentHash,
    ) -> Result<Fate, rusqlite::Error> {
        let Recorded { user, content: known, board, mut result } = recorded;
        if user != who.user.id || known != content {
            return Ok(Fate { board: None, result: results::reused(result.op_id) });
        }
        let tells_values = !result.conflicts.is_empty() || result.deleted.is_some();
        if let Some(board) = board.as_ref().filter(|_| tells_values)
            && self.look_at(board)?.is_none_or(|row| row.gone)
        {
            result.conflicts.clear();
            result.deleted = None;
        }
        Ok(Fate { board, result: OpResult { replay: true, ..result } })
    }

    /// Why an operation that cannot be read is refused: rights come before form.
    fn refusal(
        &mut self,
        pusher: &Pusher<'_>,
        refused: &Refused,
    ) -> Result<Rejection, rusqlite::Error> {
        let Some((board, record)) = &refused.lane else { return Ok(refused.rejection.clone()) };
        let row = self.look_at(board)?;
        let situation = self.situation(pusher, board, row, self.config.results_kept)?;
        let unauthorised = decide::refuse_unread(refused.kind, record, &situation);
        Ok(unauthorised.unwrap_or_else(|| refused.rejection.clone()))
    }

    /// What the operations of a pusher to a board are judged by.
    fn situation<'s>(
        &'s self,
        pusher: &Pusher<'s>,
        board: &BoardId,
        row: Option<BoardRow>,
        results_kept: Duration,
    ) -> Result<Situation<'s>, rusqlite::Error> {
        Ok(Situation {
            author: &pusher.who.author,
            right: pusher.who.grant.right_on(board),
            creates_boards: pusher.who.grant.creates_boards(),
            board: match row {
                Some(row) => row.state(),
                None => BoardState::Unknown { floor: ledger::floor(self.conn)? },
            },
            now: self.now,
            results_kept,
            limits: &self.config.limits,
        })
    }

    fn decide(
        &mut self,
        pusher: &Pusher<'_>,
        op: &Op,
        content: ContentHash,
    ) -> Result<Fate, rusqlite::Error> {
        let row = self.look_at(&op.board)?;
        let results_kept = match op.base {
            Some(_) => self.config.results_kept,
            None => self.config.feed_results_kept,
        };
        let situation = self.situation(pusher, &op.board, row, results_kept)?;
        let ledger = Ledger::new(self.conn, row.map_or(0, |row| row.key), self.known);
        let decision = decide::decide(op, &situation, &ledger)?;
        let result = decision.result(op);
        let moved = match decision {
            Decision::Applied(applied) => Some(self.apply(pusher, &op.board, row, *applied)?),
            Decision::Noop { .. } | Decision::Conflict { .. } | Decision::Rejected(_) => None,
        };
        let fate = self.record(pusher, content, Some(op.board.clone()), result, results_kept)?;
        // Only now can nothing of this operation fail any more.
        if let Some(Moved { row, from, title, change }) = moved {
            let open = self.boards.entry(op.board.clone()).or_insert_with(|| Open {
                row,
                from,
                title: op.board.to_string(),
                changes: Vec::new(),
            });
            open.row = row;
            open.title = title.unwrap_or_else(|| std::mem::take(&mut open.title));
            open.changes.push(change);
        }
        Ok(fate)
    }

    fn apply(
        &self,
        pusher: &Pusher<'_>,
        board: &BoardId,
        row: Option<BoardRow>,
        applied: Applied,
    ) -> Result<Moved, rusqlite::Error> {
        let row = match row {
            Some(row) => row,
            None => ledger::insert_board(self.conn, board)?,
        };
        let ledger = Ledger::new(self.conn, row.key, self.known);
        ledger.apply(&applied, pusher.author, self.now.as_millisecond())?;
        let gone = applied.writes.contains(&Write::DeleteBoard);
        let retitled = applied.change.record.is_board() && !gone;
        Ok(Moved {
            row: BoardRow { head: applied.change.seq, hash: applied.hash, gone, ..row },
            from: row.head,
            title: retitled.then(|| ledger::title(self.conn, row.key, board)).transpose()?,
            change: applied.change,
        })
    }

    fn record(
        &self,
        pusher: &Pusher<'_>,
        content: ContentHash,
        board: Option<BoardId>,
        result: OpResult,
        kept: Duration,
    ) -> Result<Fate, rusqlite::Error> {
        let recorded = Recorded { user: pusher.who.user.id.clone(), content, board, result };
        let kept = i64::try_from(kept.as_millis()).unwrap_or(i64::MAX);
        let expires_at = self.now.as_millisecond().saturating_add(kept);
        results::insert(self.conn, &recorded, expires_at)?;
        Ok(Fate { board: recorded.board, result: recorded.result })
    }

    /// The board's row as this transaction left it so far.
    fn look_at(&mut self, board: &BoardId) -> Result<Option<BoardRow>, rusqlite::Error> {
        if let Some(open) = self.boards.get(board) {
            return Ok(Some(open.row));
        }
        let Some(row) = ledger::board(self.conn, board)? else { return Ok(None) };
        let title = ledger::title(self.conn, row.key, board)?;
        let open = Open { row, from: row.head, title, changes: Vec::new() };
        self.boards.insert(board.clone(), open);
        Ok(Some(row))
    }
}

fn op_id_of(entry: &OpEntry) -> OpId {
    match entry {
        Ok((op, _)) => op.op_id,
        Err(refused) => refused.op_id,
    }
}

impl BoardRow {
    fn state(self) -> BoardState {
        if self.gone {
            return BoardState::Gone { head: self.head };
        }
        BoardState::Live { head: self.head, hash: self.hash }
    }
}

impl Published {
    /// Every board that moved, its delta encoded once for all subscribers.
    pub(super) fn moves(self, limits: &Limits) -> Vec<Move> {
        let moved = self.boards.into_iter().filter(|(_, open)| open.row.head != open.from);
        let moves = moved.map(|(board, open)| {
            let (head, hash) = (open.row.head, open.row.hash);
            if open.row.gone {
                return Move { board, standing: None, parts: Vec::new() };
            }
            let changes = delta::still_current(open.changes, limits.points_ms);
            let parts = delta::live_parts(&board, open.from, head, hash, &changes);
            Move { board, standing: Some(Standing { title: open.title, head, hash }), parts }
        });
        moves.collect()
    }
}
