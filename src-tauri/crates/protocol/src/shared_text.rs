//! Texts that come again and again, such as field paths and board ids, kept once.
//!
//! A board with thousands of records has a dozen different paths. Each thread remembers the texts
//! it met last, and hands out the one that is there already. What is forgotten is only made again.

use std::{cell::RefCell, sync::Arc};

/// Texts remembered per thread.
const SLOTS: usize = 512;

thread_local! {
    static KNOWN: RefCell<Vec<Option<Arc<str>>>> = const { RefCell::new(Vec::new()) };
}

/// The text, shared with others of the same content where one is known.
pub(crate) fn shared(text: &str) -> Arc<str> {
    let known = KNOWN.try_with(|known| {
        let mut known = known.borrow_mut();
        if known.is_empty() {
            known.resize(SLOTS, None);
        }
        let slot = &mut known[slot_of(text)];
        match slot {
            Some(known) if **known == *text => known.clone(),
            Some(_) | None => slot.insert(text.into()).clone(),
        }
    });
    // A thread that is about to end remembers nothing any more.
    known.unwrap_or_else(|_| text.into())
}

/// Texts that differ mostly differ at their end.
fn slot_of(text: &str) -> usize {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let (mut end, mut rest) = ([0; 8], [0; 8]);
    let bytes = text.as_bytes();
    let tail = &bytes[bytes.len().saturating_sub(8)..];
    end[..tail.len()].copy_from_slice(tail);
    let before = &bytes[..bytes.len() - tail.len()];
    let head = &before[before.len().saturating_sub(8)..];
    rest[..head.len()].copy_from_slice(head);
    let mixed = (u64::from_le_bytes(end) ^ bytes.len() as u64).wrapping_mul(MIX)
        ^ u64::from_le_bytes(rest).wrapping_mul(MIX.rotate_left(32));
    (mixed >> 40) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_and_others_do_not_mix() {
        let texts: Vec<String> = (0..5_000).map(|n| format!("rows/r{n}/text")).collect();
        for text in &texts {
            let (one, other) = (shared(text), shared(text));
            assert!(Arc::ptr_eq(&one, &other));
            assert_eq!(*one, **text);
        }
        assert_eq!(*shared(""), *"");
    }
}
