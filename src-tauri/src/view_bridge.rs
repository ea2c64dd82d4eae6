//! The way from the engine to the window.
//!
//! A view attaches and gets a snapshot; from then on it asks for one batch after the other of what
//! changed since. The engine keeps the newest value of everything that changed until it is asked,
//! so asking only when a batch may go out is all the throttling there is: not too often, not before
//! the view has drawn the last one, and not at all while the window is hidden.
//!
//! The view asks, and nothing is pushed: what a shell pushes into a page arrives as a script, whose
//! text the page keeps until it cleans up thoroughly. Under load that was a gigabyte in half an
//! hour.

mod outbox;

use crate::{deep_link::OPEN, shell::Shell};
use outbox::Outbox;
use std::{
    future,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tideboard_protocol::{
    Action, ApiError, BoardId, ErrorCode, RecordId,
    frame::PresenceState,
    ipc::{Destination, NextBatch, OpenedBoard, Snapshot, ViewEvent},
    view::{BoardSummary, LinkView},
};
use tideboard_sync::{Client, Interest, Update, View, Watch};
use tokio::sync::{mpsc, oneshot};

/// Requests that may wait; more than a person can make.
const INBOX: usize = 64;

/// The handle of the bridge.
#[derive(Clone)]
pub struct ViewBridge(mpsc::Sender<Ask>);

/// The receiving end, which [`run`] needs.
pub struct Inbox(mpsc::Receiver<Ask>);

/// A view that waits for its next batch; `None` tells that its attachment is over.
type Question = oneshot::Sender<Option<Vec<ViewEvent>>>;

enum Ask {
    Attach(Client, oneshot::Sender<Result<Snapshot, ApiError>>),
    Next(NextBatch, Question),
    Open(Client, BoardId, oneshot::Sender<Result<OpenedBoard, ApiError>>),
    Visit(Client, BoardId, oneshot::Sender<Result<(), ApiError>>),
    Leave,
    Edits(Option<RecordId>),
    Navigate(Destination),
}

impl ViewBridge {
    /// A bridge and its receiving end.
    pub fn new() -> (Self, Inbox) {
        let (sender, receiver) = mpsc::channel(INBOX);
        (Self(sender), Inbox(receiver))
    }

    /// Begins a new attachment.
    pub async fn attach(&self, client: Client) -> Result<Snapshot, ApiError> {
        self.ask(|reply| Ask::Attach(client, reply)).await?
    }

    /// What changed since the snapshot or the last batch, once there is something.
    pub async fn next(&self, batch: NextBatch) -> Result<Option<Vec<ViewEvent>>, ApiError> {
        self.ask(|reply| Ask::Next(batch, reply)).await
    }

    /// Shows a board; the view hears of it as an event too.
    pub async fn open(&self, client: Client, board: BoardId) -> Result<OpenedBoard, ApiError> {
        self.ask(|reply| Ask::Open(client, board, reply)).await?
    }

    /// Shows a board that was named from outside, which this user may not have; the view hears of it as
    /// an event.
    pub async fn visit(&self, client: Client, board: BoardId) -> Result<(), ApiError> {
        self.ask(|reply| Ask::Visit(client, board, reply)).await?
    }

    /// Shows no board any more, until one is opened.
    pub async fn leave_board(&self) {
        // Fails only while quitting.
        let _ = self.0.send(Ask::Leave).await;
    }

    /// The user edits this record of the open board, or none.
    pub async fn edits(&self, record: Option<RecordId>) {
        // Fails only while quitting.
        let _ = self.0.send(Ask::Edits(record)).await;
    }

    /// Takes the view to a place.
    pub async fn navigate(&self, to: Destination) {
        // Fails only while quitting, when there is nowhere to go.
        let _ = self.0.send(Ask::Navigate(to)).await;
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, ApiError> {
        let (reply, answer) = oneshot::channel();
        let gone = || ApiError::new(ErrorCode::ShuttingDown, "Tideboard is quitting.");
        self.0.send(ask(reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())
    }
}

/// Serves the view until the app ends.
pub async fn run(shell: Arc<Shell>, mut inbox: Inbox) {
    let mut bridge = Bridge {
        outbox: Outbox::new(shell.settings.now().realtime.view_batches_per_s),
        shell: shell.clone(),
        attached: None,
        question: None,
    };
    let mut status = shell.status.subscribe();
    let mut settings = shell.settings.watch();
    let mut notices = shell.notices.watch();
    let mut tray = shell.tray.subscribe();
    let mut visible = shell.visible.subscribe();
    bridge.outbox.set_visible(*visible.borrow_and_update());
    loop {
        let now = Instant::now();
        bridge.send(now);
        let may_ask = bridge.outbox.is_open(now);
        tokio::select! {
            ask = inbox.0.recv() => match ask {
                Some(ask) => bridge.answer(ask).await,
                None => return,
            },
            Ok(()) = status.changed() => {
                let status = status.borrow_and_update().clone();
                bridge.outbox.put(ViewEvent::Status(status));
            }
            Ok(()) = settings.changed() => {
                let settings = settings.borrow_and_update().clone();
                bridge.outbox.put(ViewEvent::Settings(settings));
            }
            Ok(()) = notices.changed() => {
                let notices = notices.borrow_and_update().clone();
                bridge.outbox.put(ViewEvent::Notices(notices));
            }
            Ok(()) = tray.changed() => {
                let is_there = *tray.borrow_and_update();
                bridge.outbox.put(ViewEvent::Tray(is_there));
            }
            Ok(()) = visible.changed() => {
                bridge.outbox.set_visible(*visible.borrow_and_update());
                bridge.tell_others().await;
            }
            updates = next(&mut bridge.attached), if may_ask => bridge.take(updates).await,
            () = sleep_until(bridge.outbox.wakes_at(now)) => {}
        }
    }
}

struct Bridge {
    shell: Arc<Shell>,
    outbox: Outbox,
    attached: Option<Attached>,
    question: Option<Question>,
}

/// What the view watches.
struct Attached {
    client: Client,
    watch: Watch,
    board: Option<BoardId>,
    /// Its content has come; else there may be no such board.
    is_here: bool,
    /// The board that was open before it.
    before: Option<BoardId>,
    /// What the user edits there.
    editing: Option<RecordId>,
}

impl Bridge {
    async fn answer(&mut self, ask: Ask) {
        // An answer that nobody waits for any more is not missed.
        match ask {
            Ask::Attach(client, reply) => drop(reply.send(self.attach(client).await)),
            Ask::Next(batch, question) => self.wait(&batch, question),
            Ask::Open(client, board, reply) => drop(reply.send(self.open(client, board).await)),
            Ask::Visit(client, board, reply) => drop(reply.send(self.visit(client, board).await)),
            Ask::Leave => self.leave(),
            Ask::Edits(record) => {
                if let Some(attached) = &mut self.attached {
                    attached.editing = record;
                }
                self.tell_others().await;
            }
            Ask::Navigate(to) => self.outbox.put(ViewEvent::Navigate(to)),
        }
    }

    async fn attach(&mut self, client: Client) -> Result<Snapshot, ApiError> {
        let wanted = self.attached.as_ref().and_then(|it| it.board.clone());
        let board = wanted.or_else(|| self.shell.board_to_begin_with());
        let view = self.watch(client, board).await?;
        let view = self.move_on().await?.unwrap_or(view);
        Ok(Snapshot {
            attachment: self.begin_attachment(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings: self.shell.settings.now(),
            tray: *self.shell.tray.borrow(),
            status: self.shell.status.borrow().clone(),
            connection: view.connection,
            boards: view.boards,
            open: view.open,
            queue: view.queue,
            conflicts: view.conflicts,
            presence: view.presence,
            notices: self.shell.notices.now(),
            kiosk: self.shell.flags.kiosk.is_some(),
        })
    }

    /// Whoever asked for the attachment before this one is told that it is over.
    fn begin_attachment(&mut self) -> u32 {
        if let Some(older) = self.question.take() {
            let _ = older.send(None);
        }
        self.outbox.attach()
    }

    fn wait(&mut self, batch: &NextBatch, question: Question) {
        if !self.outbox.ask(batch, Instant::now()) {
            let _ = question.send(None);
            return;
        }
        // A page asks once at a time: the bridge below it has asked again by itself.
        if let Some(older) = self.question.replace(question) {
            let _ = older.send(None);
        }
    }

    /// The event repeats the answer, because answers may overtake each other: whichever
    /// comes first, the view is about this board from then on.
    async fn open(&mut self, client: Client, board: BoardId) -> Result<OpenedBoard, ApiError> {
        let view = self.watch(client, Some(board)).await?;
        let opened = view.open.clone().ok_or_else(|| {
            ApiError::new(ErrorCode::UnknownBoard, "This board is not on this computer yet.")
        })?;
        self.show(view);
        Ok(opened)
    }

    /// No event says "no board"; the view has to attach again, and the snapshot does.
    fn show(&mut self, view: View) {
        let Some(opened) = view.open else {
            self.begin_attachment();
            return;
        };
        self.outbox.put(ViewEvent::Connection(view.connection));
        self.outbox.put(ViewEvent::Boards(view.boards));
        self.outbox.put(ViewEvent::Board(Box::new(opened)));
        self.outbox.put(ViewEvent::Queue(view.queue));
        self.outbox.put(ViewEvent::Conflicts(view.conflicts));
        if let Some(presence) = view.presence {
            self.outbox.put(ViewEvent::Presence(presence));
        }
    }

    /// While the server is there, a board that it does not list leaves everything as it is.
    async fn visit(&mut self, client: Client, board: BoardId) -> Result<(), ApiError> {
        let (view, _) = client.watch(Interest::Board(Some(board.clone()))).await?;
        if is_missing(&view, &board) {
            return Err(no_such_board(&board));
        }
        self.open(client, board).await.map(drop)
    }

    fn leave(&mut self) {
        self.attached = None;
        self.begin_attachment();
    }

    async fn watch(&mut self, client: Client, board: Option<BoardId>) -> Result<View, ApiError> {
        if let Some(board) = &board {
            client.subscribe(board.clone()).await;
        }
        let (view, watch) = client.watch(Interest::Board(board.clone())).await?;
        let before = self.leave_behind(board.as_ref(), &view).await;
        let is_here = view.open.as_ref().is_some_and(|open| open.board.loaded);
        self.attached = Some(Attached { client, watch, board, is_here, before, editing: None });
        self.remember();
        self.tell_others().await;
        Ok(view)
    }

    /// Which board to come back to. One that was waited for in vain is not asked for any more.
    async fn leave_behind(&self, next: Option<&BoardId>, view: &View) -> Option<BoardId> {
        let attached = self.attached.as_ref()?;
        let board = attached.board.as_ref()?;
        if attached.is_here && next != Some(board) {
            return Some(board.clone());
        }
        if !attached.is_here && next != Some(board) && !lists(&view.boards, board) {
            attached.client.unsubscribe(board.clone()).await;
        }
        attached.before.clone()
    }

    /// The next start begins with the board that is open, once that has come.
    fn remember(&self) {
        if let Some(Attached { board: Some(board), is_here: true, .. }) = &self.attached {
            self.shell.remember_board(board);
        }
    }

    /// Others on the board see whether somebody looks at it here, and what is being edited.
    async fn tell_others(&self) {
        let Some(Attached { client, board: Some(board), editing, .. }) = &self.attached else {
            return;
        };
        let is_seen = *self.shell.visible.borrow();
        let (record, state) = match editing {
            _ if !is_seen => (None, PresenceState::Away),
            Some(record) => (Some(record.clone()), PresenceState::Editing),
            None => (None, PresenceState::Viewing),
        };
        client.presence(board.clone(), record, state).await;
    }

    async fn take(&mut self, updates: Option<Vec<Update>>) {
        let Some(updates) = updates else {
            self.attached = None;
            // Whoever attaches again hears why there is no engine any more.
            if !self.shell.quitting.load(Ordering::Relaxed) {
                self.begin_attachment();
            }
            return;
        };
        for update in updates {
            if let Update::Board(opened) = &update {
                self.is_here(opened);
            }
            if matches!(update, Update::Boards(_) | Update::Connection(_)) {
                match self.move_on().await {
                    // All that followed is part of what the other board came with.
                    Ok(Some(view)) => return self.show(view),
                    Ok(None) => {}
                    Err(error) => tracing::warn!(%error, "another board does not open"),
                }
            }
            let open = self.attached.as_ref().and_then(|it| it.board.as_ref());
            if let Some(event) = event(update, open) {
                self.outbox.put(event);
            }
        }
    }

    fn is_here(&mut self, opened: &OpenedBoard) {
        if let Some(attached) = &mut self.attached
            && attached.board.as_ref() == Some(&opened.board.id)
            && opened.board.loaded
            && !attached.is_here
        {
            attached.is_here = true;
            self.remember();
        }
    }

    /// Goes on to another board, where the one that is watched does not exist, which is said, and where
    /// none is: whoever has just joined a server shall not look at an empty window. What is watched
    /// then; `None`: what was before.
    async fn move_on(&mut self) -> Result<Option<View>, ApiError> {
        let Some(Attached { client, board, is_here: false, before, .. }) = &self.attached else {
            return Ok(None);
        };
        let (client, board, before) = (client.clone(), board.clone(), before.clone());
        let (view, _) = client.watch(Interest::Board(board.clone())).await?;
        if board.as_ref().is_some_and(|board| !is_missing(&view, board)) {
            return Ok(None);
        }
        let first = || view.boards.first().map(|first| first.id.clone());
        let next = before.filter(|before| lists(&view.boards, before)).or_else(first);
        if board == next {
            return Ok(None);
        }
        if let Some(missing) = board {
            self.shell.notices.tell(OPEN, no_such_board(&missing));
        }
        self.watch(client, next).await.map(Some)
    }

    fn send(&mut self, now: Instant) {
        let Some(events) = self.outbox.take(now) else { return };
        if let Some(question) = self.question.take()
            && question.send(Some(events)).is_err()
        {
            // Nobody may take it that a batch has been missed.
            self.begin_attachment();
        }
    }
}

/// Whether the server has no such board, or none for this user: it is there, and does not list it.
fn is_missing(view: &View, board: &BoardId) -> bool {
    let is_here = view.open.as_ref().is_some_and(|open| open.board.loaded);
    !is_here && view.connection.link == LinkView::Live && !lists(&view.boards, board)
}

fn lists(boards: &[BoardSummary], board: &BoardId) -> bool {
    boards.iter().any(|it| it.id == *board)
}

fn no_such_board(board: &BoardId) -> ApiError {
    let words =
        format!("There is no board “{board}” on this server, or it is not shared with you.");
    ApiError { action: Action::Nothing, ..ApiError::new(ErrorCode::UnknownBoard, words) }
}

/// The status comes through its presentation, and other boards are not the view's business.
fn event(update: Update, open: Option<&BoardId>) -> Option<ViewEvent> {
    match update {
        Update::Status(_) => None,
        Update::Connection(connection) => Some(ViewEvent::Connection(connection)),
        Update::Boards(boards) => Some(ViewEvent::Boards(boards)),
        Update::Board(opened) => {
            (open == Some(&opened.board.id)).then_some(ViewEvent::Board(opened))
        }
        Update::Freshness { board, freshness } => {
            (open == Some(&board)).then_some(ViewEvent::Freshness(freshness))
        }
        Update::Record { board, record } => {
            (open == Some(&board)).then_some(ViewEvent::Record(record))
        }
        Update::RecordGone { board, record } => {
            (open == Some(&board)).then_some(ViewEvent::RecordGone(record))
        }
        Update::Queue(queue) => Some(ViewEvent::Queue(queue)),
        Update::Conflicts(conflicts) => Some(ViewEvent::Conflicts(conflicts)),
        Update::Presence(presence) => {
            (open == Some(&presence.board)).then_some(ViewEvent::Presence(presence))
        }
    }
}

async fn next(attached: &mut Option<Attached>) -> Option<Vec<Update>> {
    match attached {
        Some(attached) => attached.watch.next().await,
        None => future::pending().await,
    }
}

async fn sleep_until(when: Option<Instant>) {
    match when {
        Some(when) => {
            tokio::time::sleep(when.saturating_duration_since(Instant::now()).max(BREATH)).await;
        }
        None => future::pending().await,
    }
}

/// Timers are not exact; a little too late is better than many times too early.
const BREATH: Duration = Duration::from_millis(1);
