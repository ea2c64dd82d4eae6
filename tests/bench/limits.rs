//! What the machine could do at best, with nothing of ours in the way.

use std::{
    io::{BufRead, BufReader, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rusqlite::Connection;
use tempfile::TempDir;
use tideboard_tests::programs::program;
use tungstenite::{Message, WebSocket};

use crate::{report::Sample, subscribers::MARK, workloads::Ticks};

/// Length of an edit with all its members, in bytes.
const ROW_BYTES: usize = 385;
/// Length of a live delta of one edit, in bytes.
const FRAME_BYTES: usize = 420;

/// A table that bare SQLite adds rows to, each transaction on disk before it returns.
struct Ledger {
    database: Connection,
    op: String,
    _folder: TempDir,
}

impl Ledger {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = Connection::open(folder.path().join("limit.db"))?;
        database.pragma_update(None, "journal_mode", "WAL")?;
        database.pragma_update(None, "synchronous", "FULL")?;
        database.pragma_update(None, "fullfsync", true)?;
        database
            .execute("CREATE TABLE ops (id INTEGER PRIMARY KEY, op TEXT NOT NULL) STRICT", [])?;
        Ok(Self { database, op: "x".repeat(ROW_BYTES), _folder: folder })
    }

    fn add(&self, rows: usize) -> Result<()> {
        self.database.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for _ in 0..rows {
            self.database
                .prepare_cached("INSERT INTO ops (op) VALUES (?1)")?
                .execute([&self.op])?;
        }
        self.database.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

/// Rows per second that SQLite takes, so many to a transaction, each of which is on disk before
/// the next one begins.
pub fn inserts_per_second(rows: usize, to_a_transaction: usize) -> Result<f64> {
    let ledger = Ledger::new()?;
    let start = Instant::now();
    for _ in 0..rows.div_ceil(to_a_transaction) {
        ledger.add(to_a_transaction)?;
    }
    Ok(rows as f64 / start.elapsed().as_secs_f64())
}

/// Round trips of a message over a WebSocket on this computer. At either end SQLite has it on disk
/// before it is sent.
pub fn durable_round_trips(rate: u32, seconds: u32) -> Result<Sample> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || -> Result<()> {
        let ledger = Ledger::new()?;
        let (stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        let mut socket = tungstenite::accept(stream)?;
        while let Ok(message @ Message::Text(_)) = socket.read() {
            ledger.add(1)?;
            socket.send(message)?;
        }
        Ok(())
    });
    let ledger = Ledger::new()?;
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let (mut socket, _): (WebSocket<TcpStream>, _) =
        tungstenite::client(format!("ws://{address}/"), stream).context("the other end answers")?;
    let mut ticks = Ticks::every(Duration::from_secs(1) / rate);
    let mut taken = Vec::new();
    for _ in 0..rate * seconds {
        ticks.wait();
        let start = Instant::now();
        ledger.add(1)?;
        socket.send(Message::text(ledger.op.as_str()))?;
        socket.read()?;
        taken.push(start.elapsed());
    }
    socket.close(None)?;
    drop(socket);
    // A server that failed would have failed the round trips before.
    drop(server.join());
    Ok(Sample::new(taken))
}

/// Time in which the client's program starts and ends again, and bare SQLite reads every row of a
/// profile.
pub fn start_and_read(profile: &Path) -> Result<Duration> {
    let start = Instant::now();
    let status = Command::new(program("tideboard-headless"))
        .arg("--version")
        .stdout(Stdio::null())
        .status()?;
    anyhow::ensure!(status.success(), "the program does not tell its version");
    let database = Connection::open(profile.join("client.db"))?;
    let mut bytes = 0;
    for sql in ["SELECT record, path, value FROM fields", "SELECT op, before, state FROM queue"] {
        let mut statement = database.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..3 {
                bytes += row.get_ref(column)?.as_str()?.len();
            }
        }
    }
    anyhow::ensure!(bytes > 0, "the profile is empty");
    Ok(start.elapsed())
}

/// A program that does nothing but write frames into sockets.
pub struct BareFanOut {
    child: Child,
    pub address: SocketAddr,
}

impl BareFanOut {
    /// Starts one that waits for so many sockets.
    pub fn start(sockets: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--bare-fan-out", &sockets.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("its output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        Ok(Self { child, address: line.trim().parse()? })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Has the next frame written to all.
    pub fn go(&mut self, marker: usize) -> Result<()> {
        let input = self.child.stdin.as_mut().context("its input")?;
        Ok(writeln!(input, "{marker}")?)
    }
}

impl Drop for BareFanOut {
    fn drop(&mut self) {
        // Fails only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What [`BareFanOut`] runs: for every line of input a frame with it to every socket.
pub fn serve_fan_out(sockets: usize) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?);
    let mut streams = Vec::with_capacity(sockets);
    for _ in 0..sockets {
        let (stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    for line in std::io::stdin().lines() {
        let text = format!("{:width$}", format!("{MARK}{}", line?), width = FRAME_BYTES);
        let length = u16::try_from(text.len())?.to_be_bytes();
        // An unmasked text frame with a length of two bytes.
        let frame = [&[0x81, 126], length.as_slice(), text.as_bytes()].concat();
        for stream in &mut streams {
            stream.write_all(&frame)?;
        }
    }
    Ok(())
}
