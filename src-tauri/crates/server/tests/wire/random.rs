//! Random histories over a real socket: the server decides like the model, subscribers end up
//! with its state from wherever they start, and every hash is right.

use crate::{
    mirror::Mirror,
    model::Model,
    world::{Client, World, op},
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};
use tideboard_protocol::{
    Author, Limits, Op, Seq,
    frame::{OpResult, ServerFrame},
};
use tideboard_server::{TokenRole, decide::Right};

const BOARD: &str = "b-1";
const USERS: [(&str, TokenRole, Right); 3] = [
    ("ana", TokenRole::Owner, Right::Own),
    ("bo", TokenRole::Editor, Right::Edit),
    ("sensor", TokenRole::Feed, Right::Feed),
];

/// One operation: who, on which record, how far behind the head its base is, and what.
#[derive(Debug, Clone)]
struct Step {
    who: usize,
    record: usize,
    behind: u64,
    deed: Deed,
    /// Whether it goes into the same push as the one before.
    joined: bool,
}

#[derive(Debug, Clone)]
enum Deed {
    Create(Vec<(usize, i64)>),
    Set(Vec<(usize, i64)>),
    Remove(usize),
    Increment(usize, i64),
    Append(usize, Vec<(i64, i64)>),
    Delete,
    Restore,
}

const PATHS: [&str; 6] = ["a", "a/b", "a/b/c", "a-b", "n", "rows/1/x"];

fn deeds() -> impl Strategy<Value = Deed> {
    let fields = || vec((0..PATHS.len(), 0..3_i64), 0..3);
    prop_oneof![
        2 => fields().prop_map(Deed::Create),
        6 => fields().prop_map(Deed::Set),
        3 => (0..PATHS.len()).prop_map(Deed::Remove),
        2 => (0..PATHS.len(), -1..2_i64).prop_map(|(path, by)| Deed::Increment(path, by)),
        3 => (0..PATHS.len(), vec((0..20_i64, 0..3_i64), 1..4))
            .prop_map(|(path, points)| Deed::Append(path, points)),
        1 => Just(Deed::Delete),
        2 => Just(Deed::Restore),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..USERS.len(), 0..3_usize, 0..6_u64, deeds(), any::<bool>())
        .prop_map(|(who, record, behind, deed, joined)| Step { who, record, behind, deed, joined });
    vec(step, 1..60)
}

impl Step {
    fn op(&self, head: Seq, now_ms: i64) -> Value {
        let record = format!("r{}", self.record);
        let base = match USERS[self.who].1 {
            TokenRole::Feed => Value::Null,
            TokenRole::Owner | TokenRole::Editor | TokenRole::Viewer => {
                json!(head.0.saturating_sub(self.behind))
            }
        };
        let set = |fields: &[(usize, i64)]| -> Value {
            fields.iter().map(|(path, value)| (PATHS[*path].to_owned(), json!(value))).collect()
        };
        let (kind, with) = match &self.deed {
            Deed::Create(fields) => ("create", json!({"record_kind": "note", "set": set(fields)})),
            Deed::Set(fields) => ("patch", json!({"set": set(fields)})),
            Deed::Remove(path) => ("patch", json!({"remove": [PATHS[*path]]})),
            Deed::Increment(path, by) => ("patch", json!({"inc": {PATHS[*path]: by}})),
            Deed::Append(path, points) => {
                // Days apart, so that some fall out of the series again.
                let day = 24 * 3_600_000;
                let points: Vec<_> =
                    points.iter().map(|(ago, value)| (now_ms - ago * day, value)).collect();
                ("patch", json!({"append": {PATHS[*path]: points}}))
            }
            Deed::Delete => ("delete", json!({})),
            Deed::Restore => ("restore", json!({})),
        };
        op(BOARD, &record, kind, base, with)
    }
}

#[test]
fn the_server_decides_like_the_model_and_all_subscribers_end_up_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let played = runner.run(&steps(), |steps| {
        runtime.block_on(play(steps));
        Ok(())
    });
    played.unwrap();
}

async fn play(steps: Vec<Step>) {
    let world = World::new().await;
    let mut model = Model::default();
    let mut clients = Vec::new();
    for (user, role, _) in USERS {
        clients.push(world.join(&mut world.person(user, role)).await);
    }
    let founding = op(BOARD, "board", "create", 0, json!({"record_kind": "board"}));
    compare(&world, &mut model, &mut clients, 0, vec![founding]).await;
    let mut live = Mirror::default();
    follow(&mut clients[0], &mut live, Seq::ZERO).await;
    let mut snapshots = vec![live.clone()];
    let mut steps = steps.into_iter().peekable();
    while let Some(first) = steps.next() {
        let who = first.who;
        let mut ops = vec![first.op(model.head, world.now().as_millisecond())];
        while let Some(next) = steps.next_if(|next| next.joined) {
            ops.push(Step { who, ..next }.op(model.head, world.now().as_millisecond()));
        }
        compare(&world, &mut model, &mut clients, who, ops).await;
        while live.cursor < model.head {
            live.apply(&clients[0].delta().await, Limits::default().points_ms);
        }
        assert_eq!(live.hash(), model.hash);
        snapshots.push(live.clone());
    }
    // From every state on the way, one chain leads to the same end.
    for mut start in snapshots {
        let cursor = start.cursor;
        follow(&mut clients[1], &mut start, cursor).await;
        assert_eq!(start, live, "from {cursor}");
    }
}

/// Pushes to both and compares the answers.
async fn compare(
    world: &World,
    model: &mut Model,
    clients: &mut [Client],
    who: usize,
    ops: Vec<Value>,
) {
    let client = &mut clients[who];
    let author = Author {
        client_id: client.id(),
        user: USERS[who].0.to_owned(),
        name: "test device".to_owned(),
    };
    // After a failure later operations of its record would have to wait: they are left out.
    let mut failed = Vec::new();
    let mut expected: Vec<OpResult> = Vec::new();
    let mut decided: Vec<Value> = Vec::new();
    for op in ops {
        if failed.contains(&op["record"]) {
            continue;
        }
        let (read, _) = Op::decode(&op.to_string(), &Limits::default()).unwrap();
        let result = model.take(&read, &author, USERS[who].2, world.now());
        use tideboard_protocol::frame::Outcome::{Applied, Conflict, Noop, Rejected, RetryLater};
        match result.outcome {
            Applied | Noop => {}
            Conflict | Rejected | RetryLater => failed.push(op["record"].clone()),
        }
        expected.push(result);
        decided.push(op);
    }
    client.send(json!({"type": "push", "ops": decided})).await;
    let results = client
        .find(|frame| match frame {
            ServerFrame::Results { results } => Some(results),
            ServerFrame::Delta(delta) => panic!("results come first: {delta:?}"),
            _ => None,
        })
        .await;
    assert_eq!(results, expected);
    assert_eq!(model.hash, model.hash_of_state());
}

async fn follow(client: &mut Client, mirror: &mut Mirror, cursor: Seq) {
    client.subscribe(BOARD, cursor).await;
    loop {
        let delta = client.delta().await;
        mirror.apply(&delta, Limits::default().points_ms);
        if !delta.more {
            return;
        }
    }
}
