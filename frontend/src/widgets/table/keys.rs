//! What a key means on a cell and while one is edited. No browser.

use super::cursor::Motion;

/// How the editing of a cell began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// By typing: the text replaces what was there, and the arrows leave the cell.
    Typed,
    /// By Enter, F2 or a double click: the text is what was there, and the arrows stay in it.
    Kept,
}

/// A key with what is held beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key<'a> {
    /// As the browser calls it.
    pub name: &'a str,
    /// Ctrl, or Cmd on a Mac.
    pub ctrl: bool,
    pub shift: bool,
    pub alt: bool,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Go, or with `extend` select up to there.
    Go {
        motion: Motion,
        extend: bool,
    },
    /// Keep what was typed and go.
    KeepAndGo(Motion),
    /// Give up what was typed.
    Cancel,
    /// A line break in the cell.
    Break,
    /// Edit the cell.
    Edit,
    /// Empty the selected cells.
    Clear,
    Copy,
    Cut,
    SelectAll,
    /// Only the cell itself is selected again.
    SelectOne,
    /// Move the row up (−1) or down (+1).
    MoveRow(i64),
    /// Move the column left (−1) or right (+1).
    MoveColumn(i64),
}

/// What a key asks for on a cell; nothing means that it is typed into it.
pub fn on_cell(key: Key<'_>) -> Option<Intent> {
    if key.alt {
        return Some(match key.name {
            "ArrowUp" => Intent::MoveRow(-1),
            "ArrowDown" => Intent::MoveRow(1),
            "ArrowLeft" => Intent::MoveColumn(-1),
            "ArrowRight" => Intent::MoveColumn(1),
            _ => return None,
        });
    }
    if let Some(motion) = Motion::of_key(key.name, key.ctrl) {
        return Some(Intent::Go { motion, extend: key.shift });
    }
    Some(match (key.name, key.ctrl) {
        ("Enter" | "F2", false) => Intent::Edit,
        ("Delete" | "Backspace", false) => Intent::Clear,
        ("Escape", false) => Intent::SelectOne,
        ("c" | "C", true) => Intent::Copy,
        ("x" | "X", true) => Intent::Cut,
        ("a" | "A", true) => Intent::SelectAll,
        _ => return None,
    })
}

/// What a key asks for while a cell is edited; nothing means that it is the text's own.
pub fn while_editing(key: Key<'_>, start: Start) -> Option<Intent> {
    Some(match (key.name, start) {
        ("Enter", _) if key.alt || key.ctrl => Intent::Break,
        ("Enter", _) if key.shift => Intent::KeepAndGo(Motion::Up),
        ("Enter", _) => Intent::KeepAndGo(Motion::Down),
        ("Tab", _) if key.shift => Intent::KeepAndGo(Motion::Left),
        ("Tab", _) => Intent::KeepAndGo(Motion::Right),
        ("Escape", _) => Intent::Cancel,
        ("ArrowUp", Start::Typed) => Intent::KeepAndGo(Motion::Up),
        ("ArrowDown", Start::Typed) => Intent::KeepAndGo(Motion::Down),
        ("ArrowLeft", Start::Typed) if !key.shift => Intent::KeepAndGo(Motion::Left),
        ("ArrowRight", Start::Typed) if !key.shift => Intent::KeepAndGo(Motion::Right),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key<'_> {
        Key { name, ctrl: false, shift: false, alt: false }
    }

    #[test]
    fn letters_are_typed_and_commands_are_not() {
        assert_eq!(on_cell(key("a")), None);
        assert_eq!(on_cell(Key { ctrl: true, ..key("a") }), Some(Intent::SelectAll));
        assert_eq!(on_cell(Key { ctrl: true, ..key("v") }), None, "the browser pastes");
        assert_eq!(on_cell(key("F2")), Some(Intent::Edit));
        assert_eq!(on_cell(key("Tab")), None, "Tab leaves the table");
        assert_eq!(on_cell(Key { alt: true, ..key("ArrowDown") }), Some(Intent::MoveRow(1)));
        let select = on_cell(Key { shift: true, ..key("ArrowDown") });
        assert_eq!(select, Some(Intent::Go { motion: Motion::Down, extend: true }));
    }

    #[test]
    fn arrows_leave_a_cell_only_if_its_text_was_begun_anew() {
        let typed = while_editing(key("ArrowLeft"), Start::Typed);
        assert_eq!(typed, Some(Intent::KeepAndGo(Motion::Left)));
        assert_eq!(while_editing(key("ArrowLeft"), Start::Kept), None);
        assert_eq!(while_editing(key("Delete"), Start::Typed), None);
    }

    #[test]
    fn enter_and_tab_keep_what_was_typed_and_escape_does_not() {
        for start in [Start::Typed, Start::Kept] {
            let with = |key: Key<'_>| while_editing(key, start);
            assert_eq!(with(key("Enter")), Some(Intent::KeepAndGo(Motion::Down)));
            assert_eq!(
                with(Key { shift: true, ..key("Tab") }),
                Some(Intent::KeepAndGo(Motion::Left))
            );
            assert_eq!(with(Key { alt: true, ..key("Enter") }), Some(Intent::Break));
            assert_eq!(with(key("Escape")), Some(Intent::Cancel));
        }
    }
}
