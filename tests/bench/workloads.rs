//! What people do, many times over.

mod catch_up;
mod drain;
mod enqueue;
mod fan_out;
mod growth;
mod open;
mod propagation;
mod view;

pub use catch_up::catch_up;
pub use drain::drain;
pub use enqueue::enqueue;
pub use fan_out::fan_out;
pub use growth::growth;
pub use open::open;
pub use propagation::propagation;
pub use view::{soak, view};

use crate::report::{Bar, Metric};
use std::{
    thread,
    time::{Duration, Instant},
};

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
}

fn metric(
    workload: &'static str,
    id: &'static str,
    name: &'static str,
    unit: &'static str,
    bar: Bar,
) -> Metric {
    Metric { workload, id, name, unit, bar }
}
