//! Between SQLite's columns and the protocol's types.

use jiff::Timestamp;
use rusqlite::{Row, types::Type};
use serde_json::Value;
use std::str::FromStr;
use tideboard_protocol::{Author, BoardId, ClientId, Path, RecordId, Seq, clash::Stamps};
use uuid::Uuid;

/// A seq as SQLite holds it. What a client claims may be larger; nothing is.
pub(crate) fn seq_sql(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

/// A seq that SQLite held.
pub(crate) fn seq_of(number: i64) -> Seq {
    Seq(number.unsigned_abs())
}

pub(crate) fn seq(row: &Row<'_>, at: usize) -> rusqlite::Result<Seq> {
    row.get(at).map(seq_of)
}

pub(crate) fn maybe_seq(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Seq>> {
    Ok(row.get::<_, Option<i64>>(at)?.map(seq_of))
}

pub(crate) fn uuid(row: &Row<'_>, at: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(at).map(Uuid::from_bytes)
}

pub(crate) fn maybe_client(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<ClientId>> {
    Ok(row.get::<_, Option<[u8; 16]>>(at)?.map(|bytes| ClientId(Uuid::from_bytes(bytes))))
}

pub(crate) fn maybe_client_sql(client: Option<ClientId>) -> Option<[u8; 16]> {
    client.map(|client| *client.0.as_bytes())
}

/// Stamps in three columns from `at` on: wrote, writer, other.
pub(crate) fn stamps(row: &Row<'_>, at: usize) -> rusqlite::Result<Stamps> {
    Ok(Stamps {
        wrote: seq(row, at)?,
        writer: maybe_client(row, at + 1)?,
        other: seq(row, at + 2)?,
    })
}

/// An author in three columns from `at` on: client, user, name.
pub(crate) fn author(row: &Row<'_>, at: usize) -> rusqlite::Result<Author> {
    Ok(Author {
        client_id: ClientId(uuid(row, at)?),
        user: row.get(at + 1)?,
        name: row.get(at + 2)?,
    })
}

pub(crate) fn time(row: &Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    parsed(row, at)
}

pub(crate) fn path(row: &Row<'_>, at: usize) -> rusqlite::Result<Path> {
    parsed(row, at)
}

pub(crate) fn record(row: &Row<'_>, at: usize) -> rusqlite::Result<RecordId> {
    parsed(row, at)
}

pub(crate) fn maybe_board(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<BoardId>> {
    if row.get_ref(at)? == rusqlite::types::ValueRef::Null {
        return Ok(None);
    }
    parsed(row, at).map(Some)
}

pub(crate) fn value(row: &Row<'_>, at: usize) -> rusqlite::Result<Value> {
    json(row.get_ref(at)?.as_str()?, at)
}

pub(crate) fn maybe_value(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Value>> {
    row.get_ref(at)?.as_str_or_null()?.map(|text| json(text, at)).transpose()
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str, at: usize) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| unreadable(at, error))
}

fn parsed<T: FromStr>(row: &Row<'_>, at: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    row.get_ref(at)?.as_str()?.parse().map_err(|error| unreadable(at, error))
}

fn unreadable(at: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error))
}
