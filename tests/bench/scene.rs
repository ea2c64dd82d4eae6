//! What the workloads happen to: a board with its records, queues of edits, and profiles in a
//! state that would take long to come about by itself.

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{fmt::Write as _, path::Path as File};
use tempfile::TempDir;
use tideboard_protocol::{
    Author, BoardId, Cause, ClientId, FieldMap, Op, OpId, OpKind, Path, RecordId, Seq,
    state_hash::StateHash,
};
use tideboard_sync::store::{AccountId, SqliteStore, Store};
use tideboard_sync_core::{
    input::Pause,
    stored::{BoardRow, FieldRow, OpState, QueueRow, RecordRow, Write},
};
use tideboard_tests::{BOARD, RawClient, Role, World};
use uuid::Uuid;

use crate::pipe::Pipe;

/// Records that edits are spread over.
pub const RECORDS: usize = 200;
/// Fields of a record.
const FIELDS: usize = 10;
/// Operations that one push takes.
const PUSH: usize = 200;
/// Number in the values of the first edit: larger than any in the records before.
const FIRST_EDIT: usize = 1_000_000;
/// Rows in one transaction while a profile is made.
const ROWS: usize = 20_000;

/// Name of a record.
pub fn record(n: usize) -> String {
    format!("w-{n:05}")
}

/// A field of a record with the value that an edit gives it.
fn field(n: usize, version: usize) -> (String, String) {
    (format!("field-{n}"), format!("value {version:07} of {n}"))
}

/// The two fields that an edit changes, as members of a JSON object.
fn changed(edit: usize, records: usize) -> [(String, String); 2] {
    let (turn, version) = (edit / records, FIRST_EDIT + edit);
    [field(turn * 2 % FIELDS, version), field((turn * 2 + 1) % FIELDS, version)]
}

fn members(fields: &[(String, String)]) -> String {
    let members = fields.iter().map(|(path, value)| format!("\"{path}\":\"{value}\""));
    members.collect::<Vec<_>>().join(",")
}

/// The line that asks the headless client for an edit.
pub fn edit_line(id: usize, edit: usize, records: usize) -> String {
    let (record, set) = (record(edit % records), members(&changed(edit, records)));
    format!(
        "{{\"id\":{id},\"cmd\":\"edit\",\"board\":\"{BOARD}\",\"record\":\"{record}\",\
         \"kind\":\"patch\",\"set\":{{{set}}}}}\n"
    )
}

/// An edit as an operation.
pub fn operation(edit: usize, records: usize, base: Seq) -> Result<Op> {
    let mut set = FieldMap::new();
    for (path, value) in changed(edit, records) {
        set.insert(Path::new(path)?, Value::from(value));
    }
    Ok(Op {
        op_id: OpId(Uuid::now_v7()),
        board: BoardId::new(BOARD)?,
        record: RecordId::new(record(edit % records))?,
        base: Some(base),
        kind: OpKind::Patch,
        record_kind: None,
        set,
        remove: Default::default(),
        inc: Default::default(),
        append: Default::default(),
        schema: 1,
        at: Timestamp::now(),
        cause: Cause::Edit,
        resend: false,
    })
}

/// A server with a board, and somebody who writes to it without a client.
pub struct Scene {
    pub world: World,
    pub token: String,
    pub records: usize,
    writer: RawClient,
}

impl Scene {
    /// A board with so many records of ten fields.
    pub fn with_records(records: usize) -> Self {
        Self::with((0..records).map(|n| {
            let fields: Vec<_> = (0..FIELDS).map(|f| field(f, n)).collect();
            create(&record(n), "note", &members(&fields))
        }))
    }

    /// A board with the records that these creations make.
    pub fn with(creations: impl ExactSizeIterator<Item = String>) -> Self {
        let world = World::new();
        let token = world.server.token("ada", Role::Owner);
        let writer = RawClient::greeted(&world.server.url(), &token);
        let mut scene = Self { world, token, records: creations.len(), writer };
        let board = create("board", "board", "\"title\":\"Measured\"");
        scene.push([board].into_iter().chain(creations));
        scene
    }

    /// Has so many edits made by somebody who had seen everything.
    pub fn edit(&mut self, edits: usize) {
        let records = self.records;
        self.push((0..edits).map(|edit| {
            let set = members(&changed(edit, records));
            op_text(&record(edit % records), "\"kind\":\"patch\",\"base\":1", &set, "", "")
        }));
    }

    fn push(&mut self, ops: impl Iterator<Item = String>) {
        let mut ops = ops.peekable();
        while ops.peek().is_some() {
            let some: Vec<String> = ops.by_ref().take(PUSH).collect();
            self.writer.say_text(&format!("{{\"type\":\"push\",\"ops\":[{}]}}", some.join(",")));
            let answer = self.writer.hears("results");
            let results = answer["results"].as_array().cloned().unwrap_or_default();
            let applied = results.iter().filter(|result| result["outcome"] == "applied").count();
            let first = results.first();
            assert_eq!(applied, some.len(), "not every edit was applied: {first:?}");
        }
    }

    /// Starts the client of a user on its profile.
    pub fn client(&self, name: &str) -> Result<Pipe> {
        Pipe::start(&self.world.folder(name), Some((&self.world.server.url(), &self.token)))
    }

    /// Lets a client get in step with the board, and ends it.
    pub fn follow(&self, name: &str) -> Result<()> {
        let mut client = self.client(name)?;
        client.call(1, &format!("\"cmd\":\"subscribe\",\"board\":\"{BOARD}\""))?;
        client.call(2, "\"cmd\":\"await\",\"until\":\"synced\"")?;
        client.quit()
    }

    /// Newest seq of the board, as the server's database has it.
    pub fn head(&self) -> Result<usize> {
        let file = self.world.server.data().join("tideboard-server.db");
        let database = rusqlite::Connection::open(file)?;
        let head: i64 = database.query_row("SELECT max(head) FROM boards", [], |row| row.get(0))?;
        Ok(usize::try_from(head)?)
    }
}

/// The creation of a record with such members of `set`.
pub fn create(record: &str, kind: &str, set: &str) -> String {
    let kind = format!("\"kind\":\"create\",\"record_kind\":\"{kind}\",\"base\":0");
    op_text(record, &kind, set, "", "")
}

/// An operation with such members of `set`, `inc` and `append`.
pub fn op_text(record: &str, kind: &str, set: &str, inc: &str, append: &str) -> String {
    let id = Uuid::now_v7();
    let at = Timestamp::now();
    let mut text = String::with_capacity(400);
    // Writing into a string cannot fail.
    let _ = write!(
        text,
        "{{\"op_id\":\"{id}\",\"board\":\"{BOARD}\",\"record\":\"{record}\",{kind},\
         \"set\":{{{set}}},\"remove\":[],\"inc\":{{{inc}}},\"append\":{{{append}}},\"schema\":1,\
         \"at\":\"{at}\",\"cause\":\"edit\"}}"
    );
    text
}

/// A profile's store, while its client does not run.
pub struct Profile {
    store: SqliteStore,
    account: AccountId,
}

impl Profile {
    /// Opens the store in a folder, and makes it when there is none.
    pub fn open(folder: &File) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut store = SqliteStore::open(&folder.join("client.db"))?;
        let first = store.accounts()?.first().map(|entry| entry.id);
        let account = match first {
            Some(account) => account,
            None => store.create_account(ClientId(Uuid::now_v7()))?,
        };
        Ok(Self { store, account })
    }

    /// Its parts, to be measured without the rest of the client.
    pub fn into_parts(self) -> (SqliteStore, AccountId) {
        (self.store, self.account)
    }

    /// From its next start on it stays off until it is resumed.
    pub fn pause(&mut self) -> Result<()> {
        let mut account = self.store.load(self.account)?.account;
        account.pause = Some(Pause { until: None });
        Ok(self.store.commit(self.account, &[Write::Account(account)])?)
    }

    /// Queues edits, none of them folded into another: as many changes as edits.
    pub fn queue(&mut self, edits: usize, records: usize) -> Result<()> {
        let boards = self.store.load(self.account)?.boards;
        let base = boards.first().map_or(Seq::ZERO, |(board, _)| board.cursor);
        let mut writes = Vec::new();
        for edit in 0..edits {
            let op = operation(edit, records, base)?;
            let before = op.set.keys().map(|path| (path.clone(), Some(json!("before"))));
            let before = before.collect();
            let order = edit as u64 * 16;
            let state = OpState::Queued;
            let row = QueueRow { order, op, before, state, frozen: false, joined: 1 };
            writes.push(Write::Queue(Box::new(row)));
        }
        self.write(writes)
    }

    /// Has a board with so many confirmed records, as if a server had told of it.
    pub fn confirm(&mut self, records: usize) -> Result<()> {
        let board = BoardId::new(BOARD)?;
        let author = Author {
            client_id: ClientId(Uuid::now_v7()),
            user: "ada".to_owned(),
            name: "Ada's laptop".to_owned(),
        };
        let mut writes = vec![Write::Board(BoardRow {
            id: board.clone(),
            title: "Measured".to_owned(),
            role: None,
            cursor: Seq(records as u64 + 1),
            hash: StateHash::default(),
            wanted: true,
            loaded: true,
            fresh_at: None,
            epoch: None,
        })];
        for n in 0..records {
            let (id, seq) = (RecordId::new(record(n))?, Seq(n as u64 + 1));
            let row = RecordRow {
                live: Some(("note".to_owned(), seq)),
                deleted: None,
                changed: Some((Timestamp::now(), author.clone())),
                foreign: seq,
            };
            writes.push(Write::Record { board: board.clone(), record: id.clone(), row });
            for (path, value) in (0..FIELDS).map(|f| field(f, n)) {
                let row = FieldRow { value: Value::from(value), seq };
                let (board, record, path) = (board.clone(), id.clone(), Path::new(path)?);
                writes.push(Write::Field { board, record, path, row });
            }
        }
        self.write(writes)
    }

    fn write(&mut self, writes: Vec<Write>) -> Result<()> {
        for some in writes.chunks(ROWS) {
            self.store.commit(self.account, some)?;
        }
        Ok(())
    }
}

/// A folder with a profile that has so many records and so many waiting edits of them.
pub fn profile(records: usize, edits: usize) -> Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("tideboard-bench-").tempdir()?;
    let mut profile = Profile::open(folder.path())?;
    profile.confirm(records)?;
    profile.queue(edits, records)?;
    Ok(folder)
}

/// The number of the edit that a value in a line comes from, if an edit wrote it.
pub fn edits_in(line: &str) -> impl Iterator<Item = usize> {
    let values = line.match_indices("\"value ").map(|(at, _)| &line[at + 7..]);
    let versions = values.filter_map(|value| value.get(..7)?.parse::<usize>().ok());
    versions.filter_map(|version| version.checked_sub(FIRST_EDIT))
}

/// Checks that an answer holds what it must.
pub fn holds(line: &str, expected: &str) -> Result<()> {
    ensure!(line.contains(expected), "{expected} is missing in an answer");
    Ok(())
}

/// The value of the newest edit of a record.
pub fn newest(edits: usize) -> Result<String> {
    let last = edits.checked_sub(1).context("at least one edit")?;
    Ok(field(0, FIRST_EDIT + last).1.split(" of ").next().unwrap_or_default().to_owned())
}
