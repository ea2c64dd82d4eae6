//! The command palette: boards, widgets, what stands in them, and everything that can be done.

mod commands;
mod matching;

use super::Dialog;
use crate::{components::Icon, hooks::use_view, state::ViewState};
use commands::{Entry, use_commands};
use matching::{rank, snippet};
use tideboard_protocol::{order::sort_by, widget};
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlInputElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::prelude::*;

/// Most entries shown at once.
const MOST: usize = 40;
/// Letters from which on the contents of widgets are searched, too.
const SEARCH_FROM: usize = 2;

#[derive(Properties, PartialEq)]
pub struct PaletteProps {
    pub on_close: Callback<()>,
}

/// The palette.
#[component]
pub fn Palette(props: &PaletteProps) -> Html {
    let typed = use_state_eq(String::new);
    let at = use_state_eq(|| 0_usize);
    let node = use_node_ref();
    let commands = use_commands(&props.on_close);
    let texts = use_view(texts);
    let mut found = ranked(commands, &typed);
    found.extend(found_in_text(&texts, &typed, &props.on_close));
    found.truncate(MOST);
    let chosen = (*at).min(found.len().saturating_sub(1));
    use_effect_with((chosen, node.clone()), |(_, node)| show_chosen(node));
    let oninput = {
        let (typed, at) = (typed.setter(), at.setter());
        Callback::from(move |event: InputEvent| {
            let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
            typed.set(input.map(|input| input.value()).unwrap_or_default());
            at.set(0);
        })
    };
    let onkeydown = {
        let (at, count, run) =
            (at.setter(), found.len(), found.get(chosen).map(|it| it.run.clone()));
        Callback::from(move |event: KeyboardEvent| {
            let last = count.saturating_sub(1);
            let next = match event.key().as_str() {
                "ArrowDown" => {
                    if chosen == last {
                        0
                    } else {
                        chosen + 1
                    }
                }
                "ArrowUp" => chosen.checked_sub(1).unwrap_or(last),
                "Home" if event.ctrl_key() => 0,
                "End" if event.ctrl_key() => last,
                "Enter" => {
                    event.prevent_default();
                    if let Some(run) = &run {
                        run.emit(());
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            at.set(next);
        })
    };
    let active = found.get(chosen).map(|_| format!("palette-{chosen}"));
    html! {
        <Dialog title={t!("palette-title")} on_close={props.on_close.clone()} test_id="palette" class="palette">
            <input
                type="text" class="palette-input" role="combobox" autofocus=true autocomplete="off"
                spellcheck="false" aria-expanded="true" aria-controls="palette-list"
                aria-autocomplete="list" aria-activedescendant={active}
                aria-label={t!("palette-label")}
                placeholder={t!("palette-placeholder")}
                value={(*typed).clone()} data-testid="palette-input" {oninput} {onkeydown}
            />
            <ul class="palette-list" id="palette-list" role="listbox" aria-label={t!("palette-found")} ref={node}>
                { for found.iter().enumerate().map(|(place, entry)| row(place, entry, place == chosen)) }
            </ul>
            if found.is_empty() {
                <p class="muted palette-none" role="status">{ t!("palette-nothing") }</p>
            }
        </Dialog>
    }
}

fn row(place: usize, entry: &Entry, is_chosen: bool) -> Html {
    html! {
        <li
            key={place} id={format!("palette-{place}")} role="option" class="palette-entry"
            aria-selected={is_chosen.to_string()} data-testid="palette-entry"
            onclick={entry.run.reform(|_: MouseEvent| ())}
        >
            <Icon glyph={entry.glyph} />
            <span class="palette-words">{ &entry.words }</span>
            <span class="muted meta">{ entry.about.clone() }</span>
        </li>
    }
}

fn ranked(entries: Vec<Entry>, typed: &str) -> Vec<Entry> {
    let mut ranked: Vec<(u32, Entry)> =
        entries.into_iter().filter_map(|entry| Some((rank(&entry.words, typed)?, entry))).collect();
    sort_by(&mut ranked, |(a, _), (b, _)| a.cmp(b));
    ranked.into_iter().map(|(_, entry)| entry).collect()
}

/// Title of each widget of the open board and the texts in it.
type Texts = Vec<(String, String, Vec<String>)>;

fn texts(view: &ViewState) -> Texts {
    let text = |record: &crate::state::Shared<tideboard_protocol::view::RecordView>| {
        let values = record.fields.iter().filter(|(path, _)| {
            !path.as_str().ends_with("/order") && !path.as_str().starts_with("layout/")
        });
        let texts = values.filter_map(|(_, value)| value.as_str().map(str::to_owned)).collect();
        let title = widget::title(&record.fields, &record.kind).to_owned();
        (record.id.to_string(), title, texts)
    };
    view.records.values().map(text).collect()
}

fn found_in_text(texts: &Texts, typed: &str, on_close: &Callback<()>) -> Vec<Entry> {
    if typed.trim().chars().count() < SEARCH_FROM {
        return Vec::new();
    }
    let find = |(record, title, texts): &(String, String, Vec<String>)| {
        let found =
            texts.iter().filter(|text| *text != title).find_map(|text| snippet(text, typed))?;
        Some(commands::go_to_widget(record, &found, t!("palette-in", title = title), on_close))
    };
    texts.iter().filter_map(find).collect()
}

fn show_chosen(node: &NodeRef) {
    let Some(list) = node.cast::<Element>() else { return };
    let chosen = list.query_selector("[aria-selected='true']").ok().flatten();
    if let Some(chosen) = chosen {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        chosen.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
