//! Keys that work anywhere in the window.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// A key that works anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Ctrl+K: the palette.
    Palette,
    /// `?`: the list of shortcuts.
    Shortcuts,
    /// Ctrl+Z.
    Undo,
    /// Ctrl+Shift+Z or Ctrl+Y.
    Redo,
    /// F11: nothing but the board.
    Kiosk,
}

/// Calls `on` for every shortcut. Inside of a text the keys that mean something there stay there.
#[hook]
pub fn use_shortcuts(on: Callback<Shortcut>) {
    use_effect_with(on, |on| {
        let on = on.clone();
        let document = web_sys::window().and_then(|window| window.document());
        let listener = document.map(|document| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let (command, shift) = (event.ctrl_key() || event.meta_key(), event.shift_key());
                // The field in a cell is no text before something is typed into it.
                let in_text = is_text(event) && !(command && is_on_cell(event));
                let wanted = shortcut(&event.key(), command && !event.alt_key(), shift, in_text);
                if let Some(wanted) = wanted {
                    event.prevent_default();
                    on.emit(wanted);
                }
            })
        });
        move || drop(listener)
    });
}

fn shortcut(key: &str, command: bool, shift: bool, in_text: bool) -> Option<Shortcut> {
    match (key, command) {
        ("k" | "K", true) => Some(Shortcut::Palette),
        ("z" | "Z", true) if !in_text => Some(if shift { Shortcut::Redo } else { Shortcut::Undo }),
        ("y" | "Y", true) if !in_text => Some(Shortcut::Redo),
        ("?", false) if !in_text => Some(Shortcut::Shortcuts),
        ("F11", false) => Some(Shortcut::Kiosk),
        _ => None,
    }
}

fn is_text(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        let is_box = target.get_attribute("type").is_some_and(|kind| kind == "checkbox");
        matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") && !is_box
    })
}

fn is_on_cell(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.get_attribute("data-keys").as_deref() == Some("cell"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_text_stay_in_it() {
        assert_eq!(shortcut("z", true, false, true), None);
        assert_eq!(shortcut("z", true, false, false), Some(Shortcut::Undo));
        assert_eq!(shortcut("Z", true, true, false), Some(Shortcut::Redo));
        assert_eq!(shortcut("?", false, true, true), None);
        assert_eq!(shortcut("k", true, false, true), Some(Shortcut::Palette));
        assert_eq!(shortcut("k", false, false, false), None);
    }
}
