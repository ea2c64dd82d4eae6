//! Settings that need no restart, and what this app is.

use super::{CopyButton, ErrorNote, Glyph, Icon, Popover, Setup, ShowSetup};
use crate::hooks::{use_command, use_view};
use tideboard_protocol::{
    ipc::SetPreferences,
    settings::{Home, Theme},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SettingsPanelProps {
    pub open: bool,
    pub on_toggle: Callback<bool>,
}

/// The settings.
#[component]
pub fn SettingsPanel(props: &SettingsPanelProps) -> Html {
    let button = html! { <Icon glyph={Glyph::Dots} /> };
    html! {
        <Popover
            open={props.open} on_toggle={props.on_toggle.clone()} id="settings" label="Settings"
            {button} button_label={AttrValue::Static("Settings")} button_class="button square"
            button_test_id="settings-toggle" panel_test_id="settings" panel_class="settings"
        >
            <Preferences />
        </Popover>
    }
}

#[component]
fn Preferences() -> Html {
    let settings = use_view(|view| view.settings.clone());
    let (tray, version) = use_view(|view| (view.tray, view.version.clone()));
    let saving = use_command::<SetPreferences>();
    let now = SetPreferences {
        theme: settings.theme,
        close_to_tray: settings.close_to_tray,
        device_name: settings.device_name.clone(),
    };
    let send = saving.send.clone();
    let on_theme = {
        let (send, now) = (send.clone(), now.clone());
        Callback::from(move |event: Event| {
            let theme = event.target_dyn_into::<HtmlSelectElement>().map(|it| it.value());
            let theme = match theme.as_deref() {
                Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                Some(_) | None => Theme::System,
            };
            send.emit(SetPreferences { theme, ..now.clone() });
        })
    };
    let on_name = {
        let (send, now) = (send.clone(), now.clone());
        Callback::from(move |event: Event| {
            let name = event.target_dyn_into::<HtmlInputElement>().map(|it| it.value());
            let name = name.unwrap_or_default().trim().to_owned();
            if !name.is_empty() && name != now.device_name {
                send.emit(SetPreferences { device_name: name, ..now.clone() });
            }
        })
    };
    let on_tray = Callback::from(move |event: Event| {
        let checked = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        if let Some(checked) = checked.map(|it| it.checked()) {
            send.emit(SetPreferences { close_to_tray: checked, ..now.clone() });
        }
    });
    let option = |theme: Theme, value: &'static str, words: &'static str| {
        html! { <option {value} selected={settings.theme == theme}>{ words }</option> }
    };
    html! {
        <>
            <h2>{ "Settings" }</h2>
            <label class="field">
                <span>{ "Colours" }</span>
                <select data-testid="settings-theme" onchange={on_theme}>
                    { option(Theme::System, "system", "As the system") }
                    { option(Theme::Light, "light", "Light") }
                    { option(Theme::Dark, "dark", "Dark") }
                </select>
            </label>
            <label class="field">
                <span>{ "Name of this device" }</span>
                <input
                    type="text" maxlength="64" value={settings.device_name.clone()}
                    data-testid="settings-device-name" onchange={on_name}
                />
            </label>
            <label class="check">
                <input
                    type="checkbox" checked={settings.close_to_tray && tray} disabled={!tray}
                    data-testid="settings-close-to-tray" onchange={on_tray}
                />
                <span>
                    { "Closing the window keeps Tideboard in the tray" }
                    if !tray {
                        <small class="muted">{ "This desktop shows no tray: closing quits." }</small>
                    }
                </span>
            </label>
            if let Some(error) = saving.error {
                <ErrorNote error={(*error).clone()} />
            }
            <Servers home={settings.home.clone()} />
            <dl class="facts">
                <dt>{ "Server" }</dt><dd>{ home_words(&settings.home) }</dd>
                <dt>{ "Version" }</dt>
                <dd>
                    { &version }{ " " }
                    <CopyButton
                        text={format!("Tideboard {version}")} test_id="settings-copy-version"
                        class="link"
                    />
                </dd>
            </dl>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ServersProps {
    home: Home,
}

/// The way to another server.
#[component]
fn Servers(props: &ServersProps) -> Html {
    let show = use_context::<ShowSetup>().expect("used below the window");
    let host = match props.home {
        Home::Hosting { .. } => "Invite somebody…",
        Home::FirstRun | Home::Local | Home::Joined { .. } => "Host for my team…",
    };
    html! {
        <div class="servers">
            <button
                type="button" class="button small" data-testid="settings-host"
                onclick={show.0.reform(|_: MouseEvent| Setup::Hosting)}
            >
                { host }
            </button>
            <button
                type="button" class="button small" data-testid="settings-join"
                onclick={show.0.reform(|_: MouseEvent| Setup::Joining)}
            >
                { "Join a server…" }
            </button>
        </div>
    }
}

fn home_words(home: &Home) -> String {
    match home {
        Home::FirstRun => "none yet".to_owned(),
        Home::Local => "in this app, for this computer".to_owned(),
        Home::Hosting { port } => format!("in this app, port {port}"),
        Home::Joined { url } => url.clone(),
    }
}
