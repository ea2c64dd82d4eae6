//! Real components in a real browser, in front of a shell that the test plays: what they show of
//! what it tells, and what they ask of it. Runs with `cargo xtask test --only components`.
#![cfg(target_arch = "wasm32")]

mod bridge;
mod conflicts;
mod dialogs;
mod indicator;
mod page;
mod palette;
mod pending;
mod provider;
mod setting_up;
mod shell;
mod widgets;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
