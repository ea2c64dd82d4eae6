//! Canonical JSON as a JavaScript engine writes it; `vectors.mjs` says how the file came about.

use serde_json::Value;
use std::fs;
use tideboard_protocol::json::canonical;
use tideboard_tests::{fuzz::reference_form, sources};

#[test]
fn canonical_json_is_that_of_a_javascript_engine() {
    let file = sources().join("fuzz/vectors.jsonl");
    let vectors = fs::read_to_string(file).expect("the vectors can be read");
    for line in vectors.lines() {
        let vector: Value = serde_json::from_str(line).expect("a line of JSON");
        let form = vector["form"].as_str().expect("a canonical form");
        assert_eq!(String::from_utf8_lossy(&canonical(&vector["value"])), form);
        assert_eq!(reference_form(&vector["value"]), form);
    }
    assert_eq!(vectors.lines().count(), 2000);
}
