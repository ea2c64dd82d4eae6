//! The contrast of every pair of colours that stand upon each other, measured over the table of
//! tokens as WCAG 2.2 defines it (AA: 4.5 for text, 3 for the edges of controls and for lines;
//! AAA, 7, for text where the user asked for more contrast).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../styles/tokens.css");

type Theme = BTreeMap<String, String>;

/// The custom properties of the rule with this selector.
fn rule(selector: &str) -> Theme {
    let start = TOKENS.find(&format!("{selector} {{")).expect("the rule is there");
    let body = &TOKENS[start..];
    let body = &body[body.find('{').unwrap() + 1..body.find('}').unwrap()];
    let declaration = |line: &str| {
        let (name, value) = line.trim().strip_suffix(';')?.split_once(": ")?;
        Some((name.strip_prefix("--")?.to_owned(), value.to_owned()))
    };
    body.lines().filter_map(declaration).collect()
}

/// Rules laid over each other.
fn theme(selectors: &[&str]) -> Theme {
    selectors.iter().flat_map(|selector| rule(selector)).collect()
}

fn themes() -> [(&'static str, f64, Theme); 4] {
    let (dark, more) = (r#":root[data-theme="dark"]"#, r#":root[data-contrast="more"]"#);
    let more_dark = r#":root[data-contrast="more"][data-theme="dark"]"#;
    [
        ("light", 4.5, theme(&[":root"])),
        ("dark", 4.5, theme(&[":root", dark])),
        ("light, more contrast", 7.0, theme(&[":root", more])),
        ("dark, more contrast", 7.0, theme(&[":root", dark, more, more_dark])),
    ]
}

fn luminance(colour: &str) -> f64 {
    let hex = colour.strip_prefix('#').expect("a colour in hexadecimal digits");
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn ratio(theme: &Theme, over: &str, under: &str) -> f64 {
    let (a, b) = (luminance(&theme[over]), luminance(&theme[under]));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What is written, and on what.
const TEXT: [(&str, &[&str]); 7] = [
    ("text", &["page", "card", "sunken", "accent-wash", "good-wash", "warn-wash", "bad-wash"]),
    ("muted", &["page", "card", "sunken", "accent-wash", "warn-wash", "bad-wash"]),
    ("accent", &["card", "sunken", "accent-wash"]),
    ("good", &["card", "good-wash"]),
    ("warn", &["card", "warn-wash"]),
    ("bad", &["card", "bad-wash"]),
    ("on-accent", &["accent"]),
];

/// What has to be seen without being read.
const SHAPES: [&str; 7] =
    ["edge", "series-0", "series-1", "series-2", "series-3", "series-4", "series-5"];

#[test]
fn the_measure_is_that_of_the_standard() {
    let theme: Theme = [("a", "#000000"), ("b", "#ffffff"), ("c", "#777777")]
        .map(|(n, c)| (n.into(), c.into()))
        .into();
    assert!((ratio(&theme, "a", "b") - 21.0).abs() < 1e-9);
    assert!((ratio(&theme, "c", "b") - 4.478).abs() < 1e-3);
}

#[test]
fn words_can_be_read_in_every_theme() {
    for (name, least, theme) in themes() {
        for (over, grounds) in TEXT {
            for under in grounds {
                let found = ratio(&theme, over, under);
                assert!(found >= least, "{name}: {over} on {under} is {found:.2}, not {least}");
            }
        }
        let button = ratio(&theme, "card", "bad");
        assert!(button >= 4.5, "{name}: words on a dangerous button are {button:.2}");
    }
}

#[test]
fn controls_and_lines_can_be_seen_in_every_theme() {
    for (name, _, theme) in themes() {
        for shape in SHAPES {
            let found = ratio(&theme, shape, "card");
            assert!(found >= 3.0, "{name}: {shape} on a card is {found:.2}");
        }
    }
}

#[test]
fn the_theme_of_the_system_is_the_same_dark_one() {
    let chosen = rule(r#":root[data-theme="dark"]"#);
    assert_eq!(chosen, rule(r#":root:not([data-theme])"#));
    let more = rule(r#":root[data-contrast="more"][data-theme="dark"]"#);
    assert_eq!(more, rule(r#":root[data-contrast="more"][data-theme="system"]"#));
}
