//! What a record has to look like, told from the disk alone: confirmed state with the waiting
//! changes on top. Written from the specification and not from the engine, to hold it against.

use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{Number, Op, OpKind, Path};
use tideboard_sync_core::stored::{OpState, QueueRow, StoredRecord};

/// Fields and points as they must be shown; `None`: the record is not shown.
pub type Expected = Option<(BTreeMap<Path, Value>, BTreeMap<(Path, i64), Number>)>;

/// The record as the specification has it.
pub fn expected(confirmed: Option<&StoredRecord>, lane: &[&QueueRow]) -> Expected {
    let mut alive =
        confirmed.map(|record| record.row.live.is_some() && record.row.deleted.is_none());
    let mut fields: BTreeMap<Path, Value> = BTreeMap::new();
    let mut points: BTreeMap<(Path, i64), Number> = BTreeMap::new();
    if let Some(record) = confirmed {
        fields
            .extend(record.fields.iter().map(|(path, field)| (path.clone(), field.value.clone())));
        for (path, series) in &record.points {
            points.extend(series.iter().map(|point| ((path.clone(), point.t_ms), point.value)));
        }
    }
    let mut undecided = false;
    for row in lane {
        match &row.state {
            // Refused: rolled back from view. Offered: it is not part of the board any more.
            OpState::Parked(_)
            | OpState::Doubtful(_)
            | OpState::Unreadable(_)
            | OpState::Offered => continue,
            OpState::Conflict(_) => undecided = true,
            OpState::Queued
            | OpState::Sent
            | OpState::Waiting { .. }
            | OpState::Acknowledged { .. }
            | OpState::Gated(_) => {}
        }
        match row.op.kind {
            OpKind::Create | OpKind::Restore => alive = Some(true),
            OpKind::Delete => alive = Some(false),
            OpKind::Patch => {}
        }
        effects(&row.op, &mut fields, &mut points);
    }
    let visible = match alive {
        // What was deleted stays in view while an own change of it is to be decided.
        Some(alive) => alive || undecided,
        None => !lane.is_empty(),
    };
    visible.then_some((fields, points))
}

fn effects(
    op: &Op,
    fields: &mut BTreeMap<Path, Value>,
    points: &mut BTreeMap<(Path, i64), Number>,
) {
    for at in &op.remove {
        fields.retain(|path, _| !path.is_at_or_below(at));
        points.retain(|(path, _), _| !path.is_at_or_below(at));
    }
    fields.extend(op.set.iter().map(|(path, value)| (path.clone(), value.clone())));
    for (path, by) in &op.inc {
        let start = match fields.get(path) {
            None => Some(0.0),
            Some(value) => value.as_f64(),
        };
        let sum = start.and_then(|start| Number::new(start).ok()?.checked_add(*by).ok());
        if let Some(sum) = sum {
            fields.insert(path.clone(), sum.into());
        }
    }
    for (path, series) in &op.append {
        points.extend(series.iter().map(|point| ((path.clone(), point.t_ms), point.value)));
    }
}
