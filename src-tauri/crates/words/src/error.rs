//! What went wrong, in words.
//!
//! Errors come from servers, the engine and the system with a sentence in English that names the
//! details. In English that sentence is shown. In other languages the kind of the error is said in
//! that language, with the sentence behind it.

use crate::{Locale, key, plain, t};
use tideboard_protocol::{ApiError, ErrorCode, RejectCode};

/// An error for people.
pub fn error(error: &ApiError) -> String {
    with_details(kind(error.code), &error.message)
}

/// What a person must know about the app itself. The shell says it in English; those with a
/// name of their own have a text in every language, found by their name.
pub fn notice(id: &str, error: &ApiError) -> String {
    match (crate::locale(), id) {
        (Locale::English, _) => error.message.clone(),
        (_, "no-tray") => t!("notice-no-tray"),
        (_, "close-to-tray") => t!("notice-close-to-tray"),
        // Their details name a file or an address.
        (_, "safe-graphics") => with_details(key!("notice-safe-graphics"), &error.message),
        // Each one has a name of its own, in which a number follows.
        (_, told) if told.starts_with("board-link:") => t!("notice-board-link"),
        (_, "keychain-trouble") => with_details(key!("notice-keychain-trouble"), &error.message),
        (_, "link") => with_details(key!("notice-link"), &error.message),
        (_, _) => self::error(error),
    }
}

/// Why a server refused a change, for people; `message` is the server's sentence.
pub fn rejection(code: RejectCode, message: &str) -> String {
    with_details(rejection_kind(code), message)
}

fn with_details(kind: &'static str, message: &str) -> String {
    match crate::locale() {
        Locale::English => message.to_owned(),
        Locale::German | Locale::Chinese => {
            t!("error-with-details", error = plain(kind), details = message)
        }
        // Details are in English; here they would look like something untranslated.
        #[cfg(any(test, debug_assertions))]
        Locale::Pseudo | Locale::Mirrored => plain(kind),
    }
}

/// The message with the kind of a refusal in a sentence.
fn rejection_kind(code: RejectCode) -> &'static str {
    match code {
        RejectCode::InvalidOp => kind(ErrorCode::InvalidOp),
        RejectCode::InvalidPath => kind(ErrorCode::InvalidPath),
        RejectCode::InvalidValue => kind(ErrorCode::InvalidValue),
        RejectCode::TypeMismatch => kind(ErrorCode::TypeMismatch),
        RejectCode::TooLarge => kind(ErrorCode::TooLarge),
        RejectCode::UnknownBoard => kind(ErrorCode::UnknownBoard),
        RejectCode::UnknownRecord => kind(ErrorCode::UnknownRecord),
        RejectCode::Exists => kind(ErrorCode::Exists),
        RejectCode::Forbidden => kind(ErrorCode::Forbidden),
        RejectCode::SchemaUnknown => key!("error-schema-unknown"),
        RejectCode::OpReuse => key!("error-op-reuse"),
        RejectCode::StaleOp => key!("error-stale-op"),
    }
}

/// The message with the kind of an error in a sentence.
fn kind(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Restarting => key!("error-restarting"),
        ErrorCode::SlowConsumer => key!("error-slow-consumer"),
        ErrorCode::RateLimited => key!("error-rate-limited"),
        ErrorCode::Silent => key!("error-silent"),
        ErrorCode::Replaced => key!("error-replaced"),
        ErrorCode::ProtocolError => key!("error-protocol-error"),
        ErrorCode::Unauthorized => key!("error-unauthorized"),
        ErrorCode::UnsupportedVersion => key!("error-unsupported-version"),
        ErrorCode::FrameTooLarge => key!("error-frame-too-large"),
        ErrorCode::Unreachable => key!("error-unreachable"),
        ErrorCode::InvalidAddress => key!("error-invalid-address"),
        ErrorCode::InvalidCommand => key!("error-invalid-command"),
        ErrorCode::InvalidOp => key!("error-invalid-op"),
        ErrorCode::InvalidPath => key!("error-invalid-path"),
        ErrorCode::InvalidValue => key!("error-invalid-value"),
        ErrorCode::TypeMismatch => key!("error-type-mismatch"),
        ErrorCode::TooLarge => key!("error-too-large"),
        ErrorCode::UnknownBoard => key!("error-unknown-board"),
        ErrorCode::UnknownRecord => key!("error-unknown-record"),
        ErrorCode::UnknownOp => key!("error-unknown-op"),
        ErrorCode::Exists => key!("error-exists"),
        ErrorCode::Forbidden => key!("error-forbidden"),
        ErrorCode::WrongState => key!("error-wrong-state"),
        ErrorCode::QueueFull => key!("error-queue-full"),
        ErrorCode::StorageFull => key!("error-storage-full"),
        ErrorCode::StorageFailed => key!("error-storage-failed"),
        ErrorCode::DatabaseCorrupt => key!("error-database-corrupt"),
        ErrorCode::DatabaseTooNew => key!("error-database-too-new"),
        ErrorCode::ServerRestored => key!("error-server-restored"),
        ErrorCode::ReviewNeeded => key!("error-review-needed"),
        ErrorCode::PermissionDenied => key!("error-permission-denied"),
        ErrorCode::ProfileInUse => key!("error-profile-in-use"),
        ErrorCode::PortInUse => key!("error-port-in-use"),
        ErrorCode::NoKeychain => key!("error-no-keychain"),
        ErrorCode::Tray => key!("error-tray"),
        ErrorCode::Timeout => key!("error-timeout"),
        ErrorCode::ShuttingDown => key!("error-shutting-down"),
        ErrorCode::Internal => key!("error-internal"),
    }
}
