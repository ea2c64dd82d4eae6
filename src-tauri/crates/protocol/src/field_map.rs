//! Values of a few fields: a sorted vector, as most changes touch one or two of them.
//!
//! A queue may hold a hundred thousand changes. A `BTreeMap` takes room for eleven entries with its
//! first one, which made up a fifth of the client's memory.

use crate::Path;
use litemap::LiteMap;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use std::{
    fmt,
    marker::PhantomData,
    ops::{Deref, DerefMut, Index},
    vec,
};

/// Values by field path, in the paths' order. As JSON, an object.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMap<V>(LiteMap<Path, V>);

impl<V> FieldMap<V> {
    /// No fields.
    pub const fn new() -> Self {
        Self(LiteMap::new_vec())
    }
}

impl<V> Default for FieldMap<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> Deref for FieldMap<V> {
    type Target = LiteMap<Path, V>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<V> DerefMut for FieldMap<V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<V> Index<&str> for FieldMap<V> {
    type Output = V;

    /// # Panics
    /// If there is no such field.
    fn index(&self, path: &str) -> &V {
        self.0.get(path).expect("the field is there")
    }
}

impl<V> FromIterator<(Path, V)> for FieldMap<V> {
    fn from_iter<I: IntoIterator<Item = (Path, V)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl<V, const N: usize> From<[(Path, V); N]> for FieldMap<V> {
    fn from(fields: [(Path, V); N]) -> Self {
        fields.into_iter().collect()
    }
}

impl<V> IntoIterator for FieldMap<V> {
    type Item = (Path, V);
    type IntoIter = vec::IntoIter<(Path, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_tuple_vec().into_iter()
    }
}

impl<'a, V> IntoIterator for &'a FieldMap<V> {
    type Item = (&'a Path, &'a V);
    type IntoIter = <&'a LiteMap<Path, V> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a, V> IntoIterator for &'a mut FieldMap<V> {
    type Item = (&'a Path, &'a mut V);
    type IntoIter = <&'a mut LiteMap<Path, V> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl<V: Serialize> Serialize for FieldMap<V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self)
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for FieldMap<V> {
    /// Of two equal members the last one counts.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Fields<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Fields<V> {
            type Value = FieldMap<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields with values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FieldMap<V>, A::Error> {
                let mut fields: Vec<(Path, V)> = Vec::new();
                let mut in_order = true;
                while let Some(field) = map.next_entry::<Path, V>()? {
                    in_order &= fields.last().is_none_or(|last| last.0 < field.0);
                    fields.push(field);
                }
                if in_order {
                    // As our own programs write it; most are kept for long.
                    fields.shrink_to_fit();
                    Ok(FieldMap(LiteMap::from_sorted_store_unchecked(fields)))
                } else {
                    Ok(fields.into_iter().collect())
                }
            }
        }

        from.deserialize_map(Fields(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};
    use std::collections::BTreeMap;

    #[test]
    fn none_are_an_empty_object_and_a_list_is_refused() {
        let none = FieldMap::<i32>::new();
        assert_eq!(serde_json::to_string(&none).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<FieldMap<i32>>("{}").unwrap(), none);
        assert!(serde_json::from_str::<FieldMap<i32>>("[]").is_err());
    }

    proptest! {
        #[test]
        fn they_are_written_and_read_as_an_ordered_map_would_be(
            entries in vec(("[a-c]{1,2}(/[a-c])?", any::<Option<i32>>()), 0..12),
        ) {
            let written: Vec<_> = entries
                .iter()
                .map(|(path, value)| format!("\"{path}\":{}", serde_json::to_string(value).unwrap()))
                .collect();
            let text = format!("{{{}}}", written.join(","));
            let read: FieldMap<Option<i32>> = serde_json::from_str(&text).unwrap();
            let map: BTreeMap<_, _> =
                entries.into_iter().map(|(path, value)| (Path::new(path).unwrap(), value)).collect();
            prop_assert!(read.iter().eq(map.iter()));
            let (written, as_map) = (serde_json::to_string(&read), serde_json::to_string(&map));
            prop_assert_eq!(written.unwrap(), as_map.unwrap());
        }
    }
}
