//! A message bus of the test's own, so that its tray, its keychain and its single instance are its
//! own as well.

use std::{fs, path::Path, process::Command};

use zbus::blocking::{Connection, connection};

use crate::{PATIENCE, Process, programs::tool};

/// The only program that the bus starts when asked for it: the panel keeps its settings there.
/// Without a list of its own, it would start whatever keychain this computer has.
const STARTED_ON_DEMAND: &str = "/usr/share/dbus-1/services/org.xfce.Xfconf.service";

/// A session bus.
pub struct Bus {
    address: String,
    _daemon: Process,
}

impl Bus {
    /// Starts one whose settings go below `home`.
    #[track_caller]
    pub fn start(home: &Path) -> Self {
        let config = configure(home).expect("the test's folder can be written");
        let mut command = Command::new(tool("dbus-daemon"));
        command.arg(format!("--config-file={}", config.display())).args([
            "--nofork",
            "--nopidfile",
            "--print-address=1",
        ]);
        let daemon = Process::start("message bus", &mut command);
        let address = daemon.next_line(PATIENCE).expect("the message bus says its address");
        Self { address, _daemon: daemon }
    }

    /// Lets a program use this bus.
    pub fn serve<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Connects to it.
    #[track_caller]
    pub fn connect(&self) -> Connection {
        connection::Builder::address(self.address.as_str())
            .and_then(connection::Builder::build)
            .expect("the message bus takes connections")
    }
}

fn configure(home: &Path) -> std::io::Result<std::path::PathBuf> {
    let services = home.join("bus-services");
    fs::create_dir_all(&services)?;
    let service = Path::new(STARTED_ON_DEMAND);
    if let Some(name) = service.file_name().filter(|_| service.is_file()) {
        fs::copy(service, services.join(name))?;
    }
    let config = home.join("bus.conf");
    fs::write(
        &config,
        format!(
            r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>{}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
            services.display()
        ),
    )?;
    Ok(config)
}
