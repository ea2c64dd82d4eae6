//! What concerns this computer: its name, and whether the app starts and stays without its window.

use super::appearance::check;
use crate::{
    components::{ErrorNote, TrayPicture},
    hooks::{use_command, use_preferences, use_view},
};
use tideboard_protocol::{
    ipc::{LoginStart, StartAtLogin},
    settings::{DEVICE_NAME_MAX, Preferences},
};
use tideboard_words::t;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The section.
#[component]
pub fn Computer() -> Html {
    let saving = use_preferences();
    let tray = use_view(|view| view.tray);
    let now = &saving.now;
    let is_wrong = use_state_eq(|| false);
    let on_name = {
        let (save, now, is_wrong) = (saving.save.clone(), now.clone(), is_wrong.setter());
        Callback::from(move |event: Event| {
            let name = event.target_dyn_into::<HtmlInputElement>().map(|it| it.value());
            let wanted =
                Preferences { device_name: name.unwrap_or_default(), ..now.clone() }.checked();
            is_wrong.set(wanted.is_err());
            if let Ok(wanted) = wanted
                && wanted != now
            {
                save.emit(wanted);
            }
        })
    };
    let on_tray = check(&saving.save, now, |on, preferences| preferences.close_to_tray = on);
    html! {
        <>
            <label class="field">
                <span>{ t!("device-name") }</span>
                <input
                    type="text" maxlength={DEVICE_NAME_MAX.to_string()}
                    ~defaultValue={now.device_name.clone()} aria-invalid={is_wrong.to_string()}
                    aria-describedby="device-name-why"
                    data-testid="settings-device-name" onchange={on_name}
                />
                <small class="tone-bad" id="device-name-why" role="alert">
                    if *is_wrong { { t!("device-name-missing") } }
                </small>
            </label>
            <label class="check">
                <input
                    type="checkbox" checked={now.close_to_tray && tray} disabled={!tray}
                    data-testid="settings-close-to-tray" onchange={on_tray}
                />
                <span>
                    { t!("close-to-tray") }
                    <small class="muted">
                        { if tray {
                            t!("close-to-tray-about")
                        } else {
                            t!("close-to-tray-none")
                        } }
                    </small>
                </span>
            </label>
            <LoginSwitch {tray} />
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
            if tray {
                <h3>{ t!("tray-look-title") }</h3>
                <TrayPicture />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct LoginSwitchProps {
    /// Whether the desktop has a tray, in which it can start.
    tray: bool,
}

/// Whether the app starts at login. The system's list is the truth, so that it is asked each time.
#[component]
fn LoginSwitch(props: &LoginSwitchProps) -> Html {
    let asking = use_command::<StartAtLogin>();
    let setting = use_command::<StartAtLogin>();
    {
        let ask = asking.send.clone();
        use_effect_with((), move |()| ask.emit(StartAtLogin { on: None }));
    }
    {
        // What the list says after a change that failed, nobody knows but the list.
        let ask = asking.send.clone();
        use_effect_with(setting.error.is_some(), move |has_failed| {
            if *has_failed {
                ask.emit(StartAtLogin { on: None });
            }
        });
    }
    let state = setting.reply.as_ref().or(asking.reply.as_ref()).map(|state| **state);
    let onchange = setting.send.reform(|event: Event| {
        let on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|it| it.checked());
        StartAtLogin { on: Some(on) }
    });
    let about = match state {
        Some(LoginStart::Unavailable) => {
            t!("login-start-moved")
        }
        Some(LoginStart::On | LoginStart::Off) | None if props.tray => {
            t!("login-start-tray")
        }
        Some(LoginStart::On | LoginStart::Off) | None => {
            t!("login-start-window")
        }
    };
    let not_asked = asking.error.as_ref().filter(|_| setting.reply.is_none());
    let error = setting.error.as_ref().or(not_asked);
    let may_be_set = match state {
        Some(LoginStart::On | LoginStart::Off) => true,
        Some(LoginStart::Unavailable) => false,
        // Trying is all that is left.
        None => error.is_some(),
    };
    let is_settable = may_be_set && !setting.busy && !asking.busy;
    html! {
        <>
            <label class="check">
                <input
                    type="checkbox" checked={state == Some(LoginStart::On)} disabled={!is_settable}
                    data-testid="settings-start-at-login" {onchange}
                />
                <span>
                    { t!("login-start") }
                    <small class="muted">{ about }</small>
                </span>
            </label>
            if let Some(error) = error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}
