//! The state hash of a board: equal on client and server exactly when their fields are.
//!
//! The sum modulo 2^64, over all live fields, of the first eight bytes (big-endian) of the SHA-256
//! of `record \n path \n JCS(value) \n seq`. Each live record adds one entry with an empty path,
//! its kind as value, and the seq of its creation or restore. A sum can be kept incrementally.

use crate::{Path, RecordId, Seq, json::canonical};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt;

/// A board's state hash; 16 hexadecimal digits on the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateHash(pub u64);

impl StateHash {
    /// Adds a live field.
    pub fn add_field(&mut self, record: &RecordId, path: &Path, value: &Value, seq: Seq) {
        self.0 = self.0.wrapping_add(entry(record, path.as_str(), value, seq));
    }

    /// Takes a field out that was added with the same arguments.
    pub fn remove_field(&mut self, record: &RecordId, path: &Path, value: &Value, seq: Seq) {
        self.0 = self.0.wrapping_sub(entry(record, path.as_str(), value, seq));
    }

    /// Adds a live record that was created or restored at `seq`.
    pub fn add_record(&mut self, record: &RecordId, kind: &str, seq: Seq) {
        self.0 = self.0.wrapping_add(entry(record, "", &Value::from(kind), seq));
    }

    /// Takes a record out that was added with the same arguments.
    pub fn remove_record(&mut self, record: &RecordId, kind: &str, seq: Seq) {
        self.0 = self.0.wrapping_sub(entry(record, "", &Value::from(kind), seq));
    }
}

fn entry(record: &RecordId, path: &str, value: &Value, seq: Seq) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(record.as_str());
    hasher.update("\n");
    hasher.update(path);
    hasher.update("\n");
    hasher.update(canonical(value));
    hasher.update("\n");
    hasher.update(seq.to_string());
    let digest = hasher.finalize();
    digest.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

impl fmt::Display for StateHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for StateHash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StateHash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.len() != 16 {
            return Err(D::Error::custom("a state hash has 16 hexadecimal digits"));
        }
        u64::from_str_radix(&text, 16).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn order_of_adding_does_not_matter_and_removing_undoes() {
        let (record, path) = (RecordId::new("r1").unwrap(), Path::new("a/b").unwrap());
        let mut one = StateHash::default();
        one.add_record(&record, "note", Seq(1));
        one.add_field(&record, &path, &json!("x"), Seq(2));
        let mut two = StateHash::default();
        two.add_field(&record, &path, &json!("x"), Seq(2));
        two.add_record(&record, "note", Seq(1));
        assert_eq!(one, two);
        one.remove_field(&record, &path, &json!("x"), Seq(2));
        one.remove_record(&record, "note", Seq(1));
        assert_eq!(one, StateHash::default());
    }

    #[test]
    fn a_known_value_pins_the_formula() {
        let mut hash = StateHash::default();
        hash.add_field(&RecordId::new("r1").unwrap(), &Path::new("a").unwrap(), &json!(1), Seq(7));
        // First eight bytes of SHA-256("r1\na\n1\n7"), computed with sha256sum.
        assert_eq!(hash.to_string(), "c5e49c5a7008aae7");
    }
}
