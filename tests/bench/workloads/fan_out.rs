//! W6: one writer, many subscribers.

use super::metric;
use crate::{
    limits::BareFanOut,
    pipe::{memory, processor_seconds},
    report::{Bar, Report, Sample},
    scene::Scene,
    subscribers::{Stopwatch, connect, listen_bare, subscribe},
};
use anyhow::{Context as _, Result};
use futures_util::{SinkExt as _, StreamExt as _};
use std::time::Duration;
use tideboard_tests::BOARD;
use tokio::{
    runtime,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

const SUBSCRIBERS: usize = 500;
const RATE: usize = 50;
const SECONDS: usize = 10;
/// Records that the writer writes to.
const RECORDS: usize = 20;
/// How long the last frames may take.
const REST: Duration = Duration::from_secs(5);

struct Outcome {
    p95_ms: f64,
    processor_seconds: f64,
    memory_mb: f64,
}

/// W6.
pub fn fan_out(report: &mut Report) -> Result<()> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let limit = runtime.block_on(bare())?;
    let found = runtime.block_on(measure())?;
    let bars = [Bar::AtMost(15.0), Bar::AtMost(2.5), Bar::AtMost(60.0)];
    let [late, busy, large] = bars;
    report.add(metric("W6", "p95_ms", "95th percentile", "ms", late), found.p95_ms, limit.p95_ms);
    report.add(
        metric("W6", "cpu_s", "server's processor time in 10 s", "s", busy),
        found.processor_seconds,
        limit.processor_seconds,
    );
    report.add(metric("W6", "mb", "server's size", "MB", large), found.memory_mb, limit.memory_mb);
    Ok(())
}

async fn measure() -> Result<Outcome> {
    let scene = Scene::with_records(RECORDS);
    let (url, token) = (scene.world.server.url(), scene.token.clone());
    let server = scene.world.server.id();
    let watch = Stopwatch::default();
    let _readers = subscribe(&url, &token, SUBSCRIBERS, &watch).await?;
    watch.taken();
    let mut writer = connect(&url, &token).await?;
    let before = processor_seconds(server)?;
    let mut ticks = interval(Duration::from_secs(1) / RATE as u32);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..RATE * SECONDS {
        ticks.tick().await;
        let number = watch.departs();
        writer.send(Message::text(push(number))).await?;
        // What comes back is read when it is there, never waited for.
        while let Some(message) = futures_util::FutureExt::now_or_never(writer.next()) {
            message.context("the server stays")??;
        }
    }
    all_arrived(&watch, RATE * SECONDS).await?;
    let used = processor_seconds(server)? - before;
    outcome(&watch, used, memory(server)?)
}

async fn bare() -> Result<Outcome> {
    let mut program = BareFanOut::start(SUBSCRIBERS)?;
    let watch = Stopwatch::default();
    let _readers = listen_bare(program.address, SUBSCRIBERS, &watch).await?;
    let before = processor_seconds(program.id())?;
    // A second of it is enough for what changes little; the rest is reckoned up.
    let mut ticks = interval(Duration::from_secs(1) / RATE as u32);
    for _ in 0..RATE * 2 {
        ticks.tick().await;
        program.go(watch.departs())?;
    }
    all_arrived(&watch, RATE * 2).await?;
    let used = (processor_seconds(program.id())? - before) * SECONDS as f64 / 2.0;
    outcome(&watch, used, memory(program.id())?)
}

/// Waits until every subscriber has read every edit.
async fn all_arrived(watch: &Stopwatch, edits: usize) -> Result<()> {
    let wait = async {
        while watch.count() < edits * SUBSCRIBERS {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let arrived = timeout(REST, wait).await;
    arrived.map_err(|_| anyhow::anyhow!("some edits never arrived: {}", watch.count()))
}

fn outcome(watch: &Stopwatch, processor_seconds: f64, memory_mb: f64) -> Result<Outcome> {
    Ok(Outcome { p95_ms: Sample::new(watch.taken()).quantile(0.95), processor_seconds, memory_mb })
}

fn push(number: usize) -> String {
    let (id, record) = (Uuid::now_v7(), crate::scene::record(number % RECORDS));
    let at = jiff::Timestamp::now();
    // The writer has seen the board and all its records.
    let base = RECORDS + 1;
    format!(
        "{{\"type\":\"push\",\"ops\":[{{\"op_id\":\"{id}\",\"board\":\"{BOARD}\",\
         \"record\":\"{record}\",\"base\":{base},\"kind\":\"patch\",\
         \"set\":{{\"field-0\":\"number {number:07}\",\"field-1\":\"number {number:07}\"}},\
         \"remove\":[],\"inc\":{{}},\"append\":{{}},\"schema\":1,\"at\":\"{at}\",\
         \"cause\":\"edit\"}}]}}"
    )
}
