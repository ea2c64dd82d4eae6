//! What went wrong, in words.
//!
//! Errors come from servers, the engine and the system with a sentence in English that names the
//! details. In English that sentence is shown. In other languages the kind of the error is said in
//! that language, with the sentence behind it.

use crate::{Locale, t};
use tideboard_protocol::{ApiError, ErrorCode, RejectCode};

/// An error for people.
pub fn error(error: &ApiError) -> String {
    with_details(|| kind(error.code), &error.message)
}

/// What a person must know about the app itself. The shell says it in English; those that always
/// say the same have a text in every language, found by their name.
pub fn notice(id: &str, error: &ApiError) -> String {
    match (crate::locale(), id) {
        (Locale::English, _) => error.message.clone(),
        (_, "no-tray") => t!("notice-no-tray"),
        (_, "close-to-tray") => t!("notice-close-to-tray"),
        (_, _) => self::error(error),
    }
}

/// Why a server refused a change, for people; `message` is the server's sentence.
pub fn rejection(code: RejectCode, message: &str) -> String {
    with_details(|| rejection_kind(code), message)
}

fn with_details(kind: impl Fn() -> String, message: &str) -> String {
    match crate::locale() {
        Locale::English => message.to_owned(),
        Locale::German | Locale::Chinese => {
            t!("error-with-details", error = kind(), details = message)
        }
        // Details are in English; here they would look like something untranslated.
        #[cfg(any(test, debug_assertions))]
        Locale::Pseudo | Locale::Mirrored => kind(),
    }
}

/// The kind of a refusal in a sentence.
fn rejection_kind(code: RejectCode) -> String {
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
        RejectCode::SchemaUnknown => t!("error-schema-unknown"),
        RejectCode::OpReuse => t!("error-op-reuse"),
        RejectCode::StaleOp => t!("error-stale-op"),
    }
}

/// The kind of an error in a sentence.
fn kind(code: ErrorCode) -> String {
    match code {
        ErrorCode::Restarting => t!("error-restarting"),
        ErrorCode::SlowConsumer => t!("error-slow-consumer"),
        ErrorCode::RateLimited => t!("error-rate-limited"),
        ErrorCode::Silent => t!("error-silent"),
        ErrorCode::Replaced => t!("error-replaced"),
        ErrorCode::ProtocolError => t!("error-protocol-error"),
        ErrorCode::Unauthorized => t!("error-unauthorized"),
        ErrorCode::UnsupportedVersion => t!("error-unsupported-version"),
        ErrorCode::FrameTooLarge => t!("error-frame-too-large"),
        ErrorCode::Unreachable => t!("error-unreachable"),
        ErrorCode::InvalidAddress => t!("error-invalid-address"),
        ErrorCode::InvalidCommand => t!("error-invalid-command"),
        ErrorCode::InvalidOp => t!("error-invalid-op"),
        ErrorCode::InvalidPath => t!("error-invalid-path"),
        ErrorCode::InvalidValue => t!("error-invalid-value"),
        ErrorCode::TypeMismatch => t!("error-type-mismatch"),
        ErrorCode::TooLarge => t!("error-too-large"),
        ErrorCode::UnknownBoard => t!("error-unknown-board"),
        ErrorCode::UnknownRecord => t!("error-unknown-record"),
        ErrorCode::UnknownOp => t!("error-unknown-op"),
        ErrorCode::Exists => t!("error-exists"),
        ErrorCode::Forbidden => t!("error-forbidden"),
        ErrorCode::WrongState => t!("error-wrong-state"),
        ErrorCode::QueueFull => t!("error-queue-full"),
        ErrorCode::StorageFull => t!("error-storage-full"),
        ErrorCode::StorageFailed => t!("error-storage-failed"),
        ErrorCode::DatabaseCorrupt => t!("error-database-corrupt"),
        ErrorCode::DatabaseTooNew => t!("error-database-too-new"),
        ErrorCode::ServerRestored => t!("error-server-restored"),
        ErrorCode::ReviewNeeded => t!("error-review-needed"),
        ErrorCode::PermissionDenied => t!("error-permission-denied"),
        ErrorCode::ProfileInUse => t!("error-profile-in-use"),
        ErrorCode::PortInUse => t!("error-port-in-use"),
        ErrorCode::NoKeychain => t!("error-no-keychain"),
        ErrorCode::Tray => t!("error-tray"),
        ErrorCode::Timeout => t!("error-timeout"),
        ErrorCode::ShuttingDown => t!("error-shutting-down"),
        ErrorCode::Internal => t!("error-internal"),
    }
}
