//! What becomes of one operation: a pure function of the operation, its author, and the facts of
//! the board. Beside it, who a greeting client is ([`session`]).
//!
//! [`decide`] reads through [`Facts`] and changes nothing: it answers with a [`Decision`], and an
//! applied one carries the [`Write`]s that make it true. A store performs these in the transaction
//! in which it read; a simulator can do the same over plain maps. The rules are those of
//! `docs/protocol.md`: rights first, then form, then clashes, then effects, all or nothing.

mod edit;
mod facts;
pub mod session;

pub use facts::{Facts, FieldFacts, MarkFacts, RecordFacts, Removal};

use jiff::Timestamp;
use std::{convert::Infallible, time::Duration};
use tideboard_protocol::{
    Author, Change, Limits, Op, OpKind, Path, Point, RecordId, RejectCode, Rejection, Seq,
    clash::Stamps,
    frame::{Deletion, FieldConflict, OpResult, Outcome, ResultCode},
    state_hash::StateHash,
};

/// Most clashing fields named when a whole board is compared.
const BOARD_CLASHES: usize = 100;

/// What somebody may do on one board, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Not even know that it exists.
    Nothing,
    /// Read it.
    Read,
    /// Create and change records, also without comparing (`base` null).
    Feed,
    /// Change everything in it.
    Edit,
    /// Delete it.
    Own,
}

/// A board as the transaction finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardState {
    /// Never existed, as far as these data tell.
    Unknown {
        /// Where its seq would begin: above those of every life that the data had before.
        floor: Seq,
    },
    /// Was deleted; its slug is spent.
    Gone {
        /// Seq of the deletion.
        head: Seq,
    },
    /// Exists.
    Live {
        /// Newest seq.
        head: Seq,
        /// State hash at `head`.
        hash: StateHash,
    },
}

/// Everything but the board's content that an operation is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// Who asks.
    pub author: &'a Author,
    /// What the author may do on the operation's board.
    pub right: Right,
    /// Whether the author may create boards.
    pub creates_boards: bool,
    /// The operation's board.
    pub board: BoardState,
    /// The server's clock.
    pub now: Timestamp,
    /// For how long the result of such an operation is kept.
    pub results_kept: Duration,
    /// Bounds in force.
    pub limits: &'a Limits,
}

/// The fate of an operation.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// It takes effect at the head's next seq.
    Applied(Box<Applied>),
    /// Everything is so already.
    Noop {
        /// The head when decided.
        head: Seq,
    },
    /// Somebody else's writes are in the way.
    Conflict {
        /// The head when decided.
        head: Seq,
        /// The clashing fields.
        conflicts: Vec<FieldConflict>,
        /// The deletion in the way.
        deleted: Option<Deletion>,
    },
    /// It breaks a rule.
    Rejected(Rejection),
}

/// What an applied operation does.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// What subscribers are told; holds the seq.
    pub change: Change,
    /// What the store writes, all at that seq.
    pub writes: Vec<Write>,
    /// The board's state hash afterwards.
    pub hash: StateHash,
}

/// One write to the operation's record or board.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// The board comes into being.
    CreateBoard,
    /// The board and all it holds are gone.
    DeleteBoard,
    /// The record comes into being.
    CreateRecord {
        /// Its kind.
        kind: String,
    },
    /// The record is deleted; its content stays for a restore.
    DeleteRecord,
    /// The record lives again: fields, marks and points move to the new seq, stamps stay.
    RestoreRecord,
    /// A field takes a value, or becomes a tombstone.
    Field {
        /// The field.
        path: Path,
        /// Its value.
        value: Option<serde_json::Value>,
        /// Its stamps afterwards.
        stamps: Stamps,
    },
    /// Everything at and below a path was removed.
    Mark {
        /// The path.
        path: Path,
        /// The mark's stamps afterwards.
        stamps: Stamps,
    },
    /// Series at and below a path lose their points.
    DropPoints {
        /// The path.
        path: Path,
    },
    /// Points join a series, replacing those of the same time.
    Points {
        /// The series.
        path: Path,
        /// The points, by rising time.
        points: Vec<Point>,
    },
    /// Old points leave a series.
    Trim {
        /// The series.
        path: Path,
        /// Points before this time go.
        before_ms: i64,
    },
}

/// Why deciding stopped early: a refusal, or facts that could not be read.
enum Stop<E> {
    Rejected(Rejection),
    Failed(E),
}

impl<E> From<E> for Stop<E> {
    fn from(error: E) -> Self {
        Self::Failed(error)
    }
}

type Step<T, E> = Result<T, Stop<E>>;

fn reject<T, E>(code: RejectCode, message: impl Into<String>) -> Step<T, E> {
    Err(Stop::Rejected(Rejection::new(code, message)))
}

/// Decides one operation.
pub fn decide<F: Facts>(
    op: &Op,
    situation: &Situation<'_>,
    facts: &F,
) -> Result<Decision, F::Error> {
    match try_decide(op, situation, facts) {
        Ok(decision) => Ok(decision),
        Err(Stop::Rejected(rejection)) => Ok(Decision::Rejected(rejection)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

fn try_decide<F: Facts>(op: &Op, situation: &Situation<'_>, facts: &F) -> Step<Decision, F::Error> {
    let (head, hash) = match admit(Some(op.kind), &op.record, situation)? {
        Admission::Go { head, hash } => (head, hash),
        Admission::Done { head } => return Ok(Decision::Noop { head }),
    };
    no_feed_without_right(op, situation)?;
    if is_stale(op, situation) {
        return reject(
            RejectCode::StaleOp,
            "this change is so old that nobody knows whether it was applied before",
        );
    }
    if op.base.is_some_and(|base| base > head) {
        return reject(RejectCode::InvalidOp, format!("base is above the board's head {head}"));
    }
    let case = Case { op, situation, facts, head, hash };
    match (op.kind, facts.record(&op.record)?) {
        (OpKind::Create, None) => case.create(),
        (OpKind::Create, Some(_)) => {
            reject(RejectCode::Exists, "a record with this id exists already")
        }
        (OpKind::Patch | OpKind::Delete | OpKind::Restore, None) => {
            reject(RejectCode::UnknownRecord, "the board has no such record")
        }
        (OpKind::Patch, Some(RecordFacts { deleted: None, .. })) => case.patch(),
        (OpKind::Patch, Some(RecordFacts { deleted: Some(removal), .. })) => {
            case.stopped_by(removal)
        }
        (OpKind::Delete, Some(record)) => case.delete(record),
        (OpKind::Restore, Some(record)) => case.restore(record),
    }
}

/// Why an operation that cannot be read is refused before its form counts, as far as rights and
/// the board say. `kind` is what it was to do, if legible.
pub fn refuse_unread(
    kind: Option<OpKind>,
    record: &RecordId,
    situation: &Situation<'_>,
) -> Option<Rejection> {
    match admit::<Infallible>(kind, record, situation) {
        Ok(Admission::Go { .. } | Admission::Done { .. }) => None,
        Err(Stop::Rejected(rejection)) => Some(rejection),
        Err(Stop::Failed(never)) => match never {},
    }
}

/// Whether an operation gets as far as the board's content.
enum Admission {
    Go { head: Seq, hash: StateHash },
    Done { head: Seq },
}

/// Rights, and whether there is a board at all. A board that somebody may not see is answered
/// like one that does not exist.
fn admit<E>(
    kind: Option<OpKind>,
    record: &RecordId,
    situation: &Situation<'_>,
) -> Step<Admission, E> {
    let creates_board = kind == Some(OpKind::Create) && record.is_board();
    let deletes_board = kind == Some(OpKind::Delete) && record.is_board();
    let unknown = || reject(RejectCode::UnknownBoard, "there is no such board");
    match situation.board {
        BoardState::Unknown { floor } if creates_board && situation.creates_boards => {
            Ok(Admission::Go { head: floor, hash: StateHash::default() })
        }
        BoardState::Gone { .. } if creates_board && situation.creates_boards => {
            reject(RejectCode::Exists, "this board id was used before")
        }
        BoardState::Unknown { .. } | BoardState::Gone { .. } if creates_board => no_boards(),
        BoardState::Live { .. } if creates_board && situation.right == Right::Nothing => {
            no_boards()
        }
        BoardState::Gone { head } if deletes_board && situation.right == Right::Own => {
            Ok(Admission::Done { head })
        }
        BoardState::Unknown { .. } | BoardState::Gone { .. } => unknown(),
        BoardState::Live { .. } if situation.right == Right::Nothing => unknown(),
        BoardState::Live { head, hash } => {
            let needed = match kind {
                Some(OpKind::Create | OpKind::Patch) | None => Right::Feed,
                Some(OpKind::Delete) if deletes_board => Right::Own,
                Some(OpKind::Delete | OpKind::Restore) => Right::Edit,
            };
            if situation.right < needed {
                return reject(RejectCode::Forbidden, "your role does not allow this change");
            }
            Ok(Admission::Go { head, hash })
        }
    }
}

fn no_boards<E>() -> Step<Admission, E> {
    reject(RejectCode::Forbidden, "your role does not allow creating boards")
}

fn no_feed_without_right<E>(op: &Op, situation: &Situation<'_>) -> Step<(), E> {
    if op.base.is_none() && situation.right != Right::Feed {
        return reject(RejectCode::Forbidden, "writing without a base needs a feed token");
    }
    Ok(())
}

/// A repeat of an operation so old that its result may have been cleared away.
fn is_stale(op: &Op, situation: &Situation<'_>) -> bool {
    let now = u64::try_from(situation.now.as_millisecond()).unwrap_or(0);
    let kept = u64::try_from(situation.results_kept.as_millis()).unwrap_or(u64::MAX);
    op.resend && op.op_id.minted_ms().is_some_and(|minted| minted.saturating_add(kept) < now)
}

/// An admitted operation beside the facts it is decided by.
struct Case<'a, F> {
    op: &'a Op,
    situation: &'a Situation<'a>,
    facts: &'a F,
    head: Seq,
    hash: StateHash,
}

impl<F: Facts> Case<'_, F> {
    /// Whether somebody else compared here after what the author had seen.
    fn moved(&self, stamps: Stamps) -> bool {
        self.op.base.is_some_and(|base| stamps.moved_since(self.situation.author.client_id, base))
    }

    /// Stamps after this operation wrote; a feed leaves them alone.
    fn stamped(&self, stamps: Stamps) -> Stamps {
        match self.op.base {
            Some(_) => stamps.written(self.situation.author.client_id, self.head.next()),
            None => stamps,
        }
    }

    fn change(&self) -> Change {
        Change {
            record: self.op.record.clone(),
            seq: self.head.next(),
            record_kind: None,
            removed: Vec::new(),
            set: Default::default(),
            points: Default::default(),
            deleted: false,
            by: self.situation.author.clone(),
            at: self.op.at,
        }
    }

    fn conflict(&self, conflicts: Vec<FieldConflict>) -> Step<Decision, F::Error> {
        Ok(Decision::Conflict { head: self.head, conflicts, deleted: None })
    }

    fn stopped_by(&self, removal: Removal) -> Step<Decision, F::Error> {
        let (by, at) = self.facts.author(removal.seq)?;
        let deleted = Some(Deletion { seq: removal.seq, by, at });
        Ok(Decision::Conflict { head: self.head, conflicts: Vec::new(), deleted })
    }

    fn clash_with(&self, path: Path, field: FieldFacts) -> Result<FieldConflict, F::Error> {
        let (by, at) = self.facts.author(field.seq)?;
        let removed = field.value.is_none();
        Ok(FieldConflict { path, value: field.value, removed, seq: field.seq, by, at })
    }

    fn delete(&self, record: RecordFacts) -> Step<Decision, F::Error> {
        if record.deleted.is_some() {
            return Ok(Decision::Noop { head: self.head });
        }
        let fields = self.facts.fields(&self.op.record, None)?;
        let mut hash = self.hash;
        hash.remove_record(&self.op.record, &record.kind, record.entry);
        let mut conflicts = Vec::new();
        for (path, field) in fields {
            if let Some(value) = &field.value {
                hash.remove_field(&self.op.record, &path, value, field.seq);
            }
            if self.moved(field.stamps) {
                conflicts.push(self.clash_with(path, field)?);
            }
        }
        if self.op.record.is_board() {
            return self.delete_board(conflicts);
        }
        if !conflicts.is_empty() {
            return self.conflict(conflicts);
        }
        let change = Change { deleted: true, ..self.change() };
        let writes = vec![Write::DeleteRecord];
        Ok(Decision::Applied(Box::new(Applied { change, writes, hash })))
    }

    fn delete_board(&self, mut conflicts: Vec<FieldConflict>) -> Step<Decision, F::Error> {
        let (me, base) = (self.situation.author.client_id, self.op.base.unwrap_or(self.head));
        for (path, field) in self.facts.moved_elsewhere(me, base, BOARD_CLASHES)? {
            conflicts.push(self.clash_with(path, field)?);
        }
        if !conflicts.is_empty() {
            return self.conflict(conflicts);
        }
        let change = Change { deleted: true, ..self.change() };
        let (writes, hash) = (vec![Write::DeleteBoard], StateHash::default());
        Ok(Decision::Applied(Box::new(Applied { change, writes, hash })))
    }

    fn restore(&self, record: RecordFacts) -> Step<Decision, F::Error> {
        let Some(removal) = record.deleted else {
            return Ok(Decision::Noop { head: self.head });
        };
        let foreign = removal.by != self.situation.author.client_id;
        if foreign && self.op.base.is_some_and(|base| removal.seq > base) {
            return self.stopped_by(removal);
        }
        let (id, seq) = (&self.op.record, self.head.next());
        let mut hash = self.hash;
        hash.add_record(id, &record.kind, seq);
        let mut change = Change { record_kind: Some(record.kind), ..self.change() };
        for (path, field) in self.facts.fields(id, None)? {
            if let Some(value) = field.value {
                hash.add_field(id, &path, &value, seq);
                change.set.insert(path, value);
            }
        }
        change.removed = self.facts.marks(id)?;
        change.points = self.facts.points(id)?;
        let writes = vec![Write::RestoreRecord];
        Ok(Decision::Applied(Box::new(Applied { change, writes, hash })))
    }
}

impl Decision {
    /// The result frame's entry for this fate.
    pub fn result(&self, op: &Op) -> OpResult {
        let result = |outcome, seq| OpResult { seq, ..OpResult::new(op.op_id, outcome) };
        match self {
            Self::Applied(applied) => result(Outcome::Applied, Some(applied.change.seq)),
            Self::Noop { head } => result(Outcome::Noop, Some(*head)),
            Self::Conflict { head, conflicts, deleted } => OpResult {
                conflicts: conflicts.clone(),
                deleted: deleted.clone(),
                ..result(Outcome::Conflict, Some(*head))
            },
            Self::Rejected(rejection) => OpResult {
                code: Some(ResultCode::Reject(rejection.code)),
                message: Some(rejection.message.clone()),
                ..result(Outcome::Rejected, None)
            },
        }
    }
}
