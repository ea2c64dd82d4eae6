//! What the black-box tests stand on: a [`World`] of real processes that tests tell stories about.
//!
//! Every helper waits for a condition with a deadline and fails with what was seen instead. Every
//! process is killed when its handle goes, and shows its log when the test is failing. A test has
//! its own folder and its own ports, so that all may run at the same time.

#[cfg(target_os = "linux")]
mod axe;
#[cfg(target_os = "linux")]
pub mod bus;
#[cfg(target_os = "linux")]
pub mod clock;
#[cfg(target_os = "linux")]
pub mod desktop;
#[cfg(target_os = "linux")]
pub mod disk;
pub mod edit;
pub mod family;
pub mod fuzz;
pub mod headless;
#[cfg(target_os = "linux")]
pub mod keychain;
#[cfg(target_os = "linux")]
pub mod notifications;
#[cfg(target_os = "linux")]
pub mod picture;
pub mod ports;
pub mod process;
pub mod programs;
pub mod proxy;
pub mod raw;
pub mod server;
pub mod sources;
#[cfg(target_os = "linux")]
pub mod tray;
pub mod wait;
pub mod world;

pub use edit::Edit;
pub use headless::{Failure, HeadlessClient};
pub use process::Process;
pub use proxy::FaultProxy;
pub use raw::RawClient;
pub use server::{Role, TestServer};
pub use sources::sources;
pub use wait::{PATIENCE, eventually};
pub use world::{BOARD, World};
