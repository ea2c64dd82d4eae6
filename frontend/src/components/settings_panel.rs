//! The settings: one dialog with a section for each concern. Everything is saved at once.

mod about;
mod appearance;
mod computer;
mod conflicts;
mod connection;
mod data;
mod notifications;
mod sign_out;

use super::{Dialog, Glyph, Icon};
use crate::browser;
use about::About;
use appearance::Appearance;
use computer::Computer;
use conflicts::Conflicts;
use connection::ConnectionSection;
use data::Data;
use notifications::NotificationsSection;
use tideboard_words::t;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// What is set together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Section {
    /// The server, and as whom.
    #[default]
    Connection,
    /// What happens to clashes.
    Conflicts,
    /// What the desktop tells.
    Notifications,
    /// Language, colours and room.
    Appearance,
    /// The device and its tray.
    Computer,
    /// Copies of what is kept, and its end.
    Data,
    /// Version and diagnostics.
    About,
}

impl Section {
    const ALL: [Self; 7] = [
        Self::Connection,
        Self::Conflicts,
        Self::Notifications,
        Self::Appearance,
        Self::Computer,
        Self::Data,
        Self::About,
    ];

    /// The one that the page's address asks for, else the first one.
    pub fn of_address() -> Self {
        let asked = browser::query("section").unwrap_or_default();
        Self::ALL.into_iter().find(|section| section.name() == asked).unwrap_or_default()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Conflicts => "conflicts",
            Self::Notifications => "notifications",
            Self::Appearance => "appearance",
            Self::Computer => "computer",
            Self::Data => "data",
            Self::About => "about",
        }
    }

    fn words(self) -> String {
        match self {
            Self::Connection => t!("settings-connection"),
            Self::Conflicts => t!("settings-conflicts"),
            Self::Notifications => t!("settings-notifications"),
            Self::Appearance => t!("settings-appearance"),
            Self::Computer => t!("settings-computer"),
            Self::Data => t!("settings-data"),
            Self::About => t!("settings-about"),
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Connection => Glyph::Link,
            Self::Conflicts => Glyph::Diamond,
            Self::Notifications => Glyph::Bell,
            Self::Appearance => Glyph::Eye,
            Self::Computer => Glyph::Computer,
            Self::Data => Glyph::Disk,
            Self::About => Glyph::Question,
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct SettingsPanelProps {
    pub open: bool,
    pub on_toggle: Callback<bool>,
    /// The section that is shown. It lives above the dialog, which is drawn anew in another
    /// language.
    pub section: UseStateHandle<Section>,
}

/// The button in the top bar, with the dialog.
#[component]
pub fn SettingsPanel(props: &SettingsPanelProps) -> Html {
    let on_close = props.on_toggle.reform(|()| false);
    html! {
        <>
            <button
                type="button" class="button square" aria-haspopup="dialog" aria-label={t!("settings-title")}
                title={t!("settings-title")} data-testid="settings-toggle"
                onclick={props.on_toggle.reform(|_: MouseEvent| true)}
            >
                <Icon glyph={Glyph::Gear} />
            </button>
            if props.open {
                <Dialog title={t!("settings-title")} {on_close} test_id="settings" class="wide settings-dialog">
                    <Sections shown={props.section.clone()} />
                </Dialog>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct SectionsProps {
    shown: UseStateHandle<Section>,
}

#[component]
fn Sections(props: &SectionsProps) -> Html {
    let shown = &props.shown;
    let onkeydown = {
        let shown = shown.clone();
        Callback::from(move |event: KeyboardEvent| walk(&event, &shown))
    };
    let tab = |section: Section| {
        let set = shown.setter();
        html! {
            <button
                type="button" role="tab" class="section-tab"
                id={format!("section-{}", section.name())} aria-controls="section-panel"
                aria-selected={(section == **shown).to_string()} autofocus={section == **shown}
                tabindex={if section == **shown { "0" } else { "-1" }}
                data-testid="settings-section" data-section={section.name()}
                onclick={Callback::from(move |_: MouseEvent| set.set(section))}
            >
                <Icon glyph={section.glyph()} />{ section.words() }
            </button>
        }
    };
    let content = match **shown {
        Section::Connection => html! { <ConnectionSection /> },
        Section::Conflicts => html! { <Conflicts /> },
        Section::Notifications => html! { <NotificationsSection /> },
        Section::Appearance => html! { <Appearance /> },
        Section::Computer => html! { <Computer /> },
        Section::Data => html! { <Data /> },
        Section::About => html! { <About /> },
    };
    html! {
        <div class="sections">
            <div
                class="section-tabs" role="tablist" aria-label={t!("settings-title")}
                aria-orientation="vertical" {onkeydown}
            >
                { for Section::ALL.into_iter().map(tab) }
            </div>
            <div
                class="section" id="section-panel" role="tabpanel"
                aria-labelledby={format!("section-{}", shown.name())}
            >
                { content }
            </div>
        </div>
    }
}

/// The arrows go from section to section.
fn walk(event: &KeyboardEvent, shown: &UseStateHandle<Section>) {
    let all = Section::ALL;
    let at = all.iter().position(|it| *it == **shown).unwrap_or(0);
    let to = match browser::onward_key(event).as_str() {
        "ArrowDown" | "ArrowRight" => (at + 1) % all.len(),
        "ArrowUp" | "ArrowLeft" => (at + all.len() - 1) % all.len(),
        _ => return,
    };
    event.prevent_default();
    shown.set(all[to]);
    browser::focus_by_id(&format!("section-{}", all[to].name()));
}
