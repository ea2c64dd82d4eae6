//! A client's confirmed state, kept from deltas alone. Every delta is checked against the rules
//! and every hash against the state.

use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{
    Change, Number, Path, RecordId, Seq, frame::Delta, state_hash::StateHash,
};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mirror {
    pub cursor: Seq,
    pub records: BTreeMap<RecordId, Mirrored>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mirrored {
    pub kind: String,
    pub entry: Seq,
    pub fields: BTreeMap<Path, (Value, Seq)>,
    pub points: BTreeMap<Path, BTreeMap<i64, Number>>,
}

impl Mirror {
    pub fn apply(&mut self, delta: &Delta, points_ms: i64) {
        if delta.reset {
            assert_eq!(delta.from, Seq::ZERO, "a reset starts from 0");
            *self = Self::default();
        }
        assert_eq!(delta.from, self.cursor, "a gap");
        assert!(delta.to >= delta.from);
        assert_eq!(delta.more, delta.hash.is_none(), "only the last part carries the hash");
        let mut last = delta.from;
        for change in &delta.changes {
            assert!(change.seq > last || change.seq > self.cursor, "out of order");
            assert!(change.seq <= delta.to);
            last = change.seq;
            self.change(change, points_ms);
        }
        self.cursor = delta.to;
        if let Some(hash) = delta.hash {
            assert_eq!(hash, self.hash(), "the state hash differs at {}", self.cursor);
        }
    }

    fn change(&mut self, change: &Change, points_ms: i64) {
        if change.deleted {
            self.records.remove(&change.record);
            return;
        }
        if let Some(kind) = &change.record_kind {
            let record = self.records.entry(change.record.clone()).or_default();
            (record.kind, record.entry) = (kind.clone(), change.seq);
        }
        let Some(record) = self.records.get_mut(&change.record) else {
            panic!("a change of a record that was not announced: {change:?}");
        };
        for removed in &change.removed {
            record.fields.retain(|path, _| !path.is_at_or_below(removed));
            record.points.retain(|path, _| !path.is_at_or_below(removed));
        }
        for (path, value) in &change.set {
            record.fields.insert(path.clone(), (value.clone(), change.seq));
        }
        for (path, points) in &change.points {
            let series = record.points.entry(path.clone()).or_default();
            series.extend(points.iter().map(|point| (point.t_ms, point.value)));
            let newest = *series.keys().next_back().unwrap();
            series.retain(|t_ms, _| *t_ms >= newest - points_ms);
        }
    }

    pub fn hash(&self) -> StateHash {
        let mut hash = StateHash::default();
        for (id, record) in &self.records {
            hash.add_record(id, &record.kind, record.entry);
            for (path, (value, seq)) in &record.fields {
                hash.add_field(id, path, value, *seq);
            }
        }
        hash
    }

    pub fn value(&self, record: &str, path: &str) -> Option<&Value> {
        let record = self.records.get(&RecordId::new(record).unwrap())?;
        record.fields.get(path).map(|(value, _)| value)
    }
}
