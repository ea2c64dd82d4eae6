//! What was chosen in the conflict dialog, and what it comes to.

use std::collections::{BTreeMap, BTreeSet};
use tideboard_protocol::{
    FieldMap, OpKind, Path,
    ipc::Resolution,
    view::{ConflictField, ConflictView},
};

/// What to do with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The own value.
    Mine,
    /// The server's value.
    Theirs,
    /// A text made of both.
    Merged(String),
}

impl Choice {
    /// Name for tests.
    pub fn name(choice: Option<&Self>) -> &'static str {
        match choice {
            None => "none",
            Some(Self::Mine) => "mine",
            Some(Self::Theirs) => "theirs",
            Some(Self::Merged(_)) => "merged",
        }
    }
}

/// Choices so far.
pub type Choices = BTreeMap<Path, Choice>;

/// Whether the conflict is about whole records: then there are no fields to choose from.
pub fn is_about_deletion(conflict: &ConflictView) -> bool {
    let deleting = match conflict.kind {
        OpKind::Delete | OpKind::Restore => true,
        OpKind::Create | OpKind::Patch => false,
    };
    deleting || conflict.deleted.is_some()
}

/// The decision that the choices come to; `None` while a field is undecided.
pub fn resolution(conflict: &ConflictView, choices: &Choices) -> Option<Resolution> {
    if is_about_deletion(conflict) || conflict.fields.is_empty() {
        return None;
    }
    let chosen: Vec<(&ConflictField, &Choice)> = conflict
        .fields
        .iter()
        .map(|field| Some((field, choices.get(&field.path)?)))
        .collect::<Option<_>>()?;
    if chosen.iter().all(|(_, choice)| **choice == Choice::Mine) {
        return Some(Resolution::Local);
    }
    if chosen.iter().all(|(_, choice)| **choice == Choice::Theirs) {
        return Some(Resolution::Remote);
    }
    let mut set = FieldMap::new();
    let mut remove = BTreeSet::new();
    for (field, choice) in chosen {
        match (choice, &field.mine) {
            (Choice::Mine, Some(mine)) => {
                set.insert(field.path.clone(), mine.clone());
            }
            (Choice::Mine, None) => {
                remove.insert(field.path.clone());
            }
            (Choice::Merged(text), _) => {
                set.insert(field.path.clone(), text.clone().into());
            }
            (Choice::Theirs, _) => {}
        }
    }
    Some(Resolution::Merge { set, remove })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use tideboard_protocol::{Author, BoardId, ClientId, OpId, RecordId};
    use uuid::Uuid;

    fn path(text: &str) -> Path {
        Path::new(text).unwrap()
    }

    fn field(name: &str, mine: Option<Value>) -> ConflictField {
        ConflictField {
            path: path(name),
            base: Some(json!(1)),
            mine,
            theirs: Some(json!(3)),
            by: Author {
                client_id: ClientId(Uuid::nil()),
                user: "bo".to_owned(),
                name: "Bo".to_owned(),
            },
            at: Timestamp::UNIX_EPOCH,
        }
    }

    fn conflict() -> ConflictView {
        ConflictView {
            op_id: OpId(Uuid::nil()),
            board: BoardId::new("b").unwrap(),
            record: RecordId::new("r").unwrap(),
            title: "T".to_owned(),
            record_kind: None,
            kind: OpKind::Patch,
            at: Timestamp::UNIX_EPOCH,
            device: "D".to_owned(),
            fields: vec![field("a", Some(json!(2))), field("b", None)],
            deleted: None,
        }
    }

    fn choose(choices: &[(&str, Choice)]) -> Choices {
        choices.iter().map(|(name, choice)| (path(name), choice.clone())).collect()
    }

    #[test]
    fn nothing_is_applied_while_a_field_is_undecided() {
        assert_eq!(resolution(&conflict(), &choose(&[("a", Choice::Mine)])), None);
    }

    #[test]
    fn one_side_throughout_keeps_that_side() {
        let all = |choice: Choice| choose(&[("a", choice.clone()), ("b", choice)]);
        assert_eq!(resolution(&conflict(), &all(Choice::Mine)), Some(Resolution::Local));
        assert_eq!(resolution(&conflict(), &all(Choice::Theirs)), Some(Resolution::Remote));
    }

    #[test]
    fn mixed_choices_merge_field_by_field() {
        let merged = choose(&[("a", Choice::Merged("x".to_owned())), ("b", Choice::Mine)]);
        let expected =
            Resolution::Merge { set: [(path("a"), json!("x"))].into(), remove: [path("b")].into() };
        assert_eq!(resolution(&conflict(), &merged), Some(expected), "an own removal is removed");
        let theirs = choose(&[("a", Choice::Mine), ("b", Choice::Theirs)]);
        let expected =
            Resolution::Merge { set: [(path("a"), json!(2))].into(), remove: BTreeSet::new() };
        assert_eq!(resolution(&conflict(), &theirs), Some(expected));
    }

    #[test]
    fn deletions_are_decided_as_a_whole() {
        let deleting = ConflictView { kind: OpKind::Delete, ..conflict() };
        assert!(is_about_deletion(&deleting));
        assert!(!is_about_deletion(&conflict()));
        let both = choose(&[("a", Choice::Mine), ("b", Choice::Mine)]);
        assert_eq!(resolution(&deleting, &both), None);
    }
}
