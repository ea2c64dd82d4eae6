//! The window: provider and layout, nothing else.

use crate::{
    browser,
    components::{
        Board, DashboardRealtimeProvider, FirstRun, Notices, Setup, ShowSetup, Sprite, TopBar,
    },
    hooks::use_view,
};
use tideboard_protocol::{
    OpId,
    ipc::Destination,
    settings::{Home, Theme},
};
use yew::prelude::*;

/// What can be open above the board; one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// Boards to switch to.
    Boards,
    /// How sync stands, in detail.
    Sync,
    /// Own changes.
    Queue,
    /// The conflict of this change, or the first one.
    Conflict(Option<OpId>),
    /// Settings.
    Settings,
}

/// Opens a panel from anywhere below the window.
#[derive(Clone, PartialEq)]
pub struct ShowPanel(pub Callback<Panel>);

/// The whole view.
#[component]
pub fn App() -> Html {
    html! {
        <>
            <Sprite />
            <DashboardRealtimeProvider>
                <Screen />
            </DashboardRealtimeProvider>
        </>
    }
}

#[component]
fn Screen() -> Html {
    let home = use_view(|view| view.settings.home.clone());
    let theme = use_view(|view| view.settings.theme);
    let setup = use_state_eq(|| Setup::Off);
    use_effect_with(theme, |theme| show_theme(*theme));
    let on_setup = {
        let setup = setup.setter();
        use_callback((), move |wanted: Setup, ()| setup.set(wanted))
    };
    let show = use_memo(on_setup.clone(), |on_setup| ShowSetup(on_setup.clone()));
    // The invitation is read before the board is shown, although the server runs by then.
    if home == Home::FirstRun || *setup != Setup::Off {
        html! { <FirstRun setup={(*setup).clone()} {on_setup} /> }
    } else {
        html! {
            <ContextProvider<ShowSetup> context={(*show).clone()}>
                <Dashboard />
            </ContextProvider<ShowSetup>>
        }
    }
}

#[component]
fn Dashboard() -> Html {
    let panel = use_state_eq(panel_of_address);
    let destination = use_view(|view| view.destination);
    let on_panel = {
        let panel = panel.setter();
        use_callback((), move |wanted: Option<Panel>, ()| panel.set(wanted))
    };
    use_effect_with(destination, {
        let on_panel = on_panel.clone();
        move |destination| {
            if let Some((_, destination)) = destination {
                on_panel.emit(Some(panel_of(*destination)));
            }
        }
    });
    let show = use_memo(on_panel.clone(), |on_panel| ShowPanel(on_panel.reform(Some)));
    html! {
        <ContextProvider<ShowPanel> context={(*show).clone()}>
            <TopBar panel={*panel} {on_panel} />
            <Notices />
            <Board />
        </ContextProvider<ShowPanel>>
    }
}

fn panel_of(destination: Destination) -> Panel {
    match destination {
        Destination::Conflicts => Panel::Conflict(None),
        Destination::Refused => Panel::Queue,
        Destination::Settings => Panel::Settings,
    }
}

/// `?open=sync` and the like, for looking at a panel without a hand.
fn panel_of_address() -> Option<Panel> {
    match browser::query("open")?.as_str() {
        "sync" => Some(Panel::Sync),
        "queue" => Some(Panel::Queue),
        "conflict" => Some(Panel::Conflict(None)),
        "boards" => Some(Panel::Boards),
        "settings" => Some(Panel::Settings),
        _ => None,
    }
}

/// Sets the theme on the page; the style sheets do the rest.
fn show_theme(theme: Theme) {
    let name = browser::query("theme").unwrap_or_else(|| {
        match theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
        .to_owned()
    });
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Fails only for names that are no attribute names.
        let _ = root.set_attribute("data-theme", &name);
    }
}
