//! A text that saves itself while it is typed, at short intervals and on leaving. What cannot be
//! kept because it is too long is refused at once, and the text stays as it was.
//!
//! While it has the focus, what others write does not disturb it. After that the typed text stays
//! until the record answers with another, so that nothing flickers and nothing typed is lost.

use super::{Toast, use_toast};
use crate::{
    browser::{self, Pasted},
    limits,
};
use gloo::timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};
use yew::prelude::*;

/// Widest that a field asks to be, in letters.
const MAX_LETTERS: usize = 40;

/// What was typed is saved after so many milliseconds at most, however fast the typing goes on.
const SAVE_MS: u32 = 250;

#[derive(Properties, PartialEq)]
pub struct TextFieldProps {
    /// What the record holds.
    pub value: AttrValue,
    /// Name for those who do not see it.
    pub label: AttrValue,
    /// Text to save, and whether more is likely to follow.
    pub on_text: Callback<(String, bool)>,
    #[prop_or_default]
    pub multiline: bool,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub placeholder: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    pub test_id: &'static str,
    /// Takes the focus when it appears.
    #[prop_or_default]
    pub autofocus: bool,
    /// Keys the field itself does not use.
    #[prop_or_default]
    pub on_key: Callback<KeyboardEvent>,
    /// The field lost the focus.
    #[prop_or_default]
    pub on_leave: Callback<()>,
}

#[derive(Clone, PartialEq)]
enum Draft {
    /// As the record has it.
    None,
    /// In hand.
    Typing(String),
    /// Left; shown until the record is another than `base`.
    Left { text: String, base: AttrValue },
}

/// What was typed but not yet handed over.
#[derive(Default)]
struct Unsaved {
    text: Option<String>,
    /// Hands it over. It is kept after it did, until the next takes its place.
    timer: Option<Timeout>,
    /// Whether the timer still runs.
    is_due: bool,
    /// What the record held when something was typed last.
    base: Option<AttrValue>,
}

/// A text that saves itself while it is typed.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let draft = use_state_eq(|| Draft::None);
    let unsaved = use_mut_ref(Unsaved::default);
    let node = use_node_ref();
    let toast = use_toast();
    let on_text = use_mut_ref(|| props.on_text.clone());
    *on_text.borrow_mut() = props.on_text.clone();
    use_hand_over_at_the_end(Rc::clone(&unsaved), Rc::clone(&on_text));
    use_effect_with((props.autofocus, node.clone()), |(autofocus, node)| {
        if let (true, Some(node)) = (*autofocus, node.cast::<web_sys::HtmlElement>()) {
            crate::browser::focus(&node);
        }
    });

    let shown: AttrValue = match &*draft {
        Draft::Typing(text) => text.clone().into(),
        Draft::Left { text, base } if *base == props.value => text.clone().into(),
        Draft::Left { .. } | Draft::None => props.value.clone(),
    };
    let note = {
        let (draft, unsaved) = (draft.setter(), Rc::clone(&unsaved));
        let base = props.value.clone();
        Callback::from(move |text: String| {
            draft.set(Draft::Typing(text.clone()));
            let mut waiting = unsaved.borrow_mut();
            waiting.text = Some(text);
            waiting.base = Some(base.clone());
            if !waiting.is_due {
                let (later, on_text) = (Rc::clone(&unsaved), Rc::clone(&on_text));
                waiting.is_due = true;
                waiting.timer =
                    Some(Timeout::new(SAVE_MS, move || hand_over(&later, &on_text, true)));
            }
        })
    };
    // Takes what was typed; `false` where it is too long and the field was set back.
    let take = {
        let (shown, toast) = (shown.clone(), toast.clone());
        move |event: &web_sys::Event| {
            let text = typed(event);
            if limits::fits(&text) {
                note.emit(text);
            } else {
                put_back(event, &shown);
                toast.emit(Toast::refusal(limits::too_long()));
            }
        }
    };
    let oninput = {
        let take = take.clone();
        Callback::from(move |event: InputEvent| take(&event))
    };
    // Some ways of changing a field (clearing it by a tool) tell only of the change.
    let onchange = {
        let shown = shown.clone();
        Callback::from(move |event: Event| {
            if typed(&event) != *shown {
                take(&event);
            }
        })
    };
    let onpaste = Callback::from(move |event: Event| {
        if browser::pasted(&event, limits::PASTE_LETTERS) == Pasted::TooLong {
            event.prevent_default();
            toast.emit(Toast::refusal(limits::paste_too_long()));
        }
    });
    let onfocus = {
        let (draft, shown) = (draft.clone(), shown.to_string());
        Callback::from(move |_: FocusEvent| draft.set(Draft::Typing(shown.clone())))
    };
    let onblur = {
        let (value, on_text, on_leave) =
            (props.value.clone(), props.on_text.clone(), props.on_leave.clone());
        Callback::from(move |event: FocusEvent| {
            let text = typed(&event);
            let waiting = std::mem::take(&mut *unsaved.borrow_mut());
            if waiting.text.is_some() {
                on_text.emit((text.clone(), false));
            }
            // Hold on to what the record does not know yet; else show the record, whatever others
            // wrote meanwhile.
            let unknown = waiting.text.is_some() || waiting.base.as_ref() == Some(&value);
            draft.set(if unknown {
                Draft::Left { text, base: value.clone() }
            } else {
                Draft::None
            });
            on_leave.emit(());
        })
    };
    let onkeydown = props.on_key.clone();
    let letters = shown.chars().count();
    if props.multiline {
        html! {
            <textarea
                ref={node} class={props.class.clone()} aria-label={props.label.clone()}
                placeholder={props.placeholder.clone()} disabled={props.disabled}
                data-testid={props.test_id} dir="auto" value={shown} {oninput} {onchange} {onpaste}
                {onfocus} {onblur} {onkeydown}
            />
        }
    } else {
        html! {
            <input
                ref={node} type="text" class={props.class.clone()} aria-label={props.label.clone()}
                placeholder={props.placeholder.clone()} disabled={props.disabled}
                data-testid={props.test_id} dir="auto"
                size={letters.clamp(3, MAX_LETTERS).to_string()}
                value={shown} {oninput} {onchange} {onpaste}
                {onfocus} {onblur} {onkeydown}
            />
        }
    }
}

/// A field that disappears (its widget was deleted, another board was opened) saves what is left.
#[hook]
fn use_hand_over_at_the_end(
    unsaved: Rc<RefCell<Unsaved>>,
    on_text: Rc<RefCell<Callback<(String, bool)>>>,
) {
    use_effect_with((), move |()| move || hand_over(&unsaved, &on_text, false));
}

fn hand_over(
    unsaved: &RefCell<Unsaved>,
    on_text: &RefCell<Callback<(String, bool)>>,
    typing: bool,
) {
    let waiting = {
        let mut unsaved = unsaved.borrow_mut();
        unsaved.is_due = false;
        unsaved.text.take()
    };
    if let Some(text) = waiting {
        let on_text = on_text.borrow().clone();
        on_text.emit((text, typing));
    }
}

fn put_back(event: &web_sys::Event, text: &str) {
    let Some(target) = event.target() else { return };
    match target.dyn_into::<HtmlTextAreaElement>() {
        Ok(area) => area.set_value(text),
        Err(target) => {
            if let Ok(input) = target.dyn_into::<HtmlInputElement>() {
                input.set_value(text);
            }
        }
    }
}

fn typed(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    match target.dyn_into::<HtmlTextAreaElement>() {
        Ok(area) => area.value(),
        Err(target) => {
            target.dyn_into::<HtmlInputElement>().map(|it| it.value()).unwrap_or_default()
        }
    }
}
