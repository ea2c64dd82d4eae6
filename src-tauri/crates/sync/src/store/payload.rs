//! Values inside columns: JSON that keeps what Rust types tell apart.

use super::StoreError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;
use tideboard_protocol::{Path, frame::Role};
use tideboard_sync_core::stored::{Before, PAYLOAD_VERSION};

/// [`Before`] on disk: a field that held `null` is not one that was absent.
#[derive(Serialize, Deserialize)]
struct StoredBefore {
    held: BTreeMap<Path, Value>,
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
    let mut stored = StoredBefore { held: BTreeMap::new(), absent: BTreeSet::new() };
    for (path, value) in before {
        match value {
            Some(value) => {
                stored.held.insert(path.clone(), value.clone());
            }
            None => {
                stored.absent.insert(path.clone());
            }
        }
    }
    encode(&stored)
}

pub fn decode_before(text: &str) -> Result<Before, serde_json::Error> {
    let stored: StoredBefore = serde_json::from_str(text)?;
    let held = stored.held.into_iter().map(|(path, value)| (path, Some(value)));
    Ok(held.chain(stored.absent.into_iter().map(|path| (path, None))).collect())
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
