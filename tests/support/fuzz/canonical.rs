//! Canonical JSON (RFC 8785), against a second implementation that shares no code with the first:
//! its shortest digits are Rust's own, its layout of numbers is that of ECMAScript by the letter.

use serde_json::Value;
use tideboard_protocol::json::{canonical, normalise};

/// Reads a JSON text; its canonical form must be the reference's, stable, and the same value.
pub fn check(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
    let form = canonical(&value);
    let text = std::str::from_utf8(&form).expect("canonical JSON is UTF-8");
    assert_eq!(text, reference_form(&value));
    let again: Value = serde_json::from_str(text).expect("canonical JSON is JSON");
    assert_eq!(canonical(&again), form, "the form of a form is itself");

    let Ok(normal) = normalise(value.clone(), usize::MAX) else { return };
    assert_eq!(canonical(&normal), form, "bringing numbers into one form changes no value");
    assert_eq!(normalise(normal.clone(), usize::MAX), Ok(normal.clone()));
    let again = normalise(again, usize::MAX);
    assert_eq!(again, Ok(normal), "Rust's equality is equality of canonical JSON");
}

/// RFC 8785 by the letter.
pub fn reference_form(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) => value.to_string(),
        Value::Number(number) => number_form(number.as_f64().expect("a double")),
        Value::String(text) => string_form(text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(reference_form).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.encode_utf16().collect::<Vec<_>>());
            let members: Vec<_> = members
                .into_iter()
                .map(|(key, member)| format!("{}:{}", string_form(key), reference_form(member)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

fn string_form(text: &str) -> String {
    let mut form = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => form.push_str("\\\""),
            '\\' => form.push_str("\\\\"),
            '\u{8}' => form.push_str("\\b"),
            '\t' => form.push_str("\\t"),
            '\n' => form.push_str("\\n"),
            '\u{c}' => form.push_str("\\f"),
            '\r' => form.push_str("\\r"),
            control if control < ' ' => form.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => form.push(other),
        }
    }
    form.push('"');
    form
}

/// ECMAScript's `Number::toString`: k digits s, and n such that the number is s × 10^(n−k).
fn number_form(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number < 0.0 {
        return format!("-{}", number_form(-number));
    }
    let scientific = shortest(number);
    let (mantissa, exponent) = scientific.split_once('e').expect("a mantissa and an exponent");
    let digits = mantissa.replace('.', "");
    let k = i64::try_from(digits.len()).expect("few digits");
    let n = exponent.parse::<i64>().expect("a small exponent") + 1;
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
    let split = |at: i64| digits.split_at(usize::try_from(at).unwrap_or(0));
    if (k..=21).contains(&n) {
        return format!("{digits}{}", zeros(n - k));
    }
    if (1..=21).contains(&n) {
        let (whole, part) = split(n);
        return format!("{whole}.{part}");
    }
    if (-5..=0).contains(&n) {
        return format!("0.{}{digits}", zeros(-n));
    }
    let (first, rest) = split(1);
    let sign = if n > 0 { '+' } else { '-' };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{first}{point}{rest}e{sign}{}", (n - 1).abs())
}

/// The fewest digits that tell a number apart; of two equally near, those that end evenly. Rust
/// leaves the choice between two open, and the exact value shows whether there is one.
fn shortest(number: f64) -> String {
    let usual = format!("{number:e}");
    let exact = format!("{number:.800e}");
    let parts = |text: &str| {
        let (mantissa, exponent) = text.split_once('e').expect("a mantissa and an exponent");
        (mantissa.trim_end_matches('0').to_owned(), exponent.to_owned())
    };
    let ((digits, _), (exact, exponent)) = (parts(&usual), parts(&exact));
    let Some(lower) = exact.strip_suffix('5').filter(|lower| lower.len() == digits.len()) else {
        return usual;
    };
    let even = lower.bytes().last().is_some_and(|digit| digit % 2 == 0);
    let lower = format!("{lower}e{exponent}");
    if even && lower.parse() == Ok(number) { lower } else { usual }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_reference_writes_what_the_standard_shows() {
        // More digits than a number keeps: only text can hold them.
        let read = |text: &str| serde_json::from_str(text).unwrap();
        for (value, form) in [
            (read("333333333.33333329"), "333333333.3333333"),
            (json!(1e30), "1e+30"),
            (json!(4.5), "4.5"),
            (json!(2e-3), "0.002"),
            (json!(1e-27), "1e-27"),
            (json!(1e21), "1e+21"),
            (json!(1e20), "100000000000000000000"),
            (json!(1e-7), "1e-7"),
            (json!(0.000001), "0.000001"),
            (json!(1.25e-9), "1.25e-9"),
            (read("2.98023223876953125e-8"), "2.9802322387695312e-8"),
            (json!(-0.0), "0"),
            (json!("\u{20ac}$\u{f}\nA'B\"\\\"/"), "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\"/\""),
            (
                json!({"\u{20ac}": 1, "\r": 2, "\u{1f600}": 3, "\u{fb33}": 4, "1": 5}),
                "{\"\\r\":2,\"1\":5,\"\u{20ac}\":1,\"\u{1f600}\":3,\"\u{fb33}\":4}",
            ),
        ] {
            assert_eq!(reference_form(&value), form);
        }
    }
}
