//! Short words about what was just done, with a way back. They stand in a strip below the board
//! and never over it.

use super::{Glyph, Icon};
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use tideboard_protocol::ApiError;
use tideboard_words::t;
use yew::prelude::*;

/// How long a toast stays, in milliseconds.
const STAY_MS: u32 = 8_000;
/// Most toasts at once; the oldest goes first.
const MOST: usize = 3;

/// Something to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// In one sentence.
    pub words: String,
    /// What takes it back.
    pub undo: Option<Callback<()>>,
    /// Taking it back is taking back the last own step, whatever that is by then.
    pub is_last_step: bool,
    /// It did not work.
    pub is_failure: bool,
}

impl Toast {
    /// Something was done.
    pub fn done(words: impl Into<String>) -> Self {
        Self { words: words.into(), undo: None, is_last_step: false, is_failure: false }
    }

    /// Something was done that can be taken back.
    pub fn undoable(words: impl Into<String>, undo: Callback<()>) -> Self {
        Self { undo: Some(undo), ..Self::done(words) }
    }

    /// Something was done that can be taken back as long as it is the last own step.
    pub fn step(words: impl Into<String>, undo: Callback<()>) -> Self {
        Self { is_last_step: true, ..Self::undoable(words, undo) }
    }

    /// Something was not taken, and why.
    pub fn refusal(words: impl Into<String>) -> Self {
        Self { is_failure: true, ..Self::done(words) }
    }

    /// Something could not be done.
    pub fn failure(error: &ApiError) -> Self {
        Self::refusal(t!("toast-not-saved", error = tideboard_words::error(error)))
    }
}

/// Says something, from anywhere below the [`Toasts`].
#[derive(Clone, PartialEq)]
struct Toaster(Callback<Toast>);

/// Says something.
#[hook]
pub fn use_toast() -> Callback<Toast> {
    use_context::<Toaster>().expect("used below the toasts").0
}

enum Act {
    Say(Toast),
    Forget(u32),
}

#[derive(Default)]
struct Shown {
    next: u32,
    all: Vec<(u32, Toast)>,
}

impl Reducible for Shown {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let (mut next, mut all) = (self.next, self.all.clone());
        match act {
            Act::Say(toast) => {
                if toast.undo.is_some() {
                    // What came before is not the last step any more.
                    all.iter_mut()
                        .filter(|(_, it)| it.is_last_step)
                        .for_each(|(_, it)| it.undo = None);
                }
                all.push((next, toast));
                next = next.wrapping_add(1);
                let extra = all.len().saturating_sub(MOST);
                all.drain(..extra);
            }
            Act::Forget(id) => all.retain(|(shown, _)| *shown != id),
        }
        Rc::new(Self { next, all })
    }
}

#[derive(Properties, PartialEq)]
pub struct ToastsProps {
    pub children: Html,
}

/// What is below can say something; it is shown after it.
#[component]
pub fn Toasts(props: &ToastsProps) -> Html {
    let shown = use_reducer(Shown::default);
    let toaster = {
        let dispatcher = shown.dispatcher();
        use_memo((), |()| {
            Toaster(Callback::from(move |toast| dispatcher.dispatch(Act::Say(toast))))
        })
    };
    let on_end = {
        let dispatcher = shown.dispatcher();
        use_callback((), move |id: u32, ()| dispatcher.dispatch(Act::Forget(id)))
    };
    html! {
        <ContextProvider<Toaster> context={(*toaster).clone()}>
            { props.children.clone() }
            <div class="toasts" role="status" aria-live="polite">
                { for shown.all.iter().map(|(id, toast)| html! {
                    <ToastRow key={*id} id={*id} toast={toast.clone()} on_end={on_end.clone()} />
                }) }
            </div>
        </ContextProvider<Toaster>>
    }
}

#[derive(Properties, PartialEq)]
struct ToastRowProps {
    id: u32,
    toast: Toast,
    on_end: Callback<u32>,
}

/// One toast. It stays while the pointer or the focus is on it.
#[component]
fn ToastRow(props: &ToastRowProps) -> Html {
    let held = use_state_eq(|| false);
    use_effect_with((*held, props.id, props.on_end.clone()), |(held, id, on_end)| {
        let (id, on_end) = (*id, on_end.clone());
        let end = (!held).then(|| Timeout::new(STAY_MS, move || on_end.emit(id)));
        move || drop(end)
    });
    let hold = |hold: bool| {
        let held = held.setter();
        move || held.set(hold)
    };
    let (over, out, into, from) = (hold(true), hold(false), hold(true), hold(false));
    let id = props.id;
    let undo = props.toast.undo.clone().map(|undo| {
        let on_end = props.on_end.clone();
        Callback::from(move |_: MouseEvent| {
            undo.emit(());
            on_end.emit(id);
        })
    });
    let (class, glyph) =
        if props.toast.is_failure { ("toast bad", Glyph::Cross) } else { ("toast", Glyph::Check) };
    html! {
        <div
            {class} data-testid="toast" onmouseenter={move |_| over()} onmouseleave={move |_| out()}
            onfocusin={move |_| into()} onfocusout={move |_| from()}
        >
            <Icon {glyph} />
            <p>{ &props.toast.words }</p>
            if let Some(undo) = undo {
                <button type="button" class="link" data-testid="toast-undo" onclick={undo}>
                    { t!("common-undo") }
                </button>
            }
            <button
                type="button" class="icon-button" aria-label={t!("common-dismiss")} data-testid="toast-dismiss"
                onclick={props.on_end.reform(move |_: MouseEvent| id)}
            >
                <Icon glyph={Glyph::Close} />
            </button>
        </div>
    }
}
