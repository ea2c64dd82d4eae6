//! Order keys: texts that sort lists, with room between any two.
//!
//! An item is moved by writing one field, so moves of different items merge. Keys are digits of a
//! base-62 fraction; the digit for zero never ends a key, hence there is always one in between.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A key that sorts after `before` and before `after`; `None` is the end of the list there.
///
/// Bounds that are no keys, or in the wrong order, are taken as open.
pub fn key_between(before: Option<&str>, after: Option<&str>) -> String {
    let low = before.map(digits).unwrap_or_default();
    let high = after.map(digits).filter(|high| !high.is_empty() && *high > low);
    let mut key = Vec::new();
    let mut bounded = high.is_some();
    let high = high.unwrap_or_default();
    for place in 0.. {
        let low_digit = low.get(place).copied().unwrap_or(0);
        let high_digit = if bounded { high.get(place).copied().unwrap_or(62) } else { 62 };
        if high_digit - low_digit > 1 {
            // At an open end step by one instead of halving, so that appending keeps keys short.
            let open_end = !bounded && place < low.len();
            let step = if open_end { 1 } else { (high_digit - low_digit) / 2 };
            key.push(low_digit + step);
            break;
        }
        key.push(low_digit);
        bounded = bounded && low_digit == high_digit;
    }
    key.into_iter().map(|digit| DIGITS[digit] as char).collect()
}

fn digits(key: &str) -> Vec<usize> {
    key.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_key_between() {
        let mut keys = vec![key_between(None, None)];
        for round in 0..300 {
            let at = (round * 7) % (keys.len() + 1);
            let before = at.checked_sub(1).map(|i| keys[i].as_str());
            let key = key_between(before, keys.get(at).map(String::as_str));
            assert!(before.is_none_or(|before| before < key.as_str()), "{before:?} < {key}");
            assert!(keys.get(at).is_none_or(|after| key < *after), "{key} < {:?}", keys.get(at));
            keys.insert(at, key);
        }
    }

    #[test]
    fn appending_keeps_keys_short() {
        let mut last = key_between(None, None);
        for _ in 0..1000 {
            last = key_between(Some(&last), None);
        }
        assert!(last.len() < 40, "{last}");
    }
}
