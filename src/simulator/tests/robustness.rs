//! Whatever comes, an envelope goes back.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{json_of, request, simulator, valid};
use crate::simulator::Simulator;

const OPERATIONS: [&str; 5] = ["addOrder", "getDist", "queryOrder", "queryOrderDetail", "queryTrackInfo"];

fn shared() -> &'static Simulator {
    static SIMULATOR: std::sync::OnceLock<Simulator> = std::sync::OnceLock::new();
    SIMULATOR.get_or_init(simulator)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        prop_oneof![Just("1"), Just("10"), Just("GD-EMS"), Just("2024-03-05"), Just("广东省"), Just("440100")]
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{1,8}", inner), 0..4)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every pointer into a value.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, inner)| places(inner, &format!("{at}/{name}"), into)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, inner)| places(inner, &format!("{at}/{index}"), into));
        }
        _ => {}
    }
}

fn assert_envelope(simulator: &Simulator, operation: &str, body: Vec<u8>) {
    let answer = simulator.handle(&request(operation, body));
    assert_eq!(answer.status, 200);
    let answer = json_of(&answer);
    let code = answer["errcode"].as_i64().unwrap();
    assert!([0, 1, 2].contains(&code), "{answer}");
    assert_eq!(code == 0, answer["errormsg"].is_null(), "{answer}");
    assert_eq!(code == 0, !answer["data"].is_null(), "{answer}");
}

proptest! {
    #[test]
    fn any_json_gets_an_envelope(body in any_json(), operation in 0_usize..5) {
        assert_envelope(shared(), OPERATIONS[operation], body.to_string().into_bytes());
    }

    #[test]
    fn any_bytes_get_an_envelope(body in prop::collection::vec(any::<u8>(), 0..200), operation in 0_usize..5) {
        assert_envelope(shared(), OPERATIONS[operation], body);
    }

    #[test]
    fn a_valid_request_with_anything_in_one_place_gets_an_envelope(
        value in any_json(), operation in 0_usize..5, place in any::<prop::sample::Index>(),
    ) {
        let simulator = shared();
        let operation = OPERATIONS[operation];
        let mut body = valid(simulator, operation);
        let mut all = Vec::new();
        places(&body, "", &mut all);
        let place = place.get(&all);
        *body.pointer_mut(place).unwrap() = value;
        assert_envelope(simulator, operation, body.to_string().into_bytes());
    }
}

#[test]
fn deep_nesting_is_refused() {
    let body = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert_envelope(shared(), "addOrder", body);
}

#[test]
fn callers_at_once_get_ids_of_their_own() {
    let simulator = simulator();
    let body = valid(&simulator, "addOrder").to_string().into_bytes();
    let created = || json_of(&simulator.handle(&request("addOrder", body.clone())))["data"][0]["id"].clone();
    let mut ids: Vec<String> = std::thread::scope(|scope| {
        let calls = || (0..50).map(|_| created().as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(calls)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 200);
}
