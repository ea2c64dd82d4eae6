//! What hands do to a table: keys, the pointer, the clipboard, the menu.

use super::{
    bar::Act,
    cells::Sorting,
    changes::Changes,
    cursor::{Motion, Place, Selection, Spot},
    keys::{Intent, Key, Start, on_cell, while_editing},
    row::Pull,
    sheet::Sheet,
    window::ROW_PX,
};
use crate::{
    browser::{self, Pasted},
    components::Toast,
    format, limits,
    state::Shared,
    tsv,
};
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use tideboard_protocol::view::RecordView;
use tideboard_words::t;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// Letters of a text that a toast quotes.
const QUOTE: usize = 80;

/// What is being typed into a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The cell.
    pub spot: Spot,
    /// What is typed.
    pub text: String,
    /// What the cell held when that began.
    pub before: String,
}

/// A table at hand, as it was drawn last.
#[derive(Clone)]
pub struct Hands {
    pub sheet: Rc<Sheet>,
    pub changes: Changes,
    pub cursor: UseStateSetter<Option<Spot>>,
    pub corner: UseStateSetter<Option<Spot>>,
    pub editing: UseStateHandle<Option<Start>>,
    pub renaming: UseStateSetter<Option<String>>,
    pub menu: UseStateSetter<Option<(i32, i32)>>,
    pub sorting: UseStateHandle<Option<Sorting>>,
    pub filter: UseStateSetter<Option<AttrValue>>,
    pub moves: UseStateHandle<u32>,
    /// Shows cells as they were just written.
    pub hold: Callback<BTreeMap<String, Value>>,
    pub draft: Rc<RefCell<Option<Draft>>>,
    /// The record that a change was made to, until another one takes its place.
    pub awaited: Rc<RefCell<Option<Shared<RecordView>>>>,
    pub pull: Pull,
    pub scroller: NodeRef,
}

impl Hands {
    /// A listener that these hands answer.
    pub fn on<E: 'static>(&self, answer: fn(&Self, &E)) -> Callback<E> {
        let hands = self.clone();
        Callback::from(move |event: E| answer(&hands, &event))
    }

    /// Something was typed into the field of the cursor.
    pub fn typed(&self, text: String) {
        let mut draft = self.draft.borrow_mut();
        match draft.as_mut() {
            Some(draft) => draft.text = text,
            None => {
                let Some(spot) = self.sheet.spot(self.sheet.cursor) else { return };
                let before = self.sheet.text(self.sheet.cursor);
                *draft = Some(Draft { spot, text, before });
                self.editing.set(Some(Start::Typed));
            }
        }
    }

    /// Writes what was typed.
    pub fn keep(&self) {
        self.try_keep();
    }

    /// Writes what was typed; `false` where it is too long, so that it stays in hand.
    fn try_keep(&self) -> bool {
        let Some(draft) = self.draft.borrow_mut().take() else { return true };
        if !limits::fits(&draft.text) {
            self.changes.toast.emit(Toast::refusal(limits::too_long()));
            *self.draft.borrow_mut() = Some(draft);
            return false;
        }
        self.editing.set(None);
        if draft.text != draft.before {
            let place = self.sheet.place(&draft.spot);
            let spot = self.sheet.spot(place);
            let is_there =
                spot.is_some_and(|it| it.row == draft.spot.row && it.column == draft.spot.column);
            if is_there {
                self.write(vec![(place, draft.text)]);
            } else {
                let text = format::short(&draft.text, QUOTE);
                let words = t!("table-cell-gone", text = text);
                self.changes.toast.emit(Toast::refusal(words));
            }
        }
        true
    }

    fn write(&self, cells: Vec<(Place, String)>) {
        let written = self.changes.write(&self.sheet, cells);
        self.hold.emit(written);
    }

    fn begin(&self, start: Start) {
        if self.changes.editor.is_read_only || self.editing.is_some() {
            return;
        }
        let Some(spot) = self.sheet.spot(self.sheet.cursor) else { return };
        let text = self.sheet.text(self.sheet.cursor);
        *self.draft.borrow_mut() = Some(Draft { spot, before: text.clone(), text });
        self.editing.set(Some(start));
        self.come();
    }

    /// Brings the focus to the cursor once a change has arrived in the record.
    fn come_later(&self) {
        *self.awaited.borrow_mut() = Some(self.changes.record.clone());
    }

    /// Brings the focus to the cursor with the next drawing.
    fn come(&self) {
        self.pull.set();
        self.moves.set(self.moves.wrapping_add(1));
    }

    fn go(&self, place: Place) {
        self.cursor.set(self.sheet.spot(place));
        self.corner.set(None);
        self.come();
    }

    fn extend(&self, place: Place) {
        self.corner.set(self.sheet.spot(place));
        self.reveal(place.row);
    }

    /// Scrolls so that a row is in sight.
    fn reveal(&self, row: usize) {
        let Some(scroller) = self.scroller.cast::<Element>() else { return };
        let top = row as f64 * ROW_PX;
        let room = f64::from(scroller.client_height()) - 2.0 * ROW_PX;
        let now = f64::from(scroller.scroll_top());
        if top < now {
            scroller.set_scroll_top(top as i32);
        } else if top > now + room {
            scroller.set_scroll_top((top - room) as i32);
        }
    }

    /// A key on a cell or in it.
    pub fn key(&self, event: &KeyboardEvent) {
        let is_cell = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| target.has_attribute("data-keys"));
        if !is_cell || event.is_composing() {
            return;
        }
        let name = browser::onward_key(event);
        let key = Key {
            name: &name,
            ctrl: event.ctrl_key() || event.meta_key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
        };
        let intent = match *self.editing {
            Some(start) => while_editing(key, start),
            None => on_cell(key),
        };
        let Some(intent) = intent else { return };
        event.prevent_default();
        event.stop_propagation();
        self.intend(intent);
    }

    fn intend(&self, intent: Intent) {
        let (sheet, size) = (&self.sheet, self.sheet.size());
        match intent {
            Intent::Go { motion, extend: false } => self.go(motion.from(sheet.cursor, size)),
            Intent::Go { motion, extend: true } => self.extend(motion.from(sheet.corner, size)),
            Intent::KeepAndGo(motion) => {
                if self.try_keep() {
                    self.go(motion.from(sheet.cursor, size));
                }
            }
            Intent::Cancel => {
                *self.draft.borrow_mut() = None;
                self.editing.set(None);
                self.come();
            }
            Intent::Break => self.type_break(),
            Intent::Edit => self.begin(Start::Kept),
            Intent::Clear => self.clear(),
            Intent::Copy => self.copy(),
            Intent::Cut => {
                self.copy();
                self.clear();
            }
            Intent::SelectAll => {
                self.cursor.set(sheet.spot(Place::default()));
                self.corner.set(sheet.spot(Motion::Last.from(sheet.cursor, size)));
                self.come();
            }
            Intent::SelectOne => self.corner.set(None),
            Intent::MoveRow(by) => self.act(if by < 0 { Act::RowUp } else { Act::RowDown }),
            Intent::MoveColumn(by) => {
                self.act(if by < 0 { Act::ColumnLeft } else { Act::ColumnRight });
            }
        }
    }

    fn type_break(&self) {
        let field =
            browser::focused().and_then(|it| it.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
        if let Some(field) = field {
            // Fails only for fields that hold no text.
            let _ = field.set_range_text("\n");
            let end = field.selection_end().ok().flatten().unwrap_or(0) + 1;
            let _ = field.set_selection_range(end, end);
            self.typed(field.value());
        }
    }

    fn clear(&self) {
        if !self.changes.editor.is_read_only {
            let selection = self.sheet.selection();
            self.write(selection.places().map(|place| (place, String::new())).collect());
        }
    }

    fn copy(&self) {
        let text = tsv::to_tsv(&self.sheet.selected_texts());
        let toast = self.changes.toast.clone();
        spawn_local(async move {
            if !browser::copy(text).await {
                toast.emit(Toast::refusal(t!("table-not-copied")));
            }
        });
    }

    /// A paste onto a cell; into a text being edited it goes as text.
    pub fn paste(&self, event: &Event) {
        let pasted = browser::pasted(event, limits::PASTE_LETTERS);
        match pasted {
            Pasted::TooLong => {
                event.prevent_default();
                self.changes.toast.emit(Toast::refusal(limits::paste_too_long()));
            }
            Pasted::Text(text) if self.editing.is_none() => {
                event.prevent_default();
                if !self.changes.editor.is_read_only {
                    self.paste_text(&text);
                }
            }
            Pasted::Text(_) | Pasted::Nothing => {}
        }
    }

    fn paste_text(&self, text: &str) {
        let Some((plan, written)) = self.changes.paste(&self.sheet, text) else { return };
        let Selection { rows, columns } = &plan.filled;
        let last = self.sheet.size().rows.saturating_sub(1);
        let corner = Place { row: (*rows.end()).min(last), column: *columns.end() };
        self.cursor.set(self.sheet.spot(Place { row: *rows.start(), column: *columns.start() }));
        self.corner.set(self.sheet.spot(corner));
        self.hold.emit(written);
    }

    /// The pointer goes down on a cell.
    pub fn press(&self, event: &PointerEvent) {
        let Some(place) = place_of(event).filter(|_| event.button() == 0) else { return };
        let is_here = place == self.sheet.cursor;
        if is_here && self.editing.is_some() || !self.try_keep() {
            return;
        }
        if event.shift_key() {
            self.extend(place);
        } else if is_here && event.pointer_type() == "touch" {
            self.begin(Start::Kept);
        } else {
            self.go(place);
        }
    }

    /// The pointer moves with its button down: a range is selected.
    pub fn drag(&self, event: &PointerEvent) {
        let is_dragged = event.buttons() & 1 == 1 && event.pointer_type() == "mouse";
        if !is_dragged || self.editing.is_some() {
            return;
        }
        if let Some(place) = place_of(event).filter(|place| *place != self.sheet.corner) {
            self.corner.set(self.sheet.spot(place));
        }
    }

    /// A double click on a cell.
    pub fn double(&self, event: &MouseEvent) {
        if place_of(event).is_some() {
            self.begin(Start::Kept);
        }
    }

    /// The menu is asked for on a cell; what is selected stays so if it is among that.
    pub fn ask_menu(&self, event: &MouseEvent) {
        let Some(place) = place_of(event) else { return };
        event.prevent_default();
        if !self.try_keep() {
            return;
        }
        let selection = self.sheet.selection();
        if !(selection.rows.contains(&place.row) && selection.columns.contains(&place.column)) {
            self.go(place);
        }
        self.menu.set(Some((event.client_x(), event.client_y())));
    }

    /// A press on a cell must not take the focus away from the field in the cursor's.
    pub fn keep_focus(&self, event: &MouseEvent) {
        let in_text = self.editing.is_some()
            && event.target_dyn_into::<web_sys::HtmlTextAreaElement>().is_some();
        if place_of(event).is_some() && !in_text {
            event.prevent_default();
        }
    }

    /// What the menu, the buttons and some keys ask for.
    pub fn act(&self, act: Act) {
        if self.changes.editor.is_read_only && !act.is_own() || !self.try_keep() {
            return;
        }
        let (sheet, changes, table) = (&self.sheet, &self.changes, &*self.sheet.table);
        let at = sheet.cursor;
        // Where the row of the cursor stands in the table, whatever is sorted.
        let row = sheet.shown.get(at.row).copied();
        match act {
            Act::AddRow => self.add_row(table.rows.len()),
            Act::RowAbove => self.add_row(row.unwrap_or(0)),
            Act::RowBelow => self.add_row(row.map_or(0, |row| row + 1)),
            Act::RowUp => self.move_row(row, |row| row.checked_sub(1)),
            Act::RowDown => self.move_row(row, |row| Some(row + 1)),
            Act::RemoveRows => {
                let rows = sheet.selection().rows.filter_map(|row| sheet.row(row));
                changes.remove_rows(&rows.map(|row| row.id.clone()).collect::<Vec<_>>());
                self.corner.set(None);
                self.come_later();
            }
            Act::AddColumn => self.add_column(table.columns.len()),
            Act::ColumnAfter => self.add_column(at.column + 1),
            Act::ColumnLeft if at.column > 0 => {
                changes.move_column(table, at.column, at.column - 1);
                self.come_later();
            }
            Act::ColumnRight if at.column + 1 < table.columns.len() => {
                changes.move_column(table, at.column, at.column + 1);
                self.come_later();
            }
            Act::ColumnLeft | Act::ColumnRight => {}
            Act::Rename => {
                self.renaming.set(sheet.column(at.column).map(|column| column.id.clone()))
            }
            Act::Numbers(numeric) => {
                if let Some(column) = sheet.column(at.column) {
                    let kind = if numeric { "number" } else { "text" };
                    changes.editor.set(&format!("columns/{}/type", column.id), kind);
                }
            }
            Act::RemoveColumn => {
                changes.remove_column(table, at.column);
                self.corner.set(None);
                self.come_later();
            }
            Act::Sort(descending) => {
                let column = sheet.column(at.column).map(|column| column.id.clone());
                let sorting = descending.zip(column);
                self.sorting
                    .set(sorting.map(|(descending, column)| Sorting { column, descending }));
                self.come();
            }
        }
    }

    fn add_row(&self, at: usize) {
        let id = self.changes.add_row(&self.sheet.table, at);
        let column = self.sheet.column(0).map(|column| column.id.clone());
        // Hidden by a filter, nobody would find it.
        self.filter.set(None);
        self.cursor.set(column.map(|column| Spot {
            row: id,
            column,
            last: Place { row: self.sheet.shown.len(), column: 0 },
        }));
        self.corner.set(None);
        self.come_later();
    }

    fn add_column(&self, at: usize) {
        let column = self.changes.add_column(&self.sheet.table, at);
        self.renaming.set(Some(column));
    }

    fn move_row(&self, row: Option<usize>, to: impl Fn(usize) -> Option<usize>) {
        let rows = &self.sheet.table.rows;
        let to = row.and_then(|row| Some((row, to(row)?))).filter(|(_, to)| *to < rows.len());
        if let Some((from, to)) = to.filter(|_| self.sorting.is_none()) {
            self.changes.move_row(&self.sheet.table, from, to);
            self.come_later();
        }
    }
}

/// The cell under an event.
fn place_of(event: &web_sys::Event) -> Option<Place> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let place = target.closest("[data-place]").ok()??.get_attribute("data-place")?;
    let (row, column) = place.split_once(':')?;
    Some(Place { row: row.parse().ok()?, column: column.parse().ok()? })
}
