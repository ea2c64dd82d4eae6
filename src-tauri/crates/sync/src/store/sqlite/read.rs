//! Reading rows.

use super::{payload, write::POSITION_BITS};
use crate::store::{AccountEntry, AccountId, Endings, JournalQuery, memory::bare_record, salvage};
use jiff::Timestamp;
use rusqlite::{
    Connection, OptionalExtension, Row, params,
    types::{FromSql, FromSqlError, FromSqlResult, Type, ValueRef},
};
use std::{collections::BTreeMap, error::Error, ops::RangeInclusive, str::FromStr};
use tideboard_protocol::{
    Author, BoardId, Number, OpId, Path, Point, RecordId, Seq, Session, frame::User,
    state_hash::StateHash,
};
use tideboard_sync_core::{
    input::Pause,
    stored::{
        Account, Before, BoardRow, Bound, Ending, FieldRow, JournalRow, OpState, QueueRow,
        RecordRow, Stored, StoredRecord,
    },
};

type Sql<T> = rusqlite::Result<T>;
type Records = BTreeMap<RecordId, StoredRecord>;

pub fn accounts(connection: &Connection) -> Sql<Vec<AccountEntry>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, url, server_id, user_id FROM accounts ORDER BY used DESC, id DESC",
    )?;
    let entry = |row: &Row<'_>| {
        let server: Option<Parsed<_>> = row.get(2)?;
        let user: Option<String> = row.get(3)?;
        Ok(AccountEntry {
            id: AccountId(row.get(0)?),
            url: row.get(1)?,
            identity: server.map(|server| server.0).zip(user),
        })
    };
    statement.query_map([], entry)?.collect()
}

/// All of an account but its queue.
pub fn load_boards(connection: &Connection, account: AccountId) -> Sql<Stored> {
    let mut boards = boards(connection, account)?;
    records(connection, account, &mut boards)?;
    fields(connection, account, &mut boards)?;
    points(connection, account, &mut boards)?;
    let account = self::account(connection, account)?;
    Ok(Stored { account, boards: boards.into_values().collect(), queue: Vec::new() })
}

fn account(connection: &Connection, account: AccountId) -> Sql<Account> {
    connection.query_row(
        "SELECT client_id, server_id, epoch, user_id, user_name, session, paused, paused_until
             FROM accounts WHERE id = ?1",
        [account.0],
        |row| {
            let server: Option<Parsed<_>> = row.get("server_id")?;
            let bound = match server {
                Some(server) => Some(Bound {
                    server_id: server.0,
                    epoch: row.get::<_, Parsed<_>>("epoch")?.0,
                    user: User { id: row.get("user_id")?, name: row.get("user_name")? },
                }),
                None => None,
            };
            let until: Option<Micros> = row.get("paused_until")?;
            let paused: bool = row.get("paused")?;
            Ok(Account {
                id: account.0,
                client_id: row.get::<_, Parsed<_>>("client_id")?.0,
                bound,
                session: row.get::<_, Option<String>>("session")?.map(Session),
                pause: paused.then(|| Pause { until: until.map(|until| until.0) }),
            })
        },
    )
}

fn boards(
    connection: &Connection,
    account: AccountId,
) -> Sql<BTreeMap<BoardId, (BoardRow, Records)>> {
    let mut statement = connection.prepare_cached(
        "SELECT board, title, role, cursor, hash, wanted, loaded, fresh_at, epoch FROM boards
             WHERE account = ?1",
    )?;
    let board = |row: &Row<'_>| {
        let id: Parsed<BoardId> = row.get(0)?;
        let role: Option<String> = row.get(2)?;
        let board = BoardRow {
            id: id.0.clone(),
            title: row.get(1)?,
            role: role.as_deref().and_then(payload::role_named),
            cursor: seq(row.get(3)?),
            hash: StateHash(row.get::<_, i64>(4)?.cast_unsigned()),
            wanted: row.get(5)?,
            loaded: row.get(6)?,
            fresh_at: row.get::<_, Option<Micros>>(7)?.map(|at| at.0),
            epoch: row.get::<_, Option<Parsed<_>>>(8)?.map(|epoch| epoch.0),
        };
        Ok((id.0, (board, Records::new())))
    };
    statement.query_map([account.0], board)?.collect()
}

/// The stored record of that name; `None`: its board has no row.
fn at<'a>(
    boards: &'a mut BTreeMap<BoardId, (BoardRow, Records)>,
    board: &str,
    record: &str,
) -> Sql<Option<&'a mut StoredRecord>> {
    let board: BoardId = board.parse().map_err(|error| unreadable(0, Type::Text, error))?;
    let record: RecordId = record.parse().map_err(|error| unreadable(1, Type::Text, error))?;
    let records = boards.get_mut(&board).map(|(_, records)| records);
    Ok(records.map(|records| records.entry(record).or_insert_with(bare_record)))
}

fn records(
    connection: &Connection,
    account: AccountId,
    boards: &mut BTreeMap<BoardId, (BoardRow, Records)>,
) -> Sql<()> {
    let mut statement = connection.prepare_cached(
        "SELECT board, record, kind, live_seq, deleted, changed_at, changed_by, foreign_seq
             FROM records WHERE account = ?1",
    )?;
    let mut rows = statement.query([account.0])?;
    // Few authors made most of the changes.
    let mut last: Option<(String, Author)> = None;
    while let Some(row) = rows.next()? {
        let (board, record) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        let Some(stored) = at(boards, board, record)? else { continue };
        let kind: Option<String> = row.get(2)?;
        let live_seq: Option<i64> = row.get(3)?;
        let deleted: Option<Json<_>> = row.get(4)?;
        let changed_at: Option<Micros> = row.get(5)?;
        let changed_by = match row.get_ref(6)?.as_str_or_null()? {
            None => None,
            Some(text) if last.as_ref().is_none_or(|(known, _)| known != text) => {
                let by: Author =
                    payload::decode(text).map_err(|error| unreadable(6, Type::Text, error))?;
                last = Some((text.to_owned(), by.clone()));
                Some(by)
            }
            Some(_) => last.as_ref().map(|(_, by)| by.clone()),
        };
        stored.row = RecordRow {
            live: kind.zip(live_seq.map(seq)),
            deleted: deleted.map(|deleted| deleted.0),
            changed: changed_at.map(|at| at.0).zip(changed_by),
            foreign: seq(row.get(7)?),
        };
    }
    Ok(())
}

fn fields(
    connection: &Connection,
    account: AccountId,
    boards: &mut BTreeMap<BoardId, (BoardRow, Records)>,
) -> Sql<()> {
    let mut statement = connection.prepare_cached(
        "SELECT board, record, path, value, seq FROM fields WHERE account = ?1
             ORDER BY board, record, path",
    )?;
    let mut rows = statement.query([account.0])?;
    let (mut board, mut record, mut of_record) = (String::new(), String::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (next_board, next_record) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        if next_record != record || next_board != board {
            put_fields(boards, &board, &record, &mut of_record)?;
            next_board.clone_into(&mut board);
            next_record.clone_into(&mut record);
        }
        let path: Parsed<Path> = row.get(2)?;
        let value: Json<_> = row.get(3)?;
        of_record.push((path.0, FieldRow { value: value.0, seq: seq(row.get(4)?) }));
    }
    put_fields(boards, &board, &record, &mut of_record)
}

fn put_fields(
    boards: &mut BTreeMap<BoardId, (BoardRow, Records)>,
    board: &str,
    record: &str,
    fields: &mut Vec<(Path, FieldRow)>,
) -> Sql<()> {
    if !fields.is_empty()
        && let Some(stored) = at(boards, board, record)?
    {
        stored.fields = fields.drain(..).collect();
    }
    fields.clear();
    Ok(())
}

fn points(
    connection: &Connection,
    account: AccountId,
    boards: &mut BTreeMap<BoardId, (BoardRow, Records)>,
) -> Sql<()> {
    let mut all = connection
        .prepare_cached("SELECT board, record, path, id FROM series WHERE account = ?1")?;
    let mut of_series = connection
        .prepare_cached("SELECT t_ms, value FROM points WHERE series = ?1 ORDER BY t_ms")?;
    let mut rows = all.query([account.0])?;
    while let Some(row) = rows.next()? {
        let path: Parsed<Path> = row.get(2)?;
        let id: i64 = row.get(3)?;
        let series: Vec<Point> = of_series.query_map([id], point)?.collect::<Sql<_>>()?;
        if series.is_empty() {
            continue;
        }
        let (board, record) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        if let Some(stored) = at(boards, board, record)? {
            stored.points.insert(path.0, series);
        }
    }
    Ok(())
}

fn point(row: &Row<'_>) -> Sql<Point> {
    let value = Number::new(row.get(1)?).map_err(|error| unreadable(1, Type::Real, error))?;
    Ok(Point { t_ms: row.get(0)?, value })
}

/// The first and the last place of an account's queue, if there is anything in it.
pub fn ends_of_queue(connection: &Connection, account: AccountId) -> Sql<Option<(i64, i64)>> {
    let ends = |row: &Row<'_>| Ok(row.get::<_, Option<i64>>(0)?.zip(row.get(1)?));
    // Each for itself, because then neither walks through the queue.
    connection.query_row(
        "SELECT
             (SELECT min(place) FROM queue WHERE place >= ?1 << 40 AND place < (?1 + 1) << 40),
             (SELECT max(place) FROM queue WHERE place >= ?1 << 40 AND place < (?1 + 1) << 40)",
        [account.0],
        ends,
    )
}

/// Adds what is in the queue at these places.
pub fn queue(
    connection: &Connection,
    places: RangeInclusive<i64>,
    to: &mut Vec<QueueRow>,
) -> Sql<()> {
    let mut statement = connection.prepare_cached(
        "SELECT payload_version, place, op, before, state, frozen, joined, op_id
             FROM queue WHERE place BETWEEN ?1 AND ?2 ORDER BY place",
    )?;
    for row in statement.query_map([places.start(), places.end()], queued)? {
        to.push(row?);
    }
    Ok(())
}

/// A change that this version cannot read stops nothing but its lane: it is shown with what can be
/// made out, and its row stays as it is.
fn queued(row: &Row<'_>) -> Sql<QueueRow> {
    let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
    let (op, before, state) = (text(2)?, text(3)?, text(4)?);
    let read = payload::at_present_version(row.get(0)?).and_then(|()| {
        let op = payload::decode(op)?;
        Ok((op, payload::decode_before(before)?, payload::decode_state(state)?))
    });
    let (op, before, state) = match read {
        Ok(read) => read,
        Err(error) => {
            let id: Parsed<OpId> = row.get(7)?;
            tracing::error!(op_id = %id.0, %error, "a waiting change cannot be read");
            let state = OpState::Unreadable(salvage::refusal(&error));
            let op = salvage::op(id.0, op).map_err(|error| unreadable(2, Type::Text, error))?;
            (op, Before::default(), state)
        }
    };
    Ok(QueueRow {
        order: row.get::<_, i64>(1)?.cast_unsigned() & ((1 << POSITION_BITS) - 1),
        op,
        before,
        state,
        frozen: row.get(5)?,
        joined: row.get(6)?,
    })
}

pub fn journal(
    connection: &Connection,
    account: AccountId,
    query: JournalQuery,
) -> Sql<Vec<(i64, JournalRow)>> {
    let mut statement = connection.prepare_cached(
        "SELECT payload_version, ended_at, op, before, ending, seq, theirs, id
             FROM journal WHERE account = ?1 AND id < ?2
                 AND (?3 IS NULL OR (ending = ?4) = ?3)
             ORDER BY id DESC LIMIT ?5",
    )?;
    let settled = match query.endings {
        Endings::Any => None,
        Endings::Settled => Some(true),
        Endings::Unsettled => Some(false),
    };
    let written = payload::encode(&Ending::Settled)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.to_string().into()))?;
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let before = query.before.unwrap_or(i64::MAX);
    let mut rows = statement.query(params![account.0, before, settled, written, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get("id")?;
        match journaled(row) {
            Ok(row) => found.push((id, row)),
            // It stays for a version that can read it; the others are told all the same.
            Err(error) => tracing::warn!(id, %error, "an entry of the history cannot be read"),
        }
    }
    Ok(found)
}

pub fn journal_row(
    connection: &Connection,
    account: AccountId,
    id: i64,
) -> Sql<Option<JournalRow>> {
    connection
        .prepare_cached(
            "SELECT payload_version, ended_at, op, before, ending, seq, theirs
                 FROM journal WHERE account = ?1 AND id = ?2",
        )?
        .query_row([account.0, id], journaled)
        .optional()
}

fn journaled(row: &Row<'_>) -> Sql<JournalRow> {
    payload::at_present_version(row.get(0)?)
        .map_err(|error| unreadable(0, Type::Integer, error))?;
    Ok(JournalRow {
        at: row.get::<_, Micros>(1)?.0,
        op: row.get::<_, Json<_>>(2)?.0,
        before: before(row, 3)?,
        ending: row.get::<_, Json<_>>(4)?.0,
        seq: row.get::<_, Option<i64>>(5)?.map(seq),
        theirs: row.get::<_, Json<_>>(6)?.0,
    })
}

fn before(row: &Row<'_>, column: usize) -> Sql<Before> {
    let text = row.get_ref(column)?.as_str()?;
    payload::decode_before(text).map_err(|error| unreadable(column, Type::Text, error))
}

fn seq(bits: i64) -> Seq {
    Seq(bits.cast_unsigned())
}

fn unreadable(
    column: usize,
    of: Type,
    error: impl Into<Box<dyn Error + Send + Sync>>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, of, error.into())
}

/// A text column that holds something with a form of its own.
struct Parsed<T>(T);

impl<T: FromStr<Err: Error + Send + Sync + 'static>> FromSql for Parsed<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

/// A text column that holds JSON.
struct Json<T>(T);

impl<T: serde::de::DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        payload::decode(value.as_str()?).map(Self).map_err(FromSqlError::other)
    }
}

/// An integer column that holds microseconds since 1970.
struct Micros(Timestamp);

impl FromSql for Micros {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Timestamp::from_microsecond(value.as_i64()?).map(Self).map_err(FromSqlError::other)
    }
}
