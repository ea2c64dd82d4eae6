//! Clearing away what nobody can need any more, a bounded piece at a time.

use super::columns;
use crate::Config;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::time::Duration;
use tideboard_failpoint::{Point, reached};

/// Most rows of a sort that one piece clears: bounds how long pushes wait for it.
const PIECE: i64 = 2_000;

/// Clears one piece of everything that is over; whether it is worth going on at once.
pub(crate) fn run(conn: &mut Connection, config: &Config) -> Result<bool, rusqlite::Error> {
    let now_ms = config.clock.now_ms();
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let before_ms = now_ms.saturating_sub(millis(config.tombstones_kept));
    let more = [
        forget_results(&tx, now_ms)?,
        purge_tombstones(&tx, before_ms)?,
        empty_deleted_boards(&tx)?,
        sweep_writes(&tx)?,
    ];
    reached(Point::ServerClearing);
    tx.commit()?;
    Ok(more.contains(&true))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn forget_results(tx: &Transaction<'_>, now_ms: i64) -> Result<bool, rusqlite::Error> {
    let forgotten = tx
        .prepare_cached(
            "DELETE FROM results WHERE op_id IN \
         (SELECT op_id FROM results WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
        )?
        .execute([now_ms, PIECE])?;
    Ok(is_full_piece(forgotten))
}

fn is_full_piece(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows >= PIECE)
}

/// Forgets removals from before a time; the board's horizon rises to the newest forgotten one, so
/// that a client from before it starts anew instead of missing them.
fn purge_tombstones(tx: &Transaction<'_>, before_ms: i64) -> Result<bool, rusqlite::Error> {
    let mut more = false;
    for (raise, delete) in TOMBSTONES {
        tx.prepare_cached(raise)?.execute([before_ms, PIECE])?;
        more |= is_full_piece(tx.prepare_cached(delete)?.execute([before_ms, PIECE])?);
    }
    let mut gone = tx.prepare_cached(
        "SELECT id, board, deleted FROM records \
         WHERE deleted_at IS NOT NULL AND deleted_at < ?1 LIMIT 100",
    )?;
    let records = gone
        .query_map([before_ms], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, columns::seq(row, 2)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    more |= !records.is_empty();
    for (record, board, deleted) in records {
        tx.prepare_cached("UPDATE boards SET horizon = max(horizon, ?2) WHERE id = ?1")?
            .execute(params![board, columns::seq_sql(deleted)])?;
        for sql in RECORD_CONTENT {
            tx.prepare_cached(sql)?.execute([record])?;
        }
    }
    Ok(more)
}

const TOMBSTONES: [(&str, &str); 2] = [
    (
        "UPDATE boards SET horizon = max(horizon, old.seq) FROM \
         (SELECT board, max(seq) AS seq FROM (SELECT board, seq FROM fields \
          WHERE removed_at < ?1 ORDER BY removed_at, record, path LIMIT ?2) GROUP BY board) AS old \
         WHERE boards.id = old.board",
        "DELETE FROM fields WHERE (record, path) IN \
         (SELECT record, path FROM fields \
          WHERE removed_at < ?1 ORDER BY removed_at, record, path LIMIT ?2)",
    ),
    (
        "UPDATE boards SET horizon = max(horizon, old.seq) FROM \
         (SELECT board, max(seq) AS seq FROM (SELECT board, seq FROM marks \
          WHERE removed_at < ?1 ORDER BY removed_at, record, path LIMIT ?2) GROUP BY board) AS old \
         WHERE boards.id = old.board",
        "DELETE FROM marks WHERE (record, path) IN \
         (SELECT record, path FROM marks \
          WHERE removed_at < ?1 ORDER BY removed_at, record, path LIMIT ?2)",
    ),
];

const RECORD_CONTENT: [&str; 4] = [
    "DELETE FROM points WHERE record = ?1",
    "DELETE FROM marks WHERE record = ?1",
    "DELETE FROM fields WHERE record = ?1",
    "DELETE FROM records WHERE id = ?1",
];

/// A deleted board's slug stays spent; its content goes record by record.
fn empty_deleted_boards(tx: &Transaction<'_>) -> Result<bool, rusqlite::Error> {
    let record: Option<i64> = tx
        .prepare_cached(
            "SELECT r.id FROM boards b JOIN records r ON r.board = b.id \
             WHERE b.deleted_at IS NOT NULL LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(record) = record {
        for sql in RECORD_CONTENT {
            tx.prepare_cached(sql)?.execute([record])?;
        }
    }
    Ok(record.is_some())
}

/// Forgets who made writes of which nothing is left. Worth going on where that was most of them.
fn sweep_writes(tx: &Transaction<'_>) -> Result<bool, rusqlite::Error> {
    let at: (i64, i64) = tx
        .prepare_cached("SELECT board, seq FROM upkeep")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let piece = "SELECT board, seq FROM writes WHERE (board, seq) > (?1, ?2) \
                 ORDER BY board, seq LIMIT 1 OFFSET ?3";
    let end: Option<(i64, i64)> = tx
        .prepare_cached(piece)?
        .query_row((at.0, at.1, PIECE - 1), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    // The last piece ends behind everything; the next one begins anew.
    let (to_board, to_seq) = end.unwrap_or((i64::MAX, i64::MAX));
    let swept = tx.prepare_cached(
        "DELETE FROM writes WHERE (board, seq) > (?1, ?2) AND (board, seq) <= (?3, ?4) \
         AND NOT EXISTS (SELECT 1 FROM fields f WHERE f.board = writes.board AND f.seq = writes.seq) \
         AND NOT EXISTS (SELECT 1 FROM points p WHERE p.board = writes.board AND p.seq = writes.seq) \
         AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.board = writes.board AND m.seq = writes.seq) \
         AND NOT EXISTS (SELECT 1 FROM records r WHERE r.board = writes.board AND r.entry = writes.seq) \
         AND NOT EXISTS (SELECT 1 FROM records r WHERE r.board = writes.board AND r.deleted = writes.seq)",
    )?
    .execute((at.0, at.1, to_board, to_seq))?;
    let (board, seq) = end.unwrap_or((0, 0));
    tx.prepare_cached("UPDATE upkeep SET board = ?1, seq = ?2")?.execute((board, seq))?;
    Ok(is_full_piece(swept * 2))
}
