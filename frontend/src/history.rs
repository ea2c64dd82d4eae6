//! Own changes that left the queue: the pages that were read so far, and each in words.

use crate::{format, op_words};
use std::collections::BTreeMap;
use tideboard_protocol::{
    Author, OpKind, Path,
    ipc::HistoryValues,
    view::{Ending, FieldEdit, HistoryItem, HistoryPage},
    widget::Fields,
};
use tideboard_words::t;

/// What was read of the history so far, without gaps: from the newest change down to some older
/// one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pages {
    items: BTreeMap<i64, HistoryItem>,
    /// There are older ones.
    pub more: bool,
}

impl Pages {
    /// Takes over the newest page. What was known below it stays, unless there may be a gap.
    pub fn renew(&mut self, page: HistoryPage) {
        let newest_known = self.items.keys().next_back().copied();
        let oldest_read = page.items.iter().map(|item| item.id).min();
        let joins = match (newest_known, oldest_read) {
            (Some(known), Some(read)) => read <= known,
            (None, _) | (Some(_), None) => false,
        };
        if !joins {
            self.items.clear();
            self.more = page.more;
        }
        self.take(page.items);
    }

    /// Adds the page below the oldest change.
    pub fn extend(&mut self, page: HistoryPage) {
        self.more = page.more;
        self.take(page.items);
    }

    fn take(&mut self, items: Vec<HistoryItem>) {
        self.items.extend(items.into_iter().map(|item| (item.id, item)));
    }

    /// Newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &HistoryItem> {
        self.items.values().rev()
    }

    /// Key of the oldest one.
    pub fn oldest(&self) -> Option<i64> {
        self.items.keys().next().copied()
    }
}

/// How a change ended, in a word or two.
pub fn ending_tag(ending: Ending) -> String {
    match ending {
        Ending::Settled => t!("ending-settled"),
        Ending::RolledBack => t!("ending-rolled-back"),
        Ending::Vanished => t!("ending-vanished"),
        Ending::KeptLocal => t!("ending-kept-local"),
        Ending::KeptRemote => t!("ending-kept-remote"),
        Ending::Merged => t!("ending-merged"),
        Ending::Reminted => t!("ending-reminted"),
        Ending::Superseded => t!("ending-superseded"),
    }
}

/// How a change ended, in a sentence.
pub fn ending_sentence(ending: Ending) -> String {
    match ending {
        Ending::Settled => t!("ending-settled-sentence"),
        Ending::RolledBack => t!("ending-rolled-back-sentence"),
        Ending::Vanished => t!("ending-vanished-sentence"),
        Ending::KeptLocal => t!("ending-kept-local-sentence"),
        Ending::KeptRemote => t!("ending-kept-remote-sentence"),
        Ending::Merged => t!("ending-merged-sentence"),
        Ending::Reminted => t!("ending-reminted-sentence"),
        Ending::Superseded => t!("ending-superseded-sentence"),
    }
}

/// Name of an ending for tests and styles.
pub fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Settled => "settled",
        Ending::RolledBack => "rolled_back",
        Ending::Vanished => "vanished",
        Ending::KeptLocal => "kept_local",
        Ending::KeptRemote => "kept_remote",
        Ending::Merged => "merged",
        Ending::Reminted => "reminted",
        Ending::Superseded => "superseded",
    }
}

/// Which values can be brought back: those that are not what the change led to.
pub fn offers(item: &HistoryItem) -> Vec<HistoryValues> {
    let theirs = (!item.theirs.is_empty()).then_some(HistoryValues::Theirs);
    match item.ending {
        Ending::Settled => vec![HistoryValues::Before],
        Ending::RolledBack | Ending::Vanished | Ending::KeptRemote | Ending::Superseded => {
            vec![HistoryValues::Mine]
        }
        Ending::KeptLocal => theirs.into_iter().collect(),
        Ending::Merged => [Some(HistoryValues::Mine), theirs].into_iter().flatten().collect(),
        Ending::Reminted => Vec::new(),
    }
}

/// Words of the button that brings values back.
pub fn offer_words(values: HistoryValues) -> String {
    match values {
        HistoryValues::Mine => t!("history-bring-mine"),
        HistoryValues::Theirs => t!("history-bring-theirs"),
        HistoryValues::Before => t!("history-bring-before"),
    }
}

/// One field of a change, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub before: String,
    pub mine: String,
    /// Where a conflict was decided.
    pub theirs: Option<String>,
}

/// The fields of a change. Those that only the other side's list names come last.
pub fn lines(item: &HistoryItem, fields: Option<&Fields>) -> Vec<Line> {
    if item.kind != OpKind::Patch && item.theirs.is_empty() {
        return Vec::new();
    }
    let theirs_of = |path: &Path| {
        let field = item.theirs.iter().find(|field| field.path == *path)?;
        Some(field.value.as_ref().map_or_else(|| t!("history-removed"), format::value))
    };
    let mut out: Vec<Line> = Vec::new();
    let mut named: Vec<&Path> = Vec::new();
    for edit in &item.edits {
        let (path, before, mine) = match edit {
            FieldEdit::Set { path, before, after } => {
                (path, format::maybe_value(before.as_ref()), format::value(after))
            }
            FieldEdit::Remove { path } => (path, String::new(), t!("history-removed")),
            FieldEdit::Increment { path, by } => (path, String::new(), format::signed(by.get())),
            FieldEdit::Append { path, points } => {
                (path, String::new(), t!("history-readings", count = *points))
            }
        };
        named.push(path);
        let label = op_words::field_label(path, fields);
        out.push(Line { label, before, mine, theirs: theirs_of(path) });
    }
    for field in item.theirs.iter().filter(|field| !named.contains(&&field.path)) {
        out.push(Line {
            label: op_words::field_label(&field.path, fields),
            before: String::new(),
            mine: String::new(),
            theirs: theirs_of(&field.path),
        });
    }
    out
}

/// Who stood on the other side of a decided conflict.
pub fn other_side(item: &HistoryItem) -> Option<&Author> {
    item.theirs.first().map(|field| &field.by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use serde_json::json;
    use tideboard_protocol::{BoardId, Cause, ClientId, OpId, RecordId, Seq, frame::FieldConflict};
    use uuid::Uuid;

    fn item(id: i64, ending: Ending) -> HistoryItem {
        HistoryItem {
            id,
            op_id: OpId(Uuid::nil()),
            board: BoardId::new("b").unwrap(),
            record: RecordId::new("r").unwrap(),
            title: "T".to_owned(),
            kind: OpKind::Patch,
            cause: Cause::Edit,
            edits: vec![FieldEdit::Set {
                path: Path::new("value").unwrap(),
                before: Some(json!(1)),
                after: json!(2),
            }],
            theirs: Vec::new(),
            ending,
            made_at: Timestamp::UNIX_EPOCH,
            ended_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn page(ids: &[i64], more: bool) -> HistoryPage {
        let items = ids.iter().map(|id| item(*id, Ending::RolledBack)).collect();
        HistoryPage { items, more }
    }

    fn ids(pages: &Pages) -> Vec<i64> {
        pages.newest_first().map(|item| item.id).collect()
    }

    fn theirs(path: &str) -> FieldConflict {
        let by = Author { client_id: ClientId(Uuid::nil()), user: "bo".into(), name: "Bo".into() };
        FieldConflict {
            path: Path::new(path).unwrap(),
            value: Some(json!(3)),
            removed: false,
            seq: Seq(4),
            by,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn pages_grow_downwards_and_are_renewed_from_above() {
        let mut pages = Pages::default();
        pages.renew(page(&[9, 8, 7], true));
        pages.extend(page(&[6, 5], false));
        assert_eq!((ids(&pages), pages.more), (vec![9, 8, 7, 6, 5], false));
        pages.renew(page(&[10, 9, 8], true));
        assert_eq!((ids(&pages), pages.more), (vec![10, 9, 8, 7, 6, 5], false));
        assert_eq!(pages.oldest(), Some(5));
    }

    #[test]
    fn where_a_gap_is_possible_the_older_ones_are_read_again() {
        let mut pages = Pages::default();
        pages.renew(page(&[3, 2], false));
        pages.renew(page(&[9, 8], true));
        assert_eq!((ids(&pages), pages.more), (vec![9, 8], true));
        pages.renew(page(&[], false));
        assert_eq!((ids(&pages), pages.more), (vec![], false));
    }

    #[test]
    fn the_losing_values_are_offered_and_no_others() {
        let lost_to = |ending| HistoryItem { theirs: vec![theirs("value")], ..item(1, ending) };
        use HistoryValues::{Before, Mine, Theirs};
        assert_eq!(offers(&item(1, Ending::Settled)), [Before]);
        assert_eq!(offers(&item(1, Ending::RolledBack)), [Mine]);
        assert_eq!(offers(&lost_to(Ending::KeptRemote)), [Mine]);
        assert_eq!(offers(&lost_to(Ending::KeptLocal)), [Theirs]);
        assert_eq!(offers(&lost_to(Ending::Merged)), [Mine, Theirs]);
        assert_eq!(offers(&item(1, Ending::Merged)), [Mine]);
        assert_eq!(offers(&item(1, Ending::Reminted)), []);
    }

    #[test]
    fn both_sides_stand_beside_each_other() {
        let item = HistoryItem {
            theirs: vec![theirs("value"), theirs("unit")],
            ..item(1, Ending::KeptRemote)
        };
        let shown = lines(&item, None);
        assert_eq!(shown.len(), 2);
        assert_eq!((shown[0].before.as_str(), shown[0].mine.as_str()), ("1", "2"));
        assert_eq!(shown[0].theirs.as_deref(), Some("3"));
        assert_eq!((shown[1].label.as_str(), shown[1].mine.as_str()), ("Unit", ""));
        assert_eq!(other_side(&item).map(|by| by.name.as_str()), Some("Bo"));
    }
}
