//! Field paths, against the sentence that describes them, read by hand.

use tideboard_protocol::Path;

/// Each line is a path or none; all are compared with each other.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut paths = Vec::new();
    for line in text.split('\n').take(16) {
        let parsed = Path::new(line);
        assert_eq!(parsed.is_ok(), is_path(line), "{line:?}");
        if let Ok(path) = parsed {
            assert_eq!(path.as_str(), line);
            assert_eq!(path.segments().collect::<Vec<_>>().join("/"), line);
            assert_eq!(path.ancestors().count() + 1, path.segments().count());
            paths.push(path);
        }
    }
    for path in &paths {
        assert!(path.is_at_or_below(path) && !path.is_below(path));
        for other in &paths {
            let below = path.is_below(other);
            assert_eq!(below, path.ancestors().any(|above| above == *other), "{path} {other}");
            assert!(!(below && other.is_below(path)), "{path} {other}");
            // What lies below a path sorts between `path/` and `path0`: databases rely on it.
            let (from, to) = (format!("{other}/"), format!("{other}0"));
            let text = path.as_str();
            assert_eq!(below, from.as_str() < text && text < to.as_str(), "{path} {other}");
        }
    }
}

/// 1 to 8 segments joined by `/`, each of 1 to 64 of these characters.
fn is_path(text: &str) -> bool {
    let segments: Vec<&str> = text.split('/').collect();
    let fits = |segment: &&str| {
        !segment.is_empty()
            && segment.chars().count() <= 64
            && segment
                .chars()
                .all(|letter| matches!(letter, 'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '.' | '-'))
    };
    segments.len() <= 8 && segments.iter().all(fits)
}
