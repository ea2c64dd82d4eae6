//! Processes that a process of ours has started, found and ended by their ids.

use std::{
    collections::HashMap,
    fs,
    process::{Command, Stdio},
};

/// All that a process has started, and what that has started, as far as it still runs.
pub fn descendants(ancestor: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    // Where there is no such folder, only the process itself is known.
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if let Some(parent) = parent_of(id) {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    let mut open = vec![ancestor];
    while let Some(id) = open.pop() {
        for child in children.remove(&id).unwrap_or_default() {
            found.push(child);
            open.push(child);
        }
    }
    found
}

/// Ends processes without warning; whether they could be ended.
pub fn kill(ids: &[u32]) -> bool {
    signal("-KILL", ids)
}

/// Asks a process to end, as a shutting down system does; whether it could be asked.
pub fn terminate(id: u32) -> bool {
    signal("-TERM", &[id])
}

/// Lets a process stand still, as if it hung.
pub fn freeze(id: u32) -> bool {
    signal("-STOP", &[id])
}

/// Lets a frozen process go on.
pub fn thaw(id: u32) -> bool {
    signal("-CONT", &[id])
}

fn parent_of(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may contain anything; after it come state and parent. What has ended
    // and only waits to be noticed counts as gone.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut columns = rest.split_whitespace();
    let state = columns.next()?;
    let parent = columns.next()?.parse().ok()?;
    (state != "Z").then_some(parent)
}

fn signal(name: &str, ids: &[u32]) -> bool {
    if ids.is_empty() {
        return true;
    }
    // The shell's own `kill`: the program of that name is not on every system.
    Command::new("sh")
        .args(["-c", "kill \"$0\" \"$@\"", name])
        .args(ids.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
