//! What surfaces show, computed from the engine's state whenever it is asked for.

mod changes;
mod points;

use crate::{
    Now,
    board::{Board, Subscription},
    engine::Engine,
    link::Link,
    overlay::{self, Shown, shown_value},
    pending::Pending,
    queue::LaneKey,
    status::{self, BLIP, Facts, LATE, LinkFact},
    stored::{Bound, OpState},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tideboard_protocol::{
    Action, ApiError, BoardId, ClientId, ErrorCode, Path, Point, RecordId,
    frame::{Role, UnsubscribedCode},
    ipc::OpenedBoard,
    status::SyncStatus,
    view::{
        BoardSummary, BoardView, ConnectionView, Freshness, LinkView, PresenceView, RecordSync,
        RecordSyncState, RecordView,
    },
};

impl Engine {
    /// How sync stands.
    pub fn status(&self, now: Now) -> SyncStatus {
        let counts = self.queue.counts();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let oldest = self.queue.oldest_unsent().map(|pending| pending.row.op.at);
        let age = |at| Duration::try_from(now.wall.duration_since(at)).unwrap_or_default();
        status::status(&Facts {
            link: self.link_fact(now),
            paused: self.account.pause.map(|pause| pause.until),
            queued: number(counts.total - counts.offered),
            unsent: number(counts.unsent()),
            conflicts: number(counts.conflicts),
            refused: number(counts.refused),
            offered: number(counts.offered),
            oldest_unsent: oldest.map(age),
            storage: self.storage_full.then(|| {
                let words = "The disk of this computer is full. Nothing saved is lost; new changes are refused until there is space.";
                ApiError::new(ErrorCode::StorageFull, words)
            }),
            differs: self.differs(),
            in_review: self.in_review,
            last_synced: self.last_synced,
        })
    }

    /// What is wrong with a board that is at the server's head and still not what the server has.
    pub(crate) fn differs(&self) -> Option<ApiError> {
        let board = self.boards.values().find(|board| board.differs())?;
        let title = self.title(board);
        Some(if board.quarantine.is_empty() {
            let words =
                format!("The board {title} differs from the server's even after loading it anew.");
            ApiError::new(ErrorCode::ProtocolError, words)
        } else {
            let words = format!(
                "The board {title} holds a change that this version of Tideboard cannot read. Everything else is shown; update Tideboard to see it."
            );
            ApiError::new(ErrorCode::UnsupportedVersion, words)
        })
    }

    fn link_fact(&self, now: Now) -> LinkFact {
        match &self.link {
            Link::Live(live) => {
                let limit = live.heartbeat * 2;
                let fresh = live
                    .last_pong
                    .is_some_and(|(at, _)| now.mono.saturating_duration_since(at) < limit);
                LinkFact::Live { fresh, catching_up: self.is_catching_up() }
            }
            Link::Refused(error) if error.action == Action::SignIn => {
                LinkFact::SignIn(error.clone())
            }
            Link::Refused(error) => LinkFact::Refused(error.clone()),
            Link::Off | Link::Dialing { .. } | Link::Greeting { .. } | Link::Waiting { .. } => {
                let (from, since) = self.down_since.unwrap_or((now.mono, now.wall));
                let length = now.mono.saturating_duration_since(from);
                LinkFact::Down { length, since, idle: self.server.is_none() }
            }
        }
    }

    /// When the status changes by time alone.
    pub(crate) fn status_timeout(&self) -> Option<(Instant, &'static str)> {
        let now = self.now;
        let live = match &self.link {
            Link::Live(live) => live.last_pong.map(|(at, _)| at + live.heartbeat * 2),
            Link::Off
            | Link::Dialing { .. }
            | Link::Greeting { .. }
            | Link::Waiting { .. }
            | Link::Refused(_) => None,
        };
        let down = self.down_since.map(|(from, _)| from + BLIP);
        let late = self.queue.oldest_unsent().and_then(|pending| {
            let age = Duration::try_from(now.wall.duration_since(pending.row.op.at)).ok()?;
            LATE.checked_sub(age).map(|left| now.mono + left)
        });
        let moments = [live, down, late].into_iter().flatten();
        moments.filter(|at| *at > now.mono).min().map(|at| (at, "the status changes by time"))
    }

    /// The connection in detail.
    pub fn connection(&self, _now: Now) -> ConnectionView {
        let link = match &self.link {
            Link::Off => LinkView::Off,
            Link::Dialing { .. } | Link::Greeting { .. } => LinkView::Connecting,
            Link::Live(_) => LinkView::Live,
            Link::Waiting { retry_at, .. } => {
                LinkView::Waiting { retry_at: *retry_at, attempt: self.attempt }
            }
            Link::Refused(error) => LinkView::Refused { error: error.clone() },
        };
        let live = match &self.link {
            Link::Live(live) => Some(live),
            Link::Off
            | Link::Dialing { .. }
            | Link::Greeting { .. }
            | Link::Waiting { .. }
            | Link::Refused(_) => None,
        };
        let unsent = self.queue.counts().unsent();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let sending = live.is_some() && unsent > 0;
        ConnectionView {
            link,
            server_url: self.server.as_ref().map(|server| server.url.clone()),
            server: live.map(|live| live.server.clone()),
            user: self.account.bound.as_ref().map(|bound| bound.user.name.clone()),
            latency_ms: live
                .and_then(|live| live.latency)
                .map(|latency| u32::try_from(latency.as_millis()).unwrap_or(u32::MAX)),
            last_synced: self.last_synced,
            last_error: self.last_error.clone(),
            paused: self.account.pause.map(|pause| pause.until),
            progress: if sending {
                let sent = self.sending_from.saturating_sub(unsent);
                Some((number(sent), number(self.sending_from)))
            } else {
                self.caught_up()
            },
            digests: self.away.count(),
        }
    }

    /// How far all boards together have caught up, if any is catching up.
    fn caught_up(&self) -> Option<(u32, u32)> {
        let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let add = |(here, whole), (more, much): (u64, u64)| (here + more, whole + much);
        let (here, whole) = self.boards.values().filter_map(Board::progress).reduce(add)?;
        Some((number(here), number(whole)))
    }

    /// Whether the next attempt to connect is waited for: a hint that the network is back helps.
    pub fn waits_to_connect(&self) -> bool {
        self.link.is_waiting()
    }

    /// Server and user, once welcomed for the first time.
    pub fn bound(&self) -> Option<&Bound> {
        self.account.bound.as_ref()
    }

    /// Id of this profile on its server.
    pub fn client_id(&self) -> ClientId {
        self.account.client_id
    }

    /// All boards this user may see, as far as known, by title.
    pub fn boards(&self) -> Vec<BoardSummary> {
        let mut out: BTreeMap<BoardId, BoardSummary> = BTreeMap::new();
        for entry in self.listed.iter().flatten() {
            let (id, title, role) = (entry.id.clone(), entry.title.clone(), entry.role);
            out.insert(id.clone(), BoardSummary { id, title, role });
        }
        for board in self.boards.values() {
            let id = board.row.id.clone();
            let own = self.queue.has_ops(&id);
            let known = match board.subscription {
                Subscription::Refused(_) => own,
                Subscription::Off
                | Subscription::Requested
                | Subscription::Chain
                | Subscription::Live => match &self.listed {
                    // Without the server's list, one that was only asked for may not exist.
                    None => own || board.row.loaded,
                    Some(_) => own || out.contains_key(&id),
                },
            };
            if known {
                let role = board.row.role.unwrap_or(Role::Owner);
                out.insert(id.clone(), BoardSummary { title: self.title(board), id, role });
            }
        }
        let mut boards: Vec<BoardSummary> = out.into_values().collect();
        boards.sort_by(|a, b| (&a.title, &a.id).cmp(&(&b.title, &b.id)));
        boards
    }

    /// The title of a board as the user sees it, own unsent renaming included.
    pub(crate) fn title(&self, board: &Board) -> String {
        let record = board.records.get(&RecordId::board());
        let lane = self.queue.lane(&(board.row.id.clone(), RecordId::board()));
        let title = Path::new("title").ok().and_then(|path| shown_value(record, lane, &path));
        match title {
            Some(Value::String(title)) if !title.trim().is_empty() => title,
            _ => board.row.title.clone(),
        }
    }

    /// A board with all it shows; `None`: never heard of.
    pub fn board(&self, now: Now, id: &BoardId) -> Option<OpenedBoard> {
        let board = self.boards.get(id)?;
        let own = self.queue.lanes_of_board(id);
        let mut ids: Vec<&RecordId> = board.records.keys().chain(own).collect();
        ids.sort_unstable();
        ids.dedup();
        let records = ids
            .into_iter()
            .filter(|record| !record.is_board())
            .filter_map(|record| self.record(id, record))
            .collect();
        let creating = self.queue.is_creating(id);
        Some(OpenedBoard {
            board: BoardView {
                id: id.clone(),
                title: self.title(board),
                role: board.row.role,
                cursor: board.row.cursor,
                loaded: board.row.loaded || creating,
                records,
            },
            freshness: self.freshness(now, id),
        })
    }

    /// How current a board is.
    pub fn freshness(&self, now: Now, id: &BoardId) -> Freshness {
        let board = self.boards.get(id);
        let live = matches!(self.link_fact(now), LinkFact::Live { fresh: true, .. });
        if live && board.is_some_and(|board| board.is_at_head() && !board.differs()) {
            return Freshness::Live;
        }
        Freshness::AsOf { at: board.and_then(|board| board.row.fresh_at) }
    }

    /// Why a board is not delivered, if it is not.
    pub fn unavailable(&self, id: &BoardId) -> Option<UnsubscribedCode> {
        match self.boards.get(id)?.subscription {
            Subscription::Refused(code) => Some(code),
            Subscription::Off
            | Subscription::Requested
            | Subscription::Chain
            | Subscription::Live => None,
        }
    }

    /// A record as the user sees it, with the outline of its series; `None`: there is none.
    pub fn record(&self, board: &BoardId, record: &RecordId) -> Option<RecordView> {
        self.record_with(board, record, points::outline)
    }

    /// The same with every point of its series.
    pub fn whole_record(&self, board: &BoardId, record: &RecordId) -> Option<RecordView> {
        self.record_with(board, record, points::whole)
    }

    fn record_with(
        &self,
        board: &BoardId,
        record: &RecordId,
        points_of: impl FnOnce(&Shown<'_>) -> BTreeMap<Path, Vec<Point>>,
    ) -> Option<RecordView> {
        let entry = self.boards.get(board)?;
        let stored = entry.records.get(record);
        let key: LaneKey = (board.clone(), record.clone());
        let lane = self.queue.lane(&key);
        let shown = Shown::new(stored, lane);
        let sync = self.record_sync(&key);
        // What somebody else deleted stays visible while an own change of it is to be decided.
        let in_conflict = |op: &Pending| matches!(op.row.state, OpState::Conflict(_));
        let undecided = lane.is_some_and(|lane| lane.ops.iter().any(in_conflict));
        let visible = match shown.alive {
            Some(alive) => alive || undecided,
            None => lane.is_some(),
        };
        if !visible {
            return None;
        }
        let changed = stored.and_then(|stored| stored.row.changed.clone());
        Some(RecordView {
            id: record.clone(),
            points: points_of(&shown),
            kind: shown.kind.unwrap_or_else(|| "unknown".to_owned()),
            fields: shown.fields,
            sync,
            changed_at: changed.as_ref().map(|(at, _)| *at),
            changed_by: changed.map(|(_, by)| by),
        })
    }

    fn record_sync(&self, key: &LaneKey) -> RecordSync {
        let mut sync = RecordSync {
            state: RecordSyncState::Synced,
            pending: 0,
            pending_paths: Vec::new(),
            message: None,
        };
        let Some(lane) = self.queue.lane(key) else { return sync };
        let rank = |state| match state {
            RecordSyncState::Synced => 0,
            RecordSyncState::Sending => 1,
            RecordSyncState::Waiting => 2,
            RecordSyncState::Conflict => 3,
            RecordSyncState::Refused => 4,
        };
        for pending in &lane.ops {
            let state = match &pending.row.state {
                OpState::Queued | OpState::Waiting { .. } => RecordSyncState::Waiting,
                OpState::Sent | OpState::Acknowledged { .. } => RecordSyncState::Sending,
                OpState::Conflict(_) => RecordSyncState::Conflict,
                OpState::Parked(rejection)
                | OpState::Doubtful(rejection)
                | OpState::Unreadable(rejection)
                | OpState::Gated(rejection) => {
                    sync.message.get_or_insert_with(|| rejection.message.clone());
                    RecordSyncState::Refused
                }
                OpState::Offered => continue,
            };
            if rank(state) > rank(sync.state) {
                sync.state = state;
            }
            sync.pending += 1;
            let op = &pending.row.op;
            sync.pending_paths
                .extend(op.set.keys().chain(op.inc.keys()).chain(&op.remove).cloned());
        }
        sync.pending_paths.sort_unstable();
        sync.pending_paths.dedup();
        sync
    }

    /// The title of a record as the user sees it; of one without, its kind.
    pub(crate) fn record_title(&self, board: &BoardId, record: &RecordId) -> String {
        if record.is_board() {
            return self.boards.get(board).map_or_else(String::new, |board| self.title(board));
        }
        let stored = self.boards.get(board).and_then(|board| board.records.get(record));
        let lane = self.queue.lane(&(board.clone(), record.clone()));
        let title = Path::new("title").ok().and_then(|path| shown_value(stored, lane, &path));
        match title {
            Some(Value::String(title)) if !title.trim().is_empty() => title,
            _ => overlay::kind(stored, lane).unwrap_or(record.as_str()).to_owned(),
        }
    }

    /// Who else is on a board.
    pub fn presence(&self, id: &BoardId) -> Option<PresenceView> {
        let board = self.boards.get(id)?;
        Some(PresenceView { board: id.clone(), peers: board.peers.clone() })
    }
}
