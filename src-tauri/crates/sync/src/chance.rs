//! Ids and chance, from a generator that the operating system seeds.

use jiff::Timestamp;
use std::time::Duration;
use tideboard_protocol::{ClientId, OpId};
use tideboard_sync_core::Entropy;
use uuid::{NoContext, Uuid};

/// Randomness that begins with the operating system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn op_id(&mut self, wall: Timestamp) -> OpId {
        OpId(time_ordered(wall))
    }

    fn client_id(&mut self, wall: Timestamp) -> ClientId {
        ClientId(time_ordered(wall))
    }

    fn up_to(&mut self, bound: Duration) -> Duration {
        // The lower half of a random UUID has 62 random bits below its variant.
        let random = Uuid::new_v4().as_u64_pair().1 & (u64::MAX >> 2);
        let nanos = u64::try_from(bound.as_nanos()).unwrap_or(u64::MAX - 1);
        Duration::from_nanos(random % (nanos + 1))
    }
}

fn time_ordered(wall: Timestamp) -> Uuid {
    let seconds = u64::try_from(wall.as_second()).unwrap_or(0);
    let nanos = u32::try_from(wall.subsec_nanosecond()).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_id_carries_the_time_it_was_made_for() {
        let wall: Timestamp = "2026-01-02T03:04:05.678Z".parse().unwrap();
        let id = SystemEntropy.op_id(wall);
        assert_eq!(id.minted_ms(), u64::try_from(wall.as_millisecond()).ok());
        assert_ne!(id, SystemEntropy.op_id(wall));
    }

    #[test]
    fn chance_stays_within_its_bound() {
        let bound = Duration::from_millis(3);
        assert!((0..1000).all(|_| SystemEntropy.up_to(bound) <= bound));
        assert_eq!(SystemEntropy.up_to(Duration::ZERO), Duration::ZERO);
    }
}
