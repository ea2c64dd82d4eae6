//! Whether a client is the profile it claims to be.
//!
//! A profile that was copied to a second computer greets with a nonce that the first one has since
//! left behind, and gets an identity of its own. Each welcome offers a new nonce; greeting with
//! one, or pushing under it, proves that the client stored it and voids the older ones.

use tideboard_protocol::Session;

/// A client profile's user and the nonces it may greet with, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Id of its user.
    pub user: String,
    /// The nonces with their numbers; the lowest is the one proven last.
    pub nonces: Vec<(i64, Session)>,
}

/// How a greeting client is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// A profile that was never here: it keeps its id.
    New,
    /// The profile it claims to be.
    Known,
    /// A copied or foreign one: it gets a fresh id.
    Renewed,
}

/// Judges a hello by what is known under its client id.
pub fn recognise(known: Option<&Profile>, user: &str, session: Option<&Session>) -> Recognition {
    match (known, session) {
        (None, None) => Recognition::New,
        (Some(profile), Some(session))
            if profile.user == user && profile.nonces.iter().any(|(_, nonce)| nonce == session) =>
        {
            Recognition::Known
        }
        (None, Some(_)) | (Some(_), None | Some(_)) => Recognition::Renewed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_nonce_on_record_of_the_same_user_keeps_the_identity() {
        let session = |text: &str| Session(text.to_owned());
        let profile = Profile { user: "ana".into(), nonces: vec![(1, session("a"))] };
        let taken = |known: Option<&Profile>, user: &str, nonce: Option<&Session>| {
            recognise(known, user, nonce)
        };
        assert_eq!(taken(None, "ana", None), Recognition::New);
        assert_eq!(taken(None, "ana", Some(&session("a"))), Recognition::Renewed);
        assert_eq!(taken(Some(&profile), "ana", Some(&session("a"))), Recognition::Known);
        assert_eq!(taken(Some(&profile), "ana", Some(&session("b"))), Recognition::Renewed);
        assert_eq!(taken(Some(&profile), "ana", None), Recognition::Renewed);
        assert_eq!(taken(Some(&profile), "bo", Some(&session("a"))), Recognition::Renewed);
    }
}
