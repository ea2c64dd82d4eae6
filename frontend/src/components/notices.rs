//! What a person must know about the app itself. A notice stays away once it was dismissed.

use super::{
    Glyph, Icon, TrayPicture,
    controls::{ErrorNote, advice},
};
use crate::{
    app::Dismissed,
    hooks::{use_command, use_view},
};
use tideboard_protocol::ipc::{KeepTokenInFile, Notice};
use tideboard_words::t;
use yew::prelude::*;

/// The notice at the first closing of the window, which says where the app stays.
const CLOSE_TO_TRAY: &str = "close-to-tray";

/// How the id of the notice begins that the access token is gone when the app quits; a number follows,
/// so that a new token tells it again to who dismissed it.
const TOKEN_IN_MEMORY: &str = "keychain:";

#[derive(Properties, PartialEq)]
pub struct DismissedProps {
    pub dismissed: UseStateHandle<Dismissed>,
}

/// The notices, below the top bar.
#[component]
pub fn Notices(props: &DismissedProps) -> Html {
    let notices = use_view(|view| view.notices.clone());
    let dismissed = &props.dismissed;
    let is_shown = |notice: &&Notice| !dismissed.notices.contains(&notice.id);
    let shown: Vec<_> = notices.iter().filter(is_shown).collect();
    if shown.is_empty() {
        return Html::default();
    }
    let row = |notice: &Notice| {
        let onclick = {
            let (dismissed, id) = (dismissed.clone(), notice.id.clone());
            Callback::from(move |_: MouseEvent| {
                let mut all = (*dismissed).clone();
                all.notices.insert(id.clone());
                dismissed.set(all);
            })
        };
        let is_tray = notice.id == CLOSE_TO_TRAY;
        html! {
            <li
                key={notice.id.clone()} class={classes!("notice", is_tray.then_some("about-tray"))}
                data-testid="notice" data-notice={notice.id.clone()}>
                <Icon glyph={if is_tray { Glyph::Down } else { Glyph::Diamond }} />
                <div class="notice-words">
                    <p>
                        { tideboard_words::notice(&notice.id, &notice.error) }{ " " }
                        <span class="muted">{ advice(notice.error.action) }</span>
                    </p>
                    if is_tray { <TrayPicture /> }
                    if notice.id.starts_with(TOKEN_IN_MEMORY) { <KeepToken /> }
                </div>
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

/// The file for the access token, with what it means, on a computer without a keychain. The notice goes
/// away when the token is there.
#[component]
fn KeepToken() -> Html {
    let keeping = use_command::<KeepTokenInFile>();
    html! {
        <>
            <p>{ t!("notice-token-file") }</p>
            <button
                type="button" class="button small" disabled={keeping.busy}
                data-testid="keep-token-in-file"
                onclick={keeping.send.reform(|_: MouseEvent| KeepTokenInFile {})}
            >
                { t!("notice-token-file-do") }
            </button>
            if let Some(error) = &keeping.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}
