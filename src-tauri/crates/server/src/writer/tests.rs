//! What only the thread itself can be made to do: fail in the middle, and race.

use super::*;
use crate::{Grant, TokenRole, outbox::Next, store};
use serde_json::{Value, json};
use tideboard_protocol::{
    ClientId, Limits, OpId,
    frame::{ClientMessage, User, decode_client},
};
use uuid::Uuid;

/// The writer's desk without its thread.
struct Office {
    desk: Desk,
    token: Token,
    data: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let conn = store::open(data.path()).unwrap();
        let identity = store::identity(&conn).unwrap();
        let token = Token::random().unwrap();
        let user = User { id: "ana".into(), name: "Ana".into() };
        let grant = Grant { role: TokenRole::Owner, board: None };
        accounts::insert_token(&conn, &token, &user, &grant, 0).unwrap();
        let config = Config::new(data.path());
        let desk = Desk { conn, known: Known::default(), hub: Arc::default(), identity, config };
        Self { desk, token, data }
    }

    fn sql(&self, sql: &str) {
        self.desk.conn.execute_batch(sql).unwrap();
    }

    fn greeting(&self, link: &Arc<Link>, hello: &Hello) -> Command {
        self.desk.hub.opened(link);
        let (reply, _) = oneshot::channel();
        let (link, token) = (link.clone(), self.token.clone());
        Command::Greet { link, token, hello: Box::new(hello.clone()), reply }
    }

    fn greeted(&mut self, id: u64) -> (Arc<Link>, Hello) {
        let link = Arc::new(Link::new(id, 1_000_000));
        let hello = Hello {
            protocol: vec![1],
            client_id: ClientId(Uuid::now_v7()),
            session: None,
            name: "test".into(),
            app: "test/1".into(),
            token: None,
            epoch: None,
        };
        let greeting = self.greeting(&link, &hello);
        self.desk.handle(vec![greeting]);
        assert!(matches!(link.outbox.try_next(), Some(Next::Frame(_))), "a welcome");
        let session = Some(link.who().unwrap().session.clone());
        (link, Hello { session, ..hello })
    }

    fn push(&mut self, link: &Arc<Link>, op: &Value) -> OpResult {
        self.desk.handle(vec![pushed(link, op)]);
        loop {
            match link.outbox.try_next() {
                Some(Next::Results(mut fates)) => return fates.remove(0).result,
                Some(Next::Boards) => {}
                other => panic!("expected results, got {other:?}"),
            }
        }
    }
}

fn pushed(link: &Arc<Link>, op: &Value) -> Command {
    let frame = json!({"type": "push", "ops": [op]}).to_string();
    let mut messages = decode_client(&frame, &Limits::default()).unwrap();
    let Some(ClientMessage::Push(ops)) = messages.pop() else { panic!("not a push") };
    link.in_flight.fetch_add(ops.len(), Ordering::AcqRel);
    Command::Push { link: link.clone(), ops }
}

fn founding(board: &str, text: &str) -> Value {
    json!({"op_id": OpId(Uuid::now_v7()), "board": board, "record": "board", "base": 0,
        "kind": "create", "record_kind": "board", "set": {"text": text},
        "at": "2026-03-01T12:00:00Z"})
}

fn saying(text: &str, base: u64) -> Value {
    json!({"op_id": OpId(Uuid::now_v7()), "board": "b-1", "record": "board", "base": base,
        "kind": "patch", "set": {"text": text}, "at": "2026-03-01T12:00:01Z"})
}

#[test]
fn what_was_rolled_back_is_not_remembered() {
    let mut office = Office::new();
    let (ana, _) = office.greeted(1);
    office.push(&ana, &founding("b-1", "one"));
    office.push(&ana, &saying("two", 1));
    office.sql("CREATE TRIGGER bad BEFORE INSERT ON results BEGIN SELECT raise(ABORT, 'no'); END");
    let failed = saying("three", 2);
    assert_eq!(office.push(&ana, &failed).outcome, Outcome::RetryLater);
    office.sql("DROP TRIGGER bad");
    assert_eq!(office.push(&ana, &saying("two", 2)).outcome, Outcome::Noop);
    assert_eq!(office.push(&ana, &failed).outcome, Outcome::Applied);
}

#[test]
fn what_another_program_wrote_is_seen() {
    let mut office = Office::new();
    let (ana, _) = office.greeted(1);
    office.push(&ana, &founding("b-1", "one"));
    assert_eq!(office.push(&ana, &saying("one", 1)).outcome, Outcome::Noop);
    let other = store::open(office.data.path()).unwrap();
    other.execute("UPDATE fields SET value = '\"two\"' WHERE path = 'text'", []).unwrap();
    assert_eq!(office.push(&ana, &saying("two", 1)).outcome, Outcome::Noop);
    assert_eq!(office.push(&ana, &saying("one", 1)).outcome, Outcome::Applied);
}

#[test]
fn a_removal_is_seen_by_what_comes_after_it() {
    let mut office = Office::new();
    let (ana, _) = office.greeted(1);
    let (ben, _) = office.greeted(2);
    office.push(&ana, &founding("b-1", "one"));
    office.push(&ana, &saying("two", 1));
    let removal = json!({"op_id": OpId(Uuid::now_v7()), "board": "b-1", "record": "board",
        "base": 2, "kind": "patch", "remove": ["text"], "at": "2026-03-01T12:00:02Z"});
    assert_eq!(office.push(&ben, &removal).outcome, Outcome::Applied);
    let again = office.push(&ana, &saying("three", 2));
    assert_eq!((again.outcome, again.conflicts.len()), (Outcome::Conflict, 1));
    assert!(again.conflicts[0].removed);
    assert_eq!(office.push(&ana, &saying("three", 3)).outcome, Outcome::Applied);
}

#[test]
fn a_full_disk_is_told_and_nothing_of_the_operation_is_left() {
    let mut office = Office::new();
    let (ana, _) = office.greeted(1);
    office.sql("PRAGMA max_page_count = 60");
    let large = "x".repeat(60_000);
    let refused = (0..20).find_map(|n| {
        let op = founding(&format!("b-{n}"), &large);
        let result = office.push(&ana, &op);
        (result.outcome == Outcome::RetryLater).then_some((op, result))
    });
    let (op, result) = refused.expect("the disk is small");
    assert_eq!(result.code, Some(ResultCode::Retry(RetryCode::StorageFull)));
    assert_eq!(result.retry_after_ms, Some(FULL_RETRY_MS));
    office.sql("PRAGMA max_page_count = 10000");
    let again = office.push(&ana, &op);
    assert_eq!((again.outcome, again.replay), (Outcome::Applied, false));
    assert_eq!(ana.in_flight.load(Ordering::Acquire), 0);
}

#[test]
fn a_failing_operation_leaves_the_others_of_its_transaction_alone() {
    let mut office = Office::new();
    let (ana, _) = office.greeted(1);
    office.sql(
        "CREATE TRIGGER bad BEFORE INSERT ON boards WHEN new.slug = 'bad' \
         BEGIN SELECT raise(ABORT, 'no'); END",
    );
    let (good, bad) = (founding("good", "x"), founding("bad", "x"));
    office.desk.handle(vec![pushed(&ana, &bad), pushed(&ana, &good)]);
    let mut outcomes = Vec::new();
    while let Some(next) = ana.outbox.try_next() {
        if let Next::Results(fates) = next {
            outcomes.extend(fates.into_iter().map(|fate| fate.result.outcome));
        }
    }
    assert_eq!(outcomes, [Outcome::RetryLater, Outcome::Applied]);
    office.sql("DROP TRIGGER bad");
    assert_eq!(office.push(&ana, &bad).outcome, Outcome::Applied, "it was not recorded");
}

#[test]
fn when_nobody_knows_whether_a_commit_counts_the_connection_is_closed() {
    let mut office = Office::new();
    let (ana, _) = office.greeted(1);
    // The violation shows only at the commit.
    office.sql(
        "CREATE TABLE late (user_id TEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED); \
         CREATE TRIGGER violate AFTER INSERT ON results \
         BEGIN INSERT INTO late VALUES ('nobody'); END",
    );
    office.desk.handle(vec![pushed(&ana, &founding("b-1", "x"))]);
    match ana.outbox.try_next() {
        Some(Next::Close(error)) => assert_eq!(error.code, ErrorCode::Restarting),
        other => panic!("expected a close, got {other:?}"),
    }
}

#[test]
fn a_push_behind_the_greeting_that_replaces_its_connection_is_not_decided() {
    let mut office = Office::new();
    let (first, hello) = office.greeted(1);
    let second = Arc::new(Link::new(2, 1_000_000));
    let op = founding("b-1", "x");
    let greeting = office.greeting(&second, &hello);
    office.desk.handle(vec![greeting, pushed(&first, &op)]);
    match first.outbox.try_next() {
        Some(Next::Close(error)) => assert_eq!(error.code, ErrorCode::Replaced),
        other => panic!("expected a close, got {other:?}"),
    }
    assert!(matches!(second.outbox.try_next(), Some(Next::Frame(_))), "a welcome");
    let result = office.push(&second, &op);
    assert_eq!((result.outcome, result.replay), (Outcome::Applied, false));
}

#[test]
fn a_connection_that_ended_is_not_subscribed_any_more() {
    let mut office = Office::new();
    let (ana, _) = office.greeted(1);
    office.push(&ana, &founding("b-1", "x"));
    office.desk.hub.closed(&ana);
    let (link, board) = (ana.clone(), "b-1".parse().unwrap());
    office.desk.handle(vec![Command::Subscribe { link, board, cursor: Cursor::Reset }]);
    assert!(ana.outbox.subscribed().is_empty());
}
