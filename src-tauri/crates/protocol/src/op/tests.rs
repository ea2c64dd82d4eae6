use super::*;
use serde_json::json;

const ID: &str = "0192f0c1-2345-7abc-8def-0123456789ab";

fn op(changes: Value) -> String {
    let mut op = json!({"op_id": ID, "board": "b-1", "record": "r1", "base": 3, "kind": "patch",
        "set": {}, "remove": [], "inc": {}, "append": {}, "schema": 1,
        "at": "2026-01-02T03:04:05Z", "cause": "edit"});
    for (key, value) in changes.as_object().unwrap() {
        op[key] = value.clone();
    }
    op.to_string()
}

fn code(text: &str) -> RejectCode {
    match Op::decode(text, &Limits::default()) {
        Err(BadOp::Rejected(refused)) => refused.rejection.code,
        other => panic!("expected a rejection of {text}, got {other:?}"),
    }
}

#[test]
fn each_broken_rule_has_its_code() {
    assert_eq!(code(&op(json!({"set": {"a//b": 1}}))), RejectCode::InvalidPath);
    assert_eq!(code(&op(json!({"remove": [""]}))), RejectCode::InvalidPath);
    assert_eq!(code(&op(json!({"set": {"a": "\0"}}))), RejectCode::InvalidValue);
    assert_eq!(code(&op(json!({"inc": {"a": 1e300}}))), RejectCode::InvalidValue);
    assert_eq!(code(&op(json!({"set": {"a": "x".repeat(70_000)}}))), RejectCode::TooLarge);
    let without_base = op(json!({})).replace("\"base\":3,", "");
    assert_eq!(code(&without_base), RejectCode::InvalidOp, "null has to be said");
    assert_eq!(code(&op(json!({"kind": "explode"}))), RejectCode::InvalidOp);
    assert_eq!(code(&op(json!({"kind": "create"}))), RejectCode::InvalidOp);
    assert_eq!(code(&op(json!({"kind": "delete", "set": {"a": 1}}))), RejectCode::InvalidOp);
    assert_eq!(code(&op(json!({"set": {"a/b": 1}, "remove": ["a"]}))), RejectCode::InvalidOp);
    assert_eq!(code(&op(json!({"set": {"a": 1}, "inc": {"a": 1}}))), RejectCode::InvalidOp);
}

#[test]
fn what_no_json_reader_takes_is_still_answered_by_its_id() {
    for value in ["\"\\ud800\"", "1e999", &("[".repeat(500) + &"]".repeat(500))] {
        let text = op(json!({"set": {"a": "@"}})).replace("\"@\"", value);
        assert_eq!(code(&text), RejectCode::InvalidValue, "{value}");
    }
    let doubled = op(json!({"set": {"a": "@"}})).replacen('{', "{\"op_id\":7,", 1);
    let escaped = doubled.replace(ID, &ID.replacen('0', "\\u0030", 1));
    assert_eq!(code(&escaped.replace('@', "\\ud800")), RejectCode::InvalidValue);
    assert_eq!(Op::decode("{}", &Limits::default()), Err(BadOp::Unreadable));
}

#[test]
fn a_member_of_another_version_may_hold_what_no_json_reader_takes() {
    let limits = Limits::default();
    let plain = Op::decode(&op(json!({})), &limits);
    for member in ["\"x\":\"\\ud800\"", "\"x\":1e999", "\"\\ud800\":1"] {
        let text = op(json!({})).replacen('{', &format!("{{{member},"), 1);
        assert_eq!(Op::decode(&text, &limits), plain, "{member}");
    }
}

#[test]
fn another_version_is_named_before_anything_else_of_the_operation() {
    let bad = json!({"kind": "move", "set": {"a b": "x".repeat(70_000)}});
    for schema in [json!(0), json!(2), json!(1.5), json!(-1), json!(4_294_967_297_u64)] {
        let mut changes = bad.clone();
        changes["schema"] = schema;
        assert_eq!(code(&op(changes.clone())), RejectCode::SchemaUnknown);
        let lone = op(changes).replacen('x', "\\ud800", 1);
        assert_eq!(code(&lone), RejectCode::SchemaUnknown);
    }
}

#[test]
fn the_length_is_told_to_the_byte_however_it_is_made_up() {
    let long = "x/".repeat(4) + &"y".repeat(50);
    for changes in [
        json!({}),
        json!({"kind": "create", "record_kind": "k".repeat(64), "cause": "keep_local"}),
        json!({"board": "b".repeat(64), "record": "r".repeat(64), "remove": [long, "z"]}),
        json!({"set": {&long: "\u{1}\"é".repeat(90), "n": -1.2345678901234567e-300, "o": null}}),
        json!({"set": {"deep": {"\u{1f}": [[true, 9_007_199_254_740_991_i64], {}]}}}),
        json!({"inc": {&long: -9_007_199_254_740_991_i64},
            "append": {"s": [[-9_007_199_254_740_991_i64, -1.234_567_890_123_456_7e-300], [1, 0.1]]}}),
    ] {
        let op: Op = serde_json::from_str(&op(changes)).unwrap();
        let length = json::canonical(&json!(op)).len();
        assert!(!op.is_longer_than(length), "{op:?}");
        assert!(op.is_longer_than(length - 1), "{op:?}");
    }
}

#[test]
fn a_refused_operation_still_names_its_lane_where_it_can_be_read() {
    let lane = |text: &str| match Op::decode(text, &Limits::default()) {
        Err(BadOp::Rejected(refused)) => refused.lane,
        other => panic!("expected a rejection of {text}, got {other:?}"),
    };
    let expected = Some((BoardId::new("b-1").unwrap(), RecordId::new("r1").unwrap()));
    assert_eq!(lane(&op(json!({"set": {"a//b": 1}}))), expected);
    let lone = op(json!({"set": {"a": "@"}})).replace("\"@\"", "\"\\ud800\"");
    assert_eq!(lane(&lone), expected);
    assert_eq!(lane(&op(json!({"board": "NO"}))), None);
}

#[test]
fn the_last_of_duplicate_keys_counts() {
    let text = op(json!({})).replacen('{', "{\"base\":9,", 1);
    let (op, _) = Op::decode(&text, &Limits::default()).unwrap();
    assert_eq!(op.base, Some(Seq(3)));
}

#[test]
fn resend_and_spelling_do_not_change_the_content_hash() {
    let limits = Limits::default();
    let (_, once) = Op::decode(&op(json!({"set": {"a": 1}})), &limits).unwrap();
    let spelled = json!({"base": 3.0, "schema": 1.0, "set": {"a": 1.0}, "resend": true});
    let (again, hash) = Op::decode(&op(spelled), &limits).unwrap();
    assert!(again.resend);
    assert_eq!((again.base, again.schema), (Some(Seq(3)), 1));
    assert_eq!(once, hash);
    let (_, other) = Op::decode(&op(json!({"set": {"a": 2}})), &limits).unwrap();
    assert_ne!(once, other);
}
