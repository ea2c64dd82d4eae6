//! What a server tells about a record: the still current part of one applied write.

use crate::{ClientId, Path, Point, RecordId, Seq};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Who made a change, and on which device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The device.
    pub client_id: ClientId,
    /// The user's id.
    pub user: String,
    /// The device's name, as its hello gave it.
    pub name: String,
}

/// What of one write is still current. Applied in seq order; `removed` before `set`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The record.
    pub record: RecordId,
    /// The write's position.
    pub seq: Seq,
    /// Present at creation and restore: the record lives from here, with this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_kind: Option<String>,
    /// Paths removed, each with all below it and its points.
    #[serde(default)]
    pub removed: Vec<Path>,
    /// Fields with their values.
    #[serde(default)]
    pub set: BTreeMap<Path, Value>,
    /// Points added to series.
    #[serde(default)]
    pub points: BTreeMap<Path, Vec<Point>>,
    /// The record was deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Who wrote it.
    pub by: Author,
    /// When the author made it, by the author's clock.
    pub at: Timestamp,
}
