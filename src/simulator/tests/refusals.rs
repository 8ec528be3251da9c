//! What the simulator refuses, and with which code.

use serde_json::{Value, json};

use super::{json_of, own, post, request, simulator, valid};
use crate::simulator::Simulator;

/// A valid request with one place changed; a missing member when the value is none.
fn changed(simulator: &Simulator, operation: &str, pointer: &str, value: Option<Value>) -> Value {
    let mut body = valid(simulator, operation);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap();
    match value {
        Some(value) => parent[name] = value,
        None => drop(parent.as_object_mut().unwrap().shift_remove(name)),
    }
    body
}

fn assert_refused(answer: &Value, code: i64, what: &str) {
    assert_eq!(answer["errcode"], code, "{what}: {answer}");
    assert!(answer["errormsg"].as_str().is_some_and(|message| !message.is_empty()), "{what}: {answer}");
    assert!(answer["data"].is_null(), "{what}: {answer}");
}

#[test]
fn bad_parameters_are_refused_with_code_1() {
    let simulator = simulator();
    let long = |n: usize| Some(Value::from("测".repeat(n)));
    let mail = "/mail_info_list/0";
    let at = |operation: &'static str, place: &str| (operation, place.to_owned());
    let in_mail = |place: &str| ("addOrder", format!("{mail}/{place}"));
    let cases = [
        (at("addOrder", "/cust_token"), None),
        (at("addOrder", "/cust_token"), Some(json!("0".repeat(32)))),
        (at("addOrder", "/cust_token"), Some(json!(format!("{}0", own(&simulator))))),
        (at("addOrder", "/cust_token"), Some(json!(""))),
        (at("addOrder", "/cust_token"), Some(json!(1))),
        (at("addOrder", "/express_type"), Some(json!("EMS"))),
        (at("addOrder", "/mail_info_list"), Some(json!([]))),
        (at("addOrder", "/mail_info_list"), Some(json!({}))),
        (at("addOrder", "/mail_info_list"), Some(json!([null]))),
        (in_mail("item_num"), None),
        (in_mail("item_num"), Some(Value::Null)),
        (in_mail("item_num"), Some(json!(""))),
        (in_mail("item_num"), Some(json!(12))),
        (in_mail("send_type"), Some(json!("3"))),
        (in_mail("send_type"), Some(json!(1))),
        (in_mail("clerk_num"), Some(json!("990000199001010018"))),
        (in_mail("remarks"), long(101)),
        (in_mail("receiver_info"), Some(json!("text"))),
        (in_mail("receiver_info"), None),
        (in_mail("sender_info/person_name"), long(31)),
        (in_mail("sender_info/province"), Some(json!("不存在省"))),
        (in_mail("sender_info/province"), Some(json!("990000"))),
        (in_mail("sender_info/post_num"), Some(json!("12345"))),
        (in_mail("sender_info/detail_address"), None),
        (at("getDist", "/level"), Some(json!(4))),
        (at("getDist", "/level"), Some(json!("3"))),
        (at("getDist", "/level"), None),
        (at("getDist", "/parent_code"), None),
        (at("getDist", "/parent_code"), Some(json!(""))),
        (at("queryOrder", "/send_type"), None),
        (at("queryOrder", "/send_type"), Some(json!(""))),
        (at("queryOrder", "/clerk_card"), Some(json!("99"))),
        (at("queryOrder", "/begin_date"), Some(json!("2024-3-5"))),
        (at("queryOrder", "/end_date"), Some(json!("2024-02-30"))),
        (at("queryOrder", "/page"), None),
        (at("queryOrder", "/size"), Some(json!("10"))),
        (at("queryOrderDetail", "/id"), long(33)),
        (at("queryOrderDetail", "/id"), Some(json!(900_000_000_000_000_001_u64))),
        (at("queryTrackInfo", "/mail_num"), None),
    ];
    for ((operation, pointer), value) in cases {
        let body = changed(&simulator, operation, &pointer, value.clone());
        assert_refused(&post(&simulator, operation, &body), 1, &format!("{operation} {pointer} {value:?}"));
    }
}

#[test]
fn values_at_the_border_are_accepted() {
    let simulator = simulator();
    let long = |n: usize| Some(Value::from("测".repeat(n)));
    let mail = "/mail_info_list/0";
    for (operation, pointer, value) in [
        ("addOrder", format!("{mail}/remarks"), long(100)),
        ("addOrder", format!("{mail}/remarks"), Some(json!(""))),
        ("addOrder", format!("{mail}/remarks"), Some(Value::Null)),
        ("addOrder", format!("{mail}/receiver_info/person_name"), long(30)),
        ("addOrder", format!("{mail}/receiver_info/detail_address"), long(50)),
        ("addOrder", format!("{mail}/unknown"), long(500)),
        ("queryOrder", "/express_type".to_owned(), Some(json!("GD-EMS"))),
        ("queryOrder", "/page".to_owned(), Some(json!(2.0))),
    ] {
        let body = changed(&simulator, operation, &pointer, value);
        assert_eq!(post(&simulator, operation, &body)["errcode"], 0, "{operation} {pointer}");
    }
}

#[test]
fn the_number_of_another_card_has_no_shape() {
    let simulator = simulator();
    let mut body = changed(&simulator, "addOrder", "/mail_info_list/0/clerk_card", Some(json!("14")));
    body["mail_info_list"][0]["clerk_num"] = json!("H99999999");
    assert_eq!(post(&simulator, "addOrder", &body)["errcode"], 0);
}

#[test]
fn padded_names_are_unknown_names() {
    let simulator = simulator();
    let mut body = changed(&simulator, "addOrder", "/mail_info_list/0/item_id", None);
    body["mail_info_list"][0]["item_id "] = json!("TEST");
    assert_refused(&post(&simulator, "addOrder", &body), 1, "padded");
}

#[test]
fn what_does_not_exist_is_refused_with_code_2() {
    let simulator = simulator();
    let absent = Some(json!("900000000000999999"));
    for (operation, pointer, value) in [
        ("queryOrderDetail", "/id", absent.clone()),
        ("queryTrackInfo", "/mail_send_info_id", absent),
        ("queryTrackInfo", "/mail_num", Some(json!("9900000999999"))),
        ("getDist", "/parent_code", Some(json!("999999"))),
        ("getDist", "/parent_code", Some(json!("440000"))),
    ] {
        let body = changed(&simulator, operation, pointer, value);
        assert_refused(&post(&simulator, operation, &body), 2, &format!("{operation} {pointer}"));
    }
}

#[test]
fn a_refused_call_creates_nothing() {
    let simulator = simulator();
    let total = || post(&simulator, "queryOrder", &valid(&simulator, "queryOrder"))["data"]["total"].clone();
    let before = total();
    let mut body = valid(&simulator, "addOrder");
    let mut bad = body["mail_info_list"][0].clone();
    bad["send_type"] = json!("9");
    body["mail_info_list"].as_array_mut().unwrap().push(bad);
    assert_refused(&post(&simulator, "addOrder", &body), 1, "second mail");
    assert_eq!(total(), before);
}

#[test]
fn requests_that_are_no_proper_call_get_an_envelope() {
    let simulator = simulator();
    let body = valid(&simulator, "queryOrder").to_string();
    let good = || request("queryOrder", body.clone().into_bytes());
    let mut bad = Vec::new();
    for method in ["GET", "PUT", "post"] {
        let mut request = good();
        request.method = method.to_owned();
        bad.push(request);
    }
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=GBK", ""] {
        let mut request = good();
        request.headers[0].1 = media_type.to_owned();
        bad.push(request);
    }
    let mut bare = good();
    bare.headers.clear();
    bad.push(bare);
    let padded = format!("\u{feff}{body}");
    for body in ["", "{", "[]", "null", "\"text\"", &body[..body.len() - 1], &padded, "\u{0}"] {
        bad.push(request("queryOrder", body.as_bytes().to_vec()));
    }
    bad.push(request("queryOrder", vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}']));
    for request in bad {
        let answer = simulator.handle(&request);
        assert_eq!(answer.status, 200, "{request:?}");
        assert_refused(&json_of(&answer), 1, &format!("{request:?}"));
    }
    for media_type in ["application/json", "Application/JSON;charset=utf-8", "application/json; charset=\"UTF-8\""] {
        let mut request = good();
        request.headers[0].1 = media_type.to_owned();
        assert_eq!(json_of(&simulator.handle(&request))["errcode"], 0, "{media_type}");
    }
}

#[test]
fn unknown_paths_get_404_and_queries_do_not_matter() {
    let simulator = simulator();
    for url in ["http://h/", "http://h", "/newtywl/openapi/unknown", "http://h/newtywl/openapi/addOrder/", "", "x"] {
        let mut request = request("addOrder", Vec::new());
        request.url = url.to_owned();
        assert_eq!(simulator.handle(&request).status, 404, "{url}");
    }
    for url in [
        "/newtywl/openapi/addOrder",
        "http://h:1/newtywl/openapi/addOrder?x=/y",
        "https://h/newtywl/openapi/addOrder#z",
    ] {
        let mut request = request("addOrder", Vec::new());
        request.url = url.to_owned();
        assert_eq!(simulator.handle(&request).status, 200, "{url}");
    }
}
