//! Writing rows.

use super::{StoreError, Trouble, payload};
use crate::store::{AccountId, place_taken};
use jiff::Timestamp;
use rusqlite::{Connection, params};
use std::collections::HashSet;
use tideboard_protocol::{BoardId, OpId, Path, Point, RecordId};
use tideboard_sync_core::stored::{
    Account, BoardRow, Conclusion, FieldRow, JournalRow, OpState, PAYLOAD_VERSION, QueueRow,
    RecordRow, Write,
};
use uuid::fmt::Hyphenated;

/// Performs the writes of a transaction.
pub fn apply_all(tx: &Connection, account: AccountId, writes: &[Write]) -> Result<(), Trouble> {
    let matters = lasting(writes);
    let lasting = writes.iter().zip(matters).filter(|(_, matters)| *matters);
    lasting.map(|(write, _)| write).try_for_each(|write| apply(tx, account, write))
}

/// Which writes of a transaction matter: many inputs share one, and what a later write replaces
/// need not reach the disk.
fn lasting(writes: &[Write]) -> Vec<bool> {
    let mut ops: HashSet<OpId> = HashSet::new();
    let mut boards: HashSet<&BoardId> = HashSet::new();
    let mut records: HashSet<(&BoardId, &RecordId)> = HashSet::new();
    let mut account = false;
    let mut lasting: Vec<bool> = writes
        .iter()
        .rev()
        .map(|write| match write {
            Write::Account(_) => !std::mem::replace(&mut account, true),
            Write::Board(row) => boards.insert(&row.id),
            Write::Record { board, record, .. } => records.insert((board, record)),
            Write::Mark { op_id, .. } => ops.insert(*op_id),
            Write::Conclude(conclusion) => {
                ops.insert(conclusion.op_id);
                true
            }
            // What it holds may move to the journal before it is replaced.
            Write::Queue(row) => {
                ops.insert(row.op.op_id);
                true
            }
            Write::ClearBoard(_)
            | Write::Field { .. }
            | Write::Remove { .. }
            | Write::Points { .. }
            | Write::Journal(_) => true,
        })
        .collect();
    lasting.reverse();
    lasting
}

fn apply(tx: &Connection, account: AccountId, write: &Write) -> Result<(), Trouble> {
    match write {
        Write::Account(row) => put_account(tx, account, row),
        Write::Board(row) => put_board(tx, account, row),
        Write::ClearBoard(board) => clear_board(tx, account, board),
        Write::Record { board, record, row } => put_record(tx, account, board, record, row),
        Write::Field { board, record, path, row } => {
            put_field(tx, account, board, record, path, row)
        }
        Write::Remove { board, record, path } => remove(tx, account, board, record, path.as_ref()),
        Write::Points { board, record, path, points, keep_from_ms } => {
            put_points(tx, account, (board, record, path), points, *keep_from_ms)
        }
        Write::Queue(row) => put_queue(tx, account, row),
        Write::Mark { order, op_id, state, frozen } => {
            mark(tx, place(account, *order), *op_id, state, *frozen)
        }
        Write::Conclude(conclusion) => conclude(tx, account, conclusion),
        Write::Journal(row) => put_journal(tx, account, row),
    }
}

/// An operation's id as text, without the heap.
struct Key([u8; Hyphenated::LENGTH]);

impl Key {
    fn new(op_id: OpId) -> Self {
        let mut text = [0; Hyphenated::LENGTH];
        op_id.0.hyphenated().encode_lower(&mut text);
        Self(text)
    }

    fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn put_account(tx: &Connection, account: AccountId, row: &Account) -> Result<(), Trouble> {
    let bound = row.bound.as_ref();
    let until = row.pause.and_then(|pause| pause.until).map(|until| until.as_microsecond());
    tx.prepare_cached(
        "UPDATE accounts SET client_id = ?2, server_id = ?3, epoch = ?4, user_id = ?5,
             user_name = ?6, session = ?7, paused = ?8, paused_until = ?9 WHERE id = ?1",
    )?
    .execute(params![
        account.0,
        row.client_id.to_string(),
        bound.map(|bound| bound.server_id.to_string()),
        bound.map(|bound| bound.epoch.to_string()),
        bound.map(|bound| &bound.user.id),
        bound.map(|bound| &bound.user.name),
        row.session.as_ref().map(|session| &session.0),
        row.pause.is_some(),
        until,
    ])?;
    Ok(())
}

fn put_board(tx: &Connection, account: AccountId, row: &BoardRow) -> Result<(), Trouble> {
    tx.prepare_cached(
        "INSERT INTO boards (account, board, title, role, cursor, hash, wanted, loaded,
             fresh_at, epoch)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (account, board) DO UPDATE SET title = excluded.title, role = excluded.role,
             cursor = excluded.cursor, hash = excluded.hash, wanted = excluded.wanted,
             loaded = excluded.loaded, fresh_at = excluded.fresh_at, epoch = excluded.epoch",
    )?
    .execute(params![
        account.0,
        row.id.as_str(),
        row.title,
        row.role.map(payload::role_name),
        row.cursor.0.cast_signed(),
        row.hash.0.cast_signed(),
        row.wanted,
        row.loaded,
        row.fresh_at.map(Timestamp::as_microsecond),
        row.epoch.map(|epoch| epoch.to_string()),
    ])?;
    Ok(())
}

fn clear_board(tx: &Connection, account: AccountId, board: &BoardId) -> Result<(), Trouble> {
    for sql in [
        "DELETE FROM records WHERE account = ?1 AND board = ?2",
        "DELETE FROM fields WHERE account = ?1 AND board = ?2",
        "DELETE FROM series WHERE account = ?1 AND board = ?2",
    ] {
        tx.prepare_cached(sql)?.execute(params![account.0, board.as_str()])?;
    }
    Ok(())
}

fn put_record(
    tx: &Connection,
    account: AccountId,
    board: &BoardId,
    record: &RecordId,
    row: &RecordRow,
) -> Result<(), Trouble> {
    let live = row.live.as_ref();
    let changed = row.changed.as_ref();
    tx.prepare_cached(
        "INSERT INTO records (account, board, record, kind, live_seq, deleted, changed_at,
             changed_by, foreign_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (account, board, record) DO UPDATE SET kind = excluded.kind,
             live_seq = excluded.live_seq, deleted = excluded.deleted,
             changed_at = excluded.changed_at, changed_by = excluded.changed_by,
             foreign_seq = excluded.foreign_seq",
    )?
    .execute(params![
        account.0,
        board.as_str(),
        record.as_str(),
        live.map(|(kind, _)| kind),
        live.map(|(_, seq)| seq.0.cast_signed()),
        row.deleted.as_ref().map(payload::encode).transpose()?,
        changed.map(|(at, _)| at.as_microsecond()),
        changed.map(|(_, by)| payload::encode(by)).transpose()?,
        row.foreign.0.cast_signed(),
    ])?;
    Ok(())
}

fn put_field(
    tx: &Connection,
    account: AccountId,
    board: &BoardId,
    record: &RecordId,
    path: &Path,
    row: &FieldRow,
) -> Result<(), Trouble> {
    tx.prepare_cached(
        "INSERT INTO fields (account, board, record, path, value, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (account, board, record, path) DO UPDATE SET value = excluded.value,
             seq = excluded.seq",
    )?
    .execute(params![
        account.0,
        board.as_str(),
        record.as_str(),
        path.as_str(),
        payload::encode(&row.value)?,
        row.seq.0.cast_signed(),
    ])?;
    Ok(())
}

fn remove(
    tx: &Connection,
    account: AccountId,
    board: &BoardId,
    record: &RecordId,
    path: Option<&Path>,
) -> Result<(), Trouble> {
    let (board, record) = (board.as_str(), record.as_str());
    let Some(path) = path.map(Path::as_str) else {
        for sql in [
            "DELETE FROM fields WHERE account = ?1 AND board = ?2 AND record = ?3",
            "DELETE FROM series WHERE account = ?1 AND board = ?2 AND record = ?3",
        ] {
            tx.prepare_cached(sql)?.execute(params![account.0, board, record])?;
        }
        return Ok(());
    };
    // Everything below `a` starts with `a/` and sorts before `a0`, as `0` follows `/`.
    for sql in [
        "DELETE FROM fields WHERE account = ?1 AND board = ?2 AND record = ?3
             AND (path = ?4 OR path > ?4 || '/' AND path < ?4 || '0')",
        "DELETE FROM series WHERE account = ?1 AND board = ?2 AND record = ?3
             AND (path = ?4 OR path > ?4 || '/' AND path < ?4 || '0')",
    ] {
        tx.prepare_cached(sql)?.execute(params![account.0, board, record, path])?;
    }
    Ok(())
}

fn put_points(
    tx: &Connection,
    account: AccountId,
    (board, record, path): (&BoardId, &RecordId, &Path),
    points: &[Point],
    keep_from_ms: i64,
) -> Result<(), Trouble> {
    let key = params![account.0, board.as_str(), record.as_str(), path.as_str()];
    tx.prepare_cached(
        "INSERT INTO series (account, board, record, path) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?
    .execute(key)?;
    let series: i64 = tx
        .prepare_cached(
            "SELECT id FROM series
             WHERE account = ?1 AND board = ?2 AND record = ?3 AND path = ?4",
        )?
        .query_row(key, |row| row.get(0))?;
    let mut put = tx.prepare_cached(
        "INSERT INTO points (series, t_ms, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (series, t_ms) DO UPDATE SET value = excluded.value",
    )?;
    for point in points {
        put.execute(params![series, point.t_ms, point.value.get()])?;
    }
    tx.prepare_cached("DELETE FROM points WHERE series = ?1 AND t_ms < ?2")?
        .execute(params![series, keep_from_ms])?;
    Ok(())
}

/// Bits of a place that hold the position; those above hold the account.
pub const POSITION_BITS: u32 = 40;

/// Key of a queue row.
fn place(account: AccountId, order: u64) -> i64 {
    (account.0 << POSITION_BITS) + order.cast_signed()
}

fn put_queue(tx: &Connection, account: AccountId, row: &QueueRow) -> Result<(), Trouble> {
    if row.order >> POSITION_BITS > 0 {
        return Err(StoreError::Failed("the queue has no place left".to_owned()).into());
    }
    let written = tx
        .prepare_cached(
            "INSERT INTO queue (place, account, op_id, payload_version, op, before, state, frozen,
                 joined) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (place) DO UPDATE SET payload_version = excluded.payload_version,
                 op = excluded.op, before = excluded.before, state = excluded.state,
                 frozen = excluded.frozen, joined = excluded.joined
                 WHERE op_id = excluded.op_id",
        )?
        .execute(params![
            place(account, row.order),
            account.0,
            Key::new(row.op.op_id).as_str(),
            PAYLOAD_VERSION,
            payload::encode(&row.op)?,
            payload::encode_before(&row.before)?,
            payload::encode_state(&row.state)?,
            row.frozen,
            row.joined,
        ])?;
    if written == 0 { Err(place_taken(row.order).into()) } else { Ok(()) }
}

fn mark(
    tx: &Connection,
    place: i64,
    op_id: OpId,
    state: &OpState,
    frozen: bool,
) -> Result<(), Trouble> {
    tx.prepare_cached("UPDATE queue SET state = ?3, frozen = ?4 WHERE place = ?1 AND op_id = ?2")?
        .execute(params![place, Key::new(op_id).as_str(), payload::encode_state(state)?, frozen])?;
    Ok(())
}

/// The row moves within the database: neither operation nor values are read or written anew.
fn conclude(tx: &Connection, account: AccountId, conclusion: &Conclusion) -> Result<(), Trouble> {
    let place = place(account, conclusion.order);
    let op_id = Key::new(conclusion.op_id);
    tx.prepare_cached(
        "INSERT INTO journal (account, ended_at, payload_version, op, before, ending, seq, theirs)
             SELECT account, ?3, payload_version, op, before, ?4, ?5, ?6 FROM queue
             WHERE place = ?1 AND op_id = ?2",
    )?
    .execute(params![
        place,
        op_id.as_str(),
        conclusion.at.as_microsecond(),
        payload::encode(&conclusion.ending)?,
        conclusion.seq.map(|seq| seq.0.cast_signed()),
        payload::encode(&conclusion.theirs)?,
    ])?;
    tx.prepare_cached("DELETE FROM queue WHERE place = ?1 AND op_id = ?2")?
        .execute(params![place, op_id.as_str()])?;
    Ok(())
}

fn put_journal(tx: &Connection, account: AccountId, row: &JournalRow) -> Result<(), Trouble> {
    tx.prepare_cached(
        "INSERT INTO journal (account, ended_at, payload_version, op, before, ending, seq, theirs)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        account.0,
        row.at.as_microsecond(),
        PAYLOAD_VERSION,
        payload::encode(&row.op)?,
        payload::encode_before(&row.before)?,
        payload::encode(&row.ending)?,
        row.seq.map(|seq| seq.0.cast_signed()),
        payload::encode(&row.theirs)?,
    ])?;
    Ok(())
}
