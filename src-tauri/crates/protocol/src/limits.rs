//! The limits a server announces in its welcome.

use serde::{Deserialize, Serialize};

/// Most operations a client may have in flight over all pushes.
pub const MAX_OPS_IN_FLIGHT: usize = 512;
/// Pending operations from which a client warns.
pub const QUEUE_WARN: usize = 50_000;
/// Pending operations at which a client refuses new edits.
pub const QUEUE_FULL: usize = 100_000;
/// Target size of one part of a delta chain, in bytes.
pub const DELTA_PART_BYTES: usize = 64 * 1024;
/// Sessions offered but not yet proven that a server remembers per client.
pub const MAX_OFFERED_SESSIONS: usize = 16;
/// How far a restore raises every board's seq, so that old bases stay below new writes.
pub const RESTORE_SEQ_STEP: u64 = 1 << 32;

/// Bounds in force on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest text message in bytes; at least 1 MiB on every server.
    pub frame_bytes: usize,
    /// Most operations in one push.
    pub ops_per_push: usize,
    /// Largest operation in bytes of canonical JSON.
    pub op_bytes: usize,
    /// Largest value in bytes of canonical JSON.
    pub value_bytes: usize,
    /// Age in milliseconds, against a series' newest point, at which points are trimmed.
    pub points_ms: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes: 1024 * 1024,
            ops_per_push: 200,
            op_bytes: 256 * 1024,
            value_bytes: 64 * 1024,
            points_ms: 7 * 24 * 3_600_000,
        }
    }
}
