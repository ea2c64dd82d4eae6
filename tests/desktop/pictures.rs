//! The states that are hard to bring about look as somebody approved them: the gallery of shared
//! components and whole scenes of the stand-in, light, dark and in high contrast. The clock of the
//! page stands still, and nothing in it moves or blinks.

use tideboard_tests::{
    World,
    desktop::{Desktop, mark},
    picture::{Picture, look_as_approved},
};

use crate::tray::CLOSE_TO_TRAY;

/// Theme, contrast, and what the pictures are called after.
const LOOKS: [(&str, &str, &str); 3] =
    [("light", "usual", "light"), ("dark", "usual", "dark"), ("light", "more", "contrast")];

/// When all of it is. Long after the stand-in's oldest change, and not near midnight.
const MOMENT: &str = "2026-03-03T12:04:31Z";

/// A window at an address of the page, in all looks; `show` says what to take pictures of.
#[track_caller]
fn takes(address: &str, show: impl Fn(&Desktop) -> Vec<(&'static str, String)>) -> Vec<Picture> {
    let world = World::without_server();
    let mut desk = Desktop::prepare(world.folder("desk")).with_env("TZ", "UTC");
    desk.starts();
    desk.measures(1280, 800);
    let mut pictures = Vec::new();
    for (theme, contrast, look) in LOOKS {
        desk.goes_to(&format!("/?{address}&theme={theme}&contrast={contrast}&now={MOMENT}"));
        desk.shows(&mark("dashboard-realtime-provider"), "data-state", "attached");
        desk.stands_still();
        for (name, place) in show(&desk) {
            let reveal = format!("document.querySelector({place:?}).scrollIntoView();");
            desk.script(&reveal).expect("it can be brought into view");
            pictures.push(Picture::new(&format!("{name}-{look}"), desk.picture(&place)));
        }
    }
    pictures
}

#[track_caller]
fn scene_looks_as_approved(address: &str, name: &'static str, awaited: &str) {
    look_as_approved(takes(address, |desk| {
        desk.sees(awaited);
        vec![(name, "html".to_owned())]
    }));
}

#[test]
fn the_gallery_looks_as_approved() {
    const PARTS: [(&str, &str); 5] = [
        ("statuses", "gallery-statuses"),
        ("changes", "gallery-changes"),
        ("controls", "gallery-controls"),
        ("tray", "gallery-tray"),
        ("said", "gallery-said"),
    ];
    look_as_approved(takes("gallery", |desk| {
        desk.sees(&mark("gallery"));
        PARTS.map(|(part, name)| (name, format!("[data-part='{part}']"))).to_vec()
    }));
}

#[test]
fn a_board_in_step_looks_as_approved() {
    scene_looks_as_approved("fake=synced", "board", &mark("widget-chart"));
}

#[test]
fn changes_in_every_state_look_as_approved() {
    scene_looks_as_approved("fake=busy&open=queue", "queue", &mark("pending-operation"));
}

#[test]
fn a_board_without_a_server_looks_as_approved() {
    scene_looks_as_approved("fake=offline&open=sync", "offline", &mark("sync-details"));
}

#[test]
fn a_conflict_looks_as_approved() {
    scene_looks_as_approved("fake=conflict&open=conflict", "conflict", &mark("conflict-dialog"));
}

#[test]
fn the_notice_at_the_first_closing_looks_as_approved() {
    scene_looks_as_approved("fake=closing", "closing", CLOSE_TO_TRAY);
}

#[test]
fn the_first_choice_looks_as_approved() {
    scene_looks_as_approved("fake=first-run", "first-run", &mark("first-run-try"));
}
