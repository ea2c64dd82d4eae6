//! What the machine could do at best, with nothing of ours in the way.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rusqlite::Connection;
use tungstenite::{Message, WebSocket};

use crate::{report::Sample, workloads::Ticks};

/// Rows per second that SQLite takes, each in a transaction of its own that is on disk before the
/// next one begins.
pub fn inserts_per_second(rows: usize) -> Result<f64> {
    let dir = tempfile::tempdir()?;
    let database = Connection::open(dir.path().join("limit.db"))?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute("CREATE TABLE ops (id INTEGER PRIMARY KEY, op TEXT NOT NULL) STRICT", [])?;
    // As long as an edit of one field with all its members.
    let op = "x".repeat(385);
    let start = Instant::now();
    for _ in 0..rows {
        database.prepare_cached("INSERT INTO ops (op) VALUES (?1)")?.execute([&op])?;
    }
    Ok(rows as f64 / start.elapsed().as_secs_f64())
}

/// Round trips of a small message over a WebSocket on this computer.
pub fn echo(rate: u32, seconds: u32) -> Result<Sample> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || -> Result<()> {
        let (stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        let mut socket = tungstenite::accept(stream)?;
        while let Ok(message @ Message::Text(_)) = socket.read() {
            socket.send(message)?;
        }
        Ok(())
    });
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let (mut socket, _): (WebSocket<TcpStream>, _) =
        tungstenite::client(format!("ws://{address}/"), stream).context("the echo answers")?;
    let mut ticks = Ticks::every(Duration::from_secs(1) / rate);
    let mut taken = Vec::new();
    for _ in 0..rate * seconds {
        ticks.wait();
        let start = Instant::now();
        socket.send(Message::text("x".repeat(385)))?;
        socket.read()?;
        taken.push(start.elapsed());
    }
    socket.close(None)?;
    drop(socket);
    // A server that failed would have failed the round trips before.
    drop(server.join());
    Ok(Sample::new(taken))
}
