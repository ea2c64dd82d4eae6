//! Types and rules that Tideboard's client, server and view share.
//!
//! The wire frames ([`frame`]), what an operation may say ([`op`]), when two writes clash
//! ([`clash`]), the state hash ([`state_hash`]), the shape of the widgets ([`widget`]), and what
//! the view asks of the desktop shell ([`ipc`]) live here, because a rule that two programs must
//! agree on may exist only once. The crate does no I/O and builds for wasm.
//!
//! `docs/protocol.md` is the specification; the golden files in `golden/` pin every frame.

pub mod clash;
pub mod error;
pub mod field_map;
pub mod frame;
pub mod ids;
pub mod ipc;

pub mod json;
pub mod limits;
pub mod op;
pub mod order;
pub mod path;
pub mod record;
pub mod search;
pub mod settings;
mod shared_text;
pub mod state_hash;
pub mod status;
pub mod view;
pub mod widget;

pub use error::{Action, ApiError, ErrorCode};
pub use field_map::FieldMap;
pub use ids::{BoardId, ClientId, Epoch, OpId, RecordId, Seq, ServerId, Session};
pub use json::Number;
pub use limits::Limits;
pub use op::{Cause, Op, OpKind, Point, RejectCode, Rejection};
pub use path::Path;
pub use record::{Author, Change};

/// The only protocol version this build speaks.
pub const PROTOCOL_VERSION: u32 = 1;
/// WebSocket subprotocol name offered and required at the upgrade.
pub const SUBPROTOCOL: &str = "tideboard";
/// HTTP path of the realtime endpoint.
pub const ENDPOINT: &str = "/api/realtime";
/// Version of the payload rules an operation follows (`Op::schema`).
pub const SCHEMA_VERSION: u32 = 1;
