//! W4: a client that was away catches up.

use super::metric;
use crate::{
    limits,
    report::{Bar, Report, milliseconds},
    scene::{Profile, RECORDS, Scene, holds, newest, record},
};
use anyhow::Result;
use std::time::{Duration, Instant};
use tideboard_tests::BOARD;

const EDITS: usize = 10_000;

/// W4.
pub fn catch_up(report: &mut Report) -> Result<()> {
    let rows = RECORDS * 10;
    let limit = rows as f64 / limits::inserts_per_second(rows, rows)? * 1000.0;
    let taken = milliseconds(time(EDITS, RECORDS)?);
    report.add(metric("W4", "ms", "until in step", "ms", Bar::AtMost(30.0)), taken, limit);
    Ok(())
}

/// How long a client takes that missed so many edits of so many records.
pub fn time(edits: usize, records: usize) -> Result<Duration> {
    let mut scene = Scene::with_records(records);
    scene.follow("ben")?;
    scene.edit(edits);
    Profile::open(&scene.world.folder("ben"))?.pause()?;
    let mut client = scene.client("ben")?;
    client.call(1, "\"cmd\":\"status\"")?;
    let start = Instant::now();
    client.tell("{\"id\":2,\"cmd\":\"resume\"}\n")?;
    client.tell("{\"id\":3,\"cmd\":\"await\",\"until\":\"synced\",\"timeout_ms\":600000}\n")?;
    while client.answer()? != 3 {}
    let taken = start.elapsed();
    let last = record((edits - 1) % records);
    let get = format!("\"cmd\":\"get\",\"board\":\"{BOARD}\",\"record\":\"{last}\"");
    holds(client.call(4, &get)?, &newest(edits)?)?;
    Ok(taken)
}
