//! Folding: a later edit joins the last change of its lane, as long as nobody else has seen it.
//!
//! Ten keystrokes become one change. The earlier change keeps its id and its base, because that is
//! what its author had seen first.

use serde_json::Value;
use tideboard_protocol::{Number, Op, OpKind, Point};

/// What takes the place of a waiting change that `edit` joins; `None` where both in a row mean
/// something else.
///
/// Both are of the same record, and the caller has made sure that `last` was never sent and that no
/// foreign change came in between.
pub(crate) fn fold(last: &Op, edit: &Op, op_bytes: usize) -> Option<Op> {
    let joinable = matches!(last.kind, OpKind::Create | OpKind::Patch)
        && edit.kind == OpKind::Patch
        && last.cause == edit.cause;
    if !joinable {
        return None;
    }
    joined(last, edit).filter(|op| !op.is_longer_than(op_bytes))
}

/// One operation that does to every record what the two in a row do; `None` where there is none.
///
/// Both are of the same record and obey the rules of form. Kind and cause are not looked at.
pub fn joined(first: &Op, then: &Op) -> Option<Op> {
    let mut op = first.clone();
    // Removals come first within an operation, so a write at or below one cannot join it.
    let mut writes = then.set.keys().chain(then.inc.keys()).chain(then.append.keys());
    if writes.any(|path| first.remove.iter().any(|removed| path.is_at_or_below(removed))) {
        return None;
    }
    for removed in &then.remove {
        op.set.retain(|path, _| !path.is_at_or_below(removed));
        op.inc.retain(|path, _| !path.is_at_or_below(removed));
        op.append.retain(|path, _| !path.is_at_or_below(removed));
        op.remove.insert(removed.clone());
    }
    // A write of the later edit below its own first's new removal was refused before it came here;
    // a removal that swallows the later edit's own writes cannot exist for the same reason.
    for (path, value) in &then.set {
        op.inc.remove(path);
        op.set.insert(path.clone(), value.clone());
    }
    for (path, by) in &then.inc {
        let sum = match (op.set.get(path), op.inc.get(path)) {
            (Some(Value::Number(number)), _) => {
                let sum = Number::new(number.as_f64()?).ok()?.checked_add(*by).ok()?;
                op.set.insert(path.clone(), sum.into());
                continue;
            }
            (Some(_), _) => return None,
            (None, Some(earlier)) => earlier.checked_add(*by).ok()?,
            (None, None) => *by,
        };
        op.inc.insert(path.clone(), sum);
    }
    for (path, points) in &then.append {
        let series = op.append.entry(path.clone()).or_default();
        for point in points {
            insert_point(series, *point);
        }
    }
    op.at = then.at;
    Some(op)
}

/// Puts a point where its time belongs; a later write of the same time replaces.
pub(crate) fn insert_point(series: &mut Vec<Point>, point: Point) {
    match series.binary_search_by_key(&point.t_ms, |known| known.t_ms) {
        Ok(at) => series[at] = point,
        Err(at) => series.insert(at, point),
    }
}
