//! What the shell told this view, and how its events change it. Plain Rust, no browser.

use jiff::Timestamp;
use std::{collections::BTreeMap, ops::Deref, sync::Arc};
use tideboard_protocol::{
    BoardId, RecordId,
    frame::Role,
    ipc::{Destination, Notice, OpenedBoard, Snapshot, ViewEvent},
    order::sort_by,
    settings::Settings,
    status::SyncStatus,
    view::{BoardSummary, ConflictView, ConnectionView, Freshness, QueueView, RecordView},
};
use tideboard_protocol::{view::PresenceView, widget::Layout};

/// A slice of the state. Equal means the same slice, so that comparing costs nothing and a
/// component renders only when its own slice was replaced.
#[derive(Debug)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// A new slice, different from every other.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T: PartialEq> Shared<T> {
    /// Replaces the slice, unless its content is the same.
    fn update(&mut self, value: T) {
        if *self.0 != value {
            self.0 = Arc::new(value);
        }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// The open board without its records.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardHead {
    /// The board.
    pub id: BoardId,
    /// Its title.
    pub title: String,
    /// What this user may do, as far as known.
    pub role: Option<Role>,
    /// Whether its content was ever received.
    pub loaded: bool,
}

impl BoardHead {
    /// Whether this user may only look. What is not known is not forbidden: the server decides.
    pub fn is_read_only(&self) -> bool {
        match self.role {
            Some(Role::Viewer) => true,
            Some(Role::Editor | Role::Owner) | None => false,
        }
    }
}

/// Everything the shell told, cut into slices.
#[derive(Debug)]
pub struct ViewState {
    pub version: String,
    pub settings: Shared<Settings>,
    pub tray: bool,
    pub status: Shared<SyncStatus>,
    pub connection: Shared<ConnectionView>,
    pub boards: Shared<Vec<BoardSummary>>,
    pub board: Option<Shared<BoardHead>>,
    pub freshness: Freshness,
    pub records: BTreeMap<RecordId, Shared<RecordView>>,
    pub queue: Shared<QueueView>,
    pub conflicts: Shared<Vec<ConflictView>>,
    pub presence: Option<Shared<PresenceView>>,
    pub notices: Shared<Vec<Notice>>,
    /// The app was started to show a board alone.
    pub kiosk: bool,
    /// Where the tray last sent the user, counted so that the same place twice is news.
    pub destination: Option<(u32, Destination)>,
}

impl ViewState {
    /// The state of a fresh attachment.
    pub fn new(snapshot: Snapshot) -> Self {
        let mut state = Self {
            version: snapshot.version,
            settings: Shared::new(snapshot.settings),
            tray: snapshot.tray,
            status: Shared::new(snapshot.status),
            connection: Shared::new(snapshot.connection),
            boards: Shared::new(snapshot.boards),
            board: None,
            freshness: Freshness::AsOf { at: None },
            records: BTreeMap::new(),
            queue: Shared::new(snapshot.queue),
            conflicts: Shared::new(snapshot.conflicts),
            presence: snapshot.presence.map(Shared::new),
            notices: Shared::new(snapshot.notices),
            kiosk: snapshot.kiosk,
            destination: None,
        };
        if let Some(open) = snapshot.open {
            state.open(open);
        }
        state
    }

    /// Replaces everything by a newer attachment's state; slices with equal content stay, so that
    /// attaching again does not render everything again.
    pub fn replace(&mut self, snapshot: Snapshot) {
        self.version = snapshot.version;
        self.settings.update(snapshot.settings);
        self.tray = snapshot.tray;
        self.status.update(snapshot.status);
        self.connection.update(snapshot.connection);
        self.boards.update(snapshot.boards);
        self.queue.update(snapshot.queue);
        self.conflicts.update(snapshot.conflicts);
        self.set_presence(snapshot.presence);
        self.notices.update(snapshot.notices);
        match snapshot.open {
            Some(open) => self.open(open),
            None => {
                self.board = None;
                self.records.clear();
                self.freshness = Freshness::AsOf { at: None };
            }
        }
    }

    /// Applies one event: each replaces the slice that it is about.
    pub fn reduce(&mut self, event: ViewEvent) {
        match event {
            ViewEvent::Status(status) => self.status.update(status),
            ViewEvent::Connection(connection) => self.connection.update(connection),
            ViewEvent::Boards(boards) => self.boards.update(boards),
            ViewEvent::Board(open) => self.open(*open),
            ViewEvent::Freshness(freshness) => self.freshness = freshness,
            ViewEvent::Record(record) => self.put(record),
            ViewEvent::RecordGone(record) => {
                self.records.remove(&record);
            }
            ViewEvent::Queue(queue) => self.queue.update(queue),
            ViewEvent::Conflicts(conflicts) => self.conflicts.update(conflicts),
            ViewEvent::Presence(presence) => self.set_presence(Some(presence)),
            ViewEvent::Settings(settings) => self.settings.update(settings),
            ViewEvent::Tray(tray) => self.tray = tray,
            ViewEvent::Notices(notices) => self.notices.update(notices),
            ViewEvent::Navigate(destination) => {
                let count = self.destination.map_or(0, |(count, _)| count.wrapping_add(1));
                self.destination = Some((count, destination));
            }
        }
    }

    fn open(&mut self, OpenedBoard { board, freshness }: OpenedBoard) {
        self.freshness = freshness;
        let mut before = std::mem::take(&mut self.records);
        if self.board.as_ref().is_none_or(|open| open.id != board.id) {
            before.clear();
        }
        let head =
            BoardHead { id: board.id, title: board.title, role: board.role, loaded: board.loaded };
        match &mut self.board {
            Some(open) => open.update(head),
            None => self.board = Some(Shared::new(head)),
        }
        for record in board.records {
            let slice = match before.remove(&record.id) {
                Some(mut slice) => {
                    slice.update(record);
                    slice
                }
                None => Shared::new(record),
            };
            self.records.insert(slice.id.clone(), slice);
        }
    }

    fn put(&mut self, record: Arc<RecordView>) {
        match self.records.get(&record.id) {
            Some(known) if **known == *record => {}
            Some(_) | None => {
                self.records.insert(record.id.clone(), Shared(record));
            }
        }
    }

    fn set_presence(&mut self, presence: Option<PresenceView>) {
        match (presence, &mut self.presence) {
            (Some(presence), Some(slice)) => slice.update(presence),
            (presence, slice) => *slice = presence.map(Shared::new),
        }
    }

    /// Whether this user may make boards, as far as can be told: who owns no board on a server that
    /// lists some may not. What is not known is not forbidden: the server decides.
    pub fn may_make_boards(&self) -> bool {
        self.boards.is_empty() || self.boards.iter().any(|board| board.role == Role::Owner)
    }

    /// The widgets in reading order, each with its place on the grid.
    pub fn places(&self) -> Vec<(RecordId, Option<Layout>)> {
        let mut places: Vec<_> = self
            .records
            .values()
            .map(|record| (record.id.clone(), Layout::read(&record.fields)))
            .collect();
        // Those without a place come last, where the grid finds room for them.
        let at = |layout: &Option<Layout>| layout.map_or((u32::MAX, 0), |it| (it.y, it.x));
        sort_by(&mut places, |(a, at_a), (b, at_b)| (at(at_a), a).cmp(&(at(at_b), b)));
        places
    }
}

/// When a record last got news: its newest point or its newest confirmed change.
pub fn newest_news(record: &RecordView) -> Option<Timestamp> {
    let point = record
        .points
        .values()
        .filter_map(|points| points.last())
        .map(|point| point.t_ms)
        .max()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok());
    point.max(record.changed_at)
}

#[cfg(test)]
mod tests;
