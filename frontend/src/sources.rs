//! What holds of the sources as a whole: every test id is in the table that tests are written by,
//! and nothing moves for long.

use std::{collections::BTreeSet, env, fs, path::PathBuf};
use tideboard_protocol::widget::WidgetKind;

/// Files below a folder of this crate with that extension, by name, with their text.
pub fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    // At run time, because clones that share a target folder may share this program too.
    let mut folders = vec![PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap()).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

/// The ids in the first column of the table.
fn ids_in_table(components: &str) -> BTreeSet<&str> {
    let rows = components.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    let ids = cells.flat_map(|cell| cell.split('`').step_by(2).filter(|id| !id.is_empty()));
    ids.filter(|id| !id.ends_with('…')).collect()
}

/// The ids that are written where an element is made.
fn ids_in_use(text: &str) -> impl Iterator<Item = &str> {
    ["data-testid=\"", "test_id=\""]
        .into_iter()
        .flat_map(|before| text.split(before).skip(1).filter_map(|behind| behind.split('"').next()))
}

#[test]
fn the_table_names_every_test_id_and_none_that_is_gone() {
    let files = files("src", "rs");
    let (table, rest): (Vec<_>, Vec<_>) =
        files.iter().partition(|(name, _)| name == "components.rs");
    let rest: Vec<_> = rest.into_iter().filter(|(name, _)| name != "sources.rs").collect();
    let named = ids_in_table(&table[0].1);
    let in_use: BTreeSet<&str> = rest.iter().flat_map(|(_, text)| ids_in_use(text)).collect();
    let missing: Vec<_> = in_use.difference(&named).collect();
    assert!(missing.is_empty(), "not in the table of components.rs: {missing:?}");

    let of_a_kind = |id: &str| WidgetKind::ALL.iter().any(|kind| id == format!("widget-{kind}"));
    let is_written = |id: &str| {
        let quoted = format!("\"{id}\"");
        of_a_kind(id) || rest.iter().any(|(_, text)| text.contains(&quoted))
    };
    let gone: Vec<_> = named.iter().filter(|id| !is_written(id)).collect();
    assert!(gone.is_empty(), "nowhere but in the table: {gone:?}");
}

/// The times in the value of a property, in milliseconds.
fn times(value: &str) -> impl Iterator<Item = f64> {
    value.split([' ', ',']).filter_map(|word| match word.strip_suffix("ms") {
        Some(number) => number.parse().ok(),
        None => Some(word.strip_suffix('s')?.parse::<f64>().ok()? * 1000.0),
    })
}

/// Whether a line of a style lets something move for longer than 200 ms.
fn moves_long(line: &str) -> bool {
    let Some((property, value)) = line.trim().trim_end_matches(';').split_once(": ") else {
        return false;
    };
    let names = ["animation", "transition", "--motion"];
    let moves = names.iter().any(|name| property.starts_with(name));
    moves && (value.contains("infinite") || times(value).any(|time| time > 200.0))
}

#[test]
fn nothing_moves_for_longer_than_200_ms() {
    assert!(moves_long("  animation: turn 1.6s linear infinite;"));
    assert!(moves_long("transition: opacity 0.25s, color 100ms;"));
    assert!(!moves_long("transition: opacity 0.2s, color 100ms;"));
    for (name, style) in files("styles", "css") {
        let long: Vec<_> = style.lines().filter(|line| moves_long(line)).collect();
        assert!(long.is_empty(), "{name}: {long:?}");
    }
}
