//! Which machine this is.

use anyhow::Result;
use std::{env, fmt, fs, path::Path, process::Command, thread};

/// A machine, as far as figures depend on it.
pub struct Machine {
    lines: Vec<(&'static str, String)>,
}

impl Machine {
    /// Looks around.
    pub fn describe() -> Result<Self> {
        let cores = thread::available_parallelism()?;
        let folder = env::temp_dir();
        let lines = vec![
            ("processor", format!("{} ({cores} cores)", cpu())),
            ("memory", memory()),
            ("system", system()),
            ("disk", disk(&folder)),
            ("load before", read("/proc/loadavg")),
            ("versions", versions()),
        ];
        Ok(Self { lines })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.lines.iter().enumerate() {
            let end = if at + 1 == self.lines.len() { "" } else { "\n" };
            write!(f, "- {name}: {value}{end}")?;
        }
        Ok(())
    }
}

fn read(path: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    if text.is_empty() { "unknown".to_owned() } else { text.trim().to_owned() }
}

/// What follows a name and a colon in a file of such lines.
fn entry(path: &str, name: &str) -> String {
    let text = read(path);
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    let mut found = lines.filter(|(key, _)| key.trim() == name);
    found.next().map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
}

fn cpu() -> String {
    let (model, mhz) = (entry("/proc/cpuinfo", "model name"), entry("/proc/cpuinfo", "cpu MHz"));
    format!("{model}, {mhz} MHz")
}

fn memory() -> String {
    let total = entry("/proc/meminfo", "MemTotal");
    let kib: Option<u64> = total.strip_suffix(" kB").and_then(|kib| kib.parse().ok());
    kib.map_or(total, |kib| format!("{:.1} GiB", kib as f64 / 1024.0 / 1024.0))
}

fn system() -> String {
    format!(
        "{} {}, kernel {}",
        env::consts::OS,
        env::consts::ARCH,
        read("/proc/sys/kernel/osrelease")
    )
}

/// Device and file system of the mount that holds a folder.
fn disk(folder: &Path) -> String {
    let mounts = read("/proc/mounts");
    let of_folder = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?, words.next()?))
        })
        .filter(|(_, point, _)| folder.starts_with(point))
        .max_by_key(|(_, point, _)| point.len());
    let Some((device, _, kind)) = of_folder else { return "unknown".to_owned() };
    format!("{device}, {kind}")
}

fn versions() -> String {
    let rustc = Command::new("rustc").arg("--version").output().ok();
    let rustc = rustc.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let rustc = rustc.trim();
    format!("Tideboard {}, SQLite {}, {rustc}", env!("CARGO_PKG_VERSION"), rusqlite::version())
}
