//! Deltas as text: changes encoded once, in parts of bounded size.

use axum::extract::ws::Utf8Bytes;
use std::collections::{BTreeSet, HashMap, HashSet};
use tideboard_protocol::{
    BoardId, Change, Path, RecordId, Seq,
    frame::{Delta, ServerFrame, encode},
    limits::DELTA_PART_BYTES,
    state_hash::StateHash,
};

/// Room that a delta's own members take beside its changes.
const ENVELOPE_BYTES: usize = 512;

/// Where a delta leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The chain goes on.
    More,
    /// The board's head, with its state hash.
    Head(StateHash),
}

/// One encoded delta; all connections that it goes to share its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub from: Seq,
    pub to: Seq,
    pub text: Utf8Bytes,
}

/// Encoded changes on their way into a part.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    changes: String,
    last: Option<Seq>,
}

impl Gathered {
    /// Takes a change, unless the part is full; one change always fits.
    pub(crate) fn take(&mut self, change: &Change) -> bool {
        let text = encode(change);
        let full = self.changes.len() + text.len() + 1 + ENVELOPE_BYTES > DELTA_PART_BYTES;
        if full && self.last.is_some() {
            return false;
        }
        if self.last.is_some() {
            self.changes.push(',');
        }
        self.changes.push_str(&text);
        self.last = Some(change.seq);
        true
    }

    /// Seq of the last change taken.
    pub(crate) fn last(&self) -> Option<Seq> {
        self.last
    }

    /// The delta's text.
    pub(crate) fn seal(self, board: &BoardId, from: Seq, to: Seq, reset: bool, end: End) -> Part {
        let (more, hash) = match end {
            End::More => (true, None),
            End::Head(hash) => (false, Some(hash)),
        };
        let empty = Delta {
            board: board.clone(),
            from,
            to,
            reset,
            more,
            hash,
            changes: Vec::new(),
            unreadable: Vec::new(),
        };
        let mut text = encode(&ServerFrame::Delta(empty));
        // The changes are a delta's last member, so that its text ends with their brackets.
        text.truncate(text.len() - 2);
        text.push_str(&self.changes);
        text.push_str("]}");
        Part { from, to, text: text.into() }
    }
}

/// The deltas that lead live subscribers from one head to the next.
pub(crate) fn live_parts(
    board: &BoardId,
    from: Seq,
    to: Seq,
    hash: StateHash,
    changes: &[Change],
) -> Vec<Part> {
    let (mut parts, mut start, mut gathered) = (Vec::new(), from, Gathered::default());
    for change in changes {
        if gathered.take(change) {
            continue;
        }
        let full = std::mem::take(&mut gathered);
        let end = full.last().unwrap_or(start);
        parts.push(full.seal(board, start, end, false, End::More));
        start = end;
        gathered.take(change);
    }
    parts.push(gathered.seal(board, start, to, false, End::Head(hash)));
    parts
}

/// Leaves of each change only what no later one has overtaken, as a read of the state would.
pub(crate) fn still_current(mut changes: Vec<Change>, points_ms: i64) -> Vec<Change> {
    if changes.len() < 2 {
        return changes;
    }
    let mut later: HashMap<RecordId, Later> = HashMap::new();
    changes.reverse();
    changes.retain_mut(|change| {
        let later = later.entry(change.record.clone()).or_default();
        let left = later.leaves_of(change, points_ms);
        if left {
            later.add(change);
        }
        left
    });
    changes.reverse();
    changes
}

/// What newer changes of a record did.
#[derive(Default)]
struct Later {
    /// It was deleted, or told from its beginning.
    anew: bool,
    set: HashSet<Path>,
    removed: HashSet<Path>,
    points: HashMap<Path, BTreeSet<i64>>,
}

impl Later {
    /// Takes out of an older change what is superseded; false when nothing is left.
    fn leaves_of(&self, change: &mut Change, points_ms: i64) -> bool {
        if self.anew {
            return false;
        }
        let removed = |path: &Path| {
            self.removed.contains(path)
                || path.ancestors().any(|above| self.removed.contains(&above))
        };
        change.set.retain(|path, _| !self.set.contains(path) && !removed(path));
        change.removed.retain(|path| !self.removed.contains(path));
        change.points.retain(|path, points| {
            let fresh = self.points.get(path);
            let newest = fresh.and_then(BTreeSet::last).copied().unwrap_or(i64::MIN);
            let before = newest.saturating_sub(points_ms);
            points.retain(|point| {
                point.t_ms >= before && fresh.is_none_or(|fresh| !fresh.contains(&point.t_ms))
            });
            !points.is_empty() && !removed(path)
        });
        change.deleted
            || change.record_kind.is_some()
            || !(change.set.is_empty() && change.removed.is_empty() && change.points.is_empty())
    }

    fn add(&mut self, change: &Change) {
        self.anew |= change.deleted || change.record_kind.is_some();
        self.set.extend(change.set.keys().cloned());
        self.removed.extend(change.removed.iter().cloned());
        for (path, points) in &change.points {
            let times = points.iter().map(|point| point.t_ms);
            self.points.entry(path.clone()).or_default().extend(times);
        }
    }
}
