//! What people do: edit, decide, undo, pause, take changes along.

use crate::{
    coverage::Kind,
    world::{World, path, record},
};
use serde_json::json;
use std::time::Duration;
use tideboard_protocol::{
    BoardId, Number, Op, OpId, OpKind, Point, RecordId,
    frame::PresenceState,
    ipc::{EditRequest, HistoryValues, Resolution, Side},
    settings::ConflictPolicy,
    view::QueueState,
};
use tideboard_sync_core::{
    Input,
    stored::{OpState, QueueRow},
};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Set,
    Text,
    Add,
    Remove,
    Append,
    Create,
    Delete,
    RestoreRecord,
    Rename,
    CreateBoard,
    DeleteBoard,
    Keep(Side),
    Merge,
    KeepAll(Side),
    Discard,
    Retry,
    Undo,
    Redo,
    FromHistory(HistoryValues),
    Export,
    Import,
    Policy(ConflictPolicy),
    Pause,
    PauseFor,
    Resume,
    SyncNow,
    CloseBoard,
    OpenBoard,
    RenewToken,
    Presence,
    /// A feed writes, which compares with nothing.
    Feed,
}

const RECORDS: [(&str, &str); 3] = [("r0", "counter"), ("r1", "note"), ("r2", "table")];
const PATHS: [&str; 4] = ["a", "b", "rows/x/c", "rows/y/c"];
const LINES: usize = 8;

impl World {
    fn act(&mut self, act: Act) {
        self.seen.note(Kind::Act(act));
    }

    fn some_board(&mut self) -> BoardId {
        // Most happens on one board, so that people meet.
        let at = if self.chance.once_in(3) { self.chance.below(self.boards.len()) } else { 0 };
        self.boards[at].clone()
    }

    pub fn user_acts(&mut self, client: usize) {
        match self.chance.below(40) {
            0..25 => self.edits(client),
            25..29 => self.steps(client),
            29 => self.exports(client),
            30..32 => self.imports(client),
            32 => self.sets_policy(client),
            33 => self.pauses(client),
            34..37 => self.resumes(client),
            37 => self.opens_or_closes(client),
            38 => self.renews_token(client),
            _ => self.shows_presence(client),
        }
    }

    pub fn create_board(&mut self, client: usize, board: BoardId) {
        let mut create = EditRequest::patch(board, RecordId::board());
        create.kind = OpKind::Create;
        create.record_kind = Some("board".to_owned());
        create.set.insert(path("title"), json!("A board"));
        self.act(Act::CreateBoard);
        self.edit(client, create);
    }

    pub fn create_records(&mut self, client: usize, board: &BoardId) {
        for (id, kind) in RECORDS {
            let mut create = EditRequest::patch(board.clone(), record(id));
            create.kind = OpKind::Create;
            create.record_kind = Some(kind.to_owned());
            create.set.insert(path("a"), json!(0));
            self.act(Act::Create);
            self.edit(client, create);
        }
    }

    fn edit(&mut self, client: usize, edit: EditRequest) {
        self.note(|| format!("client {client} edits {}", json!(edit)));
        let ticket = self.clients[client].ticket();
        self.feed(client, vec![Input::Edit { ticket, edit }]);
    }

    fn edits(&mut self, client: usize) {
        let board = self.some_board();
        let is_shown =
            |world: &Self, id: &RecordId| world.clients[client].engine.record(&board, id).is_some();
        if !is_shown(self, &RecordId::board()) {
            if self.chance.once_in(4) {
                self.create_board(client, board);
            }
            return;
        }
        let (id, kind) = *self.chance.pick(&RECORDS);
        let id = record(id);
        let mut edit = EditRequest::patch(board.clone(), id.clone());
        if !is_shown(self, &id) {
            edit.kind = if self.chance.once_in(2) { OpKind::Restore } else { OpKind::Create };
            if edit.kind == OpKind::Create {
                edit.record_kind = Some(kind.to_owned());
                edit.set.insert(path("a"), json!(self.chance.below(4)));
                self.act(Act::Create);
            } else {
                self.act(Act::RestoreRecord);
            }
            return self.edit(client, edit);
        }
        edit.typing = self.chance.once_in(5);
        match self.chance.below(16) {
            0..5 => {
                for _ in 0..=self.chance.below(2) {
                    let at = self.chance.pick(&PATHS);
                    edit.set.insert(path(at), json!(self.chance.below(5)));
                }
                self.act(Act::Set);
            }
            5..8 => {
                let text = self.typed(client, &board, &id);
                edit.set.insert(path("text"), json!(text));
                self.act(Act::Text);
            }
            8..10 => {
                edit.inc.insert(path("n"), Number::new(1.0).expect("in range"));
                self.act(Act::Add);
            }
            10 => {
                let at = self.chance.pick(&["rows", "rows/x", "points", "n"]);
                edit.remove.insert(path(at));
                self.act(Act::Remove);
            }
            11 => {
                let wall = self.clients[client].now(self.now).wall;
                let value = Number::new(self.chance.below(9) as f64).expect("in range");
                let point = Point { t_ms: wall.as_millisecond(), value };
                edit.append.insert(path("points"), vec![point]);
                self.act(Act::Append);
            }
            12 => {
                edit.kind = OpKind::Delete;
                edit.typing = false;
                self.act(Act::Delete);
            }
            13 => {
                // A number becomes a word: who adds to it meanwhile is refused.
                let word = if self.chance.once_in(2) { json!("many") } else { json!(7) };
                edit.set.insert(path("n"), word);
                self.act(Act::Set);
            }
            14 => {
                let mut rename = EditRequest::patch(board, RecordId::board());
                let name = format!("Board {}", self.chance.below(3));
                rename.set.insert(path("title"), json!(name));
                self.act(Act::Rename);
                edit = rename;
            }
            _ => {
                // Only the last board may go, or there would be nothing left to tell.
                let spare = self.boards[2].clone();
                if self.clients[client].engine.record(&spare, &RecordId::board()).is_none() {
                    return;
                }
                edit = EditRequest::patch(spare, RecordId::board());
                edit.kind = OpKind::Delete;
                self.act(Act::DeleteBoard);
            }
        }
        self.edit(client, edit);
    }

    /// A text with one line changed.
    fn typed(&mut self, client: usize, board: &BoardId, record: &RecordId) -> String {
        let shown = self.clients[client].engine.record(board, record);
        let text =
            shown.and_then(|view| Some(view.fields.get(&path("text"))?.as_str()?.to_owned()));
        let text = text.unwrap_or_else(|| (0..LINES).map(|n| format!("line {n}\n")).collect());
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = self.chance.below(lines.len().max(1));
        let line = format!("line {at} as of {}", self.chance.below(100));
        match lines.get_mut(at) {
            Some(old) => *old = line,
            None => lines.push(line),
        }
        lines.join("\n") + "\n"
    }

    fn steps(&mut self, client: usize) {
        let ticket = self.clients[client].ticket();
        let board = self.chance.once_in(2).then(|| self.boards[0].clone());
        let input = match self.chance.below(3) {
            0 => {
                self.act(Act::Redo);
                Input::Redo { ticket, board }
            }
            _ => {
                self.act(Act::Undo);
                Input::Undo { ticket, board }
            }
        };
        self.note(|| format!("client {client}: {input:?}"));
        self.feed(client, vec![input]);
    }

    fn exports(&mut self, client: usize) {
        self.act(Act::Export);
        self.note(|| format!("client {client} exports"));
        let ticket = self.clients[client].ticket();
        self.feed(client, vec![Input::Export { ticket }]);
    }

    /// The changes of another computer of the same user, those that ended here left out.
    fn imports(&mut self, client: usize) {
        let from = self.chance.below(self.clients.len());
        let same_user = self.clients[from].user == self.clients[client].user;
        let bound = |at: usize| self.clients[at].disk.account.bound.is_some();
        if !same_user || self.clients[from].bundle.is_empty() || !bound(client) || !bound(from) {
            return;
        }
        self.act(Act::Import);
        self.note(|| format!("client {client} imports from client {from}"));
        let all = self.clients[from].bundle.clone();
        let (ended, rows): (Vec<QueueRow>, Vec<QueueRow>) = all
            .into_iter()
            .partition(|row| self.clients[client].disk.ended.contains(&row.op.op_id));
        let rows = rows.into_iter().map(|row| QueueRow {
            order: 0,
            state: OpState::Queued,
            frozen: true,
            ..row
        });
        let (rows, ended) = (rows.collect(), ended.len() as u32);
        let ticket = self.clients[client].ticket();
        self.feed(client, vec![Input::Import { ticket, rows, ended }]);
    }

    fn sets_policy(&mut self, client: usize) {
        let policies = [ConflictPolicy::Ask, ConflictPolicy::Mine, ConflictPolicy::Theirs];
        let (policy, (_, kind)) = (*self.chance.pick(&policies), *self.chance.pick(&RECORDS));
        self.act(Act::Policy(policy));
        self.note(|| format!("client {client}: {policy:?} for {kind}"));
        self.clients[client].policies.insert(kind.to_owned(), policy);
        let all = self.clients[client].policies.clone();
        self.feed(client, vec![Input::Policies(all)]);
    }

    fn pauses(&mut self, client: usize) {
        let length = self.chance.once_in(2).then_some(Duration::from_secs(20));
        self.act(if length.is_some() { Act::PauseFor } else { Act::Pause });
        self.note(|| format!("client {client} pauses for {length:?}"));
        let ticket = self.clients[client].ticket();
        self.feed(client, vec![Input::Pause { ticket, length }]);
    }

    fn resumes(&mut self, client: usize) {
        let ticket = self.clients[client].ticket();
        let input = if self.chance.once_in(2) {
            self.act(Act::Resume);
            Input::Resume { ticket }
        } else {
            self.act(Act::SyncNow);
            Input::SyncNow { ticket }
        };
        self.note(|| format!("client {client}: {input:?}"));
        self.feed(client, vec![input]);
    }

    fn opens_or_closes(&mut self, client: usize) {
        let (ticket, board) = (self.clients[client].ticket(), self.some_board());
        let input = if self.chance.once_in(3) {
            self.act(Act::CloseBoard);
            Input::Unsubscribe { ticket, board }
        } else {
            self.act(Act::OpenBoard);
            Input::Subscribe { ticket, board }
        };
        self.note(|| format!("client {client}: {input:?}"));
        self.feed(client, vec![input]);
    }

    pub fn renews_token(&mut self, client: usize) {
        self.act(Act::RenewToken);
        self.note(|| format!("client {client} signs in"));
        let token = self.new_token(self.clients[client].user);
        self.clients[client].token = token;
        self.feed(client, vec![Input::TokenRenewed]);
    }

    fn shows_presence(&mut self, client: usize) {
        self.act(Act::Presence);
        let (board, state) = (self.some_board(), PresenceState::Viewing);
        self.feed(client, vec![Input::Presence { board, record: None, state }]);
    }

    /// The user decides something that waits for a decision.
    pub fn user_decides(&mut self, client: usize) {
        let conflicts = self.clients[client].engine.conflicts();
        let waiting = self.clients[client].engine.queue(self.now).ops;
        let history = self.clients[client].disk.journal.len();
        match self.chance.below(4) {
            0 | 1 if !conflicts.is_empty() => {
                let op_id = self.chance.pick(&conflicts).op_id;
                self.resolves(client, op_id);
            }
            2 if conflicts.len() > 1 => {
                let op_ids = conflicts.iter().map(|conflict| conflict.op_id).collect();
                let side = *self.chance.pick(&[Side::Mine, Side::Theirs]);
                self.act(Act::KeepAll(side));
                self.note(|| format!("client {client} keeps {side:?} of all"));
                let ticket = self.clients[client].ticket();
                self.feed(client, vec![Input::ResolveAll { ticket, op_ids, side }]);
            }
            3 if history > 0 && self.chance.once_in(2) => self.brings_back(client, history),
            _ => {
                let waiting: Vec<_> = waiting
                    .into_iter()
                    // Without its first board a world has nothing to tell.
                    .filter(|item| !item.record.is_board() || item.board != self.boards[0])
                    .collect();
                if waiting.is_empty() {
                    return;
                }
                let op_id = self.chance.pick(&waiting).op_id;
                let again = self.chance.once_in(2);
                self.act(if again { Act::Retry } else { Act::Discard });
                self.note(|| format!("client {client}: again {again}, {op_id}"));
                let ticket = self.clients[client].ticket();
                let input = match again {
                    true => Input::Retry { ticket, op_id },
                    false => Input::Discard { ticket, op_id },
                };
                self.feed(client, vec![input]);
            }
        }
    }

    fn resolves(&mut self, client: usize, op_id: OpId) {
        let resolution = match self.chance.below(4) {
            0 | 1 => Resolution::Local,
            2 => Resolution::Remote,
            _ => Resolution::Merge {
                set: [(path("a"), json!(self.chance.below(5)))].into(),
                remove: [path("b")].into(),
            },
        };
        self.act(match &resolution {
            Resolution::Local => Act::Keep(Side::Mine),
            Resolution::Remote => Act::Keep(Side::Theirs),
            Resolution::Merge { .. } => Act::Merge,
        });
        self.note(|| format!("client {client} decides {op_id}: {resolution:?}"));
        let ticket = self.clients[client].ticket();
        self.feed(client, vec![Input::Resolve { ticket, op_id, resolution }]);
    }

    fn brings_back(&mut self, client: usize, history: usize) {
        let at = self.chance.below(history);
        let sides = [HistoryValues::Mine, HistoryValues::Theirs, HistoryValues::Before];
        let values = *self.chance.pick(&sides);
        self.act(Act::FromHistory(values));
        let row = Box::new(self.clients[client].disk.journal[at].clone());
        self.note(|| format!("client {client} brings {values:?} of {} back", row.op.op_id));
        let ticket = self.clients[client].ticket();
        self.feed(client, vec![Input::Restore { ticket, row, values }]);
    }

    /// A machine writes, and compares with nothing.
    pub fn feed_writes(&mut self) {
        let (board, (id, _)) = (self.some_board(), *self.chance.pick(&RECORDS));
        let wall = self.server_time();
        self.tokens += 1;
        let mut op = Op {
            op_id: OpId(Uuid::from_u128(0xfeed << 64 | u128::from(self.tokens))),
            board,
            record: record(id),
            base: None,
            kind: OpKind::Patch,
            record_kind: None,
            set: Default::default(),
            remove: Default::default(),
            inc: Default::default(),
            append: Default::default(),
            schema: tideboard_protocol::SCHEMA_VERSION,
            at: wall,
            cause: Default::default(),
            resend: false,
        };
        let value = Number::new(self.chance.below(100) as f64).expect("in range");
        match self.chance.below(3) {
            0 => drop(op.set.insert(path("a"), json!(self.chance.below(9)))),
            1 => drop(op.inc.insert(path("n"), value)),
            _ => {
                let point = Point { t_ms: wall.as_millisecond(), value };
                op.append.insert(path("points"), vec![point]);
            }
        }
        self.act(Act::Feed);
        self.note(|| format!("a feed writes {}", json!(op)));
        self.server.feed(op, wall, &mut self.seen);
    }

    /// Whatever waits for a decision is decided, for good.
    pub fn user_settles(&mut self, client: usize) {
        for conflict in self.clients[client].engine.conflicts() {
            let (op_id, resolution) = (conflict.op_id, Resolution::Local);
            let ticket = self.clients[client].ticket();
            self.note(|| format!("client {client} keeps its own {op_id}"));
            self.feed(client, vec![Input::Resolve { ticket, op_id, resolution }]);
        }
        for item in self.clients[client].engine.queue(self.now).ops {
            let gone = !self.server.durable.boards[&item.board].is_live();
            let hopeless = match item.state {
                QueueState::Refused { .. } | QueueState::Offered => true,
                // The gate of a board that was deleted never opens.
                QueueState::Gated { .. } => gone,
                QueueState::Waiting
                | QueueState::Sending
                | QueueState::Retrying { .. }
                | QueueState::Acknowledged
                | QueueState::Held { .. }
                | QueueState::Conflict => false,
            };
            if hopeless {
                let (op_id, ticket) = (item.op_id, self.clients[client].ticket());
                let again = item.state == QueueState::Offered && self.chance.once_in(2);
                self.note(|| format!("client {client}: again {again}, for good, {op_id}"));
                let input = match again {
                    true => Input::Retry { ticket, op_id },
                    false => Input::Discard { ticket, op_id },
                };
                self.feed(client, vec![input]);
            }
        }
    }
}
