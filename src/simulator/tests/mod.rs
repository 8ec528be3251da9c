//! Tests of the simulator as a whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod golden;
mod mistakes;
mod mutants;
mod operations;
mod probes;
mod refusals;
mod robustness;
mod wire;

use std::sync::{Arc, OnceLock};

use jiff::civil::{DateTime, datetime};
use serde_json::{Value, json};

use super::{Setup, Simulator, mutants as all_mutants};
use crate::observation::{HttpAnswer, HttpRequest};
use crate::standard::{Library, Source, Standard};

/// The day of the golden messages.
fn now() -> DateTime {
    datetime(2024, 3, 5, 10, 20, 30, 0)
}

fn standard() -> Arc<Standard> {
    static STANDARD: OnceLock<Arc<Standard>> = OnceLock::new();
    let load = || Library::load(&Source::embedded_schemas()).unwrap().standard("gdzw-0017-2019").unwrap().clone();
    Arc::clone(STANDARD.get_or_init(|| Arc::new(load())))
}

fn simulator() -> Simulator {
    Simulator::new(standard(), Setup { clock: Arc::new(now), seed: 7 }).expect("a simulator")
}

fn own(simulator: &Simulator) -> String {
    simulator.credentials()["cust_token"].clone()
}

fn foreign(simulator: &Simulator) -> String {
    simulator.credentials()["foreign_token"].clone()
}

fn request(operation: &str, body: Vec<u8>) -> HttpRequest {
    HttpRequest {
        method: "POST".to_owned(),
        url: format!("http://simulator.invalid/newtywl/openapi/{operation}"),
        headers: vec![("Content-Type".to_owned(), "application/json; charset=UTF-8".to_owned())],
        body,
    }
}

fn json_of(answer: &HttpAnswer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn post(simulator: &Simulator, operation: &str, body: &Value) -> Value {
    let answer = simulator.handle(&request(operation, body.to_string().into_bytes()));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json; charset=UTF-8"));
    json_of(&answer)
}

/// A simulator with the mutant whose id ends like this.
fn named(id: &str) -> Simulator {
    let all = all_mutants(&standard());
    let mutant = all.into_iter().find(|mutant| mutant.id.ends_with(id)).unwrap_or_else(|| panic!("no {id}"));
    simulator().with_mutant(mutant)
}

/// A valid request of an operation, about data that are there.
fn valid(simulator: &Simulator, operation: &str) -> Value {
    let token = own(simulator);
    let order = simulator.known()["orders"][0].clone();
    match operation {
        "addOrder" => {
            json!({ "cust_token": token, "express_type": "GD-EMS", "mail_info_list": [mail("A")] })
        }
        "getDist" => json!({ "cust_token": token, "parent_code": "990100", "level": 3 }),
        "queryOrder" => json!({ "cust_token": token, "send_type": "1", "page": 1, "size": 10 }),
        "queryOrderDetail" => json!({ "cust_token": token, "id": order["id"] }),
        "queryTrackInfo" => json!({
            "cust_token": token, "express_type": "GD-EMS",
            "mail_num": order["mail_num"], "mail_send_info_id": order["id"],
        }),
        other => panic!("no operation {other}"),
    }
}

fn mail(item_num: &str) -> Value {
    let person = json!({
        "person_name": "测试甲", "person_phone": "14100000001", "province": "测试省", "city": "测试市",
        "county": "测试一区", "detail_address": "虚构路 11 号", "post_num": "990011",
    });
    json!({
        "item_id": "TEST-ITEM", "item_name": "测试事项", "item_num": item_num, "send_type": "1", "clerk_card": "10",
        "clerk_num": "990000199001010017", "receiver_info": person, "sender_info": person,
    })
}
