//! Creations and patches: removals first, then sets, increments and points.

use super::{Applied, Case, Decision, Facts, Step, Write, reject};
use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{
    Change, Number, Path, Point, RejectCode, clash::Stamps, frame::FieldConflict,
    state_hash::StateHash,
};

/// How far ahead of the server's clock a reading may be.
const AHEAD_MS: i64 = 3_600_000;

/// The effects of an edit as far as they are known; clashes stop it only at the end, because a
/// conflict names all of them.
struct Draft {
    change: Change,
    writes: Vec<Write>,
    hash: StateHash,
    conflicts: Vec<FieldConflict>,
}

impl<F: Facts> Case<'_, F> {
    pub(super) fn create(&self) -> Step<Decision, F::Error> {
        let Some(kind) = self.op.record_kind.clone() else {
            return reject(RejectCode::InvalidOp, "a creation must say the kind of the record");
        };
        let mut draft = self.draft();
        if self.op.record.is_board() {
            draft.writes.push(Write::CreateBoard);
        }
        draft.hash.add_record(&self.op.record, &kind, self.head.next());
        draft.writes.push(Write::CreateRecord { kind: kind.clone() });
        draft.change.record_kind = Some(kind);
        self.edit(draft)
    }

    pub(super) fn patch(&self) -> Step<Decision, F::Error> {
        self.edit(self.draft())
    }

    fn draft(&self) -> Draft {
        Draft { change: self.change(), writes: Vec::new(), hash: self.hash, conflicts: Vec::new() }
    }

    fn edit(&self, mut draft: Draft) -> Step<Decision, F::Error> {
        for path in &self.op.remove {
            // A removal covers those below it.
            if !path.ancestors().any(|above| self.op.remove.contains(&above)) {
                self.remove(&mut draft, path)?;
            }
        }
        for (path, value) in &self.op.set {
            self.set(&mut draft, path, value)?;
        }
        for (path, by) in &self.op.inc {
            self.increment(&mut draft, path, *by)?;
        }
        for (path, points) in &self.op.append {
            self.append(&mut draft, path, points)?;
        }
        let Draft { change, writes, hash, conflicts } = draft;
        if !conflicts.is_empty() {
            return self.conflict(conflicts);
        }
        if writes.is_empty() {
            return Ok(Decision::Noop { head: self.head });
        }
        Ok(Decision::Applied(Box::new(Applied { change, writes, hash })))
    }

    fn remove(&self, draft: &mut Draft, path: &Path) -> Step<(), F::Error> {
        let record = &self.op.record;
        let fields = self.facts.fields(record, Some(path))?;
        let has_points = self.facts.has_points(record, path)?;
        if fields.is_empty() && !has_points {
            return Ok(());
        }
        for (path, field) in fields {
            let Some(value) = &field.value else { continue };
            draft.hash.remove_field(record, &path, value, field.seq);
            if self.moved(field.stamps) {
                draft.conflicts.push(self.clash_with(path, field)?);
            } else {
                let stamps = self.stamped(field.stamps);
                draft.writes.push(Write::Field { path, value: None, stamps });
            }
        }
        let mark = self.facts.mark(record, path)?.map_or(Stamps::default(), |mark| mark.stamps);
        draft.writes.push(Write::Mark { path: path.clone(), stamps: self.stamped(mark) });
        if has_points {
            draft.writes.push(Write::DropPoints { path: path.clone() });
        }
        draft.change.removed.push(path.clone());
        Ok(())
    }

    fn set(&self, draft: &mut Draft, path: &Path, value: &Value) -> Step<(), F::Error> {
        let field = self.facts.field(&self.op.record, path)?;
        if field.as_ref().and_then(|field| field.value.as_ref()) == Some(value) {
            return Ok(());
        }
        if let Some(conflict) = self.clash_of_set(path, field.clone())? {
            draft.conflicts.push(conflict);
            return Ok(());
        }
        let (old, stamps) = match field {
            Some(field) => (field.value.map(|old| (old, field.seq)), field.stamps),
            None => (None, Stamps::default()),
        };
        if let Some((old, seq)) = old {
            draft.hash.remove_field(&self.op.record, path, &old, seq);
        }
        self.put(draft, path, value.clone(), self.stamped(stamps));
        Ok(())
    }

    /// A set clashes with a foreign write of the field, and with a foreign removal above it.
    fn clash_of_set(
        &self,
        path: &Path,
        field: Option<super::FieldFacts>,
    ) -> Step<Option<FieldConflict>, F::Error> {
        if self.op.base.is_none() {
            return Ok(None);
        }
        if let Some(field) = field.clone().filter(|field| self.moved(field.stamps)) {
            return Ok(Some(self.clash_with(path.clone(), field)?));
        }
        for above in path.ancestors() {
            let Some(mark) = self.facts.mark(&self.op.record, &above)? else { continue };
            if self.moved(mark.stamps) {
                // Somebody may have written the field anew after the removal.
                let there = field.filter(|field| field.value.is_some());
                let removed = super::FieldFacts { value: None, seq: mark.seq, stamps: mark.stamps };
                return Ok(Some(self.clash_with(path.clone(), there.unwrap_or(removed))?));
            }
        }
        Ok(None)
    }

    fn increment(&self, draft: &mut Draft, path: &Path, by: Number) -> Step<(), F::Error> {
        let field = self.facts.field(&self.op.record, path)?;
        let stamps = field.as_ref().map_or(Stamps::default(), |field| field.stamps);
        let old = field.and_then(|field| field.value.map(|value| (value, field.seq)));
        let start = match &old {
            None => Number::default(),
            Some((value, _)) => match value.as_f64().map(Number::new) {
                Some(Ok(number)) => number,
                Some(Err(_)) | None => {
                    return reject(
                        RejectCode::TypeMismatch,
                        format!("{path} holds no number to add to"),
                    );
                }
            },
        };
        let Ok(sum) = start.checked_add(by) else {
            return reject(RejectCode::InvalidValue, format!("{path} would be out of range"));
        };
        let sum = Value::from(sum);
        if let Some((old, seq)) = old {
            if old == sum {
                return Ok(());
            }
            draft.hash.remove_field(&self.op.record, path, &old, seq);
        }
        self.put(draft, path, sum, stamps);
        Ok(())
    }

    fn put(&self, draft: &mut Draft, path: &Path, value: Value, stamps: Stamps) {
        draft.hash.add_field(&self.op.record, path, &value, self.head.next());
        draft.change.set.insert(path.clone(), value.clone());
        draft.writes.push(Write::Field { path: path.clone(), value: Some(value), stamps });
    }

    fn append(&self, draft: &mut Draft, path: &Path, points: &[Point]) -> Step<(), F::Error> {
        let record = &self.op.record;
        let latest = self.situation.now.as_millisecond().saturating_add(AHEAD_MS);
        let by_time: BTreeMap<i64, Number> =
            points.iter().map(|point| (point.t_ms, point.value)).collect();
        let Some(&last) = by_time.keys().next_back() else { return Ok(()) };
        if last > latest {
            return reject(
                RejectCode::InvalidValue,
                format!("{path}: a reading is more than an hour ahead of the server's clock"),
            );
        }
        let newest = self.facts.newest_point(record, path)?.map_or(last, |known| known.max(last));
        let before_ms = newest.saturating_sub(self.situation.limits.points_ms);
        let mut fresh = Vec::new();
        for (&t_ms, &value) in by_time.range(before_ms..) {
            if self.facts.point(record, path, t_ms)? != Some(value) {
                fresh.push(Point { t_ms, value });
            }
        }
        if fresh.is_empty() {
            return Ok(());
        }
        draft.writes.push(Write::Points { path: path.clone(), points: fresh.clone() });
        draft.writes.push(Write::Trim { path: path.clone(), before_ms });
        draft.change.points.insert(path.clone(), fresh);
        Ok(())
    }
}
