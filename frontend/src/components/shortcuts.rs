//! The list of keys.

use super::Dialog;
use tideboard_words::{key, plain, t};
use yew::prelude::*;

/// How a key is called.
enum Keys {
    /// The same in every language.
    Same(&'static str),
    /// By this message.
    Named(&'static str),
}

impl Keys {
    fn shown(&self) -> String {
        match self {
            Self::Same(keys) => (*keys).to_owned(),
            Self::Named(message) => plain(message),
        }
    }
}

/// Messages with the titles of the groups, and in each the keys and the messages of what they do.
const GROUPS: [(&str, &[(Keys, &str)]); 4] = [
    (
        key!("keys-anywhere"),
        &[
            (Keys::Same("Ctrl K"), key!("keys-search")),
            (Keys::Same("Ctrl Z"), key!("command-undo")),
            (Keys::Same("Ctrl Shift Z"), key!("command-redo")),
            (Keys::Same("F11"), key!("keys-kiosk")),
            (Keys::Same("?"), key!("keys-list")),
            (Keys::Same("Esc"), key!("keys-close")),
        ],
    ),
    (
        key!("arrange-title"),
        &[
            (Keys::Same("Enter"), key!("keys-pick")),
            (Keys::Named(key!("keys-arrows")), key!("keys-move")),
            (Keys::Named(key!("keys-shift-arrows")), key!("keys-resize")),
            (Keys::Same("Esc"), key!("keys-put-back")),
            (Keys::Named(key!("keys-delete")), key!("keys-delete-widget")),
        ],
    ),
    (
        key!("keys-tables"),
        &[
            (Keys::Named(key!("keys-arrows")), key!("keys-cells")),
            (Keys::Same("Enter, F2"), key!("keys-edit")),
            (Keys::Same("Tab"), key!("keys-save-right")),
            (Keys::Same("Ctrl C, Ctrl V"), key!("keys-copy")),
            (Keys::Named(key!("keys-delete")), key!("keys-empty")),
        ],
    ),
    (
        key!("keys-lists"),
        &[
            (Keys::Same("Alt ↑, Alt ↓"), key!("keys-move-item")),
            (Keys::Same("← →"), key!("keys-read-chart")),
            (Keys::Same("+ −, 0"), key!("keys-zoom")),
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
        <Dialog title={t!("keys-title")} on_close={props.on_close.clone()} test_id="shortcuts" class="wide">
            <div class="shortcut-groups">
                { for GROUPS.iter().map(|(title, keys)| html! {
                    <section key={*title}>
                        <h3>{ plain(title) }</h3>
                        <dl class="shortcuts">
                            { for keys.iter().map(|(keys, words)| html! {
                                <><dt><kbd>{ keys.shown() }</kbd></dt><dd>{ plain(words) }</dd></>
                            }) }
                        </dl>
                    </section>
                }) }
            </div>
        </Dialog>
    }
}
