//! Deciding clashes: by new operations, and without asking where nobody needs to be asked.

use crate::{
    edit::{refused, wrong_state},
    engine::Engine,
    input::Changed,
    merge::merge_text,
    overlay,
    pending::Pending,
    queue::LaneKey,
    stored::{Clash, Ending, JournalRow, OpState, QueueRow, Write},
    undo::Step,
};
use serde_json::Value;
use std::collections::BTreeSet;
use tideboard_protocol::{
    ApiError, Cause, ErrorCode, FieldMap, Op, OpId, OpKind, Path, Seq,
    frame::FieldConflict,
    ipc::{Resolution, Side},
    settings::ConflictPolicy,
};

impl Engine {
    pub(crate) fn on_resolve(
        &mut self,
        op_id: OpId,
        resolution: Resolution,
    ) -> Result<(), ApiError> {
        let pending = self.queue.get(op_id).ok_or_else(|| {
            ApiError::new(ErrorCode::UnknownOp, "This conflict was decided already.")
        })?;
        if !matches!(pending.row.state, OpState::Conflict(_)) {
            return Err(wrong_state("This change is not in conflict."));
        }
        if let Resolution::Merge { set, remove } = &resolution {
            let mut probe = pending.row.op.clone();
            probe.set.clone_from(set);
            probe.remove.clone_from(remove);
            probe.inc.clear();
            probe.append.clear();
            probe.kind = OpKind::Patch;
            probe.check(&self.limits()).map_err(refused)?;
        }
        let back = self.ways_back(op_id, &resolution);
        self.decide(op_id, &resolution);
        self.undo.did(Step::decided(back));
        Ok(())
    }

    /// Decides many conflicts alike, as one step that can be undone; answers how many there were.
    /// What is not in conflict any more is passed over.
    pub(crate) fn on_resolve_all(&mut self, op_ids: &[OpId], side: Side) -> u32 {
        let resolution = match side {
            Side::Mine => Resolution::Local,
            Side::Theirs => Resolution::Remote,
        };
        let mut decided = 0;
        let mut back = Vec::new();
        for op_id in op_ids {
            let pending = self.queue.get(*op_id);
            if pending.is_some_and(|pending| matches!(pending.row.state, OpState::Conflict(_))) {
                back.extend(self.ways_back(*op_id, &resolution));
                self.decide(*op_id, &resolution);
                decided += 1;
            }
        }
        self.undo.did(Step::decided(back));
        decided
    }

    /// Decides a conflict without asking: sides that became equal, text whose changes come
    /// together, and what the user's policy for this kind of record says. A conflict is decided
    /// alone as a whole or not at all, and a deletion is always asked about.
    pub(crate) fn decide_alone(&mut self, op_id: OpId) {
        if let Some(resolution) = self.obvious(op_id) {
            match resolution {
                Resolution::Merge { .. } => self.away.merged(),
                Resolution::Local | Resolution::Remote => {}
            }
            self.decide(op_id, &resolution);
        }
    }

    fn obvious(&self, op_id: OpId) -> Option<Resolution> {
        let row = &self.queue.get(op_id)?.row;
        let OpState::Conflict(clash) = &row.state else { return None };
        if clash.deleted.is_some() || row.op.kind == OpKind::Delete {
            return None;
        }
        // A server that names a write which the change had already seen would name it for ever.
        if row.op.base.is_some_and(|base| clash.fields.iter().any(|field| field.seq <= base)) {
            return None;
        }
        let key = (row.op.board.clone(), row.op.record.clone());
        let (mut set, mut remove) = (FieldMap::new(), BTreeSet::new());
        for field in &clash.fields {
            let mine = self.mine(&key, &field.path);
            if mine == field.value {
                continue;
            }
            let merged = merged(self.base_of(&key, &field.path), mine.as_ref(), field);
            match (merged, self.policy(&key), mine) {
                (Some(text), _, _) => drop(set.insert(field.path.clone(), Value::String(text))),
                (None, ConflictPolicy::Ask, _) => return None,
                (None, ConflictPolicy::Theirs, _) => {}
                (None, ConflictPolicy::Mine, Some(mine)) => {
                    set.insert(field.path.clone(), mine);
                }
                (None, ConflictPolicy::Mine, None) => drop(remove.insert(field.path.clone())),
            }
        }
        Some(match set.is_empty() && remove.is_empty() {
            true => Resolution::Remote,
            false => Resolution::Merge { set, remove },
        })
    }

    fn policy(&self, key: &LaneKey) -> ConflictPolicy {
        let record = self.boards.get(&key.0).and_then(|board| board.records.get(&key.1));
        let kind = overlay::kind(record, self.queue.lane(key));
        let policies = &self.config.realtime.conflict_policies;
        kind.and_then(|kind| policies.get(kind)).copied().unwrap_or_default()
    }

    /// The own value of a field: the last of its lane's.
    pub(crate) fn mine(&self, key: &LaneKey, path: &Path) -> Option<Value> {
        let record = self.boards.get(&key.0).and_then(|board| board.records.get(&key.1));
        overlay::shown_value(record, self.queue.lane(key), path)
    }

    /// The value of a field that both sides of a clash started from.
    pub(crate) fn base_of(&self, key: &LaneKey, path: &Path) -> Option<&Value> {
        let lane = self.queue.lane(key)?;
        lane.ops.iter().find_map(|op| op.row.before.get(path))?.as_ref()
    }

    fn decide(&mut self, op_id: OpId, resolution: &Resolution) {
        let Some(key) = self.queue.lane_of(op_id).cloned() else { return };
        let Some(lane) = self.queue.lane(&key) else { return };
        let Some(at) = lane.ops.iter().position(|pending| pending.id() == op_id) else { return };
        let row = lane.ops[at].row.clone();
        let OpState::Conflict(clash) = row.state.clone() else { return };
        let cursor = self.boards.get(&key.0).map_or(Seq::ZERO, |board| board.row.cursor);
        let base = cursor.max(clash.seq);
        let replacements = match (&clash.deleted, resolution) {
            (Some(_), Resolution::Local) => self.revive(&row, base),
            (Some(_), Resolution::Remote | Resolution::Merge { .. }) => {
                return self.drop_lane(&key, &clash);
            }
            (None, _) => self.successor(&key, &row, &clash, resolution, base),
        };
        let places = self.queue.places_of(&key, at, row.order, replacements.len());
        let Some(places) = places else { return };
        let ending = match resolution {
            Resolution::Local => Ending::KeptLocal,
            Resolution::Remote => Ending::KeptRemote,
            Resolution::Merge { .. } => Ending::Merged,
        };
        self.conclude(op_id, ending, clash.fields.clone());
        // From here on, both sides start from what the decision knew of the other side.
        let mut before = row.before.clone();
        let theirs = clash.fields.iter().map(|field| (field.path.clone(), field.value.clone()));
        before.extend(theirs);
        let last = places.last().copied().unwrap_or(row.order);
        for (offset, (op, order)) in replacements.into_iter().zip(places).enumerate() {
            let before = before.clone();
            let row =
                QueueRow { order, op, before, state: OpState::Queued, frozen: false, joined: 1 };
            self.enqueue(Pending::new(row), Some(at + offset));
        }
        let decided: BTreeSet<Path> = clash.fields.into_iter().map(|field| field.path).collect();
        self.supersede(&key, last, &decided);
        self.changed(Changed::Conflicts);
    }

    /// The own change again, over the server's values as far as the decision says so.
    fn successor(
        &mut self,
        key: &LaneKey,
        row: &QueueRow,
        clash: &Clash,
        resolution: &Resolution,
        base: Seq,
    ) -> Vec<Op> {
        let cause = match resolution {
            Resolution::Local => Cause::KeepLocal,
            Resolution::Remote | Resolution::Merge { .. } => Cause::Merge,
        };
        let mut op = self.anew(&row.op, base, cause);
        if row.op.kind == OpKind::Delete {
            match resolution {
                Resolution::Local => return vec![op],
                Resolution::Remote => return Vec::new(),
                Resolution::Merge { .. } => op.kind = OpKind::Patch,
            }
        }
        for field in &clash.fields {
            op.set.remove(&field.path);
            if *resolution != Resolution::Local {
                op.remove.retain(|removed| !field.path.is_at_or_below(removed));
            }
        }
        match resolution {
            Resolution::Local => {
                let record = self.boards.get(&key.0).and_then(|b| b.records.get(&key.1));
                let lane = self.queue.lane(key);
                for field in &clash.fields {
                    let path = &field.path;
                    let buried = op.remove.iter().any(|removed| path.is_at_or_below(removed));
                    match overlay::shown_value(record, lane, path) {
                        Some(mine) if !buried => {
                            op.set.insert(path.clone(), mine);
                        }
                        Some(_) => {}
                        None if !buried => {
                            op.remove.insert(path.clone());
                        }
                        None => {}
                    }
                }
            }
            Resolution::Remote => {}
            Resolution::Merge { set, remove } => {
                op.remove.extend(remove.iter().cloned());
                op.set.retain(|path, _| !remove.iter().any(|at| path.is_at_or_below(at)));
                op.remove.retain(|at| !set.keys().any(|path| path.is_at_or_below(at)));
                op.set.extend(set.clone());
                op.inc.retain(|path, _| !set.contains_key(path));
            }
        }
        // Values come into their one form; their rules of form were checked when they came in.
        if op.check(&self.limits()).is_err() || op.kind == OpKind::Patch && op.is_without_effects()
        {
            return Vec::new();
        }
        vec![op]
    }

    /// Brings a record back that somebody deleted, with the own change on top.
    fn revive(&mut self, row: &QueueRow, base: Seq) -> Vec<Op> {
        let mut restore = self.anew(&row.op, base, Cause::KeepLocal);
        restore.kind = OpKind::Restore;
        restore.set.clear();
        restore.remove.clear();
        restore.inc.clear();
        restore.append.clear();
        let mut ops = vec![restore];
        if row.op.kind == OpKind::Patch {
            ops.push(self.anew(&row.op, base, Cause::KeepLocal));
        }
        ops
    }

    fn anew(&mut self, op: &Op, base: Seq, cause: Cause) -> Op {
        Op {
            op_id: self.entropy.op_id(self.now.wall),
            base: Some(base),
            at: self.now.wall,
            cause,
            resend: false,
            ..op.clone()
        }
    }

    /// The record stays deleted: what waited for it goes, into the journal.
    fn drop_lane(&mut self, key: &LaneKey, clash: &Clash) {
        let lane = self.queue.lane(key);
        let undecided = |pending: &&Pending| {
            !matches!(
                pending.row.state,
                OpState::Acknowledged { .. } | OpState::Sent | OpState::Offered
            )
        };
        let ops: Vec<OpId> =
            lane.into_iter().flat_map(|l| &l.ops).filter(undecided).map(Pending::id).collect();
        for op in ops {
            self.conclude(op, Ending::KeptRemote, clash.fields.clone());
        }
        self.changed(Changed::Conflicts);
    }

    /// Takes decided fields out of the lane's changes behind the decision's own.
    fn supersede(&mut self, key: &LaneKey, order: u64, decided: &BTreeSet<Path>) {
        let Some(lane) = self.queue.lane(key) else { return };
        let touches = |op: &Op| {
            decided.iter().any(|path| {
                op.set.contains_key(path) || op.inc.contains_key(path) || op.remove.contains(path)
            })
        };
        let later: Vec<OpId> = lane
            .ops
            .iter()
            .filter(|pending| pending.row.order > order && touches(&pending.row.op))
            .filter(|pending| match pending.row.state {
                OpState::Queued | OpState::Waiting { .. } | OpState::Conflict(_) => true,
                OpState::Sent
                | OpState::Acknowledged { .. }
                | OpState::Parked(_)
                | OpState::Doubtful(_)
                | OpState::Unreadable(_)
                | OpState::Gated(_)
                | OpState::Offered => false,
            })
            .map(Pending::id)
            .collect();
        for id in later {
            self.take_out(id, decided);
        }
    }

    fn take_out(&mut self, id: OpId, decided: &BTreeSet<Path>) {
        let Some(pending) = self.queue.get(id) else { return };
        let mut row = pending.row.clone();
        row.op.set.retain(|path, _| !decided.contains(path));
        row.op.inc.retain(|path, _| !decided.contains(path));
        row.op.remove.retain(|path| !decided.contains(path));
        if let OpState::Conflict(clash) = &mut row.state {
            clash.fields.retain(|field| !decided.contains(&field.path));
            if clash.fields.is_empty() && clash.deleted.is_none() {
                row.state = OpState::Queued;
            }
        }
        if row.op.kind == OpKind::Patch && row.op.is_without_effects() {
            return self.conclude(id, Ending::Superseded, Vec::new());
        }
        if pending.is_ours() {
            // Never sent: it keeps its id, and what it lost goes to the journal.
            let lost = pending.row.clone();
            self.write(Write::Journal(Box::new(JournalRow {
                op: lost.op,
                before: lost.before,
                ending: Ending::Superseded,
                seq: None,
                at: self.now.wall,
                theirs: Vec::new(),
            })));
            self.queue.update(id, |pending| {
                *pending = Pending { rest: pending.rest, ..Pending::new(row) };
            });
            return self.store_op(id);
        }
        // Sent once, and told that it was not decided: its id is spent on the old content.
        let Some(key) = self.queue.lane_of(id).cloned() else { return };
        let position = self.queue.lane(&key).and_then(|l| l.ops.iter().position(|p| p.id() == id));
        self.conclude(id, Ending::Superseded, Vec::new());
        row.op.op_id = self.entropy.op_id(self.now.wall);
        row.op.resend = false;
        row.frozen = false;
        if !matches!(row.state, OpState::Conflict(_)) {
            row.state = OpState::Queued;
        }
        self.enqueue(Pending::new(row), position);
    }
}

/// Both sides of a text in one, where they do not meet.
fn merged(base: Option<&Value>, mine: Option<&Value>, field: &FieldConflict) -> Option<String> {
    let theirs = field.value.as_ref()?.as_str()?;
    merge_text(base?.as_str()?, mine?.as_str()?, theirs)
}
