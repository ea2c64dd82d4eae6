//! Tideboard's desktop shell: one window, a tray icon, and between them and the sync engine
//! nothing but wiring.
//!
//! The engine (`tideboard-sync`) owns all truth. The shell opens it, tells it which server to work
//! with, hands the view's commands to it (`commands`) and its changes to the view
//! (`view_bridge`), and shows the status in the tray. It can also be its own server (`local`).

mod backups;
mod cli;
mod commands;
mod csv;
mod deep_link;
mod diagnostics;
mod downloads;
mod engine;
mod files;
mod folders;
mod graphics;
mod home;
mod language;
mod local;
mod logging;
mod notices;
mod notify;
mod presentation;
mod secrets;
mod settings;
mod shell;
mod shutdown;
mod start_at_login;
mod status_feed;
mod travel;
mod tray;
mod tray_view;
mod view_bridge;
mod vital_signs;
mod window;

use cli::Flags;
use engine::Engine;
use folders::Folders;
use graphics::{Graphics, Signs};
use secrets::Secrets;
use settings::SettingsBook;
use shell::Shell;
use std::{env, process::ExitCode, sync::Arc};
use tauri::{App, AppHandle, Manager, RunEvent, Wry, plugin::TauriPlugin};
use tideboard_protocol::ApiError;
use view_bridge::ViewBridge;

/// Runs the app to its end.
pub fn run() -> ExitCode {
    let flags = Flags::read(env::args_os()).unwrap_or_else(|error| error.exit());
    let folders = match Folders::from_environment(flags.profile.as_deref()) {
        Ok(folders) => folders,
        Err(error) => return refuse(&error.message),
    };
    let signs = Signs::read(flags.safe_graphics, &folders.blank_window_marker());
    if flags.diagnostics {
        print!("{}", diagnostics::report(&folders, signs));
        return ExitCode::SUCCESS;
    }
    if !has_display() {
        return refuse("there is no display to open a window on (DISPLAY and WAYLAND_DISPLAY)");
    }
    graphics::ensure(Graphics::choose(signs));
    let trouble = folders.prepare().err();
    let logs = folders.logs();
    let _written_at_the_end = logging::start(trouble.is_none().then_some(logs.as_path()));
    match build(flags, folders, trouble) {
        Ok(app) => {
            let code = app.run_return(on_run_event);
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => refuse(&error.to_string()),
    }
}

fn refuse(reason: &str) -> ExitCode {
    eprintln!("tideboard: {reason}");
    ExitCode::FAILURE
}

fn has_display() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn build(flags: Flags, folders: Folders, trouble: Option<ApiError>) -> tauri::Result<App> {
    let mut context = tauri::generate_context!();
    if let Some(name) = folders.distinct_name() {
        // Single instance goes by this name: each profile is an app of its own.
        context.config_mut().identifier = format!("{}.{name}", folders::APP_ID);
    }
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_filename(folders.window().to_string_lossy())
        .with_state_flags(window::remembered())
        // The whole screen is not a size to come back to.
        .with_denylist(if flags.kiosk.is_some() { &[window::LABEL] } else { &[] })
        .build();
    tauri::Builder::default()
        .plugin(single_instance())
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(window_state)
        .invoke_handler(commands::handler())
        .setup(move |app| Ok(set_up(app.handle(), flags, folders, trouble)?))
        .build(context)
}

/// A second start shows the window of the first, and its board.
fn single_instance() -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::init(|app, args, _| {
        // Before the first start is through there is nothing to show yet; it will show itself.
        let Some(shell) = app.try_state::<Arc<Shell>>() else { return };
        deep_link::follow(&shell, &Flags::of_second_start(args));
    })
}

fn set_up(
    app: &AppHandle,
    flags: Flags,
    folders: Folders,
    trouble: Option<ApiError>,
) -> tauri::Result<()> {
    let (settings, complaints) =
        SettingsBook::open(app, &folders.settings(), trouble.is_none(), &flags.set);
    let token = env::var("TIDEBOARD_TOKEN").ok().filter(|token| !token.is_empty());
    let profile = folders.distinct_name().unwrap_or_else(|| "default".to_owned());
    let secrets = Secrets::new(profile, folders.access_token(), token);
    let (view, inbox) = ViewBridge::new();
    let engine = Engine::new(trouble);
    let shell = Arc::new(Shell::new(app.clone(), flags, folders, settings, secrets, engine, view));
    for (number, complaint) in complaints.into_iter().enumerate() {
        shell.notices.show(&format!("settings-{number}"), complaint);
    }
    deep_link::complain_of(&shell, shell.flags.link.as_ref());
    app.manage(shell.clone());
    window::create(&shell)?;
    if !shell.flags.hidden {
        window::show(&shell);
    }
    tauri::async_runtime::spawn(view_bridge::run(shell.clone(), inbox));
    deep_link::listen(&shell);
    tauri::async_runtime::spawn(tray::run(shell.clone()));
    tauri::async_runtime::spawn(notify::run(shell.clone()));
    tauri::async_runtime::spawn(window::follow_theme(shell.clone()));
    tauri::async_runtime::spawn(language::follow(shell.clone()));
    tauri::async_runtime::spawn(vital_signs::watch(shell.clone()));
    tauri::async_runtime::spawn(shutdown::on_signal(shell.clone()));
    tauri::async_runtime::spawn(async move {
        match shell.engine.failure() {
            Some(error) => engine::complain(&shell, error),
            None => engine::open(&shell).await,
        }
    });
    Ok(())
}

fn on_run_event(app: &AppHandle, event: RunEvent) {
    if let RunEvent::ExitRequested { code: None, api, .. } = event {
        api.prevent_exit();
        if let Some(shell) = app.try_state::<Arc<Shell>>() {
            shutdown::begin(&shell);
        }
    }
}
