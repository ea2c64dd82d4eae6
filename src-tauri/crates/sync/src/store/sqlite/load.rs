//! All of an account at a start, read by two threads with a connection each.
//!
//! One begins with the boards, the other with the queue. The queue lies in parts, and whoever is
//! free takes the next, so that both end at the same time, whichever there is more of. They see the
//! same state, as nobody else may have the file open and nobody writes meanwhile.

use super::{open, read, translate};
use crate::store::{AccountId, StoreError};
use rusqlite::Connection;
use std::{
    ops::RangeInclusive,
    panic::resume_unwind,
    path::Path,
    sync::atomic::{AtomicI64, Ordering},
    thread,
};
use tideboard_sync_core::stored::{QueueRow, Stored};

/// Into how many parts a queue is cut, by its places.
const PARTS: i64 = 32;

pub fn load(
    file: &Path,
    connection: &Connection,
    account: AccountId,
) -> Result<Stored, StoreError> {
    let translated = |error| translate(file, error);
    let ends = read::ends_of_queue(connection, account).map_err(translated)?;
    let parts = ends.map(|(first, last)| Parts::between(first, last));
    let take_parts = |connection: &Connection| match &parts {
        Some(parts) => parts.take_from(connection).map_err(translated),
        None => Ok(Vec::new()),
    };
    thread::scope(|scope| {
        let other = thread::Builder::new().name("tideboard-load".to_owned());
        let other = other
            .spawn_scoped(scope, || take_parts(&open::reader(file)?))
            .map_err(|error| StoreError::Failed(format!("no thread to read with: {error}")))?;
        let mine = read::load_boards(connection, account)
            .map_err(translated)
            .and_then(|boards| Ok((boards, take_parts(connection)?)));
        let mut taken = other.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        let (boards, mine) = mine?;
        taken.extend(mine);
        taken.sort_unstable_by_key(|(part, _)| *part);
        let mut queue = Vec::with_capacity(taken.iter().map(|(_, rows)| rows.len()).sum());
        taken.into_iter().for_each(|(_, rows)| queue.extend(rows));
        Ok(Stored { queue, ..boards })
    })
}

/// Parts of a queue, each of which is taken once.
struct Parts {
    first: i64,
    last: i64,
    /// Places in a part.
    width: i64,
    next: AtomicI64,
}

impl Parts {
    fn between(first: i64, last: i64) -> Self {
        Self { first, last, width: (last - first) / PARTS + 1, next: AtomicI64::new(0) }
    }

    /// The next part that nobody took, with its number.
    fn take(&self) -> Option<(i64, RangeInclusive<i64>)> {
        let part = self.next.fetch_add(1, Ordering::Relaxed);
        let first = self.first + part * self.width;
        (first <= self.last).then(|| (part, first..=self.last.min(first + self.width - 1)))
    }

    /// Reads parts until all are taken.
    fn take_from(&self, connection: &Connection) -> rusqlite::Result<Vec<(i64, Vec<QueueRow>)>> {
        let parts = std::iter::from_fn(|| self.take());
        parts.map(|(part, places)| Ok((part, read::queue(connection, places)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_in_one_part_and_in_order() {
        for (first, last) in
            [(0, 0), (5, 6), (7, 7 + PARTS - 1), (7, 7 + PARTS), (1 << 40, 1 << 41)]
        {
            let parts = Parts::between(first, last);
            let mut expected = first;
            while let Some((_, places)) = parts.take() {
                assert_eq!(*places.start(), expected, "of {first} to {last}");
                expected = places.end() + 1;
            }
            assert_eq!(expected, last + 1, "of {first} to {last}");
        }
    }
}
