//! What the five operations do with valid requests.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{foreign, mail, own, post, simulator, valid};
use crate::simulator::Simulator;

fn query(simulator: &Simulator, changes: Value) -> Value {
    let mut body = valid(simulator, "queryOrder");
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = post(simulator, "queryOrder", &body);
    assert_eq!(answer["errcode"], 0, "{answer}");
    answer["data"].clone()
}

fn ids(page: &Value) -> Vec<String> {
    page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_operation_answers_a_valid_request_with_success() {
    let simulator = simulator();
    for operation in ["addOrder", "getDist", "queryOrder", "queryOrderDetail", "queryTrackInfo"] {
        let answer = post(&simulator, operation, &valid(&simulator, operation));
        assert_eq!(answer["errcode"], 0, "{operation}: {answer}");
        assert!(answer["errormsg"].is_null() && !answer["data"].is_null(), "{operation}: {answer}");
    }
}

#[test]
fn each_mail_becomes_an_order_with_an_id_of_its_own() {
    let simulator = simulator();
    let mut body = valid(&simulator, "addOrder");
    body["mail_info_list"] = json!([mail("A"), mail("B"), mail("A")]);
    let data = post(&simulator, "addOrder", &body)["data"].clone();
    let data = data.as_array().unwrap();
    assert_eq!(data.iter().map(|mail| mail["item_num"].as_str().unwrap()).collect::<Vec<_>>(), ["A", "B", "A"]);
    let new: BTreeSet<&str> = data.iter().map(|mail| mail["id"].as_str().unwrap()).collect();
    assert_eq!(new.len(), 3);
    assert!(new.iter().all(|id| id.len() == 18));
    assert!(data.iter().all(|mail| mail["mail_num"].as_str().unwrap().len() == 13));
    let known = simulator.known();
    let newest = known["orders"].as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap()).max().unwrap();
    assert!(new.first().unwrap() > &newest, "ids increase");
}

#[test]
fn a_new_order_waits_for_the_courier_and_can_be_tracked() {
    let simulator = simulator();
    let created = post(&simulator, "addOrder", &valid(&simulator, "addOrder"))["data"][0].clone();
    let detail = json!({ "cust_token": own(&simulator), "id": created["id"] });
    let order = post(&simulator, "queryOrderDetail", &detail)["data"].clone();
    assert_eq!(order["status"], "1001");
    assert_eq!(order["remarks"], Value::Null);
    let mut track = valid(&simulator, "queryTrackInfo");
    track["mail_send_info_id"] = created["id"].clone();
    track["mail_num"] = created["mail_num"].clone();
    let data = post(&simulator, "queryTrackInfo", &track)["data"].clone();
    assert_eq!(data[0]["mail_num"], created["mail_num"]);
    assert_eq!(data[0]["track_info"][0]["deal_time"], "2024-03-05 10:20:30");
}

#[test]
fn the_directory_leads_from_provinces_to_counties() {
    let simulator = simulator();
    let dist = |level: i64, parent: Value| {
        let body = json!({ "cust_token": own(&simulator), "level": level, "parent_code": parent });
        post(&simulator, "getDist", &body)["data"].clone()
    };
    let mut counties = 0;
    for province in dist(1, Value::Null).as_array().unwrap() {
        for city in dist(2, province["address_code"].clone()).as_array().unwrap() {
            assert_eq!(city["parent_code"], province["address_code"]);
            for county in dist(3, city["address_code"].clone()).as_array().unwrap() {
                assert_eq!((&county["parent_code"], &county["level"]), (&city["address_code"], &json!(3)));
                counties += 1;
            }
        }
    }
    assert_eq!(counties, 5 + 11 + 9 + 3 + 2);
    assert_eq!(dist(1, "".into()), dist(1, "440000".into()), "at level 1 the parent does not matter");
}

#[test]
fn pages_cover_every_order_once_and_show_what_was_asked_for() {
    let simulator = simulator();
    let all = query(&simulator, json!({ "size": 1000 }));
    let total = all["total"].as_u64().unwrap() as usize;
    assert!(total > 20, "{total}");
    let mut seen = Vec::new();
    for page in 1..=total.div_ceil(7) {
        let part = query(&simulator, json!({ "page": page, "size": 7 }));
        assert_eq!((&part["page"], &part["size"], &part["total"]), (&json!(page), &json!(7), &all["total"]));
        seen.extend(ids(&part));
    }
    assert_eq!(seen, ids(&all));
    let beyond = query(&simulator, json!({ "page": 1_000_000_000_000_u64, "size": 1_000_000_000_000_u64 }));
    assert_eq!((ids(&beyond).len(), &beyond["total"]), (0, &all["total"]));
}

#[test]
fn page_and_size_below_one_take_their_defaults() {
    let simulator = simulator();
    for below in [json!(0), json!(-3)] {
        let page = query(&simulator, json!({ "page": below, "size": below }));
        assert_eq!((&page["page"], &page["size"]), (&json!(1), &json!(15)));
        assert_eq!(ids(&page).len(), 15);
    }
}

#[test]
fn every_filter_finds_what_matches_and_nothing_else() {
    let simulator = simulator();
    let row = query(&simulator, json!({ "page": 9, "size": 1 }))["rows"][0].clone();
    let exact = ["mail_num", "item_id", "item_name", "item_num", "clerk_card", "clerk_num", "sender_person_name"];
    let exact = exact.into_iter().chain(["sender_phone", "receiver_person_name", "receiver_phone"]);
    let part = ["province", "city", "county", "detail_address"];
    let part = part.into_iter().flat_map(|name| [format!("sender_{name}"), format!("receiver_{name}")]);
    let filters = exact.map(|name| (name.to_owned(), false)).chain(part.map(|name| (name, true)));
    let all = query(&simulator, json!({ "size": 1000 }))["total"].clone();
    for (name, partial) in filters {
        let value = row[&name].as_str().unwrap().to_owned();
        let sent: String = if partial { value.chars().take(2).collect() } else { value };
        let found = query(&simulator, json!({ name.as_str(): sent, "size": 1000 }));
        let rows = found["rows"].as_array().unwrap();
        assert!(rows.iter().any(|found| found["id"] == row["id"]), "{name}");
        let matches = |found: &Value| {
            let text = found[&name].as_str().unwrap();
            if partial { text.contains(&sent) } else { text == sent }
        };
        assert!(rows.iter().all(matches), "{name}");
        let none = if name == "clerk_card" { continue } else { format!("{sent}不存在") };
        assert_eq!(query(&simulator, json!({ name.as_str(): none }))["total"], 0, "{name}");
        assert_eq!(query(&simulator, json!({ name.as_str(): "" }))["total"], all, "{name} empty");
        assert_eq!(query(&simulator, json!({ name.as_str(): null }))["total"], all, "{name} null");
    }
}

#[test]
fn dates_bound_the_day_of_creation_on_both_sides() {
    let simulator = simulator();
    let created = post(&simulator, "addOrder", &valid(&simulator, "addOrder"))["data"][0]["id"].clone();
    let found = |from: &str, until: &str| {
        let page = query(&simulator, json!({ "begin_date": from, "end_date": until, "size": 1000 }));
        (page["total"].as_u64().unwrap(), ids(&page).iter().any(|id| id.as_str() == created))
    };
    let (all, _) = found("", "");
    assert_eq!(found("2024-03-05", "2024-03-05"), (1, true));
    assert_eq!(found("2024-03-06", "2024-03-31").0, 0);
    assert_eq!(found("", "2024-01-31").0, 0);
    assert_eq!(found("", "2024-03-04"), (all - 1, false));
    assert_eq!(found("2024-02-13", ""), (all, true));
}

#[test]
fn orders_of_another_party_are_invisible() {
    let simulator = simulator();
    let other = simulator.known()["foreign_order"].clone();
    for (operation, id) in [("queryOrderDetail", "id"), ("queryTrackInfo", "mail_send_info_id")] {
        let mut body = valid(&simulator, operation);
        body[id] = other["id"].clone();
        if operation == "queryTrackInfo" {
            body["mail_num"] = other["mail_num"].clone();
        }
        let answer = post(&simulator, operation, &body);
        assert_eq!((&answer["errcode"], &answer["data"]), (&json!(2), &Value::Null), "{operation}");
        body["cust_token"] = foreign(&simulator).into();
        assert_eq!(post(&simulator, operation, &body)["errcode"], 0, "{operation}");
    }
    let own = ids(&query(&simulator, json!({ "size": 1000 })));
    let theirs = ids(&query(&simulator, json!({ "size": 1000, "cust_token": foreign(&simulator) })));
    assert!(!theirs.is_empty() && theirs.iter().all(|id| !own.contains(id)));
}

#[test]
fn what_is_known_from_the_start_covers_codes_days_and_both_parties() {
    let simulator = simulator();
    let known = simulator.known();
    let orders = known["orders"].as_array().unwrap();
    assert!(orders.len() >= 40);
    assert!(known["foreign_order"]["id"].is_string());
    let distinct = |name: &str| {
        let rows = ["1", "2"].map(|send| query(&simulator, json!({ "send_type": send, "size": 1000 }))["rows"].clone());
        let rows = rows.iter().flat_map(|rows| rows.as_array().unwrap());
        rows.map(|row| row[name].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(distinct("status").len(), 10);
    assert_eq!(distinct("clerk_card").len(), 7);
    let days: BTreeSet<&str> = orders.iter().map(|order| order["created"].as_str().unwrap()).collect();
    assert!(days.len() > 5 && days.iter().all(|day| *day < "2024-03-05"));
    for order in orders {
        let mut body = valid(&simulator, "queryTrackInfo");
        body["mail_send_info_id"] = order["id"].clone();
        body["mail_num"] = order["mail_num"].clone();
        let answer = post(&simulator, "queryTrackInfo", &body);
        assert!(!answer["data"][0]["track_info"].as_array().unwrap().is_empty());
    }
}

#[test]
fn credentials_follow_the_seed() {
    let at = |seed| {
        let setup = crate::simulator::Setup { clock: std::sync::Arc::new(super::now), seed };
        Simulator::new(super::standard(), setup).unwrap().credentials()
    };
    assert_eq!(at(1), at(1));
    assert_ne!(at(1), at(2));
    let hex = |text: &String| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(at(1).values().all(hex) && at(1)["cust_token"] != at(1)["foreign_token"]);
}

#[test]
fn a_standard_without_simulator_gets_none() {
    let mut unknown = (*super::standard()).clone();
    unknown.id = "unknown".to_owned();
    let setup = crate::simulator::Setup { clock: std::sync::Arc::new(super::now), seed: 1 };
    assert!(Simulator::new(std::sync::Arc::new(unknown), setup).is_none());
}
