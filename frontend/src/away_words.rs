//! What happened during an absence, in words.

use tideboard_protocol::view::{AwayChange, AwayKind, AwayView};
use tideboard_words::t;

/// The whole in a few parts; never empty.
pub fn summary(view: &AwayView) -> Vec<String> {
    let mut parts = Vec::new();
    let changed = view.others.len() as u32 + view.more;
    if changed > 0 {
        parts.push(t!("away-others-changed", count = changed));
    }
    parts.extend(own(view));
    parts
}

/// What became of the own changes.
pub fn own(view: &AwayView) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = |count: u32, words: fn(u32) -> String| {
        if count > 0 {
            parts.push(words(count));
        }
    };
    part(view.applied, |count| t!("away-applied", count = count));
    part(view.merged, |count| t!("away-merged", count = count));
    part(view.conflicts, |count| t!("away-conflicts", count = count));
    part(view.refused, |count| t!("away-refusals", count = count));
    parts
}

/// What was done to a widget, in a word.
pub fn kind_tag(kind: AwayKind) -> String {
    match kind {
        AwayKind::Added => t!("away-new"),
        AwayKind::Changed => t!("away-changed"),
        AwayKind::Moved => t!("away-moved"),
        AwayKind::Deleted => t!("away-deleted"),
    }
}

/// Name of what was done, for tests and styles.
pub fn kind_name(kind: AwayKind) -> &'static str {
    match kind {
        AwayKind::Added => "new",
        AwayKind::Changed => "changed",
        AwayKind::Moved => "moved",
        AwayKind::Deleted => "deleted",
    }
}

/// By whom, and how much of it; `clock` writes a time.
pub fn about(change: &AwayChange, clock: impl Fn(jiff::Timestamp) -> String) -> String {
    let by = change.by.as_ref().map(|by| by.name.clone());
    let by = by.unwrap_or_else(|| t!("away-somebody-then-you"));
    let mut words = format!("{by} · {}", clock(change.at));
    if change.kind == AwayKind::Changed && change.fields > 0 {
        let fields = t!("away-fields", count = change.fields);
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
