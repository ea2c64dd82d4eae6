//! The shell: everything that commands, tray, window and view share.

use crate::{
    cli::Flags, engine::Engine, folders::Folders, home::Premises, notices::Notices,
    secrets::Secrets, settings, settings::SettingsBook, view_bridge::ViewBridge,
};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tauri::AppHandle;
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode,
    settings::{ConflictPolicy, Preferences, Settings},
    status::{Activity, SyncState, SyncStatus, Tone},
};
use tideboard_words::Locale;
use tokio::sync::{Mutex, watch};

/// The parts of the running app.
pub struct Shell {
    /// Towards Tauri.
    pub app: AppHandle,
    /// How it was started.
    pub flags: Flags,
    /// Where it stores.
    pub folders: Folders,
    /// What the user set.
    pub settings: SettingsBook,
    /// Access tokens.
    pub secrets: Secrets,
    /// What the user must know.
    pub notices: Notices,
    /// The sync engine.
    pub engine: Engine,
    /// Towards the window.
    pub view: ViewBridge,
    /// The server inside the app, if it runs.
    pub premises: Premises,
    /// The backup that the user chose last.
    pub chosen_backup: Mutex<Option<PathBuf>>,
    /// How sync stands, as it is shown.
    pub status: watch::Sender<SyncStatus>,
    /// Whether the user paused syncing.
    pub paused: watch::Sender<bool>,
    /// The language that is spoken.
    pub locale: watch::Sender<Locale>,
    /// Whether a tray icon is there.
    pub tray: watch::Sender<bool>,
    /// Whether the window can be seen.
    pub visible: watch::Sender<bool>,
    /// Whether the window has the keyboard.
    pub focused: watch::Sender<bool>,
    /// Closing to the tray was explained in this run.
    pub close_explained: AtomicBool,
    /// The app is on its way out.
    pub quitting: AtomicBool,
    /// Highest count of live values that the view has painted; `u32::MAX` before the first paint.
    painted: AtomicU32,
}

const NOT_PAINTED: u32 = u32::MAX;

impl Shell {
    /// Puts the parts together.
    pub fn new(
        app: AppHandle,
        flags: Flags,
        folders: Folders,
        settings: SettingsBook,
        secrets: Secrets,
        engine: Engine,
        view: ViewBridge,
    ) -> Self {
        let status = engine.failure().map_or_else(opening, failed);
        let locale = crate::language::of(&settings.now());
        tideboard_words::speak(locale);
        Self {
            app,
            flags,
            folders,
            settings,
            secrets,
            notices: Notices::default(),
            engine,
            view,
            premises: Premises::default(),
            chosen_backup: Mutex::default(),
            status: watch::Sender::new(status),
            paused: watch::Sender::new(false),
            locale: watch::Sender::new(locale),
            tray: watch::Sender::new(false),
            visible: watch::Sender::new(false),
            focused: watch::Sender::new(false),
            close_explained: AtomicBool::new(false),
            quitting: AtomicBool::new(false),
            painted: AtomicU32::new(NOT_PAINTED),
        }
    }

    /// Connects and sends now; where the server inside the app did not start, starts it again.
    pub async fn sync_now(self: &Arc<Self>) -> Result<(), ApiError> {
        if self.settings.now().home.is_hosted_here() && !self.premises.is_open().await {
            crate::home::settle(self).await;
        }
        self.engine.client().await?.sync_now().await
    }

    /// Pauses syncing.
    pub async fn pause(&self, minutes: Option<u32>) -> Result<(), ApiError> {
        let length = minutes.map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
        self.engine.client().await?.pause(length).await
    }

    /// Ends a pause.
    pub async fn resume(&self) -> Result<(), ApiError> {
        self.engine.client().await?.resume().await
    }

    /// Changes what needs no restart. The view sends everything that is in force; what overrides a
    /// setting in this run must not become the user's choice by that.
    pub async fn set_preferences(&self, wanted: Preferences) -> Result<Settings, ApiError> {
        let wanted = wanted
            .checked()
            .map_err(|error| ApiError::new(ErrorCode::InvalidValue, error.to_string()))?;
        let in_force = self.settings.now().preferences();
        let settings = self
            .settings
            .change(|settings| {
                let kept = settings.preferences();
                settings.prefer(settings::changed(kept, &in_force, wanted.clone()));
            })
            .await?;
        if let Some(client) = self.engine.client_now() {
            client.set_device_name(settings.device_name.clone()).await;
            client.review_after(crate::engine::review_after(&settings)).await;
        }
        Ok(settings)
    }

    /// Changes what happens by itself to clashes; overrides stay out of it, as above.
    pub async fn set_conflict_policies(
        &self,
        policies: BTreeMap<String, ConflictPolicy>,
    ) -> Result<Settings, ApiError> {
        let in_force = self.settings.now().realtime.conflict_policies;
        let settings = self
            .settings
            .change(|settings| {
                let kept = &mut settings.realtime.conflict_policies;
                *kept = settings::changed_policies(kept, &in_force, &policies);
            })
            .await?;
        if let Some(client) = self.engine.client_now() {
            client.set_conflict_policies(settings.realtime.conflict_policies.clone()).await;
        }
        Ok(settings)
    }

    /// The board to show before any was chosen.
    pub fn board_to_begin_with(&self) -> Option<BoardId> {
        self.flags.board().cloned().or_else(|| self.settings.now().last_board)
    }

    /// Keeps in mind which board is open.
    pub fn remember_board(self: &Arc<Self>, board: &BoardId) {
        let (shell, board) = (self.clone(), board.clone());
        tauri::async_runtime::spawn(async move {
            let kept =
                shell.settings.change(|settings| settings.last_board = Some(board.clone())).await;
            if let Err(error) = kept {
                tracing::warn!(%error, "the open board is not remembered");
            }
        });
    }

    /// The view has painted, with so many different live values so far.
    pub fn painted(&self, live_values: u32) {
        let before = self.painted.swap(live_values, Ordering::Relaxed);
        if before == NOT_PAINTED {
            tracing::info!("the window has painted");
        }
        let was_live = before != NOT_PAINTED && before >= 2;
        if self.flags.smoke_test && !was_live && live_values >= 2 {
            println!("ready: live figures on screen");
        }
    }

    /// Whether the view has ever painted.
    pub fn has_painted(&self) -> bool {
        self.painted.load(Ordering::Relaxed) != NOT_PAINTED
    }
}

/// The status before the engine says one.
fn opening() -> SyncStatus {
    SyncStatus {
        state: SyncState::Syncing,
        tone: Tone::Warn,
        unsent: 0,
        conflicts: 0,
        refused: 0,
        activity: Some(Activity::Connecting),
        since: None,
        until: None,
        last_synced: None,
        cause: None,
        late: false,
    }
}

/// The status when there is no engine and why.
pub fn failed(error: ApiError) -> SyncStatus {
    SyncStatus {
        state: SyncState::Attention,
        tone: Tone::Bad,
        activity: None,
        cause: Some(error),
        ..opening()
    }
}
