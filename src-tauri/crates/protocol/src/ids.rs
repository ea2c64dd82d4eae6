//! Newtypes for everything that identifies or orders something.
//!
//! A bare `u64` or `String` never crosses a module border: a cursor cannot be passed where an
//! epoch is meant, and a value of one of these types is known to be well-formed.

use crate::{json::Whole, shared_text::shared};
use serde::{Deserialize, Deserializer, Serialize, de::Visitor};
use std::{
    fmt,
    marker::PhantomData,
    str::FromStr,
    sync::{Arc, LazyLock},
};
use thiserror::Error;
use uuid::Uuid;

/// Why a text is not a well-formed id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// Not 36 characters of lowercase hyphenated UUID.
    #[error("not a lowercase UUID")]
    NotUuid,
    /// Not `[a-z0-9-]{1,64}`.
    #[error("a board id has 1 to 64 characters out of a-z, 0-9 and -")]
    NotSlug,
    /// Not `[A-Za-z0-9_.-]{1,64}`.
    #[error("a record id has 1 to 64 characters out of A-Z, a-z, 0-9, _, . and -")]
    NotRecord,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse_uuid(text).map(Self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str(Parsing(PhantomData))
            }
        }
    };
}

uuid_id!(
    /// Names one operation for its whole life, over restarts and restores (UUIDv7).
    OpId
);
uuid_id!(
    /// Names one client profile as the server knows it.
    ClientId
);
uuid_id!(
    /// Names a server; survives restores from backup.
    ServerId
);
uuid_id!(
    /// Changes whenever a server's data was restored.
    Epoch
);

impl OpId {
    /// Milliseconds since the Unix epoch that a version-7 id carries; `None` for other versions.
    pub fn minted_ms(&self) -> Option<u64> {
        let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
        (self.0.get_version_num() == 7).then(|| seconds * 1000 + u64::from(nanos) / 1_000_000)
    }
}

/// Reads a text without a copy of it in between.
pub(crate) struct Parsing<T>(pub(crate) PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsing<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

fn parse_uuid(text: &str) -> Result<Uuid, IdError> {
    let lowercase = text.len() == 36 && !text.bytes().any(|b| b.is_ascii_uppercase());
    if !lowercase {
        return Err(IdError::NotUuid);
    }
    Uuid::try_parse(text).map_err(|_| IdError::NotUuid)
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $error:expr, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the form and keeps the text; clones share it.
            pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref();
                let fits = (1..=64).contains(&text.len()) && text.bytes().all($allowed);
                if fits { Ok(Self(shared(text))) } else { Err($error) }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str(Parsing(PhantomData))
            }
        }
    };
}

text_id!(
    /// Slug of a board; never used again after its board was deleted.
    BoardId,
    IdError::NotSlug,
    |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'
);
text_id!(
    /// Id of a record within its board: a widget's UUID, or [`RecordId::board`].
    RecordId,
    IdError::NotRecord,
    crate::path::is_segment_byte
);

impl RecordId {
    /// The record that stands for the board itself (its title and settings).
    pub fn board() -> Self {
        static BOARD: LazyLock<RecordId> = LazyLock::new(|| RecordId("board".into()));
        BOARD.clone()
    }

    /// Whether this is the record that stands for the board itself.
    pub fn is_board(&self) -> bool {
        &*self.0 == "board"
    }
}

/// Position in a board's order of applied operations; 0 is "before everything".
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(from = "Whole", into = "u64")]
pub struct Seq(pub u64);

impl From<Whole> for Seq {
    fn from(whole: Whole) -> Self {
        Self(whole.0)
    }
}

impl From<Seq> for u64 {
    fn from(seq: Seq) -> Self {
        seq.0
    }
}

impl Seq {
    /// Before the first operation.
    pub const ZERO: Self = Self(0);

    /// The next position.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Nonce of one connection, proving on the next hello that the profile was not copied.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Session(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lowercase_hyphenated_uuids_are_ids() {
        assert!("0192f0c1-2345-7abc-8def-0123456789ab".parse::<OpId>().is_ok());
        for wrong in
            ["0192F0C1-2345-7abc-8def-0123456789ab", "0192f0c123457abc8def0123456789ab", "", "{x}"]
        {
            assert_eq!(wrong.parse::<OpId>(), Err(IdError::NotUuid), "{wrong}");
        }
    }

    #[test]
    fn board_ids_are_slugs() {
        assert!(BoardId::new("line-3-x7").is_ok());
        for wrong in ["", "Line", "a b", "ä", &"a".repeat(65)] {
            assert!(BoardId::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_seq_is_a_whole_number_however_it_is_written() {
        for text in ["7", "7.0", "0.7e1", "70e-1"] {
            assert_eq!(serde_json::from_str::<Seq>(text).unwrap(), Seq(7), "{text}");
        }
        assert_eq!(serde_json::from_str::<Seq>("18446744073709551615").unwrap(), Seq(u64::MAX));
        for wrong in ["-1", "1.5", "-1.0", "1e300", "\"7\"", "null"] {
            assert!(serde_json::from_str::<Seq>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&Seq(7)).unwrap(), "7");
    }

    #[test]
    fn a_version_7_id_tells_when_it_was_minted() {
        let id: OpId = "0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap();
        assert_eq!(id.minted_ms(), Some(0x0192_f0c1_2345));
        let id: OpId = "0192f0c1-2345-4abc-8def-0123456789ab".parse().unwrap();
        assert_eq!(id.minted_ms(), None);
    }
}
