//! What became of each operation, remembered under its id.

use super::columns;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use tideboard_protocol::{
    BoardId, OpId, RejectCode, Rejection,
    frame::{Deletion, FieldConflict, OpResult, Outcome, ResultCode},
    op::ContentHash,
};

/// A result on record, and what it belongs to.
#[derive(Debug)]
pub(crate) struct Recorded {
    /// The user whose operation it was.
    pub user: String,
    /// Content hash of the operation.
    pub content: ContentHash,
    /// Its board, where that could be read.
    pub board: Option<BoardId>,
    /// The result as it was told.
    pub result: OpResult,
}

/// The rare parts of a result.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Detail {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<FieldConflict>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted: Option<Deletion>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rejection: Option<Rejection>,
}

/// The result recorded under an id.
pub(crate) fn find(conn: &Connection, op_id: OpId) -> Result<Option<Recorded>, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT user_id, content, board, outcome, seq, detail FROM results WHERE op_id = ?1",
    )?
    .query_row([op_id.0.as_bytes()], |row| {
        let detail: Detail = match row.get_ref(5)?.as_str_or_null()? {
            Some(text) => columns::json(text, 5)?,
            None => Detail::default(),
        };
        let result = OpResult {
            seq: columns::maybe_seq(row, 4)?,
            conflicts: detail.conflicts,
            deleted: detail.deleted,
            code: detail.rejection.as_ref().map(|rejection| ResultCode::Reject(rejection.code)),
            message: detail.rejection.map(|rejection| rejection.message),
            ..OpResult::new(op_id, outcome_named(row.get_ref(3)?.as_str()?))
        };
        Ok(Recorded {
            user: row.get(0)?,
            content: row.get(1)?,
            board: columns::maybe_board(row, 2)?,
            result,
        })
    })
    .optional()
}

/// Records a result; its id must be new.
pub(crate) fn insert(
    conn: &Connection,
    recorded: &Recorded,
    expires_at: i64,
) -> Result<(), rusqlite::Error> {
    let Some(outcome) = outcome_name(recorded.result.outcome) else { return Ok(()) };
    let result = &recorded.result;
    let rejection = match (result.code, &result.message) {
        (Some(ResultCode::Reject(code)), Some(message)) => {
            Some(Rejection { code, message: message.clone() })
        }
        (_, _) => None,
    };
    let plain = rejection.is_none() && result.conflicts.is_empty() && result.deleted.is_none();
    let detail = (!plain).then(|| Detail {
        conflicts: result.conflicts.clone(),
        deleted: result.deleted.clone(),
        rejection,
    });
    conn.prepare_cached(
        "INSERT INTO results (op_id, user_id, content, board, outcome, seq, detail, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        result.op_id.0.as_bytes(),
        recorded.user,
        recorded.content,
        recorded.board.as_ref().map(BoardId::as_str),
        outcome,
        result.seq.map(columns::seq_sql),
        // Of strings, numbers and maps with string keys: this cannot fail.
        detail.map(|detail| serde_json::to_string(&detail).unwrap_or_default()),
        expires_at,
    ])?;
    Ok(())
}

/// The answer to an id that was used for something else.
pub(crate) fn reused(op_id: OpId) -> OpResult {
    OpResult {
        code: Some(ResultCode::Reject(RejectCode::OpReuse)),
        message: Some("this id belongs to a different change".to_owned()),
        ..OpResult::new(op_id, Outcome::Rejected)
    }
}

const OUTCOMES: [(Outcome, &str); 4] = [
    (Outcome::Applied, "applied"),
    (Outcome::Noop, "noop"),
    (Outcome::Conflict, "conflict"),
    (Outcome::Rejected, "rejected"),
];

/// `None` for what is never recorded.
fn outcome_name(outcome: Outcome) -> Option<&'static str> {
    OUTCOMES.iter().find(|(known, _)| *known == outcome).map(|(_, name)| *name)
}

/// The column's CHECK admits no other name.
fn outcome_named(name: &str) -> Outcome {
    let known = OUTCOMES.iter().find(|(_, known)| *known == name);
    known.map_or(Outcome::Rejected, |(outcome, _)| *outcome)
}
