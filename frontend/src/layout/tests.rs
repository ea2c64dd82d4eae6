use super::*;
use proptest::prelude::*;

fn id(name: &str) -> RecordId {
    RecordId::new(name).unwrap()
}

fn at(x: u32, y: u32, w: u32, h: u32) -> Layout {
    Layout { x, y, w, h }
}

fn board(widgets: &[(&str, Layout)]) -> Arrangement {
    Arrangement::of(widgets.iter().map(|(name, layout)| (id(name), Some(*layout))))
}

#[test]
fn holes_close_upwards_and_overlaps_are_pushed_down() {
    let board = board(&[("a", at(0, 3, 6, 2)), ("b", at(3, 4, 6, 2)), ("c", at(9, 9, 3, 1))]);
    assert_eq!(board.get(&id("a")), Some(at(0, 0, 6, 2)));
    assert_eq!(board.get(&id("b")), Some(at(3, 2, 6, 2)));
    assert_eq!(board.get(&id("c")), Some(at(9, 0, 3, 1)));
}

#[test]
fn what_was_never_placed_finds_room() {
    let wanted =
        [(id("new"), None), (id("a"), Some(at(0, 0, 4, 8))), (id("b"), Some(at(4, 0, 8, 2)))];
    assert_eq!(Arrangement::of(wanted).get(&id("new")), Some(at(4, 2, 4, 6)));
}

#[test]
fn a_widget_changes_places_with_the_one_below_when_half_of_it_is_covered() {
    let board = board(&[("a", at(0, 0, 4, 2)), ("b", at(0, 2, 4, 4))]);
    assert_eq!(board.moved(&id("a"), 0, 2), board, "not yet");
    let swapped = board.moved(&id("a"), 0, 3);
    assert_eq!(
        (swapped.get(&id("b")), swapped.get(&id("a"))),
        (Some(at(0, 0, 4, 4)), Some(at(0, 4, 4, 2)))
    );
    assert_eq!(swapped.moved(&id("a"), 0, 1), board, "and back");
}

#[test]
fn a_widget_grows_at_the_cost_of_those_below() {
    let board = board(&[("a", at(0, 0, 4, 2)), ("b", at(0, 2, 4, 2)), ("c", at(4, 0, 4, 2))]);
    let grown = board.resized(&id("a"), 6, 3);
    assert_eq!(grown.get(&id("a")), Some(at(0, 0, 6, 3)));
    assert_eq!(grown.get(&id("b")), Some(at(0, 3, 4, 2)));
    assert_eq!(grown.get(&id("c")), Some(at(4, 3, 4, 2)));
}

#[test]
fn steps_reach_every_place_and_end_at_the_edges() {
    let board = board(&[("a", at(0, 0, 4, 2)), ("b", at(0, 2, 4, 5)), ("c", at(0, 7, 4, 5))]);
    let down = board.stepped(&id("a"), Step::Down);
    assert_eq!(down.get(&id("a")).map(|layout| layout.y), Some(5));
    let down = down.stepped(&id("a"), Step::Down);
    assert_eq!(down.get(&id("a")).map(|layout| layout.y), Some(10));
    assert_eq!(down.stepped(&id("a"), Step::Down), down, "there is nothing below");
    assert_eq!(down.stepped(&id("a"), Step::Up).stepped(&id("a"), Step::Up), board);
    assert_eq!(board.stepped(&id("a"), Step::Left), board);
    assert_eq!(board.stepped(&id("a"), Step::Right).get(&id("a")), Some(at(1, 0, 4, 2)));
    let wide = (0..20).fold(board, |board, _| board.stepped(&id("a"), Step::Wider));
    assert_eq!(wide.get(&id("a")).map(|layout| layout.w), Some(12));
}

#[test]
fn only_other_places_are_written() {
    let board = board(&[("a", at(0, 0, 4, 2)), ("b", at(0, 2, 4, 2))]);
    let records = [(id("a"), Some(at(0, 0, 4, 2))), (id("b"), Some(at(0, 5, 4, 2)))].into();
    let changes: Vec<_> = board.changes(&records).collect();
    assert_eq!(changes, [(&id("b"), at(0, 2, 4, 2))]);
}

fn any_layout() -> impl Strategy<Value = Layout> {
    (0..14_u32, 0..60_u32, 0..16_u32, 0..50_u32).prop_map(|(x, y, w, h)| Layout { x, y, w, h })
}

fn any_board() -> impl Strategy<Value = BTreeMap<RecordId, Option<Layout>>> {
    let widget = ("[a-z][a-z0-9]{0,3}", proptest::option::weighted(0.9, any_layout()));
    proptest::collection::vec(widget, 1..24)
        .prop_map(|all| all.into_iter().map(|(name, layout)| (id(&name), layout)).collect())
}

/// What holds for every arrangement.
fn stands(arrangement: &Arrangement) {
    let all = arrangement.in_order();
    for (place, (name, layout)) in all.iter().enumerate() {
        assert!(layout.x + layout.w <= GRID_COLUMNS && layout.w >= 1, "{name} {layout:?}");
        assert!((1..=MAX_ROWS).contains(&layout.h), "{name} {layout:?}");
        let overlaps = |other: Layout| {
            shares_columns(*layout, other)
                && layout.y < other.y + other.h
                && other.y < layout.y + layout.h
        };
        for (other, other_layout) in &all[place + 1..] {
            assert!(!overlaps(*other_layout), "{name} {layout:?} over {other} {other_layout:?}");
        }
        let rests = layout.y == 0
            || all
                .iter()
                .any(|(_, above)| shares_columns(*layout, *above) && above.y + above.h == layout.y);
        assert!(rests, "{name} {layout:?} could move up");
    }
}

proptest! {
    #[test]
    fn whatever_records_hold_becomes_a_whole_board(records in any_board()) {
        let arrangement = Arrangement::of(records.clone());
        prop_assert_eq!(arrangement.in_order().len(), records.len());
        stands(&arrangement);
        let again = arrangement.in_order().into_iter().map(|(id, layout)| (id, Some(layout)));
        prop_assert_eq!(Arrangement::of(again), arrangement, "arranging twice changes nothing");
    }

    #[test]
    fn no_move_breaks_the_board(records in any_board(), which in any::<prop::sample::Index>(),
                                x in 0..14_u32, y in 0..80_u32) {
        let arrangement = Arrangement::of(records);
        let all = arrangement.in_order();
        let (id, before) = &all[which.index(all.len())];
        let moved = arrangement.moved(id, x, y);
        stands(&moved);
        let after = moved.get(id).unwrap();
        prop_assert_eq!((after.w, after.h), (before.w, before.h));
        prop_assert_eq!(after.x, x.min(GRID_COLUMNS - before.w), "it goes to the column asked for");
        prop_assert_eq!(arrangement.moved(id, before.x, before.y), arrangement);
    }

    #[test]
    fn no_size_breaks_the_board(records in any_board(), which in any::<prop::sample::Index>(),
                                w in 0..20_u32, h in 0..50_u32) {
        let arrangement = Arrangement::of(records);
        let all = arrangement.in_order();
        let (id, before) = &all[which.index(all.len())];
        let resized = arrangement.resized(id, w, h);
        stands(&resized);
        let after = resized.get(id).unwrap();
        prop_assert_eq!(after.h, h.clamp(1, MAX_ROWS));
        prop_assert_eq!(after.x, before.x);
    }

    #[test]
    fn written_and_read_back_it_is_the_same(records in any_board(), which in any::<prop::sample::Index>(),
                                            x in 0..12_u32, y in 0..60_u32) {
        let arrangement = Arrangement::of(records.clone());
        let all = arrangement.in_order();
        let moved = arrangement.moved(&all[which.index(all.len())].0, x, y);
        let mut written = records.clone();
        for (id, layout) in moved.changes(&records) {
            written.insert(id.clone(), Some(layout));
        }
        prop_assert_eq!(Arrangement::of(written), moved);
    }
}
