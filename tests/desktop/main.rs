//! Stories in the real window: the desktop program under a virtual display, driven as a person
//! would, beside a server and other clients that are real processes, too.

#[cfg(target_os = "linux")]
mod accessibility;
#[cfg(target_os = "linux")]
mod conflicts;
#[cfg(target_os = "linux")]
mod data;
#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod first_run;
#[cfg(target_os = "linux")]
mod keyboard;
#[cfg(target_os = "linux")]
mod language;
#[cfg(target_os = "linux")]
mod links;
#[cfg(target_os = "linux")]
mod login;
#[cfg(target_os = "linux")]
mod notifications;
#[cfg(target_os = "linux")]
mod offline;
#[cfg(target_os = "linux")]
mod pictures;
#[cfg(target_os = "linux")]
mod presence;
#[cfg(target_os = "linux")]
mod returns;
#[cfg(target_os = "linux")]
mod search;
#[cfg(target_os = "linux")]
mod stage;
#[cfg(target_os = "linux")]
mod surfaces;
#[cfg(target_os = "linux")]
mod tray;
#[cfg(target_os = "linux")]
mod trouble;
#[cfg(target_os = "linux")]
mod walk;
#[cfg(target_os = "linux")]
mod widgets;
