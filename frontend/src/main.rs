//! Yew view of Tideboard.
fn main() {}
