//! What mutants do to records: each its own mistake, on an example.

use serde_json::{Value, json};

use super::{mail, named, own, post, simulator, valid};
use crate::simulator::Simulator;

/// Adds one mail, and gives what was answered about it.
fn add(simulator: &Simulator, mail: Value) -> Value {
    let mut body = valid(simulator, "addOrder");
    body["mail_info_list"] = json!([mail]);
    post(simulator, "addOrder", &body)["data"][0].clone()
}

fn detail(simulator: &Simulator, id: &Value) -> Value {
    post(simulator, "queryOrderDetail", &json!({ "cust_token": own(simulator), "id": id }))["data"].clone()
}

/// What a query finds with these members besides the needed ones.
fn found(simulator: &Simulator, members: Value) -> Value {
    let mut body = valid(simulator, "queryOrder");
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    post(simulator, "queryOrder", &body)["data"].clone()
}

#[test]
fn operators_mistake_records_in_their_own_way() {
    let two = |simulator: &Simulator| {
        let mut body = valid(simulator, "addOrder");
        body["mail_info_list"] = json!([mail("A"), mail("B")]);
        post(simulator, "addOrder", &body)["data"].clone()
    };
    let found = |simulator: &Simulator, id: &Value| {
        post(simulator, "queryOrderDetail", &json!({ "cust_token": own(simulator), "id": id }))["data"]["item_num"]
            .clone()
    };
    let kept = |id: &str| {
        let simulator = named(id);
        let added = two(&simulator);
        let kept = [&added[0]["id"], &added[1]["id"]].map(|id| found(&simulator, id));
        (added.as_array().unwrap().len(), added[0]["id"] == added[1]["id"], kept)
    };
    assert_eq!(kept("T1.3#behaviour/first-stored-alone"), (2, false, [json!("A"), Value::Null]));
    assert_eq!(kept("T6.1#behaviour/ids-repeated"), (2, true, [json!("A"), json!("A")]));
    assert_eq!(two(&named("T5.6#behaviour/first-answered-alone")).as_array().unwrap().len(), 1);
    let first = json!("TEST-LOADED-000000");
    assert_eq!(found(&named("T14.2#behaviour/unknown-found"), &json!("no such id")), first);
    let simulator = named("T14.2#behaviour/other-record-shown");
    assert_eq!(found(&simulator, &simulator.known()["orders"][3]["id"]), first);
    let simulator = named("7.4.1#behaviour/foreign-shown");
    assert!(found(&simulator, &simulator.known()["foreign_order"]["id"]).is_string());
}

#[test]
fn what_is_shown_is_not_what_was_written() {
    let shown = |id: &str, name: &str, text: &str| {
        let simulator = named(id);
        let mut mail = mail("A");
        mail[name] = json!(text);
        let id = add(&simulator, mail)["id"].clone();
        detail(&simulator, &id)[name].clone()
    };
    assert_eq!(shown("T16.7#behaviour/code-collapsed", "send_type", "2"), "1");
    assert_eq!(shown("T16.8#behaviour/code-collapsed", "clerk_card", "20"), "10");
    let text = "𠮷田Ａ１ a&b";
    let remarks = standard_row("remarks");
    assert_eq!(shown(&format!("{remarks}#behaviour/rare-lost"), "remarks", text), "?田Ａ１ a&b");
    assert_eq!(shown(&format!("{remarks}#behaviour/width-folded"), "remarks", text), "𠮷田A1 a&b");
    assert_eq!(shown(&format!("{remarks}#behaviour/text-escaped"), "remarks", text), "𠮷田Ａ１ a&amp;b");
    assert_eq!(shown(&format!("{remarks}#behaviour/rare-lost"), "item_name", text), text);
}

/// The row of the details that shows a field of this name.
fn standard_row(name: &str) -> String {
    let standard = super::standard();
    let table = standard.table("T16").unwrap();
    table.local_id(table.rows.iter().find(|row| row.name() == name).unwrap())
}

#[test]
fn records_are_lost_or_taken_for_another() {
    let simulator = named("7.1.1#behaviour/bare-lost");
    let mut full = mail("A");
    full["remarks"] = json!("测试");
    let ids = [mail("B"), full].map(|mail| add(&simulator, mail)["id"].clone());
    assert_eq!(ids.map(|id| detail(&simulator, &id).is_null()), [true, false]);
    let simulator = named("T6.1#behaviour/ids-reused");
    let mut other = mail("C");
    other["item_id"] = json!("TEST-OTHER");
    let ids = [mail("A"), mail("B"), other].map(|mail| add(&simulator, mail)["id"].clone());
    assert!(ids[0] == ids[1] && ids[0] != ids[2], "{ids:?}");
    let simulator = named("T14.2#behaviour/key-prefix");
    let id = simulator.known()["orders"][3]["id"].clone();
    let longer = json!(format!("{}0", id.as_str().unwrap()));
    assert_eq!(detail(&simulator, &longer)["id"], id);
    assert!(detail(&simulator, &json!("9000")).is_null());
    let track = |simulator: &Simulator| {
        post(simulator, "queryTrackInfo", &valid(simulator, "queryTrackInfo"))["data"].as_array().unwrap().len()
    };
    assert_eq!((track(&super::simulator()), track(&named("T18.6#behaviour/earlier-lost"))), (1, 0));
}

#[test]
fn ranges_filters_and_totals_are_counted_wrongly() {
    let total = |simulator: &Simulator, members: Value| found(simulator, members)["total"].as_u64().unwrap();
    let around = json!({ "begin_date": "2024-02-20", "end_date": "2024-02-22" });
    let from = json!({ "begin_date": "2024-02-20" });
    let counts = |simulator: &Simulator| [around.clone(), from.clone()].map(|members| total(simulator, members));
    let [range, open] = counts(&simulator());
    assert!(0 < range && range < open);
    let narrowed = counts(&named("T10.22#behaviour/range-narrowed"));
    assert!(narrowed[0] < range && narrowed[1] == open, "{narrowed:?}");
    let opened = counts(&named("T10.22#behaviour/range-opened"));
    assert!(opened[0] > range && opened[1] == open, "{opened:?}");
    assert_eq!(counts(&named("T10.22#behaviour/one-end-fails")), [range, 0]);
    let all = total(&simulator(), json!({}));
    let few = total(&simulator(), json!({ "clerk_card": "10", "item_id": "TEST-ITEM-0000" }));
    assert!(0 < few && few < all);
    let members = json!({ "item_id": "TEST-ITEM-0000", "clerk_card": "10" });
    assert!(total(&named("T12.3#behaviour/total-loose"), members) > few);
    assert_eq!(total(&named("T12.3#behaviour/total-of-page"), json!({ "size": 3 })), 3);
    assert_eq!(total(&named("T10.8#behaviour/code-unmatched"), json!({ "clerk_card": "10" })), 0);
    assert_eq!(total(&named("7.3.1#behaviour/nothing-unfiltered"), json!({})), 0);
    let sized = |size: i64| found(&named("T10.25#behaviour/default-from-one"), json!({ "size": size }))["rows"].clone();
    assert_eq!([1, 2].map(|size| sized(size).as_array().unwrap().len()), [15, 2]);
}
