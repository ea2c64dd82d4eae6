//! Where entries of a list stand: which order keys to write so that one is moved or put in.
//!
//! Usually it is one key. Two computers may give the same key while they know nothing of each
//! other; where one has to go between such twins, those behind it get new keys, too.

use tideboard_protocol::widget::key_between;

/// Keys to write so that an entry stands at `at` among others, whose keys these are: the new key
/// of the entry, and new keys of others by their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The entry's own key.
    pub key: String,
    /// Others that have to make room.
    pub others: Vec<(usize, String)>,
}

/// Puts an entry at place `at` of a list with these keys, in which it is not yet.
pub fn place(keys: &[&str], at: usize) -> Placed {
    let at = at.min(keys.len());
    let before = at.checked_sub(1).map(|before| keys[before]);
    let key = key_between(before, keys.get(at).copied());
    let fits = |key: &str, before: Option<&str>, after: Option<&&str>| {
        before.is_none_or(|before| before < key) && after.is_none_or(|after| key < *after)
    };
    if fits(&key, before, keys.get(at)) {
        return Placed { key, others: Vec::new() };
    }
    // Twins, or keys of somebody else's making: those behind go further back, as far as needed.
    let behind = |last: Option<&str>, from: usize| {
        let mut rest = keys.iter().skip(from);
        let next = rest.find(|key| last.is_none_or(|last| **key > last));
        let between = key_between(last, next.copied());
        if fits(&between, last, next) { between } else { after(last) }
    };
    let key = behind(before, at);
    let mut last = key.clone();
    let mut others = Vec::new();
    for (place, known) in keys.iter().enumerate().skip(at) {
        if *known > last.as_str() {
            break;
        }
        last = behind(Some(&last), place);
        others.push((place, last.clone()));
    }
    Placed { key, others }
}

/// Moves the entry at `from` to where `to` is: keys by place in the list as it is now.
pub fn moved(keys: &[&str], from: usize, to: usize) -> Vec<(usize, String)> {
    if from == to || from >= keys.len() {
        return Vec::new();
    }
    let mut rest = keys.to_vec();
    rest.remove(from);
    let Placed { key, others } = place(&rest, to.min(rest.len()));
    let as_now = |place: usize| if place >= from { place + 1 } else { place };
    let others = others.into_iter().map(|(place, key)| (as_now(place), key));
    std::iter::once((from, key)).chain(others).collect()
}

/// A key that certainly sorts after another, whatever that is made of.
fn after(key: Option<&str>) -> String {
    let next = key_between(key, None);
    match key {
        Some(key) if next.as_str() <= key => format!("{key}V"),
        Some(_) | None => next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_key_moves_one_entry() {
        assert_eq!(place(&["A", "B"], 1), Placed { key: "AV".to_owned(), others: Vec::new() });
        let writes = moved(&["A", "B", "C"], 2, 0);
        assert_eq!(writes.len(), 1, "{writes:?}");
        assert_eq!(writes[0].0, 2);
        assert!(writes[0].1.as_str() < "A");
        assert!(moved(&["A", "B"], 1, 1).is_empty());
    }

    #[test]
    fn twins_make_room() {
        let placed = place(&["A", "A", "A", "B"], 1);
        assert!(placed.key.as_str() > "A");
        assert_eq!(placed.others.len(), 2, "both twins behind it: {placed:?}");
        assert!(placed.others.iter().all(|(_, key)| key.as_str() < "B"), "the rest stays");
    }

    proptest! {
        #[test]
        fn every_move_ends_where_it_was_meant_to(
            mut keys in proptest::collection::vec("[A-Cz~]{0,2}", 1..9), from in 0..8_usize,
            to in 0..8_usize,
        ) {
            keys.sort();
            let (from, to) = (from.min(keys.len() - 1), to.min(keys.len() - 1));
            let names: Vec<usize> = (0..keys.len()).collect();
            let mut expected = names.clone();
            let name = expected.remove(from);
            expected.insert(to, name);

            let mut entries: Vec<(String, usize)> = keys.iter().cloned().zip(names).collect();
            for (place, key) in moved(&keys.iter().map(String::as_str).collect::<Vec<_>>(), from, to) {
                entries[place].0 = key;
            }
            // Twins keep the order of their ids, which here are their places.
            entries.sort();
            let shown: Vec<usize> = entries.into_iter().map(|(_, name)| name).collect();
            prop_assert_eq!(shown, expected);
        }
    }
}
