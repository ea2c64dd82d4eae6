//! One run: takes requests, answers them, and tells what changes.
//!
//! Bound: at most [`OPEN_REQUESTS`] requests are unanswered; beyond that no further line is read.

use crate::{
    lines::{self, Line, Output},
    request::{Request, WaitFor, parse},
};
use serde::Serialize;
use serde_json::{Value, json, value::RawValue};
use std::sync::Arc;
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, OpId, RecordId, Seq,
    frame::Role,
    ipc::OpenedBoard,
    view::{Freshness, RecordView},
};
use tideboard_sync::{Client, Command, Interest, Receipt, Reply, Update, Watch};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    task::JoinSet,
    time::timeout,
};

const OPEN_REQUESTS: usize = 1024;

/// One run of the program.
pub struct Session {
    client: Client,
    output: Output,
    room: Arc<Semaphore>,
    /// Requests whose answers take time.
    open: JoinSet<()>,
    waiting: Vec<Waiting>,
    /// Id of the request to quit, where there was one.
    quit: Option<Value>,
}

/// A `wait_for` that is not met yet.
struct Waiting {
    wanted: WaitFor,
    met: oneshot::Sender<Value>,
}

/// What stands under `ok` of an answer that takes time, already as text.
type Answer = Result<Box<RawValue>, ApiError>;

impl Session {
    pub fn new(client: Client, output: Output) -> Self {
        Self {
            client,
            output,
            room: Arc::new(Semaphore::new(OPEN_REQUESTS)),
            open: JoinSet::new(),
            waiting: Vec::new(),
            quit: None,
        }
    }

    /// Runs until the input ends or asks for the end, then ends in good order.
    pub async fn run(mut self) {
        if let Err(error) = self.serve().await {
            tracing::error!(%error, "the client ended");
        }
        self.client.shutdown().await;
        self.waiting.clear();
        while self.open.join_next().await.is_some() {}
        if let Some(id) = self.quit.take() {
            self.answer(&id, Ok(json!({}))).await;
        }
    }

    async fn serve(&mut self) -> Result<(), ApiError> {
        let (view, mut watch) = self.client.watch(Interest::All).await?;
        tell(&self.output, &Update::Status(view.status)).await;
        let mut lines = lines::read();
        while self.quit.is_none() {
            match self.next(&mut lines, &mut watch).await {
                Next::Line(permit, line) => self.on_line(permit, line).await,
                Next::Updates(updates) => self.on_updates(&updates).await,
                Next::Finished => {}
                Next::End => return Ok(()),
            }
        }
        Ok(())
    }

    async fn next(&mut self, lines: &mut mpsc::Receiver<Line>, watch: &mut Watch) -> Next {
        let room = Arc::clone(&self.room);
        let line = async {
            let permit = room.acquire_owned().await.ok()?;
            Some((permit, lines.recv().await?))
        };
        tokio::select! {
            line = line => line.map_or(Next::End, |(permit, line)| Next::Line(permit, line)),
            updates = watch.next() => updates.map_or(Next::End, Next::Updates),
            Some(_) = self.open.join_next() => Next::Finished,
            () = self.output.closed() => Next::End,
        }
    }

    async fn on_line(&mut self, permit: OwnedSemaphorePermit, line: Line) {
        let (id, request) = match line {
            Ok(line) => parse(&line),
            Err(error) => (Value::Null, Err(error)),
        };
        match request {
            Ok(Request::Command(command)) => self.command(permit, id, command).await,
            Ok(Request::WaitFor(wanted)) => self.wait_for(permit, id, wanted).await,
            Ok(Request::Await { milestone, timeout: patience }) => {
                let client = self.client.clone();
                self.later(permit, id, async move {
                    match timeout(patience, client.wait_until(milestone)).await {
                        Ok(reached) => reached.and_then(|()| text(&json!({}))),
                        Err(_) => Err(too_late()),
                    }
                });
            }
            Ok(Request::History(query)) => {
                let answer = self.client.history(query).await;
                self.answer(&id, answer).await;
            }
            Ok(Request::Search { text: words, first }) => {
                let client = self.client.clone();
                self.later(permit, id, async move {
                    client.search(&words, first.as_ref()).await.and_then(|found| text(&found))
                });
            }
            Ok(Request::Restore { entry, values }) => {
                let client = self.client.clone();
                self.later(permit, id, async move {
                    let op_id = client.restore(entry, values).await?;
                    text(&json!({ "op_id": op_id }))
                });
            }
            Ok(Request::Export { passphrase }) => {
                let client = self.client.clone();
                self.later(permit, id, async move {
                    let exported = client.export_changes(&passphrase).await?;
                    text(&json!({ "sealed": exported.sealed, "changes": exported.changes }))
                });
            }
            Ok(Request::Import { sealed, passphrase }) => {
                let client = self.client.clone();
                self.later(permit, id, async move {
                    client.import_changes(sealed, &passphrase).await.and_then(|done| text(&done))
                });
            }
            Ok(Request::Policies(policies)) => {
                self.client.set_conflict_policies(policies).await;
                self.answer(&id, Ok(json!({}))).await;
            }
            Ok(Request::Quit) => self.quit = Some(id),
            Ok(Request::Get { board, record }) => {
                let answer = self.get(board, record).await;
                self.answer(&id, answer).await;
            }
            Ok(Request::Status) => {
                let answer = self.client.status().await.map(|(status, connection)| {
                    let mut answer = json!(status);
                    answer["connection"] = json!(connection);
                    answer
                });
                self.answer(&id, answer).await;
            }
            Ok(Request::Queue) => {
                let answer = self.client.queue().await;
                self.answer(&id, answer).await;
            }
            Ok(Request::Conflicts) => {
                let conflicts = self.client.conflicts().await;
                let answer = conflicts.map(|conflicts| json!({ "conflicts": conflicts }));
                self.answer(&id, answer).await;
            }
            Err(error) => self.refuse(&id, error).await,
        }
    }

    /// Puts a command in line now, which keeps the order, and answers when it is done.
    async fn command(&mut self, permit: OwnedSemaphorePermit, id: Value, command: Command) {
        match self.client.submit(command).await {
            Ok(receipt) => self.later(permit, id, done(receipt)),
            Err(error) => self.refuse(&id, error).await,
        }
    }

    async fn wait_for(&mut self, permit: OwnedSemaphorePermit, id: Value, wanted: WaitFor) {
        let (met, meeting) = oneshot::channel();
        let patience = wanted.timeout;
        let (board, record) = (wanted.board.clone(), wanted.record.clone());
        self.waiting.push(Waiting { wanted, met });
        // Registered first: a change between this look and the next update is not missed.
        self.look(&board, &record).await;
        self.later(permit, id, async move {
            match timeout(patience, meeting).await {
                Ok(Ok(value)) => text(&json!({ "value": value })),
                Ok(Err(_)) => {
                    Err(ApiError::new(ErrorCode::ShuttingDown, "The program is shutting down."))
                }
                Err(_) => Err(too_late()),
            }
        });
    }

    async fn get(&self, board: BoardId, record: Option<RecordId>) -> Result<Got, ApiError> {
        let Some(OpenedBoard { board: view, freshness }) = self.client.board(board.clone()).await?
        else {
            let message = format!("There is no board “{board}” here.");
            return Err(ApiError::new(ErrorCode::UnknownBoard, message));
        };
        let wanted = record.clone().unwrap_or_else(RecordId::board);
        let found = self.client.record(board, wanted).await?;
        let records: Vec<_> = match (record, found) {
            (Some(_), Some(found)) => vec![found],
            (Some(record), None) => {
                let message = format!("There is no record “{record}” on this board.");
                return Err(ApiError::new(ErrorCode::UnknownRecord, message));
            }
            (None, found) => found.into_iter().chain(view.records).collect(),
        };
        Ok(Got {
            board: view.id,
            title: view.title,
            role: view.role,
            cursor: view.cursor,
            loaded: view.loaded,
            freshness,
            records,
        })
    }

    async fn on_updates(&mut self, updates: &[Update]) {
        for update in updates {
            tell(&self.output, update).await;
            match update {
                Update::Record { board, record } => self.meet(board, &record.id, Some(record)),
                Update::RecordGone { board, record } => self.meet(board, record, None),
                Update::Board(open) => self.look_at_board(&open.board.id).await,
                Update::Status(_)
                | Update::Connection(_)
                | Update::Boards(_)
                | Update::Freshness { .. }
                | Update::Queue(_)
                | Update::Conflicts(_)
                | Update::Presence(_) => {}
            }
        }
    }

    async fn look_at_board(&mut self, board: &BoardId) {
        let of_board = self.waiting.iter().filter(|waiting| waiting.wanted.board == *board);
        let mut records: Vec<_> = of_board.map(|waiting| waiting.wanted.record.clone()).collect();
        records.sort();
        records.dedup();
        for record in records {
            self.look(board, &record).await;
        }
    }

    /// Looks whether a record already has what is waited for.
    async fn look(&mut self, board: &BoardId, record: &RecordId) {
        if let Ok(view) = self.client.record(board.clone(), record.clone()).await {
            self.meet(board, record, view.as_ref());
        }
    }

    /// Answers those whose wish this record fulfils.
    fn meet(&mut self, board: &BoardId, record: &RecordId, view: Option<&RecordView>) {
        self.waiting.retain(|waiting| !waiting.met.is_closed());
        let field = |wanted: &WaitFor| view.and_then(|view| view.fields.get(&wanted.path));
        let is_met = |waiting: &mut Waiting| {
            let wanted = &waiting.wanted;
            wanted.board == *board
                && wanted.record == *record
                && wanted.expected.is_met(field(wanted))
        };
        for waiting in self.waiting.extract_if(.., is_met) {
            let value = field(&waiting.wanted).cloned().unwrap_or(Value::Null);
            // Whoever waited may have run out of time just now.
            drop(waiting.met.send(value));
        }
    }

    fn later(
        &mut self,
        permit: OwnedSemaphorePermit,
        id: Value,
        answer: impl Future<Output = Answer> + Send + 'static,
    ) {
        let output = self.output.clone();
        self.open.spawn(async move {
            output.say(&reply(&id, answer.await)).await;
            drop(permit);
        });
    }

    async fn answer(&self, id: &Value, answer: Result<impl Serialize, ApiError>) {
        self.output.say(&reply(id, answer)).await;
    }

    async fn refuse(&self, id: &Value, error: ApiError) {
        self.answer(id, Err::<Value, _>(error)).await;
    }
}

/// A board as it is here.
#[derive(Serialize)]
struct Got {
    board: BoardId,
    title: String,
    role: Option<Role>,
    cursor: Seq,
    loaded: bool,
    freshness: Freshness,
    records: Vec<RecordView>,
}

enum Next {
    Line(OwnedSemaphorePermit, Line),
    Updates(Vec<Update>),
    Finished,
    End,
}

async fn done(receipt: Receipt) -> Answer {
    match receipt.answer().await? {
        Reply::Done => text(&json!({})),
        Reply::Edited(op_id) => {
            #[derive(Serialize)]
            struct Edited {
                op_id: OpId,
            }
            text(&Edited { op_id })
        }
        Reply::Decided(decided) => text(&json!({ "decided": decided })),
        Reply::Stepped { left_alone } => text(&json!({ "left_alone": left_alone })),
        Reply::Exported(rows) => text(&json!({ "changes": rows.len() })),
        Reply::Imported { added, known } => text(&json!({ "added": added, "known": known })),
    }
}

fn reply<T: Serialize>(id: &Value, answer: Result<T, ApiError>) -> impl Serialize {
    #[derive(Serialize)]
    struct Reply<'a, T> {
        id: &'a Value,
        #[serde(skip_serializing_if = "Option::is_none")]
        ok: Option<T>,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<ApiError>,
    }
    let (ok, error) = match answer {
        Ok(ok) => (Some(ok), None),
        Err(error) => (None, Some(error)),
    };
    Reply { id, ok, error }
}

fn text(ok: &impl Serialize) -> Answer {
    serde_json::value::to_raw_value(ok)
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))
}

fn too_late() -> ApiError {
    ApiError::new(ErrorCode::Timeout, "It did not happen in time.")
}

/// An event's line: its name, and the members of what it tells.
#[derive(Serialize)]
struct Event<'a, T> {
    event: &'a str,
    #[serde(flatten)]
    told: T,
}

async fn tell(output: &Output, update: &Update) -> bool {
    match update {
        Update::Status(status) => output.say(&Event { event: "status", told: status }).await,
        Update::Connection(connection) => {
            output.say(&Event { event: "connection", told: connection }).await
        }
        Update::Boards(boards) => output.say(&json!({ "event": "boards", "boards": boards })).await,
        Update::Board(open) => output.say(&Event { event: "board", told: open }).await,
        Update::Freshness { board, freshness } => {
            output
                .say(&json!({ "event": "freshness", "board": board, "freshness": freshness }))
                .await
        }
        Update::Record { board, record } => {
            #[derive(Serialize)]
            struct Told<'a> {
                board: &'a BoardId,
                record: &'a RecordView,
            }
            output.say(&Event { event: "record", told: Told { board, record } }).await
        }
        Update::RecordGone { board, record } => {
            output.say(&json!({ "event": "record_gone", "board": board, "record": record })).await
        }
        Update::Queue(queue) => output.say(&Event { event: "queue", told: queue }).await,
        Update::Conflicts(conflicts) => {
            output.say(&json!({ "event": "conflict", "conflicts": conflicts })).await
        }
        Update::Presence(presence) => {
            output.say(&Event { event: "presence", told: presence }).await
        }
    }
}
