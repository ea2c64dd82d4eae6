//! Styles read from both sides: they say start and end where left and right mean that.

use std::{env, fs, path::PathBuf};

/// What has a side of its own in every language, by file: the read-out beside a pointer on the time
/// axis, and a menu at a place of the window.
const SIDED: &[(&str, usize)] = &[("chart.css", 3), ("table.css", 1)];

fn sided(style: &str) -> usize {
    const NAMES: [&str; 11] = [
        "left:",
        "right:",
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left",
        "border-right",
        "float:",
        "text-align: left",
        "text-align: right",
    ];
    let is_sided = |line: &&str| {
        let line = line.trim();
        NAMES.iter().any(|name| line.starts_with(name)) || line.contains("var(--left")
    };
    style.lines().filter(is_sided).count()
}

#[test]
fn styles_say_start_and_end() {
    // At run time, because clones that share a target folder may share this program too.
    let styles = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("styles");
    for folder in [styles.clone(), styles.join("widgets")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|it| it != "css") {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let allowed = SIDED.iter().find(|(file, _)| *file == name).map_or(0, |it| it.1);
            assert_eq!(sided(&fs::read_to_string(&path).unwrap()), allowed, "{name}");
        }
    }
}
