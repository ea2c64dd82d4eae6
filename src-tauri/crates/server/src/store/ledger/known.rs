//! What the writer remembers of records from one transaction to the next.
//!
//! Busy records change again and again, and nobody but the writer changes them: what it read or
//! wrote last is what the tables hold. It forgets everything when that is not certain: after a
//! transaction that was given up, after old rows were cleared away, and when another program wrote
//! into the file.

use crate::decide::{FieldFacts, RecordFacts};
use rusqlite::Connection;
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};
use tideboard_protocol::{Path, RecordId};

/// About as much is remembered, in bytes of paths and values as text; then it begins anew.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// What a remembered thing takes beside its text, in bytes.
const OVERHEAD: usize = 128;
/// Longer values, in bytes of text, are looked up each time.
const LONGEST: usize = 1024;

/// A record's row.
#[derive(Debug, Clone)]
pub(super) struct RecordRow {
    pub(super) key: i64,
    pub(super) facts: RecordFacts,
    /// Whether anything was ever removed from it and is remembered.
    pub(super) has_marks: bool,
}

#[derive(Debug)]
struct KnownRecord {
    row: RecordRow,
    /// Fields that were looked up or written; `None`: there is none.
    fields: HashMap<Path, Option<FieldFacts>>,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Known {
    records: RefCell<HashMap<i64, HashMap<RecordId, KnownRecord>>>,
    bytes: Cell<usize>,
    /// SQLite's `data_version`: another one after somebody else wrote.
    version: Cell<i64>,
}

impl Known {
    /// At the start of a transaction: forgets what may not hold any more, or has become too much.
    pub(crate) fn refresh(&self, conn: &Connection) -> Result<(), rusqlite::Error> {
        let version: i64 =
            conn.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if self.version.replace(version) != version || self.bytes.get() > MOST_BYTES {
            self.clear();
        }
        Ok(())
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.records.borrow_mut().clear();
        self.bytes.set(0);
    }

    /// Forgets a record.
    pub(super) fn forget(&self, board: i64, record: &RecordId) {
        if let Some(records) = self.records.borrow_mut().get_mut(&board) {
            records.remove(record);
        }
    }

    fn look<T>(
        &self,
        board: i64,
        record: &RecordId,
        what: impl FnOnce(&KnownRecord) -> T,
    ) -> Option<T> {
        self.records.borrow().get(&board)?.get(record).map(what)
    }

    pub(super) fn key(&self, board: i64, record: &RecordId) -> Option<i64> {
        self.look(board, record, |known| known.row.key)
    }

    pub(super) fn record(&self, board: i64, record: &RecordId) -> Option<RecordRow> {
        self.look(board, record, |known| known.row.clone())
    }

    /// Whether it is certain that the record has no removal marks.
    pub(super) fn is_without_marks(&self, board: i64, record: &RecordId) -> bool {
        self.look(board, record, |known| !known.row.has_marks).unwrap_or(false)
    }

    /// What is known of a field: `None`: nothing; `Some(None)`: that there is none.
    pub(super) fn field(
        &self,
        board: i64,
        record: &RecordId,
        path: &Path,
    ) -> Option<Option<FieldFacts>> {
        self.look(board, record, |known| known.fields.get(path).cloned()).flatten()
    }

    pub(super) fn put_record(&self, board: i64, record: &RecordId, row: &RecordRow) {
        self.count(record.as_str().len());
        let known = KnownRecord { row: row.clone(), fields: HashMap::new() };
        self.records.borrow_mut().entry(board).or_default().insert(record.clone(), known);
    }

    /// Remembers a field of a known record, or that there is none; `value_len` is the length of its
    /// value as text.
    pub(super) fn put_field(
        &self,
        board: i64,
        record: &RecordId,
        path: &Path,
        field: Option<FieldFacts>,
        value_len: usize,
    ) {
        let mut records = self.records.borrow_mut();
        let Some(known) = records.get_mut(&board).and_then(|board| board.get_mut(record)) else {
            return;
        };
        if value_len > LONGEST || self.bytes.get() > MOST_BYTES {
            known.fields.remove(path);
            return;
        }
        self.count(path.as_str().len() + value_len);
        known.fields.insert(path.clone(), field);
    }

    fn count(&self, text: usize) {
        self.bytes.set(self.bytes.get() + text + OVERHEAD);
    }
}
