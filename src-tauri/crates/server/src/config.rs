//! What can be set about a server, with the protocol's values as defaults.

use crate::Clock;
use std::{path::PathBuf, time::Duration};
use tideboard_protocol::Limits;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Settings of one server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the database; created when missing.
    pub data: PathBuf,
    /// Interval of pings; two of them in silence end a connection.
    pub heartbeat: Duration,
    /// How long a connection may take to greet.
    pub hello_within: Duration,
    /// A write without progress for this long ends a connection.
    pub slow_after: Duration,
    /// Bounds announced in the welcome.
    pub limits: Limits,
    /// Bytes of frames that may wait for one connection before a board's deltas collapse.
    pub outbox_bytes: usize,
    /// Operations per second that one connection may send for long.
    pub ops_per_second: u32,
    /// Other frames per second that are taken from one connection for long.
    pub frames_per_second: u32,
    /// For how long a connection may send more than that without a rest, which keeps it waiting;
    /// less than two heartbeats, or waiting looks like silence.
    pub flood_after: Duration,
    /// Connections served at the same time; more wait to be accepted.
    pub connections: usize,
    /// How often old results, tombstones and authors are cleared away.
    pub upkeep_every: Duration,
    /// How long results of people's operations are kept.
    pub results_kept: Duration,
    /// How long results of feeds' operations are kept.
    pub feed_results_kept: Duration,
    /// How long it is remembered that something was removed.
    pub tombstones_kept: Duration,
    /// Time of day.
    pub clock: Clock,
}

impl Config {
    /// The protocol's values, for data in this folder.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            heartbeat: Duration::from_secs(15),
            hello_within: Duration::from_secs(5),
            slow_after: Duration::from_secs(30),
            limits: Limits::default(),
            outbox_bytes: 1024 * 1024,
            ops_per_second: 100_000,
            frames_per_second: 500,
            flood_after: Duration::from_secs(20),
            connections: 4096,
            upkeep_every: Duration::from_secs(60),
            results_kept: 400 * DAY,
            feed_results_kept: DAY,
            tombstones_kept: 90 * DAY,
            clock: Clock::system(),
        }
    }
}
