//! Tokens and what they allow.
//!
//! A token is 256 random bits. It is stored as its plain SHA-256: nobody can guess among 2^256
//! values, so that a slow password hash would protect nothing and cost every connection dearly.

use crate::{ServerError, decide::Right};
use sha2::{Digest, Sha256};
use std::fmt;
use tideboard_protocol::{BoardId, frame};

const PREFIX: &str = "tideboard_";

/// A secret that signs a user in; shown once, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A fresh one.
    pub fn random() -> Result<Self, ServerError> {
        Ok(Self(format!("{PREFIX}{}", random_hex()?)))
    }

    /// One that somebody presented.
    pub fn presented(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// 256 random bits as 64 hexadecimal digits.
pub(crate) fn random_hex() -> Result<String, ServerError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(ServerError::Random)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What a token was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRole {
    /// Everything; without a board also creating boards.
    Owner,
    /// Reading and editing.
    Editor,
    /// Reading.
    Viewer,
    /// Reading, and writing readings without comparing.
    Feed,
}

impl TokenRole {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Editor, Self::Viewer, Self::Feed];

    /// Its name on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
            Self::Feed => "feed",
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// A role on one board, or on every board that is or will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: TokenRole,
    /// The only board it holds for.
    pub board: Option<BoardId>,
}

impl Grant {
    /// What it allows on a board.
    pub fn right_on(&self, board: &BoardId) -> Right {
        if self.board.as_ref().is_some_and(|only| only != board) {
            return Right::Nothing;
        }
        match self.role {
            TokenRole::Owner => Right::Own,
            TokenRole::Editor => Right::Edit,
            TokenRole::Feed => Right::Feed,
            TokenRole::Viewer => Right::Read,
        }
    }

    /// The role as the list of boards tells it; `None` when the board is not in the list.
    pub fn role_on(&self, board: &BoardId) -> Option<frame::Role> {
        match self.right_on(board) {
            Right::Nothing => None,
            Right::Read => Some(frame::Role::Viewer),
            // The wire has no word for feeds; they may change records.
            Right::Feed | Right::Edit => Some(frame::Role::Editor),
            Right::Own => Some(frame::Role::Owner),
        }
    }

    /// Whether it allows creating boards.
    pub fn creates_boards(&self) -> bool {
        self.role == TokenRole::Owner && self.board.is_none()
    }
}
