//! What each kind of widget can be set to.

use tideboard_protocol::widget::WidgetKind;
use tideboard_words::key;

/// How a setting is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A text.
    Text,
    /// A number, or nothing.
    Number,
    /// A number above zero, or nothing.
    Positive,
    /// A span of time, kept in seconds: one of the usual ones, where the empty one is none, or the
    /// one that is there.
    Span(&'static [&'static str]),
    /// One of several: what is written, and the message with its name.
    Choice(&'static [(&'static str, &'static str)]),
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Path of its field.
    pub path: &'static str,
    /// The message with its name.
    pub label: &'static str,
    /// How it is entered.
    pub input: Input,
    /// The message that says what it means, where the name does not; else empty.
    pub hint: &'static str,
    /// What holds where nothing is set.
    pub unset: &'static str,
}

/// The columns, lines or services of a widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListSpec {
    /// Path above its entries.
    pub prefix: &'static str,
    /// The message with its name.
    pub label: &'static str,
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
    FieldSpec { path, label, input, hint, unset: "" }
}

impl FieldSpec {
    const fn unset(self, unset: &'static str) -> Self {
        Self { unset, ..self }
    }
}

const TITLE: FieldSpec = field("title", key!("spec-title"), Input::Text, "");
const UNIT: FieldSpec = field("unit", key!("spec-unit"), Input::Text, "");
const STALE: FieldSpec = field(
    "stale_after_s",
    key!("spec-stale"),
    Input::Span(&["", "10", "30", "60", "300", "600", "1800", "3600", "21600", "86400"]),
    key!("spec-stale-about"),
);

/// The settings of a kind, the title first.
pub fn fields_of(kind: &str) -> Vec<FieldSpec> {
    let Ok(kind) = kind.parse::<WidgetKind>() else { return vec![TITLE] };
    let own: &[FieldSpec] = match kind {
        WidgetKind::Metric => &[
            UNIT,
            field(
                "direction",
                key!("spec-direction"),
                Input::Choice(&[
                    ("up", key!("spec-direction-up")),
                    ("down", key!("spec-direction-down")),
                ]),
                key!("spec-direction-about"),
            )
            .unset("down"),
            field("target", key!("spec-target"), Input::Number, ""),
            field("warn", key!("spec-warn"), Input::Number, ""),
            field("alarm", key!("spec-alarm"), Input::Number, ""),
            STALE,
        ],
        WidgetKind::Chart => &[
            UNIT,
            field(
                "style",
                key!("spec-style"),
                Input::Choice(&[
                    ("line", key!("spec-style-line")),
                    ("area", key!("spec-style-area")),
                    ("bar", key!("spec-style-bar")),
                ]),
                "",
            )
            .unset("line"),
            field(
                "range",
                key!("spec-range"),
                Input::Span(&["900", "3600", "21600", "43200", "86400", "259200", "604800"]),
                "",
            )
            .unset("3600"),
            STALE,
        ],
        WidgetKind::Counter => &[field("step", key!("spec-step"), Input::Positive, "")],
        WidgetKind::Table | WidgetKind::Checklist | WidgetKind::Note | WidgetKind::Status => &[],
    };
    std::iter::once(TITLE).chain(own.iter().copied()).collect()
}

/// The list of a kind, if it has one to be set here.
pub fn list_of(kind: &str) -> Option<ListSpec> {
    match kind.parse::<WidgetKind>().ok()? {
        WidgetKind::Table => Some(ListSpec {
            prefix: "columns",
            label: key!("spec-columns"),
            choice: Some(("type", &[("text", key!("spec-text")), ("number", key!("spec-number"))])),
            is_ordered: true,
            cells: Some("rows"),
        }),
        WidgetKind::Chart => Some(ListSpec {
            prefix: "series",
            label: key!("spec-lines"),
            choice: None,
            is_ordered: false,
            cells: None,
        }),
        WidgetKind::Status => Some(ListSpec {
            prefix: "services",
            label: key!("spec-services"),
            choice: None,
            is_ordered: true,
            cells: None,
        }),
        WidgetKind::Metric | WidgetKind::Checklist | WidgetKind::Note | WidgetKind::Counter => None,
    }
}
