//! Lines in and out. Nothing here holds the client up: while nobody takes what is said, only what
//! would be said next waits.
//!
//! Pipes are read and written by the client's own thread where the system allows it, so that an
//! answer goes through no other one; everything else by threads of the runtime.
//!
//! Bounds: at most 64 lines wait on either side; then the other side of the pipe waits. A line of
//! input has at most 8 MiB, a longer one is answered as unreadable.

use serde::Serialize;
#[cfg(target_os = "linux")]
use std::fs;
use std::io;
use tideboard_protocol::{ApiError, ErrorCode};
#[cfg(target_os = "linux")]
use tokio::net::unix::pipe;
use tokio::{
    io::{
        AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite,
        AsyncWriteExt as _, BufReader, BufWriter, stdin, stdout,
    },
    sync::mpsc,
    task::{JoinHandle, yield_now},
};

const WAITING: usize = 64;
const LINE_BYTES: u64 = 8 * 1024 * 1024;
/// Lines are read and collected up to this length.
const BUFFER_BYTES: usize = 64 * 1024;

/// A line of input, or why it could not be read.
pub type Line = Result<String, ApiError>;

/// Reads standard input line by line, until it ends. Must be called inside a runtime.
pub fn read() -> mpsc::Receiver<Line> {
    let (lines, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut input = BufReader::with_capacity(BUFFER_BYTES, input());
        while let Some(line) = next_line(&mut input).await {
            if lines.send(line).await.is_err() {
                break;
            }
        }
    });
    receiver
}

/// The next line that is not blank; `None` at the end.
async fn next_line(input: &mut (impl AsyncBufRead + Unpin)) -> Option<Line> {
    loop {
        let mut line = Vec::new();
        match input.take(LINE_BYTES).read_until(b'\n', &mut line).await {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "cannot read standard input");
                return None;
            }
        }
        if line.len() as u64 == LINE_BYTES && !line.ends_with(b"\n") {
            skip_line(input).await.ok()?;
            return Some(Err(bad("A line may have at most 8 MiB.")));
        }
        match String::from_utf8(line) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => return Some(Ok(text)),
            Err(_) => return Some(Err(bad("A line must be UTF-8."))),
        }
    }
}

/// Passes over the rest of a line.
async fn skip_line(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<()> {
    loop {
        let there = input.fill_buf().await?;
        let end = there.iter().position(|byte| *byte == b'\n');
        let (passed, is_over) = (end.map_or(there.len(), |end| end + 1), there.is_empty());
        input.consume(passed);
        if is_over || end.is_some() {
            return Ok(());
        }
    }
}

type Input = Box<dyn AsyncRead + Send + Unpin>;
type Sink = Box<dyn AsyncWrite + Send + Unpin>;

/// Standard input. A pipe is opened once more, because not to block is a property of the opening,
/// which may be shared with other programs. Not so a pipe with a name: who opens one after its last
/// writer has left is never told of its end.
fn input() -> Input {
    #[cfg(target_os = "linux")]
    {
        const INPUT: &str = "/proc/self/fd/0";
        let has_name = fs::read_link(INPUT).is_ok_and(|target| target.is_absolute());
        if !has_name && let Ok(pipe) = pipe::OpenOptions::new().open_receiver(INPUT) {
            return Box::new(pipe);
        }
    }
    Box::new(stdin())
}

/// Standard output; see [`input`].
fn sink() -> Sink {
    #[cfg(target_os = "linux")]
    if let Ok(pipe) = pipe::OpenOptions::new().open_sender("/proc/self/fd/1") {
        return Box::new(pipe);
    }
    Box::new(stdout())
}

fn bad(message: &str) -> ApiError {
    ApiError::new(ErrorCode::InvalidCommand, message)
}

/// Where lines go.
#[derive(Debug, Clone)]
pub struct Output(mpsc::Sender<String>);

impl Output {
    /// Says one line. `false`: nobody listens any more.
    pub async fn say(&self, line: &impl Serialize) -> bool {
        // Strings, numbers and maps with string keys are written into memory: this cannot fail.
        let mut line = serde_json::to_string(line).unwrap_or_default();
        line.push('\n');
        self.0.send(line).await.is_ok()
    }

    /// Waits until nobody listens any more.
    pub async fn closed(&self) {
        self.0.closed().await;
    }
}

/// Prints lines to standard output, until the last [`Output`] is gone. Lines that are there at the
/// same time leave together. Must be called inside a runtime.
pub fn print() -> (Output, JoinHandle<()>) {
    let (sender, mut lines) = mpsc::channel::<String>(WAITING);
    let printing = tokio::spawn(async move {
        let mut output = BufWriter::with_capacity(BUFFER_BYTES, sink());
        while let Some(line) = lines.recv().await {
            let mut written = output.write_all(line.as_bytes()).await;
            if lines.is_empty() {
                // Whoever else has something to say just now says it first.
                yield_now().await;
            }
            if lines.is_empty() && written.is_ok() {
                written = output.flush().await;
            }
            if written.is_err() {
                return;
            }
        }
    });
    (Output(sender), printing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_are_told_apart_and_bad_ones_do_not_end_the_input() {
        let long = "x".repeat(LINE_BYTES as usize + 5);
        let text =
            [b"one\n\n  \n".as_slice(), b"\xff\n", long.as_bytes(), b"\ntwo\nthree"].concat();
        let mut input = text.as_slice();
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut input).await {
            lines.push(line.map(|text| text.trim_end().to_owned()).map_err(|error| error.message));
        }
        let expected = [
            Ok("one"),
            Err("A line must be UTF-8."),
            Err("A line may have at most 8 MiB."),
            Ok("two"),
            Ok("three"),
        ];
        assert_eq!(lines, expected.map(|line| line.map(str::to_owned).map_err(str::to_owned)));
    }
}
