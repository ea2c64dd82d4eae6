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

/// How strongly text and edges stand out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// More where the desktop asks for it.
    #[default]
    System,
    /// Always more.
    More,
}

/// How much room things take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// More on the screen.
    Compact,
    /// Between the two.
    #[default]
    Usual,
    /// Easier to hit.
    Roomy,
}

/// Whether things move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// Less where the desktop asks for it.
    #[default]
    System,
    /// Nothing moves.
    Reduced,
}

/// Of what the desktop tells while the window is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notifications {
    /// Conflicts to decide.
    pub conflicts: bool,
    /// Changes that the server refused.
    pub refused: bool,
    /// That nothing is synced without a new sign-in.
    pub sign_in: bool,
    /// Changes that have waited for more than 15 minutes without a connection.
    pub offline: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { conflicts: true, refused: true, sign_in: true, offline: true }
    }
}

/// Language of window and tray.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// As the desktop has it; English where that is none of these.
    #[default]
    System,
    /// English.
    English,
    /// German.
    German,
    /// Chinese in simplified characters.
    Chinese,
}

/// Longest name of a device, in characters.
pub const DEVICE_NAME_MAX: usize = 100;
/// Oldest age, in hours, from which on unsent changes are shown before they are sent.
pub const REVIEW_AFTER_MAX_H: u32 = 720;

/// What a user can set while the app runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Colours.
    pub theme: Theme,
    /// Contrast.
    pub contrast: Contrast,
    /// Room.
    pub density: Density,
    /// Motion.
    pub motion: Motion,
    /// Language.
    pub language: Language,
    /// Closing the window keeps the app in the tray, where there is one.
    pub close_to_tray: bool,
    /// This device's name, as others see it: 1–100 characters.
    pub device_name: String,
    /// Of what the desktop tells while the window is not looked at.
    pub notifications: Notifications,
    /// Age in hours from which on unsent changes are shown before they are sent (0–720); 0: never.
    pub review_after_h: u32,
}

/// A preference that cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PreferenceError {
    /// Empty or too long.
    #[error("A device's name has 1 to {} characters.", DEVICE_NAME_MAX)]
    DeviceName,
    /// Too long.
    #[error("Changes are shown before they are sent after at most {} hours.", REVIEW_AFTER_MAX_H)]
    ReviewAfter,
}

impl Preferences {
    /// Brings every value into its form and checks it against its documented range.
    pub fn checked(mut self) -> Result<Self, PreferenceError> {
        let name = self.device_name.trim();
        if name.is_empty() || name.chars().count() > DEVICE_NAME_MAX {
            return Err(PreferenceError::DeviceName);
        }
        if self.review_after_h > REVIEW_AFTER_MAX_H {
            return Err(PreferenceError::ReviewAfter);
        }
        self.device_name = name.to_owned();
        Ok(self)
    }
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

impl Home {
    /// Whether the server runs inside the app.
    pub fn is_hosted_here(&self) -> bool {
        match self {
            Self::Local | Self::Hosting { .. } => true,
            Self::FirstRun | Self::Joined { .. } => false,
        }
    }
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
    /// Contrast.
    pub contrast: Contrast,
    /// Room.
    pub density: Density,
    /// Motion.
    pub motion: Motion,
    /// Language.
    pub language: Language,
    /// Closing the window keeps the app in the tray, where there is one.
    pub close_to_tray: bool,
    /// The tray was explained once.
    pub tray_explained: bool,
    /// The board last opened.
    pub last_board: Option<crate::BoardId>,
    /// Of what the desktop tells while the window is not looked at.
    pub notifications: Notifications,
    /// Age in hours from which on unsent changes are shown to the user before they are sent (0–720);
    /// 0: never.
    pub review_after_h: u32,
    /// Connection and queue.
    pub realtime: RealtimeConfig,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            home: Home::FirstRun,
            device_name: "This computer".to_owned(),
            theme: Theme::System,
            contrast: Contrast::System,
            density: Density::Usual,
            motion: Motion::System,
            language: Language::System,
            close_to_tray: true,
            tray_explained: false,
            last_board: None,
            notifications: Notifications::default(),
            review_after_h: 24,
            realtime: RealtimeConfig::default(),
        }
    }
}

impl Settings {
    /// What the user can set while the app runs.
    pub fn preferences(&self) -> Preferences {
        Preferences {
            theme: self.theme,
            contrast: self.contrast,
            density: self.density,
            motion: self.motion,
            language: self.language,
            close_to_tray: self.close_to_tray,
            device_name: self.device_name.clone(),
            notifications: self.notifications,
            review_after_h: self.review_after_h,
        }
    }

    /// Takes preferences over; they were checked.
    pub fn prefer(&mut self, preferences: Preferences) {
        let Preferences {
            theme,
            contrast,
            density,
            motion,
            language,
            close_to_tray,
            device_name,
            notifications,
            review_after_h,
        } = preferences;
        self.theme = theme;
        self.contrast = contrast;
        self.density = density;
        self.motion = motion;
        self.language = language;
        self.close_to_tray = close_to_tray;
        self.device_name = device_name;
        self.notifications = notifications;
        self.review_after_h = review_after_h;
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
    fn preferences_are_trimmed_checked_and_taken_over() {
        let named = |name: &str| Preferences {
            device_name: name.to_owned(),
            ..Settings::default().preferences()
        };
        assert_eq!(named("  ").checked(), Err(PreferenceError::DeviceName));
        assert_eq!(named(&"x".repeat(101)).checked(), Err(PreferenceError::DeviceName));
        let late = Preferences { review_after_h: 721, ..named("Desk") };
        assert_eq!(late.checked(), Err(PreferenceError::ReviewAfter));
        let wanted =
            Preferences { density: Density::Compact, ..named(" Desk ") }.checked().unwrap();
        let mut settings = Settings::default();
        settings.prefer(wanted.clone());
        assert_eq!(settings.preferences(), wanted);
        assert_eq!(settings.device_name, "Desk");
    }

    #[test]
    fn settings_of_another_version_fall_back_member_by_member() {
        let settings: Settings =
            serde_json::from_str(r#"{"theme":"dark","from_the_future":1}"#).unwrap();
        assert_eq!(settings, Settings { theme: Theme::Dark, ..Settings::default() });
    }
}
