//! Lines in and out. Reading blocks and has a thread of its own. Writing blocks, too, but right
//! here: while nobody takes what is said, there is nothing better to do than to wait, and an answer
//! need not go through another thread.
//!
//! Bounds: at most 64 lines wait on either side; then the other side of the pipe waits. A line of
//! input has at most 8 MiB, a longer one is answered as unreadable.

use serde::Serialize;
use std::{
    io::{self, BufRead, BufWriter, Read as _, Write},
    thread,
};
use tideboard_protocol::{ApiError, ErrorCode};
use tokio::{
    sync::mpsc,
    task::{JoinHandle, yield_now},
};

const WAITING: usize = 64;
const LINE_BYTES: u64 = 8 * 1024 * 1024;
/// Lines are collected up to this length.
const OUTPUT_BYTES: usize = 64 * 1024;

/// A line of input, or why it could not be read.
pub type Line = Result<String, ApiError>;

/// Reads standard input line by line, until it ends.
pub fn read() -> io::Result<mpsc::Receiver<Line>> {
    let (lines, receiver) = mpsc::channel(WAITING);
    thread::Builder::new().name("stdin".to_owned()).spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(line) = next_line(&mut input) {
            if lines.blocking_send(line).is_err() {
                break;
            }
        }
    })?;
    Ok(receiver)
}

/// The next line that is not blank; `None` at the end.
fn next_line(input: &mut impl BufRead) -> Option<Line> {
    loop {
        let mut line = Vec::new();
        match input.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "cannot read standard input");
                return None;
            }
        }
        if line.len() as u64 == LINE_BYTES && !line.ends_with(b"\n") {
            return match input.skip_until(b'\n') {
                Ok(_) => Some(Err(bad("A line may have at most 8 MiB."))),
                Err(_) => None,
            };
        }
        match String::from_utf8(line) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => return Some(Ok(text)),
            Err(_) => return Some(Err(bad("A line must be UTF-8."))),
        }
    }
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
        let mut output = BufWriter::with_capacity(OUTPUT_BYTES, io::stdout());
        while let Some(line) = lines.recv().await {
            let mut written = output.write_all(line.as_bytes());
            if lines.is_empty() {
                // Whoever else has something to say just now says it first.
                yield_now().await;
            }
            if lines.is_empty() {
                written = written.and_then(|()| output.flush());
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

    #[test]
    fn lines_are_told_apart_and_bad_ones_do_not_end_the_input() {
        let long = "x".repeat(LINE_BYTES as usize + 5);
        let text =
            [b"one\n\n  \n".as_slice(), b"\xff\n", long.as_bytes(), b"\ntwo\nthree"].concat();
        let mut input = text.as_slice();
        let lines: Vec<_> = std::iter::from_fn(|| next_line(&mut input))
            .map(|line| line.map(|text| text.trim_end().to_owned()).map_err(|error| error.message))
            .collect();
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
