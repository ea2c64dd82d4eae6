//! Catch-up by state: one part of a delta chain, read from a snapshot of the database.
//!
//! Everything of a board with a seq above the cursor is read in seq order: fields, removal marks,
//! points, creations and deletions. One operation writes one record, so that all rows with one seq
//! make one change.

use super::columns;
use crate::delta::{End, Gathered, Part};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Rows, params};
use serde_json::Value;
use std::collections::HashMap;
use tideboard_protocol::{
    Author, BoardId, Change, Number, Path, Point, RecordId, Seq, state_hash::StateHash,
};

/// Where a chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cursor {
    /// A subscriber's, to be checked.
    Claimed(Seq),
    /// Nothing that the subscriber has counts.
    Reset,
    /// The end of the chain's last part, which began when the horizon stood here.
    Within { at: Seq, horizon: Seq },
}

/// What reading gave.
#[derive(Debug)]
pub(crate) enum Read {
    /// A part; the chain ends with it, or goes on from its end.
    Part { part: Part, more: bool, horizon: Seq },
    /// The board is not there, or not any more.
    Nothing,
}

struct Snapshot {
    key: i64,
    head: Seq,
    hash: StateHash,
    horizon: Seq,
}

/// Reads the next part of a chain.
pub(crate) fn read(
    conn: &mut Connection,
    board: &BoardId,
    cursor: Cursor,
) -> Result<Read, rusqlite::Error> {
    let snapshot = conn.transaction()?;
    let Some(now) = find(&snapshot, board)? else { return Ok(Read::Nothing) };
    let (from, reset) = match cursor {
        Cursor::Claimed(at) if at > now.head || at < now.horizon => (Seq::ZERO, true),
        // Tombstones that were still there when the chain began are gone.
        Cursor::Within { at, horizon } if now.horizon > horizon && at < now.horizon => {
            (Seq::ZERO, true)
        }
        Cursor::Claimed(at) | Cursor::Within { at, .. } => (at, at == Seq::ZERO),
        Cursor::Reset => (Seq::ZERO, true),
    };
    let (gathered, full) = gather(&snapshot, now.key, from)?;
    let (to, end) = match gathered.last() {
        Some(last) if full => (last, End::More),
        Some(_) | None => (now.head, End::Head(now.hash)),
    };
    let part = gathered.seal(board, from, to, reset, end);
    Ok(Read::Part { part, more: full, horizon: now.horizon })
}

fn find(conn: &Connection, board: &BoardId) -> Result<Option<Snapshot>, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT id, head, hash, horizon FROM boards WHERE slug = ?1 AND deleted_at IS NULL",
    )?
    .query_row([board.as_str()], |row| {
        Ok(Snapshot {
            key: row.get(0)?,
            head: columns::seq(row, 1)?,
            hash: StateHash(row.get::<_, i64>(2)?.cast_unsigned()),
            horizon: columns::seq(row, 3)?,
        })
    })
    .optional()
}

/// Changes from a seq on, as many as fit a part; whether some did not.
fn gather(conn: &Connection, key: i64, from: Seq) -> Result<(Gathered, bool), rusqlite::Error> {
    let mut statements =
        SOURCES.iter().map(|(sql, _)| conn.prepare_cached(sql)).collect::<Result<Vec<_>, _>>()?;
    let mut sources = Vec::with_capacity(SOURCES.len());
    for (statement, (_, read)) in statements.iter_mut().zip(SOURCES) {
        let rows = statement.query(params![key, columns::seq_sql(from)])?;
        let mut source = Source { rows, read, next: None };
        source.advance()?;
        sources.push(source);
    }
    let mut gathered = Gathered::default();
    let mut authors = Authors::default();
    while let Some(seq) = sources.iter().filter_map(Source::seq).min() {
        let (by, at) = authors.of(conn, key, seq)?;
        let change = change_at(seq, by, at, &mut sources)?;
        if !gathered.take(&change) {
            return Ok((gathered, true));
        }
    }
    Ok((gathered, false))
}

/// What a row tells about its record.
enum Piece {
    Field(Path, Value),
    Removed(Path),
    Point(Path, Point),
    Lives(String),
    Deleted,
}

type ReadPiece = fn(&Row<'_>) -> rusqlite::Result<Piece>;

/// Each gives seq and record in its first two columns, by rising seq.
const SOURCES: [(&str, ReadPiece); 5] = [
    (
        "SELECT f.seq, r.name, f.path, f.value FROM fields f CROSS JOIN records r \
         WHERE f.board = ?1 AND f.seq > ?2 AND f.value IS NOT NULL \
         AND r.id = f.record AND r.deleted IS NULL ORDER BY f.seq",
        |row| Ok(Piece::Field(columns::path(row, 2)?, columns::value(row, 3)?)),
    ),
    (
        "SELECT m.seq, r.name, m.path FROM marks m CROSS JOIN records r \
         WHERE m.board = ?1 AND m.seq > ?2 \
         AND r.id = m.record AND r.deleted IS NULL ORDER BY m.seq",
        |row| Ok(Piece::Removed(columns::path(row, 2)?)),
    ),
    (
        "SELECT p.seq, r.name, p.path, p.t_ms, p.value FROM points p CROSS JOIN records r \
         WHERE p.board = ?1 AND p.seq > ?2 \
         AND r.id = p.record AND r.deleted IS NULL ORDER BY p.seq",
        |row| {
            let value = Number::new(row.get(4)?).unwrap_or_default();
            Ok(Piece::Point(columns::path(row, 2)?, Point { t_ms: row.get(3)?, value }))
        },
    ),
    (
        "SELECT entry, name, kind FROM records \
         WHERE board = ?1 AND entry > ?2 AND deleted IS NULL ORDER BY entry",
        |row| Ok(Piece::Lives(row.get(2)?)),
    ),
    (
        "SELECT deleted, name FROM records WHERE board = ?1 AND deleted > ?2 ORDER BY deleted",
        |_| Ok(Piece::Deleted),
    ),
];

struct Source<'s> {
    rows: Rows<'s>,
    read: ReadPiece,
    next: Option<(Seq, RecordId, Piece)>,
}

impl Source<'_> {
    fn seq(&self) -> Option<Seq> {
        self.next.as_ref().map(|(seq, _, _)| *seq)
    }

    fn advance(&mut self) -> Result<(), rusqlite::Error> {
        self.next = match self.rows.next()? {
            Some(row) => Some((columns::seq(row, 0)?, columns::record(row, 1)?, (self.read)(row)?)),
            None => None,
        };
        Ok(())
    }

    /// The next piece, if it belongs to this seq.
    fn take(&mut self, seq: Seq) -> Result<Option<(RecordId, Piece)>, rusqlite::Error> {
        if self.seq() != Some(seq) {
            return Ok(None);
        }
        let piece = self.next.take().map(|(_, record, piece)| (record, piece));
        self.advance()?;
        Ok(piece)
    }
}

/// Authors that were looked up: a few made all the writes of a board.
#[derive(Default)]
struct Authors(HashMap<i64, Author>);

impl Authors {
    /// Who made the write at a seq, and when.
    fn of(
        &mut self,
        conn: &Connection,
        board: i64,
        seq: Seq,
    ) -> Result<(Author, Timestamp), rusqlite::Error> {
        let (key, at) = conn
            .prepare_cached("SELECT author, at FROM writes WHERE board = ?1 AND seq = ?2")?
            .query_row(params![board, columns::seq_sql(seq)], |row| {
                Ok((row.get(0)?, columns::time(row, 1)?))
            })?;
        if let Some(known) = self.0.get(&key) {
            return Ok((known.clone(), at));
        }
        let author = conn
            .prepare_cached("SELECT client, user_id, name FROM authors WHERE id = ?1")?
            .query_row([key], |row| columns::author(row, 0))?;
        self.0.insert(key, author.clone());
        Ok((author, at))
    }
}

fn change_at(
    seq: Seq,
    by: Author,
    at: Timestamp,
    sources: &mut [Source<'_>],
) -> Result<Change, rusqlite::Error> {
    let mut change = Change {
        record: RecordId::board(),
        seq,
        record_kind: None,
        removed: Vec::new(),
        set: Default::default(),
        points: Default::default(),
        deleted: false,
        by,
        at,
    };
    for source in sources {
        while let Some((record, piece)) = source.take(seq)? {
            change.record = record;
            match piece {
                Piece::Field(path, value) => {
                    change.set.insert(path, value);
                }
                Piece::Removed(path) => change.removed.push(path),
                Piece::Point(path, point) => change.points.entry(path).or_default().push(point),
                Piece::Lives(kind) => change.record_kind = Some(kind),
                Piece::Deleted => change.deleted = true,
            }
        }
    }
    for points in change.points.values_mut() {
        points.sort_by_key(|point| point.t_ms);
    }
    change.removed.sort();
    Ok(change)
}
