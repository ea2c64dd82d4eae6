//! Project tasks: run, test, bench, dist, setup.
fn main() {}
