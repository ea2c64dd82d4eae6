//! What is too much: said at once, before anything of it is taken.

use tideboard_protocol::limits::Limits;
use tideboard_words::t;

/// Most letters that one paste may have (of UTF-16): far more than any field can hold, little
/// enough to look at without a pause.
pub const PASTE_LETTERS: u32 = 2_000_000;

/// Bytes of values and paths that go into one change; a change may have some more.
pub const CHANGE_BYTES: usize = 128 * 1024;

/// Readings that go into one change.
pub const CHANGE_POINTS: usize = 4_000;

/// Why a text is not taken.
pub fn too_long() -> String {
    t!("text-too-long")
}

/// Why a paste is not taken.
pub fn paste_too_long() -> String {
    t!("paste-too-long")
}

/// Whether a text fits into one field, as every server takes it.
pub fn fits(text: &str) -> bool {
    json_bytes(text) <= Limits::default().value_bytes
}

/// Bytes of a text as JSON.
pub fn json_bytes(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    };
    2 + text.bytes().map(escaped).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_takes_64_kilobytes_and_not_one_more() {
        assert!(fits(&"x".repeat(65_534)));
        assert!(!fits(&"x".repeat(65_535)));
        assert!(!fits(&"\n".repeat(40_000)), "what is escaped takes more room");
        assert!(!fits(&"語".repeat(22_000)), "bytes count, not letters");
    }

    proptest! {
        #[test]
        fn the_size_is_that_of_the_json(text in ".*|[\\x00-\\x1f\"\\\\]*") {
            prop_assert_eq!(json_bytes(&text), serde_json::to_string(&text).unwrap().len());
        }
    }
}
