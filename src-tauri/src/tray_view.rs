//! What the tray shows: a pure function of the status.

use jiff::{Timestamp, tz::TimeZone};
use tideboard_protocol::status::{SyncState, SyncStatus, Tone};
use tideboard_words::{Locale, t};

/// The pictures of the tray icon, told apart by shape and not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrayPicture {
    /// A key.
    SignInNeeded,
    /// A cross.
    Attention,
    /// A diamond.
    Conflict,
    /// Two bars.
    Paused,
    /// A cloud with a slash.
    Offline,
    /// The same in red: changes have waited for long.
    OfflineLate,
    /// Turning arrows.
    Syncing,
    /// A check.
    Synced,
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// Whether it can be chosen.
    pub enabled: bool,
}

/// Everything of the tray that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayView {
    /// The icon.
    pub picture: TrayPicture,
    /// The status in words: tooltip and first line of the menu.
    pub words: String,
    /// Whether syncing can be hurried.
    pub can_sync_now: bool,
    /// Whether it is paused.
    pub is_paused: bool,
    /// The way to the conflicts.
    pub conflicts: Line,
    /// The way to the refused changes.
    pub refused: Line,
    /// The way out; says what is not on the server yet.
    pub quit: String,
    /// What always says the same, until the language is another.
    pub labels: Labels,
}

/// Texts of the menu that do not depend on the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Shows the window.
    pub open: String,
    /// Connects and sends now.
    pub sync_now: String,
    /// The submenu of pauses.
    pub pause: String,
    /// A short pause.
    pub pause_15: String,
    /// A longer pause.
    pub pause_60: String,
    /// A pause without an end.
    pub pause_until: String,
    /// Ends a pause.
    pub resume: String,
    /// Shows the settings.
    pub settings: String,
}

impl Labels {
    fn spoken() -> Self {
        Self {
            open: t!("tray-open"),
            sync_now: t!("tray-sync-now"),
            pause: t!("tray-pause"),
            pause_15: t!("tray-pause-15"),
            pause_60: t!("tray-pause-60"),
            pause_until: t!("tray-pause-until"),
            resume: t!("tray-resume"),
            settings: t!("tray-settings"),
        }
    }
}

impl TrayView {
    /// What the tray shows for this status; `clock` writes a time of day. Whether it is paused is said
    /// apart, because the status tells of more urgent things first.
    pub fn of(status: &SyncStatus, is_paused: bool, clock: impl Fn(Timestamp) -> String) -> Self {
        Self {
            picture: picture(status),
            words: tideboard_words::status(status, clock),
            can_sync_now: !is_paused,
            is_paused,
            conflicts: match status.conflicts {
                0 => Line { text: t!("tray-no-conflicts"), enabled: false },
                count => Line { text: t!("tray-conflicts", count = count), enabled: true },
            },
            refused: match status.refused {
                0 => Line { text: t!("tray-no-refused"), enabled: false },
                count => Line { text: t!("tray-refused", count = count), enabled: true },
            },
            quit: match status.unsent {
                0 => t!("tray-quit"),
                count => t!("tray-quit-kept", count = count),
            },
            labels: Labels::spoken(),
        }
    }
}

fn picture(status: &SyncStatus) -> TrayPicture {
    match (status.state, status.tone) {
        (SyncState::SignInNeeded, _) => TrayPicture::SignInNeeded,
        (SyncState::Attention, _) => TrayPicture::Attention,
        (SyncState::Conflict, _) => TrayPicture::Conflict,
        (SyncState::Paused, _) => TrayPicture::Paused,
        (SyncState::Offline, Tone::Bad) => TrayPicture::OfflineLate,
        (SyncState::Offline, Tone::Good | Tone::Warn | Tone::Neutral) => TrayPicture::Offline,
        (SyncState::Syncing, _) => TrayPicture::Syncing,
        (SyncState::Synced, _) => TrayPicture::Synced,
    }
}

/// Time of day in this computer's zone, with the day where it is not today.
pub fn clock(at: Timestamp) -> String {
    in_zone(at, Timestamp::now(), &TimeZone::system(), tideboard_words::locale())
}

fn in_zone(at: Timestamp, now: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let with_day = match locale {
        Locale::English => "%b %-d, %H:%M",
        Locale::German => "%-d.%-m., %H:%M",
        Locale::Chinese => "%-m月%-d日 %H:%M",
        #[cfg(debug_assertions)]
        Locale::Pseudo | Locale::Mirrored => "%b %-d, %H:%M",
    };
    let form = if at.date() == now.date() { "%H:%M" } else { with_day };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn status(state: SyncState) -> SyncStatus {
        SyncStatus {
            state,
            tone: Tone::Neutral,
            unsent: 0,
            conflicts: 0,
            refused: 0,
            activity: None,
            since: None,
            until: None,
            last_synced: None,
            cause: None,
            late: false,
        }
    }

    fn view(status: &SyncStatus) -> TrayView {
        TrayView::of(status, status.state == SyncState::Paused, |_| "12:04".to_owned())
    }

    #[test]
    fn every_state_has_its_own_picture() {
        let pictures: HashSet<_> =
            SyncState::ALL.into_iter().map(|state| view(&status(state)).picture).collect();
        assert_eq!(pictures.len(), SyncState::ALL.len());
        let late = SyncStatus { tone: Tone::Bad, ..status(SyncState::Offline) };
        assert!(!pictures.contains(&view(&late).picture));
    }

    #[test]
    fn the_check_is_for_synced_alone() {
        for state in SyncState::ALL {
            for tone in [Tone::Good, Tone::Warn, Tone::Bad, Tone::Neutral] {
                let picture = view(&SyncStatus { tone, ..status(state) }).picture;
                assert_eq!(picture == TrayPicture::Synced, state == SyncState::Synced);
            }
        }
    }

    #[test]
    fn words_are_those_of_the_window() {
        let status =
            SyncStatus { conflicts: 2, refused: 1, unsent: 3, ..status(SyncState::Conflict) };
        let view = view(&status);
        assert_eq!(view.words, "2 conflicts to decide");
        assert_eq!(view.conflicts, Line { text: "Conflicts (2)…".to_owned(), enabled: true });
        assert_eq!(view.refused.text, "Failed changes (1)…");
        assert_eq!(view.quit, "Quit · 3 changes are kept on this computer");
    }

    #[test]
    fn what_is_not_there_cannot_be_chosen() {
        let view = view(&status(SyncState::Paused));
        assert!(!view.conflicts.enabled && !view.refused.enabled && !view.can_sync_now);
        assert!(view.is_paused);
        assert_eq!(view.quit, "Quit");
    }

    #[test]
    fn a_pause_can_be_ended_whatever_is_more_urgent() {
        for state in SyncState::ALL {
            let paused = TrayView::of(&status(state), true, |_| String::new());
            assert!(paused.is_paused && !paused.can_sync_now, "{state:?}");
            let goes_on = TrayView::of(&status(state), false, |_| String::new());
            assert!(!goes_on.is_paused && goes_on.can_sync_now, "{state:?}");
        }
    }

    #[test]
    fn another_day_is_named() {
        let at: Timestamp = "2026-03-04T11:40:00Z".parse().unwrap();
        let same_day: Timestamp = "2026-03-04T23:00:00Z".parse().unwrap();
        let next_day: Timestamp = "2026-03-05T01:00:00Z".parse().unwrap();
        let shown = |now, locale| in_zone(at, now, &TimeZone::UTC, locale);
        assert_eq!(shown(same_day, Locale::English), "11:40");
        assert_eq!(shown(next_day, Locale::English), "Mar 4, 11:40");
        assert_eq!(shown(next_day, Locale::German), "4.3., 11:40");
        assert_eq!(shown(next_day, Locale::Chinese), "3月4日 11:40");
    }
}
