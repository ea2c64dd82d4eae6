//! What deserves a desktop notification: a state machine without a clock of its own.
//!
//! Four things need a person: conflicts, refused changes, a sign-in, and changes that have waited
//! for long without a connection. Whatever of these a person has not been told of yet, be it by the
//! window in front of them or by a notification, is told in one notification for all, after a
//! moment in which more may come. Everything else is routine and stays silent.

mod desktop;
mod feed;

pub use feed::run;

use std::time::{Duration, Instant};
use tideboard_protocol::{
    settings::Notifications,
    status::{SyncState, SyncStatus},
};

/// How long more may come before it is told.
pub const GATHER: Duration = Duration::from_secs(2);

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Show this in place of the notification before, if that is still there.
    Show(Matters),
    /// Take the notification away.
    Withdraw,
}

/// How much of each needs a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Matters {
    /// Without a valid token nothing is synced.
    pub sign_in: bool,
    /// Refused changes.
    pub refused: u32,
    /// Conflicts to decide.
    pub conflicts: u32,
    /// Changes that have waited for more than 15 minutes without a connection.
    pub waiting: u32,
}

impl Matters {
    /// What of a status needs a person.
    pub fn of(status: &SyncStatus) -> Self {
        Self {
            sign_in: status.state == SyncState::SignInNeeded,
            refused: status.refused,
            conflicts: status.conflicts,
            waiting: if status.late { status.unsent } else { 0 },
        }
    }

    /// Whether nothing does.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Those that a person wants to hear of.
    fn wanted(self, switches: Notifications) -> Self {
        Self {
            sign_in: self.sign_in && switches.sign_in,
            refused: if switches.refused { self.refused } else { 0 },
            conflicts: if switches.conflicts { self.conflicts } else { 0 },
            waiting: if switches.offline { self.waiting } else { 0 },
        }
    }

    /// Whether there is more of anything than before. That more changes wait says nothing new.
    fn exceeds(self, before: Self) -> bool {
        (self.sign_in && !before.sign_in)
            || self.refused > before.refused
            || self.conflicts > before.conflicts
            || (self.waiting > 0 && before.waiting == 0)
    }
}

/// What there is to see at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// What needs a person.
    pub matters: Matters,
    /// Of what they want to hear.
    pub switches: Notifications,
    /// The window is in front of them.
    pub is_watched: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Notifier {
    /// What a person knows of.
    told: Matters,
    /// When to tell what is new.
    due: Option<Instant>,
    /// What the notification says that is there.
    shown: Option<Matters>,
}

impl Notifier {
    /// Looks again, because something changed or [`Notifier::due`] is reached.
    pub fn look(&mut self, now: Instant, sight: Sight) -> Option<Act> {
        let Sight { matters, switches, is_watched } = sight;
        let wanted = matters.wanted(switches);
        if is_watched {
            self.told = matters;
            self.due = None;
            return self.withdraw();
        }
        if !wanted.exceeds(self.told) {
            // What was settled is new when it comes again, and so is what was switched off.
            self.told = matters;
            self.due = None;
            let is_over = self.shown.is_some() && wanted.is_nothing();
            return if is_over { self.withdraw() } else { None };
        }
        let due = *self.due.get_or_insert(now + GATHER);
        if now < due {
            return None;
        }
        self.told = matters;
        self.due = None;
        self.shown = Some(wanted);
        Some(Act::Show(wanted))
    }

    /// When to look again although nothing changes.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The notification was closed or pressed.
    pub fn closed(&mut self) {
        self.shown = None;
    }

    fn withdraw(&mut self) -> Option<Act> {
        self.shown.take().map(|_| Act::Withdraw)
    }
}

#[cfg(test)]
mod tests;
