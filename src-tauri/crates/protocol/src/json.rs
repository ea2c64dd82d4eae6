//! JSON values as the protocol compares them: canonical (RFC 8785), bounded, normalised numbers.
//!
//! [`normalise`] brings every accepted value into the one form in which Rust equality is equality
//! of canonical JSON: integral numbers are integers, −0 is 0.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
use std::{cmp::Ordering, collections::BTreeMap, fmt};
use thiserror::Error;

/// Largest magnitude a number may have: 2^53 − 1.
pub const MAX_NUMBER: f64 = 9_007_199_254_740_991.0;
/// Deepest nesting of arrays and objects in a value.
pub const MAX_DEPTH: usize = 16;

/// Why a JSON value is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueError {
    /// A number beyond ±(2^53 − 1) or not finite.
    #[error("a number is outside ±9007199254740991")]
    NumberRange,
    /// A string that contains U+0000.
    #[error("a text contains the character U+0000")]
    Nul,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// Canonical form longer than the limit.
    #[error("longer than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

/// Checks a value against the protocol's rules and brings its numbers into their one form.
pub fn normalise(value: Value, max_bytes: usize) -> Result<Value, ValueError> {
    let value = normalise_at(value, 0)?;
    if most_bytes(&value) > max_bytes && canonical(&value).len() > max_bytes {
        return Err(ValueError::TooLarge { limit: max_bytes });
    }
    Ok(value)
}

/// Most bytes of a number's canonical form.
pub(crate) const NUMBER: usize = 25;

/// What the canonical form of a value cannot be longer than.
pub(crate) fn most_bytes(value: &Value) -> usize {
    // Each byte of a text takes six at most, as `\u0001`.
    let text = |text: &str| text.len().saturating_mul(6).saturating_add(2);
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => NUMBER,
        Value::String(value) => text(value),
        Value::Array(items) => items
            .iter()
            .fold(2_usize, |sum, item| sum.saturating_add(most_bytes(item)).saturating_add(1)),
        Value::Object(members) => members.iter().fold(2_usize, |sum, (key, member)| {
            sum.saturating_add(text(key)).saturating_add(most_bytes(member)).saturating_add(2)
        }),
    }
}

fn normalise_at(value: Value, depth: usize) -> Result<Value, ValueError> {
    match value {
        Value::Null | Value::Bool(_) => Ok(value),
        Value::Number(number) => {
            let number = number.as_f64().ok_or(ValueError::NumberRange)?;
            Number::new(number).map(Value::from)
        }
        Value::String(text) => {
            if text.contains('\0') {
                Err(ValueError::Nul)
            } else {
                Ok(Value::String(text))
            }
        }
        Value::Array(items) => {
            let depth = deeper(depth)?;
            items.into_iter().map(|item| normalise_at(item, depth)).collect()
        }
        Value::Object(members) => {
            let depth = deeper(depth)?;
            let mut out = serde_json::Map::new();
            for (key, member) in members {
                if key.contains('\0') {
                    return Err(ValueError::Nul);
                }
                out.insert(key, normalise_at(member, depth)?);
            }
            Ok(Value::Object(out))
        }
    }
}

fn deeper(depth: usize) -> Result<usize, ValueError> {
    if depth < MAX_DEPTH { Ok(depth + 1) } else { Err(ValueError::TooDeep) }
}

/// Canonical JSON (RFC 8785) of a value.
pub fn canonical(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    write_canonical(value, &mut out);
    out
}

/// Texts and whole numbers, which are most of all values, have one form in any JSON; only the order
/// of keys and the form of other numbers are special to the canonical one.
fn write_canonical(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => match number.as_i64() {
            // Beyond that, not every whole number is a double.
            Some(whole) if whole.unsigned_abs() <= MAX_NUMBER as u64 => write_plain(&whole, out),
            Some(_) | None => {
                // A finite number is written into memory: this cannot fail.
                let text = serde_json_canonicalizer::to_vec(value).unwrap_or_default();
                out.extend_from_slice(&text);
            }
        },
        Value::String(text) => write_plain(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_canonical(item, out);
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| compare_keys(a, b));
            out.push(b'{');
            for (at, (key, member)) in members.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_plain(key, out);
                out.push(b':');
                write_canonical(member, out);
            }
            out.push(b'}');
        }
    }
}

fn write_plain<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Texts and whole numbers are written into memory: this cannot fail.
    let _ = serde_json::to_writer(out, value);
}

/// Keys are sorted by their UTF-16 code units.
fn compare_keys(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}

/// A finite number with |x| ≤ 2^53 − 1; −0 is 0. Integral numbers are written as integers.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Number(f64);

impl Number {
    /// Checks the range; turns −0 into 0.
    pub fn new(number: f64) -> Result<Self, ValueError> {
        if !number.is_finite() || number.abs() > MAX_NUMBER {
            return Err(ValueError::NumberRange);
        }
        Ok(Self(if number == 0.0 { 0.0 } else { number }))
    }

    /// The number as a double.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The sum, if it stays in range.
    pub fn checked_add(self, other: Self) -> Result<Self, ValueError> {
        Self::new(self.0 + other.0)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        if number.0.fract() == 0.0 { Value::from(number.0 as i64) } else { Value::from(number.0) }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 {
            to.serialize_i64(self.0 as i64)
        } else {
            to.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(f64::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// A whole number from 0, however it is written: 2.0 is 2.
pub(crate) struct Whole(pub(crate) u64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WholeVisitor).map(Self)
    }
}

struct WholeVisitor;

impl Visitor<'_> for WholeVisitor {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0")
    }

    fn visit_u64<E: serde::de::Error>(self, whole: u64) -> Result<u64, E> {
        Ok(whole)
    }

    fn visit_i64<E: serde::de::Error>(self, whole: i64) -> Result<u64, E> {
        u64::try_from(whole).map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<u64, E> {
        // Beyond that, not every whole number is a double.
        if number.fract() != 0.0 || !(0.0..=MAX_NUMBER).contains(&number) {
            return Err(E::custom("not a whole number from 0"));
        }
        Ok(number as u64)
    }
}

/// Reads the number of a version.
pub(crate) fn version<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let Whole(number) = Whole::deserialize(from)?;
    u32::try_from(number).map_err(D::Error::custom)
}

/// The members of an object as they are written, the last of each name. What they hold is not
/// looked into: a member that nobody asks for may hold anything.
pub(crate) struct Members<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Members<'a> {
    /// What a member holds.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied().map(RawValue::get)
    }

    /// The object with no members but these.
    pub(crate) fn only(&self, names: &[&str]) -> String {
        let members =
            names.iter().filter_map(|name| Some(format!("\"{name}\":{}", self.get(name)?)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(MembersVisitor).map(Self)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = BTreeMap<String, &'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((Name(name), held)) = map.next_entry()? {
            members.extend(name.map(|name| (name, held)));
        }
        Ok(members)
    }
}

/// The name of a member; `None` where it holds a lone surrogate, as no name that is known does.
struct Name(Option<String>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // As bytes, because the reader of texts gives up at a lone surrogate.
        from.deserialize_bytes(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_bytes<E: serde::de::Error>(self, name: &[u8]) -> Result<Name, E> {
        Ok(Name(String::from_utf8(name.to_vec()).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_nobody_asks_for_may_hold_anything() {
        let deep = "[".repeat(500) + &"]".repeat(500);
        let text = format!(
            r#"{{"a":1,"\ud800":1,"deep":{deep},"lone":"\ud800","far":1e999,"\u0061":2,"b":null}}"#
        );
        let members: Members<'_> = serde_json::from_str(&text).unwrap();
        assert_eq!(members.only(&["a", "b", "c"]), r#"{"a":2,"b":null}"#);
        for wrong in ["[]", "1", r#"{"a"}"#, r#"{"a":1"#] {
            assert!(serde_json::from_str::<Members<'_>>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_have_one_form() {
        for (text, expected) in [("1.0", json!(1)), ("-0.0", json!(0)), ("1.5", json!(1.5))] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(normalise(value, 100).unwrap(), expected);
        }
        for text in ["9007199254740992", "-1e300", "18446744073709551615"] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(normalise(value, 100), Err(ValueError::NumberRange), "{text}");
        }
    }

    #[test]
    fn depth_size_and_nul_are_bounded() {
        let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| Value::Array(vec![inner]));
        assert!(normalise(nested(16), 1000).is_ok());
        assert_eq!(normalise(nested(17), 1000), Err(ValueError::TooDeep));
        assert_eq!(normalise(json!("a\0"), 1000), Err(ValueError::Nul));
        assert!(normalise(json!("abc"), 5).is_ok());
        assert_eq!(normalise(json!("abcd"), 5), Err(ValueError::TooLarge { limit: 5 }));
    }

    #[test]
    fn the_canonical_form_is_the_one_of_another_implementation() {
        let values = [
            json!(null),
            json!([true, false, {}, [], ""]),
            json!([0, -1, 9007199254740991_i64, -9007199254740991_i64, 9007199254740993_i64]),
            json!([
                u64::MAX,
                i64::MIN,
                1e21_f64,
                1e20_f64,
                1e-6_f64,
                1.5e-7_f64,
                0.1,
                -0.0,
                5e-324_f64
            ]),
            json!("\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f} \"\\/\u{7f}é€\u{2028}😀"),
            json!({"b": 1, "a": {"z": [1.0, {"y": 2, "x": 1}]}, "": 0, "aa": 3, "A": 4}),
            // U+1F600 is written as two units below U+E000, but sorts behind it in UTF-8.
            json!({"\u{e000}": 1, "😀": 2, "é": 3, "z": 4, "\u{ffff}": 5}),
        ];
        for value in values {
            let other = serde_json_canonicalizer::to_string(&value).unwrap();
            assert_eq!(String::from_utf8(canonical(&value)).unwrap(), other);
        }
    }

    #[test]
    fn canonical_form_sorts_and_shortens() {
        let value = json!({"b": 1e21_f64, "a": [0.1, "é\u{1}"]});
        assert_eq!(canonical(&value), "{\"a\":[0.1,\"é\\u0001\"],\"b\":1e+21}".as_bytes());
    }
}
