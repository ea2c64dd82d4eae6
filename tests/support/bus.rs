//! A message bus of the test's own, so that its tray and its single instance are its own as well.

use std::process::Command;

use zbus::blocking::{Connection, connection};

use crate::{PATIENCE, Process, programs::tool};

/// A session bus.
pub struct Bus {
    address: String,
    _daemon: Process,
}

impl Bus {
    /// Starts one.
    #[track_caller]
    pub fn start() -> Self {
        let mut command = Command::new(tool("dbus-daemon"));
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let daemon = Process::start("message bus", &mut command);
        let address = daemon.next_line(PATIENCE).expect("the message bus says its address");
        Self { address, _daemon: daemon }
    }

    /// Lets a program use this bus.
    pub fn serve<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address)
    }

    /// Connects to it.
    #[track_caller]
    pub fn connect(&self) -> Connection {
        connection::Builder::address(self.address.as_str())
            .and_then(connection::Builder::build)
            .expect("the message bus takes connections")
    }
}
