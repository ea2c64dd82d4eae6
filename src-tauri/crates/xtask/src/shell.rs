//! Running other programs with errors that name what was run.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Tells the user what happens now, in one line.
pub fn say(message: impl AsRef<str>) {
    println!("▸ {}", message.as_ref());
}

/// Ways to run a prepared [`Command`] to its end.
pub trait CommandExt {
    /// Runs it in the foreground; anything but success is an error.
    fn run(&mut self) -> Result<()>;
    /// Runs it silently and returns what it printed; anything but success is an error.
    fn read(&mut self) -> Result<String>;
    /// Runs it silently and tells whether it succeeded; a missing program did not.
    fn succeeds(&mut self) -> bool;
}

impl CommandExt for Command {
    fn run(&mut self) -> Result<()> {
        let status = self.status().with_context(|| format!("cannot start `{}`", line(self)))?;
        if !status.success() {
            bail!("`{}` failed ({status})", line(self));
        }
        Ok(())
    }

    fn read(&mut self) -> Result<String> {
        let output = self
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot start `{}`", line(self)))?;
        if !output.status.success() {
            let reason = String::from_utf8_lossy(&output.stderr);
            bail!("`{}` failed ({}): {}", line(self), output.status, reason.trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn succeeds(&mut self) -> bool {
        self.stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    std::iter::once(name).chain(args).collect::<Vec<_>>().join(" ")
}
