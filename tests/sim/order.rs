//! The order in which a client's changes are to take effect, as its queue says it.

use crate::disk::Key;
use std::collections::{BTreeMap, BTreeSet};
use tideboard_protocol::{OpId, RecordId};
use tideboard_sync_core::stored::{OpState, QueueRow};

/// Places in the queue between two changes, for what a decision puts in between.
const ORDER_GAP: u64 = 16;

/// See the module.
#[derive(Clone, Default)]
pub struct Order {
    /// For each record, its changes in the order in which they are to take effect.
    lanes: BTreeMap<Key, Vec<OpId>>,
    /// The place in the queue that each change had when it was put into its lane.
    placed: BTreeMap<OpId, u64>,
    /// Changes that were offered for sending again: they may take effect anew, after later ones.
    offered: BTreeSet<OpId>,
    /// Where they stood: record, and place in the queue.
    offered_places: BTreeSet<(RecordId, u64)>,
}

impl Order {
    /// The changes of a record, first to last.
    pub fn lane(&self, key: &Key) -> &[OpId] {
        self.lanes.get(key).map_or(&[], Vec::as_slice)
    }

    /// Where a change stands among those of its record; `None` for one that was offered, too.
    pub fn place(&self, key: &Key, op: OpId) -> Option<usize> {
        let place = self.lane(key).iter().position(|known| *known == op);
        place.filter(|_| !self.was_offered(op))
    }

    /// Whether a change was offered, or took the place of one that was.
    pub fn was_offered(&self, op: OpId) -> bool {
        self.offered.contains(&op)
    }

    /// Takes in the queue as it is after a commit.
    pub fn follow(&mut self, queue: &BTreeMap<OpId, QueueRow>) {
        let place = |row: &QueueRow| (row.op.record.clone(), row.order / ORDER_GAP);
        for row in queue.values().filter(|row| row.state == OpState::Offered) {
            self.offered.insert(row.op.op_id);
            self.offered_places.insert(place(row));
        }
        // What a decision puts in the place of an offered change is as late as that.
        let heirs = queue.values().filter(|row| self.offered_places.contains(&place(row)));
        self.offered.extend(heirs.map(|row| row.op.op_id));
        // What has left and comes back takes a new place, even if its number is the old one.
        self.placed.retain(|op, _| queue.contains_key(op));
        let is_new = |row: &&QueueRow| self.placed.get(&row.op.op_id) != Some(&row.order);
        let mut new: Vec<(u64, OpId, Key)> = queue
            .values()
            .filter(is_new)
            .map(|row| (row.order, row.op.op_id, (row.op.board.clone(), row.op.record.clone())))
            .collect();
        new.sort_by_key(|(order, ..)| *order);
        for (_, op, key) in &new {
            self.lanes.entry(key.clone()).or_default().retain(|known| known != op);
        }
        for (order, op, key) in new {
            self.placed.insert(op, order);
            let lane = self.lanes.entry(key).or_default();
            let later = |known: &OpId| queue.get(known).is_some_and(|row| row.order > order);
            let at = lane.iter().position(later).unwrap_or(lane.len());
            lane.insert(at, op);
        }
    }
}
