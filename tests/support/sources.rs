//! Where the sources of these tests are.

use std::{env, path::PathBuf};

/// The folder of this package. Asked when a test runs, not when it is compiled: one build folder may
/// serve several checkouts.
pub fn sources() -> PathBuf {
    PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("tests are run by cargo"))
}
