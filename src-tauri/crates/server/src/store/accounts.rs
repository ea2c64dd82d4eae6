//! Users, their tokens, their client profiles with sessions, and the names under which writes go
//! into the history.

use super::columns;
use crate::{
    access::{Grant, Token, TokenRole},
    session::Profile,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tideboard_protocol::{Author, BoardId, ClientId, Session, frame::User, limits};
use uuid::Uuid;

/// Key of a token's row; says nothing about the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId(pub i64);

/// A token as it is listed: everything but the secret, which nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenEntry {
    /// Its number.
    pub id: TokenId,
    /// Who it signs in.
    pub user: User,
    /// What it allows.
    pub grant: Grant,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_ms: i64,
    /// When it was revoked.
    pub revoked_ms: Option<i64>,
}

/// Stores a token's hash; the user's name is the one given last.
pub(crate) fn insert_token(
    conn: &Connection,
    token: &Token,
    user: &User,
    grant: &Grant,
    now_ms: i64,
) -> Result<TokenId, rusqlite::Error> {
    conn.execute(
        "INSERT INTO users (id, name) VALUES (?1, ?2) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        (&user.id, &user.name),
    )?;
    conn.execute(
        "INSERT INTO tokens (hash, user_id, role, board, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            token.hash(),
            user.id,
            grant.role.as_str(),
            grant.board.as_ref().map(BoardId::as_str),
            now_ms
        ],
    )?;
    Ok(TokenId(conn.last_insert_rowid()))
}

const ENTRY: &str = "SELECT t.id, t.user_id, u.name, t.role, t.board, t.created_at, t.revoked_at \
                     FROM tokens t JOIN users u ON u.id = t.user_id";

fn entry(row: &Row<'_>) -> rusqlite::Result<TokenEntry> {
    let role: String = row.get(3)?;
    Ok(TokenEntry {
        id: TokenId(row.get(0)?),
        user: User { id: row.get(1)?, name: row.get(2)? },
        // The column's CHECK admits no other name; the least role is the safe reading.
        grant: Grant {
            role: TokenRole::named(&role).unwrap_or(TokenRole::Viewer),
            board: columns::maybe_board(row, 4)?,
        },
        created_ms: row.get(5)?,
        revoked_ms: row.get(6)?,
    })
}

/// Who a token signs in; `None` when it is unknown or revoked.
pub(crate) fn sign_in(
    conn: &Connection,
    token: &Token,
) -> Result<Option<TokenEntry>, rusqlite::Error> {
    conn.prepare_cached(&format!("{ENTRY} WHERE t.hash = ?1 AND t.revoked_at IS NULL"))?
        .query_row([token.hash()], entry)
        .optional()
}

/// All tokens, revoked ones too.
pub(crate) fn tokens(conn: &Connection) -> Result<Vec<TokenEntry>, rusqlite::Error> {
    conn.prepare(&format!("{ENTRY} ORDER BY t.id"))?.query_map([], entry)?.collect()
}

/// Revokes a token; false when there is no such live one.
pub(crate) fn revoke(
    conn: &Connection,
    token: TokenId,
    now_ms: i64,
) -> Result<bool, rusqlite::Error> {
    let revoke = "UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL";
    Ok(conn.execute(revoke, (token.0, now_ms))? == 1)
}

/// Whether a token still signs anybody in.
pub(crate) fn is_valid(conn: &Connection, token: TokenId) -> Result<bool, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM tokens WHERE id = ?1 AND revoked_at IS NULL)",
    )?
    .query_row([token.0], |row| row.get(0))
}

/// All revoked tokens.
pub(crate) fn revoked(conn: &Connection) -> Result<Vec<TokenId>, rusqlite::Error> {
    conn.prepare_cached("SELECT id FROM tokens WHERE revoked_at IS NOT NULL")?
        .query_map([], |row| row.get(0).map(TokenId))?
        .collect()
}

/// The profile known under an id.
pub(crate) fn profile(
    conn: &Connection,
    client: ClientId,
) -> Result<Option<Profile>, rusqlite::Error> {
    let user: Option<String> = conn
        .prepare_cached("SELECT user_id FROM clients WHERE id = ?1")?
        .query_row([client.0.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(user) = user else { return Ok(None) };
    let nonces = conn
        .prepare_cached("SELECT nth, nonce FROM sessions WHERE client = ?1 ORDER BY nth")?
        .query_map([client.0.as_bytes()], |row| Ok((row.get(0)?, Session(row.get(1)?))))?
        .collect::<Result<_, _>>()?;
    Ok(Some(Profile { user, nonces }))
}

/// Adds a profile.
pub(crate) fn insert_profile(
    conn: &Connection,
    client: ClientId,
    user: &str,
) -> Result<(), rusqlite::Error> {
    conn.prepare_cached("INSERT INTO clients (id, user_id) VALUES (?1, ?2)")?
        .execute(params![client.0.as_bytes(), user])?;
    Ok(())
}

/// Voids the nonces older than the one that was proven.
pub(crate) fn prove(
    conn: &Connection,
    client: ClientId,
    session: &Session,
) -> Result<(), rusqlite::Error> {
    conn.prepare_cached(
        "DELETE FROM sessions WHERE client = ?1 \
         AND nth < (SELECT nth FROM sessions WHERE client = ?1 AND nonce = ?2)",
    )?
    .execute(params![client.0.as_bytes(), session.0])?;
    Ok(())
}

/// Offers a nonce. Beyond the bound the oldest unproven offer is forgotten; the proven one, which
/// is the lowest, stays.
pub(crate) fn offer(
    conn: &Connection,
    client: ClientId,
    session: &Session,
) -> Result<(), rusqlite::Error> {
    let id = client.0.as_bytes();
    conn.prepare_cached(
        "INSERT INTO sessions (client, nth, nonce) \
         SELECT ?1, coalesce(max(nth), 0) + 1, ?2 FROM sessions WHERE client = ?1",
    )?
    .execute(params![id, session.0])?;
    conn.prepare_cached(
        "DELETE FROM sessions WHERE client = ?1 \
         AND nth > (SELECT min(nth) FROM sessions WHERE client = ?1) \
         AND nth <= (SELECT nth FROM sessions WHERE client = ?1 \
                     ORDER BY nth DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute(params![id, limits::MAX_OFFERED_SESSIONS as i64])?;
    Ok(())
}

/// Whether a session is the one given to its client last.
pub(crate) fn is_newest(
    conn: &Connection,
    client: ClientId,
    session: &Session,
) -> Result<bool, rusqlite::Error> {
    let newest: Option<String> = conn
        .prepare_cached("SELECT nonce FROM sessions WHERE client = ?1 ORDER BY nth DESC LIMIT 1")?
        .query_row([client.0.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(newest.as_deref() == Some(session.0.as_str()))
}

/// Key of an author in the history, added when new.
pub(crate) fn author(conn: &Connection, author: &Author) -> Result<i64, rusqlite::Error> {
    let client: &Uuid = &author.client_id.0;
    let known = conn
        .prepare_cached("SELECT id FROM authors WHERE client = ?1 AND user_id = ?2 AND name = ?3")?
        .query_row(params![client.as_bytes(), author.user, author.name], |row| row.get(0))
        .optional()?;
    if let Some(key) = known {
        return Ok(key);
    }
    conn.prepare_cached("INSERT INTO authors (client, user_id, name) VALUES (?1, ?2, ?3)")?
        .execute(params![client.as_bytes(), author.user, author.name])?;
    Ok(conn.last_insert_rowid())
}
