//! Errors as a person and a program see them: a code to branch on, words, and what to do.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What somebody can do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Try again; the client does so by itself where it can.
    Retry,
    /// Sign in again: a new token is needed.
    SignIn,
    /// Install a newer version.
    Upgrade,
    /// Wait; it passes.
    Wait,
    /// Ask whoever runs the server.
    ContactAdmin,
    /// Change what was typed.
    FixInput,
    /// Free space on this computer's disk.
    FreeSpace,
    /// Close the other program that uses the same thing.
    CloseOther,
    /// Nothing; it is good to know.
    Nothing,
}

/// Machine-readable kind of an error; the wire and the desktop's commands share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Close 4000: the server restarts.
    Restarting,
    /// Close 4001: this client read too slowly.
    SlowConsumer,
    /// Close 4002, or too many requests.
    RateLimited,
    /// Close 4003: nothing was heard from this client.
    Silent,
    /// Close 4004: another connection of the same client took over.
    Replaced,
    /// Close 4500: a frame broke the protocol.
    ProtocolError,
    /// Close 4501: token missing, wrong or withdrawn.
    Unauthorized,
    /// Close 4502: no protocol version in common.
    UnsupportedVersion,
    /// Close 4504: a message above the limit.
    FrameTooLarge,
    /// The server cannot be reached.
    Unreachable,
    /// The address is not a server address.
    InvalidAddress,
    /// A command that cannot be understood.
    InvalidCommand,
    /// An operation that breaks a rule.
    InvalidOp,
    /// A field path of wrong form.
    InvalidPath,
    /// A value out of bounds.
    InvalidValue,
    /// The field holds a value of another type.
    TypeMismatch,
    /// Larger than a limit.
    TooLarge,
    /// No such board here.
    UnknownBoard,
    /// No such record here.
    UnknownRecord,
    /// No such operation in the queue.
    UnknownOp,
    /// The record exists already.
    Exists,
    /// This account may not do that.
    Forbidden,
    /// The operation cannot be changed in its present state.
    WrongState,
    /// Too many changes wait already.
    QueueFull,
    /// The disk of this computer is full.
    StorageFull,
    /// The database cannot be read or written.
    StorageFailed,
    /// The database is damaged.
    DatabaseCorrupt,
    /// The database was written by a newer version.
    DatabaseTooNew,
    /// The server's data was restored from a backup that lacks own changes.
    ServerRestored,
    /// Unsent changes waited so long that the user looks at them before they are sent.
    ReviewNeeded,
    /// No right to use a file, folder or port.
    PermissionDenied,
    /// Another program uses this profile.
    ProfileInUse,
    /// The port is taken.
    PortInUse,
    /// This computer has no keychain that can be used.
    NoKeychain,
    /// The desktop shows no tray icon, or the app goes on in it.
    Tray,
    /// It did not happen in the time given.
    Timeout,
    /// The program is shutting down.
    ShuttingDown,
    /// A mistake of the program.
    Internal,
}

impl ErrorCode {
    /// WebSocket close code that carries this error, if it closes connections.
    pub fn close_code(self) -> Option<u16> {
        CLOSE_CODES.iter().find(|(code, _)| *code == self).map(|(_, number)| *number)
    }

    /// The error that a close code carries.
    pub fn from_close_code(number: u16) -> Option<Self> {
        CLOSE_CODES.iter().find(|(_, known)| *known == number).map(|(code, _)| *code)
    }

    /// What the receiver of this error does about it.
    pub fn action(self) -> Action {
        match self {
            Self::Unauthorized => Action::SignIn,
            Self::UnsupportedVersion | Self::DatabaseTooNew => Action::Upgrade,
            Self::RateLimited | Self::Restarting | Self::ShuttingDown | Self::QueueFull => {
                Action::Wait
            }
            Self::Tray | Self::NoKeychain => Action::Nothing,
            Self::Forbidden | Self::ProtocolError | Self::FrameTooLarge => Action::ContactAdmin,
            Self::InvalidAddress
            | Self::InvalidCommand
            | Self::InvalidOp
            | Self::InvalidPath
            | Self::InvalidValue
            | Self::TypeMismatch
            | Self::TooLarge
            | Self::UnknownBoard
            | Self::UnknownRecord
            | Self::UnknownOp
            | Self::Exists
            | Self::WrongState
            | Self::PermissionDenied => Action::FixInput,
            Self::StorageFull => Action::FreeSpace,
            Self::ProfileInUse | Self::PortInUse => Action::CloseOther,
            Self::SlowConsumer
            | Self::Silent
            | Self::Replaced
            | Self::Unreachable
            | Self::StorageFailed
            | Self::DatabaseCorrupt
            | Self::ServerRestored
            | Self::ReviewNeeded
            | Self::Timeout
            | Self::Internal => Action::Retry,
        }
    }
}

const CLOSE_CODES: [(ErrorCode, u16); 9] = [
    (ErrorCode::Restarting, 4000),
    (ErrorCode::SlowConsumer, 4001),
    (ErrorCode::RateLimited, 4002),
    (ErrorCode::Silent, 4003),
    (ErrorCode::Replaced, 4004),
    (ErrorCode::ProtocolError, 4500),
    (ErrorCode::Unauthorized, 4501),
    (ErrorCode::UnsupportedVersion, 4502),
    (ErrorCode::FrameTooLarge, 4504),
];

/// Whether a client may reconnect by itself after a close with this code.
///
/// 1xxx and 4000–4499 reconnect with backoff; 4500–4999 wait until something changes.
pub fn may_reconnect(close_code: u16) -> bool {
    !(4500..5000).contains(&close_code)
}

/// An error for a person and a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("{message}")]
pub struct ApiError {
    /// Kind, to branch on.
    pub code: ErrorCode,
    /// One plain sentence.
    pub message: String,
    /// What can be done.
    pub action: Action,
}

impl ApiError {
    /// An error with its code's usual action.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), action: code.action() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_codes_round_trip_and_split_at_4500() {
        for (code, number) in CLOSE_CODES {
            assert_eq!(code.close_code(), Some(number));
            assert_eq!(ErrorCode::from_close_code(number), Some(code));
            assert_eq!(may_reconnect(number), number < 4500);
        }
        assert!(may_reconnect(1006));
        assert_eq!(ErrorCode::from_close_code(4999), None);
    }
}
