//! What happened during an absence, in words.

use crate::format;
use tideboard_protocol::view::{AwayChange, AwayKind, AwayView};

/// The whole in a few parts; never empty.
pub fn summary(view: &AwayView) -> Vec<String> {
    let mut parts = Vec::new();
    let changed = view.others.len() as u32 + view.more;
    if changed > 0 {
        let widgets = format::counted(changed, "widget", "widgets");
        parts.push(format!("others changed {widgets}"));
    }
    parts.extend(own(view));
    parts
}

/// What became of the own changes.
pub fn own(view: &AwayView) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = |count: u32, one: &str, many: &str| {
        if count > 0 {
            parts.push(format::counted(count, one, many));
        }
    };
    part(view.applied, "change of yours took effect", "changes of yours took effect");
    part(view.merged, "was put together with theirs", "were put together with theirs");
    part(view.conflicts, "conflict needs you", "conflicts need you");
    part(view.refused, "refused change needs you", "refused changes need you");
    parts
}

/// What was done to a widget, in a word.
pub fn kind_tag(kind: AwayKind) -> &'static str {
    match kind {
        AwayKind::Added => "new",
        AwayKind::Changed => "changed",
        AwayKind::Moved => "moved",
        AwayKind::Deleted => "deleted",
    }
}

/// By whom, and how much of it; `clock` writes a time.
pub fn about(change: &AwayChange, clock: impl Fn(jiff::Timestamp) -> String) -> String {
    let by = change.by.as_ref().map_or("somebody, then you", |by| by.name.as_str());
    let mut words = format!("{by} · {}", clock(change.at));
    if change.kind == AwayKind::Changed && change.fields > 0 {
        let fields = format::counted(change.fields, "field", "fields");
        words = format!("{words} · {fields}");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn view() -> AwayView {
        AwayView {
            since: Timestamp::UNIX_EPOCH,
            until: Timestamp::UNIX_EPOCH,
            others: Vec::new(),
            more: 0,
            applied: 0,
            merged: 0,
            conflicts: 0,
            refused: 0,
        }
    }

    #[test]
    fn only_what_happened_is_said() {
        let view = AwayView { more: 3, applied: 1, conflicts: 2, ..view() };
        assert_eq!(
            summary(&view).join(" · "),
            "others changed 3 widgets · 1 change of yours took effect · 2 conflicts need you"
        );
    }
}
