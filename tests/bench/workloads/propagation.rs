//! W3: an edit on one client shows at another.

use super::{Ticks, metric};
use crate::{
    limits,
    report::{Bar, Report, Sample},
    scene::{RECORDS, Scene, edit_line, edits_in},
};
use anyhow::Result;
use std::{
    collections::HashMap,
    io::{BufRead as _, Write as _},
    thread,
    time::{Duration, Instant},
};
use tideboard_tests::BOARD;

const RATE: u32 = 100;
const SECONDS: u32 = 5;
/// Number of the first request.
const FIRST: usize = 10;

/// W3.
pub fn propagation(report: &mut Report) -> Result<()> {
    let bare = limits::durable_round_trips(RATE, 2)?;
    let seen = measure()?;
    for (id, name, quantile, bar) in [
        ("p50_ms", "median to a second client", 0.50, Bar::AtMost(1.0)),
        ("p95_ms", "95th percentile", 0.95, Bar::AtMost(2.0)),
        ("p99_ms", "99th percentile", 0.99, Bar::None),
    ] {
        let limit = bare.quantile(quantile);
        report.add(metric("W3", id, name, "ms", bar), seen.quantile(quantile), limit);
    }
    Ok(())
}

fn measure() -> Result<Sample> {
    let scene = Scene::with_records(RECORDS);
    let mut ada = scene.client("ada")?;
    let mut ben = scene.client("ben")?;
    for client in [&mut ada, &mut ben] {
        client.call(1, &format!("\"cmd\":\"subscribe\",\"board\":\"{BOARD}\""))?;
        client.call(2, "\"cmd\":\"await\",\"until\":\"synced\"")?;
    }
    let edits = (RATE * SECONDS) as usize;
    let (to_ada, from_ada) = ada.halves();
    let (_, from_ben) = ben.halves();
    let (departures, arrivals) = thread::scope(|scope| {
        // Nobody looks at what the first client says, but somebody must read it.
        scope.spawn(|| {
            let mut line = String::new();
            while from_ada.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                if line.contains(&format!("\"id\":{},", FIRST + edits)) {
                    break;
                }
                line.clear();
            }
        });
        let arriving = scope.spawn(|| {
            let mut arrivals = HashMap::new();
            let mut line = String::new();
            while arrivals.len() < edits {
                line.clear();
                if !from_ben.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                    break;
                }
                let now = Instant::now();
                for number in edits_in(&line) {
                    arrivals.entry(number).or_insert(now);
                }
            }
            arrivals
        });
        let mut departures = HashMap::new();
        let mut ticks = Ticks::every(Duration::from_secs(1) / RATE);
        for number in 0..edits {
            ticks.wait();
            departures.insert(number, Instant::now());
            to_ada.write_all(edit_line(FIRST + number, number, RECORDS).as_bytes())?;
        }
        to_ada
            .write_all(format!("{{\"id\":{},\"cmd\":\"status\"}}\n", FIRST + edits).as_bytes())?;
        let arrivals = arriving.join().map_err(|_| anyhow::anyhow!("reading failed"))?;
        anyhow::Ok((departures, arrivals))
    })?;
    anyhow::ensure!(arrivals.len() == edits, "some edits never arrived");
    let taken = departures.iter().filter_map(|(n, at)| Some(*arrivals.get(n)? - *at));
    Ok(Sample::new(taken.collect()))
}
