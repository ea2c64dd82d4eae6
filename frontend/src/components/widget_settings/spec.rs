//! What each kind of widget can be set to.

use tideboard_protocol::widget::WidgetKind;

/// How a setting is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A text.
    Text,
    /// A number, or nothing.
    Number,
    /// A number above zero, or nothing.
    Positive,
    /// One of several: what is written, and its name.
    Choice(&'static [(&'static str, &'static str)]),
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Path of its field.
    pub path: &'static str,
    /// Its name.
    pub label: &'static str,
    /// How it is entered.
    pub input: Input,
    /// What it means, where the name does not say it.
    pub hint: &'static str,
}

/// The columns, lines or services of a widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListSpec {
    /// Path above its entries.
    pub prefix: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What one entry is called.
    pub noun: &'static str,
    /// A further member of each entry, with its values.
    pub choice: Option<(&'static str, &'static [(&'static str, &'static str)])>,
    /// Whether entries have an order of their own.
    pub is_ordered: bool,
    /// Paths of cells that go with a removed entry: `rows/<id>/<entry>`.
    pub cells: Option<&'static str>,
}

const fn field(
    path: &'static str,
    label: &'static str,
    input: Input,
    hint: &'static str,
) -> FieldSpec {
    FieldSpec { path, label, input, hint }
}

const TITLE: FieldSpec = field("title", "Title", Input::Text, "");
const UNIT: FieldSpec = field("unit", "Unit", Input::Text, "");
const STALE: FieldSpec = field(
    "stale_after_s",
    "Old after (seconds)",
    Input::Positive,
    "Without news for longer it is shown as old. Empty: people keep it, it does not age.",
);

/// The settings of a kind, the title first.
pub fn fields_of(kind: &str) -> Vec<FieldSpec> {
    let Ok(kind) = kind.parse::<WidgetKind>() else { return vec![TITLE] };
    let own: &[FieldSpec] = match kind {
        WidgetKind::Metric => &[
            UNIT,
            field(
                "direction",
                "Better is",
                Input::Choice(&[("up", "More"), ("down", "Less")]),
                "Limits warn on the other side.",
            ),
            field("target", "Target", Input::Number, ""),
            field("warn", "Warning at", Input::Number, ""),
            field("alarm", "Alarm at", Input::Number, ""),
            STALE,
        ],
        WidgetKind::Chart => &[
            UNIT,
            field(
                "style",
                "Drawn as",
                Input::Choice(&[("line", "Lines"), ("area", "Areas"), ("bar", "Bars")]),
                "",
            ),
            field("range", "Span shown (seconds)", Input::Positive, "3600 is an hour."),
            STALE,
        ],
        WidgetKind::Counter => &[field("step", "One press adds", Input::Positive, "")],
        WidgetKind::Table | WidgetKind::Checklist | WidgetKind::Note | WidgetKind::Status => &[],
    };
    std::iter::once(TITLE).chain(own.iter().copied()).collect()
}

/// The list of a kind, if it has one to be set here.
pub fn list_of(kind: &str) -> Option<ListSpec> {
    match kind.parse::<WidgetKind>().ok()? {
        WidgetKind::Table => Some(ListSpec {
            prefix: "columns",
            label: "Columns",
            noun: "column",
            choice: Some(("type", &[("text", "Text"), ("number", "Number")])),
            is_ordered: true,
            cells: Some("rows"),
        }),
        WidgetKind::Chart => Some(ListSpec {
            prefix: "series",
            label: "Lines",
            noun: "line",
            choice: None,
            is_ordered: false,
            cells: None,
        }),
        WidgetKind::Status => Some(ListSpec {
            prefix: "services",
            label: "Services",
            noun: "service",
            choice: None,
            is_ordered: true,
            cells: None,
        }),
        WidgetKind::Metric | WidgetKind::Checklist | WidgetKind::Note | WidgetKind::Counter => None,
    }
}
