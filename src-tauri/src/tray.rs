//! The tray icon: built as soon as the desktop shows trays, then changed in place.
//!
//! A desktop without trays is nothing special. It is told by an error when the icon is built; then
//! the window stays, a notice says why, and building is tried again now and then, because a panel
//! may start after the app or come back.

use crate::{
    folders::APP_ID,
    shell::Shell,
    tray_view::{self, TrayPicture, TrayView},
    window,
};
use std::{sync::Arc, time::Duration};
use tauri::{
    AppHandle, Wry,
    image::Image,
    include_image,
    menu::{Menu, MenuItem, PredefinedMenuItem, Submenu},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};
use tideboard_protocol::{ApiError, ErrorCode, ipc::Destination};
use tokio::{sync::oneshot, time};

/// Waits before trying again; the last one repeats.
const RETRIES: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(10),
    Duration::from_secs(30),
];
/// Attempts after which a start without a window gives up and shows it.
const PATIENCE: usize = 3;
/// Between two changes of the icon; faster is flicker.
const CALM: Duration = Duration::from_millis(500);
const NO_TRAY: &str = "no-tray";

/// Shows the tray until the app ends.
pub async fn run(shell: Arc<Shell>) {
    let (mut status, mut locale) = (shell.status.subscribe(), shell.locale.subscribe());
    let mut paused = shell.paused.subscribe();
    let view =
        TrayView::of(&status.borrow_and_update(), *paused.borrow_and_update(), tray_view::clock);
    let tray = build_when_possible(&shell, view.clone()).await;
    let mut shown = view;
    loop {
        let view = TrayView::of(
            &status.borrow_and_update(),
            *paused.borrow_and_update(),
            tray_view::clock,
        );
        if view != shown {
            tray.show(&shell.app, view.clone(), shown.picture);
            shown = view;
            time::sleep(CALM).await;
        }
        let changed = tokio::select! {
            changed = status.changed() => changed,
            changed = paused.changed() => changed,
            changed = locale.changed() => changed,
        };
        if changed.is_err() {
            return;
        }
    }
}

async fn build_when_possible(shell: &Arc<Shell>, view: TrayView) -> Arc<Tray> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        match on_main_thread(shell, view.clone()).await {
            Ok(tray) => {
                tracing::info!(attempt, "the tray icon is there");
                shell.tray.send_replace(true);
                shell.notices.clear(NO_TRAY);
                return Arc::new(tray);
            }
            Err(reason) => {
                tracing::info!(attempt, %reason, "no tray icon");
                if attempt == 1 {
                    shell.notices.show(NO_TRAY, no_tray());
                }
                if attempt == PATIENCE && shell.flags.hidden {
                    window::show(shell);
                }
            }
        }
        time::sleep(RETRIES[(attempt - 1).min(RETRIES.len() - 1)]).await;
    }
}

fn no_tray() -> ApiError {
    ApiError::new(
        ErrorCode::Tray,
        "This desktop shows no tray icons, so closing the window quits Tideboard. Nothing that \
         you typed gets lost.",
    )
}

/// Menus belong to the main thread.
async fn on_main_thread(shell: &Arc<Shell>, view: TrayView) -> Result<Tray, String> {
    let (reply, answer) = oneshot::channel();
    let in_there = shell.clone();
    shell
        .app
        .run_on_main_thread(move || {
            let built = Tray::build(&in_there, &view).map_err(|error| error.to_string());
            // Nobody waits any more: the app is quitting.
            drop(reply.send(built));
        })
        .map_err(|error| error.to_string())?;
    answer.await.map_err(|error| error.to_string())?
}

/// The icon and the parts of its menu that change.
struct Tray {
    icon: TrayIcon<Wry>,
    words: MenuItem<Wry>,
    open: MenuItem<Wry>,
    sync_now: MenuItem<Wry>,
    pause: Submenu<Wry>,
    pauses: [MenuItem<Wry>; 3],
    resume: MenuItem<Wry>,
    conflicts: MenuItem<Wry>,
    refused: MenuItem<Wry>,
    settings: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// What can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Open,
    SyncNow,
    Pause(Option<u32>),
    Resume,
    Conflicts,
    Refused,
    Settings,
    Quit,
}

const CHOICES: [(&str, Choice); 10] = [
    ("open", Choice::Open),
    ("sync-now", Choice::SyncNow),
    ("pause-15", Choice::Pause(Some(15))),
    ("pause-60", Choice::Pause(Some(60))),
    ("pause", Choice::Pause(None)),
    ("resume", Choice::Resume),
    ("conflicts", Choice::Conflicts),
    ("refused", Choice::Refused),
    ("settings", Choice::Settings),
    ("quit", Choice::Quit),
];

impl Choice {
    fn id(self) -> &'static str {
        CHOICES.iter().find(|(_, choice)| *choice == self).map_or("", |(id, _)| id)
    }

    fn of(id: &str) -> Option<Self> {
        CHOICES.iter().find(|(known, _)| *known == id).map(|(_, choice)| *choice)
    }
}

impl Tray {
    fn build(shell: &Arc<Shell>, view: &TrayView) -> tauri::Result<Self> {
        let app = &shell.app;
        let item = |choice: Choice, text: &str, enabled: bool| {
            MenuItem::with_id(app, choice.id(), literal(text), enabled, None::<&str>)
        };
        let words = MenuItem::with_id(app, "words", literal(&view.words), false, None::<&str>)?;
        let labels = &view.labels;
        let open = item(Choice::Open, &labels.open, true)?;
        let sync_now = item(Choice::SyncNow, &labels.sync_now, view.can_sync_now)?;
        let pauses = [
            item(Choice::Pause(Some(15)), &labels.pause_15, true)?,
            item(Choice::Pause(Some(60)), &labels.pause_60, true)?,
            item(Choice::Pause(None), &labels.pause_until, true)?,
        ];
        let pause = Submenu::with_id_and_items(
            app,
            "pause-menu",
            literal(&labels.pause),
            !view.is_paused,
            &[&pauses[0], &pauses[1], &pauses[2]],
        )?;
        let resume = item(Choice::Resume, &labels.resume, view.is_paused)?;
        let conflicts = item(Choice::Conflicts, &view.conflicts.text, view.conflicts.enabled)?;
        let refused = item(Choice::Refused, &view.refused.text, view.refused.enabled)?;
        let settings = item(Choice::Settings, &labels.settings, true)?;
        let quit = item(Choice::Quit, &view.quit, true)?;
        let menu = Menu::with_items(
            app,
            &[
                &words,
                &PredefinedMenuItem::separator(app)?,
                &open,
                &sync_now,
                &pause,
                &resume,
                &PredefinedMenuItem::separator(app)?,
                &conflicts,
                &refused,
                &settings,
                &PredefinedMenuItem::separator(app)?,
                &quit,
            ],
        )?;
        let icon = Self::icon(shell, &menu, view)?;
        Ok(Self {
            icon,
            words,
            open,
            sync_now,
            pause,
            pauses,
            resume,
            conflicts,
            refused,
            settings,
            quit,
        })
    }

    fn icon(shell: &Arc<Shell>, menu: &Menu<Wry>, view: &TrayView) -> tauri::Result<TrayIcon<Wry>> {
        let (for_menu, for_click) = (shell.clone(), shell.clone());
        let builder = TrayIconBuilder::with_id(APP_ID)
            .icon(image(view.picture))
            .tooltip(tooltip(&view.words))
            .menu(menu)
            .show_menu_on_left_click(false)
            .on_menu_event(move |_, event| {
                if let Some(choice) = Choice::of(event.id.as_ref()) {
                    tauri::async_runtime::spawn(choose(for_menu.clone(), choice));
                }
            })
            .on_tray_icon_event(move |_, event| {
                if is_click(&event) {
                    window::show(&for_click);
                }
            });
        // Elsewhere the title would stand beside the icon; here it is the icon's name.
        #[cfg(target_os = "linux")]
        let builder = builder.title("Tideboard");
        builder.build(&shell.app)
    }

    /// Changes what differs; one hop to the main thread, and no waiting for it.
    fn show(self: &Arc<Self>, app: &AppHandle, view: TrayView, before: TrayPicture) {
        let tray = self.clone();
        let changed = app.run_on_main_thread(move || {
            if let Err(error) = tray.apply(&view, before) {
                tracing::warn!(%error, "the tray did not change");
            }
        });
        if let Err(error) = changed {
            tracing::warn!(%error, "the tray did not change");
        }
    }

    fn apply(&self, view: &TrayView, before: TrayPicture) -> tauri::Result<()> {
        if view.picture != before {
            self.icon.set_icon(Some(image(view.picture)))?;
        }
        self.icon.set_tooltip(Some(tooltip(&view.words)))?;
        self.words.set_text(literal(&view.words))?;
        let labels = &view.labels;
        let [pause_15, pause_60, pause_until] = &self.pauses;
        for (item, text) in [
            (&self.open, &labels.open),
            (&self.sync_now, &labels.sync_now),
            (pause_15, &labels.pause_15),
            (pause_60, &labels.pause_60),
            (pause_until, &labels.pause_until),
            (&self.resume, &labels.resume),
            (&self.settings, &labels.settings),
            (&self.quit, &view.quit),
        ] {
            item.set_text(literal(text))?;
        }
        self.pause.set_text(literal(&labels.pause))?;
        self.sync_now.set_enabled(view.can_sync_now)?;
        self.pause.set_enabled(!view.is_paused)?;
        self.resume.set_enabled(view.is_paused)?;
        for (item, line) in [(&self.conflicts, &view.conflicts), (&self.refused, &view.refused)] {
            item.set_text(literal(&line.text))?;
            item.set_enabled(line.enabled)?;
        }
        Ok(())
    }
}

/// A left click opens the window where the desktop tells of clicks; some show the menu instead.
fn is_click(event: &TrayIconEvent) -> bool {
    matches!(
        event,
        TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
    )
}

async fn choose(shell: Arc<Shell>, choice: Choice) {
    let done = match choice {
        Choice::Open => {
            window::show(&shell);
            Ok(())
        }
        Choice::SyncNow => shell.sync_now().await,
        Choice::Pause(minutes) => shell.pause(minutes).await,
        Choice::Resume => shell.resume().await,
        Choice::Conflicts => go_to(&shell, Destination::Conflicts).await,
        Choice::Refused => go_to(&shell, Destination::Refused).await,
        Choice::Settings => go_to(&shell, Destination::Settings).await,
        Choice::Quit => {
            crate::shutdown::begin(&shell);
            Ok(())
        }
    };
    if let Err(error) = done {
        tracing::warn!(?choice, %error, "the tray's choice failed");
    }
}

async fn go_to(shell: &Arc<Shell>, place: Destination) -> Result<(), ApiError> {
    window::show(shell);
    shell.view.navigate(place).await;
    Ok(())
}

/// In menu texts an ampersand marks a key.
fn literal(text: &str) -> String {
    text.replace('&', "&&")
}

#[cfg(target_os = "linux")]
fn tooltip(words: &str) -> String {
    words.to_owned()
}

#[cfg(not(target_os = "linux"))]
fn tooltip(words: &str) -> String {
    format!("Tideboard: {words}")
}

/// The largest size: panels scale down well and up badly.
fn image(picture: TrayPicture) -> Image<'static> {
    match picture {
        TrayPicture::SignInNeeded => include_image!("../icons/tray/sign_in_needed-44.png"),
        TrayPicture::Attention => include_image!("../icons/tray/attention-44.png"),
        TrayPicture::Conflict => include_image!("../icons/tray/conflict-44.png"),
        TrayPicture::Paused => include_image!("../icons/tray/paused-44.png"),
        TrayPicture::Offline => include_image!("../icons/tray/offline-44.png"),
        TrayPicture::OfflineLate => include_image!("../icons/tray/offline_late-44.png"),
        TrayPicture::Syncing => include_image!("../icons/tray/syncing-44.png"),
        TrayPicture::Synced => include_image!("../icons/tray/synced-44.png"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_its_own_name() {
        for (id, choice) in CHOICES {
            assert_eq!(choice.id(), id);
            assert_eq!(Choice::of(id), Some(choice));
        }
        assert_eq!(Choice::of("words"), None);
    }
}
