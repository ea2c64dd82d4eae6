//! This computer's figures.

use std::time::Instant;
use sysinfo::{Disks, Networks, System};

/// One reading of everything; `None` where the computer does not tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Busy share of all processors, in percent.
    pub cpu: Option<f64>,
    /// Used share of memory, in percent.
    pub memory: Option<f64>,
    /// Used share of the fullest disk of some size, in percent.
    pub disk: Option<f64>,
    /// Received, in kB/s.
    pub down: Option<f64>,
    /// Sent, in kB/s.
    pub up: Option<f64>,
}

/// Reads figures again and again; shares and rates are since the last reading.
pub struct Gauges {
    system: System,
    disks: Disks,
    networks: Networks,
    read_at: Instant,
}

/// Smaller disks are boot partitions, images and the like.
const DISK_MIN_BYTES: u64 = 1 << 30;

impl Gauges {
    /// Begins to measure.
    pub fn new() -> Self {
        let mut system = System::new();
        system.refresh_cpu_usage();
        Self {
            system,
            disks: Disks::new_with_refreshed_list(),
            networks: Networks::new_with_refreshed_list(),
            read_at: Instant::now(),
        }
    }

    /// Reads all figures.
    pub fn read(&mut self) -> Figures {
        self.system.refresh_cpu_usage();
        self.system.refresh_memory();
        self.disks.refresh(true);
        self.networks.refresh(true);
        let seconds = self.read_at.elapsed().as_secs_f64().max(0.001);
        self.read_at = Instant::now();
        let (received, sent) = self.traffic();
        Figures {
            cpu: one_place(f64::from(self.system.global_cpu_usage())),
            memory: share(self.system.used_memory(), self.system.total_memory()),
            disk: self.fullest_disk(),
            down: one_place(received as f64 / 1000.0 / seconds),
            up: one_place(sent as f64 / 1000.0 / seconds),
        }
    }

    fn fullest_disk(&self) -> Option<f64> {
        self.disks
            .iter()
            .filter(|disk| disk.total_space() >= DISK_MIN_BYTES && !disk.is_read_only())
            .filter_map(|disk| {
                share(disk.total_space() - disk.available_space(), disk.total_space())
            })
            .max_by(f64::total_cmp)
    }

    /// Traffic of the computer with itself is none.
    fn traffic(&self) -> (u64, u64) {
        let outside = self.networks.iter().filter(|(_, network)| {
            !network.ip_networks().iter().any(|address| address.addr.is_loopback())
        });
        outside.fold((0, 0), |(down, up), (_, network)| {
            (down + network.received(), up + network.transmitted())
        })
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64).and_then(one_place)
}

fn one_place(value: f64) -> Option<f64> {
    value.is_finite().then(|| (value * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_within_reason() {
        let figures = Gauges::new().read();
        let memory = figures.memory.unwrap();
        assert!(memory > 0.0 && memory <= 100.0, "{figures:?}");
        assert!(figures.cpu.is_some_and(|cpu| (0.0..=100.0).contains(&cpu)), "{figures:?}");
        assert!(figures.down.is_some_and(|down| down >= 0.0), "{figures:?}");
    }

    #[test]
    fn what_cannot_be_told_is_not_told() {
        assert_eq!(share(1, 0), None);
        assert_eq!(one_place(f64::NAN), None);
        assert_eq!(share(1, 3), Some(33.3));
    }
}
