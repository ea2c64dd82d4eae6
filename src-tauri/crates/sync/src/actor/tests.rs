mod moody;

use super::*;
use crate::{
    Client, Interest, Update,
    fake_server::{FakeServer, Peer},
    profile::Profile,
    store::MemoryStore,
};
use moody::{Mood, Moody};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, mpsc::sync_channel},
    time::Duration,
};
use tempfile::TempDir;
use tideboard_protocol::{
    BoardId, ErrorCode, OpId, RecordId, ipc::EditRequest, settings::RealtimeConfig,
    status::SyncState, view::QUEUE_VIEW_LIMIT,
};
use tideboard_sync_core::stored::OpState;
use tokio::time::{timeout, timeout_at};
use tokio_tungstenite::tungstenite::http::StatusCode;

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client in a folder of its own, over a store that outlives it.
struct Computer {
    dir: TempDir,
    store: MemoryStore,
    client: Client,
}

impl Computer {
    async fn start() -> Self {
        Self::over(|store| Box::new(store)).await
    }

    /// With something between the actor and its store.
    async fn over(wrap: impl FnOnce(MemoryStore) -> Box<dyn Store>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = MemoryStore::default();
        let client = launch(&dir, wrap(store.clone())).await;
        Self { dir, store, client }
    }

    async fn restart(&mut self) {
        self.client.shutdown().await;
        self.client = launch(&self.dir, Box::new(self.store.clone())).await;
    }

    async fn join(&self, server: &FakeServer, token: &str) {
        let address = ServerAddress { url: server.url(), token: Some(token.to_owned()) };
        self.client.set_server(Some(address)).await.unwrap();
    }

    async fn until(&self, reached: impl Fn(&crate::View) -> bool) -> crate::View {
        let interest = Interest::Board(Some(board()));
        let (mut view, mut watch) = self.client.watch(interest.clone()).await.unwrap();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !reached(&view) {
            let news = timeout_at(deadline, watch.next()).await;
            news.unwrap_or_else(|_| panic!("stays at {view:?}")).expect("the client runs");
            (view, watch) = self.client.watch(interest.clone()).await.unwrap();
        }
        view
    }

    fn queue(&self) -> Vec<(OpId, OpState)> {
        let account = self.store.accounts().unwrap()[0].id;
        let rows = self.store.load(account).unwrap().queue;
        rows.into_iter().map(|row| (row.op.op_id, row.state)).collect()
    }
}

async fn launch(dir: &TempDir, store: Box<dyn Store>) -> Client {
    let path = dir.path().to_owned();
    let config = Config {
        realtime: RealtimeConfig { backoff_min_ms: 100, ..RealtimeConfig::default() },
        device_name: "Ana's laptop".to_owned(),
        app: "test/1".to_owned(),
    };
    Client::launch(move |requests| {
        let profile = Profile::open(&path)?;
        let actor = Actor::new(config, store, profile.reserve(), requests)?;
        Ok((profile, actor))
    })
    .await
    .unwrap()
}

fn board() -> BoardId {
    BoardId::new("line-1").unwrap()
}

fn record() -> RecordId {
    RecordId::new("c1").unwrap()
}

fn edit(value: Value) -> EditRequest {
    let mut edit = EditRequest::patch(board(), record());
    edit.set = serde_json::from_value(value).unwrap();
    edit
}

fn creation(name: &str) -> EditRequest {
    serde_json::from_value(json!({"board": board(), "record": name, "kind": "create",
        "record_kind": if name == "board" { "board" } else { "counter" }, "set": {"value": 0}}))
    .unwrap()
}

/// Answers a subscribe with a board of one counter.
async fn deliver_board(peer: &mut Peer) {
    let by = json!({"client_id": "0192f0c1-0000-7000-8000-0000000000bb", "user": "ben",
        "name": "Ben's phone"});
    let change = |record: &str, seq: u64, kind: &str| {
        json!({"record": record, "seq": seq, "record_kind": kind, "set": {"value": 0},
            "by": by, "at": "2026-01-02T03:04:05Z"})
    };
    peer.expect("subscribe").await;
    peer.send(json!({"type": "delta", "board": board(), "from": 0, "to": 2, "reset": true,
        "changes": [change("board", 1, "board"), change("c1", 2, "counter")]}))
        .await;
}

fn value_in(view: &crate::View) -> Option<&Value> {
    let open = view.open.as_ref()?;
    let record = open.board.records.iter().find(|found| found.id == record())?;
    record.fields.get("value")
}

#[tokio::test]
async fn an_edit_is_on_disk_before_it_is_on_the_wire_and_settles_with_its_delta() {
    let server = FakeServer::start().await;
    let ana = Computer::start().await;
    ana.join(&server, "secret").await;
    ana.client.subscribe(board()).await;
    let mut peer = server.welcome("ana").await;
    assert_eq!(peer.bearer.as_deref(), Some("secret"));
    deliver_board(&mut peer).await;
    ana.until(|view| value_in(view) == Some(&json!(0))).await;

    let op_id = ana.client.edit(edit(json!({"value": 1}))).await.unwrap();
    let push = peer.expect("push").await;
    assert_eq!(push["ops"][0]["op_id"], json!(op_id));
    assert_eq!(ana.queue(), [(op_id, OpState::Sent)]);

    peer.send(json!({"type": "results", "results":
        [{"op_id": op_id, "outcome": "applied", "seq": 3}]}))
        .await;
    peer.send(json!({"type": "delta", "board": board(), "from": 2, "to": 3, "changes":
        [{"record": "c1", "seq": 3, "set": {"value": 1}, "at": "2026-01-02T03:04:05Z",
        "by": {"client_id": op_id, "user": "ana", "name": "Ana's laptop"}}]}))
        .await;
    ana.client.wait_until(Milestone::Synced).await.unwrap();
    assert_eq!(ana.queue(), []);
    let view = ana.until(|view| value_in(view) == Some(&json!(1))).await;
    assert_eq!((view.queue.total, view.status.state), (0, SyncState::Synced));
}

#[tokio::test]
async fn what_is_not_decided_is_sent_again_under_its_id_on_the_next_connection() {
    let server = FakeServer::start().await;
    let mut ana = Computer::start().await;
    ana.client.edit(creation("board")).await.unwrap();
    let op_id = ana.queue()[0].0;
    ana.join(&server, "secret").await;
    let mut peer = server.welcome("ana").await;
    while peer.next().await["type"] != "push" {}
    peer.close(4000).await;

    let mut peer = server.welcome("ana").await;
    let push = loop {
        let frame = peer.next().await;
        if frame["type"] == "push" {
            break frame;
        }
    };
    assert_eq!(push["ops"][0]["op_id"], json!(op_id));
    assert_eq!(push["ops"][0]["resend"], true);

    drop(peer);
    ana.restart().await;
    assert_eq!(ana.client.queue().await.unwrap().ops[0].op_id, op_id);
}

/// A computer with a moody store, its moods and the count of its commits.
async fn moody() -> (Computer, Arc<Mutex<VecDeque<Mood>>>, Arc<Mutex<usize>>) {
    let (mut moods, mut commits) = (Arc::default(), Arc::default());
    let computer = Computer::over(|store| {
        let store = Moody::over(store);
        (moods, commits) = (Arc::clone(&store.moods), Arc::clone(&store.commits));
        Box::new(store)
    })
    .await;
    (computer, moods, commits)
}

#[tokio::test]
async fn edits_that_wait_share_one_commit_and_keep_their_order() {
    let (ana, moods, commits) = moody().await;
    let (go, signal) = sync_channel(1);
    moods.lock().unwrap().push_back(Mood::WaitsFor(signal));
    let mut receipts = vec![ana.client.submit(Command::Edit(creation("board"))).await.unwrap()];
    for n in 0..64 {
        let edit = Command::Edit(creation(&format!("r{n}")));
        receipts.push(ana.client.submit(edit).await.unwrap());
    }
    go.send(()).unwrap();
    let mut ids = Vec::new();
    for receipt in receipts {
        match receipt.answer().await.unwrap() {
            Reply::Edited(op_id) => ids.push(op_id),
            other => panic!("an edit is answered with its change, not {other:?}"),
        }
    }
    assert!(*commits.lock().unwrap() <= 3, "{} commits", *commits.lock().unwrap());
    assert_eq!(ana.queue().into_iter().map(|(id, _)| id).collect::<Vec<_>>(), ids);
}

#[tokio::test]
async fn a_failed_commit_voids_its_edit_and_nothing_else() {
    let (ana, moods, _) = moody().await;
    ana.client.edit(creation("board")).await.unwrap();
    let failure = StoreError::Failed("the cable is loose".to_owned());
    moods.lock().unwrap().push_back(Mood::Fails(failure));
    let error = ana.client.edit(creation("c1")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::StorageFailed);
    let view = ana.until(|view| view.status.state == SyncState::Attention).await;
    assert_eq!(view.status.cause, Some(error));
    assert_eq!((view.queue.total, value_in(&view)), (1, None));

    ana.client.edit(creation("c1")).await.unwrap();
    let view = ana.until(|view| view.status.state != SyncState::Attention).await;
    assert_eq!((view.queue.total, value_in(&view)), (2, Some(&json!(0))));
}

#[tokio::test]
async fn after_a_failed_commit_the_connection_is_made_anew() {
    let server = FakeServer::start().await;
    let (ana, moods, _) = moody().await;
    ana.join(&server, "secret").await;
    let mut peer = server.welcome("ana").await;
    ana.client.wait_until(Milestone::Idle).await.unwrap();
    let failure = StoreError::Failed("the cable is loose".to_owned());
    moods.lock().unwrap().push_back(Mood::Fails(failure));
    ana.client.edit(creation("board")).await.unwrap_err();
    assert_eq!(peer.closed().await, None, "cut without a word");
    server.welcome("ana").await;
}

#[tokio::test]
async fn a_full_disk_gives_the_reserve_up_refuses_edits_and_recovers() {
    let (ana, moods, _) = moody().await;
    let reserve = ana.dir.path().join("reserve");
    assert!(reserve.exists());
    moods.lock().unwrap().push_back(Mood::Fails(StoreError::Full));
    let error = ana.client.edit(creation("board")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::StorageFull);
    assert!(!reserve.exists());
    let view = ana.until(|view| view.status.state == SyncState::Attention).await;
    assert_eq!(view.status.cause.unwrap().code, ErrorCode::StorageFull);
    let error = ana.client.edit(creation("board")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::StorageFull);

    ana.until(|view| view.status.state != SyncState::Attention).await;
    assert!(reserve.exists());
    ana.client.edit(creation("board")).await.unwrap();
}

#[tokio::test]
async fn a_refused_token_is_told_and_a_new_one_is_tried_at_once() {
    let server = FakeServer::start().await;
    let ana = Computer::start().await;
    ana.join(&server, "old").await;
    server.refuse(StatusCode::UNAUTHORIZED).await;
    ana.until(|view| view.status.state == SyncState::SignInNeeded).await;

    ana.join(&server, "older").await;
    let mut peer = server.accept().await;
    peer.expect("hello").await;
    peer.close(4501).await;
    ana.until(|view| view.status.state == SyncState::SignInNeeded).await;

    ana.join(&server, "new").await;
    let peer = server.welcome("ana").await;
    assert_eq!(peer.bearer.as_deref(), Some("new"));
    ana.until(|view| view.connection.user.as_deref() == Some("ana")).await;
}

#[tokio::test]
async fn something_unreadable_ends_the_connection() {
    for nonsense in ["nonsense", r#"{"type":"delta"}"#, "[1]"] {
        let server = FakeServer::start().await;
        let ana = Computer::start().await;
        ana.join(&server, "secret").await;
        let mut peer = server.welcome("ana").await;
        peer.say(nonsense).await;
        assert_eq!(peer.closed().await, Some(4500));
        let view = ana.until(|view| view.connection.last_error.is_some()).await;
        assert_eq!(view.connection.last_error.unwrap().0.code, ErrorCode::ProtocolError);
    }
}

#[tokio::test]
async fn another_user_of_the_same_server_gets_an_account_of_their_own() {
    let server = FakeServer::start().await;
    let computer = Computer::start().await;
    computer.join(&server, "of ana").await;
    server.welcome("ana").await;
    computer.until(|view| view.connection.user.as_deref() == Some("ana")).await;
    computer.client.set_server(None).await.unwrap();
    computer.client.edit(creation("board")).await.unwrap();

    computer.join(&server, "of ben").await;
    let _first = server.welcome("ben").await;
    let mut second = server.welcome("ben").await;
    let view = computer.until(|view| view.connection.user.as_deref() == Some("ben")).await;
    assert_eq!(view.queue.total, 0, "Ana's change is not Ben's");

    computer.join(&server, "of ana").await;
    // A live connection is shown the new token first; whose it is comes out by a new greeting.
    second.expect("auth").await;
    second.close(4501).await;
    let _third = server.welcome("ana").await;
    let mut peer = server.welcome("ana").await;
    while peer.next().await["type"] != "push" {}
    let view = computer.until(|view| view.connection.user.as_deref() == Some("ana")).await;
    assert_eq!(view.queue.total, 1);
}

#[tokio::test]
async fn a_server_at_a_new_address_is_recognised_with_all_that_waits() {
    let (old, new) = (FakeServer::start().await, FakeServer::start().await);
    let ana = Computer::start().await;
    ana.join(&old, "secret").await;
    old.welcome("ana").await;
    ana.until(|view| view.connection.user.is_some()).await;
    ana.client.edit(creation("board")).await.unwrap();

    ana.join(&new, "secret").await;
    ana.client.edit(creation("c1")).await.unwrap();
    let _unknown = new.welcome("ana").await;
    let mut peer = new.welcome("ana").await;
    let first = loop {
        let frame = peer.next().await;
        if frame["type"] == "push" {
            break frame;
        }
    };
    assert_eq!(first["ops"][0]["record"], "board");
    assert_eq!(ana.client.queue().await.unwrap().total, 2);
    assert_eq!(ana.store.accounts().unwrap().len(), 1);
}

#[tokio::test]
async fn a_watcher_that_did_not_look_is_told_the_newest_values_once() {
    let ana = Computer::start().await;
    ana.client.edit(creation("board")).await.unwrap();
    ana.client.edit(creation("c1")).await.unwrap();
    let (_, mut watch) = ana.client.watch(Interest::Board(Some(board()))).await.unwrap();
    for n in 1..=100 {
        ana.client.edit(edit(json!({"value": n}))).await.unwrap();
    }
    let updates = watch.next().await.unwrap();
    let values: Vec<_> = updates
        .iter()
        .filter_map(|update| match update {
            Update::Record { record, .. } => record.fields.get("value"),
            _ => None,
        })
        .collect();
    assert_eq!(values, [&json!(100)]);

    // Giving up while waiting loses nothing.
    let early = timeout(Duration::from_millis(1), async {
        while let Some(updates) = watch.next().await {
            assert!(!updates.iter().any(|update| matches!(update, Update::Record { .. })));
        }
    });
    assert!(early.await.is_err());
    ana.client.edit(edit(json!({"value": -1}))).await.unwrap();
    loop {
        let updates = watch.next().await.unwrap();
        if updates.iter().any(|update| matches!(update, Update::Record { .. })) {
            break;
        }
    }
}

#[tokio::test]
async fn what_waits_to_be_written_goes_out_in_one_message() {
    let server = FakeServer::start().await;
    let ana = Computer::start().await;
    for n in 0..20 {
        ana.client.subscribe(BoardId::new(format!("board-{n}")).unwrap()).await;
    }
    ana.join(&server, "secret").await;
    let mut peer = server.welcome("ana").await;
    for _ in 0..20 {
        peer.expect("subscribe").await;
    }
    assert!(peer.messages.len() <= 3, "{:?}", peer.messages);
}

#[tokio::test]
async fn shutting_down_says_goodbye_and_gives_the_profile_free() {
    let server = FakeServer::start().await;
    let mut ana = Computer::start().await;
    ana.join(&server, "secret").await;
    let mut peer = server.welcome("ana").await;
    let (_, mut watch) = ana.client.watch(Interest::All).await.unwrap();
    let pending = ana.client.submit(Command::Edit(creation("board"))).await.unwrap();
    let (code, ()) = tokio::join!(peer.closed(), ana.client.shutdown());
    assert_eq!(code, Some(1000));
    pending.answer().await.unwrap();
    while watch.next().await.is_some() {}
    let error = ana.client.edit(creation("c1")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ShuttingDown);
    ana.client.shutdown().await;
    ana.restart().await;
    assert_eq!(ana.client.queue().await.unwrap().total, 1);
}

#[tokio::test]
async fn all_changes_are_discarded_but_those_that_may_have_left_however_many_they_are() {
    let ana = Computer::start().await;
    let in_queue = async || ana.client.queue().await.unwrap().total;
    ana.client.edit(creation("board")).await.unwrap();
    for number in 0..QUEUE_VIEW_LIMIT {
        ana.client.edit(creation(&format!("a{number}"))).await.unwrap();
    }
    let frozen = in_queue().await;
    assert!(frozen as usize > QUEUE_VIEW_LIMIT, "none of the others is in sight");
    // Whoever has the copy may send it.
    ana.client.submit(Command::Export).await.unwrap().answer().await.unwrap();
    for number in 0..QUEUE_VIEW_LIMIT + 50 {
        ana.client.edit(creation(&format!("b{number}"))).await.unwrap();
    }
    ana.client
        .edit(EditRequest {
            set: edit(json!({"value": 7})).set,
            ..EditRequest::patch(board(), RecordId::new("b0").unwrap())
        })
        .await
        .unwrap();
    ana.client.discard_all().await.unwrap();
    assert_eq!(in_queue().await, frozen);
    assert_eq!(ana.client.status().await.unwrap().0.unsent, frozen);
    ana.client.discard_all().await.unwrap();
    assert_eq!(in_queue().await, frozen, "again, there is nothing to do");
    ana.client.shutdown().await;
}
