//! Searching what the user sees, on any board that is here.

use crate::support::*;
use serde_json::json;
use tideboard_protocol::search::Query;

/// Ids of the widgets found, and the places.
fn found(ana: &Client, typed: &str) -> Vec<(String, Option<String>)> {
    let query = Query::new(typed).expect("enough to look for");
    let hits = ana.engine.search(&board(), &query, 50);
    hits.into_iter().map(|hit| (hit.record.to_string(), hit.text)).collect()
}

fn at(record: &str, text: Option<&str>) -> (String, Option<String>) {
    (record.to_owned(), text.map(str::to_owned))
}

#[test]
fn a_text_is_found_as_the_user_sees_it_with_own_waiting_changes() {
    let mut ana = client_with_a_note();
    assert_eq!(found(&ana, "OLD"), [at("n", Some("old"))]);
    assert_eq!(found(&ana, "over hand"), [at("n", None)], "both words in the title");
    ana.link_breaks();
    ana.edit(set("n", "text", "forklift is back")).unwrap();
    assert_eq!(found(&ana, "old"), []);
    assert_eq!(found(&ana, "handover fork"), [at("n", Some("forklift is back"))]);
    let ana = ana.restarted();
    assert_eq!(found(&ana, "fork"), [at("n", Some("forklift is back"))]);
}

#[test]
fn widgets_made_here_are_found_and_deleted_ones_are_not() {
    let mut ana = client_with_a_note();
    ana.link_breaks();
    let mut new = create("m", "note");
    new.set.insert("text".parse().unwrap(), json!("older still"));
    ana.edit(new).unwrap();
    assert_eq!(found(&ana, "old"), [at("n", Some("old")), at("m", Some("older still"))]);
    ana.edit(delete("n")).unwrap();
    assert_eq!(found(&ana, "old"), [at("m", Some("older still"))]);

    let mut bo_deletes = client_with_a_note();
    bo_deletes.delta(1, 2, json!([change(2, "n", BO, json!({"deleted": true}))]));
    assert_eq!(found(&bo_deletes, "old"), []);
}

#[test]
fn titles_come_first_and_no_more_than_wanted() {
    let mut ana = client_with_a_note();
    for (id, title) in [("a", "Zebra crossing"), ("b", "Apron"), ("c", "Crossing")] {
        let mut new = create(id, "note");
        new.set.insert("title".parse().unwrap(), json!(title));
        new.set.insert("text".parse().unwrap(), json!("mind the crossing"));
        ana.edit(new).unwrap();
    }
    let query = Query::new("cross").unwrap();
    let ids = |most| -> Vec<String> {
        let hits = ana.engine.search(&board(), &query, most);
        hits.into_iter().map(|hit| hit.record.to_string()).collect()
    };
    assert_eq!(ids(50), ["c", "a", "b"]);
    assert_eq!(ids(2), ["c", "a"]);
}
