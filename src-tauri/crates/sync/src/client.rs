//! The handle that programs hold.

use crate::{
    actor::{Actor, Answer, Command, Face, INBOX, Milestone, Request},
    address::ServerAddress,
    profile::Profile,
    store::{JOURNAL_AGE, JournalQuery, SqliteStore, Store as _},
    travel::{self, Exported},
    watch::{Interest, Meeting, View, Watch},
};
use std::{
    collections::BTreeMap,
    panic::resume_unwind,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};
use tideboard_protocol::{
    ApiError, BoardId, ClientId, ErrorCode, OpId, RecordId,
    frame::PresenceState,
    ipc::{EditRequest, HistoryValues, Imported, OpenedBoard, Resolution, Side},
    search::{Found, MOST_FOUND, Query},
    settings::{ConflictPolicy, RealtimeConfig},
    status::SyncStatus,
    view::{AwayView, ConflictView, ConnectionView, HistoryPage, QueueView, RecordView},
};
use tideboard_sync_core::{Config, Reply};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinError,
};

/// What a client is told once.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Folder of the profile; made when there is none.
    pub data_dir: PathBuf,
    /// This device's name, as others see it.
    pub device_name: String,
    /// Program and version, such as `tideboard/0.1.0`.
    pub app: String,
    /// Connection and queue.
    pub realtime: RealtimeConfig,
}

/// A running client. Clones share it; it ends with [`Client::shutdown`] or its last clone.
///
/// Commands of one task take effect in the order in which they are given.
#[derive(Debug, Clone)]
pub struct Client {
    inbox: mpsc::Sender<Request>,
    running: Arc<Running>,
}

#[derive(Debug)]
struct Running {
    /// Closed when the actor has let go of everything.
    ended: watch::Receiver<()>,
    /// The actor's thread, if it has one.
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A command that is in line; see [`Client::submit`].
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Result<Reply, ApiError>>);

impl Receipt {
    /// Waits until the command has taken effect.
    pub async fn answer(self) -> Result<Reply, ApiError> {
        self.0.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Client {
    /// Takes the profile, opens its store and starts, on a thread of its own. Offline until
    /// [`Client::set_server`].
    pub async fn open(config: ClientConfig) -> Result<Self, ApiError> {
        Self::launch(move |requests| start_actor(config, requests)).await
    }

    /// Like [`Client::open`], but as a task of the runtime that calls, which must have its I/O and
    /// its timers. With a runtime of one thread, nothing that is asked or told goes through another
    /// one; but opening and saving block it, and whatever blocks it holds syncing up.
    pub fn open_as_task(config: ClientConfig) -> Result<Self, ApiError> {
        let (inbox, requests) = mpsc::channel(INBOX);
        let (ending, ended) = watch::channel(());
        let (profile, actor) = start_actor(config, requests)?;
        tokio::spawn(async move {
            actor.run().await;
            // Only now, with the store closed, may somebody else have the profile.
            drop(profile);
            drop(ending);
        });
        Ok(Self { inbox, running: Arc::new(Running { ended, thread: Mutex::default() }) })
    }

    /// Starts an actor on a thread of its own.
    pub(crate) async fn launch(
        start: impl FnOnce(mpsc::Receiver<Request>) -> Result<(Profile, Actor), ApiError>
        + Send
        + 'static,
    ) -> Result<Self, ApiError> {
        let (inbox, requests) = mpsc::channel(INBOX);
        let (ending, ended) = watch::channel(());
        let (started, starting) = oneshot::channel();
        let run = move || {
            run_actor(move || start(requests), started);
            drop(ending);
        };
        let thread = thread::Builder::new()
            .name("tideboard-sync".to_owned())
            .spawn(run)
            .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?;
        starting.await.unwrap_or_else(|_| Err(gone()))?;
        let running = Running { ended, thread: Mutex::new(Some(thread)) };
        Ok(Self { inbox, running: Arc::new(running) })
    }

    /// Connects to a server, or to none. What was edited before any server was known goes to the
    /// first one.
    pub async fn set_server(&self, address: Option<ServerAddress>) -> Result<(), ApiError> {
        self.ask(|reply| Request::SetServer { address, reply }).await?
    }

    /// Puts a command in line; it keeps its place there. Waits while the line is full.
    pub async fn submit(&self, command: Command) -> Result<Receipt, ApiError> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Command { command, reply }).await?;
        Ok(Receipt(answer))
    }

    /// Changes a record. Answered once the change is safe on disk.
    pub async fn edit(&self, edit: EditRequest) -> Result<OpId, ApiError> {
        match self.submit(Command::Edit(edit)).await?.answer().await? {
            Reply::Edited(op_id) => Ok(op_id),
            _ => Err(wrong_answer()),
        }
    }

    /// Keeps a board in step from now on.
    pub async fn subscribe(&self, board: BoardId) {
        self.command_logged(Command::Subscribe(board)).await;
    }

    /// Does not keep a board in step any more, unless own changes of it wait.
    pub async fn unsubscribe(&self, board: BoardId) {
        self.command_logged(Command::Unsubscribe(board)).await;
    }

    /// Sends a refused change again, as a new one with the same content.
    pub async fn retry(&self, op_id: OpId) -> Result<(), ApiError> {
        self.command(Command::Retry(op_id)).await
    }

    /// Rolls a change back that is not on its way.
    pub async fn discard(&self, op_id: OpId) -> Result<(), ApiError> {
        self.command(Command::Discard(op_id)).await
    }

    /// Rolls every change back that is not on its way and was not.
    pub async fn discard_all(&self) -> Result<(), ApiError> {
        let mut left = self.query(|face| face.discardable()).await?;
        while !left.is_empty() {
            let before = left.len();
            self.discard_each(left).await?;
            // Rolling one back may have made another one of a change.
            left = self.query(|face| face.discardable()).await?;
            if left.len() >= before {
                break;
            }
        }
        Ok(())
    }

    /// All of them are put in line before the first is answered, so that they share a transaction.
    async fn discard_each(&self, op_ids: Vec<OpId>) -> Result<(), ApiError> {
        let mut receipts = Vec::with_capacity(op_ids.len());
        for op_id in op_ids {
            receipts.push(self.submit(Command::Discard(op_id)).await?);
        }
        for receipt in receipts {
            match receipt.answer().await {
                Ok(_) => {}
                // Gone with a creation that it built on, or perhaps on the server by now.
                Err(error)
                    if matches!(error.code, ErrorCode::UnknownOp | ErrorCode::WrongState) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Decides a conflict.
    pub async fn resolve(&self, op_id: OpId, resolution: Resolution) -> Result<(), ApiError> {
        self.command(Command::Resolve(op_id, resolution)).await
    }

    /// Decides many conflicts alike, as one step to undo; answers how many there still were.
    pub async fn resolve_all(&self, op_ids: Vec<OpId>, side: Side) -> Result<u32, ApiError> {
        match self.submit(Command::ResolveAll(op_ids, side)).await?.answer().await? {
            Reply::Decided(decided) => Ok(decided),
            _ => Err(wrong_answer()),
        }
    }

    /// Takes the last own step back, of one board or of all, by new changes; answers how many
    /// fields were left alone because somebody else changed them since.
    pub async fn undo(&self, board: Option<BoardId>) -> Result<u32, ApiError> {
        self.step(Command::Undo(board)).await
    }

    /// Makes again what [`Client::undo`] took back; answers the same.
    pub async fn redo(&self, board: Option<BoardId>) -> Result<u32, ApiError> {
        self.step(Command::Redo(board)).await
    }

    async fn step(&self, command: Command) -> Result<u32, ApiError> {
        match self.submit(command).await?.answer().await? {
            Reply::Stepped { left_alone } => Ok(left_alone),
            _ => Err(wrong_answer()),
        }
    }

    /// Own changes that left the queue, newest first; at most `HISTORY_PAGE_LIMIT` at once.
    pub async fn history(&self, query: JournalQuery) -> Result<HistoryPage, ApiError> {
        self.ask(|reply| Request::History { query, reply }).await?
    }

    /// Brings values of the history back, as a new change.
    pub async fn restore(&self, id: i64, values: HistoryValues) -> Result<OpId, ApiError> {
        match self.answered(|reply| Request::Restore { id, values, reply }).await? {
            Reply::Edited(op_id) => Ok(op_id),
            _ => Err(wrong_answer()),
        }
    }

    /// Writes all unsent changes into a text that only the passphrase opens, to be taken to another
    /// computer. From then on they are not folded into any more, because they may be sent there.
    pub async fn export_changes(&self, passphrase: &str) -> Result<Exported, ApiError> {
        travel::check_passphrase(passphrase)?;
        let Reply::Exported(rows) = self.submit(Command::Export).await?.answer().await? else {
            return Err(wrong_answer());
        };
        let account = self.query(|face| face.account()).await?;
        travel::seal(rows, account, passphrase.to_owned()).await
    }

    /// Takes in what [`Client::export_changes`] wrote on another computer; taking it in twice is
    /// harmless.
    pub async fn import_changes(
        &self,
        sealed: String,
        passphrase: &str,
    ) -> Result<Imported, ApiError> {
        let account = self.query(|face| face.account()).await?;
        let rows = travel::open(sealed, account, passphrase.to_owned()).await?;
        match self.answered(|reply| Request::Import { rows, reply }).await? {
            Reply::Imported { added, known } => Ok(Imported { added, known }),
            _ => Err(wrong_answer()),
        }
    }

    async fn answered(&self, request: impl FnOnce(Answer) -> Request) -> Result<Reply, ApiError> {
        self.ask(request).await?
    }

    /// What happens to clashes from now on, by kind of record.
    pub async fn set_conflict_policies(&self, policies: BTreeMap<String, ConflictPolicy>) {
        log_if_gone(self.send(Request::SetPolicies(policies)).await);
    }

    /// From now on, unsent changes of this age wait, after a connection, until [`Client::sync_now`],
    /// so that the user can look at them first; `None`: they are sent like all others.
    pub async fn review_after(&self, age: Option<Duration>) {
        log_if_gone(self.send(Request::ReviewAfter(age)).await);
    }

    /// What happened while this client was away the last time; `None`: nothing, or it never was in
    /// this run.
    pub async fn while_away(&self) -> Result<Option<AwayView>, ApiError> {
        self.query(|face| face.while_away()).await
    }

    /// Pauses syncing, for a time or until resumed. Edits go on being saved.
    pub async fn pause(&self, length: Option<Duration>) -> Result<(), ApiError> {
        self.command(Command::Pause(length)).await
    }

    /// Ends a pause.
    pub async fn resume(&self) -> Result<(), ApiError> {
        self.command(Command::Resume).await
    }

    /// Connects and sends at once instead of waiting for the next attempt.
    pub async fn sync_now(&self) -> Result<(), ApiError> {
        self.command(Command::SyncNow).await
    }

    /// Changes this device's name.
    pub async fn set_device_name(&self, name: String) {
        log_if_gone(self.send(Request::Rename(name)).await);
    }

    /// Tells others what this user does on a board, while connected.
    pub async fn presence(&self, board: BoardId, record: Option<RecordId>, state: PresenceState) {
        log_if_gone(self.send(Request::Presence { board, record, state }).await);
    }

    /// Everything at this moment, and a way to be told what changes from then on.
    pub async fn watch(&self, interest: Interest) -> Result<(View, Watch), ApiError> {
        let meeting = Arc::<Meeting>::default();
        let actors = Arc::clone(&meeting);
        let view = self.ask(|reply| Request::Watch { interest, meeting: actors, reply }).await?;
        Ok((view, Watch { meeting, inbox: self.inbox.clone(), asked: None }))
    }

    /// Waits until a milestone is reached.
    pub async fn wait_until(&self, milestone: Milestone) -> Result<(), ApiError> {
        self.ask(|reply| Request::Await { milestone, reply }).await
    }

    /// How sync stands, and the connection.
    pub async fn status(&self) -> Result<(SyncStatus, ConnectionView), ApiError> {
        self.query(|face| (face.status(), face.connection())).await
    }

    /// Id of this profile on its server; another one after the server changed.
    pub async fn client_id(&self) -> Result<ClientId, ApiError> {
        self.query(|face| face.client_id()).await
    }

    /// Own changes.
    pub async fn queue(&self) -> Result<QueueView, ApiError> {
        self.query(|face| face.queue()).await
    }

    /// Conflicts that wait for the user.
    pub async fn conflicts(&self) -> Result<Vec<ConflictView>, ApiError> {
        self.query(|face| face.conflicts()).await
    }

    /// A board, unless it was never heard of.
    pub async fn board(&self, board: BoardId) -> Result<Option<OpenedBoard>, ApiError> {
        self.query(move |face| face.board(&board)).await
    }

    /// A record as the user sees it, with the outline of its series; also the one that stands for the
    /// board itself.
    pub async fn record(
        &self,
        board: BoardId,
        record: RecordId,
    ) -> Result<Option<RecordView>, ApiError> {
        self.query(move |face| face.record(&board, &record)).await
    }

    /// The same with every point of its series.
    pub async fn whole_record(
        &self,
        board: BoardId,
        record: RecordId,
    ) -> Result<Option<RecordView>, ApiError> {
        self.query(move |face| face.whole_record(&board, &record)).await
    }

    /// Widgets of all boards that are here in which all words of `text` occur, those of `first` before
    /// the others; at most `MOST_FOUND`. Other commands come in between two boards.
    pub async fn search(&self, text: &str, first: Option<&BoardId>) -> Result<Found, ApiError> {
        let mut found = Found::default();
        let Some(query) = Query::new(text).map(Arc::new) else { return Ok(found) };
        let mut boards = self.query(|face| face.boards()).await?;
        boards.sort_by_key(|board| first != Some(&board.id));
        for board in boards {
            // One more than are told tells whether there are more.
            let room = MOST_FOUND + 1 - found.hits.len();
            let query = Arc::clone(&query);
            found.hits.extend(self.query(move |face| face.search(&board.id, &query, room)).await?);
            if found.hits.len() > MOST_FOUND {
                found.hits.truncate(MOST_FOUND);
                found.more = true;
                break;
            }
        }
        Ok(found)
    }

    /// Says goodbye to the server, closes the store and gives the profile free. Commands that
    /// were in line before are carried out. May be called again.
    pub async fn shutdown(&self) {
        // An error means that it is over already.
        drop(self.send(Request::Shutdown).await);
        let mut ended = self.running.ended.clone();
        while ended.changed().await.is_ok() {}
        let thread = self.running.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the sync engine failed");
        }
    }

    async fn command(&self, command: Command) -> Result<(), ApiError> {
        self.submit(command).await?.answer().await.map(|_| ())
    }

    async fn command_logged(&self, command: Command) {
        if let Err(error) = self.command(command).await {
            tracing::warn!(%error, "a command failed");
        }
    }

    async fn query<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Face<'_>) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let ask = |reply: oneshot::Sender<T>| {
            Request::Query(Box::new(move |face: &Face<'_>| drop(reply.send(question(face)))))
        };
        self.ask(ask).await
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, ApiError> {
        let (reply, answer) = oneshot::channel();
        self.send(request(reply)).await?;
        answer.await.map_err(|_| gone())
    }

    async fn send(&self, request: Request) -> Result<(), ApiError> {
        self.inbox.send(request).await.map_err(|_| gone())
    }
}

fn gone() -> ApiError {
    ApiError::new(ErrorCode::ShuttingDown, "The program is shutting down.")
}

fn wrong_answer() -> ApiError {
    ApiError::new(ErrorCode::Internal, "A command got the answer of another one.")
}

fn log_if_gone(result: Result<(), ApiError>) {
    if let Err(error) = result {
        tracing::debug!(%error, "told nobody");
    }
}

type Started = oneshot::Sender<Result<(), ApiError>>;

/// The actor's thread from start to end.
fn run_actor(start: impl FnOnce() -> Result<(Profile, Actor), ApiError>, started: Started) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            drop(started.send(Err(ApiError::new(ErrorCode::Internal, error.to_string()))));
            return;
        }
    };
    runtime.block_on(async {
        match start() {
            Ok((profile, actor)) => {
                drop(started.send(Ok(())));
                // As a task of its own: waking what `block_on` runs costs a system call each time.
                let ran = tokio::spawn(actor.run()).await;
                if let Err(Ok(panic)) = ran.map_err(JoinError::try_into_panic) {
                    resume_unwind(panic);
                }
                // Only now, with the store closed, may somebody else have the profile.
                drop(profile);
            }
            Err(error) => drop(started.send(Err(error))),
        }
    });
    // A name lookup that hangs must not hold the end up.
    runtime.shutdown_background();
}

fn start_actor(
    config: ClientConfig,
    requests: mpsc::Receiver<Request>,
) -> Result<(Profile, Actor), ApiError> {
    let profile = Profile::open(&config.data_dir)?;
    let mut store = SqliteStore::open(&profile.database())?;
    let oldest = jiff::Timestamp::now().saturating_sub(JOURNAL_AGE);
    if let Some(oldest) = oldest.ok()
        && let Err(error) = store.purge_journal(oldest)
    {
        tracing::warn!(%error, "cannot drop old journal rows");
    }
    let engine =
        Config { realtime: config.realtime, device_name: config.device_name, app: config.app };
    let actor = Actor::new(engine, Box::new(store), profile.reserve(), requests)?;
    Ok((profile, actor))
}
