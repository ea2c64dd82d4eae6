//! When the disk fails.
//!
//! A commit that failed may have happened or not. So everything of its batch is void: whoever
//! waits is told, the socket is cut, and the engine is built again from what is on disk, as after
//! a crash. With the first failure that happens at once; with each one in a row the wait before
//! the next connection doubles, because what the server sends will have to be written too.
//!
//! When the disk is full, the reserve is given up, which makes room for results; new edits are
//! refused until the reserve fits again.

use super::{Actor, Step};
use crate::{chance::SystemEntropy, clock, profile::Reserve, store::StoreError};
use std::time::{Duration, Instant};
use tideboard_protocol::{ApiError, ErrorCode};
use tideboard_sync_core::{
    Entropy as _,
    stored::{Account, Stored},
};

/// How often to look whether the disk has room again.
const ROOM_INTERVAL: Duration = Duration::from_secs(5);
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How it stands with the disk.
pub struct Storage {
    reserve: Reserve,
    /// The disk is full; look again then.
    full: Option<Instant>,
    /// Commits failed and none succeeded since.
    failing: Option<Failing>,
}

struct Failing {
    error: ApiError,
    in_a_row: u32,
    /// When to start over; `None`: the engine is at work again.
    again_at: Option<Instant>,
    /// Not even reading worked: there is nothing to show.
    out_of_reach: bool,
}

/// What is to be done when time has passed.
pub struct Aftermath {
    pub has_room_again: bool,
    pub try_again: bool,
}

impl Storage {
    pub fn new(reserve: Reserve) -> Self {
        let full = (!reserve.fill()).then(|| clock::now().mono + ROOM_INTERVAL);
        Self { reserve, full, failing: None }
    }

    /// Whether the disk takes no new edits.
    pub fn is_full(&self) -> bool {
        self.full.is_some()
    }

    /// What is wrong with the disk, unless it is merely full, which the engine knows.
    pub fn trouble(&self) -> Option<&ApiError> {
        let error = self.failing.as_ref().map(|failing| &failing.error);
        error.filter(|error| error.code != ErrorCode::StorageFull)
    }

    /// Why commands cannot be taken at present.
    pub fn is_out_of_reach(&self) -> Option<&ApiError> {
        self.failing.as_ref().filter(|failing| failing.out_of_reach).map(|failing| &failing.error)
    }

    pub fn deadline(&self) -> Option<Instant> {
        let again = self.failing.as_ref().and_then(|failing| failing.again_at);
        [self.full, again].into_iter().flatten().min()
    }

    pub fn succeeded(&mut self) {
        self.failing = None;
    }

    pub fn due(&mut self, now: Instant) -> Aftermath {
        let mut has_room_again = false;
        if self.full.is_some_and(|at| at <= now) {
            has_room_again = self.reserve.fill();
            self.full = (!has_room_again).then(|| now + ROOM_INTERVAL);
        }
        let again = self.failing.as_mut().map(|failing| &mut failing.again_at);
        let try_again = again.and_then(|at| at.take_if(|at| *at <= now)).is_some();
        Aftermath { has_room_again, try_again }
    }

    fn failed(&mut self, error: &StoreError) {
        let now = clock::now().mono;
        if *error == StoreError::Full {
            self.reserve.release();
            self.full = Some(now + ROOM_INTERVAL);
        }
        let in_a_row = self.failing.as_ref().map_or(0, |failing| failing.in_a_row + 1);
        let wait = FIRST_WAIT.saturating_mul(1 << in_a_row.min(10)).min(LONGEST_WAIT);
        self.failing = Some(Failing {
            error: error.clone().into(),
            in_a_row,
            again_at: Some(now + wait),
            out_of_reach: false,
        });
    }

    fn lost_reach(&mut self) {
        if let Some(failing) = &mut self.failing {
            failing.out_of_reach = true;
        }
    }

    fn has_reach(&mut self) {
        if let Some(failing) = &mut self.failing {
            failing.out_of_reach = false;
        }
    }
}

impl Actor {
    /// Undoes everything of the batch, because it did not become durable.
    pub(super) fn void(&mut self, error: &StoreError) {
        tracing::error!(%error, "cannot write to disk");
        self.storage.failed(error);
        self.writes.clear();
        let told = ApiError::from(error.clone());
        for (_, reply) in self.waiting.drain() {
            drop(reply.send(Err(told.clone())));
        }
        self.socket = None;
        self.hearing = None;
        let steps = std::mem::take(&mut self.steps);
        self.reload();
        // Questions are answered all the same, now from what is on disk.
        self.steps.splice(0..0, steps.into_iter().filter(|step| matches!(step, Step::Serve(_))));
    }

    /// The wait is over: read again what could not be read, and connect.
    pub(super) fn start_over(&mut self) {
        if self.storage.is_out_of_reach().is_some() {
            self.reload();
        }
        if self.storage.is_out_of_reach().is_none() {
            self.greet_server();
        }
    }

    /// Opens the store anew and builds the engine from it; where that fails, one that is empty.
    fn reload(&mut self) {
        match self.store.reopen().and_then(|()| self.store.load(self.account)) {
            Ok(stored) => {
                self.storage.has_reach();
                self.install(stored);
            }
            Err(error) => {
                tracing::error!(%error, "cannot read from disk");
                self.storage.failed(&error);
                self.storage.lost_reach();
                let account = Account {
                    id: self.account.0,
                    client_id: SystemEntropy.client_id(clock::now().wall),
                    bound: None,
                    session: None,
                    pause: None,
                };
                self.install(Stored { account, boards: Vec::new(), queue: Vec::new() });
            }
        }
    }
}
