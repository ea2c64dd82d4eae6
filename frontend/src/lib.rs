//! The view of Tideboard: renders what the desktop shell tells it and owns no truth.
//!
//! Data flows one way. `backend` is the only door to the shell; `state` holds what the shell
//! said, changed only by its batches; components read slices of it through the `hooks` and send
//! edits as commands. A slice that did not change does not render again.

mod age;
mod app;
mod away_words;
mod backend;
mod board_file;
mod browser;
mod clock;
mod components;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod direction;
mod format;
#[cfg(any(debug_assertions, feature = "gallery"))]
mod gallery;
mod history;
mod hooks;
mod language;
mod layout;
mod limits;
mod line_diff;
mod markdown;
mod op_words;
#[cfg(any(debug_assertions, feature = "gallery"))]
pub mod parts;
#[cfg(any(debug_assertions, feature = "gallery"))]
mod renders;
#[cfg(test)]
mod sources;
mod state;
mod store;
mod text_merge;
mod tsv;
mod whole_records;
mod why;
mod widgets;

use tideboard_protocol::settings::Language;

/// Mounts the view into the page once there are texts for it. Settings come later, from the shell;
/// until then the system's language is spoken.
pub fn run() {
    tideboard_words::write_numbers_with(format::number);
    wasm_bindgen_futures::spawn_local(async {
        language::speak(Language::System).await;
        yew::Renderer::<app::App>::new().render();
    });
}
