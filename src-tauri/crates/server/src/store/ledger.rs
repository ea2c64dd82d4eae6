//! One board inside the writing transaction: the facts an operation is decided by, and the writes
//! of an applied one.

use super::columns;
use crate::{
    decide::{Applied, FieldFacts, RecordFacts, Removal, Write},
    hub::Standing,
};
use known::RecordRow;
use rusqlite::{Connection, OptionalExtension, params};
use tideboard_protocol::{
    BoardId, ClientId, Path, Point, RecordId, Seq, clash::Stamps, state_hash::StateHash,
};

/// Condition on `path`, in reach of the primary key: '0' is the character after '/'.
macro_rules! at_or_below {
    () => {
        " AND path >= ?2 AND path < ?2 || '0' \
         AND (path = ?2 OR substr(path, length(?2) + 1, 1) = '/')"
    };
}

mod facts;
mod known;

pub(crate) use known::Known;

/// A board's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BoardRow {
    /// Key within the database.
    pub key: i64,
    /// Newest seq.
    pub head: Seq,
    /// State hash at `head`.
    pub hash: StateHash,
    /// Whether it was deleted.
    pub gone: bool,
}

/// Reads a board's row.
pub(crate) fn board(
    conn: &Connection,
    slug: &BoardId,
) -> Result<Option<BoardRow>, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT id, head, hash, deleted_at IS NOT NULL FROM boards WHERE slug = ?1",
    )?
    .query_row([slug.as_str()], |row| {
        Ok(BoardRow {
            key: row.get(0)?,
            head: columns::seq(row, 1)?,
            hash: StateHash(row.get::<_, i64>(2)?.cast_unsigned()),
            gone: row.get(3)?,
        })
    })
    .optional()
}

/// Adds a board; the operation that creates it gives it its first seq.
pub(crate) fn insert_board(conn: &Connection, slug: &BoardId) -> Result<BoardRow, rusqlite::Error> {
    let head = floor(conn)?;
    conn.execute(
        "INSERT INTO boards (slug, head, hash, horizon) VALUES (?1, ?2, 0, 0)",
        params![slug.as_str(), columns::seq_sql(head)],
    )?;
    let key = conn.last_insert_rowid();
    Ok(BoardRow { key, head, hash: StateHash::default(), gone: false })
}

/// Where the seq of a new board begins.
pub(crate) fn floor(conn: &Connection) -> Result<Seq, rusqlite::Error> {
    conn.prepare_cached("SELECT floor FROM server")?.query_row([], |row| columns::seq(row, 0))
}

/// Writes head and hash back.
pub(crate) fn update_board(
    conn: &Connection,
    row: &BoardRow,
    now_ms: i64,
) -> Result<(), rusqlite::Error> {
    conn.prepare_cached("UPDATE boards SET head = ?2, hash = ?3, deleted_at = ?4 WHERE id = ?1")?
        .execute(params![
        row.key,
        columns::seq_sql(row.head),
        row.hash.0.cast_signed(),
        row.gone.then_some(now_ms)
    ])?;
    Ok(())
}

/// Longest title in a list of boards, in characters; the field itself may be longer.
const TITLE_CHARS: usize = 200;

/// A board's title: the field of its record `board`, or its slug.
pub(crate) fn title(
    conn: &Connection,
    key: i64,
    slug: &BoardId,
) -> Result<String, rusqlite::Error> {
    let title: Option<Option<String>> = conn
        .prepare_cached(
            "SELECT json_extract(f.value, '$') FROM fields f JOIN records r ON r.id = f.record \
             WHERE r.board = ?1 AND r.name = 'board' AND f.path = 'title' \
             AND json_type(f.value) = 'text'",
        )?
        .query_row([key], |row| row.get(0))
        .optional()?;
    let title = title.flatten().map(|title| title.chars().take(TITLE_CHARS).collect());
    Ok(title.unwrap_or_else(|| slug.to_string()))
}

/// All boards with what a list and a ping tell of them; `None` for deleted ones.
pub(crate) fn standings(
    conn: &Connection,
) -> Result<Vec<(BoardId, Option<Standing>)>, rusqlite::Error> {
    let mut select = conn.prepare("SELECT slug FROM boards")?;
    let slugs = select.query_map([], |row| columns::maybe_board(row, 0))?;
    let mut all = Vec::new();
    for slug in slugs {
        let Some(slug) = slug? else { continue };
        let Some(row) = board(conn, &slug)? else { continue };
        let standing = match row.gone {
            true => None,
            false => {
                let title = title(conn, row.key, &slug)?;
                Some(Standing { title, head: row.head, hash: row.hash })
            }
        };
        all.push((slug, standing));
    }
    Ok(all)
}

/// The content of one board within a transaction.
pub(crate) struct Ledger<'c> {
    conn: &'c Connection,
    board: i64,
    known: &'c Known,
}

impl<'c> Ledger<'c> {
    pub(crate) fn new(conn: &'c Connection, board: i64, known: &'c Known) -> Self {
        Self { conn, board, known }
    }

    fn row(&self, record: &RecordId) -> Result<Option<RecordRow>, rusqlite::Error> {
        if let Some(known) = self.known.record(self.board, record) {
            return Ok(Some(known));
        }
        let row = self
            .conn
            .prepare_cached(
                "SELECT id, kind, entry, deleted, deleted_by, \
                 EXISTS (SELECT 1 FROM marks m WHERE m.record = r.id) \
                 FROM records r WHERE board = ?1 AND name = ?2",
            )?
            .query_row(params![self.board, record.as_str()], |row| {
                let deletion = (columns::maybe_seq(row, 3)?, columns::maybe_client(row, 4)?);
                let deleted = match deletion {
                    (Some(seq), Some(by)) => Some(Removal { seq, by }),
                    (Some(_) | None, _) => None,
                };
                let (kind, entry) = (row.get(1)?, columns::seq(row, 2)?);
                let facts = RecordFacts { kind, entry, deleted };
                Ok(RecordRow { key: row.get(0)?, facts, has_marks: row.get(5)? })
            })
            .optional()?;
        if let Some(row) = &row {
            self.known.put_record(self.board, record, row);
        }
        Ok(row)
    }

    /// The record is about to change other than in one of its fields.
    fn forget(&self, record: &RecordId) {
        self.known.forget(self.board, record);
    }

    /// Key of a record; 0, which is no row's key, for an unknown one.
    fn key(&self, record: &RecordId) -> Result<i64, rusqlite::Error> {
        match self.known.key(self.board, record) {
            Some(key) => Ok(key),
            None => Ok(self.row(record)?.map_or(0, |row| row.key)),
        }
    }

    /// Performs an applied operation's writes.
    pub(crate) fn apply(
        &self,
        applied: &Applied,
        author: i64,
        now_ms: i64,
    ) -> Result<(), rusqlite::Error> {
        let (seq, record) = (columns::seq_sql(applied.change.seq), &applied.change.record);
        self.conn
            .prepare_cached("INSERT INTO writes (board, seq, author, at) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.board, seq, author, applied.change.at.to_string()])?;
        for write in &applied.writes {
            match write {
                // The board's row is the writer's, which knows its head.
                Write::CreateBoard | Write::DeleteBoard => {}
                Write::CreateRecord { kind } => self.create_record(record, kind, seq)?,
                Write::DeleteRecord => {
                    let by = applied.change.by.client_id;
                    self.delete_record(record, seq, by, now_ms)?;
                }
                Write::RestoreRecord => self.restore_record(record, seq, now_ms)?,
                Write::Field { path, value, stamps } => {
                    self.put_field(record, path, value.as_ref(), *stamps, seq, now_ms)?;
                }
                Write::Mark { path, stamps } => {
                    self.put_mark(record, path, *stamps, seq, now_ms)?;
                }
                Write::DropPoints { path } => self.drop_points(record, path)?,
                Write::Points { path, points } => self.put_points(record, path, points, seq)?,
                Write::Trim { path, before_ms } => self.trim(record, path, *before_ms)?,
            }
        }
        Ok(())
    }

    fn create_record(
        &self,
        record: &RecordId,
        kind: &str,
        seq: i64,
    ) -> Result<(), rusqlite::Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO records (board, name, kind, entry) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![self.board, record.as_str(), kind, seq])?;
        self.forget(record);
        Ok(())
    }

    fn delete_record(
        &self,
        record: &RecordId,
        seq: i64,
        by: ClientId,
        now_ms: i64,
    ) -> Result<(), rusqlite::Error> {
        self.conn
            .prepare_cached(
                "UPDATE records SET deleted = ?2, deleted_by = ?3, deleted_at = ?4 WHERE id = ?1",
            )?
            .execute(params![self.key(record)?, seq, by.0.as_bytes(), now_ms])?;
        self.forget(record);
        Ok(())
    }

    /// Everything of the record moves to the new seq, so that one change brings all of it back.
    fn restore_record(
        &self,
        record: &RecordId,
        seq: i64,
        now_ms: i64,
    ) -> Result<(), rusqlite::Error> {
        let key = self.key(record)?;
        self.conn
            .prepare_cached(
                "UPDATE records SET entry = ?2, deleted = NULL, deleted_by = NULL, \
                 deleted_at = NULL WHERE id = ?1",
            )?
            .execute(params![key, seq])?;
        self.conn
            .prepare_cached("UPDATE fields SET seq = ?2 WHERE record = ?1 AND value IS NOT NULL")?
            .execute(params![key, seq])?;
        self.conn
            .prepare_cached("UPDATE marks SET seq = ?2, removed_at = ?3 WHERE record = ?1")?
            .execute(params![key, seq, now_ms])?;
        self.conn
            .prepare_cached("UPDATE points SET seq = ?2 WHERE record = ?1")?
            .execute(params![key, seq])?;
        self.forget(record);
        Ok(())
    }

    fn put_field(
        &self,
        record: &RecordId,
        path: &Path,
        value: Option<&serde_json::Value>,
        stamps: Stamps,
        seq: i64,
        now_ms: i64,
    ) -> Result<(), rusqlite::Error> {
        let text = value.map(serde_json::Value::to_string);
        self.conn
            .prepare_cached(
                "INSERT INTO fields \
                 (record, path, board, value, seq, wrote, writer, other, removed_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
                 ON CONFLICT (record, path) DO UPDATE SET value = excluded.value, \
                 seq = excluded.seq, wrote = excluded.wrote, writer = excluded.writer, \
                 other = excluded.other, removed_at = excluded.removed_at",
            )?
            .execute(params![
                self.key(record)?,
                path.as_str(),
                self.board,
                text,
                seq,
                columns::seq_sql(stamps.wrote),
                columns::maybe_client_sql(stamps.writer),
                columns::seq_sql(stamps.other),
                value.is_none().then_some(now_ms),
            ])?;
        let field = FieldFacts { value: value.cloned(), seq: columns::seq_of(seq), stamps };
        let len = text.map_or(0, |text| text.len());
        self.known.put_field(self.board, record, path, Some(field), len);
        Ok(())
    }

    fn put_mark(
        &self,
        record: &RecordId,
        path: &Path,
        stamps: Stamps,
        seq: i64,
        now_ms: i64,
    ) -> Result<(), rusqlite::Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO marks \
                 (record, path, board, seq, wrote, writer, other, removed_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                 ON CONFLICT (record, path) DO UPDATE SET seq = excluded.seq, \
                 wrote = excluded.wrote, writer = excluded.writer, other = excluded.other, \
                 removed_at = excluded.removed_at",
            )?
            .execute(params![
                self.key(record)?,
                path.as_str(),
                self.board,
                seq,
                columns::seq_sql(stamps.wrote),
                columns::maybe_client_sql(stamps.writer),
                columns::seq_sql(stamps.other),
                now_ms,
            ])?;
        self.forget(record);
        Ok(())
    }

    fn drop_points(&self, record: &RecordId, path: &Path) -> Result<(), rusqlite::Error> {
        self.conn
            .prepare_cached(concat!("DELETE FROM points WHERE record = ?1", at_or_below!()))?
            .execute(params![self.key(record)?, path.as_str()])?;
        Ok(())
    }

    fn put_points(
        &self,
        record: &RecordId,
        path: &Path,
        points: &[Point],
        seq: i64,
    ) -> Result<(), rusqlite::Error> {
        let key = self.key(record)?;
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO points (record, path, t_ms, board, value, seq) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (record, path, t_ms) DO UPDATE SET value = excluded.value, \
             seq = excluded.seq",
        )?;
        for point in points {
            insert.execute(params![
                key,
                path.as_str(),
                point.t_ms,
                self.board,
                point.value.get(),
                seq
            ])?;
        }
        Ok(())
    }

    fn trim(&self, record: &RecordId, path: &Path, before: i64) -> Result<(), rusqlite::Error> {
        self.conn
            .prepare_cached("DELETE FROM points WHERE record = ?1 AND path = ?2 AND t_ms < ?3")?
            .execute(params![self.key(record)?, path.as_str(), before])?;
        Ok(())
    }
}
