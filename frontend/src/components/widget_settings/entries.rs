//! The columns, lines or services of a widget: names, order, adding and removing.

use super::{draft::Draft, spec::ListSpec};
use crate::{
    browser,
    components::{Glyph, Icon},
};
use tideboard_words::{plain, t};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct EntriesProps {
    pub list: ListSpec,
    pub draft: Draft,
    pub on_draft: Callback<Draft>,
}

/// The list.
#[component]
pub fn Entries(props: &EntriesProps) -> Html {
    let list = props.list;
    let change = |change: fn(&Draft, usize) -> Draft, place: usize| {
        let (draft, on_draft) = (props.draft.clone(), props.on_draft.clone());
        Callback::from(move |_: MouseEvent| on_draft.emit(change(&draft, place)))
    };
    let add = {
        let (draft, on_draft) = (props.draft.clone(), props.on_draft.clone());
        Callback::from(move |_: MouseEvent| {
            let name = t!("entry-new", list = list.prefix);
            on_draft.emit(draft.with_entry(browser::fresh_id(), name));
        })
    };
    let row = |(place, entry): (usize, &super::draft::Entry)| {
        html! {
            <li key={entry.id.clone()} class="entry" data-testid="settings-entry">
                <input
                    type="text" class="bare" value={entry.name.clone()}
                    aria-label={t!("entry-name", list = list.prefix)}
                    data-testid="settings-entry-name" oninput={on_name(props, place)}
                />
                if let Some((_, options)) = list.choice {
                    <select aria-label={t!("entry-kind")} onchange={on_choice(props, place)}>
                        { for options.iter().map(|(value, words)| html! {
                            <option value={*value} selected={entry.choice == *value}>{ plain(words) }</option>
                        }) }
                    </select>
                }
                if list.is_ordered {
                    <button
                        type="button" class="icon-button" aria-label={t!("entry-move-up", name = &entry.name)}
                        title={t!("entry-up")} disabled={place == 0} data-testid="settings-entry-up"
                        onclick={change(Draft::with_entry_up, place)}
                    >
                        <Icon glyph={Glyph::Up} />
                    </button>
                }
                <button
                    type="button" class="icon-button" aria-label={t!("entry-remove", name = &entry.name)}
                    title={t!("common-remove")} data-testid="settings-entry-remove"
                    onclick={change(without, place)}
                >
                    <Icon glyph={Glyph::Close} />
                </button>
            </li>
        }
    };
    html! {
        <fieldset class="entries">
            <legend>{ plain(list.label) }</legend>
            <ul>{ for props.draft.entries.iter().enumerate().map(row) }</ul>
            <button type="button" class="add" data-testid="settings-entry-add" onclick={add}>
                <Icon glyph={Glyph::Plus} />{ t!("entry-add", list = list.prefix) }
            </button>
        </fieldset>
    }
}

fn without(draft: &Draft, place: usize) -> Draft {
    let mut next = draft.clone();
    next.entries.remove(place);
    next
}

fn on_name(props: &EntriesProps, place: usize) -> Callback<InputEvent> {
    let (draft, on_draft) = (props.draft.clone(), props.on_draft.clone());
    Callback::from(move |event: InputEvent| {
        let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let mut next = draft.clone();
        next.entries[place].name = input.map(|input| input.value()).unwrap_or_default();
        on_draft.emit(next);
    })
}

fn on_choice(props: &EntriesProps, place: usize) -> Callback<Event> {
    let (draft, on_draft) = (props.draft.clone(), props.on_draft.clone());
    Callback::from(move |event: Event| {
        let select = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
        let mut next = draft.clone();
        next.entries[place].choice = select.map(|select| select.value()).unwrap_or_default();
        on_draft.emit(next);
    })
}
