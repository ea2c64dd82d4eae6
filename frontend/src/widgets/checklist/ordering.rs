//! Where an item that is dragged would go.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// An item in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dragged {
    /// The item.
    pub id: String,
    /// In front of which item it would go, or at the end (`Some(None)`); `None`: where it is.
    pub to: Option<Option<String>>,
}

/// How an item looks while one is dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is the one in hand.
    InHand,
    /// The one in hand would go in front of it.
    Before,
    /// The one in hand would go behind it.
    After,
}

impl Dragged {
    /// How an item at a place of `of` looks.
    pub fn mark(&self, id: &str, place: usize, of: usize) -> Option<Mark> {
        match &self.to {
            _ if self.id == id => Some(Mark::InHand),
            Some(Some(before)) if before == id => Some(Mark::Before),
            Some(None) if place + 1 == of => Some(Mark::After),
            Some(_) | None => None,
        }
    }
}

/// Where an item goes if it is let go at a height of the window.
pub fn place_at(list: &NodeRef, id: &str, y: f64) -> Option<Option<String>> {
    let list = list.cast::<HtmlElement>()?;
    let rows = list.query_selector_all("[data-item]").ok()?;
    let rows = (0..rows.length()).filter_map(|row| rows.item(row)?.dyn_into::<Element>().ok());
    let middles: Vec<(String, f64)> = rows
        .filter_map(|row| {
            let rect = row.get_bounding_client_rect();
            Some((row.get_attribute("data-item")?, rect.top() + rect.height() / 2.0))
        })
        .collect();
    target(&middles, id, y)
}

/// Rows are ids with the height of their middle, from top to bottom.
fn target(rows: &[(String, f64)], id: &str, y: f64) -> Option<Option<String>> {
    let own = rows.iter().position(|(row, _)| row == id)?;
    let at = rows.iter().position(|(_, middle)| y < *middle).unwrap_or(rows.len());
    // In front of itself and behind itself is where it is.
    (at != own && at != own + 1).then(|| rows.get(at).map(|(row, _)| row.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_goes_where_it_is_let_go() {
        let rows = [("a", 10.0), ("b", 30.0), ("c", 50.0)].map(|(id, y)| (id.to_owned(), y));
        let to = |id, y| target(&rows, id, y);
        assert_eq!(to("a", 5.0), None, "where it is");
        assert_eq!(to("a", 25.0), None, "right behind itself");
        assert_eq!(to("a", 35.0), Some(Some("c".to_owned())));
        assert_eq!(to("a", 99.0), Some(None), "at the end");
        assert_eq!(to("c", 0.0), Some(Some("a".to_owned())));
        assert_eq!(to("gone", 0.0), None);
    }
}
