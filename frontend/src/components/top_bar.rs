//! The top bar: which board, who is on it, and how sync stands.

use super::{
    ConflictResolution, DashboardSyncIndicator, Glyph, Icon, PendingOperationsBadge, Popover,
    SettingsPanel,
};
use crate::{
    app::Panel,
    hooks::{use_command, use_realtime_updates, use_view},
};
use tideboard_protocol::{
    frame::{PresenceState, Role},
    ipc::OpenBoard,
};
use yew::prelude::*;

/// Most people shown one by one.
const MAX_PEERS: usize = 3;

#[derive(Properties, PartialEq)]
pub struct TopBarProps {
    pub panel: Option<Panel>,
    pub on_panel: Callback<Option<Panel>>,
}

/// The top bar.
#[component]
pub fn TopBar(props: &TopBarProps) -> Html {
    let toggle = |panel: Panel| props.on_panel.reform(move |open: bool| open.then_some(panel));
    html! {
        <header class="top-bar" data-testid="top-bar">
            <BoardSwitcher open={props.panel == Some(Panel::Boards)} on_toggle={toggle(Panel::Boards)} />
            <span class="spring" />
            <Presence />
            <PendingOperationsBadge
                open={props.panel == Some(Panel::Queue)} on_toggle={toggle(Panel::Queue)}
            />
            <ConflictResolution panel={props.panel} on_panel={props.on_panel.clone()} />
            <DashboardSyncIndicator
                open={props.panel == Some(Panel::Sync)} on_toggle={toggle(Panel::Sync)}
            />
            <SettingsPanel
                open={props.panel == Some(Panel::Settings)} on_toggle={toggle(Panel::Settings)}
            />
        </header>
    }
}

#[derive(Properties, PartialEq)]
struct BoardSwitcherProps {
    open: bool,
    on_toggle: Callback<bool>,
}

#[component]
fn BoardSwitcher(props: &BoardSwitcherProps) -> Html {
    let boards = use_view(|view| view.boards.clone());
    let updates = use_realtime_updates();
    let opening = use_command::<OpenBoard>();
    let title = updates.board.as_ref().map_or_else(|| "Tideboard".to_owned(), |b| b.title.clone());
    let open_id = updates.board.as_ref().map(|board| board.id.clone());
    let option = |board: &tideboard_protocol::view::BoardSummary| {
        let current = open_id.as_ref() == Some(&board.id);
        let onclick = {
            let (send, id, on_toggle) =
                (opening.send.clone(), board.id.clone(), props.on_toggle.clone());
            Callback::from(move |_: MouseEvent| {
                send.emit(OpenBoard { board: id.clone() });
                on_toggle.emit(false);
            })
        };
        let role = match board.role {
            Role::Viewer => "view only",
            Role::Editor | Role::Owner => "",
        };
        html! {
            <li key={board.id.as_str()}>
                <button
                    type="button" class="menu-item" aria-current={current.then_some("page")}
                    data-testid="board-option" data-board={board.id.to_string()} {onclick}
                >
                    <span class="menu-mark">if current { <Icon glyph={Glyph::Check} /> }</span>
                    <span>{ &board.title }</span>
                    <span class="muted meta">{ role }</span>
                </button>
            </li>
        }
    };
    let button = html! {
        <>
            <Icon glyph={Glyph::Grid} />
            <span class="board-title">{ title }</span>
            <Icon glyph={Glyph::Chevron} />
        </>
    };
    html! {
        <Popover
            open={props.open} on_toggle={props.on_toggle.clone()} id="boards" label="Boards"
            {button} button_class="button quiet board-button" button_test_id="board-switcher"
            panel_test_id="boards" panel_class="menu"
        >
            if boards.is_empty() {
                <p class="muted pad">{ "No boards on this server yet." }</p>
            }
            <ul>{ for boards.iter().map(option) }</ul>
        </Popover>
    }
}

#[component]
fn Presence() -> Html {
    let presence = use_realtime_updates().presence;
    let Some(presence) = presence.filter(|presence| !presence.peers.is_empty()) else {
        return Html::default();
    };
    let names: Vec<_> = presence.peers.iter().map(|peer| peer.name.as_str()).collect();
    let more = presence.peers.len().saturating_sub(MAX_PEERS);
    html! {
        <ul class="presence" data-testid="presence" aria-label="Also here" title={names.join(", ")}>
            { for presence.peers.iter().take(MAX_PEERS).enumerate().map(|(place, peer)| {
                let away = match peer.state {
                    PresenceState::Away => "away",
                    PresenceState::Viewing | PresenceState::Editing => "here",
                };
                html! {
                    <li
                        key={peer.client_id.to_string()}
                        class={classes!("peer", format!("peer-{place}"), away)}
                        data-testid="presence-peer"
                    >
                        <span aria-hidden="true">{ initials(&peer.name) }</span>
                        <span class="offscreen">{ &peer.name }</span>
                    </li>
                }
            }) }
            if more > 0 {
                <li class="peer peer-more">{ format!("+{more}") }</li>
            }
        </ul>
    }
}

fn initials(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).take(2).collect::<String>().to_uppercase()
}
