//! The settings of a widget: its title and what its kind can be set to, checked while it is
//! typed, saved as one change.

mod draft;
mod entries;
mod spec;

use super::{Dialog, ErrorNote};
use crate::{format, hooks::use_door, state::Shared};
use draft::Draft;
use entries::Entries;
use spec::{FieldSpec, Input};
use std::rc::Rc;
use tideboard_protocol::{ApiError, BoardId, ipc::Edit, view::RecordView, widget};
use tideboard_words::{plain, t};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct WidgetSettingsProps {
    pub board: BoardId,
    pub record: Shared<RecordView>,
    pub on_close: Callback<()>,
}

/// The dialog. What others change meanwhile is not written over: only what was changed here is
/// saved.
#[component]
pub fn WidgetSettings(props: &WidgetSettingsProps) -> Html {
    let record = use_memo((), |()| props.record.clone());
    let draft = use_state_eq(|| Draft::of(&props.record));
    let failure = use_state(|| None::<Rc<ApiError>>);
    let door = use_door();
    let wrong = draft.wrong();
    let onsubmit = {
        let (draft, record, board) = (draft.clone(), Rc::clone(&record), props.board.clone());
        let (on_close, failure) = (props.on_close.clone(), failure.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(edit) = draft.edit(&board, &record) else { return };
            let (door, on_close, failure) = (door.clone(), on_close.clone(), failure.clone());
            spawn_local(async move {
                match door.call(Edit { edit }).await {
                    Ok(_) => on_close.emit(()),
                    Err(error) => failure.set(Some(Rc::new(error))),
                }
            });
        })
    };
    let on_field = {
        let draft = draft.clone();
        Callback::from(move |(path, text): (&'static str, String)| {
            draft.set(draft.with(path, text))
        })
    };
    let on_draft = {
        let draft = draft.setter();
        Callback::from(move |next: Draft| draft.set(next))
    };
    let title = widget::title(&record.fields, &record.kind);
    let is_unchanged = *draft == Draft::of(&record);
    html! {
        <Dialog
            title={t!("spec-settings-of", title = title)} on_close={props.on_close.clone()}
            test_id="widget-settings"
        >
            <form class="steps" {onsubmit}>
                <div class="settings-fields">
                    { for spec::fields_of(&record.kind).into_iter().map(|spec| {
                        let value = draft.value(spec.path).to_owned();
                        let why = wrong.get(spec.path).copied();
                        html! { <Field key={spec.path} {spec} {value} {why} on_field={on_field.clone()} /> }
                    }) }
                </div>
                if let Some(list) = spec::list_of(&record.kind) {
                    <Entries {list} draft={(*draft).clone()} {on_draft} />
                }
                if let Some(error) = &*failure { <ErrorNote error={(**error).clone()} /> }
                <div class="step-buttons">
                    <span class="spring" />
                    <button
                        type="button" class="button"
                        onclick={props.on_close.reform(|_: MouseEvent| ())}
                    >
                        { t!("common-cancel") }
                    </button>
                    <button
                        type="submit" class="button primary" data-testid="widget-settings-save"
                        disabled={!wrong.is_empty() || is_unchanged}
                    >
                        { t!("common-save") }
                    </button>
                </div>
            </form>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct FieldProps {
    spec: FieldSpec,
    value: String,
    why: Option<&'static str>,
    on_field: Callback<(&'static str, String)>,
}

/// One setting with its label, and what is wrong with it.
#[component]
fn Field(props: &FieldProps) -> Html {
    let spec = props.spec;
    let oninput = props.on_field.reform(move |event: InputEvent| {
        let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        (spec.path, input.map(|input| input.value()).unwrap_or_default())
    });
    let onchange = props.on_field.reform(move |event: Event| {
        let select = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
        (spec.path, select.map(|select| select.value()).unwrap_or_default())
    });
    let about = format!("about-{}", spec.path.replace('/', "-"));
    let select = |options: Vec<(&str, String)>| {
        html! {
            <select data-testid="widget-setting" data-path={spec.path} {onchange}>
                { for options.into_iter().map(|(value, words)| html! {
                    <option value={value.to_owned()} selected={props.value == value}>{ words }</option>
                }) }
            </select>
        }
    };
    let input = match spec.input {
        Input::Choice(options) => {
            select(options.iter().map(|(value, words)| (*value, plain(words))).collect())
        }
        Input::Span(usual) => {
            let own = props.value.as_str();
            let own = (!usual.contains(&own)).then_some(own);
            select(own.into_iter().chain(usual.iter().copied()).map(|it| (it, span(it))).collect())
        }
        Input::Text | Input::Number | Input::Positive => html! {
            <input
                type="text" value={props.value.clone()} data-testid="widget-setting"
                data-path={spec.path} aria-invalid={props.why.is_some().to_string()}
                aria-describedby={about.clone()} {oninput} autofocus={spec.path == "title"}
                inputmode={(spec.input != Input::Text).then_some("decimal")}
            />
        },
    };
    html! {
        <label class="field">
            <span>{ plain(spec.label) }</span>
            { input }
            if let Some(why) = props.why {
                <small id={about} class="tone-bad" role="alert">{ plain(why) }</small>
            } else if !spec.hint.is_empty() {
                <small id={about} class="muted">{ plain(spec.hint) }</small>
            }
        </label>
    }
}

/// The words for a number of seconds, without loss; for nothing: that it never comes.
fn span(text: &str) -> String {
    match text.parse::<u32>() {
        Ok(s) if s % 86_400 == 0 && s > 86_400 => format::span(s.into()),
        Ok(s) if s % 3600 == 0 => t!("span-hours", n = s / 3600),
        Ok(s) if s % 60 == 0 => t!("span-minutes", n = s / 60),
        Err(_) if text.is_empty() => t!("spec-stale-never"),
        Ok(_) | Err(_) => t!("span-seconds", n = text),
    }
}
