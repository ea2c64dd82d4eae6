//! One clashing field: its value before, mine and theirs, what it will be, and for texts a result
//! to edit.

use super::{
    choice::Choice,
    free_text::{FreeText, two_texts},
};
use crate::{
    format,
    line_diff::{Line, line_diff},
    text_merge::{self, mark},
};
use serde_json::Value;
use tideboard_protocol::view::ConflictField;
use tideboard_words::t;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Texts below this length, in bytes, are read faster than marks in them, as times and codes.
const PLAIN: usize = 20;
/// Letters of a result that its column shows.
const RESULT: usize = 60;

#[derive(Properties, PartialEq)]
pub struct FieldRowProps {
    /// The first one takes the focus when the dialog opens.
    pub is_first: bool,
    pub field: ConflictField,
    pub label: AttrValue,
    /// How the field is written, where it is free text.
    pub free_text: Option<FreeText>,
    /// Who wrote their value, where the fields have several authors.
    pub author: Option<AttrValue>,
    pub choice: Option<Choice>,
    pub on_choice: Callback<Choice>,
}

/// A row of the dialog.
#[component]
pub fn FieldRow(props: &FieldRowProps) -> Html {
    let field = &props.field;
    html! {
        <>
            <tr
                data-testid="conflict-field" data-path={field.path.to_string()}
                data-choice={Choice::name(props.choice.as_ref())}
            >
                <th scope="row">{ &props.label }</th>
                <td><div class="side" data-testid="conflict-base">{ format::maybe_value(field.base.as_ref()) }</div></td>
                { side(props, Choice::Mine, "conflict-mine", field.mine.as_ref()) }
                { side(props, Choice::Theirs, "conflict-theirs", field.theirs.as_ref()) }
                <td>
                    <div class="side result" data-testid="conflict-result">
                        { result(props) }
                    </div>
                </td>
            </tr>
            { text_row(props) }
        </>
    }
}

/// What the field will be.
fn result(props: &FieldRowProps) -> Html {
    let value = match &props.choice {
        None => return html! { <span class="muted">{ t!("conflict-choose") }</span> },
        Some(Choice::Merged(text)) => return format::short(text, RESULT).into(),
        Some(Choice::Mine) => &props.field.mine,
        Some(Choice::Theirs) => &props.field.theirs,
    };
    match value {
        None => html! { <em class="muted">{ t!("history-removed") }</em> },
        Some(value) => format::short(&format::value(value), RESULT).into(),
    }
}

fn side(
    props: &FieldRowProps,
    choice: Choice,
    test_id: &'static str,
    value: Option<&Value>,
) -> Html {
    let pressed = props.choice.as_ref() == Some(&choice);
    let autofocus = props.is_first && choice == Choice::Mine;
    let author = props.author.clone().filter(|_| choice == Choice::Theirs);
    let onclick = props.on_choice.reform(move |_: MouseEvent| choice.clone());
    html! {
        <td>
            <button
                type="button" class="side" {autofocus} aria-pressed={pressed.to_string()}
                data-testid={test_id} {onclick}
            >
                { marked(props.field.base.as_ref(), value) }
            </button>
            if let Some(author) = author { <small class="muted author">{ author }</small> }
        </td>
    }
}

/// A value, with what is new in a text marked: whole lines where there are several, else letters.
fn marked(base: Option<&Value>, value: Option<&Value>) -> Html {
    match (base.and_then(Value::as_str), value.and_then(Value::as_str)) {
        (Some(base), Some(text)) if !base.is_empty() && !text.is_empty() => {
            if base.contains('\n') || text.contains('\n') {
                return marked_lines(base, text);
            }
            if base.len().max(text.len()) < PLAIN {
                return text.to_owned().into();
            }
            let marked = mark(base, text);
            // Where little is left of the text, marks only disturb.
            if marked.head.len() + marked.tail.len() < text.len() / 3 {
                return text.to_owned().into();
            }
            html! {
                <>
                    { marked.head }
                    if !marked.replaced.is_empty() { <del>{ marked.replaced }</del> }
                    if !marked.changed.is_empty() { <ins>{ marked.changed }</ins> }
                    { marked.tail }
                </>
            }
        }
        _ => match value {
            None => html! { <em class="muted">{ t!("history-removed") }</em> },
            Some(value) => format::value(value).into(),
        },
    }
}

fn marked_lines(base: &str, text: &str) -> Html {
    let Some(lines) = line_diff(base, text) else { return text.to_owned().into() };
    // A line without letters still takes its place.
    let shown = |text: &str| if text.is_empty() { "\u{a0}".to_owned() } else { text.to_owned() };
    let line = |line: &Line| match line {
        Line::Same(text) => html! { <span class="diff-line">{ shown(text) }</span> },
        Line::New(text) => html! { <ins class="diff-line">{ shown(text) }</ins> },
        Line::Gone(text) => html! { <del class="diff-line">{ shown(text) }</del> },
    };
    html! { <>{ for lines.iter().map(line) }</> }
}

/// For free texts: ways to have both, and the result to edit.
fn text_row(props: &FieldRowProps) -> Html {
    let field = &props.field;
    let texts = two_texts(field.mine.as_ref(), field.theirs.as_ref());
    let (Some(kind), Some((mine, theirs))) = (props.free_text, texts) else {
        return Html::default();
    };
    let kind = kind.with([mine, theirs]);
    let base = field.base.as_ref().and_then(Value::as_str).unwrap_or_default();
    let merged = text_merge::merge(base, mine, theirs);
    let both = kind.both(mine, theirs);
    let shown = match &props.choice {
        Some(Choice::Merged(text)) => text.clone(),
        Some(Choice::Mine) => mine.to_owned(),
        Some(Choice::Theirs) => theirs.to_owned(),
        None => merged.clone().unwrap_or_else(|| both.clone()),
    };
    let way = |text: String, test_id: &'static str, words: String| {
        let pressed = matches!(&props.choice, Some(Choice::Merged(chosen)) if *chosen == text);
        let onclick = props.on_choice.reform(move |_: MouseEvent| Choice::Merged(text.clone()));
        html! {
            <button
                type="button" class="button small" aria-pressed={pressed.to_string()}
                data-testid={test_id} {onclick}
            >
                { words }
            </button>
        }
    };
    html! {
        <tr class="merged-row">
            <th scope="row">
                <span class="muted">{ t!("conflict-result-edit") }</span>
                if let Some(merged) = merged { { way(merged, "conflict-merged", t!("conflict-put-together")) } }
                { way(both, "conflict-both", t!("conflict-one-after-other")) }
            </th>
            <td colspan="4">{ result_field(props, kind, shown) }</td>
        </tr>
    }
}

/// The result, to be edited.
fn result_field(props: &FieldRowProps, kind: FreeText, shown: String) -> Html {
    let class = matches!(props.choice, Some(Choice::Merged(_))).then_some("chosen");
    let label = t!("conflict-result-of", field = props.label.as_str());
    match kind {
        FreeText::Line => {
            let oninput = props.on_choice.reform(|event: InputEvent| {
                let input = event.target_dyn_into::<HtmlInputElement>();
                Choice::Merged(input.map(|input| input.value()).unwrap_or_default())
            });
            html! {
                <input
                    type="text" {class} data-testid="conflict-merged-text" aria-label={label}
                    dir="auto" autocomplete="off" value={shown} {oninput}
                />
            }
        }
        FreeText::Lines => {
            let oninput = props.on_choice.reform(|event: InputEvent| {
                let area = event.target_dyn_into::<HtmlTextAreaElement>();
                Choice::Merged(area.map(|area| area.value()).unwrap_or_default())
            });
            let rows = shown.lines().count().clamp(1, 8).to_string();
            html! {
                <textarea
                    {class} data-testid="conflict-merged-text" aria-label={label} dir="auto"
                    {rows} value={shown} {oninput}
                />
            }
        }
    }
}
