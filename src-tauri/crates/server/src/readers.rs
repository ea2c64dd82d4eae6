//! Reading chains beside the writer: a few connections to the database, on threads of their own.

use crate::{
    ServerError,
    store::{
        self,
        chain::{self, Cursor, Read},
    },
};
use rusqlite::Connection;
use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use tideboard_protocol::BoardId;
use tokio::sync::Semaphore;

/// Reads at the same time; more wait.
const READERS: usize = 4;

/// The pool.
pub(crate) struct Readers {
    data: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Readers {
    pub(crate) fn new(data: PathBuf) -> Self {
        Self { data, idle: Mutex::default(), turns: Semaphore::new(READERS) }
    }

    /// Reads the next part of a chain.
    pub(crate) async fn read(&self, board: &BoardId, cursor: Cursor) -> Result<Read, ServerError> {
        let _turn = self.turns.acquire().await;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (data, board) = (self.data.clone(), board.clone());
        let reading = tokio::task::spawn_blocking(move || -> Result<_, ServerError> {
            let mut conn = match idle {
                Some(conn) => conn,
                None => store::open_reader(&data)?,
            };
            let read = chain::read(&mut conn, &board, cursor)?;
            Ok((conn, read))
        });
        let (conn, read) =
            reading.await.map_err(|error| ServerError::Socket(std::io::Error::other(error)))??;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        Ok(read)
    }
}
