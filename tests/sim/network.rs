//! The network: in order on one connection, and in no order between connections.
//!
//! A client that is done with a connection lets it go, and what it had sent may still arrive
//! later, also after its next connection was greeted. The server notices a lost client when it is
//! replaced, or after a while. On a half-open connection writes succeed and nothing arrives.

use crate::{
    coverage::Kind,
    fault::{Falsehood, Fault},
    server::{ConnectionId, Due},
    world::World,
};
use serde_json::json;
use std::collections::VecDeque;
use tideboard_protocol::{
    ApiError, ErrorCode,
    frame::{ClientFrame, Delta, ServerFrame, decode_server, encode},
};
use tideboard_sync_core::Input;

#[derive(Debug)]
pub struct Wire {
    pub client: usize,
    token: String,
    up: VecDeque<String>,
    /// The handshake is not over.
    opening: bool,
    pub half_open: bool,
}

impl World {
    /// Whether the client still listens to a connection.
    fn is_heard(&self, id: ConnectionId) -> bool {
        self.wires.get(&id).is_some_and(|wire| self.clients[wire.client].wire == Some(id))
    }

    pub fn dial(&mut self, client: usize) {
        self.let_go(client);
        self.next_wire += 1;
        let id = self.next_wire;
        self.note(|| format!("client {client} dials {id}"));
        let token = self.clients[client].token.clone();
        let wire = Wire { client, token, up: VecDeque::new(), opening: true, half_open: false };
        self.wires.insert(id, wire);
        self.clients[client].wire = Some(id);
        self.clients[client].proved = None;
    }

    pub fn send(&mut self, client: usize, frame: &ClientFrame) {
        let wire = self.clients[client].wire.and_then(|id| self.wires.get_mut(&id));
        if let Some(wire) = wire.filter(|wire| !wire.half_open) {
            wire.up.push_back(encode(frame));
        }
    }

    /// The client is done with its connection.
    pub fn let_go(&mut self, client: usize) {
        let Some(id) = self.clients[client].wire.take() else { return };
        let Some(wire) = self.wires.get_mut(&id) else { return };
        if wire.opening || wire.half_open {
            self.wires.remove(&id);
            return;
        }
        if self.server.connections.get(&id).is_some_and(|it| it.outbox.holds_welcome()) {
            self.seen.note(Kind::Fault(Fault::WelcomeLost));
        }
        // Some of what was written may still arrive.
        let arrives = self.chance.below(wire.up.len() + 1);
        wire.up.truncate(arrives);
    }

    /// The server finds out that nobody is there any more.
    pub fn forget_the_dead(&mut self) {
        let all: Vec<ConnectionId> = self.server.connections.keys().copied().collect();
        for id in all {
            let is_dead = self.wires.get(&id).is_none_or(|wire| wire.half_open);
            if (is_dead || !self.is_heard(id)) && self.chance.once_in(3) {
                self.note(|| format!("the server gives {id} up"));
                self.server.connections.remove(&id);
                if !self.is_heard(id) {
                    self.wires.remove(&id);
                }
            }
        }
    }

    /// Something arrives somewhere.
    pub fn deliver(&mut self) {
        let busy: Vec<ConnectionId> = self
            .wires
            .iter()
            .filter(|(id, wire)| self.is_busy(**id, wire))
            .map(|(id, _)| *id)
            .collect();
        if busy.is_empty() {
            return self.time_passes();
        }
        let id = *self.chance.pick(&busy);
        let wire = &self.wires[&id];
        let waits_down = self.server.connections.get(&id).is_some_and(|it| !it.outbox.is_empty());
        if wire.opening {
            return self.open(id);
        }
        let up_first = self.chance.once_in(2);
        if !self.wires[&id].up.is_empty() && (up_first || !waits_down) {
            return self.deliver_up(id);
        }
        if waits_down { self.deliver_down(id) } else { drop(self.wires.remove(&id)) }
    }

    fn is_busy(&self, id: ConnectionId, wire: &Wire) -> bool {
        if wire.half_open {
            return false;
        }
        if wire.opening {
            return !self.clients[wire.client].is_cut_off;
        }
        let waits_down = self.server.connections.get(&id).is_some_and(|it| !it.outbox.is_empty());
        // A connection without a listener and with nothing on it is over.
        !wire.up.is_empty() || waits_down || !self.is_heard(id)
    }

    fn open(&mut self, id: ConnectionId) {
        let client = self.wires[&id].client;
        if self.is_wild && self.chance.once_in(6) {
            self.note(|| format!("client {client} cannot connect"));
            self.seen.note(Kind::Fault(Fault::Unreachable));
            self.wires.remove(&id);
            self.clients[client].wire = None;
            let code = *self.chance.pick(&[ErrorCode::Unreachable, ErrorCode::RateLimited]);
            let error = ApiError::new(code, "nobody answers");
            return self.feed(client, vec![Input::ConnectFailed { error }]);
        }
        if let Some(wire) = self.wires.get_mut(&id) {
            wire.opening = false;
        }
        self.feed(client, vec![Input::Connected]);
    }

    fn deliver_up(&mut self, id: ConnectionId) {
        let Some(wire) = self.wires.get_mut(&id) else { return };
        let (client, token) = (wire.client, wire.token.clone());
        let Some(text) = wire.up.pop_front() else { return };
        self.note(|| format!("up {id} from client {client}: {text}"));
        if !self.is_heard(id) {
            self.seen.note(Kind::Fault(Fault::Late));
        }
        let now = self.server_time();
        self.server.receive(id, client, &token, &text, now, &mut self.seen);
    }

    /// Up to three messages, as one batch.
    fn deliver_down(&mut self, id: ConnectionId) {
        let client = self.wires[&id].client;
        if !self.is_heard(id) {
            // Nobody is there to take it.
            if matches!(self.server.next_due(id), Some(Due::Close(_))) {
                self.wires.remove(&id);
            }
            return;
        }
        let (mut inputs, mut proved, mut is_over) = (Vec::new(), None, false);
        for _ in 0..=self.chance.below(3) {
            match self.server.next_due(id) {
                None => break,
                Some(due) => match due {
                    Due::Nothing => {}
                    Due::Frame(frame) => inputs.push(self.travel(client, frame)),
                    Due::Pong(heads) => {
                        self.note(|| format!("down {id} to client {client}: pong"));
                        proved = Some((heads, self.now.mono));
                        inputs.push(Input::Received(vec![ServerFrame::Pong]));
                    }
                    Due::Close(code) => {
                        self.note(|| format!("down {id} to client {client}: close {code}"));
                        if let Some(error) = ErrorCode::from_close_code(code) {
                            self.seen.note(Kind::Closed(error));
                        }
                        inputs.push(Input::Closed { code: Some(code), reason: String::new() });
                        is_over = true;
                        break;
                    }
                },
            }
        }
        if is_over {
            self.wires.remove(&id);
            self.clients[client].wire = None;
        }
        if inputs.is_empty() {
            return;
        }
        if proved.is_some() {
            self.clients[client].proved = proved;
        }
        self.feed(client, inputs);
    }

    /// A frame as it arrives.
    fn travel(&mut self, client: usize, frame: ServerFrame) -> Input {
        let text = match (frame, self.falsehood) {
            (ServerFrame::Delta(delta), Some((victim, falsehood))) if victim == client => {
                self.falsify(client, delta, falsehood)
            }
            (frame, _) => encode(&frame),
        };
        self.note(|| format!("down to client {client}: {text}"));
        let frames = decode_server(&text).expect("the server speaks the protocol");
        Input::Received(frames)
    }

    /// A delta as somebody with a mistake in memory would tell it. What the state hash does not
    /// cover stays true.
    fn falsify(&mut self, client: usize, mut delta: Delta, falsehood: Falsehood) -> String {
        let is_covered = |at: &usize| {
            let change = &delta.changes[*at];
            change.points.is_empty() && change.removed.is_empty() && !change.set.is_empty()
        };
        let candidates: Vec<usize> = (0..delta.changes.len()).filter(is_covered).collect();
        if candidates.is_empty() {
            return encode(&ServerFrame::Delta(delta));
        }
        let at = *self.chance.pick(&candidates);
        self.falsehood = None;
        self.clients[client].lies.insert(delta.board.clone());
        match falsehood {
            Falsehood::Missing => drop(delta.changes.remove(at)),
            Falsehood::Value => {
                for value in delta.changes[at].set.values_mut() {
                    *value = json!("not what was written");
                }
            }
            Falsehood::Unreadable => {
                let mut told = json!(ServerFrame::Delta(delta));
                told["changes"][at]["set"]["no path!"] = json!(1);
                return told.to_string();
            }
        }
        encode(&ServerFrame::Delta(delta))
    }

    /// The connection breaks, and the client is told.
    pub fn cut(&mut self, client: usize) {
        let Some(id) = self.clients[client].wire else { return };
        let is_open = self.wires.get(&id).is_some_and(|wire| !wire.opening);
        self.note(|| format!("client {client}: {id} is cut"));
        self.let_go(client);
        let input = match is_open {
            true => Input::Closed { code: Some(1006), reason: String::new() },
            false => Input::ConnectFailed { error: ApiError::new(ErrorCode::Unreachable, "cut") },
        };
        self.feed(client, vec![input]);
    }
}
