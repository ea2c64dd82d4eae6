//! Tideboard desktop shell.
fn main() {}
