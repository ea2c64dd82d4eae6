//! A stand-in for the shell, with a demo board: for `trunk serve` and for looking at states that
//! are hard to bring about. `?fake=offline` and the like choose the scene.

mod answers;
mod demo;
mod past;
mod scenes;
mod strain;
mod whole;

use super::{Backend, Soon};
use crate::{browser, clock};
use answers::reply;
use gloo::timers::{callback::Interval, future::sleep};
use scenes::Scene;
use std::{
    cell::RefCell,
    future::poll_fn,
    mem,
    rc::Rc,
    sync::Arc,
    task::{Poll, Waker},
    time::Duration,
};
use tideboard_protocol::{
    ApiError, ErrorCode, Number, OpId, OpKind, Path,
    ipc::{
        Attach, Edit, EditRequest, Edited, NextBatch, OpenBoard, OpenedBoard, SetConflictPolicies,
        SetPreferences, Snapshot, ViewEvent,
    },
    settings::Home,
    status::{SyncState, Tone},
    view::{
        BoardView, FieldEdit, Freshness, LinkView, QueueItem, QueueState, RecordSyncState,
        RecordView,
    },
};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

/// Starts the stand-in in the scene that the page's address names.
pub fn start() -> Rc<dyn Backend> {
    let scene = Scene::named(&browser::query("fake").unwrap_or_default());
    let fake = Rc::new(Fake(RefCell::new(World {
        scene,
        shown: scene.snapshot(),
        untold: Vec::new(),
        asker: None,
    })));
    if clock::stopped().is_some() {
        return Rc::new(Handle(fake));
    }
    let ticking = Rc::downgrade(&fake);
    Interval::new(1000, move || {
        if let Some(fake) = ticking.upgrade() {
            fake.tick();
        }
    })
    .forget();
    Rc::new(Handle(fake))
}

/// What a view of the scene of that name is told at first.
pub fn scene(name: &str) -> Snapshot {
    Scene::named(name).snapshot()
}

struct World {
    scene: Scene,
    shown: Snapshot,
    untold: Vec<ViewEvent>,
    /// Waits for the next batch.
    asker: Option<Waker>,
}

struct Fake(RefCell<World>);

struct Handle(Rc<Fake>);

impl Backend for Handle {
    fn call(&self, command: &'static str, args: String) -> Soon<Result<String, ApiError>> {
        let fake = Rc::clone(&self.0);
        Box::pin(async move {
            sleep(Duration::from_millis(30)).await;
            fake.answer(command, &args).await
        })
    }
}

impl Fake {
    fn attach(&self) -> Result<String, ApiError> {
        let mut world = self.0.borrow_mut();
        if world.scene == Scene::Lost {
            return Err(ApiError::new(ErrorCode::ShuttingDown, "The app is shutting down."));
        }
        world.shown.attachment += 1;
        world.untold.clear();
        if let Some(older) = world.asker.take() {
            older.wake();
        }
        reply::<Attach>(&world.shown)
    }

    /// What was told since this attachment asked last, once there is something.
    async fn next_batch(&self, attachment: u32) -> Result<String, ApiError> {
        let batch = poll_fn(|context| {
            let mut world = self.0.borrow_mut();
            if world.shown.attachment != attachment {
                return Poll::Ready(None);
            }
            if world.untold.is_empty() {
                world.asker = Some(context.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(Some(mem::take(&mut world.untold)))
        });
        reply::<NextBatch>(&batch.await)
    }

    fn tells(&self, events: Vec<ViewEvent>) {
        let mut world = self.0.borrow_mut();
        world.untold.extend(events);
        if let Some(asker) = world.asker.take() {
            asker.wake();
        }
    }

    /// New readings for the figures, while there is a connection.
    fn tick(&self) {
        let mut events = Vec::new();
        {
            let mut world = self.0.borrow_mut();
            let World { shown: Snapshot { open: Some(open), .. }, .. } = &mut *world else {
                return;
            };
            if open.freshness != Freshness::Live {
                return;
            }
            let now = clock::now();
            for record in &mut open.board.records {
                if record.kind != "metric" {
                    continue;
                }
                let [step] = browser::random_bytes::<1>();
                let swing = (f64::from(step) - 127.5) / 127.5;
                let Some(value) = record.fields.get("value").and_then(|value| value.as_f64())
                else {
                    continue;
                };
                let next = demo::point(now.as_millisecond(), value * (1.0 + swing * 0.002));
                record.fields.insert(demo::path("value"), next.value.into());
                if let Some(points) = record.points.get_mut("points") {
                    points.push(next);
                    let extra = points.len().saturating_sub(90);
                    points.drain(..extra);
                }
                record.changed_at = Some(now);
                events.push(ViewEvent::Record(Arc::new(record.clone())));
            }
        }
        if !events.is_empty() {
            self.tells(events);
        }
    }

    fn edit(self: &Rc<Self>, edit: EditRequest) -> Result<String, ApiError> {
        let op_id = OpId(Uuid::from_bytes(browser::random_bytes()));
        let online = {
            let mut world = self.0.borrow_mut();
            if world.scene == Scene::Full {
                let message = "The disk of this computer is full.";
                return Err(ApiError::new(ErrorCode::StorageFull, message));
            }
            let shown = &mut world.shown;
            if edit.kind != OpKind::Patch || edit.record.is_board() {
                whole::apply(shown, &edit);
            }
            let Some(open) = &mut shown.open else { return Err(unknown_record()) };
            let Some(record) =
                open.board.records.iter_mut().find(|record| record.id == edit.record)
            else {
                drop(world);
                self.tell_board();
                return reply::<Edit>(&Edited { op_id });
            };
            let item = QueueItem {
                op_id,
                board: edit.board.clone(),
                record: edit.record.clone(),
                title: tideboard_protocol::widget::title(&record.fields, &record.kind).to_owned(),
                kind: edit.kind,
                edits: field_edits(record, &edit),
                at: clock::now(),
                joined: 1,
                state: QueueState::Waiting,
            };
            if edit.kind == OpKind::Patch {
                apply(record, &edit);
            }
            shown.queue.ops.push(item);
            shown.queue.total += 1;
            open.freshness == Freshness::Live
        };
        self.tell();
        if online {
            let fake = Rc::clone(self);
            spawn_local(async move {
                sleep(Duration::from_millis(900)).await;
                // The change may have been rolled back meanwhile.
                let _ = fake.settle(op_id);
            });
        }
        reply::<Edit>(&Edited { op_id })
    }

    /// Tells the boards and the open one as a whole.
    fn tell_board(&self) {
        let events = {
            let world = self.0.borrow();
            let mut events = vec![ViewEvent::Boards(world.shown.boards.clone())];
            events.extend(world.shown.open.clone().map(|open| ViewEvent::Board(Box::new(open))));
            events
        };
        self.tells(events);
    }

    /// A change left the queue.
    fn settle(&self, op_id: OpId) -> Result<String, ApiError> {
        {
            let mut world = self.0.borrow_mut();
            let shown = &mut world.shown;
            let before = shown.queue.ops.len();
            shown.queue.ops.retain(|item| item.op_id != op_id);
            shown.queue.total -= (before - shown.queue.ops.len()) as u32;
            shown.conflicts.retain(|conflict| conflict.op_id != op_id);
        }
        self.tell();
        Ok("null".to_owned())
    }

    /// Brings marks and status in line with the queue, and tells the view.
    fn tell(&self) {
        let events = {
            let mut world = self.0.borrow_mut();
            let shown = &mut world.shown;
            let mut events = vec![
                ViewEvent::Queue(shown.queue.clone()),
                ViewEvent::Conflicts(shown.conflicts.clone()),
            ];
            for record in shown.open.iter_mut().flat_map(|open| &mut open.board.records) {
                let own: Vec<_> =
                    shown.queue.ops.iter().filter(|item| item.record == record.id).collect();
                record.sync.pending = own.len() as u32;
                record.sync.pending_paths = own.iter().flat_map(|item| paths(item)).collect();
                record.sync.state = own
                    .iter()
                    .map(|item| mark(&item.state))
                    .next_back()
                    .unwrap_or(RecordSyncState::Synced);
                events.push(ViewEvent::Record(Arc::new(record.clone())));
            }
            let status = &mut shown.status;
            status.unsent = shown.queue.total;
            status.conflicts = shown.conflicts.len() as u32;
            if matches!(status.state, SyncState::Syncing | SyncState::Synced | SyncState::Conflict)
            {
                (status.state, status.tone) = match (status.conflicts, status.unsent) {
                    (0, 0) => (SyncState::Synced, Tone::Good),
                    (0, _) => (SyncState::Syncing, Tone::Warn),
                    (_, _) => (SyncState::Conflict, Tone::Warn),
                };
                status.activity = Some(tideboard_protocol::status::Activity::Sending);
                status.last_synced = Some(clock::now());
            }
            events.push(ViewEvent::Status(status.clone()));
            events
        };
        self.tells(events);
    }

    fn pause(&self, until: Option<Option<jiff::Timestamp>>) -> Result<String, ApiError> {
        let events = {
            let mut world = self.0.borrow_mut();
            let shown = &mut world.shown;
            shown.connection.paused = until;
            (shown.status.state, shown.status.tone) = match until {
                Some(_) => (SyncState::Paused, Tone::Neutral),
                None => (SyncState::Synced, Tone::Good),
            };
            shown.status.until = until.flatten();
            vec![
                ViewEvent::Connection(shown.connection.clone()),
                ViewEvent::Status(shown.status.clone()),
            ]
        };
        self.tells(events);
        self.tell();
        Ok("null".to_owned())
    }

    fn come_online(&self) -> Result<String, ApiError> {
        {
            let mut world = self.0.borrow_mut();
            let shown = &mut world.shown;
            shown.connection.link = LinkView::Live;
            shown.connection.latency_ms = Some(21);
            shown.status.cause = None;
            (shown.status.state, shown.status.tone) = (SyncState::Synced, Tone::Good);
            shown.queue.ops.clear();
            shown.queue.total = 0;
            if let Some(open) = &mut shown.open {
                open.freshness = Freshness::Live;
            }
        }
        let events = {
            let world = self.0.borrow();
            vec![
                ViewEvent::Connection(world.shown.connection.clone()),
                ViewEvent::Freshness(Freshness::Live),
            ]
        };
        self.tells(events);
        self.tell();
        Ok("null".to_owned())
    }

    fn begin(&self, home: Home) -> Result<String, ApiError> {
        let events = {
            let mut world = self.0.borrow_mut();
            let mut fresh = demo::snapshot();
            fresh.attachment = world.shown.attachment;
            fresh.settings.home = home;
            world.shown = fresh;
            let shown = &world.shown;
            let mut events = vec![
                ViewEvent::Boards(shown.boards.clone()),
                ViewEvent::Settings(shown.settings.clone()),
            ];
            events.extend(shown.open.clone().map(|open| ViewEvent::Board(Box::new(open))));
            events
        };
        self.tells(events);
        Ok("null".to_owned())
    }

    fn open_board(&self, wanted: &OpenBoard) -> Result<String, ApiError> {
        let opened = {
            let mut world = self.0.borrow_mut();
            let found = world.shown.boards.iter().find(|board| board.id == wanted.board);
            let Some(summary) = found.cloned() else {
                return Err(ApiError::new(ErrorCode::UnknownBoard, "There is no such board."));
            };
            let mut opened = match whole::kept(&summary.id) {
                Some(records) => whole::opened(records),
                None => demo::snapshot().open.ok_or_else(unknown_record)?,
            };
            opened.board = BoardView {
                id: summary.id,
                title: summary.title,
                role: Some(summary.role),
                ..opened.board
            };
            world.shown.open = Some(opened.clone());
            opened
        };
        self.tells(vec![ViewEvent::Board(Box::new(opened.clone()))]);
        reply::<OpenBoard>(&OpenedBoard { ..opened })
    }

    fn set_policies(&self, wanted: SetConflictPolicies) -> Result<String, ApiError> {
        let settings = {
            let mut world = self.0.borrow_mut();
            world.shown.settings.realtime.conflict_policies = wanted.policies;
            world.shown.settings.clone()
        };
        self.tells(vec![ViewEvent::Settings(settings.clone())]);
        reply::<SetConflictPolicies>(&settings)
    }

    fn set_preferences(&self, wanted: SetPreferences) -> Result<String, ApiError> {
        let settings = {
            let mut world = self.0.borrow_mut();
            let settings = &mut world.shown.settings;
            settings.prefer(wanted.preferences);
            settings.clone()
        };
        self.tells(vec![ViewEvent::Settings(settings.clone())]);
        reply::<SetPreferences>(&settings)
    }
}

fn unknown_record() -> ApiError {
    ApiError::new(ErrorCode::UnknownRecord, "This widget is not on the board any more.")
}

fn mark(state: &QueueState) -> RecordSyncState {
    match state {
        QueueState::Waiting
        | QueueState::Retrying { .. }
        | QueueState::Held { .. }
        | QueueState::Offered
        | QueueState::Gated { .. } => RecordSyncState::Waiting,
        QueueState::Sending | QueueState::Acknowledged => RecordSyncState::Sending,
        QueueState::Conflict => RecordSyncState::Conflict,
        QueueState::Refused { .. } => RecordSyncState::Refused,
    }
}

fn paths(item: &QueueItem) -> Vec<Path> {
    item.edits
        .iter()
        .map(|edit| match edit {
            FieldEdit::Set { path, .. }
            | FieldEdit::Remove { path }
            | FieldEdit::Increment { path, .. }
            | FieldEdit::Append { path, .. } => path.clone(),
        })
        .collect()
}

fn field_edits(record: &RecordView, edit: &EditRequest) -> Vec<FieldEdit> {
    let set = edit.set.iter().map(|(path, after)| FieldEdit::Set {
        path: path.clone(),
        before: record.fields.get(path).cloned(),
        after: after.clone(),
    });
    let inc =
        edit.inc.iter().map(|(path, by)| FieldEdit::Increment { path: path.clone(), by: *by });
    let remove = edit.remove.iter().map(|path| FieldEdit::Remove { path: path.clone() });
    set.chain(inc).chain(remove).collect()
}

fn apply(record: &mut RecordView, edit: &EditRequest) {
    record.fields.retain(|path, _| !edit.remove.iter().any(|gone| path.is_at_or_below(gone)));
    record.fields.extend(edit.set.clone());
    for (path, by) in &edit.inc {
        let before = record.fields.get(path).and_then(|value| value.as_f64()).unwrap_or(0.0);
        let sum = Number::new(before + by.get()).unwrap_or_default();
        record.fields.insert(path.clone(), sum.into());
    }
    for (path, points) in &edit.append {
        record.points.entry(path.clone()).or_default().extend(points);
    }
}
