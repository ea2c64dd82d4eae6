//! Clients that break a promise on purpose, which the checks must find.

use crate::{
    client::Client,
    coverage::is_stuck,
    invariants::{self, Checks},
};
use tideboard_protocol::frame::ServerFrame;
use tideboard_sync_core::{Input, stored::Write};

/// A way in which a client would break a promise; for testing the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Queue rows never reach the disk.
    LosesRows,
    /// Journal rows never reach the disk.
    LosesJournal,
    /// Fields never reach the disk.
    LosesFields,
    /// It calls itself synced whatever happens.
    AlwaysGreen,
    /// It hears of no changes while own ones are stuck.
    StopsListening,
    /// Tokens are written to the journal.
    WritesSecrets,
    /// What a restored server lacks is not looked for.
    OffersNothing,
}

impl Client {
    /// Whether it would not take this in.
    pub fn is_deaf_to(&self, input: &Input) -> bool {
        let Input::Received(frames) = input else { return false };
        let stuck = self.engine.survey().ops.values().any(|life| is_stuck(*life).is_some());
        stuck && frames.iter().any(|frame| matches!(frame, ServerFrame::Delta(_)))
    }

    /// What a flawed client would do to its writes.
    pub fn spoil(&self, writes: &mut Vec<Write>, checks: &Checks) {
        match self.flaw {
            None
            | Some(
                Flaw::AlwaysGreen | Flaw::StopsListening | Flaw::LosesJournal | Flaw::OffersNothing,
            ) => {}
            Some(Flaw::LosesRows) => writes.retain(|write| !matches!(write, Write::Queue(_))),
            Some(Flaw::LosesFields) => writes.retain(|write| !matches!(write, Write::Field { .. })),
            Some(Flaw::WritesSecrets) => {
                let token = &self.token;
                invariants::no_secret_in(checks, self, "the database", &(&writes, token));
            }
        }
    }
}
