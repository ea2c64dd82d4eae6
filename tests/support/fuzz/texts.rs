//! Three-way merge of text by lines: no line is lost or made up, and no side is favoured.

use super::bytes::Bytes;
use std::collections::BTreeMap;
use tideboard_sync_core::merge::merge_text;

/// Three texts of few different lines, so that they meet often.
pub fn check(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let base = text(&mut bytes);
    let [mine, theirs] = [edited(&base, &mut bytes), edited(&base, &mut bytes)];
    let [base, mine, theirs] = [base, mine, theirs].map(|lines| lines.join("\n"));
    let merged = merge_text(&base, &mine, &theirs);
    assert_eq!(merged, merge_text(&base, &theirs, &mine), "{base:?} {mine:?} {theirs:?}");
    assert_eq!(merge_text(&base, &mine, &base).as_ref(), Some(&mine));
    assert_eq!(merge_text(&base, &base, &mine).as_ref(), Some(&mine));
    assert_eq!(merge_text(&base, &mine, &mine).as_ref(), Some(&mine));
    let Some(merged) = merged else { return };
    // Merging what was merged already brings nothing new.
    assert_eq!(merge_text(&mine, &mine, &merged).as_ref(), Some(&merged));
    for line in lines(&[&*base, &*mine, &*theirs, &*merged].join("\n")).keys() {
        let of = |text: &str| lines(text).get(line).copied().unwrap_or(0);
        let (b, m, t, r) = (of(&base), of(&mine), of(&theirs), of(&merged));
        // What a side has more of than the base is not lost, and none is made up. (Numbers alone
        // say no more: a line moved here and removed there is rightly at its new place.)
        let added = (m - b).max(t - b).max(0);
        let fits = (added..=m + t).contains(&r);
        assert!(fits, "{line:?} in {base:?} {mine:?} {theirs:?} -> {merged:?}");
    }
}

const LINES: [&str; 8] = ["a", "b", "", "c", "Ä ö", "\r", "# x", "d"];

fn text(bytes: &mut Bytes<'_>) -> Vec<&'static str> {
    (0..bytes.below(12)).map(|_| bytes.one_of(&LINES)).collect()
}

fn edited(base: &[&'static str], bytes: &mut Bytes<'_>) -> Vec<&'static str> {
    let mut lines = base.to_vec();
    for _ in 0..bytes.below(5) {
        let at = bytes.below(lines.len() + 1);
        match bytes.below(3) {
            0 => lines.insert(at, bytes.one_of(&LINES)),
            1 if at < lines.len() => drop(lines.remove(at)),
            _ if at < lines.len() => lines[at] = bytes.one_of(&LINES),
            _ => lines.push(bytes.one_of(&LINES)),
        }
    }
    lines
}

fn lines(text: &str) -> BTreeMap<&str, i64> {
    let mut counts = BTreeMap::new();
    text.split('\n').for_each(|line| *counts.entry(line).or_default() += 1);
    counts
}
