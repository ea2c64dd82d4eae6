//! Where a pointer is on the grid.

use crate::browser::is_mirrored;
use web_sys::{Element, PointerEvent};

/// Pixels from one cell to the next, and where the grid begins on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// From one column to the next; negative where the columns run from right to left.
    column: f64,
    /// From one row to the next.
    row: f64,
    /// How far the board is scrolled.
    scrolled: f64,
}

/// Pixels from an edge of the board within which dragging scrolls it.
const EDGE: f64 = 36.0;
/// Pixels that it scrolls then, at each move.
const SCROLL: f64 = 14.0;

impl Metrics {
    /// Measures the board; `None` where it has one column or is not on the screen.
    pub fn of(board: &Element) -> Option<Self> {
        let style = web_sys::window()?.get_computed_style(board).ok()??;
        let pixels = |name: &str| -> Option<f64> {
            style.get_property_value(name).ok()?.split("px").next()?.trim().parse().ok()
        };
        let (gap, padding) = (pixels("column-gap")?, pixels("padding-left")?);
        let inner = f64::from(board.client_width()) - 2.0 * padding;
        let columns = style.get_property_value("grid-template-columns").ok()?;
        let columns = columns.split_whitespace().count();
        (columns > 1 && inner > 0.0).then(|| Self {
            column: (inner + gap) / columns as f64 * if is_mirrored() { -1.0 } else { 1.0 },
            row: pixels("grid-auto-rows").unwrap_or(40.0) + gap,
            scrolled: f64::from(board.scroll_top()),
        })
    }

    /// How many columns and rows a pointer went, counting what the board scrolled meanwhile.
    pub fn cells(&self, from: (f64, f64), to: (f64, f64), scrolled: f64) -> (i32, i32) {
        let x = (to.0 - from.0) / self.column;
        let y = (to.1 - from.1 + scrolled - self.scrolled) / self.row;
        (x.round() as i32, y.round() as i32)
    }
}

/// Scrolls the board while something is dragged to its edge.
pub fn scroll_at_edge(board: &Element, event: &PointerEvent) {
    let rect = board.get_bounding_client_rect();
    let y = f64::from(event.client_y());
    let by = if y > rect.bottom() - EDGE {
        SCROLL
    } else if y < rect.top() + EDGE {
        -SCROLL
    } else {
        return;
    };
    board.set_scroll_top(board.scroll_top() + by as i32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_goes_by_whole_cells() {
        let metrics = Metrics { column: 100.0, row: 52.0, scrolled: 0.0 };
        assert_eq!(metrics.cells((10.0, 10.0), (49.0, 10.0), 0.0), (0, 0));
        assert_eq!(metrics.cells((10.0, 10.0), (70.0, 40.0), 0.0), (1, 1));
        assert_eq!(metrics.cells((10.0, 10.0), (-95.0, 10.0), 104.0), (-1, 2));
    }
}
