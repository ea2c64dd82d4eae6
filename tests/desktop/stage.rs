//! What the window stories begin with.

use tideboard_tests::{
    BOARD, Edit, HeadlessClient, Role, World,
    desktop::{Desktop, in_widget, mark},
};

/// Dora at her desk, Ben elsewhere, and a server between them.
pub struct Stage {
    /// Dora's window.
    pub desk: Desktop,
    /// Ben's client.
    pub ben: HeadlessClient,
    /// The server.
    pub world: World,
}

impl Stage {
    /// Dora's window shows the board, in step with the server; beside the usual records there is
    /// a metric `level` (value 5), to be set by hand.
    #[track_caller]
    pub fn set() -> Self {
        let stage = Self::prepare();
        stage.open()
    }

    /// As [`Stage::set`], with the window still closed.
    #[track_caller]
    pub fn prepare() -> Self {
        Self::prepare_as(Role::Editor)
    }

    /// As [`Stage::set`], with Dora in a role: boards are made by owners.
    #[track_caller]
    pub fn set_as(role: Role) -> Self {
        Self::prepare_as(role).open()
    }

    /// As [`Stage::set_as`], with the window still closed.
    #[track_caller]
    pub fn prepare_as(role: Role) -> Self {
        let world = World::with_board();
        let mut ben = world.client("ben", Role::Editor);
        let level = Edit::create("level", "metric").set("title", "Level").set("unit", "m");
        ben.edits(BOARD, &level.set("value", 5));
        ben.is_synced();
        let token = world.server.token("dora", role);
        let desk = Desktop::prepare(world.folder("desk"))
            .with(&["--server", &world.server.url(), "--open", BOARD])
            .with_env("TIDEBOARD_TOKEN", &token);
        Self { desk, ben, world }
    }

    /// Opens the window.
    #[track_caller]
    pub fn open(mut self) -> Self {
        self.desk.starts();
        self.desk.shows(&mark("board"), "data-board", BOARD);
        self.desk.shows(&mark("board"), "data-state", "ready");
        self.desk.shows(&mark("dashboard-sync-indicator"), "data-state", "synced");
        self
    }

    /// Dora sets the level by hand.
    #[track_caller]
    pub fn dora_sets_the_level(&self, value: &str) {
        self.desk.clicks(&in_widget("level", "metric-edit"));
        self.desk.types(&in_widget("level", "metric-input"), value);
        self.desk.presses("\u{e007}");
        self.desk.shows(&in_widget("level", "metric-value"), "data-value", value);
    }
}

/// A section of the settings.
pub fn section(name: &str) -> String {
    format!("[data-testid='settings-section'][data-section='{name}']")
}

/// A tab of the sync centre.
pub fn tab(name: &str) -> String {
    format!("[data-testid='centre-tab'][data-tab='{name}']")
}

/// Opens the sync centre with a tab. How sync stands must not change meanwhile: its words would
/// push what is to be pressed away from under the pointer.
#[track_caller]
pub fn opens_centre(desk: &Desktop, name: &str) {
    desk.clicks(&mark("sync-toggle"));
    desk.clicks(&mark("sync-centre-open"));
    desk.sees(&mark("sync-centre"));
    desk.clicks(&tab(name));
    desk.shows(&tab(name), "aria-selected", "true");
}
