//! What a connection says, and what is said on it.

use super::{Link, Live};
use crate::{
    board::Board,
    engine::Engine,
    input::Effect,
    stored::{Bound, Write},
};
use std::time::Duration;
use tideboard_protocol::{
    ApiError, BoardId, Epoch, ErrorCode, RecordId, Seq,
    frame::{ClientFrame, PresenceState, ServerFrame, Welcome},
};

impl Engine {
    pub(crate) fn on_frame(&mut self, frame: ServerFrame) {
        self.on_heard();
        if let ServerFrame::Welcome(welcome) = frame {
            if matches!(self.link, Link::Greeting { .. }) {
                self.on_welcome(*welcome);
            }
            return;
        }
        if let ServerFrame::Error { code, message, action } = frame {
            let error = ApiError { code, message, action };
            self.complaint = Some(error.clone());
            self.last_error = Some((error, self.now.wall));
            return;
        }
        if !self.link.is_live() {
            return;
        }
        match frame {
            ServerFrame::Boards { boards } => self.on_boards(boards),
            ServerFrame::Delta(delta) => {
                let board = delta.board.clone();
                let was_awaited = self.boards.get(&board).is_some_and(Board::is_awaited);
                self.on_delta(delta);
                if was_awaited && !self.boards.get(&board).is_some_and(Board::is_awaited) {
                    self.show_presence_on(&board);
                }
            }
            ServerFrame::Unsubscribed { board, code } => self.on_unsubscribed(&board, code),
            ServerFrame::Results { results } => {
                results.into_iter().for_each(|result| self.on_result(result));
            }
            ServerFrame::Ping { heads } => {
                self.push_effect(Effect::Send(ClientFrame::Pong));
                self.on_heads(heads);
            }
            ServerFrame::Pong => self.on_pong(),
            ServerFrame::Presence { board, peers } => self.on_peers(&board, peers),
            ServerFrame::Welcome(_) | ServerFrame::Error { .. } => {}
        }
    }

    fn on_welcome(&mut self, welcome: Welcome) {
        let same = |bound: &Bound| {
            bound.server_id == welcome.server_id && bound.user.id == welcome.user.id
        };
        if self.account.bound.as_ref().is_some_and(|bound| !same(bound)) {
            self.hang_up(1000);
            let (server_id, user) = (welcome.server_id, welcome.user);
            self.push_effect(Effect::SwitchAccount { server_id, user });
            return;
        }
        let earlier = self.account.bound.as_ref().map(|bound| bound.epoch);
        let restored = earlier.filter(|epoch| *epoch != welcome.epoch);
        self.account.client_id = welcome.client_id;
        self.account.session = Some(welcome.session);
        self.account.bound =
            Some(Bound { server_id: welcome.server_id, epoch: welcome.epoch, user: welcome.user });
        self.write(Write::Account(self.account.clone()));
        if let Some(earlier) = restored {
            self.mark_earlier(earlier);
        }
        self.link = Link::Live(Box::new(Live {
            since: self.now.mono,
            heartbeat: Duration::from_millis(welcome.heartbeat_ms.clamp(100, 600_000)),
            limits: welcome.limits,
            server: welcome.server,
            last_heard: self.now.mono,
            last_pong: None,
            last_ping: self.now.mono,
            latency: None,
        }));
        self.down_since = None;
        self.in_review = self.is_overdue();
        self.ping();
        // What may have arrived already goes first, so that its results come before the deltas
        // that contain it and nothing is shown twice.
        self.pump_frozen();
        self.on_boards(welcome.boards);
        self.open_version_gates();
        let wanted: Vec<BoardId> = self
            .boards
            .values()
            .filter(|board| board.row.wanted)
            .map(|board| board.row.id.clone())
            .chain(self.queue.boards().cloned())
            .collect();
        wanted.iter().for_each(|board| self.subscribe(board));
    }

    /// The server's data was restored: every board is asked for from nothing, even if this
    /// connection ends before the answers come. Until then a board's cursor still says what its
    /// reader has seen: an edit made meanwhile clashes with nothing older.
    fn mark_earlier(&mut self, earlier: Epoch) {
        let mut rows = Vec::new();
        for board in self.boards.values_mut() {
            board.row.epoch.get_or_insert(earlier);
            if !board.row.loaded {
                board.row.cursor = Seq::ZERO;
            }
            rows.push(Write::Board(board.row.clone()));
        }
        self.write_all(rows);
    }

    /// Says again what the user does there: a server takes no notice of it, or forgets it, while it
    /// does not deliver the board.
    fn show_presence_on(&mut self, subscribed: &BoardId) {
        if let Some((board, record, state)) = self.presence.clone()
            && board == *subscribed
        {
            self.push_effect(Effect::Send(ClientFrame::Presence { board, record, state }));
        }
    }

    pub(crate) fn on_presence(
        &mut self,
        board: BoardId,
        record: Option<RecordId>,
        state: PresenceState,
    ) {
        let new = Some((board.clone(), record.clone(), state));
        if self.presence == new {
            return;
        }
        self.presence = new;
        if self.link.is_live() {
            self.push_effect(Effect::Send(ClientFrame::Presence { board, record, state }));
        }
    }

    pub(crate) fn on_heard(&mut self) {
        if let Link::Live(live) = &mut self.link {
            live.last_heard = self.now.mono;
        }
    }

    pub(crate) fn on_garbled(&mut self, message: String) {
        let error = ApiError::new(
            ErrorCode::ProtocolError,
            format!("The server sent something that cannot be read: {message}"),
        );
        self.push_effect(Effect::Close { code: 4500 });
        self.fail(error);
    }

    pub(super) fn ping(&mut self) {
        if let Link::Live(live) = &mut self.link {
            live.last_ping = self.now.mono;
            self.push_effect(Effect::Send(ClientFrame::Ping));
        }
    }

    fn on_pong(&mut self) {
        if let Link::Live(live) = &mut self.link {
            live.last_pong = Some((self.now.mono, self.now.wall));
            live.latency = Some(self.now.mono.duration_since(live.last_ping));
        }
        for board in self.boards.values_mut().filter(|board| board.is_at_head()) {
            board.row.fresh_at = Some(self.now.wall);
        }
    }
}
