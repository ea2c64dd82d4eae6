//! The layout engine: widgets on 12 columns, without overlaps, and without holes above them.
//!
//! Widgets fall upwards like bricks in reading order. What records hold may overlap or leave
//! holes, because two people moved widgets at the same time or a widget was deleted; every window
//! makes the same picture of it, and nothing has to be written for that. Moving or resizing a
//! widget gives a new arrangement; only the places that differ from what records hold are written.

mod steps;

pub use steps::{Step, kept_on_grid};

use std::{cmp::Reverse, collections::BTreeMap};
use tideboard_protocol::{
    RecordId,
    order::sort_by,
    widget::{GRID_COLUMNS, Layout},
};

/// Size of a widget that was never placed.
const UNPLACED: (u32, u32) = (4, 6);
/// Most rows that a widget takes.
pub const MAX_ROWS: u32 = 40;

/// Where every widget is: no two overlap, and none could move up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangement(BTreeMap<RecordId, Layout>);

impl Arrangement {
    /// Makes an arrangement of what the records hold; those without a place come last.
    pub fn of(wanted: impl IntoIterator<Item = (RecordId, Option<Layout>)>) -> Self {
        let (mut placed, mut unplaced) = (Vec::new(), Vec::new());
        for (id, layout) in wanted {
            match layout {
                Some(layout) => placed.push((id, clamped(layout))),
                None => unplaced.push(id),
            }
        }
        sort_by(&mut placed, |a, b| reading_order(a).cmp(&reading_order(b)));
        let mut arrangement = Self::fallen(placed);
        sort_by(&mut unplaced, Ord::cmp);
        for id in unplaced {
            let (w, h) = UNPLACED;
            let layout = arrangement.room_for(w, h);
            arrangement.0.insert(id, layout);
        }
        arrangement
    }

    /// Lets widgets fall upwards in the given order. It is kept among those that share columns,
    /// so doing it again changes nothing.
    fn fallen(ordered: impl IntoIterator<Item = (RecordId, Layout)>) -> Self {
        let mut skyline = [0_u32; GRID_COLUMNS as usize];
        let fall = |(id, layout): (RecordId, Layout)| {
            let columns = &mut skyline[columns(layout)];
            let y = columns.iter().copied().max().unwrap_or(0);
            columns.fill(y + layout.h);
            (id, Layout { y, ..layout })
        };
        Self(ordered.into_iter().map(fall).collect())
    }

    /// Place of a widget.
    pub fn get(&self, id: &RecordId) -> Option<Layout> {
        self.0.get(id).copied()
    }

    /// The widgets in reading order.
    pub fn in_order(&self) -> Vec<(RecordId, Layout)> {
        let mut all: Vec<_> = self.0.iter().map(|(id, layout)| (id.clone(), *layout)).collect();
        sort_by(&mut all, |a, b| reading_order(a).cmp(&reading_order(b)));
        all
    }

    /// The highest, then leftmost place at which a new widget hides nothing and pushes nothing.
    pub fn room_for(&self, w: u32, h: u32) -> Layout {
        let w = w.clamp(1, GRID_COLUMNS);
        let bottom = |x: u32| {
            let wanted = Layout { x, y: 0, w, h };
            let below = self.0.values().filter(|other| shares_columns(wanted, **other));
            below.map(|other| other.y + other.h).max().unwrap_or(0)
        };
        let x = (0..=GRID_COLUMNS - w).min_by_key(|x| (bottom(*x), *x)).unwrap_or(0);
        clamped(Layout { x, y: bottom(x), w, h })
    }

    /// The arrangement after a widget was moved so that its corner is at `(x, y)`.
    ///
    /// It goes before a widget in its way once it covers half of that, so that a small move to
    /// either side is enough.
    pub fn moved(&self, id: &RecordId, x: u32, y: u32) -> Self {
        let Some(from) = self.get(id) else { return self.clone() };
        let to = clamped(Layout { x, y, ..from });
        let others: Vec<_> = self.in_order().into_iter().filter(|(other, _)| other != id).collect();
        let comes_after = |other: Layout| {
            // In halves of a row: the middle of a widget may lie between two.
            let middle = 2 * other.y + other.h;
            if other.y > from.y { 2 * (to.y + to.h) > middle } else { 2 * to.y >= middle }
        };
        let place = others
            .iter()
            .rposition(|(_, other)| shares_columns(to, *other) && comes_after(*other))
            .map_or(0, |last| last + 1);
        Self::fallen(with(others, place, (id.clone(), to)))
    }

    /// The arrangement after a widget got another size; it keeps its corner where it can.
    pub fn resized(&self, id: &RecordId, w: u32, h: u32) -> Self {
        let Some(from) = self.get(id) else { return self.clone() };
        let w = w.clamp(1, GRID_COLUMNS - from.x.min(GRID_COLUMNS - 1));
        let to = clamped(Layout { w, h, ..from });
        let others: Vec<_> = self.in_order().into_iter().filter(|(other, _)| other != id).collect();
        let place = others.partition_point(|(_, other)| other.y < to.y);
        Self::fallen(with(others, place, (id.clone(), to)))
    }

    /// What has to be written so that `records` say this arrangement.
    pub fn changes<'a>(
        &'a self,
        records: &'a BTreeMap<RecordId, Option<Layout>>,
    ) -> impl Iterator<Item = (&'a RecordId, Layout)> {
        self.0
            .iter()
            .filter(|(id, layout)| records.get(*id).is_some_and(|held| *held != Some(**layout)))
            .map(|(id, layout)| (id, *layout))
    }
}

/// Inserts the moved widget among the others.
fn with<T>(mut all: Vec<T>, place: usize, moved: T) -> Vec<T> {
    all.insert(place.min(all.len()), moved);
    all
}

fn reading_order((id, layout): &(RecordId, Layout)) -> (u32, u32, Reverse<u32>, &RecordId) {
    (layout.y, layout.x, Reverse(layout.w), id)
}

fn columns(layout: Layout) -> std::ops::Range<usize> {
    layout.x as usize..(layout.x + layout.w) as usize
}

fn shares_columns(a: Layout, b: Layout) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w
}

fn clamped(layout: Layout) -> Layout {
    let w = layout.w.clamp(1, GRID_COLUMNS);
    Layout { x: layout.x.min(GRID_COLUMNS - w), y: layout.y, w, h: layout.h.clamp(1, MAX_ROWS) }
}

#[cfg(test)]
mod tests;
