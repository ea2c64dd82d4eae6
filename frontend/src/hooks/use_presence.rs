//! Tells others what is being edited here.

use super::use_door;
use gloo::timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use tideboard_protocol::{RecordId, ipc::Presence};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

/// How long after the last field was left somebody still counts as editing, in milliseconds.
const LINGER_MS: u32 = 2_000;

thread_local! {
    /// What others were told last. One for the window: the app knows one such mark, so a widget that
    /// was left must not take back what another has said since.
    static TOLD: RefCell<Option<RecordId>> = const { RefCell::new(None) };
}

/// Handlers for the focus within a widget.
pub struct EditingMarks {
    /// Something in the widget took the focus.
    pub onfocusin: Callback<FocusEvent>,
    /// Something in the widget lost it.
    pub onfocusout: Callback<FocusEvent>,
}

/// While a field of the widget has the focus, others see that it is being edited. Going from field
/// to field is told once.
#[hook]
pub fn use_presence(record: &RecordId) -> EditingMarks {
    let door = use_door();
    let ending = use_mut_ref(|| None::<Timeout>);
    let tell = {
        use_callback((door, record.clone()), |edits: bool, (door, record)| {
            let is_told = TOLD.with_borrow(|told| told.as_ref() == Some(record));
            if is_told == edits {
                return;
            }
            let (door, editing) = (door.clone(), edits.then(|| record.clone()));
            TOLD.set(editing.clone());
            // Others may miss it; it costs nothing but the mark.
            spawn_local(async move { drop(door.call(Presence { editing }).await) });
        })
    };
    let onfocusin = {
        let (tell, ending) = (tell.clone(), Rc::clone(&ending));
        Callback::from(move |event: FocusEvent| {
            if is_field(&event) {
                ending.take();
                tell.emit(true);
            }
        })
    };
    let onfocusout = {
        let (tell, ending) = (tell.clone(), Rc::clone(&ending));
        Callback::from(move |_: FocusEvent| {
            let tell = tell.clone();
            *ending.borrow_mut() = Some(Timeout::new(LINGER_MS, move || tell.emit(false)));
        })
    };
    use_effect_with((), move |()| {
        move || {
            ending.take();
            tell.emit(false);
        }
    });
    EditingMarks { onfocusin, onfocusout }
}

fn is_field(event: &FocusEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => target.get_attribute("type").as_deref() != Some("checkbox"),
        _ => false,
    })
}
