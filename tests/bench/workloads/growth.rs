//! What an edit costs when there are many more of them.

use super::{catch_up, drain, enqueue, metric, open};
use crate::{
    report::{Bar, Report},
    scene::profile,
};
use anyhow::Result;
use std::time::Duration;

/// The sizes: edits, and records that they are spread over.
const SIZES: [(usize, usize, [&str; 4]); 3] = [
    (
        1_000,
        20,
        [
            "cost of an edit, 1,000 waiting",
            "cost of an edit, 1,000",
            "cost of an edit, 1,000 of 20",
            "cost of an edit, 1,000 and 200",
        ],
    ),
    (
        10_000,
        200,
        [
            "cost of an edit, 10,000 waiting",
            "cost of an edit, 10,000",
            "cost of an edit, 10,000 of 200",
            "cost of an edit, 10,000 and 2,000",
        ],
    ),
    (
        100_000,
        2_000,
        [
            "cost of an edit, 90,000 waiting",
            "cost of an edit, 100,000",
            "cost of an edit, 100,000 of 2,000",
            "cost of an edit, 100,000 and 20,000",
        ],
    ),
];
/// Their names for machines: microseconds that an edit costs at 1, 10 and 100 times the size.
const IDS: [&str; 3] = ["us_per_op_at_1x", "us_per_op_at_10x", "us_per_op_at_100x"];
/// Edits saved on top of a queue.
const ON_TOP: usize = 2_000;
/// The largest queue on which so many more find room.
const ROOM: usize = 90_000;

/// The growth table.
pub fn growth(report: &mut Report) -> Result<()> {
    let mut first: Option<[f64; 4]> = None;
    for (id, (edits, records, names)) in IDS.into_iter().zip(SIZES) {
        let on = profile(records * 10, edits.min(ROOM))?;
        let saved = 1.0 / enqueue::by_engine(on.path(), ON_TOP, 64)? * 1e6;
        let drained = each(drain::time(edits)?, edits);
        let caught_up = each(catch_up::time(edits, records)?, edits);
        let opened = profile(records * 10, edits)?;
        open::time(opened.path(), edits)?;
        let opened = each(open::time(opened.path(), edits)?.0, edits);
        let costs = [saved, drained, caught_up, opened];
        let least = *first.get_or_insert(costs);
        let workloads = ["W1c", "W2", "W4", "W5"];
        let rows = workloads.into_iter().zip(names).zip(costs.into_iter().zip(least));
        for ((workload, name), (cost, limit)) in rows {
            let bar = Bar::ShareAtMost(1.5);
            report.add(metric(workload, id, name, "µs", bar), cost, limit);
        }
    }
    Ok(())
}

fn each(taken: Duration, edits: usize) -> f64 {
    taken.as_secs_f64() * 1e6 / edits as f64
}
