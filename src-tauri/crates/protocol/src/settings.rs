//! Settings: one typed structure with documented defaults.
//!
//! The desktop keeps it with tauri-plugin-store; environment variables and flags override it.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::RangeInclusive};
use thiserror::Error;

/// Colour theme of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the desktop has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Which server the desktop works with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Home {
    /// Nothing chosen yet: the first-run screen.
    #[default]
    FirstRun,
    /// The server inside the app, for this computer alone.
    Local,
    /// The server inside the app, reachable from the network.
    Hosting {
        /// TCP port it listens on.
        port: u16,
    },
    /// Somebody's server.
    Joined {
        /// `ws://…/api/realtime` or `wss://…/api/realtime`.
        url: String,
    },
}

/// What happens by itself when an own change clashes with somebody else's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictPolicy {
    /// Nothing: the user is asked.
    #[default]
    Ask,
    /// The own value is written over the other one.
    Mine,
    /// The other value stays; the own one is in the history.
    Theirs,
}

/// How the connection and the queue behave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RealtimeConfig {
    /// Longest wait for a connection and its welcome, in milliseconds (1,000–60,000).
    pub connect_timeout_ms: u64,
    /// Shortest bound of the random wait before reconnecting, in milliseconds (100–10,000).
    pub backoff_min_ms: u64,
    /// Longest bound of the random wait before reconnecting, in milliseconds (1,000–300,000).
    pub backoff_max_ms: u64,
    /// How long typing rests before it is sent, in milliseconds (0–5,000). Saving never waits.
    pub debounce_ms: u64,
    /// After how long continuous typing is sent all the same, in milliseconds (0–30,000).
    pub debounce_max_ms: u64,
    /// Most batches a second that go to the window (1–60).
    pub view_batches_per_s: u32,
    /// What happens to clashes, by kind of record; kinds not named ask. Deletions always ask.
    pub conflict_policies: BTreeMap<String, ConflictPolicy>,
}

impl Default for RealtimeConfig {
    fn default() -> Self {
        Self {
            connect_timeout_ms: 10_000,
            backoff_min_ms: 500,
            backoff_max_ms: 30_000,
            debounce_ms: 400,
            debounce_max_ms: 2_000,
            view_batches_per_s: 20,
            conflict_policies: BTreeMap::new(),
        }
    }
}

/// A setting out of its range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name} must be between {low} and {high}, not {given}")]
pub struct SettingError {
    /// Name of the setting.
    pub name: &'static str,
    /// Least value.
    pub low: u64,
    /// Greatest value.
    pub high: u64,
    /// The value given.
    pub given: u64,
}

impl RealtimeConfig {
    /// Checks every value against its documented range.
    pub fn validate(&self) -> Result<(), SettingError> {
        let within = |name, range: RangeInclusive<u64>, given| {
            if range.contains(&given) {
                return Ok(());
            }
            Err(SettingError { name, low: *range.start(), high: *range.end(), given })
        };
        within("connect_timeout_ms", 1_000..=60_000, self.connect_timeout_ms)?;
        within("backoff_min_ms", 100..=10_000, self.backoff_min_ms)?;
        within("backoff_max_ms", 1_000..=300_000, self.backoff_max_ms)?;
        within("debounce_ms", 0..=5_000, self.debounce_ms)?;
        within("debounce_max_ms", 0..=30_000, self.debounce_max_ms)?;
        within("view_batches_per_s", 1..=60, self.view_batches_per_s.into())
    }
}

/// Everything a user can set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Which server.
    pub home: Home,
    /// This device's name, as others see it.
    pub device_name: String,
    /// Colours.
    pub theme: Theme,
    /// Closing the window keeps the app in the tray, where there is one.
    pub close_to_tray: bool,
    /// The tray was explained once.
    pub tray_explained: bool,
    /// The board last opened.
    pub last_board: Option<crate::BoardId>,
    /// Connection and queue.
    pub realtime: RealtimeConfig,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            home: Home::FirstRun,
            device_name: "This computer".to_owned(),
            theme: Theme::System,
            close_to_tray: true,
            tray_explained: false,
            last_board: None,
            realtime: RealtimeConfig::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_ranges_are_checked() {
        assert_eq!(RealtimeConfig::default().validate(), Ok(()));
        let wrong = RealtimeConfig { view_batches_per_s: 0, ..RealtimeConfig::default() };
        assert_eq!(
            wrong.validate().unwrap_err().to_string(),
            "view_batches_per_s must be between 1 and 60, not 0"
        );
    }

    #[test]
    fn settings_of_another_version_fall_back_member_by_member() {
        let settings: Settings =
            serde_json::from_str(r#"{"theme":"dark","from_the_future":1}"#).unwrap();
        assert_eq!(settings, Settings { theme: Theme::Dark, ..Settings::default() });
    }
}
