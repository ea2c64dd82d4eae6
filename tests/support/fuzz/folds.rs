//! Folding edits: one operation in the place of many does to every record what the many did.

use super::bytes::Bytes;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tideboard_protocol::{Limits, Op, Path, Point};
use tideboard_sync_core::fold::joined;

/// Several edits of one record in a row, each joined to those before it where that is possible.
pub fn check(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut in_turn = start(&mut bytes);
    let mut folded = in_turn.clone();
    let mut waiting: Option<Op> = None;
    for _ in 0..8 {
        if bytes.is_over() {
            break;
        }
        let Some(op) = operation(&mut bytes) else { continue };
        // A server refuses an edit that it cannot apply as a whole; so do we before it is made.
        if !in_turn.takes(&op) {
            continue;
        }
        in_turn.apply(&op);
        waiting = Some(match waiting.take() {
            None => op,
            Some(first) => match joined(&first, &op) {
                Some(mut both) => {
                    both.check(&Limits::default()).unwrap_or_else(|refused| {
                        panic!("{refused}: {first:?} and {op:?} are {both:?}")
                    });
                    both
                }
                None => {
                    folded.apply(&first);
                    op
                }
            },
        });
    }
    if let Some(last) = waiting {
        assert!(folded.takes(&last), "{last:?} cannot be applied to {folded:?}");
        folded.apply(&last);
    }
    assert_eq!(folded, in_turn);
}

/// What an operation works on, by the words of the protocol alone.
#[derive(Debug, Clone, PartialEq)]
struct Record {
    fields: BTreeMap<Path, Value>,
    series: BTreeMap<Path, BTreeMap<i64, f64>>,
}

impl Record {
    fn takes(&self, op: &Op) -> bool {
        op.inc.keys().all(|path| self.fields.get(path).is_none_or(Value::is_number))
    }

    fn apply(&mut self, op: &Op) {
        for removed in &op.remove {
            self.fields.retain(|path, _| !path.is_at_or_below(removed));
            self.series.retain(|path, _| !path.is_at_or_below(removed));
        }
        for (path, value) in &op.set {
            self.fields.insert(path.clone(), value.clone());
        }
        for (path, by) in &op.inc {
            let before = self.fields.get(path).and_then(Value::as_f64).unwrap_or(0.0);
            self.fields.insert(path.clone(), json!((before + by.get()) as i64));
        }
        for (path, points) in &op.append {
            let series = self.series.entry(path.clone()).or_default();
            series.extend(points.iter().map(|Point { t_ms, value }| (*t_ms, value.get())));
        }
    }
}

const PATHS: [&str; 6] = ["a", "a/b", "a/b/c", "ab", "n", "n/x"];

fn start(bytes: &mut Bytes<'_>) -> Record {
    let mut record = Record { fields: BTreeMap::new(), series: BTreeMap::new() };
    for _ in 0..bytes.below(4) {
        let path = bytes.one_of(&PATHS).parse().expect("a path");
        record.fields.insert(path, value(bytes));
    }
    record
}

fn value(bytes: &mut Bytes<'_>) -> Value {
    match bytes.below(4) {
        0 => json!(bytes.next()),
        1 => json!("text"),
        2 => Value::Null,
        _ => json!([bytes.next()]),
    }
}

/// A patch of whole numbers, with which sums are exact; `None` where it would be malformed.
fn operation(bytes: &mut Bytes<'_>) -> Option<Op> {
    let mut op = json!({
        "op_id": "0192f0c1-2345-7abc-8def-0123456789ab", "board": "b", "record": "r", "base": 1,
        "kind": "patch", "at": "2026-01-02T03:04:05Z", "set": {}, "remove": [], "inc": {},
        "append": {},
    });
    for _ in 0..=bytes.below(3) {
        let path = bytes.one_of(&PATHS);
        match bytes.below(4) {
            0 => op["set"][path] = value(bytes),
            1 => op["remove"].as_array_mut()?.push(json!(path)),
            2 => op["inc"][path] = json!(i64::from(bytes.next()) - 128),
            _ => op["append"][path] = json!([[bytes.below(4), bytes.next()]]),
        }
    }
    Op::decode(&op.to_string(), &Limits::default()).ok().map(|(op, _)| op)
}
