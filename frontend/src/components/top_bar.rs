//! The top bar: which board, who is on it, and how sync stands.

use super::{
    BoardTask, ConflictResolution, DashboardSyncIndicator, Glyph, Icon, Menu, MenuEntry,
    PendingOperationsBadge, Popover, Section, SettingsPanel, ShowArranging,
};
use crate::{
    app::{Panel, ShowPanel},
    hooks::{use_board_file, use_command, use_realtime_updates, use_view},
    state::ViewState,
};
use tideboard_protocol::{
    frame::{PresenceState, Role},
    ipc::OpenBoard,
};
use tideboard_words::t;
use yew::prelude::*;

/// Most people shown one by one.
const MAX_PEERS: usize = 3;

#[derive(Properties, PartialEq)]
pub struct TopBarProps {
    pub panel: Option<Panel>,
    pub on_panel: Callback<Option<Panel>>,
    /// Which settings are shown.
    pub section: UseStateHandle<Section>,
}

/// The top bar.
#[component]
pub fn TopBar(props: &TopBarProps) -> Html {
    let toggle = |panel: Panel| props.on_panel.reform(move |open: bool| open.then_some(panel));
    html! {
        <header class="top-bar" data-testid="top-bar">
            <BoardSwitcher open={props.panel == Some(Panel::Boards)} on_toggle={toggle(Panel::Boards)} />
            <Search />
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
                section={props.section.clone()}
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
    let is_read_only = updates.board.as_ref().is_some_and(|board| board.is_read_only());
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
            Role::Viewer => t!("bar-view-only"),
            Role::Editor | Role::Owner => String::new(),
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
            <span class="board-title">{ &title }</span>
            if is_read_only { <span class="tag">{ t!("bar-view-only") }</span> }
            <Icon glyph={Glyph::Chevron} />
        </>
    };
    html! {
        <>
            <Popover
                open={props.open} on_toggle={props.on_toggle.clone()} id="boards" label={t!("bar-boards")}
                {button} button_class="button quiet board-button" button_test_id="board-switcher"
                panel_test_id="boards" panel_class="menu"
            >
                if boards.is_empty() {
                    <p class="muted pad">{ t!("bar-boards-none") }</p>
                }
                <Menu label={t!("bar-boards")}><ul>{ for boards.iter().map(option) }</ul></Menu>
                <BoardTasks on_done={props.on_toggle.reform(|()| false)} />
            </Popover>
            // The button shows the title, but what is in a button cannot be a heading.
            <h1 class="offscreen">{ title }</h1>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct BoardTasksProps {
    on_done: Callback<()>,
}

/// What can be done with boards.
#[component]
fn BoardTasks(props: &BoardTasksProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    let arrange = use_context::<ShowArranging>().expect("used below the dashboard").0;
    let open = use_realtime_updates().board;
    let panel = |panel: Panel| show.reform(move |_: MouseEvent| panel);
    let why_not = match &open {
        None => Some(AttrValue::from(t!("bar-none-open"))),
        Some(board) if board.is_read_only() => Some(AttrValue::from(t!("bar-read-only"))),
        Some(_) => None,
    };
    let why_no_deletion = match open.as_ref().and_then(|board| board.role) {
        Some(Role::Viewer | Role::Editor) => Some(AttrValue::from(t!("bar-owner-only"))),
        Some(Role::Owner) | None => why_not.clone(),
    };
    let why_no_more = (!use_view(ViewState::may_make_boards))
        .then(|| AttrValue::from(t!("bar-owners-make-boards")));
    let why_no_copy = match &open {
        None => Some(AttrValue::from(t!("bar-none-open"))),
        Some(_) => why_no_more.clone(),
    };
    // Nobody sees the title of what is disabled with a keyboard or a finger.
    let mut reasons: Vec<_> =
        [&why_not, &why_no_deletion, &why_no_more].into_iter().flatten().cloned().collect();
    reasons.dedup();
    let saving = use_board_file();
    let save = {
        let on_done = props.on_done.clone();
        Callback::from(move |_: MouseEvent| {
            on_done.emit(());
            saving.emit(());
        })
    };
    let arranging = {
        let on_done = props.on_done.clone();
        Callback::from(move |_: MouseEvent| {
            on_done.emit(());
            arrange.emit(true);
        })
    };
    html! {
        <div class="menu-part">
            <Menu label={t!("bar-this-board")}>
                <MenuEntry glyph={Glyph::Plus} words={t!("bar-add-widget")} test_id="board-add-widget" onclick={panel(Panel::AddWidget)} why_not={why_not.clone()} />
                <MenuEntry glyph={Glyph::Move} words={t!("bar-arrange")} test_id="board-arrange" onclick={arranging} why_not={why_not.clone()} />
                <MenuEntry glyph={Glyph::Pencil} words={t!("bar-rename")} test_id="board-rename" onclick={panel(Panel::Board(BoardTask::Rename))} {why_not} />
                <MenuEntry glyph={Glyph::Copy} words={t!("bar-duplicate")} test_id="board-duplicate" onclick={panel(Panel::Board(BoardTask::Duplicate))} why_not={why_no_copy} />
                <MenuEntry glyph={Glyph::Down} words={t!("bar-save")} test_id="board-save" onclick={save} why_not={open.is_none().then(|| AttrValue::from(t!("bar-none-open")))} />
                <MenuEntry glyph={Glyph::Trash} words={t!("bar-delete")} test_id="board-delete" onclick={panel(Panel::Board(BoardTask::Delete))} why_not={why_no_deletion} is_dangerous=true />
                <MenuEntry glyph={Glyph::Plus} words={t!("bar-new")} test_id="board-new" onclick={panel(Panel::Board(BoardTask::New))} why_not={why_no_more.clone()} />
                <MenuEntry glyph={Glyph::Up} words={t!("bar-from-file")} test_id="board-from-file" onclick={panel(Panel::LoadBoard)} why_not={why_no_more} />
            </Menu>
            { for reasons.iter().map(|why| html! {
                <p class="menu-why muted meta" data-testid="boards-why">{ why }</p>
            }) }
        </div>
    }
}

/// The way to the palette, which looks like a field to type in.
#[component]
fn Search() -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    html! {
        <button
            type="button" class="search" aria-haspopup="dialog" aria-keyshortcuts="Control+K"
            data-testid="palette-open" onclick={show.reform(|_: MouseEvent| Panel::Palette)}
        >
            <Icon glyph={Glyph::Search} />
            <span class="search-words">{ t!("bar-search") }</span>
            <kbd>{ "Ctrl K" }</kbd>
        </button>
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
        <ul class="presence" data-testid="presence" aria-label={t!("bar-also-here")} title={names.join(", ")}>
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
