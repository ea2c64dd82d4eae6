//! A push: the order of checks is that of the real server's writer.

use super::{ConnectionId, Effected, Fraud, Mood, Recorded, Server, USERS, UserId, board::Cursor};
use crate::coverage::{Coverage, Kind};
use jiff::Timestamp;
use std::{collections::BTreeSet, time::Duration};
use tideboard_decide::{Decision, Right, Situation, decide};
use tideboard_protocol::{
    Author, BoardId, ClientId, ErrorCode, Op, RecordId, RejectCode,
    frame::{OpResult, Outcome, ResultCode, RetryCode, ServerFrame, UnsubscribedCode},
    op::ContentHash,
};

const RESULTS_KEPT: Duration = Duration::from_secs(400 * 86_400);

struct Pusher {
    peer: Option<usize>,
    user: UserId,
    author: Author,
    is_feed: bool,
}

impl Server {
    pub(super) fn push(
        &mut self,
        from: ConnectionId,
        ops: Vec<(Op, ContentHash)>,
        now: Timestamp,
        seen: &mut Coverage,
    ) {
        let Some(connection) = self.connections.get_mut(&from) else { return };
        let (client, session) = (connection.client, connection.session.clone());
        if !self.tokens.contains_key(&connection.token) {
            return connection.outbox.close(ErrorCode::Unauthorized, true);
        }
        if self.poison.is_some_and(|poison| ops.iter().any(|(op, _)| op.op_id == poison)) {
            return connection.outbox.close(ErrorCode::ProtocolError, true);
        }
        if !self.durable.profiles.is_newest(client, &session) {
            seen.note(Kind::Fenced);
            return connection.outbox.close(ErrorCode::Replaced, true);
        }
        let (peer, user) = (Some(connection.peer), connection.user);
        self.durable.profiles.prove(client, &session);
        let pusher = Pusher { peer, user, author: author(client, user), is_feed: false };
        if self.fraud == Some(Fraud::Deaf) {
            return;
        }
        let mood = std::mem::replace(&mut self.mood, Mood::Fine);
        let results = match mood {
            Mood::Later(code) => {
                seen.note(Kind::PutOff(code));
                ops.iter().map(|(op, _)| later(op, code)).collect()
            }
            Mood::Unsure { committed: false } => Vec::new(),
            Mood::Fine | Mood::Unsure { committed: true } => {
                self.transaction(from, &pusher, ops, now, seen)
            }
        };
        let Some(connection) = self.connections.get_mut(&from) else { return };
        if matches!(mood, Mood::Unsure { .. }) {
            connection.outbox.close(ErrorCode::Restarting, true);
        } else if matches!(mood, Mood::Later(_)) {
            connection.outbox.frame(ServerFrame::Results { results });
        }
    }

    /// Readings and figures that come from elsewhere, and never compare.
    pub fn feed(&mut self, op: Op, now: Timestamp, seen: &mut Coverage) {
        let author = Author {
            client_id: ClientId(uuid::Uuid::from_u128(9)),
            user: "feed".to_owned(),
            name: "feed".to_owned(),
        };
        let pusher = Pusher { peer: None, user: 0, author, is_feed: true };
        self.transaction(ConnectionId::MAX, &pusher, vec![(op, [0; 32])], now, seen);
    }

    /// Decides the operations, and tells: first the results, then the boards that moved.
    fn transaction(
        &mut self,
        from: ConnectionId,
        pusher: &Pusher,
        mut ops: Vec<(Op, ContentHash)>,
        now: Timestamp,
        seen: &mut Coverage,
    ) -> Vec<OpResult> {
        if self.fraud == Some(Fraud::DecidesBackwards) {
            ops.reverse();
        }
        let before = self.heads();
        let were_live: BTreeSet<BoardId> = self.live();
        let mut blocked: BTreeSet<(BoardId, RecordId)> = BTreeSet::new();
        let mut results = Vec::new();
        for (op, content) in ops {
            let lane = (op.board.clone(), op.record.clone());
            let result = if blocked.contains(&lane) {
                later(&op, RetryCode::Blocked)
            } else {
                self.settle(pusher, &op, content, now)
            };
            seen.note(Kind::Outcome(result.outcome));
            match result.code {
                Some(ResultCode::Reject(code)) => seen.note(Kind::Rejected(code)),
                Some(ResultCode::Retry(code)) => seen.note(Kind::PutOff(code)),
                None => {}
            }
            match result.outcome {
                Outcome::Applied | Outcome::Noop => {}
                Outcome::Conflict | Outcome::Rejected | Outcome::RetryLater => {
                    blocked.insert(lane);
                }
            }
            results.push(result);
        }
        if let Some(connection) = self.connections.get_mut(&from) {
            connection.outbox.frame(ServerFrame::Results { results: results.clone() });
        }
        let mut relisted = self.live() != were_live;
        for (id, head) in before {
            let board = &self.durable.boards[&id];
            if board.head == head {
                continue;
            }
            if board.gone {
                for connection in self.connections.values_mut() {
                    connection.outbox.end(&id, UnsubscribedCode::Gone);
                }
                continue;
            }
            // A live delta is bounded by its push, so it always is one part here.
            let (delta, _) =
                board.part(Cursor::Within { at: head, horizon: board.horizon }, usize::MAX);
            relisted |= delta.changes.iter().any(|change| change.record.is_board());
            for connection in self.connections.values_mut() {
                connection.outbox.publish(&delta);
            }
        }
        if relisted {
            self.lists();
        }
        results
    }

    fn live(&self) -> BTreeSet<BoardId> {
        let live = self.durable.boards.iter().filter(|(_, board)| board.is_live());
        live.map(|(id, _)| id.clone()).collect()
    }

    /// The recorded result of a known operation, or the decision about a new one.
    fn settle(
        &mut self,
        pusher: &Pusher,
        op: &Op,
        content: ContentHash,
        now: Timestamp,
    ) -> OpResult {
        let known = self.durable.results.get(&op.op_id);
        if let Some(known) = known.filter(|_| self.fraud != Some(Fraud::ForgetsResults)) {
            if known.content != content || known.user != pusher.user {
                return rejected(op, RejectCode::OpReuse);
            }
            let mut result = OpResult { replay: true, ..known.result.clone() };
            if self.right(pusher.user, &known.board) == Right::Nothing {
                result.conflicts.clear();
                result.deleted = None;
            }
            return result;
        }
        if self.is_old && !pusher.is_feed {
            return rejected(op, RejectCode::SchemaUnknown);
        }
        let result = self.decide(pusher, op, now);
        let recorded = Recorded {
            user: pusher.user,
            board: op.board.clone(),
            content,
            result: result.clone(),
        };
        self.durable.results.insert(op.op_id, recorded);
        result
    }

    fn decide(&mut self, pusher: &Pusher, op: &Op, now: Timestamp) -> OpResult {
        let right = match pusher.is_feed {
            true => Right::Feed,
            false => self.right(pusher.user, &op.board),
        };
        let board = self.durable.boards.get_mut(&op.board).expect("a board of this world");
        let situation = Situation {
            author: &pusher.author,
            right,
            creates_boards: !pusher.is_feed,
            board: board.state(),
            now,
            results_kept: RESULTS_KEPT,
            limits: &self.limits,
        };
        let Ok(decision) = decide(op, &situation, board);
        let result = decision.result(op);
        if let Decision::Applied(applied) = decision {
            board.apply(*applied);
            let effect = Effected { op: op.clone(), by: pusher.peer };
            self.durable.effects.push(effect);
            self.durable.effected.insert(op.op_id);
            self.ever.insert(op.op_id);
        }
        result
    }
}

fn author(client_id: ClientId, user: UserId) -> Author {
    Author { client_id, user: USERS[user].to_owned(), name: client_id.to_string() }
}

fn later(op: &Op, code: RetryCode) -> OpResult {
    OpResult {
        code: Some(ResultCode::Retry(code)),
        retry_after_ms: (code != RetryCode::Blocked).then_some(700),
        ..OpResult::new(op.op_id, Outcome::RetryLater)
    }
}

fn rejected(op: &Op, code: RejectCode) -> OpResult {
    OpResult {
        code: Some(ResultCode::Reject(code)),
        message: Some("the server says no".to_owned()),
        ..OpResult::new(op.op_id, Outcome::Rejected)
    }
}
