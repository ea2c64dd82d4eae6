//! Greetings: who signs in, as which client, and what the welcome says.

use super::batch::Batch;
use crate::{
    Config,
    access::Token,
    hub::Hub,
    link::{Link, Who},
    session::{Recognition, recognise},
    store::{ServerIdentity, accounts},
};
use std::sync::Arc;
use tideboard_protocol::{
    ApiError, Author, ClientId, ErrorCode, PROTOCOL_VERSION, Session,
    frame::{Hello, Identity, Welcome},
};
use uuid::Uuid;

/// Longest device name that is kept, in characters.
const NAME_CHARS: usize = 100;

/// How a greeting ended.
pub(super) enum Greeted {
    As(Who, Identity),
    Refused(ApiError),
}

impl Batch<'_> {
    /// Signs a client in and offers it a new session.
    pub(super) fn greet(
        &mut self,
        link: &Link,
        token: &Token,
        hello: &Hello,
    ) -> Result<Greeted, rusqlite::Error> {
        debug_assert!(link.who().is_none(), "a connection greets once");
        let Some(entry) = accounts::sign_in(self.conn, token)? else {
            return Ok(Greeted::Refused(bad_token()));
        };
        let known = accounts::profile(self.conn, hello.client_id)?;
        let (client_id, identity) =
            match recognise(known.as_ref(), &entry.user.id, hello.session.as_ref()) {
                Recognition::New => {
                    accounts::insert_profile(self.conn, hello.client_id, &entry.user.id)?;
                    (hello.client_id, Identity::Kept)
                }
                Recognition::Known => {
                    if let Some(session) = &hello.session {
                        accounts::prove(self.conn, hello.client_id, session)?;
                    }
                    (hello.client_id, Identity::Kept)
                }
                Recognition::Renewed => {
                    let fresh = ClientId(Uuid::now_v7());
                    accounts::insert_profile(self.conn, fresh, &entry.user.id)?;
                    (fresh, Identity::Renewed)
                }
            };
        let Ok(nonce) = crate::access::random_hex() else {
            let message = "the server has no random numbers just now; connect again in a moment";
            return Ok(Greeted::Refused(ApiError::new(ErrorCode::Restarting, message)));
        };
        let session = Session(nonce);
        accounts::offer(self.conn, client_id, &session)?;
        let legible = hello.name.trim().chars().filter(|letter| !letter.is_control());
        let name: String = legible.take(NAME_CHARS).collect();
        let author = Author { client_id, user: entry.user.id.clone(), name };
        let who = Who { author, user: entry.user, session, token: entry.id, grant: entry.grant };
        Ok(Greeted::As(who, identity))
    }

    /// Takes a new token of the same user. It holds at once: nothing that the old one opened may
    /// leave after it was given up.
    pub(super) fn refresh(
        &mut self,
        hub: &Hub,
        link: &Arc<Link>,
        token: &Token,
    ) -> Result<(), rusqlite::Error> {
        let Some(who) = link.who() else { return Ok(()) };
        match accounts::sign_in(self.conn, token)? {
            Some(entry) if entry.user.id == who.user.id => {
                let before = who.grant.clone();
                link.set_who(Who {
                    token: entry.id,
                    grant: entry.grant.clone(),
                    user: entry.user,
                    ..Who::clone(&who)
                });
                hub.regranted(link, &before, &entry.grant);
            }
            Some(_) => {
                let message = "this token belongs to another user";
                link.outbox.close(ApiError::new(ErrorCode::Unauthorized, message), true);
            }
            None => link.outbox.close(bad_token(), true),
        }
        Ok(())
    }
}

pub(crate) fn bad_token() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized, "this token is not valid here; sign in again")
}

/// The welcome of somebody who just signed in.
pub(super) fn welcome(
    who: &Who,
    identity: Identity,
    server: ServerIdentity,
    config: &Config,
    hub: &Hub,
) -> Welcome {
    Welcome {
        protocol: PROTOCOL_VERSION,
        server: concat!("tideboard-server/", env!("CARGO_PKG_VERSION")).to_owned(),
        server_id: server.server_id,
        epoch: server.epoch,
        session: who.session.clone(),
        client_id: who.author.client_id,
        identity,
        user: who.user.clone(),
        server_time: config.clock.now(),
        heartbeat_ms: u64::try_from(config.heartbeat.as_millis()).unwrap_or(u64::MAX),
        limits: config.limits,
        boards: hub.list(&who.grant),
    }
}
