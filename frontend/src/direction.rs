//! Styles read from both sides: they say start and end where left and right mean that.

use crate::sources::files;

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
    for (name, style) in files("styles", "css") {
        let allowed = SIDED.iter().find(|(file, _)| *file == name).map_or(0, |it| it.1);
        assert_eq!(sided(&style), allowed, "{name}");
    }
}
