//! Who watches, and what each has not been told yet.

use super::{Face, Milestone};
use crate::watch::{Interest, Meeting, Update, View};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};
use tideboard_protocol::{
    BoardId, RecordId,
    status::SyncStatus,
    view::{ConnectionView, Freshness},
};
use tideboard_sync_core::Changed;
use tokio::sync::oneshot;

/// More changed records than this are told as their whole boards.
const RECORDS: usize = 500;
/// More changed records than this come from a long send or catch-up, and not from a person.
const MANY_RECORDS: usize = 32;
/// The queue, whole boards and many records are long and may change with every event: they are told
/// no oftener than this.
const LONG_INTERVAL: Duration = Duration::from_millis(50);

/// All watchers, and those who wait for a milestone.
#[derive(Default)]
pub struct Watchers {
    slots: Vec<Slot>,
    awaiting: Vec<(Milestone, oneshot::Sender<()>)>,
}

struct Slot {
    meeting: Arc<Meeting>,
    interest: Interest,
    marks: Marks,
    told: Told,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.meeting.end();
    }
}

/// What changed since the watcher last asked.
#[derive(Default)]
struct Marks {
    boards: bool,
    whole: BTreeSet<BoardId>,
    records: BTreeSet<(BoardId, RecordId)>,
    queue: bool,
    conflicts: bool,
    presence: BTreeSet<BoardId>,
}

/// What changes with time alone: compared with what was told last.
struct Told {
    status: SyncStatus,
    connection: ConnectionView,
    freshness: Option<Freshness>,
    long_at: Instant,
}

impl Watchers {
    /// A new watcher, with what it sees first.
    pub fn add(&mut self, interest: Interest, meeting: Arc<Meeting>, face: &Face<'_>) -> View {
        let view = face.view(&interest);
        let told = Told {
            status: view.status.clone(),
            connection: view.connection.clone(),
            freshness: view.open.as_ref().map(|open| open.freshness),
            long_at: face.now.mono,
        };
        self.slots.push(Slot { meeting, interest, marks: Marks::default(), told });
        view
    }

    /// Somebody waits for a milestone.
    pub fn wait_until(&mut self, milestone: Milestone, reply: oneshot::Sender<()>) {
        self.awaiting.push((milestone, reply));
    }

    /// Notes what changed.
    pub fn mark(&mut self, changed: &Changed) {
        self.slots.iter_mut().for_each(|slot| slot.mark(changed));
    }

    /// Everything may be different: there is another engine.
    pub fn mark_all(&mut self, face: &Face<'_>) {
        let known: Vec<BoardId> = face.boards().into_iter().map(|board| board.id).collect();
        for slot in &mut self.slots {
            let boards = match &slot.interest {
                Interest::Board(board) => board.iter().cloned().collect(),
                Interest::All => known.clone(),
            };
            slot.marks = Marks {
                boards: true,
                presence: boards.iter().cloned().collect(),
                whole: boards.into_iter().collect(),
                records: BTreeSet::new(),
                queue: true,
                conflicts: true,
            };
        }
    }

    /// When somebody may be told of the queue or a whole board.
    pub fn deadline(&self) -> Option<Instant> {
        let due = |slot: &Slot| {
            let is_due = slot.marks.has_long() && slot.meeting.is_counted_on();
            is_due.then(|| slot.told.long_at + LONG_INTERVAL)
        };
        self.slots.iter().filter_map(due).min()
    }

    /// Answers everybody who waits and for whom there is something.
    pub fn serve(&mut self, face: &Face<'_>) {
        // The other half of the meeting is the watcher's.
        self.slots.retain(|slot| Arc::strong_count(&slot.meeting) > 1);
        self.slots.iter_mut().for_each(|slot| slot.serve(face));
        self.awaiting.retain(|(_, reply)| !reply.is_closed());
        for (milestone, reply) in std::mem::take(&mut self.awaiting) {
            if face.is_at(milestone) {
                // Whoever waited may have given up just now.
                let _ = reply.send(());
            } else {
                self.awaiting.push((milestone, reply));
            }
        }
    }
}

impl Marks {
    fn has_long(&self) -> bool {
        self.queue || !self.whole.is_empty() || self.has_many_records()
    }

    fn has_many_records(&self) -> bool {
        self.records.len() > MANY_RECORDS
    }
}

impl Slot {
    fn wants(&self, board: &BoardId) -> bool {
        match &self.interest {
            Interest::Board(wanted) => wanted.as_ref() == Some(board),
            Interest::All => true,
        }
    }

    fn mark(&mut self, changed: &Changed) {
        match changed {
            // Compared when served.
            Changed::Status => {}
            Changed::Boards => self.marks.boards = true,
            Changed::Queue => self.marks.queue = true,
            Changed::Conflicts => self.marks.conflicts = true,
            Changed::Board(board) if self.wants(board) => {
                self.marks.whole.insert(board.clone());
            }
            Changed::Presence(board) if self.wants(board) => {
                self.marks.presence.insert(board.clone());
            }
            Changed::Record(board, record) if self.wants(board) => self.mark_record(board, record),
            Changed::Board(_) | Changed::Presence(_) | Changed::Record(..) => {}
        }
    }

    fn mark_record(&mut self, board: &BoardId, record: &RecordId) {
        let stands_for_board = record.is_board() && self.interest != Interest::All;
        if stands_for_board {
            self.marks.whole.insert(board.clone());
        }
        if self.marks.whole.contains(board) {
            return;
        }
        self.marks.records.insert((board.clone(), record.clone()));
        if self.marks.records.len() > RECORDS {
            let records = std::mem::take(&mut self.marks.records);
            self.marks.whole.extend(records.into_iter().map(|(board, _)| board));
        }
    }

    fn serve(&mut self, face: &Face<'_>) {
        let Some(waiting) = self.meeting.take() else { return };
        let updates = self.updates(face);
        if updates.is_empty() {
            return self.meeting.put_back(waiting);
        }
        if let Err(untold) = waiting.send(updates) {
            // The watcher is being dropped; nobody is left to tell.
            drop(untold);
        }
    }

    fn updates(&mut self, face: &Face<'_>) -> Vec<Update> {
        let marks = self.take_due(face.now.mono);
        let mut updates = Vec::new();
        let status = face.status();
        if status != self.told.status {
            self.told.status = status.clone();
            updates.push(Update::Status(status));
        }
        let connection = face.connection();
        if connection != self.told.connection {
            self.told.connection = connection.clone();
            updates.push(Update::Connection(connection));
        }
        if marks.boards {
            updates.push(Update::Boards(face.boards()));
        }
        for (board, record) in marks.records {
            if !marks.whole.contains(&board) {
                updates.push(record_update(face, board, record));
            }
        }
        let boards = marks.whole.iter().filter_map(|board| face.board(board));
        updates.extend(boards.map(|board| Update::Board(Box::new(board))));
        if marks.queue {
            updates.push(Update::Queue(face.queue()));
        }
        self.push_freshness(face, &mut updates);
        if marks.conflicts {
            updates.push(Update::Conflicts(face.conflicts()));
        }
        let present = marks.presence.iter().filter_map(|board| face.presence(board));
        updates.extend(present.map(Update::Presence));
        updates
    }

    /// What may be told now; what is long and was told a moment ago stays.
    fn take_due(&mut self, now: Instant) -> Marks {
        let mut due = std::mem::take(&mut self.marks);
        if !due.has_long() {
            return due;
        }
        if now >= self.told.long_at + LONG_INTERVAL {
            self.told.long_at = now;
            return due;
        }
        if due.has_many_records() {
            self.marks.records = std::mem::take(&mut due.records);
        }
        self.marks.queue = std::mem::take(&mut due.queue);
        self.marks.whole = std::mem::take(&mut due.whole);
        due
    }

    fn push_freshness(&mut self, face: &Face<'_>, updates: &mut Vec<Update>) {
        let Interest::Board(Some(board)) = &self.interest else { return };
        let freshness = face.freshness(board);
        if self.told.freshness != Some(freshness) {
            self.told.freshness = Some(freshness);
            updates.push(Update::Freshness { board: board.clone(), freshness });
        }
    }
}

fn record_update(face: &Face<'_>, board: BoardId, record: RecordId) -> Update {
    match face.record(&board, &record) {
        Some(view) => Update::Record { board, record: Arc::new(view) },
        None => Update::RecordGone { board, record },
    }
}
