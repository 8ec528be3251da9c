//! The hand-written messages hold the simulator to the text of the standard, whatever the tables as data say.

use serde_json::{Map, Value};

use super::{own, post, simulator};
use crate::simulator::Simulator;

const OPERATIONS: [&str; 5] = ["addOrder", "getDist", "queryOrder", "queryOrderDetail", "queryTrackInfo"];

fn golden(operation: &str, part: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/gdzw-0017-2019");
    let text = std::fs::read_to_string(format!("{folder}/{operation}.{part}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The golden order, created by the golden request, and the golden requests with its id and number in place.
struct Told {
    simulator: Simulator,
    created: Value,
}

impl Told {
    fn new() -> Self {
        let simulator = simulator();
        let mut told = Self { simulator, created: Value::Null };
        let answer = told.ask("addOrder");
        told.created = answer["data"][0].clone();
        told
    }

    fn ask(&self, operation: &str) -> Value {
        let mut body = golden(operation, "request");
        body["cust_token"] = own(&self.simulator).into();
        for (name, field) in [("id", "id"), ("mail_send_info_id", "id"), ("mail_num", "mail_num")] {
            if body.get(name).is_some() && !self.created.is_null() {
                body[name] = self.created[field].clone();
            }
        }
        post(&self.simulator, operation, &body)
    }
}

/// The shape of a value: names in order, types, shapes of elements. A single `track_info` and an array of them are the
/// same thing (A73).
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "boolean".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "string".into(),
        Value::Array(items) => {
            let mut shapes: Vec<Value> = items.iter().map(shape).collect();
            shapes.dedup();
            shapes.into()
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| match (name.as_str(), value) {
                ("track_info", Value::Array(events)) => {
                    let mut shapes: Vec<Value> = events.iter().map(shape).collect();
                    shapes.dedup();
                    assert_eq!(shapes.len(), 1, "events differ in shape");
                    (name.clone(), shapes.remove(0))
                }
                _ => (name.clone(), shape(value)),
            };
            members.iter().map(member).collect::<Map<_, _>>().into()
        }
    }
}

#[test]
fn golden_requests_get_answers_of_the_golden_shape() {
    let told = Told::new();
    for operation in OPERATIONS {
        let answer = told.ask(operation);
        assert_eq!(shape(&answer), shape(&golden(operation, "answer")), "{operation}: {answer}");
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&answer), names(&golden(operation, "answer")), "{operation}: order of the members");
    }
}

#[test]
fn the_golden_order_comes_back_as_it_was_sent() {
    let told = Told::new();
    for (operation, place) in [("queryOrder", "/data/rows/0"), ("queryOrderDetail", "/data")] {
        let answer = told.ask(operation);
        let mut order = answer.pointer(place).unwrap().clone();
        let mut expected = golden(operation, "answer").pointer(place).unwrap().clone();
        for name in ["id", "mail_num", "status"] {
            order[name] = Value::Null;
            expected[name] = Value::Null;
        }
        assert_eq!(order, expected, "{operation}");
    }
    assert_eq!(told.ask("getDist"), golden("getDist", "answer"));
}

#[test]
fn refusals_have_the_golden_shape() {
    let simulator = simulator();
    for operation in OPERATIONS {
        let answer = post(&simulator, operation, &Value::Object(Map::new()));
        let mut expected = golden(operation, "refusal");
        for (name, value) in answer.as_object().unwrap() {
            if value.is_null() && expected[name].is_string() {
                expected[name] = Value::Null; // optional detail
            }
        }
        assert_eq!(shape(&answer), shape(&expected), "{operation}");
        assert_eq!(answer["errcode"], expected["errcode"], "{operation}");
    }
}
