//! What the user sees: confirmed state with own pending changes replayed on top, in lane order.

use crate::{
    fold::insert_point,
    queue::Lane,
    stored::{OpState, StoredRecord},
};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};
use tideboard_protocol::{Number, Op, OpKind, Path, Point};

/// A record as it is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shown<'a> {
    /// Its kind, as far as known.
    pub(crate) kind: Option<String>,
    /// Whether it is there; `None`: nothing is known of it.
    pub(crate) alive: Option<bool>,
    pub(crate) fields: BTreeMap<Path, Value>,
    /// Borrowed as long as nothing pending adds to them: a series may hold a week of seconds.
    pub(crate) points: BTreeMap<Path, Cow<'a, [Point]>>,
}

impl<'a> Shown<'a> {
    /// The confirmed record alone.
    fn confirmed(record: Option<&'a StoredRecord>) -> Self {
        let Some(record) = record else { return Self::default() };
        Self {
            kind: record.row.kind().map(str::to_owned),
            alive: Some(record.row.is_alive()),
            fields: record.fields.iter().map(|(path, f)| (path.clone(), f.value.clone())).collect(),
            points: record
                .points
                .iter()
                .map(|(path, series)| (path.clone(), series.as_slice().into()))
                .collect(),
        }
    }

    /// Confirmed state with a lane's changes on top.
    pub(crate) fn new(record: Option<&'a StoredRecord>, lane: Option<&Lane>) -> Self {
        let mut shown = Self::confirmed(record);
        for op in lane.into_iter().flat_map(shown_ops) {
            shown.replay(op);
        }
        shown
    }

    pub(crate) fn replay(&mut self, op: &Op) {
        match op.kind {
            OpKind::Create => {
                self.kind = op.record_kind.clone();
                self.alive = Some(true);
            }
            OpKind::Delete => self.alive = Some(false),
            OpKind::Restore => self.alive = Some(true),
            OpKind::Patch => {}
        }
        for removed in &op.remove {
            self.fields.retain(|path, _| !path.is_at_or_below(removed));
            self.points.retain(|path, _| !path.is_at_or_below(removed));
        }
        for (path, value) in &op.set {
            self.fields.insert(path.clone(), value.clone());
        }
        for (path, by) in &op.inc {
            if let Some(sum) = incremented(self.fields.get(path), *by) {
                self.fields.insert(path.clone(), sum);
            }
        }
        for (path, points) in &op.append {
            let series = self.points.entry(path.clone()).or_default().to_mut();
            points.iter().for_each(|point| insert_point(series, *point));
        }
    }
}

/// The operations of a lane that count as shown: a refused one is rolled back from view, its
/// content waits in the list of changes.
fn shown_ops(lane: &Lane) -> impl Iterator<Item = &Op> {
    lane.ops
        .iter()
        .filter(|pending| {
            !matches!(
                pending.row.state,
                OpState::Parked(_)
                    | OpState::Doubtful(_)
                    | OpState::Unreadable(_)
                    | OpState::Offered
            )
        })
        .map(|pending| &pending.row.op)
}

/// The shown value of one field; cheaper than the whole record.
pub(crate) fn shown_value(
    record: Option<&StoredRecord>,
    lane: Option<&Lane>,
    path: &Path,
) -> Option<Value> {
    let mut value =
        record.and_then(|record| record.fields.get(path)).map(|field| field.value.clone());
    for op in lane.into_iter().flat_map(shown_ops) {
        if op.remove.iter().any(|removed| path.is_at_or_below(removed)) {
            value = None;
        }
        if let Some(written) = op.set.get(path) {
            value = Some(written.clone());
        }
        if let Some(by) = op.inc.get(path)
            && let Some(sum) = incremented(value.as_ref(), *by)
        {
            value = Some(sum);
        }
    }
    value
}

/// The kind of a record as it is shown.
pub(crate) fn kind<'a>(
    record: Option<&'a StoredRecord>,
    lane: Option<&'a Lane>,
) -> Option<&'a str> {
    let created = lane.into_iter().flat_map(shown_ops).filter_map(|op| op.record_kind.as_deref());
    created.last().or_else(|| record.and_then(|record| record.row.kind()))
}

/// Whether a record is shown as living; `None`: nothing is known of it.
pub(crate) fn is_alive(record: Option<&StoredRecord>, lane: Option<&Lane>) -> Option<bool> {
    let mut alive = record.map(|record| record.row.is_alive());
    for op in lane.into_iter().flat_map(shown_ops) {
        match op.kind {
            OpKind::Create | OpKind::Restore => alive = Some(true),
            OpKind::Delete => alive = Some(false),
            OpKind::Patch => {}
        }
    }
    alive
}

/// A value after an increment; `None` where it holds no number or the sum is out of range.
pub(crate) fn incremented(value: Option<&Value>, by: Number) -> Option<Value> {
    let start = match value {
        None => Number::default(),
        Some(value) => Number::new(value.as_f64()?).ok()?,
    };
    start.checked_add(by).ok().map(Value::from)
}
