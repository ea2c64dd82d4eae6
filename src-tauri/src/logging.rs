//! Logs: to stderr and, for a week, to files.

use std::{
    fs,
    io::{self, IsTerminal},
    path::Path,
};
use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{
    EnvFilter, Layer, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt,
};

const FILES_KEPT: usize = 7;
const USUALLY: &str = "info,refinery_core=warn,zbus=warn,tracing=warn";

/// Starts logging; the guard writes what is left when it drops.
///
/// Where the folder cannot be used, stderr alone gets everything.
pub fn start(folder: Option<&Path>) -> Option<WorkerGuard> {
    let filter = || EnvFilter::try_from_env("TIDEBOARD_LOG").unwrap_or_else(|_| USUALLY.into());
    let stderr = fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .with_filter(filter());
    let file = folder.and_then(|folder| {
        fs::create_dir_all(folder).ok()?;
        RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("tideboard")
            .filename_suffix("log")
            .max_log_files(FILES_KEPT)
            .build(folder)
            .ok()
    });
    let (layer, guard) = match file.map(tracing_appender::non_blocking) {
        Some((writer, guard)) => {
            let layer = fmt::layer().with_ansi(false).with_writer(writer).with_filter(filter());
            (Some(layer), Some(guard))
        }
        None => (None, None),
    };
    // Fails only if something logs already, and then that goes on.
    let _ = registry().with(stderr).with(layer).try_init();
    guard
}
