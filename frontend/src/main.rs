//! Mounts the view.

fn main() {
    tideboard_frontend::run();
}
