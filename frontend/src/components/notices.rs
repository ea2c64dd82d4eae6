//! What a person must know about the app itself. A notice stays away once it was dismissed.

use super::{Glyph, Icon, controls::advice};
use crate::hooks::use_view;
use std::collections::BTreeSet;
use tideboard_words::t;
use yew::prelude::*;

/// The notices, below the top bar.
#[component]
pub fn Notices() -> Html {
    let notices = use_view(|view| view.notices.clone());
    let dismissed = use_state_eq(BTreeSet::<String>::new);
    let shown: Vec<_> = notices.iter().filter(|notice| !dismissed.contains(&notice.id)).collect();
    if shown.is_empty() {
        return Html::default();
    }
    let row = |notice: &tideboard_protocol::ipc::Notice| {
        let onclick = {
            let (dismissed, id) = (dismissed.clone(), notice.id.clone());
            Callback::from(move |_: MouseEvent| {
                let mut all = (*dismissed).clone();
                all.insert(id.clone());
                dismissed.set(all);
            })
        };
        html! {
            <li key={notice.id.clone()} class="notice" data-testid="notice" data-notice={notice.id.clone()}>
                <Icon glyph={Glyph::Diamond} />
                <p>
                    { tideboard_words::notice(&notice.id, &notice.error) }{ " " }
                    <span class="muted">{ advice(notice.error.action) }</span>
                </p>
                <button
                    type="button" class="icon-button" aria-label={t!("common-dismiss")} title={t!("common-dismiss")}
                    data-testid="notice-dismiss" {onclick}
                >
                    <Icon glyph={Glyph::Close} />
                </button>
            </li>
        }
    };
    html! {
        <section class="notices" aria-label={t!("notices-title")}>
            <ul>{ for shown.into_iter().map(row) }</ul>
        </section>
    }
}
