//! Numbers, values and durations in words.

use serde_json::Value;
use tideboard_words::{Locale, t};

/// Stands for "nothing there".
pub const NOTHING: &str = "—";

/// A number with as many decimals as a person needs: about four significant figures.
pub fn number(value: f64) -> String {
    number_with(value, decimals(value))
}

/// A number with a fixed count of decimals, grouped as the locale has it.
pub fn number_with(value: f64, decimals: usize) -> String {
    grouped(if value == 0.0 { 0.0 } else { value }, decimals)
}

/// A number as it was written, without rounding and grouping: for cells and inputs.
pub fn plain_number(value: f64) -> String {
    plain_number_in(value, tideboard_words::locale())
}

fn plain_number_in(value: f64, locale: Locale) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        value.to_string().replace('.', signs(locale).decimal)
    }
}

/// How a language writes numbers.
struct Signs {
    decimal: &'static str,
    group: char,
}

fn signs(locale: Locale) -> Signs {
    match locale {
        Locale::German => Signs { decimal: ",", group: '.' },
        _ => Signs { decimal: ".", group: ',' },
    }
}

/// A number in few letters: "1.25M" for millions.
pub fn compact(value: f64) -> String {
    compacted(value)
}

fn decimals(value: f64) -> usize {
    let size = value.abs();
    if value.fract() == 0.0 || size >= 1000.0 {
        0
    } else if size >= 10.0 {
        1
    } else {
        2
    }
}

/// A signed difference: "+3", "−2".
pub fn signed(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    format!("{sign}{}", number(value.abs()))
}

/// A field's value in a few words.
pub fn value(value: &Value) -> String {
    match value {
        Value::Null => NOTHING.to_owned(),
        Value::Bool(true) => t!("common-yes"),
        Value::Bool(false) => t!("common-no"),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), plain_number),
        Value::String(text) if text.is_empty() => NOTHING.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// A field's value, or the sign for nothing.
pub fn maybe_value(maybe: Option<&Value>) -> String {
    maybe.map_or_else(|| NOTHING.to_owned(), value)
}

/// Cuts a text that is too long for one line; newlines become spaces.
pub fn short(text: &str, limit: usize) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > limit {
        words = words.chars().take(limit.saturating_sub(1)).collect::<String>();
        words = format!("{}…", words.trim_end());
    }
    words
}

/// A length of time in its largest unit: "12 s", "24 min", "3 h", "5 days".
pub fn span(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..60 => t!("span-seconds", n = s),
        s @ 60..3600 => t!("span-minutes", n = s / 60),
        s @ 3600..86_400 => t!("span-hours", n = s / 3600),
        s => t!("span-days", count = s / 86_400),
    }
}

/// What a person typed as a number; spaces group. With point and comma the later one is the decimal
/// point. One alone is that, too, unless it is the language's sign for groups and stands like one:
/// what is shown as "11,840" may be typed so.
pub fn parse_number(text: &str) -> Option<f64> {
    parse_number_in(text, tideboard_words::locale())
}

fn parse_number_in(text: &str, locale: Locale) -> Option<f64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.replace('−', "-");
    let text = match (text.rfind('.'), text.rfind(',')) {
        (Some(point), Some(comma)) if point < comma => text.replace('.', "").replacen(',', ".", 1),
        (Some(_), Some(_)) => text.replace(',', ""),
        (None, None) => text,
        (Some(_), None) | (None, Some(_)) => {
            let group = signs(locale).group;
            let is_grouped = is_grouped_by(group, &text);
            if is_grouped { text.replace(group, "") } else { text.replacen(',', ".", 1) }
        }
    };
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && number.abs() <= tideboard_protocol::json::MAX_NUMBER).then_some(number)
}

/// "1,234" and "-1,234,567", but not "12,5" and "0,125".
fn is_grouped_by(group: char, text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(group).is_some_and(|(first, rest)| {
        matches!(first.len(), 1..=3)
            && !first.starts_with('0')
            && is_digits(first)
            && rest.split(group).all(|part| part.len() == 3 && is_digits(part))
    })
}

/// A number as a JSON value in the protocol's one form; `None` out of range.
pub fn to_json(number: f64) -> Option<Value> {
    tideboard_protocol::Number::new(number).ok().map(Value::from)
}

/// The browser's forms of numbers in a language; making them is slow, hence each is made once.
#[cfg(target_arch = "wasm32")]
struct Forms {
    locale: tideboard_words::Locale,
    by_decimals: Vec<js_sys::Function>,
    compact: js_sys::Function,
}

#[cfg(target_arch = "wasm32")]
impl Forms {
    const MOST_DECIMALS: u32 = 6;

    fn new() -> Self {
        let form = |options: &[(&str, wasm_bindgen::JsValue)]| {
            let (language, options) = crate::language::form(options);
            js_sys::Intl::NumberFormat::new(&language, &options).format()
        };
        let with_decimals = |count: u32| {
            form(&[
                ("minimumFractionDigits", count.into()),
                ("maximumFractionDigits", count.into()),
            ])
        };
        Self {
            locale: tideboard_words::locale(),
            by_decimals: (0..=Self::MOST_DECIMALS).map(with_decimals).collect(),
            compact: form(&[
                ("notation", "compact".into()),
                ("maximumSignificantDigits", 4.into()),
            ]),
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn written(value: f64, form: impl Fn(&Forms) -> &js_sys::Function) -> String {
    thread_local! {
        static FORMS: std::cell::RefCell<Forms> = std::cell::RefCell::new(Forms::new());
    }
    let text = FORMS.with_borrow_mut(|forms| {
        if forms.locale != tideboard_words::locale() {
            *forms = Forms::new();
        }
        form(forms).call1(&wasm_bindgen::JsValue::UNDEFINED, &value.into())
    });
    text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| value.to_string())
}

#[cfg(target_arch = "wasm32")]
fn grouped(value: f64, decimals: usize) -> String {
    written(value, |forms| &forms.by_decimals[decimals.min(Forms::MOST_DECIMALS as usize)])
}

#[cfg(target_arch = "wasm32")]
fn compacted(value: f64) -> String {
    written(value, |forms| &forms.compact)
}

#[cfg(not(target_arch = "wasm32"))]
fn compacted(value: f64) -> String {
    format!("{value:.3e}")
}

#[cfg(not(target_arch = "wasm32"))]
fn grouped(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_keep_what_a_person_needs() {
        assert_eq!(number(11_840.4), "11840");
        assert_eq!(number(73.44), "73.4");
        assert_eq!(number(0.123), "0.12");
        assert_eq!(number(5.0), "5");
        assert_eq!(number(-0.0), "0");
        assert_eq!(signed(-2.0), "−2");
        assert_eq!(signed(3.0), "+3");
    }

    #[test]
    fn what_people_type_is_read() {
        assert_eq!(parse_number(" 1 234,5 "), Some(1234.5));
        assert_eq!(parse_number("−3"), Some(-3.0));
        assert_eq!(parse_number("12.5"), Some(12.5));
        assert_eq!(parse_number("1.234.567,5"), Some(1_234_567.5));
        assert_eq!(parse_number("1,234,567.5"), Some(1_234_567.5));
        for wrong in ["", "abc", "1e400", "NaN", "inf", "9007199254740993000"] {
            assert_eq!(parse_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_means_what_it_looks_like_in_its_language() {
        let german = |text| parse_number_in(text, Locale::German);
        assert_eq!(german("11.840"), Some(11_840.0));
        assert_eq!(german("-1.234.567,8"), Some(-1_234_567.8));
        assert_eq!(german("12,5"), Some(12.5));
        assert_eq!(german("12.5"), Some(12.5));
        assert_eq!(german("0.125"), Some(0.125));
        assert_eq!(german("11,840"), Some(11.84));
        let english = |text| parse_number_in(text, Locale::English);
        assert_eq!(english("11,840"), Some(11_840.0));
        assert_eq!(english("1,234,567"), Some(1_234_567.0));
        assert_eq!(english("11.840"), Some(11.84));
        assert_eq!(english("12,5"), Some(12.5));
        assert_eq!(english("1,2,3"), None);
    }

    #[test]
    fn what_a_field_shows_is_read_as_the_same_number_in_every_language() {
        for locale in Locale::ALL {
            for number in [0.0, -3.0, 12.125, 11_840.0, 0.001, 1_234_567.25, 1e20] {
                let shown = plain_number_in(number, locale);
                assert_eq!(
                    parse_number_in(&shown, locale),
                    Some(number).filter(|_| number < 1e15),
                    "{shown}"
                );
            }
        }
    }

    #[test]
    fn values_and_spans_in_words() {
        assert_eq!(value(&json!(14.0)), "14");
        assert_eq!(value(&json!("")), NOTHING);
        assert_eq!(maybe_value(None), NOTHING);
        assert_eq!(span(-5), "0 s");
        assert_eq!(span(24 * 60), "24 min");
        assert_eq!(span(3 * 3600 + 59), "3 h");
        assert_eq!(span(90_000), "1 day");
        assert_eq!(span(5 * 86_400), "5 days");
        assert_eq!(short("a  long\ntext here", 9), "a long t…");
    }
}
