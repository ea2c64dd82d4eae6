//! A real keychain of the test's own, unlocked.

use std::{path::Path, process::Command};

use zbus::blocking::fdo::DBusProxy;

use crate::{Process, bus::Bus, programs::tool, wait::eventually};

/// GNOME's keychain on a message bus.
pub struct Keychain {
    _daemon: Process,
}

impl Keychain {
    /// Starts it and waits until it can be asked; what it keeps goes below `home`.
    #[track_caller]
    pub fn start(bus: &Bus, home: &Path) -> Self {
        let mut command = Command::new(tool("gnome-keyring-daemon"));
        command
            .args(["--foreground", "--components=secrets", "--unlock"])
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("keychain"))
            .env("XDG_RUNTIME_DIR", home);
        let mut daemon = Process::start("keychain", bus.serve(&mut command));
        // The password of the keychain that it makes: all of its input.
        assert!(daemon.tell("of no importance"), "the keychain takes a password");
        daemon.hang_up();
        let connection = bus.connect();
        eventually("the keychain is there", || {
            let name = "org.freedesktop.secrets".try_into().ok()?;
            let there = DBusProxy::new(&connection).ok()?.name_has_owner(name).ok()?;
            there.then_some(())
        });
        Self { _daemon: daemon }
    }
}
