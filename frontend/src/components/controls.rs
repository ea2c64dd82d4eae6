//! Small parts that several components share.

use super::icon::{Glyph, Icon};
use crate::browser;
use gloo::timers::callback::Timeout;
use tideboard_protocol::{Action, ApiError};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ErrorNoteProps {
    pub error: ApiError,
    #[prop_or("error-note")]
    pub test_id: &'static str,
    /// Buttons beside it.
    #[prop_or_default]
    pub children: Html,
}

/// An error: what happened and what can be done.
#[component]
pub fn ErrorNote(props: &ErrorNoteProps) -> Html {
    html! {
        <div class="error-note" role="alert" data-testid={props.test_id}>
            <Icon glyph={Glyph::Cross} />
            <p>{ tideboard_words::error(&props.error) }{ " " }<span class="muted">{ advice(props.error.action) }</span></p>
            { props.children.clone() }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct InputNoteProps {
    /// What is wrong, in the reader's language.
    pub words: AttrValue,
    pub test_id: &'static str,
}

/// Something that the window itself finds wrong with what a person entered or chose.
#[component]
pub fn InputNote(props: &InputNoteProps) -> Html {
    html! {
        <div class="error-note" role="alert" data-testid={props.test_id}>
            <Icon glyph={Glyph::Cross} />
            <p>{ &props.words }</p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct FileFieldProps {
    pub label: AttrValue,
    /// How the file's name ends.
    pub accept: &'static str,
    /// `None`: the choice was taken back.
    pub on_choose: Callback<Option<File>>,
    pub test_id: &'static str,
}

/// The choice of a file in the app's words, and the first thing in its dialog. What a browser draws
/// by itself speaks the system's language.
#[component]
pub fn FileField(props: &FileFieldProps) -> Html {
    let name = use_state_eq(|| None::<String>);
    let onchange = {
        let (name, on_choose) = (name.setter(), props.on_choose.clone());
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let file = input.and_then(|input| input.files()?.get(0));
            name.set(file.as_ref().map(File::name));
            on_choose.emit(file);
        })
    };
    html! {
        <label class="field">
            <span>{ &props.label }</span>
            <span class="file">
                <input
                    type="file" accept={props.accept} autofocus=true data-testid={props.test_id}
                    {onchange}
                />
                <span class="button small">{ t!("file-choose") }</span>
                <bdi class={classes!("file-name", name.is_none().then_some("none"))}>
                    { (*name).clone().unwrap_or_else(|| t!("file-none")) }
                </bdi>
            </span>
        </label>
    }
}

/// What to do about an error, in words.
pub fn advice(action: Action) -> String {
    match action {
        Action::Retry => t!("advice-retry"),
        Action::SignIn => t!("advice-sign-in"),
        Action::Upgrade => t!("advice-upgrade"),
        Action::Wait => t!("advice-wait"),
        Action::ContactAdmin => t!("advice-contact-admin"),
        Action::FixInput => t!("advice-fix-input"),
        Action::FreeSpace => t!("advice-free-space"),
        Action::CloseOther => t!("advice-close-other"),
        Action::Nothing => String::new(),
    }
}

#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    pub text: AttrValue,
    #[prop_or_else(|| t!("common-copy").into())]
    pub label: AttrValue,
    pub test_id: &'static str,
    #[prop_or("button small")]
    pub class: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Copied {
    No,
    Yes,
    Failed,
}

/// Puts a text on the clipboard and says so.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let copied = use_state_eq(|| Copied::No);
    use_effect_with(copied.clone(), |copied| {
        let rest = (**copied != Copied::No).then(|| {
            let copied = copied.clone();
            Timeout::new(2000, move || copied.set(Copied::No))
        });
        move || drop(rest)
    });
    let onclick = {
        let (copied, text) = (copied.clone(), props.text.to_string());
        Callback::from(move |_: MouseEvent| {
            let (copied, text) = (copied.clone(), text.clone());
            spawn_local(async move {
                copied.set(if browser::copy(text).await { Copied::Yes } else { Copied::Failed });
            });
        })
    };
    let label = match *copied {
        Copied::No => props.label.clone(),
        Copied::Yes => t!("common-copied").into(),
        Copied::Failed => t!("common-not-copied").into(),
    };
    html! {
        <button type="button" class={props.class} data-testid={props.test_id} {onclick}>
            { label }
        </button>
    }
}
