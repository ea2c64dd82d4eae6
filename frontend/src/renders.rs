//! Counts how often widgets render, for tests: one update must render one widget.

use std::{cell::RefCell, collections::BTreeMap};
use tideboard_protocol::RecordId;

thread_local! {
    static COUNTS: RefCell<BTreeMap<RecordId, u32>> = const { RefCell::new(BTreeMap::new()) };
}

/// A widget renders.
pub fn count(record: &RecordId) {
    COUNTS.with_borrow_mut(|counts| *counts.entry(record.clone()).or_default() += 1);
}

/// How often each widget rendered since the last call.
pub fn take() -> BTreeMap<RecordId, u32> {
    COUNTS.take()
}
