//! The menu of row and column: at the pointer, or beside its button, always within the window.

use super::{bar::Act, row::ColumnView};
use crate::{
    browser,
    components::{Glyph, Menu, MenuEntry},
};
use std::{cell::Cell, rc::Rc};
use tideboard_words::{key, plain, t};
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

/// Room to the edges of the window, in pixels.
const EDGE: f64 = 8.0;

#[derive(Properties, PartialEq)]
pub struct TableMenuProps {
    /// Where it was asked for, in pixels of the window.
    pub at: (i32, i32),
    /// The column of the cursor.
    pub column: ColumnView,
    pub has_rows: bool,
    pub is_sorted: bool,
    pub is_read_only: bool,
    pub on_act: Callback<Act>,
    pub on_close: Callback<()>,
}

/// What can be done with the row and the column of the cursor.
#[component]
pub fn TableMenu(props: &TableMenuProps) -> Html {
    let node = use_node_ref();
    let chosen = use_memo((), |()| Cell::new(None::<Act>));
    use_menu_dialog(&node, props, Rc::clone(&chosen));
    // A press beside it, and Escape.
    let onclick = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: MouseEvent| {
            if event.target_dyn_into::<HtmlDialogElement>().is_some() {
                on_close.emit(());
            }
        })
    };
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        })
    };
    let entry = |glyph: Glyph,
                 words: &'static str,
                 test_id: &'static str,
                 act: Act,
                 why_not: Option<&'static str>| {
        let onclick = {
            let (chosen, on_close) = (Rc::clone(&chosen), props.on_close.clone());
            Callback::from(move |_: MouseEvent| {
                chosen.set(Some(act));
                on_close.emit(());
            })
        };
        let is_dangerous = matches!(act, Act::RemoveRows | Act::RemoveColumn);
        let why_not = why_not.map(|why| AttrValue::from(plain(why)));
        html! { <MenuEntry {glyph} words={plain(words)} {test_id} {onclick} {why_not} {is_dangerous} /> }
    };
    let no_rows = (!props.has_rows).then_some(key!("table-no-row"));
    let not_moved = no_rows.or(props.is_sorted.then_some(key!("table-is-sorted")));
    let numeric = props.column.numeric;
    let kind = if numeric { key!("table-texts") } else { key!("table-numbers") };
    html! {
        <dialog
            ref={node} class="table-menu" aria-label={t!("table-menu")} data-testid="table-menu-list"
            {onclick} {oncancel}
        >
            <Menu label={t!("table-menu")}>
                if !props.is_read_only {
                    { entry(Glyph::Plus, key!("table-row-above"), "table-row-above", Act::RowAbove, no_rows) }
                    { entry(Glyph::Plus, key!("table-row-below"), "table-row-below", Act::RowBelow, None) }
                    { entry(Glyph::Up, key!("table-row-up"), "table-row-up", Act::RowUp, not_moved) }
                    { entry(Glyph::Chevron, key!("table-row-down"), "table-row-down", Act::RowDown, not_moved) }
                    { entry(Glyph::Trash, key!("table-remove-rows"), "table-remove", Act::RemoveRows, no_rows) }
                    <hr />
                }
                { entry(Glyph::Up, key!("table-sort-up"), "table-sort-up", Act::Sort(Some(false)), None) }
                { entry(Glyph::Chevron, key!("table-sort-down"), "table-sort-down", Act::Sort(Some(true)), None) }
                if props.is_sorted {
                    { entry(Glyph::Close, key!("table-sort-none"), "table-sort-none", Act::Sort(None), None) }
                }
                if !props.is_read_only {
                    <hr />
                    { entry(Glyph::Pencil, key!("table-rename"), "table-rename", Act::Rename, None) }
                    { entry(Glyph::Sliders, kind, "table-numbers", Act::Numbers(!numeric), None) }
                    { entry(Glyph::Plus, key!("table-column-after"), "table-column-after", Act::ColumnAfter, None) }
                    { entry(Glyph::Left, key!("table-column-left"), "table-column-left", Act::ColumnLeft, None) }
                    { entry(Glyph::Right, key!("table-column-right"), "table-column-right", Act::ColumnRight, None) }
                    { entry(Glyph::Trash, key!("table-remove-column"), "table-column-remove", Act::RemoveColumn, None) }
                }
            </Menu>
        </dialog>
    }
}

/// Shows the menu where it was asked for. What was chosen is done once the menu is gone and the
/// focus back where it was, so that it may take the focus somewhere else.
#[hook]
fn use_menu_dialog(node: &NodeRef, props: &TableMenuProps, chosen: Rc<Cell<Option<Act>>>) {
    let (at, on_act) = (props.at, props.on_act.clone());
    use_effect_with(node.clone(), move |node| {
        let before = browser::focused();
        let dialog = node.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // Fails only for a dialog that is open already.
            let _ = dialog.show_modal();
            put_at(dialog, at);
        }
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
            if let Some(before) = before {
                browser::focus(&before);
            }
            if let Some(act) = chosen.take() {
                on_act.emit(act);
            }
        }
    });
}

fn put_at(dialog: &HtmlElement, (x, y): (i32, i32)) {
    let Some(window) = web_sys::window() else { return };
    let length = |length: Result<wasm_bindgen::JsValue, _>| {
        length.ok().and_then(|it| it.as_f64()).unwrap_or(0.0)
    };
    let (width, height) = (length(window.inner_width()), length(window.inner_height()));
    let rect = dialog.get_bounding_client_rect();
    let (left, top) =
        within((f64::from(x), f64::from(y)), (rect.width(), rect.height()), (width, height));
    for (name, value) in [("--left", left), ("--top", top)] {
        // Fails only where styles are read-only.
        let _ = dialog.style().set_property(name, &format!("{value:.0}px"));
    }
}

/// Top left corner of a box that is asked for at a point: to the right and below it if there is
/// room, else as far as needed to the left and up.
fn within(
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    (right, bottom): (f64, f64),
) -> (f64, f64) {
    let left = x.min(right - width - EDGE).max(EDGE);
    let top = y.min(bottom - height - EDGE).max(EDGE);
    (left, top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_never_leaves_the_window() {
        let window = (900.0, 600.0);
        assert_eq!(within((100.0, 100.0), (200.0, 300.0), window), (100.0, 100.0));
        assert_eq!(within((890.0, 590.0), (200.0, 300.0), window), (692.0, 292.0));
        assert_eq!(within((890.0, 590.0), (1000.0, 900.0), window), (EDGE, EDGE));
    }
}
