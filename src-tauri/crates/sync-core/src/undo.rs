//! Own edits taken back and made again, always as new operations.
//!
//! Every edit leaves the requests that take it back, computed from what was shown before it. A
//! field that shows another value by then was changed by somebody else and is left alone. A
//! reading added to a series stays: a single point cannot be removed.
//!
//! Steps live in memory, at most [`STEPS`]; what is older is in the journal.

use crate::{
    edit::wrong_state,
    engine::Engine,
    overlay,
    queue::LaneKey,
    stored::{Before, OpState},
};
use std::collections::{BTreeMap, VecDeque};
use tideboard_protocol::{
    ApiError, BoardId, Cause, Number, Op, OpId, OpKind, Path, Point,
    ipc::{EditRequest, Resolution},
};

/// Most steps that can be taken back.
const STEPS: usize = 200;

/// What can be taken back and made again.
#[derive(Debug, Default)]
pub(crate) struct Undo {
    done: VecDeque<Step>,
    undone: VecDeque<Step>,
}

/// One step: what takes it back, in order.
#[derive(Debug)]
pub(crate) struct Step {
    back: Vec<WayBack>,
    /// The operation that went on being typed, if it may go on.
    typed: Option<OpId>,
}

/// A request that takes something back.
#[derive(Debug, Clone)]
pub(crate) struct WayBack {
    pub(crate) request: EditRequest,
    /// What must still be shown; fields that are not named here are no matter.
    holds: Before,
}

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Undo,
    Redo,
}

impl Step {
    /// An edit that became part of an operation.
    pub(crate) fn edited(op: OpId, typing: bool, back: Vec<WayBack>) -> Self {
        Self { back, typed: typing.then_some(op) }
    }

    /// Decisions of conflicts.
    pub(crate) fn decided(back: Vec<WayBack>) -> Self {
        Self { back, typed: None }
    }

    fn is_about(&self, board: &BoardId) -> bool {
        self.back.iter().any(|way| way.request.board == *board)
    }
}

impl Undo {
    /// Something was done; what was undone before cannot be made again.
    pub(crate) fn did(&mut self, step: Step) {
        if step.back.is_empty() {
            return;
        }
        self.undone.clear();
        let last = self.done.back_mut().filter(|last| last.typed.is_some());
        if let Some(last) = last.filter(|last| last.typed == step.typed)
            && let ([earlier], [later]) = (last.back.as_mut_slice(), step.back.as_slice())
            && earlier.takes_in(later)
        {
            return;
        }
        Self::push(&mut self.done, step);
    }

    fn push(to: &mut VecDeque<Step>, step: Step) {
        to.push_back(step);
        if to.len() > STEPS {
            to.pop_front();
        }
    }

    fn sides(&mut self, direction: Direction) -> (&mut VecDeque<Step>, &mut VecDeque<Step>) {
        match direction {
            Direction::Undo => (&mut self.done, &mut self.undone),
            Direction::Redo => (&mut self.undone, &mut self.done),
        }
    }
}

impl WayBack {
    /// A patch that writes `set` (`None`: removes) where `holds` is still shown.
    fn patch(key: &LaneKey, set: Before, holds: Before) -> Self {
        let mut request = EditRequest::patch(key.0.clone(), key.1.clone());
        for (path, value) in set {
            match value {
                Some(value) => drop(request.set.insert(path, value)),
                None => drop(request.remove.insert(path)),
            }
        }
        Self { request, holds }
    }

    fn of_kind(key: &LaneKey, kind: OpKind) -> Self {
        let request = EditRequest { kind, ..EditRequest::patch(key.0.clone(), key.1.clone()) };
        Self { request, holds: Before::new() }
    }

    /// Takes in what was typed on: the way back stays the one to where the typing began.
    fn takes_in(&mut self, later: &Self) -> bool {
        let is_plain = |way: &Self| {
            way.request.kind == OpKind::Patch
                && way.request.inc.is_empty()
                && way.request.append.is_empty()
        };
        let (mine, theirs) = (&mut self.request, &later.request);
        let same = mine.board == theirs.board && mine.record == theirs.record;
        if !same || !is_plain(later) || mine.kind != OpKind::Patch || !mine.inc.is_empty() {
            return false;
        }
        for (path, value) in &theirs.set {
            if !mine.remove.contains(path) {
                mine.set.entry(path.clone()).or_insert_with(|| value.clone());
            }
        }
        for path in &theirs.remove {
            if !mine.set.contains_key(path) {
                mine.remove.insert(path.clone());
            }
        }
        self.holds.extend(later.holds.clone());
        true
    }
}

/// What takes an operation back, from what was shown before it.
pub(crate) fn ways_back(op: &Op, before: &Before, removed: &Removed) -> Vec<WayBack> {
    let key = (op.board.clone(), op.record.clone());
    match op.kind {
        OpKind::Create | OpKind::Restore => return vec![WayBack::of_kind(&key, OpKind::Delete)],
        OpKind::Delete => {
            let mut way = WayBack::of_kind(&key, OpKind::Restore);
            // Where the deletion left no trace, there is nothing to restore but to create anew.
            way.request.record_kind.clone_from(&removed.kind);
            let fields = before.iter().filter_map(|(path, value)| Some((path, value.as_ref()?)));
            way.request.set = fields.map(|(path, value)| (path.clone(), value.clone())).collect();
            way.request.append.clone_from(&removed.points);
            return vec![way];
        }
        OpKind::Patch => {}
    }
    let added = |path: &Path| op.inc.contains_key(path);
    let values: Before = before
        .iter()
        .filter(|(path, _)| !added(path))
        .map(|(path, value)| (path.clone(), value.clone()))
        .collect();
    let holds = values.keys().map(|path| (path.clone(), op.set.get(path).cloned())).collect();
    let mut way = WayBack::patch(&key, values, holds);
    let minus = |by: &Number| Number::new(-by.get()).ok();
    way.request.inc =
        op.inc.iter().filter_map(|(path, by)| Some((path.clone(), minus(by)?))).collect();
    way.request.append.clone_from(&removed.points);
    separated(way)
}

/// What an operation removes beside fields.
#[derive(Debug, Default)]
pub(crate) struct Removed {
    /// The kind of a record that goes.
    pub(crate) kind: Option<String>,
    /// The series that go.
    pub(crate) points: BTreeMap<Path, Vec<Point>>,
}

/// One operation may not write below its own removal: then the removal comes first, alone.
fn separated(mut way: WayBack) -> Vec<WayBack> {
    let request = &way.request;
    let below = |path: &Path| request.remove.iter().any(|at| path.is_at_or_below(at));
    let mut written = request.set.keys().chain(request.append.keys()).chain(request.inc.keys());
    if !written.any(below) {
        let is_empty = request.remove.is_empty()
            && request.set.is_empty()
            && request.append.is_empty()
            && request.inc.is_empty();
        return if is_empty { Vec::new() } else { vec![way] };
    }
    let removes = EditRequest {
        remove: std::mem::take(&mut way.request.remove),
        ..EditRequest::patch(way.request.board.clone(), way.request.record.clone())
    };
    vec![WayBack { request: removes, holds: way.holds.clone() }, way]
}

impl Engine {
    /// Takes the last step back, or makes it again; answers how many fields were left alone
    /// because somebody else changed them since.
    pub(crate) fn on_step(
        &mut self,
        direction: Direction,
        board: Option<&BoardId>,
    ) -> Result<u32, ApiError> {
        let (from, _) = self.undo.sides(direction);
        let at = from.iter().rposition(|step| board.is_none_or(|board| step.is_about(board)));
        let Some(step) = at.and_then(|at| from.remove(at)) else {
            return Err(wrong_state(match direction {
                Direction::Undo => "There is nothing to undo.",
                Direction::Redo => "There is nothing to redo.",
            }));
        };
        let (mut left_alone, mut did, mut again) = (0, false, Vec::new());
        for way in step.back.clone() {
            let (request, lost) = self.still_meant(way);
            left_alone += lost;
            let Some(request) = request else { continue };
            match self.make(request, Cause::Undo) {
                Ok(made) => {
                    did = true;
                    again.splice(0..0, made.back);
                }
                Err(error) if !did => {
                    // Nothing happened; it may succeed later.
                    Undo::push(self.undo.sides(direction).0, step);
                    return Err(error);
                }
                Err(_) => left_alone += 1,
            }
        }
        if !did {
            return Err(wrong_state(
                "Somebody else has changed this since, so it was left as it is.",
            ));
        }
        if !again.is_empty() {
            let (_, to) = self.undo.sides(direction);
            Undo::push(to, Step { back: again, typed: None });
        }
        Ok(left_alone)
    }

    /// A way back without what others changed since, and how much that was.
    fn still_meant(&self, way: WayBack) -> (Option<EditRequest>, u32) {
        let WayBack { mut request, holds } = way;
        let key = (request.board.clone(), request.record.clone());
        let record = self.boards.get(&key.0).and_then(|board| board.records.get(&key.1));
        let lane = self.queue.lane(&key);
        match (request.kind, overlay::is_alive(record, lane)) {
            (OpKind::Restore, None) => request.kind = OpKind::Create,
            (OpKind::Restore, Some(false)) => {
                request.record_kind = None;
                request.set.clear();
                request.append.clear();
            }
            (OpKind::Delete | OpKind::Patch, Some(true)) | (OpKind::Create, None) => {}
            (OpKind::Restore, Some(true))
            | (OpKind::Delete | OpKind::Patch, None | Some(false))
            | (OpKind::Create, Some(_)) => return (None, 1),
        }
        let moved: Vec<Path> = holds
            .into_iter()
            .filter(|(path, value)| overlay::shown_value(record, lane, path) != *value)
            .map(|(path, _)| path)
            .collect();
        let mut lost = 0;
        for path in &moved {
            let known = request.set.remove(path).is_some() | request.remove.remove(path);
            lost += u32::from(known);
        }
        let idle = request.kind == OpKind::Patch
            && request.set.is_empty()
            && request.remove.is_empty()
            && request.inc.is_empty()
            && request.append.is_empty();
        ((!idle).then_some(request), lost)
    }

    /// What takes a decision back: the other side's values come in, as far as the decided ones are
    /// still shown.
    pub(crate) fn ways_back(&self, op_id: OpId, resolution: &Resolution) -> Vec<WayBack> {
        let Some(pending) = self.queue.get(op_id) else { return Vec::new() };
        let op = &pending.row.op;
        let OpState::Conflict(clash) = &pending.row.state else { return Vec::new() };
        let key = (op.board.clone(), op.record.clone());
        let only = |kind| vec![WayBack::of_kind(&key, kind)];
        match (&clash.deleted, op.kind, resolution) {
            (Some(_), _, Resolution::Local) => return only(OpKind::Delete),
            (Some(_), _, Resolution::Remote | Resolution::Merge { .. }) => {
                let mine = op.set.iter().map(|(path, value)| (path.clone(), Some(value.clone())));
                let again = WayBack::patch(&key, mine.collect(), Before::new());
                return only(OpKind::Restore).into_iter().chain([again]).collect();
            }
            (None, OpKind::Delete, Resolution::Local) => return only(OpKind::Restore),
            (None, OpKind::Delete, Resolution::Remote | Resolution::Merge { .. }) => {
                return only(OpKind::Delete);
            }
            (None, OpKind::Create | OpKind::Patch | OpKind::Restore, _) => {}
        }
        let (mut values, mut holds) = (Before::new(), Before::new());
        for field in &clash.fields {
            let path = &field.path;
            let mine = self.mine(&key, path);
            let (back, shown) = match resolution {
                Resolution::Local => (field.value.clone(), mine),
                Resolution::Remote => (mine, field.value.clone()),
                Resolution::Merge { set, remove } => {
                    let removed = remove.iter().any(|at| path.is_at_or_below(at));
                    let theirs = || field.value.clone().filter(|_| !removed);
                    (mine, set.get(path).cloned().or_else(theirs))
                }
            };
            if back != shown {
                values.insert(path.clone(), back);
                holds.insert(path.clone(), shown);
            }
        }
        separated(WayBack::patch(&key, values, holds))
    }
}
