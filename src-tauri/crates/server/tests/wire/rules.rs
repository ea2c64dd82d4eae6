//! The rules that decide operations, without a server: a table of small stories.

use crate::{
    model::Model,
    world::{create, op, patch, set},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tideboard_protocol::{
    Author, ClientId, Limits, Op, RejectCode, Seq,
    frame::{OpResult, Outcome, ResultCode},
};
use tideboard_server::decide::{BoardState, Right};
use uuid::Uuid;

const B: &str = "b-1";

/// A board with one record `r1`, and people who edit it.
struct Story {
    model: Model,
    now: Timestamp,
}

fn author(user: &str) -> Author {
    let mut id = [0; 16];
    id.iter_mut().zip(user.bytes()).for_each(|(byte, letter)| *byte = letter);
    let client_id = ClientId(Uuid::from_bytes(id));
    Author { client_id, user: user.to_owned(), name: format!("{user}'s device") }
}

impl Story {
    fn new(fields: Value) -> Self {
        let mut story =
            Self { model: Model::default(), now: "2026-03-01T12:00:00Z".parse().unwrap() };
        story.applies("ana", create(B, "board", "board", json!({"title": "T"})));
        story.applies("ana", create(B, "r1", "note", fields));
        story
    }

    fn head(&self) -> Seq {
        self.model.head
    }

    fn does(&mut self, user: &str, op: Value) -> OpResult {
        let (op, _) = Op::decode(&op.to_string(), &Limits::default()).unwrap();
        let right = match user {
            "ana" => Right::Own,
            "feed" => Right::Feed,
            "vera" => Right::Read,
            "nobody" => Right::Nothing,
            _ => Right::Edit,
        };
        let result = self.model.take(&op, &author(user), right, self.now);
        assert_eq!(self.model.hash, self.model.hash_of_state(), "after {op:?}");
        result
    }

    fn applies(&mut self, user: &str, op: Value) -> Seq {
        let result = self.does(user, op);
        assert_eq!(result.outcome, Outcome::Applied, "{result:?}");
        result.seq.unwrap()
    }

    fn noop(&mut self, user: &str, op: Value) {
        let head = self.head();
        let result = self.does(user, op);
        assert_eq!((result.outcome, result.seq), (Outcome::Noop, Some(head)), "{result:?}");
    }

    /// The clashing paths with the server's values; null for removed.
    fn clashes(&mut self, user: &str, op: Value) -> Vec<(String, Value)> {
        let head = self.head();
        let result = self.does(user, op);
        assert_eq!((result.outcome, result.seq), (Outcome::Conflict, Some(head)), "{result:?}");
        let told = result.conflicts.into_iter().map(|conflict| {
            assert_eq!(conflict.removed, conflict.value.is_none());
            (conflict.path.to_string(), conflict.value.unwrap_or_default())
        });
        told.collect()
    }

    fn rejects(&mut self, user: &str, op: Value) -> RejectCode {
        let result = self.does(user, op);
        match (result.outcome, result.code, result.seq) {
            (Outcome::Rejected, Some(ResultCode::Reject(code)), None) => code,
            _ => panic!("expected a rejection, got {result:?}"),
        }
    }
}

fn at(pairs: &[(&str, Value)]) -> Vec<(String, Value)> {
    pairs.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect()
}

#[test]
fn different_fields_merge_by_themselves() {
    let mut story = Story::new(json!({"a": 1, "b": 1}));
    let base = story.head();
    story.applies("ana", set(B, "r1", base, json!({"a": 2})));
    story.applies("bo", set(B, "r1", base, json!({"b": 2})));
    assert_eq!(story.model.value("r1", "a"), Some(json!(2)));
}

#[test]
fn a_foreign_write_after_the_base_clashes_and_names_every_field() {
    let mut story = Story::new(json!({"a": 1, "b": 1, "c": 1}));
    let base = story.head();
    story.applies("ana", set(B, "r1", base, json!({"a": 2, "b": 2})));
    let clashes = story.clashes("bo", set(B, "r1", base, json!({"a": 3, "b": 4, "c": 5})));
    assert_eq!(clashes, at(&[("a", json!(2)), ("b", json!(2))]));
    assert_eq!(story.model.value("r1", "c"), Some(json!(1)), "nothing applied");
    let seen = story.head();
    story.applies("bo", set(B, "r1", seen, json!({"a": 3})));
}

#[test]
fn ones_own_earlier_writes_never_clash_but_foreign_ones_are_not_hidden_by_them() {
    let mut story = Story::new(json!({"a": 1}));
    let base = story.head();
    story.applies("bo", set(B, "r1", base, json!({"a": 2})));
    story.applies("bo", set(B, "r1", base, json!({"a": 3})));
    let seen = story.head();
    story.applies("ana", set(B, "r1", seen, json!({"a": 4})));
    let own = story.head();
    story.applies("bo", set(B, "r1", own, json!({"a": 5})));
    let clashes = story.clashes("bo", set(B, "r1", seen, json!({"a": 6})));
    assert_eq!(clashes, at(&[("a", json!(5))]), "ana's write came after what this one had seen");
}

#[test]
fn equal_values_never_clash_and_change_nothing() {
    let mut story = Story::new(json!({"a": 1, "b": {"x": [1, 2.5]}}));
    let base = story.head();
    let moved = story.applies("ana", set(B, "r1", base, json!({"a": 2})));
    story.noop("bo", set(B, "r1", base, json!({"a": 2.0, "b": {"x": [1.0, 2.5]}})));
    // Bo's equal write left no stamps: Ana goes on from what she had seen.
    story.applies("ana", set(B, "r1", moved, json!({"a": 3})));
    let mixed = set(B, "r1", base, json!({"b": {"x": [1, 2.5]}, "c": 1}));
    let result = story.does("bo", mixed);
    assert_eq!(result.outcome, Outcome::Applied);
}

#[test]
fn increments_add_up_without_comparing() {
    let mut story = Story::new(json!({"n": 1, "text": "x"}));
    let base = story.head();
    let add = |by: Value| patch(B, "r1", base, json!({"inc": {"n": by, "fresh": 1}}));
    story.applies("ana", add(json!(2)));
    story.applies("bo", add(json!(0.5)));
    assert_eq!(story.model.value("r1", "n"), Some(json!(3.5)));
    assert_eq!(story.model.value("r1", "fresh"), Some(json!(2)), "it started at 0");
    story.applies("ana", set(B, "r1", base, json!({"n": 10})));
    let text = patch(B, "r1", base, json!({"inc": {"text": 1}}));
    assert_eq!(story.rejects("bo", text), RejectCode::TypeMismatch);
    let beyond = patch(B, "r1", base, json!({"inc": {"n": 9_007_199_254_740_991_i64}}));
    assert_eq!(story.rejects("bo", beyond), RejectCode::InvalidValue);
    story.noop("bo", patch(B, "r1", base, json!({"inc": {"n": 0}})));
}

#[test]
fn a_removal_takes_everything_below_with_it() {
    let mut story = Story::new(json!({"rows": 0, "rows/1/a": 1, "rows/1/b": 1, "rows-2": 1}));
    let base = story.head();
    story.applies("ana", patch(B, "r1", base, json!({"append": {"rows/1/s": [[1000, 1]]}})));
    story.applies("ana", patch(B, "r1", base, json!({"remove": ["rows"]})));
    for path in ["rows", "rows/1/a", "rows/1/b"] {
        assert_eq!(story.model.value("r1", path), None, "{path}");
    }
    assert!(story.model.times("r1", "rows/1/s").is_empty());
    assert_eq!(story.model.value("r1", "rows-2"), Some(json!(1)), "a sibling with a like name");
    story.noop("bo", patch(B, "r1", base, json!({"remove": ["rows", "never/there"]})));
}

#[test]
fn a_write_clashes_with_a_foreign_removal_of_the_field_or_of_anything_above_it() {
    let mut story = Story::new(json!({"rows/1/a": 1}));
    let base = story.head();
    let removed = story.applies("ana", patch(B, "r1", base, json!({"remove": ["rows/1"]})));
    let write = |path: &str, base: Seq| set(B, "r1", base, json!({path: 2}));
    let null = Value::Null;
    assert_eq!(story.clashes("bo", write("rows/1/a", base)), at(&[("rows/1/a", null.clone())]));
    assert_eq!(story.clashes("bo", write("rows/1/new", base)), at(&[("rows/1/new", null)]));
    story.applies("bo", write("rows/2/a", base));
    story.applies("ana", write("rows/1/a", base));
    story.applies("bo", write("rows/1/b", removed));
}

#[test]
fn a_removal_clashes_with_foreign_writes_below_it() {
    let mut story = Story::new(json!({"rows/1/a": 1, "rows/1/b": 1}));
    let base = story.head();
    story.applies("ana", set(B, "r1", base, json!({"rows/1/b": 2, "rows/1/c": 3})));
    let remove = patch(B, "r1", base, json!({"remove": ["rows/1"]}));
    let clashes = story.clashes("bo", remove);
    assert_eq!(clashes, at(&[("rows/1/b", json!(2)), ("rows/1/c", json!(3))]));
    let seen = story.head();
    story.applies("bo", patch(B, "r1", seen, json!({"remove": ["rows", "rows/1"]})));
}

#[test]
fn increments_and_feeds_do_not_stand_in_the_way_of_a_removal() {
    let mut story = Story::new(json!({"n": 1, "v": 1}));
    let base = story.head();
    story.applies("ana", patch(B, "r1", base, json!({"inc": {"n": 1}})));
    story.applies("feed", op(B, "r1", "patch", Value::Null, json!({"set": {"v": 2}})));
    story.applies("bo", patch(B, "r1", base, json!({"remove": ["n", "v"]})));
}

#[test]
fn a_series_keeps_one_point_per_time_and_only_so_much_of_the_past() {
    let mut story = Story::new(json!({}));
    let base = story.head();
    let week = Limits::default().points_ms;
    let now = story.now.as_millisecond();
    let append = |points: Value| patch(B, "r1", base, json!({"append": {"s": points}}));
    story.applies("ana", append(json!([[now - week, 1], [now - 10, 1], [now - 10, 2]])));
    assert_eq!(story.model.times("r1", "s"), [now - week, now - 10]);
    story.noop("bo", append(json!([[now - 10, 2.0]])));
    story.applies("bo", append(json!([[now, 3], [now - week - 1, 4]])));
    assert_eq!(story.model.times("r1", "s"), [now - week, now - 10, now]);
    story.applies("bo", append(json!([[now + 3_600_000, 3]])));
    assert_eq!(story.model.times("r1", "s"), [now - 10, now, now + 3_600_000]);
    story.noop("bo", append(json!([[now - week, 9]])));
    let ahead = append(json!([[now + 3_600_001, 1]]));
    assert_eq!(story.rejects("bo", ahead), RejectCode::InvalidValue);
}

#[test]
fn a_deleted_record_stops_edits_until_it_is_restored() {
    let mut story = Story::new(json!({"a": 1, "b/c": 1}));
    let base = story.head();
    story.applies("ana", patch(B, "r1", base, json!({"remove": ["b"]})));
    let base = story.head();
    let deleted = story.applies("ana", op(B, "r1", "delete", base.0, json!({})));
    story.noop("bo", op(B, "r1", "delete", base.0, json!({})));
    let late = story.does("bo", set(B, "r1", base, json!({"a": 2})));
    let told = late.deleted.unwrap();
    assert_eq!((late.outcome, told.seq, told.by), (Outcome::Conflict, deleted, author("ana")));
    assert_eq!(story.rejects("bo", create(B, "r1", "note", json!({}))), RejectCode::Exists);
    let foreign = story.does("bo", op(B, "r1", "restore", base.0, json!({})));
    assert_eq!(foreign.deleted.unwrap().seq, deleted, "ana deleted after what bo had seen");
    let restored = story.applies("bo", op(B, "r1", "restore", deleted.0, json!({})));
    story.noop("bo", op(B, "r1", "restore", restored.0, json!({})));
    assert_eq!(story.model.value("r1", "a"), Some(json!(1)));
    assert_eq!(story.model.value("r1", "b/c"), None);
    // Stamps stayed: bo's restore stands in nobody's way.
    story.applies("ana", set(B, "r1", base, json!({"a": 5})));
}

#[test]
fn ones_own_deletion_can_always_be_taken_back() {
    let mut story = Story::new(json!({}));
    let base = story.head();
    story.applies("bo", op(B, "r1", "delete", base.0, json!({})));
    story.applies("bo", op(B, "r1", "restore", base.0, json!({})));
}

#[test]
fn a_deletion_clashes_with_foreign_writes_of_any_field() {
    let mut story = Story::new(json!({"a": 1, "b": 1}));
    let base = story.head();
    story.applies("ana", set(B, "r1", base, json!({"b": 2})));
    let clashes = story.clashes("bo", op(B, "r1", "delete", base.0, json!({})));
    assert_eq!(clashes, at(&[("b", json!(2))]));
    story.applies("ana", op(B, "r1", "delete", base.0, json!({})));
}

#[test]
fn feeds_never_clash_and_leave_no_stamps() {
    let mut story = Story::new(json!({"v": 1}));
    let base = story.head();
    let feed = |n: i64| op(B, "r1", "patch", Value::Null, json!({"set": {"v": n}}));
    story.applies("feed", feed(2));
    story.applies("bo", set(B, "r1", base, json!({"v": 3})));
    story.applies("feed", feed(4));
    let clashes = story.clashes("ana", set(B, "r1", base, json!({"v": 5})));
    assert_eq!(clashes, at(&[("v", json!(4))]), "bo's write clashes, the feed's value is told");
}

#[test]
fn rights_are_judged_first_and_hidden_boards_are_unknown() {
    let mut story = Story::new(json!({}));
    let base = story.head();
    let write = set(B, "nothing", base, json!({"a": 1}));
    assert_eq!(story.rejects("nobody", write.clone()), RejectCode::UnknownBoard);
    assert_eq!(story.rejects("vera", write.clone()), RejectCode::Forbidden);
    assert_eq!(story.rejects("bo", write), RejectCode::UnknownRecord);
    let founding = create(B, "board", "board", json!({}));
    assert_eq!(story.rejects("nobody", founding.clone()), RejectCode::Forbidden);
    assert_eq!(story.rejects("ana", founding), RejectCode::Exists);
    let restore = op(B, "r1", "restore", base.0, json!({}));
    assert_eq!(story.rejects("feed", restore), RejectCode::Forbidden);
}

#[test]
fn deleting_the_board_record_deletes_the_board() {
    let mut story = Story::new(json!({"a": 1}));
    let base = story.head();
    let delete = |base: Seq| op(B, "board", "delete", base.0, json!({}));
    assert_eq!(story.rejects("bo", delete(base)), RejectCode::Forbidden);
    story.applies("bo", set(B, "r1", base, json!({"a": 2})));
    assert_eq!(story.clashes("ana", delete(base)), at(&[("a", json!(2))]));
    let seen = story.head();
    let gone = story.model.clone();
    let (op, _) = Op::decode(&delete(seen).to_string(), &Limits::default()).unwrap();
    story.model.take(&op, &author("ana"), Right::Own, story.now);
    assert_eq!(story.model.state(), BoardState::Gone { head: seen.next() });
    assert_eq!(gone.state(), BoardState::Live { head: seen, hash: gone.hash });
}
