//! Field paths: 1 to 8 segments joined by `/`, each `[A-Za-z0-9_.-]{1,64}`.

use crate::{ids::Parsing, shared_text::shared};
use serde::{Deserialize, Deserializer, Serialize};
use std::{fmt, marker::PhantomData, str::FromStr, sync::Arc};
use thiserror::Error;

/// Most segments in a path.
pub const MAX_SEGMENTS: usize = 8;
/// Most bytes in a segment.
pub const MAX_SEGMENT_BYTES: usize = 64;

/// A text that is not a field path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a path has 1 to 8 parts joined by /, each of 1 to 64 characters A-Z a-z 0-9 _ . -")]
pub struct PathError;

/// A well-formed field path within a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Path(Arc<str>);

impl Path {
    /// Checks the form and keeps the text; clones share it.
    pub fn new(text: impl AsRef<str>) -> Result<Self, PathError> {
        let text = text.as_ref();
        let mut segments = 0;
        for segment in text.split('/') {
            segments += 1;
            let fits = (1..=MAX_SEGMENT_BYTES).contains(&segment.len())
                && segment.bytes().all(is_segment_byte);
            if !fits {
                return Err(PathError);
            }
        }
        if segments <= MAX_SEGMENTS { Ok(Self(shared(text))) } else { Err(PathError) }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `self` is `other` or lies below it.
    pub fn is_at_or_below(&self, other: &Path) -> bool {
        self.0 == other.0 || self.is_below(other)
    }

    /// Whether `self` lies strictly below `other`.
    pub fn is_below(&self, other: &Path) -> bool {
        self.0.strip_prefix(&*other.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The paths above this one, nearest first.
    pub fn ancestors(&self) -> impl Iterator<Item = Path> + '_ {
        self.0.rmatch_indices('/').map(|(at, _)| Path(self.0[..at].into()))
    }

    /// The segments from the root down.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

pub(crate) fn is_segment_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Path {
    type Err = PathError;
    fn from_str(text: &str) -> Result<Self, PathError> {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Parsing(PhantomData))
    }
}

impl std::borrow::Borrow<str> for Path {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_is_checked() {
        for right in ["a", "rows/r1/c.2", "A_-.9", "a/b/c/d/e/f/g/h", &"x".repeat(64)] {
            assert!(Path::new(right).is_ok(), "{right}");
        }
        for wrong in ["", "/", "a/", "/a", "a//b", "a b", "ä", "a/b/c/d/e/f/g/h/i", &"x".repeat(65)]
        {
            assert!(Path::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn below_means_whole_segments() {
        let path = |text: &str| Path::new(text).unwrap();
        assert!(path("a/b").is_below(&path("a")));
        assert!(!path("ab").is_below(&path("a")));
        assert!(!path("a").is_below(&path("a")));
        assert!(path("a").is_at_or_below(&path("a")));
        let above: Vec<_> = path("a/b/c").ancestors().collect();
        assert_eq!(above, [path("a/b"), path("a")]);
    }
}
