//! The queue of own changes: lanes, first in first out, independent of each other.
//!
//! A lane is one record of one board. Whether anything may be sent is never stored: it is computed
//! from the rows, lane by lane whenever a row changes, so that it cannot outlive its cause.
//! Every operation here but the lists is O(log n) in the length of the queue at most.

use crate::{
    pending::{Pending, Phase},
    stored::{OpState, QueueRow},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    time::Instant,
};
use tideboard_protocol::{BoardId, OpId, OpKind, RecordId, Seq};

/// A record's changes are sent in order.
pub(crate) type LaneKey = (BoardId, RecordId);

#[derive(Debug, Default)]
pub(crate) struct Lane {
    /// By rising `order`.
    pub(crate) ops: VecDeque<Pending>,
    /// Entry in the board's ready set, if it has one.
    ready: Option<u64>,
    /// Entry in the timers, if it has one.
    timer: Option<Instant>,
}

impl Lane {
    /// The first change whose fate is open.
    pub(crate) fn head(&self) -> Option<&Pending> {
        self.ops.iter().find(|op| op.phase() != Phase::Decided)
    }

    /// How many changes from the head on may go out together, and where they start.
    pub(crate) fn sendable(&self) -> std::ops::Range<usize> {
        let start = self.ops.iter().position(|op| op.phase() != Phase::Decided);
        let start = start.unwrap_or(self.ops.len());
        let len = self.ops.iter().skip(start).take_while(|op| op.phase() == Phase::Ready).count();
        start..start + len
    }

    /// Where the change with this `order` stands.
    fn position(&self, order: u64) -> Option<usize> {
        self.ops.binary_search_by_key(&order, |pending| pending.row.order).ok()
    }
}

/// Where a change is to be found.
#[derive(Debug)]
struct Place {
    lane: LaneKey,
    order: u64,
}

/// What waits on one board.
#[derive(Debug, Default)]
struct BoardLanes {
    lanes: BTreeMap<RecordId, Lane>,
    /// Lanes whose head can be sent, by the head's place in the queue.
    ready: BTreeSet<(u64, RecordId)>,
    gated: usize,
    /// The board's own creation is undecided.
    creating: bool,
}

/// How many changes are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// All rows.
    pub(crate) total: usize,
    /// Decided by the server, echo awaited.
    pub(crate) acknowledged: usize,
    /// On their way.
    pub(crate) in_flight: usize,
    /// In conflict.
    pub(crate) conflicts: usize,
    /// Refused, parked or before a gate.
    pub(crate) refused: usize,
    /// Missing from a restored server, and offered for sending again.
    pub(crate) offered: usize,
}

impl Counts {
    /// Changes that the server has not decided for good.
    pub(crate) fn unsent(&self) -> usize {
        self.total - self.acknowledged - self.offered
    }

    fn bucket(&mut self, state: &OpState) -> Option<&mut usize> {
        match state {
            OpState::Queued | OpState::Waiting { .. } => None,
            OpState::Sent => Some(&mut self.in_flight),
            OpState::Acknowledged { .. } => Some(&mut self.acknowledged),
            OpState::Conflict(_) => Some(&mut self.conflicts),
            OpState::Parked(_)
            | OpState::Doubtful(_)
            | OpState::Unreadable(_)
            | OpState::Gated(_) => Some(&mut self.refused),
            OpState::Offered => Some(&mut self.offered),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    boards: BTreeMap<BoardId, BoardLanes>,
    places: HashMap<OpId, Place>,
    /// Every row by its place, for lists.
    by_order: BTreeMap<u64, OpId>,
    /// Those whose fate is open.
    undecided: BTreeSet<u64>,
    acknowledged: BTreeSet<(BoardId, Seq, OpId)>,
    timers: BTreeSet<(Instant, LaneKey)>,
    counts: Counts,
}

impl Queue {
    /// The queue as it was on disk. What was sent may or may not have arrived: it is sent again.
    pub(crate) fn load(rows: Vec<QueueRow>) -> Self {
        let mut queue = Self { places: HashMap::with_capacity(rows.len()), ..Self::default() };
        queue.make_room(&rows);
        for mut row in rows {
            if matches!(row.state, OpState::Sent | OpState::Waiting { .. }) {
                row.state = OpState::Queued;
            }
            queue.enter(Pending::new(row), None);
        }
        // Once for each lane, now that it is complete.
        let keys = |(board, lanes): (&BoardId, &BoardLanes)| {
            lanes.lanes.keys().map(|record| (board.clone(), record.clone())).collect::<Vec<_>>()
        };
        for key in queue.boards.iter().flat_map(keys).collect::<Vec<_>>() {
            queue.refresh(&key);
        }
        queue
    }

    /// Makes each lane as long as it is going to be: grown step by step, the lanes of a long queue
    /// take a third more.
    fn make_room(&mut self, rows: &[QueueRow]) {
        let mut lengths: HashMap<(&BoardId, &RecordId), usize> = HashMap::new();
        for row in rows {
            *lengths.entry((&row.op.board, &row.op.record)).or_default() += 1;
        }
        for ((board, record), length) in lengths {
            let lanes = &mut self.boards.entry(board.clone()).or_default().lanes;
            lanes.entry(record.clone()).or_default().ops.reserve_exact(length);
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// The place behind everything.
    pub(crate) fn next_order(&self) -> u64 {
        // Gaps leave room for what a decision puts in front of a lane's other changes.
        self.by_order.last_key_value().map_or(0, |(order, _)| order + 16)
    }

    /// Places for so many changes that stand in for the one at `at` in a lane, which has `order`;
    /// `None`: there is no room left between its neighbours.
    pub(crate) fn places_of(
        &self,
        key: &LaneKey,
        at: usize,
        order: u64,
        wanted: usize,
    ) -> Option<Vec<u64>> {
        let neighbour = |at| self.lane(key)?.ops.get(at).map(|pending| pending.row.order);
        let lowest = at.checked_sub(1).and_then(neighbour).map_or(0, |order| order + 1);
        let beyond = neighbour(at + 1).unwrap_or(u64::MAX);
        let is_free = |place: &u64| *place == order || !self.by_order.contains_key(place);
        let mut places: Vec<u64> = (order..beyond).filter(is_free).take(wanted).collect();
        let missing = wanted - places.len();
        places.extend((lowest..order).rev().filter(is_free).take(missing));
        places.sort_unstable();
        (places.len() == wanted).then_some(places)
    }

    pub(crate) fn lane(&self, key: &LaneKey) -> Option<&Lane> {
        self.boards.get(&key.0)?.lanes.get(&key.1)
    }

    fn lane_mut(&mut self, key: &LaneKey) -> Option<&mut Lane> {
        self.boards.get_mut(&key.0)?.lanes.get_mut(&key.1)
    }

    pub(crate) fn lane_of(&self, op: OpId) -> Option<&LaneKey> {
        self.places.get(&op).map(|place| &place.lane)
    }

    pub(crate) fn get(&self, op: OpId) -> Option<&Pending> {
        let place = self.places.get(&op)?;
        let lane = self.lane(&place.lane)?;
        lane.ops.get(lane.position(place.order)?)
    }

    /// All changes, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Pending> {
        self.by_order.values().filter_map(|op| self.get(*op))
    }

    /// The oldest undecided change.
    pub(crate) fn oldest_unsent(&self) -> Option<&Pending> {
        self.get(*self.by_order.get(self.undecided.first()?)?)
    }

    pub(crate) fn lanes_of_board(&self, board: &BoardId) -> impl Iterator<Item = &RecordId> {
        self.boards.get(board).into_iter().flat_map(|board| board.lanes.keys())
    }

    pub(crate) fn has_ops(&self, board: &BoardId) -> bool {
        self.boards.contains_key(board)
    }

    /// Boards with waiting changes.
    pub(crate) fn boards(&self) -> impl Iterator<Item = &BoardId> {
        self.boards.keys()
    }

    /// Whether the board's own creation is undecided.
    pub(crate) fn is_creating(&self, board: &BoardId) -> bool {
        self.boards.get(board).is_some_and(|lanes| lanes.creating)
    }

    /// Puts a change into its lane at a place to which its `order` must fit; `None`: at the end.
    pub(crate) fn insert(&mut self, pending: Pending, at: Option<usize>) {
        let key = self.enter(pending, at);
        self.refresh(&key);
    }

    /// The same, without looking at what its lane can send now; returns the lane.
    fn enter(&mut self, pending: Pending, at: Option<usize>) -> LaneKey {
        let (op, order) = (&pending.row.op, pending.row.order);
        let op_id = op.op_id;
        let key = (op.board.clone(), op.record.clone());
        self.places.insert(op_id, Place { lane: key.clone(), order });
        self.by_order.insert(order, op_id);
        self.counts.total += 1;
        self.count(&key.0, op_id, order, &pending.row.state, true);
        let board = self.boards.entry(key.0.clone()).or_default();
        let lane = board.lanes.entry(key.1.clone()).or_default();
        let at = at.unwrap_or(lane.ops.len());
        lane.ops.insert(at, pending);
        debug_assert_eq!(lane.position(order), Some(at), "a lane has the order of the queue");
        key
    }

    /// Takes a change out.
    pub(crate) fn remove(&mut self, op: OpId) -> Option<Pending> {
        let Place { lane: key, order } = self.places.remove(&op)?;
        let lane = self.lane_mut(&key)?;
        let pending = lane.ops.remove(lane.position(order)?)?;
        self.by_order.remove(&order);
        self.counts.total -= 1;
        self.count(&key.0, op, order, &pending.row.state, false);
        self.refresh(&key);
        Some(pending)
    }

    /// Changes a change, but neither its id nor its place; the one door through which rows are
    /// modified.
    pub(crate) fn update(
        &mut self,
        op: OpId,
        change: impl FnOnce(&mut Pending),
    ) -> Option<&Pending> {
        let Place { lane: key, order } = self.places.get(&op)?;
        let (key, order) = (key.clone(), *order);
        let lane = self.lane_mut(&key)?;
        let at = lane.position(order)?;
        let before = lane.ops[at].row.state.clone();
        change(&mut lane.ops[at]);
        let after = lane.ops[at].row.state.clone();
        debug_assert_eq!(op, lane.ops[at].id(), "an id stays with its change");
        debug_assert_eq!(order, lane.ops[at].row.order, "a place stays with its change");
        self.count(&key.0, op, order, &before, false);
        self.count(&key.0, op, order, &after, true);
        self.refresh(&key);
        self.lane(&key)?.ops.get(at)
    }

    /// Acknowledged changes of a board whose echo the cursor has passed.
    pub(crate) fn settled(&self, board: &BoardId, cursor: Seq) -> Vec<OpId> {
        let first = (board.clone(), Seq::ZERO, OpId(Default::default()));
        self.acknowledged
            .range(first..)
            .take_while(|(of, seq, _)| of == board && *seq <= cursor)
            .map(|(_, _, op)| *op)
            .collect()
    }

    /// The oldest lanes that can send now, apart from what the connection says; so many at most.
    pub(crate) fn ready(&self, most: usize) -> Vec<LaneKey> {
        let mut ready: Vec<(u64, LaneKey)> = Vec::new();
        for (board, lanes) in &self.boards {
            if lanes.gated > 0 {
                continue;
            }
            // A board that is being created takes nothing but its creation.
            let open =
                lanes.ready.iter().filter(|(_, record)| !lanes.creating || record.is_board());
            let oldest = open.take(most);
            ready.extend(oldest.map(|(order, record)| (*order, (board.clone(), record.clone()))));
        }
        ready.sort_unstable();
        ready.truncate(most);
        ready.into_iter().map(|(_, key)| key).collect()
    }

    /// Whether [`Queue::ready`] would be empty.
    pub(crate) fn is_nothing_ready(&self) -> bool {
        self.boards.values().all(|lanes| {
            lanes.gated > 0
                || !lanes.ready.iter().any(|(_, record)| !lanes.creating || record.is_board())
        })
    }

    /// When the next change becomes sendable by time alone.
    pub(crate) fn next_timer(&self) -> Option<Instant> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// Lets go what waited until now, or for every time if `all`.
    pub(crate) fn elapse(&mut self, now: Instant, all: bool) {
        while let Some((at, key)) = self.timers.first().cloned() {
            if at > now && !all {
                return;
            }
            if let Some(lane) = self.lane_mut(&key) {
                for pending in &mut lane.ops {
                    pending.rest = pending.rest.filter(|rest| rest.until > now && !all);
                    pending.not_before = pending.not_before.filter(|at| *at > now && !all);
                }
            }
            self.refresh(&key);
        }
    }

    /// The connection is gone: nobody knows whether what was on its way arrived.
    pub(crate) fn link_lost(&mut self) {
        let sent: Vec<OpId> = self
            .boards
            .values()
            .flat_map(|board| board.lanes.values())
            .flat_map(|lane| &lane.ops)
            .filter(|op| op.phase() == Phase::InFlight)
            .map(Pending::id)
            .collect();
        for op in sent {
            self.update(op, |pending| pending.row.state = OpState::Queued);
        }
    }

    fn count(&mut self, board: &BoardId, op: OpId, order: u64, state: &OpState, add: bool) {
        if add && !state.is_decided() {
            self.undecided.insert(order);
        } else if !add {
            self.undecided.remove(&order);
        }
        if let Some(bucket) = self.counts.bucket(state) {
            *bucket = if add { *bucket + 1 } else { *bucket - 1 };
        }
        match state {
            OpState::Acknowledged { seq } => {
                let entry = (board.clone(), *seq, op);
                if add {
                    self.acknowledged.insert(entry);
                } else {
                    self.acknowledged.remove(&entry);
                }
            }
            OpState::Gated(_) => {
                let lanes = self.boards.entry(board.clone()).or_default();
                lanes.gated = if add { lanes.gated + 1 } else { lanes.gated - 1 };
            }
            OpState::Queued
            | OpState::Sent
            | OpState::Waiting { .. }
            | OpState::Conflict(_)
            | OpState::Parked(_)
            | OpState::Doubtful(_)
            | OpState::Unreadable(_)
            | OpState::Offered => {}
        }
    }

    /// Recomputes whether a lane can send.
    fn refresh(&mut self, key: &LaneKey) {
        let Some(board) = self.boards.get_mut(&key.0) else { return };
        let Some(lane) = board.lanes.get_mut(&key.1) else { return };
        if let Some(order) = lane.ready.take() {
            board.ready.remove(&(order, key.1.clone()));
        }
        if let Some(at) = lane.timer.take() {
            self.timers.remove(&(at, key.clone()));
        }
        let head = lane.head().map(|op| (op.phase(), op.row.order, op.row.op.kind));
        if key.1.is_board() {
            board.creating = matches!(head, Some((_, _, OpKind::Create)));
        }
        match head {
            // One push of a lane at a time: what follows something on its way waits.
            Some((Phase::Ready, order, _)) => {
                lane.ready = Some(order);
                board.ready.insert((order, key.1.clone()));
            }
            Some((Phase::NotBefore(at), _, _)) => {
                lane.timer = Some(at);
                self.timers.insert((at, key.clone()));
            }
            Some((Phase::InFlight | Phase::Decided | Phase::Held(_), _, _)) | None => {}
        }
        if lane.ops.is_empty() {
            board.lanes.remove(&key.1);
        }
        if board.lanes.is_empty() {
            self.boards.remove(&key.0);
        }
    }
}
