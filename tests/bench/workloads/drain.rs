//! W2: a queue of edits drains.

use super::metric;
use crate::{
    limits,
    report::{Bar, Report},
    scene::{Profile, RECORDS, Scene},
};
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};

const EDITS: usize = 10_000;

/// W2.
pub fn drain(report: &mut Report) -> Result<()> {
    let limit = limits::inserts_per_second(EDITS, 200)?;
    let taken = time(EDITS)?;
    let bar = Bar::AtLeast(30_000.0);
    let rate = EDITS as f64 / taken.as_secs_f64();
    report.add(metric("W2", "ops_per_s", "drained", "edits/s", bar), rate, limit);
    Ok(())
}

/// How long so many edits take until they are durable, acknowledged and settled.
pub fn time(edits: usize) -> Result<Duration> {
    let mut scene = Scene::with_records(RECORDS);
    scene.follow("ada")?;
    let before = scene.head()?;
    let mut profile = Profile::open(&scene.world.folder("ada"))?;
    profile.queue(edits, RECORDS)?;
    profile.pause()?;
    drop(profile);
    let mut client = scene.client("ada")?;
    client.call(1, "\"cmd\":\"status\"")?;
    let start = Instant::now();
    client.tell("{\"id\":2,\"cmd\":\"resume\"}\n")?;
    client.tell("{\"id\":3,\"cmd\":\"await\",\"until\":\"synced\",\"timeout_ms\":600000}\n")?;
    while client.answer()? != 3 {}
    let taken = start.elapsed();
    // Nobody had the time to tidy up: what counts as done must be there after a power cut.
    scene.world.server.kill();
    ensure!(scene.head()? == before + edits, "not every edit reached the server's disk");
    Ok(taken)
}
