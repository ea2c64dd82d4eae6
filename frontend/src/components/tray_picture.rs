//! What to look for in the tray, in one picture: the icon in a panel, and what it looks like when.

use crate::clock;
use tideboard_words::{key, plain, t};
use yew::prelude::*;

/// The looks worth knowing: the file of the very icon that the tray shows, its name, and what it
/// means.
const LOOKS: [(&str, &str, &str); 5] = [
    ("synced", key!("tray-look-synced"), key!("tray-look-synced-about")),
    ("syncing", key!("tray-look-syncing"), key!("tray-look-syncing-about")),
    ("offline", key!("tray-look-offline"), key!("tray-look-offline-about")),
    ("conflict", key!("tray-look-conflict"), key!("tray-look-conflict-about")),
    ("attention", key!("tray-look-attention"), key!("tray-look-attention-about")),
];

/// The picture.
#[component]
pub fn TrayPicture() -> Html {
    let icon = |name: &str| html! { <img src={format!("tray/{name}.svg")} alt="" /> };
    html! {
        <figure class="tray-picture" data-testid="tray-picture">
            <div class="tray-panel" role="img" aria-label={t!("tray-look-panel")}>
                <i /><i /><span class="tray-own">{ icon("synced") }</span>
                <span>{ clock::time(clock::now()) }</span>
            </div>
            <ul class="tray-looks">
                { for LOOKS.iter().map(|(name, words, about)| html! {
                    <li>
                        <span class="tray-tile">{ icon(name) }</span>
                        <span><strong>{ plain(words) }</strong><small class="muted">{ plain(about) }</small></span>
                    </li>
                }) }
            </ul>
        </figure>
    }
}
