//! The list of keys.

use super::Dialog;
use yew::prelude::*;

const GROUPS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Anywhere",
        &[
            ("Ctrl K", "Search, jump, do"),
            ("Ctrl Z", "Undo my last change"),
            ("Ctrl Shift Z", "Redo"),
            ("F11", "Only the board"),
            ("?", "This list"),
            ("Esc", "Close what is open"),
        ],
    ),
    (
        "Arranging",
        &[
            ("Enter", "Pick up, drop"),
            ("Arrows", "Move"),
            ("Shift Arrows", "Resize"),
            ("Esc", "Put back"),
            ("Delete", "Delete the widget"),
        ],
    ),
    (
        "Tables",
        &[
            ("Arrows", "Go from cell to cell"),
            ("Enter, F2", "Edit; Enter again saves and goes down"),
            ("Tab", "Save and go right"),
            ("Ctrl C, Ctrl V", "Copy and paste cells, also from a spreadsheet"),
            ("Delete", "Empty the cell"),
        ],
    ),
    (
        "Lists and charts",
        &[
            ("Alt ↑, Alt ↓", "Move an item"),
            ("← →", "Read a chart point by point"),
            ("+ −, 0", "Zoom a chart, show all"),
        ],
    ),
];

#[derive(Properties, PartialEq)]
pub struct ShortcutsProps {
    pub on_close: Callback<()>,
}

/// The list of keys.
#[component]
pub fn Shortcuts(props: &ShortcutsProps) -> Html {
    html! {
        <Dialog title="Keyboard shortcuts" on_close={props.on_close.clone()} test_id="shortcuts" class="wide">
            <div class="shortcut-groups">
                { for GROUPS.iter().map(|(title, keys)| html! {
                    <section key={*title}>
                        <h3>{ *title }</h3>
                        <dl class="shortcuts">
                            { for keys.iter().map(|(keys, words)| html! {
                                <><dt><kbd>{ *keys }</kbd></dt><dd>{ *words }</dd></>
                            }) }
                        </dl>
                    </section>
                }) }
            </div>
        </Dialog>
    }
}
