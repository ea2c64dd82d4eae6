//! Declares the view's commands, so that each needs a permission, and embeds the app's resources.

use tauri_build::{AppManifest, Attributes};
use tideboard_protocol::ipc::COMMAND_NAMES;

fn main() {
    // Without this a view that was built anew would not be embedded anew.
    println!("cargo:rerun-if-changed=../frontend/dist");
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(COMMAND_NAMES));
    if let Err(error) = tauri_build::try_build(attributes) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}
