//! Who else is there, and what they are editing.

use serde_json::json;
use tideboard_tests::{
    BOARD, RawClient, Role,
    desktop::{in_widget, mark},
    raw::hello,
};

use crate::stage::Stage;

#[test]
fn somebody_who_edits_is_named_at_the_widget_and_so_is_dora_elsewhere() {
    let Stage { world, desk, ben: _ben } = Stage::set();
    let token = world.server.token("ana", Role::Editor);
    let mut ana = RawClient::connect(&world.server.url(), Some(&token));
    let mut hello = hello();
    hello["name"] = json!("Ana's tablet");
    ana.say(&hello);
    ana.hears("welcome");
    ana.say(&json!({ "type": "subscribe", "board": BOARD, "cursor": 0 }));
    ana.hears("presence");
    let is_at = |record: Option<&str>, state: &str| json!({ "type": "presence", "board": BOARD, "record": record, "state": state });
    ana.say(&is_at(Some("log"), "editing"));
    desk.reads(&in_widget("log", "widget-editing"), "Ana");
    desk.reads(&mark("presence"), "Ana");
    assert!(!desk.is_there(&in_widget("tank", "widget-editing")));
    ana.say(&is_at(None, "viewing"));
    desk.sees_no(&in_widget("log", "widget-editing"));

    desk.clicks(&in_widget("log", "note-toggle"));
    desk.sees(&in_widget("log", "note-text"));
    let dora = |frame: &serde_json::Value| {
        let peers = frame["peers"].as_array().cloned().unwrap_or_default();
        peers.into_iter().find(|peer| peer["state"] == "editing")
    };
    let editing = std::iter::repeat_with(|| ana.hears("presence")).find_map(|it| dora(&it));
    assert_eq!(editing.expect("it was found")["record"], "log");
}
