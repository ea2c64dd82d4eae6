//! After the server was restored from a backup: own changes that it lacks, to be sent again or left.

use crate::{
    backend::Door,
    components::{Glyph, Icon, Toast, use_toast},
    hooks::use_door,
};
use tideboard_protocol::{
    ApiError, ErrorCode, OpId,
    ipc::{Discard, Retry},
};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct OfferedProps {
    /// The changes.
    pub ops: Vec<OpId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    SendAgain,
    Leave,
}

/// What happened, and both answers for all of them at once.
#[component]
pub fn Offered(props: &OfferedProps) -> Html {
    let (door, toast) = (use_door(), use_toast());
    let busy = use_state_eq(|| false);
    let decide = |decision: Decision| {
        let (door, toast, busy) = (door.clone(), toast.clone(), busy.setter());
        let ops = props.ops.clone();
        Callback::from(move |_: MouseEvent| {
            let (door, toast, busy, ops) = (door.clone(), toast.clone(), busy.clone(), ops.clone());
            busy.set(true);
            spawn_local(async move {
                toast.emit(decide_all(&door, ops, decision).await);
                busy.set(false);
            });
        })
    };
    let count = props.ops.len() as u32;
    html! {
        <section class="bulk offered" data-testid="offered" data-count={count.to_string()}>
            <p><Icon glyph={Glyph::Question} />{ t!("offered-lacks", count = count) }</p>
            <p class="muted">
                { t!("offered-both-ways") }
            </p>
            <button
                type="button" class="button small primary" disabled={*busy}
                data-testid="offered-send" onclick={decide(Decision::SendAgain)}
            >
                { t!("offered-send", count = count) }
            </button>
            <button
                type="button" class="button small" disabled={*busy}
                data-testid="offered-leave" onclick={decide(Decision::Leave)}
            >
                { t!("offered-leave", count = count) }
            </button>
        </section>
    }
}

/// One after the other; the first that fails ends it, and what is left stays offered.
async fn decide_all(door: &Door, ops: Vec<OpId>, decision: Decision) -> Toast {
    let mut done = 0_u32;
    for op_id in ops {
        let answer = match decision {
            Decision::SendAgain => door.call(Retry { op_id }).await,
            Decision::Leave => door.call(Discard { op_id }).await,
        };
        match answer {
            Ok(()) => done += 1,
            // Decided meanwhile, elsewhere in the window.
            Err(ApiError { code: ErrorCode::UnknownOp | ErrorCode::WrongState, .. }) => {}
            Err(error) => return Toast::refusal(tideboard_words::error(&error)),
        }
    }
    Toast::done(match decision {
        Decision::SendAgain => t!("offered-sent", count = done),
        Decision::Leave => t!("offered-left", count = done),
    })
}
