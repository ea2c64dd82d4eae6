//! One clashing field: its value before, mine and theirs, and for texts a merged one to edit.

use super::choice::Choice;
use crate::{
    format,
    text_merge::{self, mark},
};
use serde_json::Value;
use tideboard_protocol::view::ConflictField;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Texts below this length, in bytes, are not worth writing anew.
const SHORT: usize = 40;

#[derive(Properties, PartialEq)]
pub struct FieldRowProps {
    /// The first one takes the focus when the dialog opens.
    pub is_first: bool,
    pub field: ConflictField,
    pub label: AttrValue,
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
            </tr>
            { merged_row(props) }
        </>
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
    let onclick = props.on_choice.reform(move |_: MouseEvent| choice.clone());
    html! {
        <td>
            <button
                type="button" class="side" {autofocus} aria-pressed={pressed.to_string()}
                data-testid={test_id} {onclick}
            >
                { marked(props.field.base.as_ref(), value) }
            </button>
        </td>
    }
}

/// A value, with what is new in a text marked.
fn marked(base: Option<&Value>, value: Option<&Value>) -> Html {
    match (base.and_then(Value::as_str), value.and_then(Value::as_str)) {
        (Some(base), Some(text)) if !base.is_empty() && !text.is_empty() => {
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
            None => html! { <em class="muted">{ "removed" }</em> },
            Some(value) => format::value(value).into(),
        },
    }
}

/// For texts: both edits together, to choose and to edit.
fn merged_row(props: &FieldRowProps) -> Html {
    let field = &props.field;
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
    let (Some(mine), Some(theirs)) = (text(&field.mine), text(&field.theirs)) else {
        return Html::default();
    };
    let base = text(&field.base).unwrap_or_default();
    let (merged, words) = match text_merge::merge(&base, &mine, &theirs) {
        Some(merged) => (merged, "Both together"),
        // Short values, as in cells, are one or the other.
        None if mine.len().max(theirs.len()) < SHORT => return Html::default(),
        None => (format!("{theirs}\n{mine}"), "Write it anew"),
    };
    let (is_chosen, shown) = match &props.choice {
        Some(Choice::Merged(text)) => (true, text.clone()),
        Some(Choice::Mine | Choice::Theirs) | None => (false, merged.clone()),
    };
    let onclick = {
        let shown = shown.clone();
        props.on_choice.reform(move |_: MouseEvent| Choice::Merged(shown.clone()))
    };
    let oninput = props.on_choice.reform(|event: InputEvent| {
        let area = event.target_dyn_into::<HtmlTextAreaElement>();
        Choice::Merged(area.map(|area| area.value()).unwrap_or_default())
    });
    let rows = shown.lines().count().clamp(1, 8).to_string();
    html! {
        <tr class="merged-row">
            <th scope="row">
                <button
                    type="button" class="button small" aria-pressed={is_chosen.to_string()}
                    data-testid="conflict-merged" {onclick}
                >
                    { words }
                </button>
            </th>
            <td colspan="3">
                <textarea
                    class={is_chosen.then_some("chosen")} data-testid="conflict-merged-text"
                    aria-label={format!("{}: merged text", props.label)}
                    rows={rows} value={shown} {oninput}
                />
            </td>
        </tr>
    }
}
