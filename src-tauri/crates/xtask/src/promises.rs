//! Every promise in the documentation points at a test that would fail if it were broken: here it
//! is checked that those tests exist.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Where promises are made.
const PAGE: &str = "docs/reliability.md";
/// Fewer named tests than this means that the page is not read as it is written.
const AT_LEAST: usize = 50;

/// Names every test in the page that there is not.
pub fn breaches(root: &Path) -> Result<Vec<String>> {
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("reading {PAGE}"))?;
    let tests = named_tests(&page);
    let mut breaches = Vec::new();
    if tests.len() < AT_LEAST {
        breaches.push(format!("{PAGE} names only {} tests", tests.len()));
    }
    for (file, test) in tests {
        let source = fs::read_to_string(root.join(file)).unwrap_or_default();
        if !has_test(&source, test) {
            breaches.push(format!("{PAGE} names the test {test}, which {file} does not have"));
        }
    }
    Ok(breaches)
}

/// File and function of everything written as `` `path/file.rs::function` ``.
fn named_tests(page: &str) -> Vec<(&str, &str)> {
    let code = page.split('`').skip(1).step_by(2);
    code.filter_map(|code| code.split_once("::"))
        .filter(|(file, _)| file.ends_with(".rs"))
        .collect()
}

/// Whether a source has this function, with a test's attribute right above it or in the hands of a
/// macro that writes tests.
fn has_test(source: &str, test: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_attribute = |line: &&&str| line.starts_with("#[") || line.starts_with("///");
    let is_test_above = |at: usize| {
        let above = lines[..at].iter().rev().take_while(is_attribute);
        above.copied().any(|line| line == "#[test]" || line.starts_with("#[tokio::test"))
    };
    let is_definition = |line: &str| {
        let rest = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        rest.is_some_and(|rest| rest.strip_prefix(test).is_some_and(|rest| rest.starts_with('(')))
    };
    let is_replay = |line: &str| {
        line.strip_prefix(test).is_some_and(|rest| rest.starts_with(" \"") && rest.ends_with(','))
    };
    lines.iter().enumerate().any(|(at, line)| {
        // Within `proptest!` and `replays!` the attribute is written by the macro or beside it.
        (is_definition(line) && is_test_above(at)) || is_replay(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_told_from_any_other_function() {
        let source = "/// Why.\n#[test]\n#[ignore = \"slow\"]\nfn kept() {}\n\nfn helper() {}\n\
                      #[tokio::test]\nasync fn waited() {}\nreplays! {\n    replayed \"target\",\n}";
        for test in ["kept", "waited", "replayed"] {
            assert!(has_test(source, test), "{test}");
        }
        for other in ["helper", "kep", "lost", "target"] {
            assert!(!has_test(source, other), "{other}");
        }
    }

    #[test]
    fn tests_are_read_out_of_a_page() {
        let page = "| a promise | `tests/a.rs::one` and `b/c.rs::two` | see `cargo test` |";
        assert_eq!(named_tests(page), [("tests/a.rs", "one"), ("b/c.rs", "two")]);
    }
}
