//! All of an account at a start, read by two threads with a connection each.
//!
//! One begins with the boards, the other with the queue. The queue lies in parts, and whoever is
//! free takes the next, so that both end at the same time as far as the queue allows. They see the
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
        let theirs = other.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        let (boards, mine) = mine?;
        Ok(Stored { queue: merged(mine, theirs), ..boards })
    })
}

/// Both in one, by rising order, as each of them is.
fn merged(mine: Vec<QueueRow>, theirs: Vec<QueueRow>) -> Vec<QueueRow> {
    let mut all = Vec::with_capacity(mine.len() + theirs.len());
    let (mut mine, mut theirs) = (mine.into_iter().peekable(), theirs.into_iter().peekable());
    while let (Some(my), Some(their)) = (mine.peek(), theirs.peek()) {
        let next = if my.order < their.order { &mut mine } else { &mut theirs };
        all.extend(next.next());
    }
    all.extend(mine);
    all.extend(theirs);
    all
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

    /// The next part that nobody took.
    fn take(&self) -> Option<RangeInclusive<i64>> {
        let part = self.next.fetch_add(1, Ordering::Relaxed);
        let first = self.first + part * self.width;
        (first <= self.last).then(|| first..=self.last.min(first + self.width - 1))
    }

    /// Reads parts until all are taken; by rising order.
    fn take_from(&self, connection: &Connection) -> rusqlite::Result<Vec<QueueRow>> {
        let mut rows = Vec::new();
        while let Some(places) = self.take() {
            read::queue(connection, places, &mut rows)?;
        }
        Ok(rows)
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
            while let Some(places) = parts.take() {
                assert_eq!(*places.start(), expected, "of {first} to {last}");
                expected = places.end() + 1;
            }
            assert_eq!(expected, last + 1, "of {first} to {last}");
        }
    }
}
