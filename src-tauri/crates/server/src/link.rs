//! One connection as the rest of the server knows it.

use crate::{
    access::Grant,
    decide::Right,
    outbox::{Fate, Outbox},
    store::accounts::TokenId,
};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use tideboard_protocol::{Author, Session, frame::User};

/// Who is at the other end, from the greeting on.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// Client, user and device name, as they go into the history.
    pub author: Author,
    /// The user.
    pub user: User,
    /// The nonce of this connection's welcome.
    pub session: Session,
    /// The token in use.
    pub token: TokenId,
    /// What it allows.
    pub grant: Grant,
}

/// A connection: its number, its outbox, and who is at the other end.
pub(crate) struct Link {
    pub id: u64,
    pub outbox: Outbox,
    /// Operations handed to the writer and not answered yet.
    pub in_flight: AtomicUsize,
    /// Whether a push under this connection's session was committed.
    pub proven: AtomicBool,
    who: Mutex<Option<Arc<Who>>>,
}

impl Link {
    pub(crate) fn new(id: u64, outbox_bytes: usize) -> Self {
        Self {
            id,
            outbox: Outbox::new(outbox_bytes),
            in_flight: AtomicUsize::new(0),
            proven: AtomicBool::new(false),
            who: Mutex::new(None),
        }
    }

    /// Who greeted; `None` before.
    pub(crate) fn who(&self) -> Option<Arc<Who>> {
        self.who.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_who(&self, who: Who) {
        *self.who.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(who));
    }

    /// Answers operations of a push.
    pub(crate) fn answer(&self, fates: Vec<Fate>) {
        self.queue_answer(fates);
        self.outbox.ring();
    }

    /// Queues the answer to operations of a push; it leaves when the outbox is rung. Values of a
    /// board that this user may not read any more stay here.
    pub(crate) fn queue_answer(&self, mut fates: Vec<Fate>) {
        let who = self.who();
        for fate in &mut fates {
            let Some(board) = &fate.board else { continue };
            let readable =
                who.as_ref().is_some_and(|who| who.grant.right_on(board) > Right::Nothing);
            if !readable {
                fate.result.conflicts.clear();
                fate.result.deleted = None;
            }
        }
        self.in_flight.fetch_sub(fates.len(), Ordering::AcqRel);
        self.outbox.results(fates);
    }
}
