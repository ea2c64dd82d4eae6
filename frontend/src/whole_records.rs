//! Changes of whole widgets and boards: adding, copying, moving, deleting, bringing back. Pure
//! functions from what is shown to what is sent.

use crate::{
    layout::Arrangement,
    widgets::{Offer, beginning, put},
};
use serde_json::Value;
use std::collections::BTreeMap;
use tideboard_protocol::{
    BoardId, OpKind, RecordId,
    ipc::EditRequest,
    view::RecordView,
    widget::{self, Fields, Layout},
};
use tideboard_words::t;

/// Longest title that is made here, in letters.
pub const TITLE_LETTERS: usize = 200;

/// A change of the given kind that says nothing more yet.
fn edit(board: &BoardId, record: RecordId, kind: OpKind) -> EditRequest {
    EditRequest { kind, ..EditRequest::patch(board.clone(), record) }
}

/// Creates a widget with these fields.
pub fn creation(board: &BoardId, record: RecordId, kind: &str, fields: Fields) -> EditRequest {
    EditRequest {
        record_kind: Some(kind.to_owned()),
        set: fields.into_iter().collect(),
        ..edit(board, record, OpKind::Create)
    }
}

/// Adds a widget of an offered kind at the first free place.
pub fn add(board: &BoardId, record: RecordId, offer: Offer, shown: &Arrangement) -> EditRequest {
    let (w, h) = offer.size;
    let mut adding = creation(board, record, offer.kind.name(), beginning(offer.kind));
    set_layout(&mut adding, shown.room_for(w, h));
    adding
}

/// Adds a copy of a widget, with its readings, at the first free place.
pub fn duplicate(
    board: &BoardId,
    record: RecordId,
    original: &RecordView,
    shown: &Arrangement,
) -> EditRequest {
    let mut copy = again(board, original);
    copy.record = record;
    let title = t!("copy-of", title = widget::title(&original.fields, &original.kind));
    put(&mut copy, "title", shortened(&title));
    let (w, h) = shown.get(&original.id).map_or((4, 6), |layout| (layout.w, layout.h));
    set_layout(&mut copy, shown.room_for(w, h));
    copy
}

/// Adds a widget again as it was, for one whose creation was never sent and vanished.
pub fn again(board: &BoardId, original: &RecordView) -> EditRequest {
    let mut adding = creation(board, original.id.clone(), &original.kind, original.fields.clone());
    adding.append = original.points.clone();
    adding
}

/// Deletes a widget.
pub fn delete(board: &BoardId, record: &RecordId) -> EditRequest {
    edit(board, record.clone(), OpKind::Delete)
}

/// Brings a deleted widget back.
pub fn restore(board: &BoardId, record: &RecordId) -> EditRequest {
    edit(board, record.clone(), OpKind::Restore)
}

/// Writes the places that differ from what the records hold.
pub fn arrange(
    board: &BoardId,
    records: &BTreeMap<RecordId, Option<Layout>>,
    wanted: &Arrangement,
) -> Vec<EditRequest> {
    let patch = |(record, layout): (&RecordId, Layout)| {
        let held = records.get(record).copied().flatten();
        let mut patch = edit(board, record.clone(), OpKind::Patch);
        for (name, value, before) in [
            ("x", layout.x, held.map(|held| held.x)),
            ("y", layout.y, held.map(|held| held.y)),
            ("w", layout.w, held.map(|held| held.w)),
            ("h", layout.h, held.map(|held| held.h)),
        ] {
            if before != Some(value) {
                put(&mut patch, &format!("layout/{name}"), value);
            }
        }
        patch
    };
    wanted.changes(records).map(patch).collect()
}

/// Creates a board.
pub fn create_board(board: &BoardId, title: &str) -> EditRequest {
    let fields = [("title", Value::from(shortened(title)))];
    let fields = fields.into_iter().filter_map(|(path, value)| Some((path.parse().ok()?, value)));
    creation(board, RecordId::board(), "board", fields.collect())
}

/// Gives a board another title.
pub fn rename_board(board: &BoardId, title: &str) -> EditRequest {
    let mut renaming = edit(board, RecordId::board(), OpKind::Patch);
    put(&mut renaming, "title", shortened(title));
    renaming
}

/// Deletes a board with all it holds.
pub fn delete_board(board: &BoardId) -> EditRequest {
    delete(board, &RecordId::board())
}

/// Creates a board with copies of widgets; their ids are free again on another board.
pub fn copy_board<'a>(
    board: &BoardId,
    title: &str,
    records: impl IntoIterator<Item = &'a RecordView>,
) -> Vec<EditRequest> {
    let copies = records.into_iter().map(|record| again(board, record));
    std::iter::once(create_board(board, title)).chain(copies).collect()
}

/// A slug out of a title: what of it can be written in one, and random letters at the end.
pub fn board_slug(title: &str, random: &str) -> Option<BoardId> {
    let mut slug = String::new();
    for letter in title.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    let slug = if slug.is_empty() { "board" } else { slug };
    BoardId::new(format!("{slug}-{random}")).ok()
}

fn set_layout(edit: &mut EditRequest, layout: Layout) {
    for (name, value) in [("x", layout.x), ("y", layout.y), ("w", layout.w), ("h", layout.h)] {
        put(edit, &format!("layout/{name}"), value);
    }
}

fn shortened(title: &str) -> String {
    title.trim().chars().take(TITLE_LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::OFFERS;
    use serde_json::json;

    fn board() -> BoardId {
        BoardId::new("line-3").unwrap()
    }

    fn id(name: &str) -> RecordId {
        RecordId::new(name).unwrap()
    }

    #[test]
    fn a_new_widget_has_a_place_of_its_own() {
        let shown = Arrangement::of([(id("a"), Some(Layout { x: 0, y: 0, w: 12, h: 4 }))]);
        let adding = add(&board(), id("b"), OFFERS[0], &shown);
        assert_eq!(adding.kind, OpKind::Create);
        assert_eq!(adding.record_kind.as_deref(), Some(OFFERS[0].kind.name()));
        assert_eq!(adding.set["layout/y"], json!(4));
    }

    #[test]
    fn moving_writes_only_what_differs() {
        let place = |x, y| Some(Layout { x, y, w: 4, h: 2 });
        let records: BTreeMap<_, _> = [(id("a"), place(0, 0)), (id("b"), place(4, 0))].into();
        let moved = Arrangement::of(records.clone()).moved(&id("b"), 8, 0);
        let edits = arrange(&board(), &records, &moved);
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0].record, id("b"));
        let written: Vec<_> =
            edits[0].set.iter().map(|(path, value)| (path.as_str(), value)).collect();
        assert_eq!(written, [("layout/x", &json!(8))]);
    }

    #[test]
    fn slugs_are_well_formed_whatever_the_title() {
        let slug = |title: &str| board_slug(title, "k3x9").unwrap().to_string();
        assert_eq!(slug("Line 3 · Bottling"), "line-3-bottling-k3x9");
        assert_eq!(slug("灌装线"), "board-k3x9");
        assert_eq!(slug("  ***  "), "board-k3x9");
        assert!(slug(&"x".repeat(500)).len() <= 64);
    }

    #[test]
    fn titles_are_kept_within_reason() {
        let renaming = rename_board(&board(), &"é".repeat(10_000));
        let title = renaming.set["title"].as_str().unwrap();
        assert_eq!(title.chars().count(), TITLE_LETTERS);
    }
}
