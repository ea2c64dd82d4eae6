//! Clashes: found before sending where a delta shows them, and kept up to date until decided.

use crate::{
    engine::Engine,
    input::Changed,
    stored::{Clash, OpState},
};
use serde_json::Value;
use std::collections::BTreeSet;
use tideboard_protocol::{
    BoardId, Change, Op, OpId, OpKind, Path,
    frame::{Deletion, FieldConflict},
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
                | OpState::Doubtful(_)
                | OpState::Unreadable(_)
                | OpState::Gated(_)
                | OpState::Offered => continue,
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
            self.store_state(op);
            self.changed(Changed::Conflicts);
            self.decide_alone(op);
        }
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
