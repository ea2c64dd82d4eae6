//! The facts of a board, looked up in its tables.

use super::Ledger;
use crate::{
    decide::{Facts, FieldFacts, MarkFacts, RecordFacts},
    store::columns,
};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;
use tideboard_protocol::{Author, ClientId, Number, Path, Point, RecordId, Seq};

impl Facts for Ledger<'_> {
    type Error = rusqlite::Error;

    fn record(&self, record: &RecordId) -> Result<Option<RecordFacts>, Self::Error> {
        Ok(self.row(record)?.map(|row| row.facts))
    }

    fn field(&self, record: &RecordId, path: &Path) -> Result<Option<FieldFacts>, Self::Error> {
        if let Some(known) = self.known.field(self.board, record, path) {
            return Ok(known);
        }
        let found = self
            .conn
            .prepare_cached(
                "SELECT value, seq, wrote, writer, other FROM fields \
                 WHERE record = ?1 AND path = ?2",
            )?
            .query_row(params![self.key(record)?, path.as_str()], |row| {
                let field = FieldFacts {
                    value: columns::maybe_value(row, 0)?,
                    seq: columns::seq(row, 1)?,
                    stamps: columns::stamps(row, 2)?,
                };
                let text = row.get_ref(0)?.as_str_or_null()?;
                Ok((field, text.map_or(0, str::len)))
            })
            .optional()?;
        let (field, len) = found.map_or((None, 0), |(field, len)| (Some(field), len));
        self.known.put_field(self.board, record, path, field.clone(), len);
        Ok(field)
    }

    fn fields(
        &self,
        record: &RecordId,
        at_or_below: Option<&Path>,
    ) -> Result<Vec<(Path, FieldFacts)>, Self::Error> {
        let key = self.key(record)?;
        match at_or_below {
            None => self
                .conn
                .prepare_cached(
                    "SELECT path, value, seq, wrote, writer, other FROM fields \
                     WHERE record = ?1 AND value IS NOT NULL",
                )?
                .query_map([key], path_and_field)?
                .collect(),
            Some(path) => self
                .conn
                .prepare_cached(concat!(
                    "SELECT path, value, seq, wrote, writer, other FROM fields \
                     WHERE record = ?1 AND value IS NOT NULL",
                    at_or_below!()
                ))?
                .query_map(params![key, path.as_str()], path_and_field)?
                .collect(),
        }
    }

    fn mark(&self, record: &RecordId, path: &Path) -> Result<Option<MarkFacts>, Self::Error> {
        if self.known.is_without_marks(self.board, record) {
            return Ok(None);
        }
        self.conn
            .prepare_cached(
                "SELECT seq, wrote, writer, other FROM marks WHERE record = ?1 AND path = ?2",
            )?
            .query_row(params![self.key(record)?, path.as_str()], |row| {
                Ok(MarkFacts { seq: columns::seq(row, 0)?, stamps: columns::stamps(row, 1)? })
            })
            .optional()
    }

    fn marks(&self, record: &RecordId) -> Result<Vec<Path>, Self::Error> {
        self.conn
            .prepare_cached("SELECT path FROM marks WHERE record = ?1")?
            .query_map([self.key(record)?], |row| columns::path(row, 0))?
            .collect()
    }

    fn has_points(&self, record: &RecordId, at_or_below: &Path) -> Result<bool, Self::Error> {
        self.conn
            .prepare_cached(concat!(
                "SELECT EXISTS (SELECT 1 FROM points WHERE record = ?1",
                at_or_below!(),
                ")"
            ))?
            .query_row(params![self.key(record)?, at_or_below.as_str()], |row| row.get(0))
    }

    fn newest_point(&self, record: &RecordId, path: &Path) -> Result<Option<i64>, Self::Error> {
        self.conn
            .prepare_cached("SELECT max(t_ms) FROM points WHERE record = ?1 AND path = ?2")?
            .query_row(params![self.key(record)?, path.as_str()], |row| row.get(0))
    }

    fn point(
        &self,
        record: &RecordId,
        path: &Path,
        t_ms: i64,
    ) -> Result<Option<Number>, Self::Error> {
        let value: Option<f64> = self
            .conn
            .prepare_cached(
                "SELECT value FROM points WHERE record = ?1 AND path = ?2 AND t_ms = ?3",
            )?
            .query_row(params![self.key(record)?, path.as_str(), t_ms], |row| row.get(0))
            .optional()?;
        Ok(value.and_then(|value| Number::new(value).ok()))
    }

    fn points(&self, record: &RecordId) -> Result<BTreeMap<Path, Vec<Point>>, Self::Error> {
        let mut all: BTreeMap<Path, Vec<Point>> = BTreeMap::new();
        let mut select =
            self.conn.prepare_cached("SELECT path, t_ms, value FROM points WHERE record = ?1")?;
        let mut rows = select.query([self.key(record)?])?;
        while let Some(row) = rows.next()? {
            let (t_ms, value) = (row.get(1)?, Number::new(row.get(2)?).unwrap_or_default());
            all.entry(columns::path(row, 0)?).or_default().push(Point { t_ms, value });
        }
        Ok(all)
    }

    fn moved_elsewhere(
        &self,
        me: ClientId,
        base: Seq,
        limit: usize,
    ) -> Result<Vec<(Path, FieldFacts)>, Self::Error> {
        self.conn
            .prepare_cached(
                "SELECT f.path, f.value, f.seq, f.wrote, f.writer, f.other \
                 FROM fields f JOIN records r ON r.id = f.record \
                 WHERE f.board = ?1 AND f.value IS NOT NULL AND r.deleted IS NULL \
                 AND r.name <> 'board' \
                 AND CASE WHEN f.writer = ?2 THEN f.other ELSE f.wrote END > ?3 LIMIT ?4",
            )?
            .query_map(
                params![self.board, me.0.as_bytes(), columns::seq_sql(base), limit as i64],
                path_and_field,
            )?
            .collect()
    }

    fn author(&self, seq: Seq) -> Result<(Author, Timestamp), Self::Error> {
        self.conn
            .prepare_cached(
                "SELECT a.client, a.user_id, a.name, w.at FROM writes w \
                 JOIN authors a ON a.id = w.author WHERE w.board = ?1 AND w.seq = ?2",
            )?
            .query_row(params![self.board, columns::seq_sql(seq)], |row| {
                Ok((columns::author(row, 0)?, columns::time(row, 3)?))
            })
    }
}

fn path_and_field(row: &rusqlite::Row<'_>) -> rusqlite::Result<(Path, FieldFacts)> {
    let field = FieldFacts {
        value: columns::maybe_value(row, 1)?,
        seq: columns::seq(row, 2)?,
        stamps: columns::stamps(row, 3)?,
    };
    Ok((columns::path(row, 0)?, field))
}
