//! W5: the program starts on a large profile.

use super::metric;
use crate::{
    limits,
    pipe::{Pipe, peak_memory},
    report::{Bar, Report, milliseconds},
    scene::{holds, newest, profile},
};
use anyhow::Result;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tideboard_tests::BOARD;

const RECORDS: usize = 2_000;
const EDITS: usize = 10_000;

/// W5.
pub fn open(report: &mut Report) -> Result<()> {
    let folder = profile(RECORDS, EDITS)?;
    // The first start makes the space that is held in reserve, once in a profile's life.
    time(folder.path(), EDITS)?;
    let limit = milliseconds(limits::start_and_read(folder.path())?);
    let (taken, memory) = time(folder.path(), EDITS)?;
    let bar = Bar::AtMost(60.0);
    report.add(metric("W5", "ms", "everything read", "ms", bar), milliseconds(taken), limit);
    report.add(metric("W5", "peak_mb", "largest size", "MB", Bar::AtMost(40.0)), memory, memory);
    Ok(())
}

/// How long it takes from the start of the process until everything was read, and the largest
/// size of the process in MB.
pub fn time(folder: &Path, edits: usize) -> Result<(Duration, f64)> {
    let start = Instant::now();
    let mut client = Pipe::start(folder, None)?;
    let board = client.call(1, &format!("\"cmd\":\"get\",\"board\":\"{BOARD}\""))?;
    let taken = start.elapsed();
    holds(board, &newest(edits)?)?;
    let memory = peak_memory(client.id())?;
    client.quit()?;
    Ok((taken, memory))
}
