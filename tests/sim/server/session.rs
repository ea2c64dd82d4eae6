//! Profiles and their nonces, as the server's database keeps them; who is who is decided by the
//! real rule.

use std::collections::HashMap;
use tideboard_decide::session::{Profile, Recognition, recognise};
use tideboard_protocol::{ClientId, Session, limits::MAX_OFFERED_SESSIONS};
use uuid::Uuid;

#[derive(Debug, Clone, Default)]
pub struct Profiles {
    known: HashMap<ClientId, Profile>,
    minted: u128,
}

impl Profiles {
    /// Who somebody is who says to be this client, and the nonce offered.
    pub fn greet(
        &mut self,
        claimed: ClientId,
        user: &str,
        shown: Option<&Session>,
    ) -> (ClientId, Recognition, Session) {
        let recognition = recognise(self.known.get(&claimed), user, shown);
        self.minted += 1;
        let client = match recognition {
            Recognition::New | Recognition::Known => claimed,
            // Random on a real server: never the same again, not even after a restore.
            Recognition::Renewed => {
                let told = shown.map_or(0, |session| session.0.len() as u128);
                ClientId(Uuid::from_u128(claimed.0.as_u128() ^ (self.minted << 64) ^ (told << 120)))
            }
        };
        if let (Recognition::Known, Some(session)) = (recognition, shown) {
            self.prove(client, session);
        }
        let session = Session(format!("nonce-{}-{client}", self.minted));
        let profile = self
            .known
            .entry(client)
            .or_insert_with(|| Profile { user: user.to_owned(), nonces: Vec::new() });
        let nth = profile.nonces.last().map_or(1, |(nth, _)| nth + 1);
        profile.nonces.push((nth, session.clone()));
        if profile.nonces.len() > MAX_OFFERED_SESSIONS + 1 {
            // The lowest is the proven one and stays.
            profile.nonces.remove(1);
        }
        (client, recognition, session)
    }

    /// Voids what is older than a nonce that its client has shown to have.
    pub fn prove(&mut self, client: ClientId, session: &Session) {
        let Some(profile) = self.known.get_mut(&client) else { return };
        let nth = profile.nonces.iter().find(|(_, nonce)| nonce == session).map(|(nth, _)| *nth);
        if let Some(nth) = nth {
            profile.nonces.retain(|(other, _)| *other >= nth);
        }
    }

    pub fn is_newest(&self, client: ClientId, session: &Session) -> bool {
        let newest = self.known.get(&client).and_then(|profile| profile.nonces.last());
        newest.is_some_and(|(_, nonce)| nonce == session)
    }
}
