//! The one window: how it opens, shows, hides and closes.

use crate::{language, shell::Shell};
use std::sync::{Arc, atomic::Ordering};
use tauri::{
    Manager, Theme as WindowTheme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent, webview::NewWindowResponse,
};
use tauri_plugin_window_state::StateFlags;
use tideboard_protocol::{
    ApiError, ErrorCode,
    settings::{Settings, Theme},
};

/// Label of the window, to which its rights are bound.
pub const LABEL: &str = "main";
const EXPLAINED: &str = "close-to-tray";
const LINK: &str = "link";

/// What of the window is remembered: not whether it was visible, since a start decides that.
pub fn remembered() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Makes the window, not yet visible.
pub fn create(shell: &Arc<Shell>) -> tauri::Result<WebviewWindow> {
    let is_kiosk = shell.flags.kiosk.is_some();
    let mut builder = WebviewWindowBuilder::new(&shell.app, LABEL, WebviewUrl::default())
        .title("Tideboard")
        .inner_size(1280.0, 800.0)
        .min_inner_size(480.0, 360.0)
        .center()
        .visible(false)
        .theme(window_theme(shell.settings.now().theme))
        .disable_drag_drop_handler()
        .initialization_script(language::for_page())
        .on_navigation(is_own_page)
        .on_new_window({
            let shell = shell.clone();
            move |url, _| {
                open_outside(&shell, &url);
                NewWindowResponse::Deny
            }
        });
    builder = match shell.engine.failure() {
        // With a folder that cannot be written the page still can say so.
        Some(_) => builder.incognito(true),
        None => builder.data_directory(shell.folders.webview()),
    };
    if is_kiosk {
        builder = builder.fullscreen(true).decorations(false);
    }
    let window = builder.build()?;
    let for_events = shell.clone();
    window.on_window_event(move |event| on_event(&for_events, event));
    Ok(window)
}

/// Loads the page of the window anew.
pub fn reload(shell: &Shell) {
    let Some(window) = shell.app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.reload() {
        tracing::warn!(%error, "the page is not loaded anew");
    }
}

/// Shows the window in front of all others.
pub fn show(shell: &Shell) {
    let Some(window) = shell.app.get_webview_window(LABEL) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window does not show");
    }
    shell.visible.send_if_modified(|is_visible| !std::mem::replace(is_visible, true));
}

/// Lets the theme of the frame and of the page's media queries follow the settings.
pub async fn follow_theme(shell: Arc<Shell>) {
    let mut settings = shell.settings.watch();
    let mut theme = settings.borrow_and_update().theme;
    while settings.changed().await.is_ok() {
        let wanted = settings.borrow_and_update().theme;
        if wanted == theme {
            continue;
        }
        theme = wanted;
        if let Some(window) = shell.app.get_webview_window(LABEL)
            && let Err(error) = window.set_theme(window_theme(theme))
        {
            tracing::warn!(%error, "the theme does not change");
        }
    }
}

/// Shows the window on the whole screen without a frame, or as a window again.
pub fn set_kiosk(shell: &Shell, on: bool) -> Result<(), ApiError> {
    let Some(window) = shell.app.get_webview_window(LABEL) else { return Ok(()) };
    let set = window.set_fullscreen(on).and_then(|()| window.set_decorations(!on));
    set.map_err(|error| {
        ApiError::new(ErrorCode::Internal, format!("The window does not change: {error}."))
    })
}

fn hide(shell: &Shell) {
    let Some(window) = shell.app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window does not hide");
        return;
    }
    shell.visible.send_if_modified(|is_visible| std::mem::replace(is_visible, false));
}

fn on_event(shell: &Arc<Shell>, event: &WindowEvent) {
    if let WindowEvent::Focused(is_focused) = event {
        let is_focused = *is_focused;
        shell.focused.send_if_modified(|was| std::mem::replace(was, is_focused) != is_focused);
    }
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    api.prevent_close();
    let is_working = shell.engine.failure().is_none();
    let stays = *shell.tray.borrow() && shell.flags.kiosk.is_none() && is_working;
    let was_told = shell.close_explained.swap(true, Ordering::Relaxed);
    match on_close(stays, &shell.settings.now(), was_told) {
        Closing::Explain => explain(shell),
        Closing::Hide => {
            shell.notices.clear(EXPLAINED);
            hide(shell);
        }
        Closing::Quit => crate::shutdown::begin(shell),
    }
}

/// What closing the window does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    /// Says that the app stays; nothing else, this once.
    Explain,
    Hide,
    Quit,
}

/// `was_told`: in this run, whether or not that could be saved.
fn on_close(has_tray: bool, settings: &Settings, was_told: bool) -> Closing {
    if !has_tray || !settings.close_to_tray {
        return Closing::Quit;
    }
    if settings.tray_explained || was_told { Closing::Hide } else { Closing::Explain }
}

fn explain(shell: &Arc<Shell>) {
    let message = "Closing the window leaves Tideboard in the tray, where it keeps syncing. Close \
                   it once more to hide it; to end Tideboard, choose Quit from the tray icon.";
    shell.notices.show(EXPLAINED, ApiError::new(ErrorCode::Tray, message));
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        let kept = shell.settings.change(|settings| settings.tray_explained = true).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "it will be explained again");
        }
    });
}

/// The window shows the app's own pages and nothing else, ever.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Where own schemes are not possible, Tauri serves the page under this name.
        "http" | "https" => {
            cfg!(any(windows, target_os = "android")) && url.host_str() == Some("tauri.localhost")
        }
        _ => false,
    }
}

/// Links that people write: to pages and to addresses for mail. Whatever else a link names could start
/// any program or show any file.
fn may_be_opened(url: &Url) -> bool {
    match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" => true,
        _ => false,
    }
}

/// Hands a link to the system's own program for it; the window never shows it.
fn open_outside(shell: &Arc<Shell>, url: &Url) {
    if !may_be_opened(url) {
        tracing::warn!(scheme = url.scheme(), "a link is not opened");
        return;
    }
    let (shell, address) = (shell.clone(), url.to_string());
    tauri::async_runtime::spawn_blocking(move || {
        let opened = open::that_detached(&address);
        let failed = |error: std::io::Error| {
            let message = format!("{address} cannot be opened: {error}.");
            ApiError::new(ErrorCode::Internal, message)
        };
        shell.notices.set(LINK, opened.err().map(failed));
    });
}

fn window_theme(theme: Theme) -> Option<WindowTheme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(WindowTheme::Light),
        Theme::Dark => Some(WindowTheme::Dark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_tray_or_by_wish_closing_quits() {
        let settings = Settings::default();
        assert_eq!(on_close(false, &settings, false), Closing::Quit);
        let wish = Settings { close_to_tray: false, ..settings };
        assert_eq!(on_close(true, &wish, false), Closing::Quit);
    }

    #[test]
    fn the_tray_is_explained_once() {
        let settings = Settings::default();
        assert_eq!(on_close(true, &settings, false), Closing::Explain);
        assert_eq!(on_close(true, &settings, true), Closing::Hide, "though it was not saved");
        let told = Settings { tray_explained: true, ..settings };
        assert_eq!(on_close(true, &told, false), Closing::Hide);
    }

    #[test]
    fn links_to_pages_and_mail_are_opened_outside_and_nothing_else() {
        let opened = |url: &str| may_be_opened(&url.parse().unwrap());
        for link in
            ["https://example.org/a?b=c#d", "http://192.0.2.7:8080/", "mailto:ana@example.org"]
        {
            assert!(opened(link), "{link}");
        }
        for other in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "tauri://localhost/index.html",
            "ssh://example.org/",
            "smb://example.org/share",
            "ms-settings:network",
            "about:blank",
        ] {
            assert!(!opened(other), "{other}");
        }
    }

    #[test]
    fn only_own_pages_are_shown() {
        let own = |url: &str| is_own_page(&url.parse().unwrap());
        assert!(own("tauri://localhost/index.html"));
        for foreign in [
            "https://example.org/",
            "tauri://evil/",
            "http://tauri.localhost.evil/",
            "data:text/html,x",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!own(foreign), "{foreign}");
        }
    }
}
