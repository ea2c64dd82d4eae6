//! What deciding needs to know about a board, behind one small trait.

use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{Author, ClientId, Number, Path, Point, RecordId, Seq, clash::Stamps};

/// A record, alive or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFacts {
    /// Its kind.
    pub kind: String,
    /// Seq of its creation or last restore.
    pub entry: Seq,
    /// Its deletion, if it is deleted.
    pub deleted: Option<Removal>,
}

/// When and by which client something was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// Seq of the deletion.
    pub seq: Seq,
    /// The client.
    pub by: ClientId,
}

/// A field, or the tombstone of a removed one.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldFacts {
    /// Its value; `None` for a tombstone.
    pub value: Option<Value>,
    /// Seq of its last write of any sort.
    pub seq: Seq,
    /// Its comparing writes.
    pub stamps: Stamps,
}

/// A removal of a path with everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkFacts {
    /// Seq of the newest removal.
    pub seq: Seq,
    /// Its comparing removals.
    pub stamps: Stamps,
}

/// The content of one board, as the deciding transaction sees it.
pub trait Facts {
    /// Why facts cannot be read.
    type Error;

    /// The record, alive or deleted.
    fn record(&self, record: &RecordId) -> Result<Option<RecordFacts>, Self::Error>;

    /// The field or its tombstone.
    fn field(&self, record: &RecordId, path: &Path) -> Result<Option<FieldFacts>, Self::Error>;

    /// All fields with a value, at or below a path; of a deleted record what a restore would
    /// bring back.
    fn fields(
        &self,
        record: &RecordId,
        at_or_below: Option<&Path>,
    ) -> Result<Vec<(Path, FieldFacts)>, Self::Error>;

    /// The mark that a removal left at exactly this path.
    fn mark(&self, record: &RecordId, path: &Path) -> Result<Option<MarkFacts>, Self::Error>;

    /// All paths with marks.
    fn marks(&self, record: &RecordId) -> Result<Vec<Path>, Self::Error>;

    /// Whether a series at or below a path has points.
    fn has_points(&self, record: &RecordId, at_or_below: &Path) -> Result<bool, Self::Error>;

    /// Time of the newest point of a series.
    fn newest_point(&self, record: &RecordId, path: &Path) -> Result<Option<i64>, Self::Error>;

    /// The reading at a time.
    fn point(
        &self,
        record: &RecordId,
        path: &Path,
        t_ms: i64,
    ) -> Result<Option<Number>, Self::Error>;

    /// All series with their points by rising time.
    fn points(&self, record: &RecordId) -> Result<BTreeMap<Path, Vec<Point>>, Self::Error>;

    /// Fields with a value, in live records other than `board`, at which anybody but `me` compared
    /// after `base`; at most `limit`.
    fn moved_elsewhere(
        &self,
        me: ClientId,
        base: Seq,
        limit: usize,
    ) -> Result<Vec<(Path, FieldFacts)>, Self::Error>;

    /// Who made the write at a seq that something still refers to, and when by their clock.
    fn author(&self, seq: Seq) -> Result<(Author, Timestamp), Self::Error>;
}
