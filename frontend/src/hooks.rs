//! What any component may use: reading slices of the state, and sending commands.

mod use_background_sync;
mod use_board_file;
mod use_command;
mod use_connection;
mod use_digest;
mod use_edits;
mod use_focus_kept;
mod use_history;
mod use_modal;
mod use_preferences;
mod use_presence;
mod use_realtime_updates;
mod use_record_of;
mod use_removal;
mod use_shortcuts;
mod use_size;
mod use_stepping;
mod use_watch;

pub use use_background_sync::use_background_sync;
pub use use_board_file::use_board_file;
pub use use_command::{use_command, use_door};
pub use use_connection::{Connection, use_connection};
pub use use_digest::use_digest;
pub use use_edits::use_edits;
pub use use_focus_kept::{focus_first, use_focus_kept};
pub use use_history::use_history;
pub use use_modal::use_modal;
pub use use_preferences::use_preferences;
pub use use_presence::use_presence;
pub use use_realtime_updates::{use_realtime_updates, use_record};
pub use use_record_of::use_record_of;
pub use use_removal::use_removal;
pub use use_shortcuts::{Shortcut, use_shortcuts};
pub use use_size::use_size;
pub use use_stepping::use_stepping;
pub use use_watch::{use_ticked, use_view, use_watch};
