//! Entries of a menu: arrow keys go through them, and each is a button of its own.

use super::{Glyph, Icon};
use crate::browser;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    pub label: AttrValue,
    pub children: Html,
}

/// A list of entries.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let node = use_node_ref();
    let onkeydown = {
        let node = node.clone();
        Callback::from(move |event: KeyboardEvent| walk(&node, &event))
    };
    html! {
        <div class="menu-list" role="group" aria-label={props.label.clone()} ref={node} {onkeydown}>
            { props.children.clone() }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct MenuEntryProps {
    pub glyph: Glyph,
    pub words: AttrValue,
    pub test_id: &'static str,
    pub onclick: Callback<MouseEvent>,
    /// Why it cannot be used now.
    #[prop_or_default]
    pub why_not: Option<AttrValue>,
    /// It takes something away.
    #[prop_or_default]
    pub is_dangerous: bool,
}

/// An entry.
#[component]
pub fn MenuEntry(props: &MenuEntryProps) -> Html {
    let class = classes!("menu-item", props.is_dangerous.then_some("tone-bad"));
    html! {
        <button
            type="button" {class} data-testid={props.test_id} disabled={props.why_not.is_some()}
            title={props.why_not.clone()} onclick={props.onclick.clone()}
        >
            <span class="menu-mark"><Icon glyph={props.glyph} /></span>
            <span>{ &props.words }</span>
        </button>
    }
}

/// The arrows, Home and End go through what can take the focus.
fn walk(node: &NodeRef, event: &KeyboardEvent) {
    let Some(root) = node.cast::<Element>() else { return };
    let Ok(found) = root.query_selector_all("button:not(:disabled), input, [tabindex='0']") else {
        return;
    };
    let all: Vec<HtmlElement> =
        (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect();
    let focused = browser::focused();
    let at = all.iter().position(|element| Some(element) == focused.as_ref());
    let last = all.len().saturating_sub(1);
    let to = match (event.key().as_str(), at) {
        ("ArrowDown", at) => at.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        ("ArrowUp", at) => at.map_or(last, |at| at.checked_sub(1).unwrap_or(last)),
        ("Home", Some(_)) => 0,
        ("End", Some(_)) => last,
        _ => return,
    };
    if let Some(element) = all.get(to) {
        event.prevent_default();
        browser::focus(element);
    }
}
