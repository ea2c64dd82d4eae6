//! What the view asks of the desktop shell, and what it is answered.
//!
//! A view calls commands, each of which answers once; nothing reaches it in any other way. It
//! attaches first: the answer is a [`Snapshot`] that replaces everything. From there on it asks for
//! one batch of [`ViewEvent`]s after the other. Without an answer, and when the attachment is
//! over, it attaches again.

mod events;

pub use events::{Destination, Notice, Snapshot, ViewEvent};

use crate::{
    BoardId, FieldMap, Number, OpId, OpKind, Path, Point, RecordId,
    search::Found,
    settings::{ConflictPolicy, Preferences, Settings},
    view::{AwayView, BoardSummary, BoardView, Freshness, HistoryPage, RecordView},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A command of the view: its name, its arguments (the type itself) and its answer.
///
/// Commands fail with an [`crate::ApiError`].
pub trait Command: Serialize {
    /// Name under which the shell registers it.
    const NAME: &'static str;
    /// What it answers.
    type Reply: DeserializeOwned;
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $text:literal -> $reply:ty { $($(#[$field_doc:meta])* $field:ident : $kind:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $name { $($(#[$field_doc])* pub $field: $kind),* }

            impl Command for $name {
                const NAME: &'static str = $text;
                type Reply = $reply;
            }
        )*

        /// Names of all commands.
        pub const COMMAND_NAMES: &[&str] = &[$($text),*];
    };
}

commands! {
    /// Attaches the view; older attachments are over.
    Attach = "attach" -> Snapshot {}
    /// What has changed since the snapshot or the last batch, in order; asked once that is drawn.
    /// `None`: the attachment is over. The answer comes as soon as there is something to show, and
    /// after 20 seconds with nothing in it.
    NextBatch = "next_batch" -> Option<Vec<ViewEvent>> {
        /// The attachment, from its snapshot.
        attachment: u32,
        /// How many answers to this question it has had. A bridge may ask again by itself when an
        /// answer did not arrive: the count tells, and the attachment is over.
        taken: u64,
    }
    /// Opens a board: later batches are about this one.
    OpenBoard = "open_board" -> OpenedBoard {
        /// The board.
        board: BoardId,
    }
    /// A record of any board as the user sees it, for naming what a change was about; `None`: it is
    /// not known here.
    ReadRecord = "read_record" -> Option<RecordView> {
        /// The board.
        board: BoardId,
        /// The record.
        record: RecordId,
    }
    /// Widgets of all boards in which words occur, as the user sees them; see [`crate::search`].
    SearchBoards = "search_boards" -> Found {
        /// The words; of more than `QUERY_LETTERS` letters the first.
        text: String,
        /// The board whose widgets come first.
        first: Option<BoardId>,
    }
    /// Changes a record. Answered once the change is safe on this computer's disk.
    Edit = "edit" -> Edited {
        /// What to change.
        edit: EditRequest,
    }
    /// Sends a refused change again, as a new change with the same content.
    Retry = "retry" -> () {
        /// The change.
        op_id: OpId,
    }
    /// Rolls a change back that is not on its way.
    Discard = "discard" -> () {
        /// The change.
        op_id: OpId,
    }
    /// Decides a conflict.
    Resolve = "resolve" -> () {
        /// The own change in conflict.
        op_id: OpId,
        /// The decision.
        resolution: Resolution,
    }
    /// Decides many conflicts alike, as one step to undo. What is not in conflict any more is passed
    /// over.
    ResolveAll = "resolve_all" -> Decided {
        /// The own changes in conflict.
        op_ids: Vec<OpId>,
        /// Whose values are kept.
        side: Side,
    }
    /// Takes the last own step on a board back, by new changes.
    Undo = "undo" -> Stepped {
        /// The board; `None`: the last step anywhere.
        board: Option<BoardId>,
    }
    /// Makes again what was taken back last.
    Redo = "redo" -> Stepped {
        /// The board; `None`: the last step anywhere.
        board: Option<BoardId>,
    }
    /// Own changes that left the queue in the last 30 days, newest first.
    History = "history" -> HistoryPage {
        /// Only those older than this key; `None`: from the newest on.
        before: Option<i64>,
        /// At most so many, and at most `HISTORY_PAGE_LIMIT`.
        limit: u32,
        /// Also those that simply took effect.
        settled: bool,
    }
    /// What happened while this computer was away; `None`: nothing, or it never was in this run.
    WhileAway = "while_away" -> Option<AwayView> {}
    /// Tells others on the open board what this user does there.
    Presence = "presence" -> () {
        /// The widget that is being edited; `None`: the user only looks.
        editing: Option<RecordId>,
    }
    /// Brings values of the history back, as a new change.
    RestoreFromHistory = "restore_from_history" -> Edited {
        /// Key of the change in the history.
        id: i64,
        /// Which of its values.
        values: HistoryValues,
    }
    /// Writes all unsent changes into an encrypted file in the user's folder for downloads, to be
    /// taken to another computer.
    ExportChanges = "export_changes" -> ExportedChanges {
        /// At least 8 characters.
        passphrase: String,
    }
    /// Takes in what [`ExportChanges`] wrote on another computer; twice is harmless.
    ImportChanges = "import_changes" -> Imported {
        /// Content of the file.
        sealed: String,
        /// The passphrase it was written with.
        passphrase: String,
    }
    /// Says what happens by itself to clashes from now on.
    SetConflictPolicies = "set_conflict_policies" -> Settings {
        /// By kind of record; kinds not named ask.
        policies: BTreeMap<String, ConflictPolicy>,
    }
    /// Pauses syncing; edits go on being saved.
    Pause = "pause" -> () {
        /// For how many minutes; `None`: until resumed.
        minutes: Option<u32>,
    }
    /// Ends a pause.
    Resume = "resume" -> () {}
    /// Connects and sends at once instead of waiting for the next attempt.
    SyncNow = "sync_now" -> () {}
    /// Starts the server inside the app for this computer alone, with the board "This computer".
    TryLocally = "try_locally" -> () {}
    /// Starts the server inside the app for the network.
    HostForTeam = "host_for_team" -> Invitation {
        /// TCP port; 0 lets the system choose.
        port: u16,
    }
    /// Connects to a server and says hello, changing nothing.
    TestConnection = "test_connection" -> ConnectionTest {
        /// `ws(s)://host[:port]`, `http(s)://…` or `host[:port]`.
        address: String,
        /// Access token.
        token: String,
    }
    /// Joins a server; the token goes to the keychain.
    JoinServer = "join_server" -> Joined {
        /// As in [`TestConnection`].
        address: String,
        /// Access token.
        token: String,
    }
    /// Gives the server of this profile a new token.
    SignIn = "sign_in" -> Joined {
        /// Access token.
        token: String,
    }
    /// Keeps the access token of this run in a file, where no keychain can be used. Whoever can read
    /// the files of this account can use it there, so a person has to ask for this.
    KeepTokenInFile = "keep_token_in_file" -> Joined {}
    /// Leaves the joined server and forgets its access token. Unsent changes stay on this computer
    /// for the next time, or are rolled back.
    SignOut = "sign_out" -> SignedOut {
        /// What becomes of them.
        unsent: UnsentChanges,
    }
    /// Changes settings that need no restart.
    SetPreferences = "set_preferences" -> Settings {
        /// All of them.
        preferences: Preferences,
    }
    /// Whether the app starts at login; sets it first, where that is wanted.
    StartAtLogin = "start_at_login" -> LoginStart {
        /// `None`: only asks.
        on: Option<bool>,
    }
    /// Writes all that this computer keeps, but for tokens, into a new folder in the user's folder for
    /// downloads.
    BackUp = "back_up" -> SavedFile {}
    /// Lets the user choose the folder of a backup, and looks into it. `None`: they chose none.
    ChooseBackup = "choose_backup" -> Option<FoundBackup> {}
    /// Puts the backup that was chosen in the place of what is here, which stays beside it. The view
    /// loads anew.
    RestoreBackup = "restore_backup" -> () {}
    /// Forgets all that this computer keeps, tokens included. The view loads anew.
    Erase = "erase" -> () {}
    /// What a bug report needs, as text: versions and folders, no secrets and no content.
    Diagnostics = "diagnostics" -> String {}
    /// Writes a text into a new file in the user's folder for downloads.
    SaveText = "save_text" -> SavedFile {
        /// Wanted name with its ending; what no file system takes is left out, and a number comes in
        /// where there is such a file already.
        name: String,
        /// At most [`SAVED_TEXT_MAX`].
        text: String,
    }
    /// Writes the rows of a table, or every reading of a chart or a metric, as comma-separated values
    /// into a new file in the user's folder for downloads.
    SaveCsv = "save_csv" -> SavedFile {
        /// The board.
        board: BoardId,
        /// The widget.
        record: RecordId,
    }
    /// Shows the board alone on the whole screen, or everything in a window again.
    Kiosk = "kiosk" -> () {
        /// Alone.
        on: bool,
    }
    /// The view has painted: tells the shell that the window is alive, and how many different
    /// values of live figures have been on the screen.
    Painted = "painted" -> () {
        /// Different values seen; 0 at the first paint.
        live_values: u32,
    }
}

/// Largest text that the view has written into a file, in bytes.
pub const SAVED_TEXT_MAX: usize = 64 * 1024 * 1024;

/// A change to one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditRequest {
    /// The board.
    pub board: BoardId,
    /// The record.
    pub record: RecordId,
    /// What to do with it.
    pub kind: OpKind,
    /// Its kind, at creation.
    #[serde(default)]
    pub record_kind: Option<String>,
    /// Fields to write.
    #[serde(default)]
    pub set: FieldMap<Value>,
    /// Fields to remove.
    #[serde(default)]
    pub remove: BTreeSet<Path>,
    /// Numbers to add to.
    #[serde(default)]
    pub inc: BTreeMap<Path, Number>,
    /// Points to add.
    #[serde(default)]
    pub append: BTreeMap<Path, Vec<Point>>,
    /// More of the same is likely to follow at once: wait for a rest before sending, never before
    /// saving.
    #[serde(default)]
    pub typing: bool,
}

impl EditRequest {
    /// Whether it writes everything that another edit of the same record writes.
    pub fn replaces(&self, other: &Self) -> bool {
        other.set.keys().all(|path| self.set.contains_key(path))
            && other.remove.is_subset(&self.remove)
            && other.inc.keys().all(|path| self.inc.contains_key(path))
            && other.append.keys().all(|path| self.append.contains_key(path))
    }

    /// An edit of a record that changes nothing yet.
    pub fn patch(board: BoardId, record: RecordId) -> Self {
        Self {
            board,
            record,
            kind: OpKind::Patch,
            record_kind: None,
            set: FieldMap::new(),
            remove: BTreeSet::new(),
            inc: BTreeMap::new(),
            append: BTreeMap::new(),
            typing: false,
        }
    }
}

/// Answer to an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// The change it became part of.
    pub op_id: OpId,
}

/// Answer to deciding many conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// How many were decided.
    pub decided: u32,
}

/// Answer to undo and redo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stepped {
    /// Fields that were left alone, because somebody else changed them since.
    pub left_alone: u32,
}

/// How to decide a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "choice", rename_all = "snake_case")]
pub enum Resolution {
    /// Own values, written over the server's.
    Local,
    /// The server's values; the own ones stay in the history.
    Remote,
    /// Field by field. A clashing field in neither list keeps the server's value.
    Merge {
        /// Values to write.
        #[serde(default)]
        set: FieldMap<Value>,
        /// Fields to remove.
        #[serde(default)]
        remove: BTreeSet<Path>,
    },
}

/// A side of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The own values.
    Mine,
    /// The other's values.
    Theirs,
}

/// Answer to writing unsent changes into a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedChanges {
    /// Full path of the file.
    pub file: String,
    /// How many changes it holds.
    pub changes: u32,
}

/// Answer to taking in unsent changes of another computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// So many are new here.
    pub added: u32,
    /// So many were known already.
    pub known: u32,
}

/// Values of a change in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryValues {
    /// What the change wrote.
    Mine,
    /// What the other side of its conflict wrote.
    Theirs,
    /// What was shown before the change.
    Before,
}

/// Answer to opening a board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedBoard {
    /// The board.
    pub board: BoardView,
    /// How current it is.
    pub freshness: Freshness,
}

/// How another computer joins the server inside this app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Addresses under which the server listens.
    pub addresses: Vec<String>,
    /// Access token for editing.
    pub token: String,
}

/// Answer to a connection test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionTest {
    /// The full address that answered.
    pub url: String,
    /// Program and version.
    pub server: String,
    /// Name of the token's user.
    pub user: String,
    /// Boards to be seen.
    pub boards: Vec<BoardSummary>,
    /// Time to connect and be welcomed, in milliseconds.
    pub latency_ms: u32,
}

/// Where a token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenStorage {
    /// In the operating system's keychain.
    Keychain,
    /// In memory: gone when the app quits, because no keychain could be used.
    Session,
    /// In a file that only this account may read, because the user asked for it.
    File,
}

/// Answer to joining a server or signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Where the token is kept.
    pub token_storage: TokenStorage,
}

/// What becomes of unsent changes when a server is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnsentChanges {
    /// They stay on this computer and are sent when this user is back on that server.
    Keep,
    /// They are rolled back, but for those that may have reached the server.
    Discard,
}

/// Answer to leaving a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// So many unsent changes stay on this computer.
    pub kept: u32,
}

/// Whether the app starts, hidden in the tray, when the user logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginStart {
    /// It does.
    On,
    /// It does not.
    Off,
    /// It cannot be set: the data lie where only a variable of this session says.
    Unavailable,
}

/// A backup that the user chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundBackup {
    /// Full path of its folder.
    pub folder: String,
    /// Boards in it.
    pub boards: u32,
    /// Own changes in it that had not been sent.
    pub unsent: u32,
    /// It holds the data of a server inside the app, too.
    pub has_server: bool,
}

/// Answer to writing a file or a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFile {
    /// Its full path.
    pub file: String,
}
