//! What happened while this computer was away.

use super::{use_door, use_view};
use std::rc::Rc;
use tideboard_protocol::{ipc::WhileAway, view::AwayView};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The newest digest of this run.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// Which one it is: it counts up.
    pub number: u32,
    /// What happened.
    pub view: Rc<AwayView>,
}

/// The newest digest, if there is one; asked for whenever the client says that there is another.
#[hook]
pub fn use_digest() -> Option<Digest> {
    let door = use_door();
    let digest = use_state(|| None::<Digest>);
    let number = use_view(|view| view.connection.digests);
    use_effect_with((number, door), {
        let digest = digest.setter();
        move |(number, door)| {
            let (number, door) = (*number, door.clone());
            if number == 0 {
                return;
            }
            spawn_local(async move {
                // Without an answer there is nothing to tell; the provider shows what is wrong.
                if let Ok(Some(view)) = door.call(WhileAway {}).await {
                    digest.set(Some(Digest { number, view: Rc::new(view) }));
                }
            });
        }
    });
    (*digest).clone()
}
