//! The window: provider and layout, nothing else.

use crate::{
    browser,
    components::{
        AddWidget, Arranging, Board, BoardForm, BoardLoad, BoardTask, CentreTab,
        DashboardRealtimeProvider, FirstRun, KioskBadge, Notices, Palette, Review, Section, Setup,
        Shortcuts, ShowArranging, ShowSetup, Sprite, SyncCentre, Toasts, TopBar, WhileAway,
        use_kiosk,
    },
    hooks::{Shortcut, use_focus_kept, use_media, use_shortcuts, use_stepping, use_view},
    language::use_language,
};
use std::collections::BTreeSet;
use tideboard_protocol::{
    OpId,
    ipc::Destination,
    settings::{Contrast, Density, Home, Motion, Settings, Theme},
};
use yew::prelude::*;

/// What can be open above the board; one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// Boards to switch to.
    Boards,
    /// A dialog about boards.
    Board(BoardTask),
    /// A board from a file.
    LoadBoard,
    /// Kinds of widgets to add.
    AddWidget,
    /// Search and commands.
    Palette,
    /// The list of keys.
    Shortcuts,
    /// How sync stands, in detail.
    Sync,
    /// Own changes.
    Queue,
    /// Everything about own changes, beside the board.
    Centre(CentreTab),
    /// The conflict of this change, or the first one.
    Conflict(Option<OpId>),
    /// Settings.
    Settings,
}

/// Opens a panel from anywhere below the window.
#[derive(Clone, PartialEq)]
pub struct ShowPanel(pub Callback<Panel>);

/// The system asks for more contrast.
const MORE_CONTRAST: &str = "(prefers-contrast: more), (forced-colors: active)";

/// What of the settings is seen at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Looks {
    theme: Theme,
    contrast: Contrast,
    density: Density,
    motion: Motion,
}

impl Looks {
    fn of(settings: &Settings) -> Self {
        let Settings { theme, contrast, density, motion, .. } = *settings;
        Self { theme, contrast, density, motion }
    }
}

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

/// What the window shows once the provider knows something.
#[component]
pub fn Screen() -> Html {
    let home = use_view(|view| view.settings.home.clone());
    let looks = use_view(|view| Looks::of(&view.settings));
    let language = use_view(|view| view.settings.language);
    // As a key it draws everything below anew when it changes.
    let locale = use_language(language);
    let panel = use_state_eq(panel_of_address);
    let section = use_state_eq(Section::of_address);
    use_effect_with(*panel == Some(Panel::Settings), {
        let section = section.setter();
        move |is_open| {
            if !is_open {
                section.set(Section::of_address());
            }
        }
    });
    let destination = use_view(|view| view.destination);
    use_effect_with(destination, {
        let panel = panel.setter();
        move |destination| {
            if let Some((_, destination)) = destination {
                panel.set(Some(panel_of(*destination)));
            }
        }
    });
    use_focus_kept();
    let setup = use_state_eq(|| Setup::Off);
    let dismissed = use_state_eq(Dismissed::default);
    let is_asked = use_media(MORE_CONTRAST);
    use_effect_with((looks, is_asked), |(looks, is_asked)| show_looks(looks, *is_asked));
    let on_setup = {
        let setup = setup.setter();
        use_callback((), move |wanted: Setup, ()| setup.set(wanted))
    };
    let on_done = {
        let (setup, panel) = (setup.setter(), panel.setter());
        // The board is next, and not the settings that this may have begun in.
        use_callback((), move |(), ()| {
            setup.set(Setup::Off);
            panel.set(None);
        })
    };
    let show = use_memo(on_setup.clone(), |on_setup| ShowSetup(on_setup.clone()));
    #[cfg(any(debug_assertions, feature = "gallery"))]
    if browser::hash() == "#/gallery" || browser::query("gallery").is_some() {
        return html! { <crate::gallery::Gallery /> };
    }
    // The invitation is read before the board is shown, although the server runs by then.
    if home == Home::FirstRun || *setup != Setup::Off {
        html! { <FirstRun key={locale.tag()} setup={(*setup).clone()} {on_setup} {on_done} /> }
    } else {
        html! {
            <ContextProvider<ShowSetup> context={(*show).clone()}>
                <Dashboard key={locale.tag()} {panel} {section} {dismissed} />
            </ContextProvider<ShowSetup>>
        }
    }
}

#[derive(Properties, PartialEq)]
struct DashboardProps {
    /// What is open; it stays open when the language changes.
    panel: UseStateHandle<Option<Panel>>,
    /// Which settings are shown, likewise.
    section: UseStateHandle<Section>,
    /// What does not come back, likewise.
    dismissed: UseStateHandle<Dismissed>,
}

/// What was dismissed while the window is open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dismissed {
    /// Ids of notices.
    pub notices: BTreeSet<String>,
    /// Number of the digest of what happened while away.
    pub digest: u32,
}

#[component]
fn Dashboard(props: &DashboardProps) -> Html {
    let panel = &props.panel;
    let (is_kiosk, on_kiosk) = use_kiosk();
    let on_panel = {
        let panel = panel.setter();
        use_callback((), move |wanted: Option<Panel>, ()| panel.set(wanted))
    };
    let show = use_memo(on_panel.clone(), |on_panel| ShowPanel(on_panel.reform(Some)));
    // On a wall nobody answers a dialog.
    let shown = if is_kiosk { None } else { **panel };
    let arranging = use_state_eq(|| browser::query("arrange").is_some());
    let arrange = {
        let arranging = arranging.setter();
        use_memo((), |()| ShowArranging(Callback::from(move |on| arranging.set(on))))
    };
    html! {
        <ContextProvider<ShowPanel> context={(*show).clone()}>
            <ContextProvider<ShowArranging> context={(*arrange).clone()}>
                <ContextProvider<Arranging> context={Arranging(*arranging)}>
                    <Toasts>
                        <Keys on_panel={on_panel.clone()} {is_kiosk} {on_kiosk} />
                        <TopBar
                            panel={shown} on_panel={on_panel.clone()}
                            section={props.section.clone()}
                        />
                        <Notices dismissed={props.dismissed.clone()} />
                        <div class="desk">
                            <div class="desk-board"><Board {is_kiosk} /></div>
                            <Above panel={shown} {on_panel} />
                        </div>
                        if is_kiosk { <KioskBadge /> }
                        <Review />
                        <WhileAway dismissed={props.dismissed.clone()} />
                    </Toasts>
                </ContextProvider<Arranging>>
            </ContextProvider<ShowArranging>>
        </ContextProvider<ShowPanel>>
    }
}

#[derive(Properties, PartialEq)]
struct KeysProps {
    on_panel: Callback<Option<Panel>>,
    is_kiosk: bool,
    on_kiosk: Callback<()>,
}

/// Keys that work anywhere.
#[component]
fn Keys(props: &KeysProps) -> Html {
    let stepping = use_stepping();
    let deps = (props.on_panel.clone(), stepping, props.is_kiosk, props.on_kiosk.clone());
    let on =
        use_callback(deps, |key: Shortcut, (on_panel, stepping, is_kiosk, on_kiosk)| match key {
            Shortcut::Kiosk => on_kiosk.emit(()),
            Shortcut::Palette | Shortcut::Shortcuts if *is_kiosk => {}
            Shortcut::Palette => on_panel.emit(Some(Panel::Palette)),
            Shortcut::Shortcuts => on_panel.emit(Some(Panel::Shortcuts)),
            Shortcut::Undo => stepping.undo.emit(()),
            Shortcut::Redo => stepping.redo.emit(()),
        });
    use_shortcuts(on);
    Html::default()
}

#[derive(Properties, PartialEq)]
struct AboveProps {
    panel: Option<Panel>,
    on_panel: Callback<Option<Panel>>,
}

/// Dialogs and drawers that do not hang on the top bar.
#[component]
fn Above(props: &AboveProps) -> Html {
    let on_close = props.on_panel.reform(|()| None);
    let Some(panel) = props.panel else { return Html::default() };
    match panel {
        Panel::AddWidget => html! { <AddWidget {on_close} /> },
        Panel::LoadBoard => html! { <BoardLoad {on_close} /> },
        Panel::Palette => html! { <Palette {on_close} /> },
        Panel::Shortcuts => html! { <Shortcuts {on_close} /> },
        Panel::Board(task) => html! { <BoardForm {task} {on_close} /> },
        Panel::Centre(tab) => {
            let on_tab = props.on_panel.reform(|tab| Some(Panel::Centre(tab)));
            html! { <SyncCentre {tab} {on_tab} {on_close} /> }
        }
        Panel::Boards | Panel::Sync | Panel::Queue | Panel::Conflict(_) | Panel::Settings => {
            Html::default()
        }
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
        "centre" => Some(Panel::Centre(CentreTab::Changes)),
        "conflicts" => Some(Panel::Centre(CentreTab::Conflicts)),
        "away" => Some(Panel::Centre(CentreTab::Away)),
        "history" => Some(Panel::Centre(CentreTab::History)),
        "why" => Some(Panel::Centre(CentreTab::Why)),
        "palette" => Some(Panel::Palette),
        "load" => Some(Panel::LoadBoard),
        "add" => Some(Panel::AddWidget),
        "new-board" => Some(Panel::Board(BoardTask::New)),
        "shortcuts" => Some(Panel::Shortcuts),
        _ => None,
    }
}

/// Sets the looks on the page; the style sheets do the rest. `is_asked`: the system asks for more
/// contrast. The address may say otherwise, for looking at them.
fn show_looks(looks: &Looks, is_asked: bool) {
    let wanted = |name: &str, value: &str| browser::query(name).unwrap_or_else(|| value.to_owned());
    let theme = match looks.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let density = match looks.density {
        Density::Compact => "compact",
        Density::Usual => "usual",
        Density::Roomy => "roomy",
    };
    let contrast = match looks.contrast {
        Contrast::More => "more",
        Contrast::System if is_asked => "more",
        Contrast::System => "usual",
    };
    let motion = match looks.motion {
        Motion::Reduced => "reduced",
        Motion::System => "system",
    };
    browser::set_root("data-theme", &wanted("theme", theme));
    browser::set_root("data-density", &wanted("density", density));
    browser::set_root("data-contrast", &wanted("contrast", contrast));
    browser::set_root("data-motion", motion);
}
