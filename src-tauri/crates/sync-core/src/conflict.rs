//! Clashes: found before sending where a delta shows them, kept, and decided by new operations.

use crate::{
    edit::{refused, wrong_state},
    engine::Engine,
    input::Changed,
    overlay,
    pending::Pending,
    queue::LaneKey,
    stored::{Clash, Ending, JournalRow, OpState, QueueRow, Write},
};
use serde_json::Value;
use std::collections::BTreeSet;
use tideboard_protocol::{
    ApiError, BoardId, Cause, Change, ErrorCode, Op, OpId, OpKind, Path, Seq,
    frame::{Deletion, FieldConflict},
    ipc::Resolution,
};

/// What of a foreign change is in an operation's way.
fn clash_between(op: &Op, change: &Change, covered: &BTreeSet<Path>) -> Option<Clash> {
    if op.base.is_none_or(|base| change.seq <= base) {
        return None;
    }
    let conflict = |path: &Path, value: Option<&Value>| FieldConflict {
        path: path.clone(),
        value: value.cloned(),
        removed: value.is_none(),
        seq: change.seq,
        by: change.by.clone(),
        at: change.at,
    };
    let mut fields = Vec::new();
    for (path, mine) in op.set.iter().filter(|(path, _)| !covered.contains(*path)) {
        match change.set.get(path) {
            Some(theirs) if theirs != mine => fields.push(conflict(path, Some(theirs))),
            Some(_) => {}
            None if change.removed.iter().any(|at| path.is_at_or_below(at)) => {
                fields.push(conflict(path, None));
            }
            None => {}
        }
    }
    for (path, theirs) in change.set.iter().filter(|(path, _)| !covered.contains(*path)) {
        if op.remove.iter().any(|removed| path.is_at_or_below(removed)) {
            fields.push(conflict(path, Some(theirs)));
        }
    }
    let edits = matches!(op.kind, OpKind::Patch);
    let deleted = (change.deleted && edits).then(|| Deletion {
        seq: change.seq,
        by: change.by.clone(),
        at: change.at,
    });
    if fields.is_empty() && deleted.is_none() {
        return None;
    }
    Some(Clash { seq: change.seq, fields, deleted })
}

impl Engine {
    /// Moves own changes that a foreign change collides with into conflict, or updates what a
    /// conflict shows of the other side.
    pub(crate) fn find_clashes(&mut self, board: &BoardId, change: &Change) {
        let key = (board.clone(), change.record.clone());
        let Some(lane) = self.queue.lane(&key) else { return };
        let mut covered: BTreeSet<Path> = BTreeSet::new();
        let mut held = false;
        let mut updates: Vec<(OpId, Clash)> = Vec::new();
        for pending in &lane.ops {
            let known = match &pending.row.state {
                OpState::Conflict(known) => Some(known),
                OpState::Queued if !pending.row.frozen => None,
                // The server decides what it may have seen; a refused change has no say.
                OpState::Queued
                | OpState::Sent
                | OpState::Waiting { .. }
                | OpState::Acknowledged { .. }
                | OpState::Parked(_)
                | OpState::Gated(_) => continue,
            };
            let mut found = clash_between(&pending.row.op, change, &covered);
            if held {
                // One deletion is decided once for the whole lane.
                found = found.map(|clash| Clash { deleted: None, ..clash });
            }
            let found = found.filter(|clash| !clash.fields.is_empty() || clash.deleted.is_some());
            let clash = match (known, found) {
                (None, None) => continue,
                (Some(known), None) => refreshed(known, change),
                (None, Some(found)) => found,
                (Some(known), Some(found)) => joined(&refreshed(known, change), found),
            };
            held = held || clash.deleted.is_some();
            covered.extend(clash.fields.iter().map(|field| field.path.clone()));
            if known != Some(&clash) {
                updates.push((pending.id(), clash));
            }
        }
        for (op, clash) in updates {
            self.queue.update(op, |pending| {
                pending.rest = None;
                pending.row.state = OpState::Conflict(clash);
            });
            self.store_op(op);
            self.changed(Changed::Conflicts);
            self.settle_equal(op);
        }
    }

    /// A conflict whose sides have become equal is none.
    fn settle_equal(&mut self, op: OpId) {
        let Some(pending) = self.queue.get(op) else { return };
        let OpState::Conflict(clash) = &pending.row.state else { return };
        let own = &pending.row.op;
        let equal = clash.deleted.is_none()
            && clash.fields.iter().all(|field| {
                field.value.is_some() && field.value.as_ref() == own.set.get(&field.path)
            });
        if equal {
            self.decide(op, Resolution::Remote);
        }
    }

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
        self.decide(op_id, resolution);
        Ok(())
    }

    fn decide(&mut self, op_id: OpId, resolution: Resolution) {
        let Some(key) = self.queue.lane_of(op_id).cloned() else { return };
        let Some(lane) = self.queue.lane(&key) else { return };
        let Some(at) = lane.ops.iter().position(|pending| pending.id() == op_id) else { return };
        let row = lane.ops[at].row.clone();
        let OpState::Conflict(clash) = row.state.clone() else { return };
        let cursor = self.boards.get(&key.0).map_or(Seq::ZERO, |board| board.row.cursor);
        let base = cursor.max(clash.seq);
        let replacements = match (&clash.deleted, &resolution) {
            (Some(_), Resolution::Local) => self.revive(&row, base),
            (Some(_), Resolution::Remote | Resolution::Merge { .. }) => {
                return self.drop_lane(&key, &clash);
            }
            (None, _) => self.successor(&key, &row, &clash, &resolution, base),
        };
        let ending = match resolution {
            Resolution::Local => Ending::KeptLocal,
            Resolution::Remote => Ending::KeptRemote,
            Resolution::Merge { .. } => Ending::Merged,
        };
        self.conclude(op_id, ending, clash.fields.clone());
        for (offset, op) in replacements.into_iter().enumerate() {
            let before = row.before.clone();
            let order = row.order + offset as u64;
            let row =
                QueueRow { order, op, before, state: OpState::Queued, frozen: false, joined: 1 };
            self.enqueue(Pending::new(row), Some(at + offset));
        }
        let decided: BTreeSet<Path> = clash.fields.into_iter().map(|field| field.path).collect();
        self.supersede(&key, row.order, &decided);
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
            !matches!(pending.row.state, OpState::Acknowledged { .. } | OpState::Sent)
        };
        let ops: Vec<OpId> =
            lane.into_iter().flat_map(|l| &l.ops).filter(undecided).map(Pending::id).collect();
        for op in ops {
            self.conclude(op, Ending::KeptRemote, clash.fields.clone());
        }
        self.changed(Changed::Conflicts);
    }

    /// Takes decided fields out of the lane's later changes.
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
            // The decision's own operations stand right behind `order`, within its gap.
            .filter(|pending| pending.row.order >= order + 16 && touches(&pending.row.op))
            .filter(|pending| match pending.row.state {
                OpState::Queued | OpState::Waiting { .. } | OpState::Conflict(_) => true,
                OpState::Sent
                | OpState::Acknowledged { .. }
                | OpState::Parked(_)
                | OpState::Gated(_) => false,
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

/// A known clash with the other side's values as a newer change has them.
fn refreshed(known: &Clash, change: &Change) -> Clash {
    let mut clash = known.clone();
    clash.seq = clash.seq.max(change.seq);
    for field in &mut clash.fields {
        let theirs = change.set.get(&field.path);
        let removed = change.removed.iter().any(|at| field.path.is_at_or_below(at));
        if theirs.is_none() && !removed {
            continue;
        }
        field.value = theirs.cloned();
        field.removed = theirs.is_none();
        field.seq = change.seq;
        field.by = change.by.clone();
        field.at = change.at;
    }
    if change.record_kind.is_some() {
        // Restored by somebody: only the fields are left to decide, if there are any.
        clash.deleted = None;
    }
    clash
}

fn joined(known: &Clash, found: Clash) -> Clash {
    let mut clash = known.clone();
    clash.seq = clash.seq.max(found.seq);
    for field in found.fields {
        match clash.fields.iter_mut().find(|known| known.path == field.path) {
            Some(known) => *known = field,
            None => clash.fields.push(field),
        }
    }
    clash.deleted = clash.deleted.or(found.deleted);
    clash
}
