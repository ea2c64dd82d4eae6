//! A bound on how much one connection may ask for: a bucket that fills evenly.

use std::time::{Duration, Instant};

/// Holds what one second allows, and refills at that rate.
#[derive(Debug)]
pub(crate) struct Bucket {
    per_second: f64,
    left: f64,
    at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn new(per_second: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second.max(1));
        Self { per_second, left: per_second, at: now }
    }

    /// Takes this many, or says when to come again. What is larger than the bucket may leave it
    /// in debt, as long as it was full.
    pub(crate) fn take(&mut self, count: usize, now: Instant) -> Result<(), Duration> {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.left = (self.left + passed * self.per_second).min(self.per_second);
        let wanted = count as f64;
        let needed = wanted.min(self.per_second);
        if self.left >= needed {
            self.left -= wanted;
            return Ok(());
        }
        Err(Duration::from_secs_f64((needed - self.left) / self.per_second))
    }

    /// Whether it is full again, but for one.
    pub(crate) fn has_rested(&self) -> bool {
        self.left >= self.per_second - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_a_second_at_once_and_then_at_its_rate() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, start);
        assert_eq!(bucket.take(10, start), Ok(()));
        assert_eq!(bucket.take(5, start), Err(Duration::from_millis(500)));
        assert_eq!(bucket.take(5, start + Duration::from_millis(500)), Ok(()));
        let later = start + Duration::from_secs(60);
        assert_eq!(bucket.take(25, later), Ok(()), "one large push passes a full bucket");
        assert_eq!(bucket.take(1, later), Err(Duration::from_millis(1600)));
        assert!(!bucket.has_rested());
        assert_eq!(bucket.take(1, later + Duration::from_secs(3)), Ok(()));
        assert!(bucket.has_rested());
    }
}
