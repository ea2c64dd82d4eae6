//! What people do, many times over.

use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tideboard_tests::{BOARD, Edit, HeadlessClient, Role, World};

use crate::report::Sample;

/// Longest that one workload may take.
const LIMIT: Duration = Duration::from_secs(600);
/// Records over which edits are spread.
const RECORDS: usize = 20;

/// Moments at equal distances, whatever happens between them.
pub struct Ticks {
    next: Instant,
    distance: Duration,
}

impl Ticks {
    /// Beginning now.
    pub fn every(distance: Duration) -> Self {
        Self { next: Instant::now(), distance }
    }

    /// Waits for the next one.
    pub fn wait(&mut self) {
        thread::sleep(self.next.saturating_duration_since(Instant::now()));
        self.next += self.distance;
    }

    fn next(&self) -> Instant {
        self.next
    }
}

/// Edits per second that are safe on disk with no server there, and that then reach the server.
pub fn enqueue_and_drain(edits: usize) -> (f64, f64) {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    world.server.kill();
    ada.misses_the_server();
    let start = Instant::now();
    // Each a record of its own, so that none is folded into another.
    let posted: Vec<_> = (0..edits)
        .map(|n| {
            let edit = Edit::create(&format!("r-{n}"), "counter").set("value", n);
            ada.post(&edit.command(BOARD))
        })
        .collect();
    for id in posted {
        if let Err(failure) = ada.answer(id, LIMIT) {
            panic!("an edit is not saved: {failure}");
        }
    }
    let enqueued = start.elapsed();

    world.server.start();
    let start = Instant::now();
    ada.syncs_now();
    ada.is_synced_within(LIMIT);
    let drained = start.elapsed();
    let per_second = |taken: Duration| edits as f64 / taken.as_secs_f64();
    (per_second(enqueued), per_second(drained))
}

/// Time from an edit on one client until another one shows it, at a steady rate.
pub fn propagation(rate: u32, seconds: u32) -> Sample {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    for n in 0..RECORDS {
        ada.edits(BOARD, &Edit::create(&format!("m-{n}"), "counter").set("value", 0));
    }
    ada.is_synced();
    let mut ben = world.client("ben", Role::Editor);
    ben.take_events();
    let mut on_the_way = OnTheWay::default();
    let mut ticks = Ticks::every(Duration::from_secs(1) / rate);
    for n in 1..=(rate * seconds) as usize {
        let record = format!("m-{}", n % RECORDS);
        ada.post(&Edit::of(&record).set("value", n).command(BOARD));
        on_the_way.departs(record, n);
        on_the_way.watch(&mut ben, ticks.next());
        ticks.wait();
    }
    let deadline = Instant::now() + Duration::from_secs(30);
    while !on_the_way.is_empty() && Instant::now() < deadline {
        on_the_way.watch(&mut ben, deadline);
    }
    assert!(on_the_way.is_empty(), "some edits never arrived");
    Sample::new(on_the_way.taken)
}

/// Edits that the second client has not shown yet.
#[derive(Default)]
struct OnTheWay {
    by_record: HashMap<String, Vec<(usize, Instant)>>,
    taken: Vec<Duration>,
}

impl OnTheWay {
    fn departs(&mut self, record: String, value: usize) {
        self.by_record.entry(record).or_default().push((value, Instant::now()));
    }

    fn is_empty(&self) -> bool {
        self.by_record.values().all(Vec::is_empty)
    }

    fn watch(&mut self, client: &mut HeadlessClient, until: Instant) {
        while !self.is_empty()
            && let Some(event) = client.next_event(until)
        {
            let now = Instant::now();
            if let Some((record, value)) = shown(&event)
                && let Some(waiting) = self.by_record.get_mut(record)
            {
                // A newer value of a record shows that the older ones arrived, too.
                let (arrived, left) = waiting.iter().partition(|(number, _)| *number <= value);
                *waiting = left;
                let arrived: Vec<(usize, Instant)> = arrived;
                self.taken.extend(arrived.into_iter().map(|(_, start)| now - start));
            }
        }
    }
}

fn shown(event: &Value) -> Option<(&str, usize)> {
    let record = event.get("record")?;
    let value = record["fields"]["value"].as_u64()?;
    Some((record["id"].as_str()?, usize::try_from(value).ok()?))
}
