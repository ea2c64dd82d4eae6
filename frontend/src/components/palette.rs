//! The command palette: boards, widgets, what stands in them, and everything that can be done.

mod commands;
mod matching;

use super::Dialog;
use crate::{
    browser,
    components::{Glyph, Icon},
    hooks::{use_go_to, use_search, use_view},
};
use commands::{Entry, use_commands};
use matching::{FAR, rank};
use tideboard_protocol::{
    BoardId, RecordId,
    order::sort_by,
    search::{Found, Hit, MOST_FOUND, QUERY_LETTERS},
};
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

/// Most commands, boards and titles shown at once; what the search finds comes below them, with a
/// bound of its own.
const MOST: usize = 40;

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
    let open = use_view(|view| view.board.as_ref().map(|board| board.id.clone()));
    let go_to = use_go_to();
    let search = use_search(&typed, open.clone());
    let (mut found, far) = ranked(commands, &typed);
    let (mut hint, answer) = (None, search.answer.as_deref());
    match answer {
        Some(Ok(texts)) => {
            found.extend(found_in_text(texts, open.as_ref(), &go_to, &props.on_close));
            hint = texts.more.then(|| t!("palette-more", count = MOST_FOUND));
        }
        Some(Err(error)) => hint = Some(tideboard_words::error(error)),
        None => {}
    }
    found.extend(far);
    if found.is_empty() && hint.is_none() && !search.is_busy {
        hint = Some(t!("palette-nothing"));
    }
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
                spellcheck="false" maxlength={QUERY_LETTERS.to_string()} aria-expanded="true" aria-controls="palette-list"
                aria-autocomplete="list" aria-activedescendant={active}
                aria-label={t!("palette-label")}
                placeholder={t!("palette-placeholder")}
                value={(*typed).clone()} data-testid="palette-input" {oninput} {onkeydown}
            />
            <ul class="palette-list" id="palette-list" role="listbox" aria-label={t!("palette-found")} ref={node}>
                { for found.iter().enumerate().map(|(place, entry)| row(place, entry, place == chosen)) }
            </ul>
            if let Some(hint) = hint {
                <p class="muted palette-none" role="status" data-testid="palette-hint">{ hint }</p>
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

/// What fits, best first, and behind it what only has the letters in order.
fn ranked(entries: Vec<Entry>, typed: &str) -> (Vec<Entry>, Vec<Entry>) {
    let mut ranked: Vec<(u32, Entry)> =
        entries.into_iter().filter_map(|entry| Some((rank(&entry.words, typed)?, entry))).collect();
    sort_by(&mut ranked, |(a, _), (b, _)| a.cmp(b));
    ranked.truncate(MOST);
    let near_count = ranked.iter().take_while(|(rank, _)| *rank < FAR).count();
    let mut near: Vec<Entry> = ranked.into_iter().map(|(_, entry)| entry).collect();
    let far = near.split_off(near_count);
    (near, far)
}

/// What the search found, but for widgets of the open board that are listed by their titles already.
fn found_in_text(
    found: &Found,
    open: Option<&BoardId>,
    go_to: &Callback<(BoardId, RecordId)>,
    on_close: &Callback<()>,
) -> Vec<Entry> {
    let is_listed = |hit: &&Hit| hit.text.is_none() && open == Some(&hit.board);
    let hit = |hit: &Hit| {
        let place = (hit.board.clone(), hit.record.clone());
        let (title, board) = (&hit.title, &hit.board_title);
        let (words, about) = match &hit.text {
            Some(text) => (text, t!("palette-in", title = title, board = board)),
            None => (title, t!("palette-on", board = board)),
        };
        let go_to = go_to.clone();
        commands::entry(Glyph::Grid, words, &about, on_close, move || go_to.emit(place.clone()))
    };
    found.hits.iter().filter(|hit| !is_listed(hit)).map(hit).collect()
}

fn show_chosen(node: &NodeRef) {
    let Some(list) = node.cast::<Element>() else { return };
    let chosen = list.query_selector("[aria-selected='true']").ok().flatten();
    if let Some(chosen) = chosen {
        browser::show_whole(&chosen);
    }
}
