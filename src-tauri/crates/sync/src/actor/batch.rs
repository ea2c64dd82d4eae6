//! Handling a batch: first every event, then one commit, then everything else in order.

use super::{Actor, Event, Face, Request, request::Answer, storage::Aftermath};
use crate::{
    clock,
    socket::{Socket, SocketEvent},
    store::{StoreError, account_for_identity},
};
use std::{collections::VecDeque, time::Duration};
use tideboard_failpoint::{Point, reached};
use tideboard_protocol::{
    ApiError, BoardId,
    frame::{ClientFrame, ServerFrame, Welcome},
};
use tideboard_sync_core::{Changed, Effect, Engine, Input, Reply, Ticket, stored::Write};

/// Something to do once the batch is durable.
pub enum Step {
    Reply(Ticket, Result<Reply, ApiError>),
    Changed(Changed),
    Connect(u64),
    Send(ClientFrame),
    Authenticate,
    Close(u16),
    Audit(BoardId),
    Serve(Request),
}

impl Actor {
    pub(super) fn process(&mut self, batch: VecDeque<Event>) {
        for event in batch {
            match event {
                Event::Request(request) => self.on_request(request),
                Event::Socket(number, event) => self.on_socket(number, event),
                Event::Due => self.on_due(),
                Event::Tick => self.on_tick(),
            }
        }
        self.flush();
        let face = face(&self.engine, &self.storage);
        self.watchers.serve(&face);
    }

    fn on_request(&mut self, request: Request) {
        match request {
            Request::Command { command, reply } => {
                if let Some(error) = self.storage.is_out_of_reach() {
                    drop(reply.send(Err(error.clone())));
                    return;
                }
                let ticket = self.ticket(reply);
                self.feed(command.input(ticket));
            }
            Request::SetServer { address, reply } => {
                let result = self.set_server(address).map_err(ApiError::from);
                drop(reply.send(result));
            }
            Request::Rename(device_name) => {
                self.config.device_name.clone_from(&device_name);
                self.feed(Input::Rename { device_name });
            }
            Request::SetPolicies(policies) => {
                self.config.realtime.conflict_policies.clone_from(&policies);
                self.feed(Input::Policies(policies));
            }
            Request::ReviewAfter(age) => {
                self.review_after = age;
                self.feed(Input::ReviewAfter(age));
            }
            Request::Presence { board, record, state } => {
                self.feed(Input::Presence { board, record, state });
            }
            Request::Shutdown => self.shut_down(),
            Request::Restore { id, values, reply } => self.restore(id, values, reply),
            Request::Import { rows, reply } => self.import(rows, reply),
            // These read: they must not see what is not yet durable.
            later @ (Request::Query(_)
            | Request::History { .. }
            | Request::Watch { .. }
            | Request::Await { .. }) => self.steps.push(Step::Serve(later)),
            // Watchers are served at the end of every batch.
            Request::Look => {}
        }
    }

    pub(super) fn ticket(&mut self, reply: Answer) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.waiting.insert(ticket, reply);
        ticket
    }

    fn on_socket(&mut self, number: u64, event: SocketEvent) {
        if self.hearing != Some(number) {
            return;
        }
        match event {
            SocketEvent::Connected => self.feed(Input::Connected),
            SocketEvent::Failed(error) => {
                self.hearing = None;
                tracing::info!(%error, "cannot connect");
                self.feed(Input::ConnectFailed { error });
            }
            SocketEvent::Received(frames) => self.on_frames(frames),
            SocketEvent::Garbled(message) => {
                tracing::warn!(message, "the server sent something unreadable");
                self.feed(Input::Garbled { message });
            }
            SocketEvent::Closed { code, reason } => {
                self.hearing = None;
                tracing::info!(code, reason, "connection closed");
                self.feed(Input::Closed { code, reason });
            }
        }
    }

    /// An account that was never welcomed may turn out to be one that is known already, at
    /// another address: then its edits go there, and the greeting is done again as that one.
    fn on_frames(&mut self, frames: Vec<ServerFrame>) {
        self.follow_binding();
        if !self.bound
            && let Some(welcome) = find_welcome(&frames)
        {
            let (server_id, user) = (welcome.server_id, welcome.user.id.clone());
            match account_for_identity(self.store.as_ref(), server_id, &user) {
                Ok(None) => {}
                Ok(Some(known)) => {
                    self.flush();
                    let adopted = self.adopt_into(known);
                    return self.recover_from(adopted);
                }
                Err(error) => return self.recover_from(Err(error)),
            }
        }
        self.feed(Input::Received(frames));
    }

    fn follow_binding(&mut self) {
        let is_bound = |write: &Write| match write {
            Write::Account(account) => Some(account.bound.is_some()),
            _ => None,
        };
        if let Some(bound) = self.writes.iter().rev().find_map(is_bound) {
            self.bound = bound;
        }
    }

    fn on_due(&mut self) {
        let now = clock::now();
        if self.engine.poll_timeout().is_some_and(|(at, _)| at <= now.mono) {
            self.feed(Input::Timeout);
        }
        let aftermath = self.storage.due(now.mono);
        self.clean_up(aftermath);
    }

    fn on_tick(&mut self) {
        if self.wake.slept(clock::now()) {
            tracing::info!("the computer slept");
            self.feed(Input::Woke);
        }
        if !self.engine.waits_to_connect() {
            self.network.forget();
        } else if self.network.came_up() {
            tracing::info!("there is a new network address");
            self.feed(Input::NetworkUp);
        }
        if self.socket.as_ref().is_some_and(Socket::stirred) {
            self.feed(Input::Heard);
        }
    }

    /// Gives the engine an input and keeps its effects for the end of the batch.
    pub(super) fn feed(&mut self, input: Input) {
        let mut switch = None;
        for effect in self.engine.handle(clock::now(), input) {
            self.promised |= effect.is_promise();
            match effect {
                Effect::Commit(mut writes) => self.writes.append(&mut writes),
                Effect::Reply { ticket, result } => self.steps.push(Step::Reply(ticket, result)),
                Effect::Changed(changed) => self.steps.push(Step::Changed(changed)),
                Effect::Connect => {
                    self.sockets += 1;
                    self.hearing = Some(self.sockets);
                    self.steps.push(Step::Connect(self.sockets));
                }
                Effect::Send(frame) => self.steps.push(Step::Send(frame)),
                Effect::Authenticate => self.steps.push(Step::Authenticate),
                Effect::Audit(board) => self.steps.push(Step::Audit(board)),
                Effect::Close { code } => {
                    self.hearing = None;
                    self.steps.push(Step::Close(code));
                }
                Effect::SwitchAccount { server_id, user } => switch = Some((server_id, user.id)),
            }
        }
        if let Some((server_id, user)) = switch {
            self.flush();
            let switched = self.switch_account(server_id, &user);
            self.recover_from(switched);
        }
    }

    /// Makes the batch durable, then performs the rest of it.
    pub(super) fn flush(&mut self) {
        // Performing may bring about more: a socket that takes nothing, an answer from disk.
        while !self.writes.is_empty() || !self.steps.is_empty() {
            self.follow_binding();
            let writes = std::mem::take(&mut self.writes);
            let promised = std::mem::take(&mut self.promised);
            if !writes.is_empty() {
                let committed = match promised || !writes.iter().all(Write::is_told_again) {
                    true => self.store.commit(self.account, &writes),
                    false => self.store.commit_unsynced(self.account, &writes),
                };
                match committed {
                    Ok(()) => self.storage.succeeded(),
                    Err(error) => {
                        self.void(&error);
                        continue;
                    }
                }
            }
            for step in std::mem::take(&mut self.steps) {
                self.perform(step);
            }
            reached(Point::ClientAnswered);
        }
    }

    fn perform(&mut self, step: Step) {
        match step {
            Step::Reply(ticket, result) => {
                if let Some(reply) = self.waiting.remove(&ticket) {
                    // Whoever asked may have given up; the effect stands.
                    drop(reply.send(result));
                }
            }
            Step::Changed(changed) => self.watchers.mark(&changed),
            Step::Connect(number) => self.connect(number),
            Step::Send(frame) => self.send(frame),
            Step::Authenticate => {
                let token = self.server.as_ref().and_then(|server| server.token.clone());
                self.send(ClientFrame::Auth { token: token.unwrap_or_default() });
            }
            Step::Close(code) => {
                if let Some(socket) = self.socket.take() {
                    self.goodbye = Some(socket.close(code));
                }
            }
            Step::Audit(board) => self.audit(board),
            Step::Serve(request) => self.serve(request),
        }
    }

    fn connect(&mut self, number: u64) {
        let Some(address) = self.server.clone() else { return };
        tracing::debug!(url = address.url, "connecting");
        self.socket = Some(Socket::open(
            number,
            address,
            self.config.app.clone(),
            Duration::from_millis(self.config.realtime.connect_timeout_ms),
            self.events_of_sockets.clone(),
        ));
    }

    fn send(&mut self, frame: ClientFrame) {
        if matches!(frame, ClientFrame::Push { .. }) {
            reached(Point::ClientPushing);
        }
        let sent = self.socket.as_ref().is_some_and(|socket| socket.send(frame));
        let number = self.socket.as_ref().map(Socket::number);
        if sent || number.is_none() || number != self.hearing {
            // Of a socket that closed meanwhile the engine knows, or hears in a moment.
            return;
        }
        tracing::warn!("too many frames wait to be written: giving the connection up");
        self.socket = None;
        self.hearing = None;
        let reason = "The connection did not take what was to be sent.".to_owned();
        self.feed(Input::Closed { code: None, reason });
    }

    fn serve(&mut self, request: Request) {
        let face = face(&self.engine, &self.storage);
        match request {
            Request::Query(query) => query(&face),
            Request::Watch { interest, meeting, reply } => {
                drop(reply.send(self.watchers.add(interest, meeting, &face)));
            }
            Request::History { query, reply } => drop(reply.send(self.history(query))),
            Request::Await { milestone, reply } => self.watchers.wait_until(milestone, reply),
            Request::Command { .. }
            | Request::SetServer { .. }
            | Request::Rename(_)
            | Request::SetPolicies(_)
            | Request::ReviewAfter(_)
            | Request::Restore { .. }
            | Request::Import { .. }
            | Request::Presence { .. }
            | Request::Look
            | Request::Shutdown => {}
        }
    }

    fn recover_from(&mut self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            self.void(&error);
        }
    }

    pub(super) fn clean_up(&mut self, aftermath: Aftermath) {
        if aftermath.has_room_again {
            self.feed(Input::StorageOk);
        }
        if aftermath.try_again {
            self.start_over();
        }
    }

    pub(super) fn shut_down(&mut self) {
        self.ending = true;
        self.feed(Input::Shutdown);
        self.flush();
    }
}

fn find_welcome(frames: &[ServerFrame]) -> Option<&Welcome> {
    frames.iter().find_map(|frame| match frame {
        ServerFrame::Welcome(welcome) => Some(welcome.as_ref()),
        _ => None,
    })
}

pub(super) fn face<'a>(engine: &'a Engine, storage: &'a super::Storage) -> Face<'a> {
    Face { engine, trouble: storage.trouble(), now: clock::now() }
}
