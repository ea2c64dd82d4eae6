//! Moving by keyboard and pointer: one step at a time, never off the grid.

use super::{Arrangement, MAX_ROWS};
use tideboard_protocol::{
    RecordId,
    widget::{GRID_COLUMNS, Layout},
};

/// One press of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One column to the left.
    Left,
    /// One column to the right.
    Right,
    /// Before the widget above.
    Up,
    /// Behind the widget below.
    Down,
    /// One column narrower.
    Narrower,
    /// One column wider.
    Wider,
    /// One row lower.
    Shorter,
    /// One row higher.
    Taller,
}

impl Step {
    /// The step of an arrow key; with Shift it resizes.
    pub fn of_key(key: &str, shift: bool) -> Option<Self> {
        Some(match (key, shift) {
            ("ArrowLeft", false) => Self::Left,
            ("ArrowRight", false) => Self::Right,
            ("ArrowUp", false) => Self::Up,
            ("ArrowDown", false) => Self::Down,
            ("ArrowLeft", true) => Self::Narrower,
            ("ArrowRight", true) => Self::Wider,
            ("ArrowUp", true) => Self::Shorter,
            ("ArrowDown", true) => Self::Taller,
            _ => return None,
        })
    }
}

impl Arrangement {
    /// The arrangement after one step of a widget.
    pub fn stepped(&self, id: &RecordId, step: Step) -> Self {
        let Some(at) = self.get(id) else { return self.clone() };
        match step {
            Step::Left => self.moved(id, at.x.saturating_sub(1), at.y),
            Step::Right => self.moved(id, at.x + 1, at.y),
            Step::Up => self.jumped(id, at, (0..at.y).rev()),
            Step::Down => self.jumped(id, at, at.y + 1..=at.y + 2 * MAX_ROWS),
            Step::Narrower => self.resized(id, at.w.saturating_sub(1), at.h),
            Step::Wider => self.resized(id, at.w + 1, at.h),
            Step::Shorter => self.resized(id, at.w, at.h.saturating_sub(1)),
            Step::Taller => self.resized(id, at.w, at.h + 1),
        }
    }

    /// Rows between two widgets are no places of their own: goes on to the next one that is.
    fn jumped(&self, id: &RecordId, at: Layout, rows: impl Iterator<Item = u32>) -> Self {
        rows.map(|y| self.moved(id, at.x, y))
            .find(|next| next != self)
            .unwrap_or_else(|| self.clone())
    }
}

/// A corner in whole cells that keeps a widget of width `w` on the grid.
pub fn kept_on_grid(x: i32, y: i32, w: u32) -> (u32, u32) {
    let most = GRID_COLUMNS.saturating_sub(w);
    (u32::try_from(x).unwrap_or(0).min(most), u32::try_from(y).unwrap_or(0))
}
