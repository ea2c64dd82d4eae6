//! Values inside columns: JSON that keeps what Rust types tell apart.

use super::StoreError;
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeSet};
use thiserror::Error;
use tideboard_protocol::{FieldMap, Path, frame::Role};
use tideboard_sync_core::stored::{Before, OpState, PAYLOAD_VERSION};

/// [`Before`] on disk: a field that held `null` is not one that was absent.
#[derive(Deserialize)]
struct StoredBefore {
    held: FieldMap<Value>,
    absent: BTreeSet<Path>,
}

/// Why a payload cannot be read.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// Another version of the program wrote it, and there is no step from there to here.
    #[error("it is written in form {0}, and this version reads form {PAYLOAD_VERSION}")]
    Version(u32),
    /// Its content is not what its version says.
    #[error(transparent)]
    Content(#[from] serde_json::Error),
}

/// Whether payloads of a version can be read. When the form first changes, the steps from older
/// forms to the present one begin here.
pub fn at_present_version(version: u32) -> Result<(), Unreadable> {
    if version == PAYLOAD_VERSION { Ok(()) } else { Err(Unreadable::Version(version)) }
}

pub fn encode_before(before: &Before) -> Result<String, StoreError> {
    #[derive(Serialize)]
    struct Borrowed<'a> {
        held: Held<'a>,
        absent: Absent<'a>,
    }
    encode(&Borrowed { held: Held(before), absent: Absent(before) })
}

struct Held<'a>(&'a Before);

impl Serialize for Held<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().filter_map(|(path, value)| Some((path, value.as_ref()?))))
    }
}

struct Absent<'a>(&'a Before);

impl Serialize for Absent<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().filter(|(_, value)| value.is_none()).map(|(path, _)| path))
    }
}

pub fn decode_before(text: &str) -> Result<Before, serde_json::Error> {
    let StoredBefore { held, absent } = serde_json::from_str(text)?;
    let held = held.into_iter().map(|(path, value)| (path, Some(value)));
    Ok(held.chain(absent.into_iter().map(|path| (path, None))).collect())
}

/// What most rows hold.
const QUEUED: &str = r#"{"state":"queued"}"#;
/// What most others do.
const SENT: &str = r#"{"state":"sent"}"#;

pub fn encode_state(state: &OpState) -> Result<Cow<'static, str>, StoreError> {
    match state {
        OpState::Queued => Ok(QUEUED.into()),
        OpState::Sent => Ok(SENT.into()),
        OpState::Waiting { .. }
        | OpState::Acknowledged { .. }
        | OpState::Conflict(_)
        | OpState::Parked(_)
        | OpState::Doubtful(_)
        | OpState::Unreadable(_)
        | OpState::Offered
        | OpState::Gated(_) => encode(state).map(Cow::Owned),
    }
}

pub fn decode_state(text: &str) -> Result<OpState, serde_json::Error> {
    match text {
        QUEUED => Ok(OpState::Queued),
        SENT => Ok(OpState::Sent),
        text => decode(text),
    }
}

pub fn encode<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}

pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text)
}

pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Editor => "editor",
        Role::Owner => "owner",
    }
}

/// `None` for a name that this version does not know: the server tells the role anew.
pub fn role_named(name: &str) -> Option<Role> {
    match name {
        "viewer" => Some(Role::Viewer),
        "editor" => Some(Role::Editor),
        "owner" => Some(Role::Owner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_ways_write_and_read_what_the_long_ones_do() {
        for state in [OpState::Queued, OpState::Sent, OpState::Offered] {
            let text = encode(&state).unwrap();
            assert_eq!(encode_state(&state).unwrap(), text);
            assert_eq!(decode_state(&text).unwrap(), state);
        }
    }
}
