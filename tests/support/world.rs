//! A server and people around it, in a folder of their own.

use serde_json::Value;
use tempfile::TempDir;

use crate::{Edit, FaultProxy, HeadlessClient, Role, TestServer};

/// The board that most stories are about.
pub const BOARD: &str = "line-3-k7q2";

/// One story's server and folder.
pub struct World {
    /// The server.
    pub server: TestServer,
    dir: TempDir,
}

impl World {
    /// A world whose server is not running.
    #[track_caller]
    pub fn without_server() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("tideboard-test-")
            .tempdir()
            .expect("the folder for temporary files can be written");
        Self { server: TestServer::prepare(dir.path().join("server")), dir }
    }

    /// A world whose server runs.
    #[track_caller]
    pub fn new() -> Self {
        let mut world = Self::without_server();
        world.server.start();
        world
    }

    /// A world whose server runs and has [`BOARD`] with a counter `tank` (value 10), a note
    /// `log` and a checklist `round`.
    #[track_caller]
    pub fn with_board() -> Self {
        let world = Self::new();
        let mut founder = world.profile("founder", Role::Owner);
        founder.start();
        founder.creates_board();
        founder.is_synced();
        founder.quit();
        world
    }

    /// A folder of this world.
    pub fn folder(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    /// A client with a token of its own, started, watching [`BOARD`] and in step with it.
    #[track_caller]
    pub fn client(&self, user: &str, role: Role) -> HeadlessClient {
        let mut client = self.profile(user, role);
        client.joins();
        client
    }

    /// As [`World::client`], through a proxy.
    #[track_caller]
    pub fn client_behind(&self, proxy: &FaultProxy, user: &str, role: Role) -> HeadlessClient {
        let mut client = self.profile(user, role);
        client.move_to(&proxy.url());
        client.joins();
        client
    }

    /// A client with a token of its own that does not run yet.
    #[track_caller]
    pub fn profile(&self, user: &str, role: Role) -> HeadlessClient {
        let token = self.server.token(user, role);
        HeadlessClient::prepare(user, self.folder(user), &self.server.url(), Some(&token))
    }

    /// A proxy in front of the server.
    #[track_caller]
    pub fn proxy(&self) -> FaultProxy {
        FaultProxy::in_front_of(self.server.port())
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl HeadlessClient {
    /// Creates [`BOARD`] as [`World::with_board`] describes it.
    #[track_caller]
    pub fn creates_board(&mut self) {
        self.edits(BOARD, &Edit::create("board", "board").set("title", "Line 3"));
        self.edits(BOARD, &Edit::create("tank", "counter").set("title", "Tank").set("value", 10));
        self.edits(BOARD, &Edit::create("log", "note").set("title", "Log").set("text", "calm"));
        self.edits(
            BOARD,
            &Edit::create("round", "checklist")
                .set("title", "Round")
                .set("items/a/text", "Look at the gauge")
                .set("items/a/done", false),
        );
    }

    /// Starts, watches [`BOARD`] and gets in step with it.
    #[track_caller]
    pub fn joins(&mut self) {
        self.start();
        self.subscribes(BOARD);
        self.is_synced();
    }

    /// Is killed, starts again and watches [`BOARD`] again; nothing else is waited for.
    #[track_caller]
    pub fn comes_back(&mut self) {
        self.restart();
        self.subscribes(BOARD);
    }

    /// Writes a field of [`BOARD`].
    #[track_caller]
    pub fn sets(&mut self, record: &str, path: &str, value: impl Into<Value>) -> String {
        self.edits(BOARD, &Edit::of(record).set(path, value))
    }

    /// Adds to a number of [`BOARD`].
    #[track_caller]
    pub fn adds(&mut self, record: &str, path: &str, by: i64) -> String {
        self.edits(BOARD, &Edit::of(record).inc(path, by))
    }

    /// Waits until a field of [`BOARD`] has a value.
    #[track_caller]
    pub fn reads(&mut self, record: &str, path: &str, value: impl Into<Value>) {
        self.sees(BOARD, record, path, value);
    }

    /// A field of [`BOARD`] as the user sees it now.
    #[track_caller]
    pub fn now(&mut self, record: &str, path: &str) -> Value {
        self.field(BOARD, record, path).unwrap_or(Value::Null)
    }
}
